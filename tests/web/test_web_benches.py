"""Benches: the ranking and its stability, levers and their accounting, two states of a board."""

from __future__ import annotations

import re
from html import unescape

import pytest

pytest.importorskip("fastapi")
from yipan.gauge.composite import AGGREGATIONS
from yipan.web.pages.bench import METHODS, NAMES

SCENARIO_WITHOUT_DRAWS = """scenario: plants
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
    retention: 0.8
    tax_rate: 0.1
    tax_split: {from: 1/2, to: 1/2}
    source: 示意
"""


def test_the_bench_ranks_by_what_is_chosen(visitor):
    """GDP per head 2023: 北京 200278, 天津 122752; least of all years 河北 2014 34507 (min-max)."""
    page = visitor.get("/jingjinji/measure?indicator=gdp_per_capita").text
    ranking = page[page.index("种做法") :]
    order = re.findall(r"/party/(\d+)", ranking)
    assert order[:3] == ["110000", "120000", "130000"]
    spans = [tuple(map(int, s.split("–"))) for s in re.findall(r'aria-label="(\d+–\d+)"', ranking)]
    assert len(spans) == 3
    assert all(1 <= low <= place <= high <= 3 for place, (low, high) in enumerate(spans, start=1))
    scores = re.findall(r'<td class="r">([\d.]+)</td>', ranking)
    assert scores[0] == "100.000"
    assert float(scores[1]) == pytest.approx((122752 - 34507) / (200278 - 34507) * 100, abs=5e-4)


def test_every_method_of_the_bench_has_a_name_and_answers(visitor):
    """Each way to normalise and to aggregate can be chosen; a result or a line, never a failure."""
    page = visitor.get("/jingjinji/measure").text
    options = re.findall(r'<option value="([\w-]+)"[^>]*>([^<]+)</option>', page)
    names = {value: name for value, name in options if value in NAMES}
    assert names == {key: words.zh for key, words in NAMES.items()}
    for how in [f"method={m}" for m in METHODS] + [f"how={a}" for a in AGGREGATIONS]:
        answer = visitor.get(f"/jingjinji/measure?indicator=gdp&indicator=gdp_per_capita&{how}")
        assert answer.status_code == 200
        assert ("种做法" in answer.text) or 'class="notice"' in answer.text


def test_weights_change_the_ranking(visitor):
    """Residents alone put 河北 first, GDP per head alone 北京; the heavier one decides."""
    base = "/jingjinji/measure?indicator=gdp_per_capita&indicator=resident_population"
    first = []
    for heavy in ("gdp_per_capita", "resident_population"):
        page = visitor.get(f"{base}&w_{heavy}=50").text
        first.append(re.findall(r"/party/(\d+)", page[page.index("种做法") :])[0])
    assert first == ["110000", "130000"]


def test_a_measure_shows_its_formula_and_a_bad_choice_a_line(visitor):
    """Gini with its formula; a weight that is none is told, not a failure."""
    page = visitor.get("/jingjinji/measure?measure=gini&indicator=gdp_per_capita").text
    assert "Lorenz" in page
    bad = visitor.get("/jingjinji/measure?indicator=gdp&w_gdp=x")
    assert bad.status_code == 200
    assert 'class="notice"' in bad.text
    assert visitor.get("/jingjinji/measure?measure=nix&indicator=gdp").status_code == 200


def test_a_lever_moves_what_follows(visitor):
    """Relocating 40 亿元 in 2025 with half more is 60; 80 % of it arrives: 48."""
    row = re.compile(
        r'河北</th><td>地区生产总值变化</td><td class="soft">亿元</td><td class="r">(\d+)'
    )
    page = visitor.get("/jingjinji/scenario/relocate-to-caofeidian?x_plants=1.5").text
    assert row.search(page)[1] == "48"
    plain = visitor.get("/jingjinji/scenario/relocate-to-caofeidian").text
    assert row.search(plain)[1] == "32"
    figure = "/jingjinji/figure/scenario/relocate-to-caofeidian,plants=1.5.csv"
    assert "interval" in visitor.get(f"{figure}?lang=en").text


def test_the_fan_follows_the_lever(visitor):
    """By hand: 20 亿元 leave in 2026 and 80 % arrives: 16 above the path without levers."""
    own = {"text": SCENARIO_WITHOUT_DRAWS}
    sent = visitor.post("/jingjinji/scenarios", data=own, follow_redirects=False)
    key = sent.headers["location"].rsplit("/", 1)[1]

    def gap(asked: str) -> float:
        rows = visitor.get(f"/jingjinji/figure/scenario/{asked}.json?lang=en").json()["rows"]
        at = {r["what"]: float(r["value"]) for r in rows if r["year"] == "2026"}
        return at["median"] - at["without the levers"]

    rows = visitor.get(f"/jingjinji/figure/scenario/{key}.json?lang=en").json()["rows"]
    newest = next(r for r in reversed(rows) if r["what"] == "observed")
    assert newest["value"] == "47448.1"
    assert visitor.get(f"/jingjinji/why/{newest['reason']}").status_code == 200
    assert gap(key) == pytest.approx(16, abs=1e-3)
    assert gap(f"{key},plants=2") == pytest.approx(32, abs=1e-3)
    assert gap(f"{key},@1") == pytest.approx(-20, abs=1e-3)
    page = visitor.get(f"/jingjinji/scenario/{key}?show=1&lang=en").text
    assert "北京 GDP" in page or "Beijing" in page
    assert "without the levers" in page


@pytest.mark.parametrize("factor", ["-1", "4", "x", "1/0", "1e9", "0.123456789"])
def test_a_factor_out_of_bounds_is_refused(visitor, factor):
    """From 0 to 3, in one line."""
    asked = {"x_plants": factor}
    answer = visitor.get("/jingjinji/scenario/relocate-to-caofeidian", params=asked)
    assert answer.status_code == 400


def test_two_states_differ_by_the_fifth_census(visitor):
    """Between 2021 and now the GDP of 2010 to 2019 was revised in three provinces: 30 figures."""
    page = visitor.get("/jingjinji/compare?first=2021-12-31").text
    assert re.search(r"取用之数有变[^<]*<span class=\"unit\">30<", page)
    assert "14964.0亿元" in page
    assert "15420.2亿元" in page


def test_the_report_can_be_downloaded(visitor):
    """Each file of the page answers in its form."""
    page = visitor.get("/jingjinji/report").text
    files = re.findall(r'href="(/jingjinji/report/[^"]+)"', page)
    assert len(files) >= 4
    marks = {"html": b"<!", "docx": b"PK", "xlsx": b"PK", "pdf": b"%PDF"}
    for file in files:
        kind = file.rsplit(".", 1)[1]
        if kind in marks:
            answer = visitor.get(file)
            assert answer.status_code in (200, 503), file
            if answer.status_code == 200:
                assert answer.content.startswith(marks[kind])
                assert "attachment" in answer.headers["content-disposition"]
    assert visitor.get("/jingjinji/report/x.exe").status_code == 404


def test_every_problem_of_the_board_is_answered(visitor):
    """Chains, services and matches: a drawing and words for each."""
    page = visitor.get("/jingjinji/problems").text
    names = re.findall(r'href="/jingjinji/problem/([^"]+)"', page)
    assert len(names) > 10
    for name in names:
        shown = visitor.get(f"/jingjinji/problem/{name}")
        assert shown.status_code == 200, name
        assert f"/figure/problem/{name}.csv" in shown.text
        drawn = visitor.get(f"/jingjinji/figure/problem/{name}.svg")
        assert drawn.headers["content-type"] == "image/svg+xml"
        assert drawn.text.lstrip().startswith("<svg")
        rows = visitor.get(f"/jingjinji/figure/problem/{name}.json").json()["rows"]
        assert len(rows) > 1


def test_a_scenario_shows_its_three_blocks_apart(visitor):
    """Accounting, forecast and what is assumed, with break-even and tornado, as the CLI prints."""
    page = unescape(visitor.get("/jingjinji/scenario/relocate-to-caofeidian?lang=en").text)
    heads = [page.index(h) for h in ("1. Accounting", "2. Forecast", "3. Assumed")]
    assert heads == sorted(heads)
    first, second, third = page[heads[0] : heads[1]], page[heads[1] : heads[2]], page[heads[2] :]
    assert "0.9" in first
    assert "damped" in second
    assert "figure/scenario/" in second
    assert "plants: met without it" in third
    assert "No response is assumed." in third
    drawn = visitor.get("/jingjinji/figure/tornado/relocate-to-caofeidian.csv?lang=en").text
    assert drawn.count("data vintage") == 2
    for suffix in ("svg", "png", "json"):
        address = f"/jingjinji/figure/tornado/relocate-to-caofeidian.{suffix}"
        assert visitor.get(address).status_code == 200
    assumed = unescape(visitor.get("/jingjinji/scenario/more-tech-to-hebei?lang=en").text)
    assert "tech-to-gdp" in assumed[assumed.index("3. Assumed") :]


def test_the_past_of_a_carbon_lever_is_a_waterfall_that_adds_up(visitor):
    """Law 8: first + parts = last. The product is arithmetic on two series the board has."""
    text = """scenario: product
parties: [北京, 河北]
base_period: "2024"
horizon: 1
baseline: {method: hold}
levers:
  - {id: clean, kind: carbon, party: 北京, factors: [resident_population, gdp], unit: 万吨,
     path: {gdp: {"2025": -0.04}}, source: 示意}
"""
    page = visitor.post("/jingjinji/scenarios", data={"text": text}).text
    start = re.search(r'data-figure="(/jingjinji/figure/past/[^"?]+)\.vega', page)[1]
    rows = visitor.get(f"{start}.json?lang=en").json()["rows"]
    first, *parts, last = (float(row["value"]) for row in rows)
    assert len(parts) == 2
    assert first + sum(parts) == pytest.approx(last, abs=len(rows))  # printed whole
    assert visitor.get(start.replace("%400", "%407") + ".svg").status_code == 404


def test_the_ranking_is_a_figure_with_the_ranks_over_all_variants(visitor):
    """The table of the figure says what the page says; every download is there."""
    asked = "/jingjinji/measure?lang=en&indicator=gdp&indicator=resident_population&w_gdp=2.5"
    page = unescape(visitor.get(asked).text)
    start = re.search(r'data-figure="(/jingjinji/figure/ranks/[^"?]+)\.vega', page)[1]
    rows = visitor.get(f"{start}.json?lang=en").json()["rows"]
    assert [row["value"] for row in rows] == sorted(row["value"] for row in rows)
    assert all(row["best"] <= row["value"] <= row["worst"] for row in rows)
    for row in rows:
        span = f"{row['best']}–{row['worst']}" if row["best"] != row["worst"] else f"{row['best']}"
        assert f'aria-label="{row["best"]}–{row["worst"]}"' in page
        assert span in page
    for suffix in ("svg", "png", "csv", "xlsx", "vega"):
        assert visitor.get(f"{start}.{suffix}?lang=en").status_code == 200
    for wrong in ("odd,arithmetic,gdp=1", "min-max,arithmetic,x=1", "min-max,arithmetic", ","):
        assert visitor.get(f"/jingjinji/figure/ranks/{wrong}.svg").status_code == 404
    bad = visitor.get("/jingjinji/figure/ranks/min-max,arithmetic,gdp=x.svg")
    assert 400 <= bad.status_code < 500
