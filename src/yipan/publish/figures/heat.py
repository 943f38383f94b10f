"""Heat table: cells carry a colour and always the printed number; missing ones are hatched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from yipan.core.words import Words, pick
from yipan.publish.figures.model import Cell, Column, Figure, Point, Table, number
from yipan.publish.figures.theme import WIDTH, Theme, between, readable, text_width


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its name and one point a column. `better`: up, down or none, for its colours."""

    name: Words | str
    points: tuple[Point, ...]
    better: str = ""


@dataclass(frozen=True, slots=True)
class Heat:
    """The form. `by_row`: colours compare within a row (units differ), else over the whole."""

    columns: tuple[Words | str, ...]
    rows: tuple[Row, ...]
    unit: Words | str = ""
    by_row: bool = True

    @property
    def keys(self) -> tuple[Words, ...]:
        """What the colours say, and the hatching."""
        sided = any(row.better in {"up", "down"} for row in self.rows)
        scope = Words("逐行", "row by row") if self.by_row else Words("全表", "over the table")
        meaning = Words(
            f"颜色{scope.zh}比较,越浓越{'优' if sided else '大'}",
            f"colours compare {scope.en}; stronger is {'better' if sided else 'larger'}",
        )
        missing = any(p.value is None for row in self.rows for p in row.points)
        return (meaning, Words("斜线:没有数字", "hatched: no figure")) if missing else (meaning,)

    def table(self) -> Table:
        """One row a cell."""
        columns = (
            Column("row", Words("项", "row")),
            Column("column", Words("列", "column")),
            Column("value", Words("数值", "value"), True),
            Column("status", Words("状态", "status")),
        )
        found = [
            (row.name, column, point)
            for row in self.rows
            for column, point in zip(self.columns, row.points, strict=True)
            if point.value is not None
        ]
        rows = tuple((Cell(n), Cell(c), Cell(p.text, p.value), Cell(p.status)) for n, c, p in found)
        return Table(columns, rows, tuple(p.reason for *_, p in found))

    def marks(self, lang: str, theme: Theme) -> dict[str, Any]:
        """Rectangles, hatching of the missing ones and the printed numbers."""
        names = [pick(row.name, lang) for row in self.rows]
        heads = [pick(c, lang) for c in self.columns]
        room = min(300, max((text_width(n) for n in names), default=0))
        width = min(WIDTH - 30 - room, 110 * len(heads))
        known, missing = self._cells(lang, theme)
        x = {
            "field": "column",
            "type": "ordinal",
            "sort": None,
            "title": None,
            "scale": {"domain": list(dict.fromkeys(heads)), "padding": 0},
            "axis": {"orient": "top", "labelAngle": 0, "domain": False, "ticks": False},
        }
        y = {
            "field": "row",
            "type": "ordinal",
            "sort": None,
            "title": None,
            "scale": {"domain": list(dict.fromkeys(names)), "padding": 0},
            "axis": {"labelLimit": 300, "domain": False, "ticks": False},
        }
        colour = {"field": "fill", "type": "nominal", "scale": None, "legend": None}
        ink = {"field": "ink", "type": "nominal", "scale": None, "legend": None}
        hatch = [
            {
                "data": {"values": missing},
                "mark": {"type": "rule", "color": theme.muted, "strokeWidth": 0.7},
                "encoding": {
                    "x": {**x, "bandPosition": start},
                    "x2": {"field": "column", "bandPosition": stop},
                    "y": {**y, "bandPosition": top},
                    "y2": {"field": "row", "bandPosition": bottom},
                },
            }
            for start, stop, top, bottom in (
                (0, 1, 1, 0),
                (0, 0.5, 0.5, 0),
                (0.5, 1, 1, 0.5),
            )
        ]
        layers = [
            {
                "data": {"values": known},
                "mark": {"type": "rect", "stroke": theme.paper, "strokeWidth": 2},
                "encoding": {"x": x, "y": y, "color": colour},
            },
            *(hatch if missing else []),
            {
                "data": {"values": known},
                "mark": {"type": "text"},
                "encoding": {
                    "x": x,
                    "y": y,
                    "text": {"field": "text", "type": "nominal"},
                    "color": ink,
                },
            },
        ]
        return {"width": width, "height": 26 * max(1, len(names)), "layer": layers}

    def _cells(self, lang: str, theme: Theme) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        every = [p.value for row in self.rows for p in row.points if p.value is not None]
        known, missing = [], []
        for row in self.rows:
            own = [p.value for p in row.points if p.value is not None] if self.by_row else every
            for column, point in zip(self.columns, row.points, strict=True):
                cell = {"row": pick(row.name, lang), "column": pick(column, lang)}
                if point.value is None:
                    missing.append(cell)
                    continue
                share = _share(point.value, min(own), max(own))
                fill = between(*theme.ramp, 1 - share if row.better == "down" else share)
                text = f"{point.text}{'*' if point.doubtful else ''}"
                known.append(
                    {
                        **cell,
                        "text": text,
                        "value": number(point.value),
                        "fill": fill,
                        "ink": readable(fill),
                    }
                )
        return known, missing


def heat(
    id: str,
    title: Words,
    note: Words,
    columns: Sequence[Words | str],
    rows: Sequence[Row],
    unit: Words | str = "",
    by_row: bool = True,
) -> Figure:
    """A heat table."""
    if any(len(row.points) != len(columns) for row in rows):
        raise ValueError("each row needs one point a column")
    return Figure(id, title, note, Heat(tuple(columns), tuple(rows), unit, by_row))


def _share(value: Fraction, low: Fraction, high: Fraction) -> Fraction:
    return (value - low) / (high - low) if high > low else Fraction(1, 2)
