"""Numbers in documents and tables: exact, and bounded so that none takes minutes to read."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yipan.core.fields import exact_or_scientific


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", Fraction(3)),
        (" -0.85 ", Fraction(-17, 20)),
        ("2/3", Fraction(2, 3)),
        ("9.86%", Fraction(493, 5000)),
        ("1.5e-05", Fraction(3, 200000)),
        (".5", Fraction(1, 2)),
        ("1E3", Fraction(1000)),
        ("1e60", Fraction(10**60)),
        ("1e61", None),
        ("99e60", None),
        ("1e999999999", None),
        ("1e-999999999", None),
        ("9" * 41, None),
        ("1/0", None),
        ("nan", None),
        ("inf", None),
        ("1,000", None),
        ("", None),
    ],
)
def test_what_a_text_writes(text: str, value: Fraction | None) -> None:
    """The value as written, or None; 10^60 is the most."""
    assert exact_or_scientific(text) == value


@given(st.floats(-1e50, 1e50, allow_nan=False))
def test_a_float_as_python_writes_it(value: float) -> None:
    """Every float in range is read as the decimal that its text shows; tiny ones are refused."""
    found = exact_or_scientific(repr(value))
    assert found is None if 0 < abs(value) < 1e-60 else found == Fraction(repr(value))
