"""What a mapping can say about a sheet, each against a table that needs it."""

from __future__ import annotations

from yipan.core.text import name_key
from yipan.facts.importing.grid import Grid
from yipan.facts.importing.meaning import Meaning
from yipan.facts.importing.names import Names
from yipan.facts.importing.outcome import Origin, SheetOutcome
from yipan.facts.importing.rules import Rules, SheetRules
from yipan.facts.importing.sheets import SheetReader


def read(text: str, names: Names, rules: Rules, tab: str = "") -> SheetOutcome:
    rows: list[list] = [list(line.split("|")) for line in text.strip().split("\n")]
    outcome = SheetReader(names, Origin("S"), rules).read(Grid("t.csv", tab, rows))
    assert outcome.tally.cells == outcome.tally.accounted == sum(map(len, rows))
    return outcome


def found(outcome: SheetOutcome) -> list[tuple[str, str, str, str]]:
    return [(f.indicator, f.party, f.period, f.value) for f in outcome.facts()]


def test_rows_of_headings_and_figures_by_number(names: Names) -> None:
    """header_rows and data_rows mark the table out; the rest is titles and notes."""
    text = "GDP(亿元)\nx|y|z\n地区|2014|2015\na|b|c\n北京|1|2\n天津|3|4\n总|5|6"
    rules = Rules(sheets=(SheetRules(header_rows=(3, 3), data_rows=(5, 6)),))
    outcome = read(text, names, rules)
    assert [value for *_, value in found(outcome)] == ["1", "2", "3", "4"]
    assert outcome.tally.rejects == 0


def test_a_section_that_says_nothing_is_left_out(names: Names) -> None:
    """东部地区 above provinces is not understood; named under left_out it does not matter."""
    text = "GDP(亿元)\n地区|2014\n东部地区|\n北京|1.5"
    assert [r.code for r in read(text, names, Rules()).rejects] == ["unknown_section"]
    outcome = read(text, names, Rules(left_out=frozenset({name_key("东部地区")})))
    assert found(outcome) == [("gdp", "BJ", "2014", "1.5")]


def test_left_out_rows_and_columns_are_counted_as_such(names: Names) -> None:
    """A row by its number, a row and a column by their label."""
    text = "GDP(亿元)\n地区|2014|合计数\n北京|1.5|9\n天津|2.5|9\n河北|3.5|9"
    rules = Rules(
        sheets=(SheetRules(left_out_rows=frozenset({3})),),
        left_out=frozenset({name_key("合计数"), name_key("天津")}),
    )
    outcome = read(text, names, rules)
    assert found(outcome) == [("gdp", "HE", "2014", "3.5")]
    assert outcome.tally.structure["left_out"] == 5


def test_forced_goes_before_what_the_sheet_says_defaults_do_not(names: Names) -> None:
    """A title that names the wrong year is overruled; a silent one is filled in."""
    text = "2013年GDP(亿元)\n地区|数值\n北京|1.5"
    silent = "GDP(亿元)\n地区|数值\n北京|1.5"
    year = names.label("2014").period
    forced = Rules(sheets=(SheetRules(forced=Meaning(period=year)),))
    default = Rules(sheets=(SheetRules(defaults=Meaning(period=year)),))
    assert found(read(text, names, forced)) == [("gdp", "BJ", "2014", "1.5")]
    assert found(read(text, names, default)) == [("gdp", "BJ", "2013", "1.5")]
    assert found(read(silent, names, default)) == [("gdp", "BJ", "2014", "1.5")]


def test_the_board_unit_only_where_none_is_printed(names: Names) -> None:
    """board_unit fills in; a printed unit stays."""
    rules = Rules(sheets=(SheetRules(board_unit=True),))
    text = "地区|GDP|常住人口(人)\n北京|1.5|21000000"
    units = [f.unit for f in read(text, names, rules, tab="2014").facts()]
    assert units == ["亿元", "人"]


def test_the_first_rule_that_fits_counts(names: Names) -> None:
    """Patterns of sheets, in the order of the file; a skipped sheet is accounted for."""
    rules = Rules(sheets=(SheetRules(match="目录*", skip=True), SheetRules(match="*")))
    outcome = read("a|b\n1.5|2.5", names, rules, tab="目录1")
    assert outcome.tally.structure == {"left_out": 4}


def test_marks_of_missing_of_a_source(names: Names) -> None:
    """n.s. counted as suppressed."""
    rules = Rules(missing={"n.s.": "suppressed"})
    outcome = read("GDP(亿元)\n地区|2014|2015\n北京|1.5|n.s.", names, rules)
    assert outcome.tally.missing == {"suppressed": 1}
