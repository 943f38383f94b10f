"""Dumbbell: two values a row and the gap between them; a hollow and a filled end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from yipan.core.words import Words, pick
from yipan.publish.figures.model import Cell, Column, Figure, Point, Table, number
from yipan.publish.figures.theme import WIDTH, Theme, domain, text_width


@dataclass(frozen=True, slots=True)
class Gap:
    """A row: what it is about and both ends."""

    name: Words | str
    left: Point
    right: Point


@dataclass(frozen=True, slots=True)
class Dumbbell:
    """The form. `ends`: what the hollow and the filled dot stand for."""

    ends: tuple[Words | str, Words | str]
    unit: Words | str
    gaps: tuple[Gap, ...]

    @property
    def keys(self) -> tuple[Words, ...]:
        """None: the legend says which end is which."""
        return ()

    def table(self) -> Table:
        """One row a dot."""
        columns = (
            Column("row", Words("项", "row")),
            Column("end", Words("端", "end")),
            Column("value", Words("数值", "value"), True),
            Column("unit", Words("单位", "unit")),
        )
        found = [
            (gap.name, end, point)
            for gap in self.gaps
            for end, point in zip(self.ends, (gap.left, gap.right), strict=True)
        ]
        rows = tuple(
            (Cell(n), Cell(e), Cell(p.text, p.value), Cell(self.unit)) for n, e, p in found
        )
        return Table(columns, rows, tuple(p.reason for *_, p in found))

    def marks(self, lang: str, theme: Theme) -> dict[str, Any]:
        """A bar from dot to dot, values beside them."""
        values = [p.value for g in self.gaps for p in (g.left, g.right) if p.value is not None]
        low, high = domain(values)
        names = [pick(g.name, lang) for g in self.gaps]
        ends = [pick(e, lang) for e in self.ends]
        x = {
            "field": "value",
            "type": "quantitative",
            "title": pick(self.unit, lang),
            "scale": {"domain": [number(low), number(high)], "nice": False},
            "axis": {"tickCount": 6},
        }
        y = {
            "field": "row",
            "type": "nominal",
            "sort": None,
            "title": None,
            "scale": {"domain": list(dict.fromkeys(names))},
            "axis": {"labelLimit": 260, "domain": False, "ticks": False},
        }
        colour = {
            "field": "end",
            "type": "nominal",
            "title": None,
            "scale": {"domain": ends, "range": theme.colours(2)},
        }
        dots = [
            {
                "row": pick(gap.name, lang),
                "end": end,
                "value": number(point.value),
                "text": point.text,
                "filled": int(place == 1),
            }
            for gap in self.gaps
            for place, (end, point) in enumerate(zip(ends, (gap.left, gap.right), strict=True))
            if point.value is not None
        ]
        fill = {
            "field": "end",
            "type": "nominal",
            "title": None,
            "scale": {"domain": ends, "range": [theme.paper, theme.series[1]]},
        }
        layers: list[dict[str, Any]] = [
            {
                "data": {"values": [_bar(g, lang) for g in self.gaps if _both(g)]},
                "mark": {"type": "rule", "strokeWidth": 3, "color": theme.line},
                "encoding": {"x": x, "x2": {"field": "value2"}, "y": y},
            },
            {
                "data": {"values": dots},
                "mark": {"type": "point", "size": 110, "strokeWidth": 2, "opacity": 1},
                "encoding": {"x": x, "y": y, "stroke": colour, "fill": fill},
            },
        ]
        for side, align, offset in ((-1, "right", -10), (1, "left", 10)):
            rows = [row for gap in self.gaps for row in _labels(gap, lang, side)]
            layers.append(
                {
                    "data": {"values": rows},
                    "mark": {"type": "text", "align": align, "dx": offset},
                    "encoding": {"x": x, "y": y, "text": {"field": "text", "type": "nominal"}},
                }
            )
        room = min(260, max((text_width(n) for n in names), default=0))
        height = 28 * max(1, len(self.gaps))
        return {"width": WIDTH - 60 - room, "height": height, "layer": layers}


def dumbbell(
    id: str,
    title: Words,
    note: Words,
    ends: tuple[Words | str, Words | str],
    unit: Words | str,
    gaps: Sequence[Gap],
) -> Figure:
    """A figure of gaps."""
    return Figure(id, title, note, Dumbbell(ends, unit, tuple(gaps)))


def _both(gap: Gap) -> bool:
    return gap.left.value is not None and gap.right.value is not None


def _bar(gap: Gap, lang: str) -> dict[str, Any]:
    return {
        "row": pick(gap.name, lang),
        "value": number(gap.left.value),
        "value2": number(gap.right.value),
    }


def _labels(gap: Gap, lang: str, side: int) -> list[dict[str, Any]]:
    """The label of the dot that lies on that side: -1 left, 1 right."""
    known = [p for p in (gap.left, gap.right) if p.value is not None]
    known.sort(key=lambda p: p.value or 0)
    if not known or (len(known) == 1 and side < 0):
        return []
    point = known[0] if side < 0 else known[-1]
    return [{"row": pick(gap.name, lang), "value": number(point.value), "text": point.text}]
