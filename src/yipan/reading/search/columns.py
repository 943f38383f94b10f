"""Columns of the tables of a reading: one measure at one time, a figure for each place."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from yipan.reading.model import Quantity
from yipan.reading.reckoning.evidence import Evidence, same_measure
from yipan.reading.slots.readings import Reading

_ALL = frozenset({"全国", "合计", "总计", "平均", "中国"})
_FEWEST, _MOST = 2, 400
# Columns around a place that are looked at, and how far off they may stand.
_WINDOW, _FAR = 120, 40_000
_NAME = 3


@dataclass(frozen=True, slots=True)
class Column:
    """A measure by its header, at the year in force: place → figure."""

    name: str
    year: int | None
    table: int
    figures: dict[str, Quantity]
    start: int
    wholes: frozenset[str] = _ALL

    @property
    def members(self) -> dict[str, Quantity]:
        """The figures without those of the whole."""
        return {p: q for p, q in self.figures.items() if p not in self.wholes}


@dataclass(slots=True)
class Columns:
    """All columns of a reading with two places or more."""

    reading: Reading
    evidence: Evidence
    _held: list[Column] | None = None

    @property
    def all(self) -> list[Column]:
        """The columns, gathered once."""
        if self._held is None:
            self._held = list(_gathered(self.reading, self.evidence))
        return self._held

    def near(self, place: int) -> Columns:
        """The columns around a place of the text, so that work stays linear."""
        held = self.all
        if len(held) <= _WINDOW:
            return self
        first = bisect_left(held, place - _FAR, key=lambda c: c.start)
        last = bisect_right(held, place + _FAR, key=lambda c: c.start)
        here = bisect_left(held, place, key=lambda c: c.start)
        first, last = max(first, here - _WINDOW // 2), min(last, here + _WINDOW // 2)
        return Columns(self.reading, self.evidence, held[first:last])

    def of_value(self, party: str, value: Quantity) -> list[Column]:
        """The columns that print this figure for a place."""
        held = ((c, c.figures.get(party)) for c in self.all)
        return [c for c, q in held if q is not None and _equal(q, value)]

    def named(self, words: str, year: int | None, parties: list[str]) -> list[Column]:
        """The columns whose header the words hold, the longest header alone; at the year if told."""
        found = [c for c in self.all if len(c.name) >= _NAME and c.name in words]
        found = [c for c in found if all(p in c.figures for p in parties)]
        longest = max((len(c.name) for c in found), default=0)
        found = [c for c in found if len(c.name) == longest]
        if year is not None:
            return [c for c in found if c.year == year]
        last = max((c.year or 0 for c in found), default=0)
        return [c for c in found if (c.year or 0) == last]


def _equal(a: Quantity, b: Quantity) -> bool:
    return same_measure(a, b) and a.mid * a.scale == b.mid * b.scale


def _gathered(reading: Reading, evidence: Evidence) -> list[Column]:
    found: list[Column] = []
    groups: dict[str, bool] = {}
    starts = {grid.number: grid.span[0] for grid in reading.grids}
    for number, cells in reading.cells.items():
        held: dict[tuple[str, int | None], dict[str, Quantity]] = {}
        for cell in cells[:_MOST]:
            party, name = cell.party, cell.indicator_zh
            if party and name:
                held.setdefault((name, cell.period.year), {}).setdefault(party, cell)
                if party not in groups:
                    groups[party] = bool(evidence.members(party))
        start = starts.get(number, 0)
        for (name, year), figures in held.items():
            if len(figures) >= _FEWEST:
                wholes = _ALL | {p for p in figures if groups[p]}
                found.append(Column(name, year, number, figures, start, wholes))
    found.sort(key=lambda c: c.start)
    return found
