"""Slope: each party's value at two dates, joined; the order at both ends is read off at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from yipan.core.words import Words, pick
from yipan.publish.figures import model
from yipan.publish.figures.model import Cell, Column, Figure, Point, Table, number
from yipan.publish.figures.theme import SHAPES, Theme, domain, spread, text_width


@dataclass(frozen=True, slots=True)
class Change:
    """A party at both dates."""

    name: Words | str
    first: Point
    last: Point


@dataclass(frozen=True, slots=True)
class Slope:
    """The form. `ends`: what the two dates are called."""

    ends: tuple[str, str]
    unit: Words | str
    changes: tuple[Change, ...]

    @property
    def keys(self) -> tuple[Words, ...]:
        """The signs in use."""
        doubtful = any(p.doubtful for c in self.changes for p in (c.first, c.last))
        return (model.PROVISIONAL,) if doubtful else ()

    def table(self) -> Table:
        """One row a party and date."""
        columns = (
            Column("party", Words("方", "party")),
            Column("period", Words("时期", "period")),
            Column("value", Words("数值", "value"), True),
            Column("unit", Words("单位", "unit")),
        )
        found = [
            (c.name, end, point)
            for c in self.changes
            for end, point in zip(self.ends, (c.first, c.last), strict=True)
        ]
        rows = tuple(
            (Cell(n), Cell(e), Cell(p.text, p.value), Cell(self.unit)) for n, e, p in found
        )
        return Table(columns, rows, tuple(p.reason for *_, p in found))

    def marks(self, lang: str, theme: Theme) -> dict[str, Any]:
        """Lines between two axes, labelled with name and value at both ends."""
        known = [c for c in self.changes if c.first.value is not None and c.last.value is not None]
        values = [p.value for c in known for p in (c.first, c.last) if p.value is not None]
        low, high = domain(values)
        names = [pick(c.name, lang) for c in known]
        place = {"type": "quantitative", "scale": {"domain": [0, 1]}, "axis": None}
        y = {
            "field": "value",
            "type": "quantitative",
            "scale": {"domain": [number(low), number(high)], "nice": False},
            "axis": None,
        }
        colour = {
            "field": "party",
            "type": "nominal",
            "scale": {"domain": names, "range": theme.colours(len(names))},
            "legend": None,
        }
        shape = {
            **colour,
            "scale": {"domain": names, "range": [SHAPES[i % 8] for i in range(len(names))]},
        }
        gap = (high - low) * 15 / 300
        layers: list[dict[str, Any]] = [
            {
                "data": {"values": [_row(c, lang) for c in known]},
                "mark": {"type": "rule", "strokeWidth": 2},
                "encoding": {
                    "x": {**place, "field": "x"},
                    "x2": {"field": "x2"},
                    "y": y,
                    "y2": {"field": "value2"},
                    "color": colour,
                    "strokeDash": {
                        "field": "doubtful",
                        "type": "nominal",
                        "scale": {"domain": [0, 1], "range": [[1, 0], [4, 3]]},
                        "legend": None,
                    },
                },
            }
        ]
        for end in (0, 1):
            rows = _ends(known, end, lang, gap)
            x = {**place, "field": "x"}
            align = {"align": "right", "dx": -10} if end == 0 else {"align": "left", "dx": 10}
            layers += [
                {
                    "data": {"values": rows},
                    "mark": {"type": "point", "filled": True, "size": 60, "opacity": 1},
                    "encoding": {"x": x, "y": y, "color": colour, "shape": shape},
                },
                {
                    "data": {"values": rows},
                    "mark": {"type": "text", **align},
                    "encoding": {
                        "x": x,
                        "y": {**y, "field": "label"},
                        "color": colour,
                        "text": {"field": "text", "type": "nominal"},
                    },
                },
            ]
        heads = [{"x": i, "text": end} for i, end in enumerate(self.ends)]
        layers.append(
            {
                "data": {"values": heads},
                "mark": {"type": "text", "fontWeight": 600, "baseline": "bottom", "dy": -10},
                "encoding": {
                    "x": {**place, "field": "x"},
                    "y": {"value": 0},
                    "text": {"field": "text", "type": "nominal"},
                },
            }
        )
        room = max((text_width(f"{pick(c.name, lang)} {c.first.text}") for c in known), default=0)
        return {"width": max(200, 560 - 2 * room), "height": 300, "layer": layers}


def slope(
    id: str,
    title: Words,
    note: Words,
    ends: tuple[str, str],
    unit: Words | str,
    changes: Sequence[Change],
) -> Figure:
    """A figure of slopes."""
    return Figure(id, title, note, Slope(ends, unit, tuple(changes)))


def _row(change: Change, lang: str) -> dict[str, Any]:
    return {
        "party": pick(change.name, lang),
        "x": 0,
        "x2": 1,
        "value": number(change.first.value),
        "value2": number(change.last.value),
        "doubtful": int(change.first.doubtful or change.last.doubtful),
    }


def _ends(known: list[Change], end: int, lang: str, gap: Fraction) -> list[dict[str, Any]]:
    points = [(c, (c.first, c.last)[end]) for c in known]
    labels = spread([p.value or Fraction(0) for _, p in points], gap)
    return [
        {
            "party": pick(c.name, lang),
            "x": end,
            "value": number(p.value),
            "label": number(label),
            "text": f"{pick(c.name, lang)} {p.text}",
        }
        for (c, p), label in zip(points, labels, strict=True)
    ]
