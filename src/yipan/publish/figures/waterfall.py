"""Waterfall: a first value, the parts that change it, the last value. The parts must add up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from yipan.core.words import Words, pick
from yipan.publish.figures.model import Cell, Column, Figure, Point, Table, number
from yipan.publish.figures.theme import WIDTH, Theme, domain


@dataclass(frozen=True, slots=True)
class Part:
    """A bar: its name and value; of a change its signed contribution."""

    name: Words | str
    point: Point


@dataclass(frozen=True, slots=True)
class Waterfall:
    """The form: first, signed parts, last, all in one unit."""

    unit: Words | str
    first: Part
    parts: tuple[Part, ...]
    last: Part

    @property
    def keys(self) -> tuple[Words, ...]:
        """Signs of rise and fall."""
        return (Words("▲增 ▼减", "▲ adds, ▼ takes away"),)

    def table(self) -> Table:
        """One row a bar."""
        columns = (
            Column("part", Words("项", "part")),
            Column("value", Words("数值", "value"), True),
            Column("unit", Words("单位", "unit")),
        )
        bars = (self.first, *self.parts, self.last)
        rows = tuple(
            (Cell(b.name), Cell(b.point.text, b.point.value), Cell(self.unit)) for b in bars
        )
        return Table(columns, rows, tuple(b.point.reason for b in bars))

    def marks(self, lang: str, theme: Theme) -> dict[str, Any]:
        """Floating bars, labelled with sign and value."""
        rows = self._bars(lang, theme)
        values = [v for _, a, b in self._spans() for v in (a, b)]
        low, high = domain(values, zero=True)
        x = {
            "field": "part",
            "type": "ordinal",
            "sort": None,
            "title": None,
            "scale": {"domain": list(dict.fromkeys(row["part"] for row in rows))},
            "axis": {"labelAngle": 0 if len(rows) <= 6 else -30, "labelLimit": 140, "ticks": False},
        }
        y = {
            "field": "from",
            "type": "quantitative",
            "title": pick(self.unit, lang),
            "scale": {"domain": [number(low), number(high)], "nice": False},
        }
        colour = {"field": "fill", "type": "nominal", "scale": None, "legend": None}
        data = {"values": rows}
        layers = [
            {
                "data": data,
                "mark": {"type": "bar", "size": min(60, (WIDTH - 100) // max(1, len(rows)) - 14)},
                "encoding": {"x": x, "y": y, "y2": {"field": "to"}, "color": colour},
            },
            {
                "data": data,
                "mark": {"type": "text", "baseline": "bottom", "dy": -4},
                "encoding": {
                    "x": x,
                    "y": {**y, "field": "top"},
                    "text": {"field": "text", "type": "nominal"},
                },
            },
        ]
        return {"width": WIDTH - 80, "height": 260, "layer": layers}

    def _spans(self) -> list[tuple[Part, Fraction, Fraction]]:
        level = self.first.point.value or Fraction(0)
        spans = [(self.first, Fraction(0), level)]
        for part in self.parts:
            after = level + (part.point.value or 0)
            spans.append((part, level, after))
            level = after
        return [*spans, (self.last, Fraction(0), self.last.point.value or Fraction(0))]

    def _bars(self, lang: str, theme: Theme) -> list[dict[str, Any]]:
        rows = []
        for part, start, stop in self._spans():
            whole = part is self.first or part is self.last
            sign = "" if whole or stop == start else "▲ " if stop > start else "▼ "
            fill = theme.muted if whole else theme.series[0 if stop >= start else 1]
            rows.append(
                {
                    "part": pick(part.name, lang),
                    "from": number(start),
                    "to": number(stop),
                    "top": number(max(start, stop)),
                    "text": f"{sign}{part.point.text}",
                    "fill": fill,
                }
            )
        return rows


def waterfall(
    id: str,
    title: Words,
    note: Words,
    unit: Words | str,
    first: Part,
    parts: Sequence[Part],
    last: Part,
) -> Figure:
    """A decomposition. Refuses parts that do not lead from first to last (law 8)."""
    values = [p.point.value for p in (first, *parts, last)]
    if all(v is not None for v in values):
        known = [v for v in values if v is not None]
        if sum(known[:-1], Fraction(0)) != known[-1]:
            raise ValueError(f"the parts of {id} do not add up")
    return Figure(id, title, note, Waterfall(unit, first, tuple(parts), last))
