"""Chains, matches and services as figures: one spec for all faces, a table behind, signs drawn."""

import json
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_figures import HOSTILE, evaluated

import yipan
from yipan.board.bindings.matching import match_problem
from yipan.links.chain import report
from yipan.links.chain_file import read_chain
from yipan.links.reach_file import read_reach, solve
from yipan.publish.chain_figure import chain_figure, stage_states
from yipan.publish.figures import NONE, Figure, Place, Point, tile_map
from yipan.publish.figures.data import table_csv
from yipan.publish.figures.labels import Mark, beside
from yipan.publish.figures.sheet import Sheet
from yipan.publish.match_figure import match_figure
from yipan.publish.reach_figure import reach_figure

PROBLEMS = yipan.open("jingjinji").path / "problems"
CHAIN = report(read_chain(PROBLEMS / "hydrogen.yaml"))
MATCH = match_problem(PROBLEMS / "relocation.yaml", "jingjinji")
REACH = solve(read_reach(PROBLEMS / "services.yaml"))
FIGURES = [
    chain_figure(CHAIN, "hydrogen"),
    match_figure(MATCH, "relocation"),
    reach_figure(REACH, "services"),
]


@pytest.mark.parametrize("figure", FIGURES, ids=lambda f: f.id)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_spec_is_plain_data_and_says_that_it_is_illustrative(figure: Figure, lang: str) -> None:
    """Data and literals alone; law 4: the mark shows wherever the data does, title or not."""
    for dark in (False, True):
        spec = figure.spec(lang, dark=dark, titled=False)
        text = json.dumps(spec, ensure_ascii=False, allow_nan=False)
        assert not evaluated(spec)
        assert ("示意数据" if lang == "zh" else "illustrative data") in text


@pytest.mark.parametrize("figure", FIGURES, ids=lambda f: f.id)
def test_it_draws_light_and_dark(figure: Figure) -> None:
    """The same texts in both; the ground differs."""
    pytest.importorskip("vl_convert")
    from yipan.publish.figures.render import to_svg

    light, dark = (to_svg(figure.spec("zh", dark=dark)) for dark in (False, True))
    assert re.findall(r">([^<>]+)</text>", light) == re.findall(r">([^<>]+)</text>", dark)
    assert 'fill="#ffffff"' in light
    assert 'fill="#151b21"' in dark


def test_the_table_of_a_chain_has_each_stage_with_capacity_and_need() -> None:
    """Hydrogen in the file: 1500 + 600 = 2100 made for 1000; no membrane; vehicles are free."""
    rows = {row[0].text: row for row in FIGURES[0].table.rows}
    assert len(rows) == 10
    assert rows["制氢"][2].number == 2100
    assert rows["制氢"][3].number == 1000
    assert "断点" in rows["质子交换膜"][1].text.zh
    assert rows["整车"][2].number is None
    assert rows["膜电极"][5].text == "质子交换膜、催化剂"


def test_only_stages_without_capacity_are_dashed() -> None:
    """Dashes mean nothing there: as many dashed boxes as breaks, and one in the legend."""
    pytest.importorskip("vl_convert")
    from yipan.publish.figures.render import to_svg

    states = list(stage_states(CHAIN).values())
    drawn = to_svg(FIGURES[0].spec("zh"))
    assert drawn.count('stroke-dasharray="5,3"') == states.count("断点") + 1 == 2


def test_the_table_of_a_match_has_everybody_and_why() -> None:
    """Placed and not placed, as the file asks: ten of them."""
    rows = FIGURES[1].table.rows
    assert len(rows) == len(MATCH.placed) + len(MATCH.unplaced) == 10
    works = next(row for row in rows if row[0].text == "印染厂")
    assert works[2].text == ""
    assert "目录禁止" in str(works[4].text)


def test_the_table_of_a_service_adds_up_to_its_supply() -> None:
    """Conservation: population × access over the places is the supply that anybody reaches."""
    rows = FIGURES[2].table.rows
    served = sum(row[1].number * row[3].number / row[2].number for row in rows)
    assert served == REACH.report.supply


def test_without_coordinates_a_service_is_drawn_as_bars() -> None:
    """Places in the order of access, the least first."""
    places = tuple(
        replace(a, place=replace(a.place, at=None)) for a in REACH.report.places
    )  # fmt: skip
    answer = replace(REACH, report=replace(REACH.report, places=places))
    spec = reach_figure(answer, "bars").spec("zh")
    words = [row["text"] for layer in spec["layer"] for row in layer["data"]["values"]
             if "text" in row]  # fmt: skip
    assert words.index("三河") < words.index("北京中心城")


@pytest.mark.parametrize("name", HOSTILE)
def test_names_in_a_problem_never_become_expressions(name: str) -> None:
    """Compiled to Vega no evaluated text holds anything of a name; a table runs no formula."""
    vl_convert = pytest.importorskip("vl_convert")
    chain = replace(CHAIN.chain, product=name)
    stages = tuple(replace(s, name=name) for s in chain.stages)
    figure = chain_figure(replace(CHAIN, chain=replace(chain, stages=stages)), "x")
    for text in evaluated(vl_convert.vegalite_to_vega(figure.spec("zh"), vl_version="6.4")):
        assert name.strip("\n")[:12] not in text
    lines = table_csv(figure.table, "zh").decode("utf-8-sig").splitlines()
    assert not any(line.startswith("=") for line in lines)


def test_a_drawn_tile_is_dashed_where_provisional_and_hatched_where_missing() -> None:
    """In the rendered SVG, not in the spec: one dashed outline of three; hatching."""
    pytest.importorskip("vl_convert")
    from yipan.publish.figures.render import to_svg
    from yipan.publish.figures.theme import LIGHT

    def tile(name: str, x: int, point: Point) -> Place:
        return Place(name, Fraction(x), Fraction(40), point, name)

    places = [
        tile("A", 110, Point(Fraction(1), "1", "a")),
        tile("B", 112, Point(Fraction(2), "2", "b", "provisional")),
        tile("C", 114, NONE),
    ]
    from yipan.core.words import Words

    note = Words("单位", "unit")
    figure = tile_map("t", note, note, "", places)
    drawn = to_svg(figure.spec("zh"))
    boxes = re.findall(r'<g class="mark-rect.*?</g>', drawn, re.DOTALL)
    dashed = [box for box in boxes if "stroke-dasharray" in box]
    assert [box.count("<path") for box in dashed] == [1]
    assert drawn.count(f'stroke="{LIGHT.line}"') == 8
    said = figure.caption("zh")
    assert "虚线框" in said
    assert "斜线" in said
    assert "虚线框" not in tile_map("t", note, note, "", places[:1]).caption("zh")


@given(
    st.lists(
        st.tuples(st.integers(40, 560), st.integers(40, 360), st.integers(4, 20)),
        max_size=8,
        unique_by=lambda t: (t[0] // 150, t[1] // 60),
    )
)
def test_names_of_marks_that_lie_apart_do_not_overlap(spots: list[tuple[int, int, int]]) -> None:
    """A name covers no other name; with room all around the first spot below its mark is taken."""
    marks = [Mark(x, y, r, 30) for x, y, r in spots]
    labels = beside(marks, 600, 400)
    boxes = [label.edges(30) for label in labels]
    for i, a in enumerate(boxes):
        for b in boxes[:i]:
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
    if len(marks) == 1:
        assert labels[0].align == "center"
        assert labels[0].y > marks[0].y


def test_a_figure_file_takes_its_form_from_its_ending(tmp_path: Path) -> None:
    """.csv holds the table; an ending that is no figure is refused with those that are."""
    from yipan.cli.figure_file import write_figure
    from yipan.core.errors import BadInput

    write_figure(FIGURES[1], str(tmp_path / "a.csv"), "zh")
    lines = (tmp_path / "a.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "who,state,where,value,because,reason"
    assert len(lines) == 11
    with pytest.raises(BadInput, match="no figure has that ending"):
        write_figure(FIGURES[1], str(tmp_path / "a.gif"), "zh")


def test_a_sheet_keeps_its_order_of_layers() -> None:
    """Curves lie lowest, words on top, whatever the order of calls."""
    sheet = Sheet(10, 10)
    sheet.text(1, 1, "a", colour="#000000")
    sheet.box(0, 0, 1, 1, fill="#ffffff", stroke="#000000")
    sheet.curve(0, 0, 1, 1, stroke="#000000")
    kinds = [layer["mark"]["type"] for layer in sheet.marks()["layer"]]
    assert kinds == ["line", "rect", "text"]
