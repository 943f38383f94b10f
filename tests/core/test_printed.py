"""What a printed number can stand for, qualifier by qualifier."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yipan.core.errors import BadNumber
from yipan.core.interval import Interval
from yipan.core.printed import Qualifier, read_printed, said

# (text, qualifier, lo, hi): the table of the reading specification, worked by hand.
TABLE = [
    ("6.65", "rounded", "6.645", "6.655"),
    ("2.00", "rounded", "1.995", "2.005"),
    ("1,200", "rounded", "1199.5", "1200.5"),
    ("-0.7", "rounded", "-0.75", "-0.65"),
    ("4220", "exact", "4220", "4220"),
    ("1000", "about", "950", "1050"),
    ("-20", "about", "-21", "-19"),
    ("2.5", "nearly", "2.25", "2.5"),
    ("2800", "at_least", "2800", None),
    ("50", "below", "0", "50"),
    ("7700", "and_more", "7700", "7800"),
    ("70", "and_more", "70", "80"),
    ("3.2", "and_more", "3.2", "3.3"),
    ("1-1.5", "range", "1", "1.5"),
    ("1—1.5", "rounded", "1", "1.5"),
]


@pytest.mark.parametrize(("text", "qualifier", "lo", "hi"), TABLE)
def test_interval_of_each_qualifier(text: str, qualifier: str, lo: str, hi: str | None) -> None:
    """Each qualifier gives the interval of the specification."""
    expected = Interval(Fraction(lo), None if hi is None else Fraction(hi))
    assert read_printed(text, qualifier=qualifier).interval == expected


def test_trailing_zeros_carry_precision() -> None:
    """2.00 is not 2."""
    assert read_printed("2.00").step == Fraction(1, 100)
    assert read_printed("2").step == 1
    assert read_printed("1.25–2.5").step == Fraction(1, 10)
    assert read_printed("2.00") != read_printed("2")


def test_rounding_compatible_sum_meets_the_whole() -> None:
    """2.13 + 1.57 + 2.94 = 6.64 against a printed 6.65: the intervals meet."""
    parts = [read_printed(t).interval for t in ("2.13", "1.57", "2.94")]
    assert (parts[0] + parts[1] + parts[2]).meets(read_printed("6.65").interval)


def test_parts_that_do_not_make_the_whole() -> None:
    """4.28 + 1.67 + 4.34 = 10.29 ± 0.015 does not reach 10.44 ± 0.005."""
    parts = [read_printed(t).interval for t in ("4.28", "1.67", "4.34")]
    assert not (parts[0] + parts[1] + parts[2]).meets(read_printed("10.44").interval)


@pytest.mark.parametrize("text", ["", "abc", "1.2.3", "1,23", "12%", "١٢", "1e5", "--1"])
def test_what_is_no_numeral_is_refused(text: str) -> None:
    """Only digits with at most one point, thousands grouped by three."""
    with pytest.raises(BadNumber):
        read_printed(text)


@given(st.decimals(min_value=0, max_value=10**9, allow_nan=False, places=3))
def test_value_lies_in_its_interval(number: object) -> None:
    """Whatever the qualifier, the printed numeral itself is possible."""
    for qualifier in Qualifier:
        printed = read_printed(str(number), qualifier=qualifier)
        assert printed.interval.holds(printed.value)


@pytest.mark.parametrize(
    ("given", "zh", "en"),
    [
        (("2.5", "nearly", "万件"), "近2.5万件", "nearly 2.5 (10 thousand cases)"),
        (("7700", "and_more", "个"), "7700余个", "7700-odd"),
        (("80", "at_least", "%"), "超80%", "over 80%"),
        (("700", "rounded", "million EUR"), "700 million EUR", "700 million EUR"),
        (("3", "exact", ""), "3", "3"),
    ],
)
def test_a_figure_is_said_with_its_qualifier_and_unit(
    given: tuple[str, str, str], zh: str, en: str
) -> None:
    """Chinese units stand close; Latin ones after a space."""
    assert said(*given) == zh
    assert said(*given, lang="en") == en
