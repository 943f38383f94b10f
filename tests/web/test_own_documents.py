"""A visitor's own scenario or compact: tried in memory; what is wrong is told with its line."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

pytest.importorskip("fastapi")

import yipan
from yipan.core.errors import YipanError
from yipan.web.drafts import MOST, Drafts, GoneDraft
from yipan.web.pages.scenarios import factors_of

BOARD = Path(yipan.__file__).parent / "boards" / "jingjinji"
SCENARIO = """scenario: two-plants
parties: [北京, 河北]
base_period: "2024"
horizon: 2
baseline: {method: drift, indicators: [gdp]}
levers:
  - id: plants
    kind: relocation
    from: 北京
    to: 河北
    indicator: gdp
    unit: 亿元
    path: {"2025": 10, "2026": 20}
    retention: 0.5
    tax_rate: 0.1
    tax_split: {from: 1/2, to: 1/2}
    source: 示意
"""
COMPACT = """id: half
name: 各半
version: "1"
parties:
  甲: {}
  乙: {}
"""


def sent(visitor, page, text, **files):
    return visitor.post(f"/jingjinji/{page}", data={"text": text}, files=files or None,
                        follow_redirects=False)  # fmt: skip


def test_a_scenario_without_its_base_year_is_a_line_in_the_page(visitor):
    """As of mid 2025 no figure of 2024 was public: the levers stand, the line leads on."""
    page = visitor.get("/jingjinji/scenario/relocate-to-caofeidian?as_of=2025-06-30")
    assert page.status_code == 200
    notice = re.search(r'class="notice" role="status">(.*?)</p>', page.text, re.S)[1]
    assert "缺少 北京 2024 年的 gdp" in notice
    assert 'href="/jingjinji/scenario/relocate-to-caofeidian"' in notice
    assert page.text.count('type="range"') == 2
    assert "一、核算" not in page.text


def test_a_pasted_scenario_has_a_page_with_levers_and_figures(visitor):
    """10 leave in 2025, half arrives: 5 亿元; with the lever doubled 10."""
    answer = sent(visitor, "scenarios", SCENARIO)
    assert answer.status_code == 303
    place = answer.headers["location"]
    assert re.fullmatch(r"/jingjinji/scenario/~[0-9a-f]{20}", place)
    row = r'河北</th><td>地区生产总值变化</td><td class="soft">亿元</td><td class="r">([^<]+)'
    page = visitor.get(place).text
    assert re.search(row, page)[1] == "5"
    assert re.search(row, visitor.get(f"{place}?x_plants=2").text)[1] == "10"
    assert "two-plants" in page
    files = [unescape(h) for h in re.findall(r'href="(/jingjinji/figure/[^"]+)"', page)]
    assert {re.search(r"\.(\w+)\?", f)[1] for f in files} == {"csv", "json", "xlsx", "svg", "png"}
    assert "observed" in visitor.get(f"{files[0]}&lang=en").text


def test_an_uploaded_copy_of_a_scenario_of_the_board_gives_the_same(visitor):
    """The board's own documents can be taken, changed and tried, with the tables they name."""
    for name in ("relocate-by-match", "luanhe-compensation"):
        data = (BOARD / "scenarios" / f"{name}.yaml").read_bytes()
        answer = sent(visitor, "scenarios", "", file=(f"{name}.yaml", data, "text/yaml"))
        assert answer.status_code == 303, answer.text
        own = visitor.get(answer.headers["location"]).text
        given = visitor.get(f"/jingjinji/scenario/{name}").text
        cut = re.compile(r"一、核算.*?</table>", re.S)
        assert cut.search(own)[0] == cut.search(given)[0]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("horizon: 2", "horizon: 20", "scenario.yaml:4 horizon"),
        ("retention: 0.5", "retention: 1/0", "scenario.yaml:14 levers.plants.retention"),
        ("kind: relocation", "kind: magic", "scenario.yaml:8"),
        ("parties:", "partys:", "partys"),
        ("horizon: 2", "horizon: 2\ndata: ../../../../etc/passwd", "没有 ../../../../etc/passwd"),
        ("horizon: 2", "horizon: 2\ndata: /etc/passwd", "没有 /etc/passwd"),
        ("horizon: 2", "horizon: 2\ndraws: 100000000\nseed: 1", "scenario.yaml:5 draws"),
        ("scenario: two-plants", "scenario: [", "scenario.yaml:"),
    ],
)
def test_what_is_wrong_with_a_pasted_scenario_is_told_with_its_line(visitor, before, after, told):
    """The same line as on the command line; the text stays in its field."""
    answer = sent(visitor, "scenarios", SCENARIO.replace(before, after))
    assert answer.status_code == 400
    notice = unescape(re.search(r'role="alert">(.*?)</p>', answer.text, re.S)[1])
    assert told in notice
    assert "two-plants" in answer.text or "[" in after
    assert "<form" in answer.text


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "../compacts/tax-92.yaml", "tax-92.yaml", "~00", "x"]
)
def test_names_in_a_pasted_scenario_are_no_paths(visitor, name):
    """Compacts and match problems are looked up among those of the board."""
    agreed = (
        f"agreements:\n  - id: a\n    compact: {name}\n    feed: "
        "[{indicator: 三税.地方, party: 企业, lever: plants, quantity: tax}]\n"
    )
    answer = sent(visitor, "scenarios", SCENARIO + agreed)
    assert answer.status_code == 400
    assert f"没有 {name}" in unescape(answer.text)
    facts = SCENARIO + agreed.replace(name, "tax-92") + f"    facts: {name}\n"
    assert sent(visitor, "scenarios", facts).status_code == 400


def test_an_own_compact_is_read_settled_and_compared(visitor):
    """A changed copy of 密云's compact has a page, and stands beside the first on the desk."""
    text = (BOARD / "compacts" / "eco-miyun-1.yaml").read_text("utf-8")
    answer = sent(visitor, "compacts", text.replace("次年", "来年"))
    assert answer.status_code == 303, answer.text
    place = answer.headers["location"]
    page = visitor.get(place).text
    assert "来年" in page
    assert "只存于内存" in page
    key = place.rsplit("/", 1)[1]
    assert f"compact={key}" in unescape(page)
    desk = visitor.get(f"/jingjinji/settle?compact={key}").text
    assert "应得补偿" in desk
    facts = (
        "party,indicator,period,value,unit,to_party\n冀,应得补偿,2018,35000,万元,\n"
        "京,预拨,2018,20000,万元,冀\n"
    )
    both = visitor.post(
        "/jingjinji/settle", data={"compact": ["eco-miyun-1", key], "facts": facts}
    ).text
    assert both.count('<b class="n">15000 万元</b>') == 2
    assert f"eco-miyun-1{key[:5]} − eco-miyun-1" in both


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (COMPACT, "compact.yaml"),
        ("id: [", "compact.yaml:"),
        ("", "compact.yaml"),
        ("a: &a [1]\nclauses: " + "[" * 70 + "]" * 70, "compact.yaml"),
    ],
)
def test_what_is_wrong_with_a_pasted_compact_is_told(visitor, text, told):
    """No compact, broken YAML, nothing, too deep: a line, the desk stays."""
    answer = sent(visitor, "compacts", text)
    assert answer.status_code == 400
    assert told in re.search(r'role="alert">(.*?)</p>', answer.text, re.S)[1]


def test_own_documents_are_bounded_and_kept_in_memory_only(visitor):
    """Half a million characters, a hundred drafts; one that is gone says so."""
    answer = sent(visitor, "scenarios", SCENARIO + "# " + "x" * 500_000)
    assert answer.status_code == 400
    assert "500000" in answer.text
    drafts = Drafts()
    first = drafts.keep("scenario", "first", "a.yaml")
    for number in range(MOST):
        drafts.keep("scenario", str(number), "a.yaml")
    with pytest.raises(GoneDraft):
        drafts.get("scenario", first)
    for page in ("scenario/~0123", "compact/~0123", "settle?compact=~0123"):
        gone = visitor.get(f"/jingjinji/{page}")
        assert gone.status_code == 404
        assert "只存于内存" in gone.text


def test_own_names_cannot_inject(visitor):
    """Markup in a name, a lever and a note is text."""
    evil = "<img src=x onerror=alert(1)>"
    text = SCENARIO.replace("two-plants", f"'{evil}'").replace("source: 示意", f"source: '{evil}'")
    answer = sent(visitor, "scenarios", text)
    page = visitor.get(answer.headers["location"])
    assert page.status_code == 200
    assert "<img src=x" not in page.text
    assert "onerror" in unescape(page.text)


def test_wrong_facts_on_the_settlement_desk_stay_in_their_field(visitor):
    """An unknown indicator: the line names row and field, nothing that was typed is lost."""
    facts = "party,indicator,period,value,unit\n冀,应得的,2018,1,万元\n"
    answer = visitor.post("/jingjinji/settle", data={"compact": "eco-miyun-1", "facts": facts})
    assert answer.status_code == 400
    assert "facts.csv:2" in answer.text
    assert "应得的,2018" in answer.text
    assert re.search(r'value="eco-miyun-1" checked', answer.text)
    none = visitor.post("/jingjinji/settle", data={"facts": facts})
    assert "没有选约" in none.text


def test_a_factor_with_a_huge_exponent_is_refused_at_once():
    """Its value is never computed."""
    with pytest.raises(YipanError, match="plants"):
        factors_of({"plants": "1e999999999"})
