"""The yearly figures that the rule chose, exact and in each indicator's own unit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yipan.core.units import find_unit, parse_unit
from yipan.facts import resolve

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

    from yipan.board.board import Board
    from yipan.core.interval import Interval
    from yipan.facts import Fact, ResolveRule

PAIR = "→"
YEARLY = frozenset({"annual", "stock", "share", ""})


@dataclass(frozen=True, slots=True)
class YearFigure:
    """One figure in its indicator's unit; `interval` is what the printed numeral can stand for."""

    value: Fraction
    interval: Interval
    fact: Fact

    @property
    def party(self) -> str:
        """The party's code; of an ordered pair `giver→taker`."""
        return PAIR.join(end for end in (self.fact.party, self.fact.counterparty) if end)


Figures = dict[tuple[str, str, int], YearFigure]


def yearly(
    board: Board,
    facts: Iterable[Fact],
    *,
    as_of: date | None = None,
    learned_by: date | None = None,
    rule: ResolveRule | None = None,
) -> Figures:
    """By (indicator, party or pair, year): what the rule (the board's) chose among `facts`.

    Only a whole year or what stands at its end counts, in the plain definition.
    """
    found: Figures = {}
    rows = [fact for fact in facts if fact.frequency in YEARLY]
    for item in resolve(rows, rule or board.rule, as_of=as_of, learned_by=learned_by):
        figure = _figure(board, item.fact)
        year = item.fact.parsed_period.year
        if figure is not None and year is not None:
            found.setdefault((item.fact.indicator, figure.party, year), figure)
    return found


def _figure(board: Board, fact: Fact) -> YearFigure | None:
    period = fact.parsed_period
    indicator = board.indicators.get(fact.indicator)
    unit = find_unit(fact.unit)
    whole = period.code in (str(period.year), f"{period.year}-12-31")
    if indicator is None or unit is None or fact.definition or not whole:
        return None
    wanted = parse_unit(indicator.unit)
    if not unit.converts_to(wanted):
        return None
    factor = unit.factor_to(wanted)
    return YearFigure(fact.printed.value * factor, fact.printed.interval * factor, fact)


def vintage(board: Board, fact: Fact) -> str:
    """The revision state that the fact's source declares; empty where it declares none."""
    source = board.sources.get(fact.source)
    return source.vintage if source else ""
