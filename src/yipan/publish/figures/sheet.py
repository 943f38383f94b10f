"""Marks at computed places: boxes, dots, curves and words on one sheet, as layers of one spec.

Places are pixels from the upper left. Curves lie lowest, then dots, boxes and words. Texts are data
values of the spec, never parts of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

STEPS = 16
Row = dict[str, Any]


@dataclass(slots=True)
class Sheet:
    """Collects marks; `marks()` gives the spec's part. `note` shows where the pointer rests."""

    width: float
    height: float
    _curves: dict[tuple[str, float], list[Row]] = field(default_factory=dict)
    _dots: dict[bool, list[Row]] = field(default_factory=dict)
    _boxes: dict[bool, list[Row]] = field(default_factory=dict)
    _words: dict[tuple[str, bool], list[Row]] = field(default_factory=dict)

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str,
        stroke: str,
        dashed: bool = False,
        thick: float = 1.2,
        note: str = "",
    ) -> None:
        """A rounded rectangle; solid ones lie on dashed ones."""
        row = {"x": place(x), "x2": place(x + width), "y": place(y), "y2": place(y + height)}
        style = {"fill": fill, "stroke": stroke, "thick": thick, "note": note}
        self._boxes.setdefault(dashed, []).append({**row, **style})

    def dot(
        self,
        x: float,
        y: float,
        radius: float,
        *,
        fill: str,
        stroke: str,
        dashed: bool = False,
        note: str = "",
    ) -> None:
        """A circle."""
        area = place(4 * radius**2)  # Vega's size is the area of the square around a circle.
        row = {"x": place(x), "y": place(y), "size": area, "fill": fill, "stroke": stroke}
        self._dots.setdefault(dashed, []).append({**row, "note": note})

    def curve(
        self, x: float, y: float, x2: float, y2: float, *, stroke: str, thick: float = 1.2
    ) -> None:
        """A line from left to right that leaves and arrives level."""
        ends = [(x + (x2 - x) * t, y + (y2 - y) * (3 * t**2 - 2 * t**3)) for t in _steps()]
        self._line(ends, stroke, thick)

    def line(
        self, x: float, y: float, x2: float, y2: float, *, stroke: str, thick: float = 1.2
    ) -> None:
        """A straight line."""
        self._line([(x, y), (x2, y2)], stroke, thick)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        colour: str,
        size: float = 11,
        align: str = "left",
        bold: bool = False,
    ) -> None:
        """A line of text around height `y`; `align`: left, center or right."""
        row = {"x": place(x), "y": place(y), "text": words, "size": size, "colour": colour}
        self._words.setdefault((align, bold), []).append(row)

    def stamp(self, words: str, colour: str) -> None:
        """A line in the lower right corner."""
        self.text(self.width - 6, self.height - 10, words, colour=colour, align="right")

    def marks(self) -> Row:
        """Size and layers."""
        layers = [
            *(self._curve_layer(rows, *style) for style, rows in self._curves.items()),
            *(self._dot_layer(rows, dashed) for dashed, rows in self._dots.items()),
            *(self._box_layer(self._boxes[d], d) for d in (True, False) if d in self._boxes),
            *(self._word_layer(rows, *style) for style, rows in self._words.items()),
        ]
        return {"width": place(self.width), "height": place(self.height), "layer": layers}

    def _line(self, ends: list[tuple[float, float]], stroke: str, thick: float) -> None:
        rows = self._curves.setdefault((stroke, thick), [])
        number = rows[-1]["link"] + 1 if rows else 0
        rows += [
            {"x": place(x), "y": place(y), "link": number, "step": step}
            for step, (x, y) in enumerate(ends)
        ]

    def _curve_layer(self, rows: list[Row], stroke: str, thick: float) -> Row:
        mark = {"type": "line", "color": stroke, "strokeWidth": thick, "tooltip": None}
        keys = {
            "detail": {"field": "link", "type": "nominal"},
            "order": {"field": "step", "type": "quantitative"},
        }
        return {
            "data": {"values": rows},
            "mark": mark,
            "encoding": {"x": self._x(), "y": self._y(), **keys},
        }

    def _dot_layer(self, rows: list[Row], dashed: bool) -> Row:
        mark = {"type": "point", "opacity": 1, "strokeWidth": 1.4, **_dash(dashed)}
        size = {"field": "size", "type": "quantitative", "scale": None, "legend": None}
        encoding = {"x": self._x(), "y": self._y(), "size": size, **_colours("fill", "stroke")}
        return {"data": {"values": rows}, "mark": mark, "encoding": {**encoding, **_note()}}

    def _box_layer(self, rows: list[Row], dashed: bool) -> Row:
        mark = {"type": "rect", "opacity": 1, "cornerRadius": 4, **_dash(dashed)}
        thick = {"field": "thick", "type": "quantitative", "scale": None, "legend": None}
        ends = {"x2": {"field": "x2"}, "y2": {"field": "y2"}, "strokeWidth": thick}
        encoding = {"x": self._x(), "y": self._y(), **ends, **_colours("fill", "stroke")}
        return {"data": {"values": rows}, "mark": mark, "encoding": {**encoding, **_note()}}

    def _word_layer(self, rows: list[Row], align: str, bold: bool) -> Row:
        weight = 600 if bold else 400
        mark = {"type": "text", "align": align, "fontWeight": weight, "tooltip": None}
        size = {"field": "size", "type": "quantitative", "scale": None, "legend": None}
        encoding = {
            "x": self._x(),
            "y": self._y(),
            "text": {"field": "text", "type": "nominal"},
            "size": size,
            "color": {"field": "colour", "type": "nominal", "scale": None, "legend": None},
        }
        return {"data": {"values": rows}, "mark": mark, "encoding": encoding}

    def _x(self) -> Row:
        return _axis("x", place(self.width), reverse=False)

    def _y(self) -> Row:
        return _axis("y", place(self.height), reverse=True)


def place(value: float) -> float | int:
    """A coordinate with one decimal, so that the bytes are the same on every machine."""
    rounded = round(value, 1)
    return int(rounded) if rounded == int(rounded) else rounded


def _steps() -> list[float]:
    return [step / STEPS for step in range(STEPS + 1)]


def _axis(field: str, end: float, *, reverse: bool) -> Row:
    scale = {"domain": [0, end], "nice": False, "zero": False, "reverse": reverse}
    return {"field": field, "type": "quantitative", "axis": None, "scale": scale, "stack": None}


def _dash(dashed: bool) -> Row:
    """A property of the mark: Vega-Lite drops the channel of the same name on rectangles."""
    return {"strokeDash": [5, 3]} if dashed else {}


def _colours(*channels: str) -> Row:
    return {
        name: {"field": name, "type": "nominal", "scale": None, "legend": None} for name in channels
    }


def _note() -> Row:
    return {"tooltip": {"field": "note", "type": "nominal", "title": None}}
