"""The history of one figure: first published, each revision, and the exact size of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from yipan.core.units import Unit
from yipan.facts.amendments import Amendments, Standing, thing
from yipan.facts.record import Fact, RowKind
from yipan.facts.resolve import fineness, known_from


@dataclass(frozen=True, slots=True)
class Edition:
    """One publication of a figure. `value` and `change` are exact, in `History.unit`.

    `change`: against the edition before, None for the first. `relative`: change over the value
    before, None when that is zero. `only_rounding`: what both can stand for meets.
    """

    standing: Standing
    known_from: date | None
    value: Fraction
    change: Fraction | None
    relative: Fraction | None
    only_rounding: bool


@dataclass(frozen=True, slots=True)
class History:
    """All editions of one thing in the order in which they became known."""

    thing: tuple[str, ...]
    unit: Unit
    editions: tuple[Edition, ...]

    @property
    def first(self) -> Edition:
        """The first publication."""
        return self.editions[0]

    @property
    def latest(self) -> Edition:
        """The last publication."""
        return self.editions[-1]

    @property
    def revised_by(self) -> Fraction:
        """The latest value less the first."""
        return self.latest.value - self.first.value


def histories(facts: Iterable[Fact]) -> list[History]:
    """The history of each thing in `facts`; corrections and withdrawals show on their targets.

    Values are converted to the unit of the first edition.
    """
    rows = list(facts)
    amendments = Amendments(f for f in rows if f.row != RowKind.FIGURE)
    things: dict[tuple[str, ...], list[Fact]] = {}
    for fact in rows:
        if fact.row == RowKind.FIGURE:
            things.setdefault(thing(fact), []).append(fact)
    return [_history(key, found, amendments) for key, found in sorted(things.items())]


def _history(key: tuple[str, ...], figures: list[Fact], amendments: Amendments) -> History:
    figures.sort(key=lambda f: (known_from(f) or date.max, fineness(f), f.source, f.locator))
    unit = figures[0].parsed_unit
    editions: list[Edition] = []
    last: Edition | None = None
    for fact in figures:
        last = _edition(amendments.standing(fact, figures), last, unit)
        editions.append(last)
    return History(key, unit, tuple(editions))


def _edition(standing: Standing, last: Edition | None, unit: Unit) -> Edition:
    fact = standing.figure
    factor = fact.parsed_unit.factor_to(unit)
    value = fact.printed.value * factor
    day = known_from(fact)
    if last is None:
        return Edition(standing, day, value, None, None, False)
    old = last.standing.figure
    meets = (fact.printed.interval * factor).meets(
        old.printed.interval * old.parsed_unit.factor_to(unit)
    )
    change = value - last.value
    return Edition(standing, day, value, change, change / last.value if last.value else None, meets)
