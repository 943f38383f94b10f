"""A board that a user has made with `yipan new` and one CSV: every page helps on."""

from __future__ import annotations

import re
from html import unescape

import pytest
from click.testing import CliRunner

pytest.importorskip("fastapi")
from starlette.testclient import TestClient

from yipan.web.app import create_app
from yipan.web.pages import PAGES

TABLE = "市,年份,GDP(亿元),常住人口(万人)\n" + "".join(
    f"{name},{year},{gdp + step * (year - 2016)}.5,{people}.1\n"
    for name, gdp, step, people in (("甲市", 1000, 70, 310), ("乙市", 700, 40, 250))
    for year in range(2016, 2024)
)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """`yipan new`, three small tables, `yipan import`, and the workbench over it."""
    from yipan.cli.import_ import import_
    from yipan.cli.new import new

    folder = tmp_path_factory.mktemp("fresh")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("YIPAN_HOME", str(folder / "home"))
        assert CliRunner().invoke(new, ["mine", "--in", str(folder)]).exit_code == 0
        board = folder / "mine"
        (board / "parties.csv").write_text(
            "code,name_zh,name_en,kind\nJ,甲市,Jia,city\nY,乙市,Yi,city\n", "utf-8"
        )
        (board / "indicators.csv").write_text(
            "slug,name_zh,name_en,unit,kind,better,aliases\n"
            "gdp,地区生产总值,Output,亿元,flow,up,GDP\n"
            "residents,常住人口,Residents,万人,stock,,\n",
            "utf-8",
        )
        (board / "sources.csv").write_text("code,title,published_on\nNJ,年鉴,2024-11\n", "utf-8")
        (folder / "t.csv").write_text(TABLE, "utf-8")
        run = CliRunner().invoke(
            import_, [str(folder / "t.csv"), "--board", str(board), "--source", "NJ"]
        )
        assert run.exit_code == 0, run.output
        made = create_app([str(board)])
        with TestClient(made, base_url="http://localhost") as client:
            yield client


def test_every_page_loads_on_a_fresh_board(fresh):
    """Status 200 in both languages, every link leads somewhere; none says only "none"."""
    parts = {"board": "mine", "indicator": "gdp", "party": "J", "source": "NJ"}
    hrefs = set()
    for page in PAGES:
        address = re.sub(r"\{(\w+)\}", lambda m: parts.get(m[1], "?"), page.address)
        if "?" in address:
            continue
        for lang in ("zh", "en"):
            answer = fresh.get(address, params={"lang": lang})
            assert answer.status_code == 200, (address, answer.text[-300:])
            assert not re.search(r"<h2>(没有|None)</h2>| object at 0x|built-in", answer.text)
            hrefs |= {unescape(h) for h in re.findall(r'href="(/mine/[^"#]*)', answer.text)}
    files = re.compile(r"/report/|\.(png|xlsx)")
    for href in sorted(h for h in hrefs if not files.search(h)):
        assert fresh.get(href).status_code == 200, href


def test_pages_without_content_say_how_to_get_some(fresh):
    """Findings, chains and scenarios name the file to write."""
    for page, file in (
        ("findings", "findings.yaml"), ("problems", "problems/"), ("scenarios", "scenarios/"),
    ):  # fmt: skip
        assert file in fresh.get(f"/mine/{page}").text


def test_a_fresh_board_has_a_first_scenario_that_runs(fresh):
    """Written from its newest figures: 甲市 gives, 乙市 takes; it is tried as it stands."""
    for lang in ("zh", "en"):
        page = fresh.get(f"/mine/scenarios?lang={lang}").text
        text = unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.S)[1])
        assert 'from: "甲市"' in text
        assert 'to: "乙市"' in text
        assert 'base_period: "2023"' in text
        sent = fresh.post(f"/mine/scenarios?lang={lang}", data={"text": text})
        assert sent.status_code == 200
        assert "/mine/scenario/~" in str(sent.url)
        assert 'class="fig"' in sent.text
        assert sent.text.count('type="range"') == 1


def test_desks_work_on_a_fresh_board(fresh):
    """Check against its figures, rank by them, settle by a compact that ships with the program."""
    text = "2023年甲市地区生产总值为1490.5亿元,2022年乙市地区生产总值为999.9亿元。"
    page = fresh.post("/mine/check", data={"text": text, "against": "1"}).text
    assert 'class="consistent"' in page
    assert re.search(r'class="(hard|soft)"[^>]*><span[^>]*>999.9亿元', page)
    ranking = fresh.get("/mine/measure?indicator=gdp").text
    assert re.findall(r"/party/(\w+)", ranking[ranking.index("种做法") :])[:2] == ["J", "Y"]
    facts = (
        "party,indicator,period,value,unit,to_party\n冀,应得补偿,2018,35000,万元,\n"
        "京,预拨,2018,20000,万元,冀\n"
    )
    desk = fresh.post("/mine/settle", data={"compact": "eco-miyun-1", "facts": facts}).text
    assert "15000 万元" in desk
    hits = fresh.get("/mine/search.json?q=dqsczz").json()
    assert hits[0]["href"] == "/mine/indicator/gdp"
