"""The figure of `yipan compare`: running sums by hand, one specification for all faces."""

from __future__ import annotations

from fractions import Fraction

from yipan.core.words import pick
from yipan.publish.compared_figure import MOST, Shown, compared_figure

UNITS = {"分": Shown("万元", Fraction(1_000_000))}


def row(period, party, **held):
    """What a year adds, as `compare_fields` gives it."""
    return {"period": period, "party": party, "unit": "分", "held": held}


def table(figure):
    """(party, compact, year, printed) of each row."""
    return [tuple(pick(cell.text, "zh") for cell in cells[:4]) for cells in figure.table.rows]


def test_sums_run_over_the_years_in_the_unit_shown():
    """100 分 is a yuan: 3 000 000 and 1 500 000 分 are 3 and 1.5, together 4.5 万元."""
    rows = [row("2019", "京", a="1500000", b="0"), row("2018", "京", a="3000000", b="1")]
    assert table(compared_figure(rows, UNITS)) == [
        ("京", "a", "2018", "3"), ("京", "a", "2019", "4.5"),
        ("京", "b", "2018", "0.000001"), ("京", "b", "2019", "0.000001"),
    ]  # fmt: skip


def test_what_has_no_year_is_held_before_the_first():
    """A prepayment without a year is in every sum that follows."""
    rows = [row("", "京", a="1000000"), row("2018", "京", a="1000000")]
    assert table(compared_figure(rows, UNITS)) == [("京", "a", "2018", "2")]


def test_light_dark_and_both_languages_come_from_one_form():
    """Only words and colours differ; nothing asks for a file from elsewhere."""
    figure = compared_figure([row("2018", "京", a="1000000")], UNITS)
    zh, dark, en = figure.spec("zh"), figure.spec("zh", dark=True), figure.spec("en")
    assert zh["config"]["background"] != dark["config"]["background"]
    assert zh["concat"][0]["layer"][0]["data"] == dark["concat"][0]["layer"][0]["data"]
    assert "10 thousand yuan" in str(en)
    assert "url" not in str(en["concat"])


def test_of_many_parties_the_widest_apart_are_drawn_and_the_rest_is_counted():
    """20 parties: 12 panels, and the note says that 8 are not drawn."""
    rows = [row("2018", f"P{i:02}", a="0", b=str(i)) for i in range(20)]
    figure = compared_figure(rows, UNITS)
    assert len(figure.spec("zh")["concat"]) == MOST
    assert "P19" in {who for who, *_ in table(figure)}
    assert "8 more" in figure.note.en
