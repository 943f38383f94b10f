"""Corrections and withdrawals: rows about other rows, and what becomes of the rows they target.

A withdrawal takes its target out of account; a withdrawal of a withdrawal puts it back. A
correction gives its target another value as long as the target prints what the correction expects;
of several, the one known last counts. Everything stays visible.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from yipan.core.words import Words
from yipan.facts.record import THING, Fact, RowKind

_THING = attrgetter(*THING)


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction and whether it still fits. `stale` says why it no longer does."""

    row: Fact
    applies: bool
    stale: Words | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of one printed figure: `counts` is the row whose value counts for it."""

    figure: Fact
    counts: Fact
    corrections: tuple[Correction, ...] = ()
    withdrawn_by: Fact | None = None

    @property
    def stale(self) -> tuple[Correction, ...]:
        """The corrections that a later edition has overtaken."""
        return tuple(c for c in self.corrections if c.stale)


class Amendments:
    """The corrections and withdrawals that are known, found by what they target.

    An amendment names the thing of its target as well as its id; without both it has no effect and
    is among `without_target`.
    """

    def __init__(self, rows: Iterable[Fact]) -> None:
        self._by_target: dict[str, list[Fact]] = defaultdict(list)
        self._things: set[tuple[str, ...]] = set()
        for row in rows:
            self._by_target[row.target].append(row)
            self._things.add(thing(row))
        for found in self._by_target.values():
            found.sort(key=_day)

    def __bool__(self) -> bool:
        return bool(self._by_target)

    def standing(self, figure: Fact, editions: Sequence[Fact] = ()) -> Standing:
        """What became of `figure`; `editions` are the figures of the same thing."""
        if thing(figure) not in self._things:
            return Standing(figure, figure)
        corrections = tuple(
            self._judged(figure, row, editions)
            for row in self._active(figure)
            if row.row == RowKind.CORRECTION
        )
        applying = [c.row for c in corrections if c.applies]
        counts = self.standing(applying[-1]).counts if applying else figure
        return Standing(figure, counts, corrections, self.withdrawal_of(figure))

    def withdrawal_of(self, fact: Fact) -> Fact | None:
        """The withdrawal that takes a row out of account, if one does."""
        active = [r for r in self._active(fact) if r.row == RowKind.WITHDRAWAL]
        return active[-1] if active else None

    def without_target(self, facts: Iterable[Fact]) -> list[Fact]:
        """The amendments whose target is not among `facts`, or is about another thing."""
        ids = {(fact.id, thing(fact)) for fact in facts}
        rows = (row for found in self._by_target.values() for row in found)
        return [row for row in rows if (row.target, thing(row)) not in ids]

    def _active(self, fact: Fact) -> list[Fact]:
        mine = (r for r in self._by_target.get(fact.id, ()) if thing(r) == thing(fact))
        return [row for row in mine if self.withdrawal_of(row) is None]

    def _judged(self, figure: Fact, row: Fact, editions: Sequence[Fact]) -> Correction:
        if not same_numeral(figure.value, row.expects):
            return Correction(row, False, _expected(row, figure))
        later = [
            f
            for f in editions
            if f.source == figure.source
            and _day(f) > _day(figure)
            and not same_numeral(f.value, row.expects)
        ]
        return Correction(row, True, _expected(row, later[-1]) if later else None)


def same_numeral(first: str, second: str) -> bool:
    """Whether two printed numerals are the same figure: 4,280 is 4280, but 2.00 is not 2."""
    return first.replace(",", "").strip() == second.replace(",", "").strip()


def thing(fact: Fact) -> tuple[str, ...]:
    """What a fact is about."""
    return _THING(fact)


def _expected(row: Fact, found: Fact) -> Words:
    return Words(
        f"更正预期 {row.expects},{found.source} 现印 {found.value}",
        f"the correction expects {row.expects}; {found.source} now prints {found.value}",
    )


def _day(fact: Fact) -> date:
    return fact.public_from or fact.learned_on or date.min
