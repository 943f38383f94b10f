"""A board at a glance: headline indicators with trend, conflicts, sources; for any board."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from yipan.core.indicators import Better, Indicator
from yipan.core.parties import Party
from yipan.core.period import PeriodKind
from yipan.core.printed import Qualifier
from yipan.core.sources import Source
from yipan.core.units import Unit, find_unit
from yipan.facts.amendments import Amendments
from yipan.facts.conflicts.find import figures as standing
from yipan.facts.conflicts.model import Conflict, Severity
from yipan.facts.record import Fact, RowKind
from yipan.facts.resolve import Chosen
from yipan.facts.selection import Selection

if TYPE_CHECKING:
    from yipan.board import Board

LEVELS = frozenset({"", "annual", "stock"})
MOST_INDICATORS = 8
MOST_PARTIES = 4


@dataclass(frozen=True, slots=True)
class Point:
    """The chosen figure of one year; `value` is exact, in the unit of the section."""

    year: int
    value: Fraction
    chosen: Chosen

    @property
    def measured(self) -> bool:
        """Whether the numeral is a value, not a bound or a rough figure."""
        return self.chosen.fact.qualifier in {Qualifier.ROUNDED, Qualifier.EXACT}


@dataclass(frozen=True, slots=True)
class Line:
    """One party's figures of one indicator in order of time."""

    party: Party
    points: tuple[Point, ...]

    def by_year(self, years: Sequence[int]) -> list[Fraction | None]:
        """A value or None for each year."""
        known = {point.year: point.value for point in self.points}
        return [known.get(year) for year in years]

    @property
    def change(self) -> Fraction | None:
        """Last less first value; None with fewer than two, or where one is only a bound (超80)."""
        first, last = self.points[0], self.points[-1]
        if first is last or not (first.measured and last.measured):
            return None
        return last.value - first.value


@dataclass(frozen=True, slots=True)
class Section:
    """One headline indicator."""

    indicator: Indicator
    unit: Unit
    lines: tuple[Line, ...]

    @property
    def years(self) -> list[int]:
        """Every year from the first to the last that any party has."""
        known = [point.year for line in self.lines for point in line.points]
        return list(range(min(known), max(known) + 1)) if known else []

    def verdict(self, line: Line) -> Better:
        """Whether a line moved the better way (up) or the worse way (down), if that can be said."""
        change, better = line.change, self.indicator.better
        if not change or better is Better.NONE:
            return Better.NONE
        return Better.UP if (change > 0) == (better is Better.UP) else Better.DOWN


@dataclass(frozen=True, slots=True)
class SourceCount:
    """A source and how many figures come from it."""

    source: Source
    figures: int


@dataclass(frozen=True, slots=True)
class Overview:
    """What the first page of a board shows.

    `parties`: codes in the order that gives each its colour. `explained`: how many differences a
    vintage or definition explains; they are not among `conflicts`. `in_conflict`: id of a figure to
    id of a conflict.
    """

    parties: tuple[str, ...]
    sections: tuple[Section, ...]
    conflicts: tuple[Conflict, ...]
    sources: tuple[SourceCount, ...]
    figures: int
    as_of: date | None
    rule: str
    explained: int
    in_conflict: Mapping[str, str]

    def doubted(self, point: Point) -> bool:
        """Whether a figure takes part in a conflict that nothing explains."""
        return point.chosen.printed.id in self.in_conflict


def overview(board: Board, *, as_of: date | None = None) -> Overview:
    """The board's headline indicators and parties; where it names none, those with most figures."""
    facts = board.ledger.facts(Selection(as_of=as_of))
    figures = standing(facts, Amendments(f for f in facts if f.row != RowKind.FIGURE))
    parties = headline_parties(board, figures)
    indicators = headline_indicators(board, figures)
    wanted = Selection(
        indicators=tuple(i.slug for i in indicators),
        parties=tuple(p.code for p in parties),
        as_of=as_of,
    )
    chosen = board.ledger.chosen(wanted, board.rule)
    sections = (section_of(indicator, parties, chosen) for indicator in indicators)
    found = board.conflicts(as_of=as_of)
    conflicts = tuple(c for c in found if c.severity is not Severity.NOTE)
    counted = Counter(f.source for f in figures)
    return Overview(
        parties=tuple(party.code for party in parties),
        sections=tuple(s for s in sections if s.years),
        conflicts=conflicts,
        sources=tuple(
            SourceCount(source, counted[code])
            for code, source in sorted(board.sources.items())
            if counted[code]
        ),
        figures=len(figures),
        as_of=as_of,
        rule=board.rule.name,
        explained=len(found) - len(conflicts),
        in_conflict={fact.id: c.id for c in reversed(conflicts) for fact in c.facts},
    )


def headline_parties(board: Board, figures: Iterable[Fact] = ()) -> list[Party]:
    """The parties that the board names, else those with most of `figures`."""
    named = list(board.headline_parties)
    if not named:
        counted = Counter(f.party for f in figures)
        named = sorted(counted, key=lambda code: (-counted[code], code))[:MOST_PARTIES]
    return [party for code in named if (party := board.parties.get(code))]


def headline_indicators(board: Board, figures: Iterable[Fact] = ()) -> list[Indicator]:
    """The indicators that the board names, else those with most of `figures`."""
    named = list(board.headline_indicators)
    if not named:
        counted = Counter(f.indicator for f in figures if f.frequency in LEVELS)
        named = sorted(counted, key=lambda slug: (-counted[slug], slug))[:MOST_INDICATORS]
    return [indicator for slug in named if (indicator := board.indicators.get(slug))]


def section_of(indicator: Indicator, parties: Sequence[Party], chosen: Sequence[Chosen]) -> Section:
    """The yearly plain figures of one indicator, a line for each party that has any."""
    unit = find_unit(indicator.unit) or find_unit("")
    assert unit is not None
    lines = []
    for party in parties:
        found = [
            point
            for item in chosen
            if item.fact.indicator == indicator.slug
            and item.fact.party == party.code
            and not item.fact.counterparty
            and not item.fact.definition
            and (point := _point(item, unit))
        ]
        best = {point.year: point for point in sorted(found, key=_plainest, reverse=True)}
        if best:
            lines.append(Line(party, tuple(best[year] for year in sorted(best))))
    return Section(indicator, unit, tuple(lines))


def _plainest(point: Point) -> tuple[bool, str]:
    """A constant-price figure gives way to the plain one."""
    return point.chosen.fact.price_basis.startswith("constant"), point.chosen.fact.id


def _point(item: Chosen, unit: Unit) -> Point | None:
    fact = item.fact
    if fact.frequency not in LEVELS:
        return None
    period = fact.parsed_period
    if period.kind not in {PeriodKind.YEAR, PeriodKind.INSTANT, PeriodKind.AS_OF}:
        return None
    printed_in = find_unit(fact.unit)
    if period.year is None or printed_in is None or not printed_in.converts_to(unit):
        return None
    return Point(period.year, fact.printed.value * printed_in.factor_to(unit), item)
