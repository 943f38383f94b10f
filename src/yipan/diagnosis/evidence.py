"""Evidence of a finding: yearly figures in one vintage, and series measured on them exactly."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from yipan.core.interval import Interval

HUNDRED = Fraction(100)


@dataclass(frozen=True, slots=True)
class Figure:
    """A printed value in the indicator's unit, what it can stand for, and the facts behind it."""

    value: Fraction
    interval: Interval
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures by (indicator, party, year). `members` spells out groups whose parts add up.

    A group without a figure of its own is the sum of its members where the indicator adds up.
    """

    figures: Mapping[tuple[str, str, int], Figure]
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    additive: frozenset[str] = frozenset()
    prefer_parts: bool = False

    def get(self, indicator: str, party: str, year: int) -> Figure | None:
        """One figure; None where it is missing."""
        parts = self._sum(indicator, party, year)
        own = self.figures.get((indicator, party, year))
        return (parts or own) if self.prefer_parts else (own or parts)

    def years(self, indicator: str) -> list[int]:
        """Years for which any party has the indicator."""
        return sorted({y for i, _, y in self.figures if i == indicator})

    def _sum(self, indicator: str, party: str, year: int) -> Figure | None:
        if indicator not in self.additive or party not in self.members:
            return None
        found = [self.figures.get((indicator, m, year)) for m in self.members[party]]
        parts = [part for part in found if part is not None]
        if not parts or len(parts) < len(found):
            return None
        total = parts[0].interval
        for part in parts[1:]:
            total = total + part.interval
        return Figure(
            sum((p.value for p in parts), Fraction(0)),
            total,
            tuple(fact for p in parts for fact in p.facts),
        )


Series = dict[int, Figure]


def measure(figures: Figures, how: str, indicator: str, of: tuple[str, ...], to: str) -> Series:
    """The series of a measure; a year counts only when every figure it needs is there."""
    parties = (*of, to) if to else of
    series: Series = {}
    for year in figures.years(indicator):
        found = [figures.get(indicator, party, year) for party in parties]
        known = [figure for figure in found if figure is not None]
        if len(known) < len(found):
            continue
        value = MEASURES[how]([f.value for f in known])
        interval = _interval(how, [f.interval for f in known])
        series[year] = Figure(value, interval, tuple(f for k in known for f in k.facts))
    return series


def _interval(how: str, intervals: list[Interval]) -> Interval:
    if how == "level":
        return intervals[0]
    if how == "ratio":
        return intervals[0] / intervals[1] * HUNDRED
    if how == "difference":
        return intervals[1] - intervals[0]
    # The span of printed values: its ends come from the highest and the lowest figure.
    order = sorted(intervals, key=lambda i: i.middle or i.lo or Fraction(0))
    return order[-1] / order[0]


MEASURES: dict[str, Callable[[list[Fraction]], Fraction]] = {
    "level": lambda v: v[0],
    "ratio": lambda v: v[0] / v[1] * HUNDRED,
    "difference": lambda v: v[1] - v[0],
    "span": lambda v: max(v) / min(v),
}
