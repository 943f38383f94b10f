"""Exact intervals: every result of members lies in the result of the intervals."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from yipan.core.interval import EVERYTHING, Interval, decimal_text, hull, rational_text, total

numbers = st.fractions(min_value=-1000, max_value=1000, max_denominator=50)
ends = st.one_of(st.none(), numbers)


@st.composite
def intervals_with_member(draw: st.DrawFn) -> tuple[Interval, Fraction]:
    """An interval, possibly unbounded, and one of its members."""
    member = draw(numbers)
    below = draw(st.one_of(st.none(), st.fractions(min_value=0, max_value=50)))
    above = draw(st.one_of(st.none(), st.fractions(min_value=0, max_value=50)))
    low = None if below is None else member - below
    high = None if above is None else member + above
    return Interval(low, high), member


@given(intervals_with_member(), intervals_with_member())
def test_arithmetic_encloses_members(
    first: tuple[Interval, Fraction], second: tuple[Interval, Fraction]
) -> None:
    """Sum, difference and product of members lie in those of the intervals."""
    (a, x), (b, y) = first, second
    assert (a + b).holds(x + y)
    assert (a - b).holds(x - y)
    assert (a * b).holds(x * y)
    assert (-a).holds(-x)


@given(intervals_with_member(), intervals_with_member())
def test_quotient_encloses_members(
    first: tuple[Interval, Fraction], second: tuple[Interval, Fraction]
) -> None:
    """The quotient of members lies in that of the intervals wherever it is defined."""
    (a, x), (b, y) = first, second
    assume(y != 0)
    assert (a / b).holds(x / y)


@given(intervals_with_member(), intervals_with_member())
def test_meeting_is_symmetric_and_agrees_with_intersection(
    first: tuple[Interval, Fraction], second: tuple[Interval, Fraction]
) -> None:
    """Two intervals meet exactly when they have an intersection and no gap."""
    a, b = first[0], second[0]
    assert a.meets(b) == b.meets(a)
    assert a.meets(b) == (a.intersect(b) is not None)
    assert a.meets(b) == (a.gap(b) == 0)
    assert a.within(hull(a, b))
    assert b.within(hull(a, b))


@given(intervals_with_member(), numbers)
def test_scaling_by_a_number_is_the_product_with_its_interval(
    first: tuple[Interval, Fraction], factor: Fraction
) -> None:
    """The short way and the general one agree, zero and open ends included."""
    interval, _ = first
    assert interval * factor == factor * interval == interval * Interval.exact(factor)
    if factor != 0:
        assert interval / factor == interval / Interval.exact(factor)


def test_ends_are_tight() -> None:
    """Hand-worked ends: [1,2]·[-3,4] = [-6,8]; 1/[2,4] = [1/4,1/2]; 1/[0,2] = [1/2,∞)."""
    assert Interval.of(1, 2) * Interval.of(-3, 4) == Interval.of(-6, 8)
    assert 1 / Interval.of(2, 4) == Interval.of(Fraction(1, 4), Fraction(1, 2))
    assert 1 / Interval.of(0, 2) == Interval.of(Fraction(1, 2), None)
    assert 1 / Interval.of(-2, 0) == Interval.of(None, Fraction(-1, 2))
    assert 1 / Interval.of(-1, 1) == EVERYTHING
    assert Interval.of(2, None) * Interval.of(3, None) == Interval.of(6, None)
    assert Interval.of(0, 0) * EVERYTHING == Interval.of(0, 0)
    assert total([]) == Interval.exact(0)


def test_ends_out_of_order_are_refused() -> None:
    """An interval cannot end before it begins."""
    with pytest.raises(ValueError, match="out of order"):
        Interval.of(2, 1)


@given(numbers)
def test_rational_text_reads_back(value: Fraction) -> None:
    """The text of a rational is exact."""
    assert Fraction(rational_text(value)) == value


def test_rational_text_forms() -> None:
    """Decimals where they end, else fractions."""
    assert rational_text(Fraction(6645, 1000)) == "6.645"
    assert rational_text(Fraction(1, 3)) == "1/3"
    assert rational_text(Fraction(-1, 8)) == "-0.125"
    assert rational_text(Fraction(1200)) == "1200"


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Fraction(1, 8), 2, "0.13"),
        (Fraction(-1, 8), 2, "-0.13"),
        (Fraction(-4999, 1_000_000), 2, "0.00"),
        (Fraction(-2, 3), 0, "-1"),
        (Fraction(10**20 + 1, 3), 1, "33333333333333333333.7"),
    ],
)
def test_decimal_text_rounds_halves_away_from_zero(value: Fraction, places: int, text: str) -> None:
    """Expected by hand; a negative just short of a half does not round away."""
    assert decimal_text(value, places) == text
