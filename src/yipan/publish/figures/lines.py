"""Small multiples: one panel an indicator (or a party), one line a series.

Provisional stretches are dashed and their points hollow, missing years break the line, breaks of
definition or vintage are marked by a labelled vertical rule.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from yipan.core.words import Words, pick
from yipan.publish.figures import model
from yipan.publish.figures.model import Cell, Column, Figure, Point, Table, number
from yipan.publish.figures.theme import (
    SHAPES,
    WIDTH,
    Theme,
    domain,
    spread,
    text_width,
    ticks,
    wrapped,
)

GAP = 56
HEADS = (Words("指标", "indicator"), Words("方", "party"))


@dataclass(frozen=True, slots=True)
class Series:
    """One line: (year, point) in order of time; a missing year has no point."""

    name: Words | str
    points: tuple[tuple[int, Point], ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """One small chart. `breaks`: first year of a new definition or vintage, and what changes."""

    title: Words | str
    unit: Words | str
    series: tuple[Series, ...]
    breaks: tuple[tuple[int, Words], ...] = ()
    zero: bool | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """The form. All panels name the same series in the same order of colours.

    `heads` say in the data table what a panel and what a line is.
    """

    panels: tuple[Panel, ...]
    columns: int = 3
    heads: tuple[Words, Words] = HEADS

    @property
    def keys(self) -> tuple[Words, ...]:
        """The signs in use."""
        points = [p for panel in self.panels for s in panel.series for _, p in s.points]
        gaps = any(_gap(s) for panel in self.panels for s in panel.series)
        used = (
            (model.PROVISIONAL, any(p.doubtful for p in points)),
            (model.MISSING, gaps),
            (model.BREAKS, any(panel.breaks for panel in self.panels)),
        )
        return tuple(words for words, is_used in used if is_used)

    def table(self) -> Table:
        """One row a point."""
        columns = (
            Column("indicator", self.heads[0]),
            Column("series", self.heads[1]),
            Column("year", Words("年份", "year"), True),
            Column("value", Words("数值", "value"), True),
            Column("unit", Words("单位", "unit")),
            Column("status", Words("状态", "status")),
        )
        cells = [
            (panel, series, year, point)
            for panel in self.panels
            for series in panel.series
            for year, point in series.points
        ]
        rows = tuple(
            (
                Cell(panel.title),
                Cell(series.name),
                Cell(str(year), Fraction(year)),
                Cell(point.text, point.value),
                Cell(panel.unit),
                Cell(point.status),
            )
            for panel, series, year, point in cells
        )
        return Table(columns, rows, tuple(point.reason for *_, point in cells))

    def marks(self, lang: str, theme: Theme) -> dict[str, Any]:
        """Panels side by side; one legend of colours and forms of points."""
        names = list(
            dict.fromkeys(pick(s.name, lang) for panel in self.panels for s in panel.series)
        )
        across = min(self.columns, len(self.panels)) or 1
        own = len(self.panels) == 1
        room = max((text_width(n) for n in names), default=0) if own else 0
        width = WIDTH - 60 - room if own else (WIDTH - GAP * across) // across
        scales = {
            "color": {"domain": names, "range": theme.colours(len(names))},
            "shape": {"domain": names, "range": [SHAPES[i % 8] for i in range(len(names))]},
        }
        drawn = [
            _panel(panel, lang, theme, scales, (width, 260 if own else 150), own, self.heads[1])
            for panel in self.panels
        ]
        resolve = {"scale": {"color": "shared", "shape": "shared"}}
        # Flush: the plots of a column stand below each other whatever their labels take.
        gaps = {"column": GAP, "row": GAP + 24}
        placed = {"columns": across, "bounds": "flush", "spacing": gaps}
        return {"concat": drawn, **placed, "resolve": resolve}


def small_multiples(
    id: str,
    title: Words,
    note: Words,
    panels: Sequence[Panel],
    columns: int = 3,
    heads: tuple[Words, Words] = HEADS,
) -> Figure:
    """A figure of lines."""
    return Figure(id, title, note, Lines(tuple(panels), columns, heads))


def _gap(series: Series) -> bool:
    years = [year for year, point in series.points if point.value is not None]
    return bool(years) and years[-1] - years[0] >= len(years)


def _panel(
    panel: Panel,
    lang: str,
    theme: Theme,
    scales: dict[str, dict[str, Any]],
    size: tuple[int, int],
    labelled: bool,
    line: Words,
) -> dict[str, Any]:
    years = [year for s in panel.series for year, _ in s.points] or [0]
    values = [p.value for s in panel.series for _, p in s.points if p.value is not None]
    low, high = domain(values, zero=panel.zero)
    first, last = min(years), max(years)
    x = {
        "field": "year",
        "type": "quantitative",
        "title": None,
        "scale": {
            "domain": [first, last if last > first else first + 1],
            "nice": False,
            "padding": 6,
        },
        "axis": {
            "format": "d",
            "values": ticks(first, last, max(2, size[0] // 60)),
            "grid": False,
            "labelOverlap": True,
        },
    }
    y = {
        "field": "value",
        "type": "quantitative",
        "title": None,
        "scale": {"domain": [number(low), number(high)], "nice": False, "zero": False},
        "axis": {"tickCount": 5, "domain": False, "ticks": False},
    }
    colour = {"field": "series", "type": "nominal", "scale": scales["color"], "title": None}
    named = len(scales["color"]["domain"]) > 1 and not labelled
    colour["legend"] = {"direction": "horizontal", "columns": 6} if named else None
    shape = {**colour, "scale": scales["shape"]}
    tooltip = [{"field": f, "type": "nominal", "title": t} for f, t in _tips(lang, line)]
    layers: list[dict[str, Any]] = [
        *_breaks(panel, lang, theme, x),
        {
            "data": {"values": _segments(panel, lang)},
            "mark": {"type": "rule", "strokeWidth": 2, "clip": True},
            "encoding": {
                "x": x,
                "x2": {"field": "year2"},
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
        },
        *[
            {
                "data": {"values": _points(panel, lang, hollow)},
                "mark": {
                    "type": "point",
                    "size": 34,
                    "strokeWidth": 1.5,
                    "opacity": 1,
                    **({"fill": theme.paper} if hollow else {"filled": True}),
                },
                "encoding": {"x": x, "y": y, "color": colour, "shape": shape, "tooltip": tooltip},
            }
            for hollow in (False, True)
        ],
    ]
    if labelled:
        layers.append(_names(panel, lang, x, y, colour, (high - low) * 14 / size[1]))
    unit = pick(panel.unit, lang)
    name = wrapped(pick(panel.title, lang), size[0] // 7)
    title: dict[str, Any] = {"text": name, "subtitle": unit, "fontSize": 12}
    if labelled:
        title = {"text": unit, "fontSize": 11, "fontWeight": "normal", "color": theme.muted}
    return {"width": size[0], "height": size[1], "title": {**title, "offset": 6}, "layer": layers}


def _tips(lang: str, line: Words) -> list[tuple[str, str]]:
    names = {"series": line, "year": Words("年份", "year"), "text": Words("数值", "value")}
    return [(field, words.pick(lang)) for field, words in names.items()]


def _segments(panel: Panel, lang: str) -> list[dict[str, Any]]:
    """Neighbouring years joined; a missing year leaves a gap."""
    rows = []
    for series in panel.series:
        known = [(year, p) for year, p in series.points if p.value is not None]
        rows += [
            {
                "series": pick(series.name, lang),
                "year": year,
                "year2": after,
                "value": number(p.value),
                "value2": number(q.value),
                "doubtful": int(p.doubtful or q.doubtful),
            }
            for (year, p), (after, q) in itertools.pairwise(known)
            if after == year + 1
        ]
    return rows


def _points(panel: Panel, lang: str, hollow: bool) -> list[dict[str, Any]]:
    unit = pick(panel.unit, lang)
    return [
        {
            "series": pick(s.name, lang),
            "year": year,
            "value": number(p.value),
            "text": f"{p.text} {unit}".strip(),
        }
        for s in panel.series
        for year, p in s.points
        if p.value is not None and p.doubtful is hollow
    ]


def _breaks(panel: Panel, lang: str, theme: Theme, x: dict[str, Any]) -> list[dict[str, Any]]:
    """Rules between the last year before and the first year of the new definition."""
    if not panel.breaks:
        return []
    rows = [{"year": year - 0.5, "text": words.pick(lang)} for year, words in panel.breaks]
    data = {"values": rows}
    text = {"type": "text", "align": "left", "baseline": "top", "dx": 3, "fontSize": 9}
    return [
        {
            "data": data,
            "mark": {"type": "rule", "strokeDash": [2, 3], "color": theme.muted},
            "encoding": {"x": x},
        },
        {
            "data": data,
            "mark": {**text, "color": theme.muted},
            "encoding": {"x": x, "y": {"value": 0}, "text": {"field": "text", "type": "nominal"}},
        },
    ]


def _names(
    panel: Panel,
    lang: str,
    x: dict[str, Any],
    y: dict[str, Any],
    colour: dict[str, Any],
    gap: Fraction,
) -> dict[str, Any]:
    """Names beside the last points, pushed apart."""
    ends: list[tuple[str, int, Fraction]] = []
    for series in panel.series:
        known = [(year, p.value) for year, p in series.points if p.value is not None]
        ends += [(pick(series.name, lang), year, value) for year, value in known[-1:]]
    places = spread([value for *_, value in ends], gap)
    rows = [
        {"series": name, "year": year, "value": number(place)}
        for (name, year, _), place in zip(ends, places, strict=True)
    ]
    return {
        "data": {"values": rows},
        "mark": {"type": "text", "align": "left", "dx": 8, "fontWeight": 600},
        "encoding": {"x": x, "y": y, "color": colour, "text": {"field": "series"}},
    }
