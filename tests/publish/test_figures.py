"""Figures: one spec of data and literals, a table behind it, marks that follow from the data."""

import json
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_figures import NOTE, p, samples

from yipan.core.text import fold_width
from yipan.core.words import Words
from yipan.publish.figures import (
    NONE,
    Figure,
    Link,
    Panel,
    Part,
    Row,
    Series,
    flow,
    heat,
    small_multiples,
    waterfall,
)
from yipan.publish.figures.flow import layout
from yipan.publish.figures.theme import DARK, LIGHT, domain, readable, spread, wrapped
from yipan.publish.figures.tiles import arrange

PLAIN = samples(Words("北京", "Beijing"), Words("天津", "Tianjin"))
HOSTILE = (
    "');alert(1);('",
    '"]+constructor.constructor("return 1")()+datum["',
    "<script>alert(1)</script>",
    "{signal: 'x'}",
    "datum.x\\u0027",
    "=cmd|' /C calc'!A0",
    "line\nbreak\u2028end",
)
EVALUATED = {"signal", "expr", "test", "calculate", "filter", "labelExpr"}


def evaluated(tree: object, key: str = "") -> list[str]:
    """All texts of a Vega spec that Vega evaluates."""
    if isinstance(tree, dict):
        return [t for k, v in tree.items() for t in evaluated(v, k)]
    if isinstance(tree, list):
        return [t for item in tree for t in evaluated(item, key)]
    return [tree] if isinstance(tree, str) and key in EVALUATED else []


@pytest.mark.parametrize("figure", PLAIN, ids=lambda f: f.id)
def test_a_spec_is_plain_data(figure: Figure) -> None:
    """Valid JSON without an address, an expression or a field named by the data."""
    for dark in (False, True):
        text = json.dumps(figure.spec("zh", dark=dark), allow_nan=False)
        assert "vega-lite/v6" in text
        assert '"url"' not in text
        assert not evaluated(figure.spec("zh", dark=dark))


@pytest.mark.parametrize("figure", PLAIN, ids=lambda f: f.id)
def test_a_spec_says_unit_and_as_of_in_both_languages(figure: Figure) -> None:
    """The note stands under the title; without the title a caption must carry it."""
    for lang in ("zh", "en"):
        spec = figure.spec(lang)
        assert spec["title"]["text"] == [figure.headline(lang)]
        subtitle = spec["title"]["subtitle"]
        assert "2025-01-01" in " ".join(subtitle)
        assert fold_width(figure.caption(lang)).startswith(fold_width(NOTE.pick(lang)))
        assert "title" not in figure.spec(lang, titled=False)


@pytest.mark.parametrize("figure", PLAIN, ids=lambda f: f.id)
def test_the_table_has_every_value_with_its_reason(figure: Figure) -> None:
    """Printed text and exact number side by side; one reason a row."""
    table = figure.table
    assert len(table.rows) == len(table.reasons)
    assert all(len(row) == len(table.columns) for row in table.rows)
    place = next(i for i, c in enumerate(table.columns) if c.key == "value")
    for row, reason in zip(table.rows, table.reasons, strict=True):
        if row[place].number is not None:
            assert row[place].number == Fraction(str(row[place].text))
            assert reason == f"fact-{row[place].text}"


@pytest.mark.parametrize("name", HOSTILE)
def test_names_never_become_expressions(name: str) -> None:
    """Compiled to Vega, no evaluated text holds anything of a name; every form still draws."""
    vl_convert = pytest.importorskip("vl_convert")
    core = name.strip("\n")[:12]
    for figure in samples(name, f"{name}2", Words(name, name)):
        compiled = vl_convert.vegalite_to_vega(figure.spec("zh"), vl_version="6.4")
        for text in evaluated(compiled):
            assert core not in text
            assert "alert(" not in text
            assert "constructor" not in text


def test_every_form_draws_with_hostile_names() -> None:
    """The SVG holds names as escaped text only."""
    pytest.importorskip("vl_convert")
    from yipan.publish.figures.render import to_svg

    for figure in samples(HOSTILE[2], HOSTILE[0]):
        drawn = to_svg(figure.spec("zh"))
        assert "<script" not in drawn
        assert drawn.startswith("<svg")


def test_a_missing_year_breaks_the_line_and_a_provisional_one_is_dashed() -> None:
    """2020-2021 joined; nothing over 2022; the hollow point is the provisional one."""
    lines = next(f for f in PLAIN if f.id == "one")
    layers = lines.spec("zh")["concat"][0]["layer"]
    beijing = [r for r in layers[0]["data"]["values"] if r["series"] == "北京"]
    assert [(r["year"], r["year2"]) for r in beijing] == [(2020, 2021)]
    hollow = layers[2]["data"]["values"]
    assert [(r["series"], r["year"]) for r in hollow] == [("北京", 2023)]
    assert any("虚线" in key.zh for key in lines.form.keys)


def test_missing_cells_are_hatched_not_zero() -> None:
    """A missing cell has no number and no colour."""
    figure = heat("h", NOTE, NOTE, ["a", "b"], [Row("r", (p("1"), NONE))])
    layers = figure.spec("zh")["layer"]
    assert [r["text"] for r in layers[0]["data"]["values"]] == ["1"]
    assert layers[1]["data"]["values"] == [{"row": "r", "column": "b"}]
    assert len(figure.table.rows) == 1
    with pytest.raises(ValueError, match="one point a column"):
        heat("h", NOTE, NOTE, ["a"], [Row("r", (p("1"), NONE))])


def test_a_decomposition_that_does_not_add_up_is_refused() -> None:
    """Law 8: 10 + 5 - 2 is 13, not 14."""
    parts = [Part("a", p("5")), Part("b", p("-2"))]
    waterfall("w", NOTE, NOTE, "", Part("0", p("10")), parts, Part("1", p("13")))
    with pytest.raises(ValueError, match="add up"):
        waterfall("w", NOTE, NOTE, "", Part("0", p("10")), parts, Part("1", p("14")))


def test_a_flow_is_never_negative() -> None:
    """Law 2: direction carries the sign."""
    with pytest.raises(ValueError, match="negative"):
        flow("f", NOTE, NOTE, "", [Link("a", "b", p("-1"))])


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"), st.integers(1, 99))))
def test_ribbons_fill_their_boxes(rows: list[tuple[str, str, int]]) -> None:
    """What leaves a giver's box and what enters a taker's box is its height, to the last part."""
    links = [Link(a, b, p(str(n))) for a, b, n in rows]
    boxes, ribbons = layout(links)
    for box in boxes:
        ends = [r for r in ribbons if (r.link.giver, r.link.taker)[box.side] == box.name]
        assert sum(r.height for r in ends) == box.height
        tops = [(r.left, r.right)[box.side] for r in ends]
        assert min(tops) == box.top
        assert box.top + box.height <= 1


@given(st.lists(st.tuples(st.integers(70, 140), st.integers(18, 54)), min_size=1, max_size=40))
def test_no_two_tiles_share_a_cell(places: list[tuple[int, int]]) -> None:
    """Every party has a tile of its own, whatever the coordinates."""
    found = arrange([(Fraction(x), Fraction(y)) for x, y in places])
    assert len(set(found)) == len(places)
    assert min(c for c, _ in found) == 0
    assert min(r for _, r in found) == 0


def test_tiles_keep_their_directions() -> None:
    """Beijing lies north-west of Tianjin and north-east of Shijiazhuang."""
    beijing, tianjin, shijiazhuang = arrange(
        [
            (Fraction("116.4"), Fraction("39.9")),
            (Fraction("117.2"), Fraction("39.1")),
            (Fraction("114.5"), Fraction("38.0")),
        ]
    )
    assert beijing[0] < tianjin[0]
    assert beijing[1] < tianjin[1]
    assert shijiazhuang[0] < beijing[0]
    assert shijiazhuang[1] > beijing[1]


@given(st.lists(st.fractions(-(10**6), 10**6), min_size=1, max_size=30))
def test_a_domain_holds_its_values(values: list[Fraction]) -> None:
    """No point is cut off, and the ends differ."""
    low, high = domain(values)
    assert low <= min(values)
    assert high >= max(values)
    assert low < high


@given(st.lists(st.fractions(0, 10), min_size=2, max_size=8), st.fractions(Fraction(1, 10), 2))
def test_labels_are_pushed_apart_in_order(places: list[Fraction], gap: Fraction) -> None:
    """Neighbours are at least a gap apart."""
    found = sorted(spread(places, gap))
    assert all(b - a >= gap for a, b in pairwise(found))


def test_chinese_lines_do_not_begin_with_closing_marks() -> None:
    """Punctuation stays with what it closes; Latin words stay whole."""
    lines = wrapped("单位:亿元,截至二〇二五年一月;来源:China Statistical Yearbook(2025)。", 16)
    assert not any(line[0] in ",。;:)" for line in lines)
    assert any("Statistical" in line for line in lines)
    assert "".join(lines).replace(" ", "") == (
        "单位:亿元,截至二〇二五年一月;来源:ChinaStatisticalYearbook(2025)。"
    )


def test_texts_on_colours_can_be_read() -> None:
    """Series colours reach 3:1 on the page (WCAG graphics), cell inks 4.5:1."""
    from yipan.publish.figures.theme import _luminance, between

    def contrast(a: str, b: str) -> float:
        high, low = sorted((_luminance(a), _luminance(b)), reverse=True)
        return (high + 0.05) / (low + 0.05)

    for theme in (LIGHT, DARK):
        assert min(contrast(c, theme.paper) for c in theme.series) >= 3
        assert contrast(theme.ink, theme.paper) >= 7
        assert contrast(theme.muted, theme.paper) >= 4.5
        for step in range(11):
            fill = between(*theme.ramp, Fraction(step, 10))
            assert contrast(fill, readable(fill)) >= 4.5


def test_a_single_year_still_draws() -> None:
    """One point makes no line and no error."""
    figure = small_multiples("s", NOTE, NOTE, [Panel("a", "%", (Series("x", ((2020, p("5")),)),))])
    assert figure.spec("en")["concat"][0]["layer"][0]["data"]["values"] == []
