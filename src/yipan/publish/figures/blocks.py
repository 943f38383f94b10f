"""A scenario in three panels that stay apart: what is exact, what is forecast, what is assumed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from yipan.core.text import chinese_punctuation
from yipan.core.words import Words, pick
from yipan.publish.figures.fan import Band, Fan
from yipan.publish.figures.model import Cell, Column, Figure, Point, Table, number
from yipan.publish.figures.theme import WIDTH, Theme, domain, text_width

LINE = 20
LONGEST_NAME = 240
HEADS = (
    Words("一、核算:由杠杆按算术得出", "1. Accounting: arithmetic on the levers"),
    Words("二、预测:加上杠杆后的扇形", "2. Forecast: the fan with the levers in place"),
    Words("三、假定:每个来源单独由低到高", "3. Assumed: each source alone, from low to high"),
)


@dataclass(frozen=True, slots=True)
class Exact:
    """A row of the first panel: what it is, and its value as printed with its unit."""

    name: Words | str
    value: Point
    unit: Words | str


@dataclass(frozen=True, slots=True)
class Swing:
    """A row of the third panel: the outcome at both ends of one source."""

    name: Words | str
    low: Point
    high: Point


@dataclass(frozen=True, slots=True)
class Blocks:
    """The form: `about` names the outcome that the second and third panel show."""

    about: Words | str
    exact: tuple[Exact, ...]
    fan: Fan
    swings: tuple[Swing, ...]

    @property
    def keys(self) -> tuple[Words, ...]:
        """What line, dashes and bands of the fan are."""
        return self.fan.keys if self.fan.middle else ()

    def table(self) -> Table:
        """All three panels, the block in the first column."""
        columns = (
            Column("block", Words("块", "block")),
            Column("what", Words("项", "what")),
            Column("year", Words("年份", "year"), True),
            Column("value", Words("数值", "value"), True),
            Column("unit", Words("单位", "unit")),
        )
        none = Cell("")
        rows = [
            ((Cell(HEADS[0]), Cell(e.name), none, _cell(e.value), Cell(e.unit)), e.value.reason)
            for e in self.exact
        ]
        inner = self.fan.table()
        for (year, what, value, unit), reason in zip(inner.rows, inner.reasons, strict=True):
            rows.append(((Cell(HEADS[1]), what, year, value, unit), reason))
        for swing in self.swings:
            for point in (swing.low, swing.high):
                cells = (Cell(HEADS[2]), Cell(swing.name), none, _cell(point), Cell(self.fan.unit))
                rows.append((cells, point.reason))
        return Table(columns, tuple(cells for cells, _ in rows), tuple(r for _, r in rows))

    def marks(self, lang: str, theme: Theme) -> dict[str, Any]:
        """One panel below the other, each under its own head."""
        panels = []
        width = self._width(lang)
        if self.exact:
            panels.append(
                {**self._exact(lang, theme, width), "title": _title(HEADS[0], "", lang, theme)}
            )
        if self.fan.middle:
            about = pick(self.about, lang)
            fan = self.fan.marks(lang, theme)
            size = {"width": width, "height": 200}
            panels.append({**fan, **size, "title": _title(HEADS[1], about, lang, theme)})
        if self.swings:
            alone = {} if not panels else {"title": _title(HEADS[2], "", lang, theme)}
            panels.append({**self._tornado(lang, theme, width), **alone})
        return {"vconcat": panels, "spacing": 26}

    def _width(self, lang: str) -> int:
        """One width for all panels, beside the longest name of a source."""
        names = (text_width(pick(s.name, lang)) for s in self.swings)
        return WIDTH - max(80, min(LONGEST_NAME, max(names, default=0)))

    def _exact(self, lang: str, theme: Theme, width: int) -> dict[str, Any]:
        """Text alone: a bar would compare what has different units."""
        rows = [
            {"row": i, "name": pick(e.name, lang), "text": f"{e.value.text} {pick(e.unit, lang)}"}
            for i, e in enumerate(self.exact)
        ]
        y = {
            "field": "row",
            "type": "quantitative",
            "axis": None,
            "scale": {"domain": [len(rows) - 0.5, -0.5], "nice": False},
        }
        layers = [
            {
                "mark": {"type": "text", "align": align, "x": place},
                "encoding": {"y": y, "text": {"field": field, "type": "nominal"}},
            }
            for field, align, place in (("name", "left", 8), ("text", "right", width - 8))
        ]
        size = {"width": width, "height": LINE * len(rows)}
        return {**size, "data": {"values": rows}, "layer": layers, "view": {"stroke": theme.line}}

    def _tornado(self, lang: str, theme: Theme, width: int) -> dict[str, Any]:
        ends = [p.value for s in self.swings for p in (s.low, s.high) if p.value is not None]
        low, high = domain(ends, zero=False)
        names = [pick(s.name, lang) for s in self.swings]
        rows = [
            {
                "name": pick(s.name, lang),
                "low": number(s.low.value),
                "high": number(s.high.value),
            }
            for s in self.swings
        ]
        return {
            "width": width,
            "height": 22 * len(rows),
            "data": {"values": rows},
            "mark": {"type": "bar", "height": 12, "color": theme.series[1]},
            "encoding": {
                "x": {
                    "field": "low",
                    "type": "quantitative",
                    "title": pick(self.fan.unit, lang),
                    "scale": {
                        "domain": [number(low), number(high)],
                        "nice": False,
                        "zero": False,
                    },
                },
                "x2": {"field": "high"},
                "y": {
                    "field": "name",
                    "type": "nominal",
                    "title": None,
                    "scale": {"domain": names},
                    "axis": {"labelLimit": LONGEST_NAME, "domain": False, "ticks": False},
                },
            },
        }


def _cell(point: Point) -> Cell:
    return Cell(point.text, point.value)


def _title(head: Words, about: str, lang: str, theme: Theme) -> dict[str, Any]:
    text = chinese_punctuation(head.pick(lang))
    return {
        "text": f"{text}  {about}".rstrip(),
        "anchor": "start",
        "frame": "group",
        "fontSize": 12,
        "color": theme.ink,
        "offset": 6,
    }


def blocks(
    id: str,
    title: Words,
    note: Words,
    about: Words | str,
    exact: Sequence[Exact],
    unit: Words | str,
    observed: Sequence[tuple[int, Point]],
    middle: Sequence[tuple[int, Point]],
    bands: Sequence[Band],
    swings: Sequence[Swing],
) -> Figure:
    """A figure of one scenario."""
    form = Fan(unit, tuple(observed), tuple(middle), tuple(bands))
    return Figure(id, title, note, Blocks(about, tuple(exact), form, tuple(swings)))
