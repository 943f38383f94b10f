"""Benches: the ranking and its stability, levers and their accounting, two states of a board."""

from __future__ import annotations

import re

import pytest

pytest.importorskip("fastapi")


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
    page = visitor.get("/jingjinji/scenario/relocate-to-caofeidian?x_plants=1.5").text
    row = re.search(r"2025</th><td>河北</td><td>gdp-change</td><td class=\"r\">([^<]+)", page)
    assert row
    assert row[1] == "48 亿元"
    plain = visitor.get("/jingjinji/scenario/relocate-to-caofeidian").text
    assert re.search(r"2025</th><td>河北</td><td>gdp-change</td><td class=\"r\">32 亿元", plain)
    figure = "/jingjinji/figure/scenario/relocate-to-caofeidian,plants=1.5.csv"
    assert "interval" in visitor.get(f"{figure}?lang=en").text


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
