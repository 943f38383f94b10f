"""A permanent link shows the board as it was when it was made; what it cannot show it says."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

pytest.importorskip("fastapi")
from starlette.testclient import TestClient

import yipan.web.shelf
from yipan.board import open_board
from yipan.facts import Ledger, correct, make_fact
from yipan.facts.states import NOW, State, mark_of, state_with
from yipan.facts.tidy import import_tidy
from yipan.web.app import create_app

FIRST = "gdp,A,2020,annual,100.0,亿元,S1,p1\n"
SECOND = "gdp,A,2020,annual,104.4,亿元,S2,p2\ngdp,A,2021,annual,120.0,亿元,S2,p2\n"
HEAD = "indicator,party,period,frequency,value,unit,source,locator\n"
INDICATOR = "gdp,地区生产总值,GDP,亿元,flow,up\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A board with one figure; a second edition of it is to come."""
    monkeypatch.setenv("YIPAN_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(yipan.web.shelf, "LOOK_EVERY", 0.0)
    made = tmp_path / "small"
    (made / "facts").mkdir(parents=True)
    (made / "board.yaml").write_text(
        "name: small\ntitle: {zh: 小盘, en: Small}\nheadline: {parties: [A], indicators: [gdp]}\n",
        "utf-8",
    )
    (made / "parties.csv").write_text("code,name_zh,name_en,kind\nA,甲市,Jia,city\n", "utf-8")
    (made / "indicators.csv").write_text(
        "slug,name_zh,name_en,unit,kind,better\n" + INDICATOR, "utf-8"
    )
    (made / "sources.csv").write_text(
        "code,title,published_on\nS1,第一版,2021-03\nS2,第二版,2022-03\n", "utf-8"
    )
    (made / "facts" / "a.csv").write_text(HEAD + FIRST, "utf-8")
    return made


@pytest.fixture
def reader(folder):
    return TestClient(create_app([str(folder)]), base_url="http://localhost")


def pinned(reader, page="/small/indicator/gdp") -> str:
    """The permanent link of a page."""
    return unescape(re.search(r'href="([^"]*pin=[^"]*)"', reader.get(page).text)[1])


def learn(folder, rows=SECOND):
    """The second edition arrives as an import."""
    file = folder.parent / "second.csv"
    file.write_text(HEAD + rows, "utf-8")
    import_tidy(open_board(folder).own_ledger, [file], learned_on=date.today())


def test_a_link_shows_the_old_state_after_the_facts_were_revised(reader, folder):
    """100.0 counted when the link was made, 104.4 counts today; the link shows 100.0."""
    link = pinned(reader)
    assert set(parse_qs(urlsplit(link).query)) == {"learned_by", "pin"}
    assert 'class="notice"' not in reader.get(link).text
    learn(folder)
    now, then = reader.get("/small/indicator/gdp").text, reader.get(link).text
    assert "104.4" in now
    assert "100.0" in then
    assert "104.4" not in then
    assert "2021" not in re.findall(r'<th scope="row">(\d{4})</th>', then)
    today = unescape(re.search(r'class="notice"[^<]*<a href="([^"]+)"', then, re.S)[1])
    assert today == "/small/indicator/gdp"


def test_every_link_of_an_old_state_stays_in_it(reader, folder):
    """Number, figure, file, embedded figure and reason are of the day of the link."""
    link = pinned(reader)
    learn(folder)
    then = reader.get(link).text
    state = parse_qs(urlsplit(link).query)
    links = [unescape(h) for h in re.findall(r'(?:href|src)="(/small/[^"]+)"', then)]
    own = [h for h in links if urlsplit(h).path != "/small/indicator/gdp"]
    assert len(own) > 10
    assert all(parse_qs(urlsplit(h).query)["pin"] == state["pin"] for h in own)
    csv = next(h for h in own if ".csv" in h)
    assert "100.0" in reader.get(csv).text
    assert "104.4" not in reader.get(csv).text
    embed = reader.get(next(h for h in own if "/embed/" in h)).text
    assert "那时" in embed
    assert "pin=" in embed
    data = reader.get(next(h for h in own if ".json" in h)).json()
    assert data["content"] == state["pin"][0]
    why = reader.get(next(h for h in own if "/why/" in h)).text
    assert "100.0" in why
    assert pinned(reader, link).split("pin=")[1] == link.split("pin=")[1]


def test_what_was_public_by_a_day_is_not_touched_by_later_facts(reader, folder):
    """As of 2021 the second edition was not out: the link is still that of the present state."""
    link = pinned(reader, "/small/indicator/gdp?as_of=2021-12-31")
    learn(folder)
    then = reader.get(link).text
    assert "100.0" in then
    assert 'class="notice"' not in then


def test_a_new_source_or_party_is_no_change_of_definitions(reader, folder):
    """Rows that no old figure uses leave the link as it is."""
    link = pinned(reader)
    with (folder / "sources.csv").open("a", encoding="utf-8") as file:
        file.write("S3,第三版,2023-03\n")
    with (folder / "parties.csv").open("a", encoding="utf-8") as file:
        file.write("B,乙市,Yi,city\n")
    learn(folder)
    then = reader.get(link).text
    assert "这是" in then
    assert "不能复原" not in then


def test_changed_definitions_are_told_plainly(reader, folder):
    """A renamed indicator: the figures are those of the link, its name cannot be restored."""
    link = pinned(reader)
    path = folder / "indicators.csv"
    path.write_text(path.read_text("utf-8").replace("地区生产总值", "生产总值"), "utf-8")
    assert "数字与固定链接制作时相同" in reader.get(link).text
    learn(folder)
    then = reader.get(link).text
    assert "100.0" in then
    assert "104.4" not in then
    assert "不能复原" in then
    assert "cannot be restored" in reader.get(link + "&lang=en").text


def test_facts_that_are_not_here_are_told_plainly(reader):
    """A pin that no state of this ledger has: the present state, and a sentence."""
    page = reader.get("/small/indicator/gdp?learned_by=2020-01-01&pin=00000000-000000").text
    assert "找不到" in page
    assert "100.0" in page
    for odd in ("x", "-", "%00", "<i>", "../" * 9):
        answer = reader.get("/small/", params={"pin": odd})
        assert answer.status_code == 200
        assert "<i>" not in answer.text


def test_what_a_board_knew_by_a_day_can_be_asked_without_a_pin(reader, folder):
    """The clock of learning alone; a day that is none is refused."""
    path = folder / "facts" / "a.csv"
    path.write_text(
        HEAD.strip() + ",learned_on\n" + FIRST.strip() + ",2021-04-01\n"
        "gdp,A,2019,annual,90.0,亿元,S1,p1,2023-01-01\n",
        "utf-8",
    )
    then = reader.get("/small/indicator/gdp?learned_by=2022-01-01").text
    assert "100.0" in then
    assert "90.0" not in then
    assert "2022-01-01" in then
    assert reader.get("/small/?learned_by=2022-13-01").status_code == 400


def test_marks_of_states(folder):
    """A mark changes with each fact and amendment, is found again, and ignores how rows are cut."""
    board = open_board(folder)
    ledger = board.own_ledger
    first = mark_of(ledger)
    learn(folder)
    ledger.refresh()
    second = mark_of(ledger)
    assert state_with(ledger, first) == State(1)
    assert mark_of(ledger.at(State(1))) == first
    assert len(ledger.at(NOW)) == len(ledger) == 3
    fact = next(f for f in ledger.facts() if f.value == "104.4")
    ledger.append([correct(fact, "104.5", reason="misprint", learned_on=date(2024, 1, 1))])
    third = mark_of(ledger)
    assert len({first, second, third}) == 3
    assert state_with(ledger, second) == State(2)
    assert mark_of(ledger.at(State(learned_by=date(1999, 1, 1)))) not in {first, second, third}
    assert [ledger.at(State(n)).digest for n in (1, 2, 3)][-1] == ledger.digest


def test_one_import_or_two_give_the_same_mark(tmp_path):
    """The mark of a content depends neither on its order nor on how it came in."""
    facts = [
        make_fact(
            indicator="gdp", party="A", period=str(year), value="1.5", unit="亿元", source="S",
            learned_on=date(2024, 1, 1),
        )
        for year in (2019, 2020, 2021)
    ]  # fmt: skip
    whole, parts = Ledger.create(tmp_path / "whole"), Ledger.create(tmp_path / "parts")
    whole.append(facts)
    for fact in reversed(facts):
        parts.append([fact])
    assert mark_of(whole) == mark_of(parts)
    assert mark_of(whole) != mark_of(parts.at(State(2)))


def test_the_language_can_be_changed_where_english_comes_first(folder):
    """`yipan serve --lang en`: the link to Chinese names its language."""
    english = TestClient(create_app([str(folder)], lang="en"), base_url="http://localhost")
    page = english.get("/small/").text
    assert '<html lang="en">' in page
    other = unescape(re.search(r'href="([^"]*)"[^>]*hreflang', page)[1])
    assert '<html lang="zh-CN">' in english.get(other).text


def test_the_api_answers_from_the_state_of_a_pin(reader, folder):
    """Facts with the pin of the link are those of its day; a pin that is not here is refused."""
    pin = pinned(reader).split("pin=")[1]
    learn(folder)
    asked = "/api/v1/small/facts?indicator=gdp"
    now, then = reader.get(asked), reader.get(f"{asked}&pin={pin}")
    assert "104.4" in now.text
    assert "104.4" not in then.text
    assert now.headers["etag"] != then.headers["etag"]
    gone = reader.get(f"{asked}&pin=00000000-000000")
    assert gone.status_code == 400
    assert "找不到" in gone.json()["error"]["zh"]
    early = reader.get(f"{asked}&learned_by=1999-01-01")
    assert early.json()["result"]["things"] == []
