"""Specification curve: every estimate in order of size, and below it the choices behind each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from yipan.core.words import Words, pick
from yipan.publish.figures.model import NONE, Cell, Column, Figure, Point, Table, number
from yipan.publish.figures.theme import WIDTH, Theme, domain, text_width

ROW = 15
UPPER = 240


@dataclass(frozen=True, slots=True)
class Estimate:
    """One specification: its value, its range (NONE where there is none) and its choices.

    `choices` has one text for each dimension of the curve; `marked` is drawn filled.
    """

    value: Point
    low: Point
    high: Point
    marked: bool
    choices: tuple[Words | str, ...]


@dataclass(frozen=True, slots=True)
class Curve:
    """The form: `dimensions` are the names of the choices, in the order of each estimate's."""

    unit: Words | str
    dimensions: tuple[Words | str, ...]
    estimates: tuple[Estimate, ...]
    mark: Words

    @property
    def keys(self) -> tuple[Words, ...]:
        """What a filled dot and a bar are."""
        bar = Words("竖线:近优权重之下的范围", "bars: range over weights that fit nearly as well")
        return (self.mark, bar) if any(e.low != NONE for e in self.estimates) else (self.mark,)

    @property
    def ordered(self) -> tuple[Estimate, ...]:
        """From the smallest to the largest."""
        known = [e for e in self.estimates if e.value.value is not None]
        return tuple(sorted(known, key=lambda e: (e.value.value or 0, str(e.choices))))

    def table(self) -> Table:
        """One row an estimate, its choices in columns."""
        columns = (
            *(
                Column(f"choice_{i}", Words(pick(d, "zh"), pick(d, "en")))
                for i, d in enumerate(self.dimensions)
            ),
            Column("value", Words("估计", "estimate"), True),
            Column("low", Words("下端", "lower end"), True),
            Column("high", Words("上端", "upper end"), True),
            Column("unit", Words("单位", "unit")),
        )
        rows = tuple(
            (
                *(Cell(choice) for choice in e.choices),
                *(Cell(p.text, p.value) for p in (e.value, e.low, e.high)),
                Cell(self.unit),
            )
            for e in self.ordered
        )
        return Table(columns, rows, tuple(e.value.reason for e in self.ordered))

    def marks(self, lang: str, theme: Theme) -> dict[str, Any]:
        """The curve above, a dot for each choice below; both share the order."""
        names = self._labels(lang)
        room = min(240, max((text_width(n) for n in names), default=0))
        width = WIDTH - 70 - room
        rank = {
            "field": "rank",
            "type": "quantitative",
            "scale": {"domain": [-1, len(self.estimates)], "nice": False},
            "axis": None,
        }
        below = {
            "width": width,
            "height": ROW * max(1, len(names)),
            "data": {"values": self._choices(lang)},
            "mark": {
                "type": "tick",
                "orient": "vertical",
                "size": ROW - 5,
                "thickness": 2,
                "color": theme.ink,
            },
            "encoding": {
                "x": rank,
                "y": {
                    "field": "choice",
                    "type": "nominal",
                    "title": None,
                    "scale": {"domain": names},
                    "axis": {"labelLimit": 240, "domain": False, "ticks": False, "grid": True},
                },
            },
        }
        upper = {"width": width, "height": UPPER, "layer": self._layers(lang, theme, rank)}
        return {"vconcat": [upper, below], "spacing": 8}

    def _layers(self, lang: str, theme: Theme, rank: dict[str, Any]) -> list[dict[str, Any]]:
        rows = [
            {
                "rank": i,
                "value": number(e.value.value),
                "low": number(e.low.value),
                "high": number(e.high.value),
                "marked": int(e.marked),
            }
            for i, e in enumerate(self.ordered)
        ]
        ends = [p.value for e in self.ordered for p in (e.value, e.low, e.high)]
        low, high = domain([v for v in ends if v is not None], zero=False)
        y = {
            "field": "value",
            "type": "quantitative",
            "title": pick(self.unit, lang),
            "scale": {"domain": [number(low), number(high)], "nice": False, "zero": False},
        }
        fill = {
            "field": "marked",
            "type": "nominal",
            "legend": None,
            "scale": {"domain": [0, 1], "range": [theme.paper, theme.series[1]]},
        }
        return [
            {
                "data": {"values": [{"value": 0}]},
                "mark": {"type": "rule", "color": theme.muted, "strokeDash": [4, 3]},
                "encoding": {"y": y},
            },
            {
                "data": {"values": [r for r in rows if r["low"] is not None]},
                "mark": {"type": "rule", "color": theme.series[0], "opacity": 0.35,
                         "strokeWidth": 3},
                "encoding": {"x": rank, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
            },
            {
                "data": {"values": rows},
                "mark": {"type": "point", "size": 26, "strokeWidth": 1.4, "opacity": 1,
                         "stroke": theme.series[0]},
                "encoding": {"x": rank, "y": y, "fill": fill},
            },
        ]  # fmt: skip

    def _labels(self, lang: str) -> list[str]:
        """Choices that differ between estimates, dimension by dimension."""
        found: list[str] = []
        for place in self._varied(lang):
            texts = dict.fromkeys(pick(e.choices[place], lang) for e in self.estimates)
            found += [self._label(place, text, lang) for text in texts]
        return found

    def _varied(self, lang: str) -> list[int]:
        return [
            place
            for place in range(len(self.dimensions))
            if len({pick(e.choices[place], lang) for e in self.estimates}) > 1
        ]

    def _label(self, place: int, text: str, lang: str) -> str:
        return f"{pick(self.dimensions[place], lang)}  {text or '—'}"

    def _choices(self, lang: str) -> list[dict[str, Any]]:
        return [
            {"rank": i, "choice": self._label(place, pick(e.choices[place], lang), lang)}
            for i, e in enumerate(self.ordered)
            for place in self._varied(lang)
        ]


def curve(
    id: str,
    title: Words,
    note: Words,
    unit: Words | str,
    dimensions: Sequence[Words | str],
    estimates: Sequence[Estimate],
    mark: Words,
) -> Figure:
    """A figure of many estimates of one thing."""
    return Figure(id, title, note, Curve(unit, tuple(dimensions), tuple(estimates), mark))
