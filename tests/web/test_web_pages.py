"""Pages of the workbench: all load in both languages, links lead somewhere, errors are a line."""

from __future__ import annotations

import re
from html import unescape

import pytest

pytest.importorskip("fastapi")
from starlette.testclient import TestClient

from yipan.web.app import create_app
from yipan.web.guard import is_loopback
from yipan.web.pages import PAGES

FACT = "e321709c4ea559d8"  # 53.5 % in D4 图1, which prints 53.3 % for the same thing
SAMPLES = {
    "indicator": "gdp",
    "party": "110000",
    "finding": "",
    "source": "D0",
    "compact": "eco-miyun-1",
    "problem": "hydrogen",
    "scenario": "relocate-to-caofeidian",
    "id": FACT,
}
HREF = re.compile(r'href="(/jingjinji/[^"#]*)')


def addresses(visitor) -> list[str]:
    """One address for every page of the registry."""
    found = HREF.findall(visitor.get("/jingjinji/findings").text)
    samples = dict(SAMPLES)
    samples["finding"] = next(h for h in found if "/finding/" in h).rsplit("/", 1)[1]
    return [
        re.sub(r"\{(\w+)\}", lambda m: {"board": "jingjinji", **samples}[m[1]], page.address)
        for page in PAGES
    ]


def test_every_page_loads_in_both_languages_and_as_of_a_day(visitor):
    """Status 200, the language is set, a title stands in the page."""
    for address in addresses(visitor):
        for ask, lang in (("", "zh-CN"), ("?lang=en", "en"), ("?as_of=2025-06-30", "zh-CN")):
            answer = visitor.get(address + ask)
            assert answer.status_code == 200, (address, ask, answer.text[-300:])
            assert f'<html lang="{lang}">' in answer.text
            assert "<h1>" in answer.text
            assert " object at 0x" not in answer.text
            assert len(answer.content) < 300_000


def test_links_of_the_first_pages_lead_somewhere(visitor):
    """No dead link on the pages that a visitor sees first."""
    seen = set()
    for address in addresses(visitor)[:6]:
        seen |= {unescape(h) for h in HREF.findall(visitor.get(address).text)}
    assert len(seen) > 100
    for href in sorted(seen):
        assert visitor.get(href).status_code == 200, href


def test_a_number_opens_its_reason_in_one_click(visitor):
    """The newest GDP of Beijing on the glance page leads to its printed source."""
    page = visitor.get("/jingjinji/").text
    card = page[page.index("/indicator/gdp") :]
    row = card[card.index("/party/110000") :]
    href = re.search(r'class="n[^"]*" href="([^"]+)"', row)
    assert href
    reason = visitor.get(href[1]).text
    assert "地区生产总值" in reason
    assert "NBS-GDP-5" in reason


def test_where_sources_disagree_the_card_has_a_badge(visitor):
    """GDP per head of 2023 does not fit GDP and residents; the mark opens the conflict."""
    page = visitor.get("/jingjinji/").text
    card = page[page.index("/indicator/gdp_per_capita") :]
    assert "badge" in card[:400]
    mark = re.search(r'class="doubt" href="([^"]+)"', card)
    assert mark
    assert "≠" in visitor.get(mark[1]).text


def test_as_of_shows_what_was_known_then(visitor):
    """In 2016 nobody knew the fifth census's revision of 2014 (published 2025)."""
    now = visitor.get("/jingjinji/indicator/gdp").text
    then = visitor.get("/jingjinji/indicator/gdp?as_of=2016-12-31").text
    assert "23577.5" in now
    assert "23577.5" not in then
    assert "as_of=2016-12-31" in then


def test_a_page_that_has_not_changed_is_not_sent_again(visitor):
    """ETag and 304; another day or language has another tag."""
    first = visitor.get("/jingjinji/")
    again = visitor.get("/jingjinji/", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""
    other = visitor.get("/jingjinji/?lang=en", headers={"if-none-match": first.headers["etag"]})
    assert other.status_code == 200


def test_the_first_page_is_made_before_anybody_asks(workbench, visitor):
    """What `yipan serve` makes at its start is what the first visitor gets."""
    office = workbench.state.office
    workbench.state.warm("http://localhost")
    kept = office.pages.get
    keys = []

    def get(key, _make):
        keys.append(key)
        return kept(key, lambda: pytest.fail("it is made again"))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(office.pages, "get", get)
        assert visitor.get("/jingjinji/").status_code == 200
    assert len(keys) == 1


def test_a_pinned_link_says_when_the_content_has_changed(visitor):
    """The pin of a citation is accepted; another one gives a notice."""
    page = visitor.get("/jingjinji/indicator/gdp").text
    link = unescape(re.search(r'href="([^"]*pin=[^"]*)"', page)[1])
    assert 'class="notice"' not in visitor.get(link).text
    stale = re.sub(r"pin=\w+", "pin=000000000000", link)
    assert 'class="notice"' in visitor.get(stale).text


@pytest.mark.parametrize(
    ("asked", "found"),
    [("dqsczz", "/jingjinji/indicator/gdp"), ("beijing", "/jingjinji/party/110000"),
     ("京津冀三地", "/jingjinji/party/JJJ"), ("GDP", "/jingjinji/indicator/gdp")],
)  # fmt: skip
def test_search_finds_by_name_alias_and_pinyin(visitor, asked, found):
    """Initials, whole pinyin, aliases and codes; the first hit."""
    assert visitor.get("/jingjinji/search.json", params={"q": asked}).json()[0]["href"] == found


def test_errors_are_one_clear_line(visitor):
    """404 with near names for people and programs; bad days and long addresses are 400."""
    page = visitor.get("/jingjinji/indicator/gdq")
    assert page.status_code == 404
    assert "gdp" in page.text
    assert "Traceback" not in page.text
    assert visitor.get("/nowhere/").status_code == 404
    assert visitor.get("/jingjinji/no/such/page").status_code == 404
    assert visitor.get("/jingjinji/?as_of=2020-13-45").status_code == 400
    assert visitor.get("/jingjinji/conflicts?indicator=" + "x" * 3000).status_code == 400
    program = visitor.get("/jingjinji/search.json?as_of=x").json()["error"]
    assert set(program) == {"code", "zh", "en", "where"}


def test_headers_forbid_foreign_and_inline_code(visitor):
    """The policy has no unsafe word, and pages keep to it: no inline script, style or handler."""
    for address in addresses(visitor):
        answer = visitor.get(address)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert not re.search(r"<script(?![^>]*\bsrc=)", answer.text)
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", answer.text)
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', answer.text)


def test_only_this_machine_is_answered(workbench):
    """A foreign Host (a rebound name) and a form from another site are refused."""
    foreign = TestClient(workbench, base_url="http://evil.example")
    assert foreign.get("/jingjinji/").status_code == 403
    home = TestClient(workbench, base_url="http://127.0.0.1:8765")
    assert home.get("/jingjinji/").status_code == 200
    sent = home.post("/jingjinji/", headers={"origin": "https://evil.example"})
    assert sent.status_code == 403


@pytest.mark.parametrize(
    ("host", "own"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("127.9.9.9", True),
     ("0.0.0.0", False), ("192.168.1.5", False), ("example.org", False), ("", False)],
)  # fmt: skip
def test_loopback_is_recognised(host, own):
    """Everything else needs access control (test_access)."""
    assert is_loopback(host) is own


@pytest.mark.parametrize(
    "name", ["../app.py", "..%2fapp.py", "%2e%2e/app.py", "yipan.css%00", "/etc/passwd", "x"]
)
def test_no_address_reaches_the_file_system(visitor, name):
    """Static files are looked up by their exact names."""
    assert visitor.get(f"/static/any/{name}").status_code == 404
    assert visitor.get("/static/any/yipan.css").status_code == 200


def test_names_cannot_inject_markup(tmp_path, monkeypatch):
    """A board whose names, notes and aliases are markup shows them as text."""
    monkeypatch.setenv("YIPAN_HOME", str(tmp_path / "home"))
    evil = "<img src=x onerror=alert(1)>"
    folder = tmp_path / "evil"
    (folder / "facts").mkdir(parents=True)
    (folder / "board.yaml").write_text(
        f'name: evil\ntitle: {{zh: "{evil}", en: "{evil}"}}\n'
        "headline: {parties: [A], indicators: [x]}\n",
        encoding="utf-8",
    )
    (folder / "parties.csv").write_text(
        f"code,name_zh,kind,aliases,note\nA,{evil},province,{evil}b,{evil}\n", encoding="utf-8"
    )
    (folder / "indicators.csv").write_text(
        f"slug,name_zh,name_en,unit,kind,note\nx,{evil}x,\"'onload='x\",元,flow,{evil}\n",
        encoding="utf-8",
    )
    (folder / "sources.csv").write_text(f"code,title\nS,{evil}\n", encoding="utf-8")
    (folder / "facts" / "a.csv").write_text(
        "key,indicator,party,period,frequency,value,unit,source,locator,note\n"
        f"k1,x,A,2020,annual,1,元,S,{evil},{evil}\nk2,x,A,2021,annual,2,元,S,p,\n",
        encoding="utf-8",
    )
    client = TestClient(create_app([str(folder)]), base_url="http://localhost")
    for path in ("", "indicators", "indicator/x", "party/A", "parties", "sources", "source/S",
                 "why/k1", "conflicts", "revisions", "findings"):  # fmt: skip
        for lang in ("zh", "en"):
            answer = client.get(f"/evil/{path}", params={"lang": lang})
            assert answer.status_code == 200, (path, answer.text[-300:])
            assert "<img src=x" not in answer.text
            assert "'onload='" not in answer.text


def test_a_changed_board_is_shown_at_once(tmp_path, monkeypatch):
    """A new row in the board's files appears without a restart."""
    import shutil

    import yipan.web.shelf
    from yipan.board.places import BUILT_IN

    monkeypatch.setenv("YIPAN_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(yipan.web.shelf, "LOOK_EVERY", 0.0)
    folder = tmp_path / "mine"
    shutil.copytree(BUILT_IN / "jingjinji", folder)
    client = TestClient(create_app([str(folder)]), base_url="http://localhost")
    assert "99999.9" not in client.get("/jingjinji/indicator/gdp").text
    path = folder / "facts" / "gdp_vintages.csv"
    added = "gdp,110000,2025,annual,99999.9,亿元,NBS-GDP-5,new,2025,final\n"
    path.write_text(path.read_text("utf-8") + added, "utf-8")
    assert "99999.9" in client.get("/jingjinji/indicator/gdp").text
