"""What one cell says: the numeral as printed with its precision, a kind of missing, or trouble."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yipan.facts.importing.number_format import GENERAL, read_format, shortest
from yipan.facts.importing.numerals import CellReader, Missing, Numeral, Trouble

READER = CellReader()


@pytest.mark.parametrize(
    ("cell", "text", "step", "unit", "status", "qualifier"),
    [
        ("2.00", "2.00", "0.01", "", "", "rounded"),
        ("1,234.50", "1234.50", "0.01", "", "", "rounded"),
        ("1 234 567", "1234567", "1", "", "", "rounded"),
        ("１，２３４．５", "1234.5", "0.1", "", "", "rounded"),
        ("-5.2", "-5.2", "0.1", "", "", "rounded"),
        ("−5.2", "-5.2", "0.1", "", "", "rounded"),
        ("+3", "3", "1", "", "", "rounded"),
        ("1234①", "1234", "1", "", "", "rounded"),
        ("1234²", "1234", "1", "", "", "rounded"),
        ("1234 1)", "1234", "1", "", "", "rounded"),
        ("1234[1]", "1234", "1", "", "", "rounded"),
        ("12.3%", "12.3", "0.1", "%", "", "rounded"),
        ("85.3％", "85.3", "0.1", "%", "", "rounded"),
        ("1.2万亿元", "1.2", "0.1", "万亿元", "", "rounded"),
        ("1234p", "1234", "1", "", "provisional", "rounded"),
        ("1234(初步)", "1234", "1", "", "provisional", "rounded"),
        ("★1234", "1234", "1", "", "provisional", "rounded"),
        ("12.5 r", "12.5", "0.1", "", "revised", "rounded"),
        ("约5", "5", "1", "", "", "about"),
        ("3000余", "3000", "1000", "", "", "and_more"),
        ("3万人以上", "3", "1", "万人", "", "at_least"),
        ("1-1.5", "1-1.5", "0.1", "", "", "range"),
        ("8.1e-05", "0.000081", "0.000001", "", "", "rounded"),
    ],
)
def test_numerals_as_people_print_them(
    cell: str, text: str, step: str, unit: str, status: str, qualifier: str
) -> None:
    """Marks, separators and width fold away; digits, precision and words stay."""
    assert READER.read(cell) == Numeral(text, step, qualifier, status, unit)


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("", "blank"),
        (None, "blank"),
        ("   ", "blank"),
        ("…", "…"),
        ("......", "…"),
        ("—", "—"),
        ("——", "—"),
        ("-", "—"),
        ("－", "—"),
        ("暂无", "暂无"),
        ("暂 缺", "暂无"),
        ("N/A", "N/A"),
        ("#N/A", "N/A"),
        ("nan", "N/A"),
        ("×", "×"),
        ("(—)", "—"),
    ],
)
def test_missing_is_a_kind_and_never_zero(cell: str | None, kind: str) -> None:
    """Marks of missing are counted apart."""
    assert READER.read(cell) == Missing(kind)


@pytest.mark.parametrize("cell", ["(123)", "abc", "12.", "1.5.2", "1,23", "5-3", True, "12 苹果"])
def test_what_cannot_be_told_is_trouble(cell: str | bool) -> None:
    """Brackets may be a minus or an estimate; nothing is guessed."""
    assert isinstance(READER.read(cell), Trouble)


@pytest.mark.parametrize(
    ("code", "value", "text"),
    [
        ("0.00", 1234.5, "1234.50"),
        ("#,##0", 1234.5, "1235"),
        ("0.0", 0.25, "0.3"),
        ("0.0", 2.675, "2.7"),
        ("0.00", 1.005, "1.01"),
        ("#,##0.00_);[Red](#,##0.00)", -1234.567, "-1234.57"),
        ("0", -0.4, "0"),
        ("0.0##", 1.5, "1.5"),
        ("0.0##", 1.2345, "1.235"),
        ("General", 0.1 + 0.2, "0.3"),
        ("General", 21893095.0, "21893095"),
        ("General", 1e-7, "0.0000001"),
        ("@", 5.0, "5"),
    ],
)
def test_a_number_prints_as_its_format_shows_it(code: str, value: float, text: str) -> None:
    """Rounding is that of the spreadsheet: half away from zero on the decimal digits."""
    assert read_format(code).shown(value) == text


def test_percent_format_prints_the_percent_sign() -> None:
    """0.1234 shown as 0.0% is printed 12.3 %."""
    assert READER.read(0.1234, read_format("0.0%")) == Numeral("12.3", "0.1", unit="%")


def test_a_format_that_scales_is_trouble() -> None:
    """#,##0, shows thousands without saying so."""
    assert isinstance(READER.read(1234567.0, read_format("#,##0,")), Trouble)


def test_a_suffix_that_is_a_unit_is_printed() -> None:
    """0.0"亿元" prints the unit beside the number."""
    assert READER.read(2.0, read_format('0.0"亿元"')) == Numeral("2.0", "0.1", unit="亿元")


def test_decimal_comma() -> None:
    """1.234,5 is one thousand two hundred thirty-four and a half."""
    assert CellReader(decimal_comma=True).read("1.234,5") == Numeral("1234.5", "0.1")


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15))
def test_shortest_text_keeps_fifteen_digits(value: float) -> None:
    """The printed text is the number to the precision of a spreadsheet."""
    text = shortest(value)
    assert "e" not in text
    assert float(text) == pytest.approx(value, rel=1e-14, abs=0)


@given(st.floats(-1e12, 1e12), st.integers(0, 8))
def test_shown_digits_agree_with_exact_rounding(value: float, places: int) -> None:
    """What is shown is within half a step of the number."""
    code = "0" if places == 0 else "0." + "0" * places
    shown = Fraction(read_format(code).shown(value))
    assert abs(shown - Fraction(shortest(value))) <= Fraction(1, 2 * 10**places)
    reading = READER.read(value, read_format(code))
    assert isinstance(reading, Numeral)
    assert Fraction(reading.step) == Fraction(1, 10**places)


def test_general_is_the_default() -> None:
    """Without a format the shortest digits count."""
    assert READER.read(1234.5, GENERAL) == Numeral("1234.5", "0.1")
