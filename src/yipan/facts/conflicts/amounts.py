"""Printed figures as exact intervals in the reference unit of their dimension."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from yipan.core.interval import Interval, rational_text
from yipan.core.printed import Printed, Qualifier, read_printed, said
from yipan.core.units import find_unit
from yipan.facts.record import Fact

PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class Amount:
    """`interval` is in the reference unit of `dimension`; `factor` is one printed unit in it."""

    interval: Interval
    dimension: str
    factor: Fraction

    def comparable(self, other: Amount) -> bool:
        """Whether two figures about one thing can be laid side by side.

        A per-head figure is often printed without its 每人: 元 and 元/人 are then the same.
        """
        mine, theirs = self.dimension, other.dimension
        return mine == theirs or mine.startswith(theirs + "/") or theirs.startswith(mine + "/")


ValueOf = Callable[[Fact], Amount]


def amount(fact: Fact) -> Amount:
    """The figure of a fact. A unit that is not known compares only with itself."""
    return _amount(fact.value, fact.step, fact.qualifier, fact.unit)


def changed(fact: Fact, text: str) -> Amount:
    """The figure with other digits, its qualifier and the way to find its step kept."""
    step = fact.step if fact.step == "0" else None
    printed = read_printed(text, qualifier=fact.qualifier, step=step)
    return _amount(printed.text, rational_text(printed.step), fact.qualifier, fact.unit)


@lru_cache(maxsize=65536)
def _amount(value: str, step: str, qualifier: str, unit: str) -> Amount:
    dimension, factor = _unit(unit)
    interval = Printed(value, Fraction(step), Qualifier(qualifier)).interval
    return Amount(interval * factor, dimension, factor)


def plain(amount_: Amount) -> Interval:
    """In reference units, percentages as hundredths: what identities multiply."""
    return amount_.interval * Fraction(1, 100) if amount_.dimension == PERCENT else amount_.interval


def decimals(fact: Fact) -> int:
    """Digits printed after the point."""
    return len(fact.value.split("-")[-1].partition(".")[2])


def figure(fact: Fact) -> str:
    """The numeral with its unit and the word that stands beside it: 近2.5万件."""
    return said(fact.value, fact.qualifier, fact.unit)


def _unit(text: str) -> tuple[str, Fraction]:
    unit = find_unit(text)
    return (unit.dimension, unit.factor) if unit else (f"text:{text}", Fraction(1))
