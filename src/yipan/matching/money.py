"""Money read from problem files."""

from __future__ import annotations

from fractions import Fraction

from yipan.core.fields import Section
from yipan.core.words import Words

CENTS = 100


def cents(section: Section, key: str) -> Fraction:
    """An amount of money in 分; a bare number is 元."""
    value, unit = section.quantity(key, "元")
    if unit is None or unit.dimension != "money:CNY":
        raise section.bad(
            "UNIT_MISMATCH",
            "应以元计",
            "must be in yuan",
            key=key,
            hint=Words("请给出 元 或 万元", "give 元 or 万元"),
        )
    return value * unit.factor * CENTS
