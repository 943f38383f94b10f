"""Fan: what was observed, then the median and its intervals, each band named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from yipan.core.words import Words, pick
from yipan.publish.figures.model import Cell, Column, Figure, Point, Table, number
from yipan.publish.figures.theme import WIDTH, Theme, between, domain, ticks


@dataclass(frozen=True, slots=True)
class Band:
    """One year of one interval: its level in percent and both ends."""

    year: int
    level: int
    low: Point
    high: Point


@dataclass(frozen=True, slots=True)
class Fan:
    """The form: `observed` and `middle` are (year, point) in order of time.

    `without`: the median that it is compared with, such as a forecast without the levers.
    """

    unit: Words | str
    observed: tuple[tuple[int, Point], ...]
    middle: tuple[tuple[int, Point], ...]
    bands: tuple[Band, ...]
    without: tuple[tuple[int, Point], ...] = ()

    @property
    def keys(self) -> tuple[Words, ...]:
        """What line, dashes and bands are."""
        levels = "、".join(f"{n}%" for n in sorted({b.level for b in self.bands}))
        english = ", ".join(f"{n}%" for n in sorted({b.level for b in self.bands}))
        lines = Words("实线:观测;虚线:中位数", "line: observed; dashes: median")
        dotted = Words(";点线:不动杠杆", "; dots: without the levers")
        areas = Words(f";由深至浅:{levels}区间", f"; dark to pale: intervals of {english}")
        said = [lines, *([dotted] if self.without else []), *([areas] if levels else [])]
        return (Words("".join(w.zh for w in said), "".join(w.en for w in said)),)

    def table(self) -> Table:
        """One row a value, ends of intervals among them."""
        columns = (
            Column("year", Words("年份", "year"), True),
            Column("what", Words("项", "what")),
            Column("value", Words("数值", "value"), True),
            Column("unit", Words("单位", "unit")),
        )
        found = [
            *((year, Words("观测", "observed"), p) for year, p in self.observed),
            *((year, Words("中位数", "median"), p) for year, p in self.middle),
            *((year, Words("不动杠杆", "without the levers"), p) for year, p in self.without),
            *(
                (b.year, Words(f"{b.level}%区间{zh}", f"{b.level}% interval, {en} end"), p)
                for b in self.bands
                for zh, en, p in (("下端", "lower", b.low), ("上端", "upper", b.high))
            ),
        ]
        rows = tuple(
            (Cell(str(year), Fraction(year)), Cell(what), Cell(p.text, p.value), Cell(self.unit))
            for year, what, p in found
        )
        return Table(columns, rows, tuple(p.reason for *_, p in found))

    def _start(self) -> list[tuple[int, float | None]]:
        """Where the bands open: the last observation, unless they have that year themselves."""
        return [
            (year, number(point.value))
            for year, point in self.observed[-1:]
            if point.value is not None and all(b.year > year for b in self.bands)
        ]

    def marks(self, lang: str, theme: Theme) -> dict[str, Any]:
        """Bands from wide to narrow, then the lines."""
        points = [p for _, p in (*self.observed, *self.middle, *self.without)]
        points += [p for b in self.bands for p in (b.low, b.high)]
        low, high = domain([p.value for p in points if p.value is not None])
        years = [y for y, _ in (*self.observed, *self.middle)] or [0]
        x = {
            "field": "year",
            "type": "quantitative",
            "title": None,
            "scale": {"domain": [min(years), max(max(years), min(years) + 1)], "nice": False},
            "axis": {
                "format": "d",
                "grid": False,
                "values": ticks(min(years), max(years), 12),
                "labelFlush": False,
            },
        }
        y = {
            "field": "value",
            "type": "quantitative",
            "title": pick(self.unit, lang),
            "scale": {"domain": [number(low), number(high)], "nice": False, "zero": False},
        }
        levels = sorted({b.level for b in self.bands}, reverse=True)
        layers: list[dict[str, Any]] = []
        for place, level in enumerate(levels):
            share = Fraction(place + 1, 2 * len(levels) + 1)
            rows = [
                {"year": b.year, "value": number(b.low.value), "value2": number(b.high.value)}
                for b in self.bands
                if b.level == level
            ]
            rows = [{"year": y, "value": v, "value2": v} for y, v in self._start()] + rows
            layers.append(
                {
                    "data": {"values": rows},
                    "mark": {"type": "area", "color": between(theme.paper, theme.series[0], share)},
                    "encoding": {"x": x, "y": y, "y2": {"field": "value2"}},
                }
            )
        last = self.observed[-1:]
        lines = [(self.observed, [1, 0]), ((*last, *self.middle), [5, 3])]
        if self.without:
            lines.append(((*last, *self.without), [1, 4]))
        for line, dash in lines:
            rows = [{"year": y, "value": number(p.value)} for y, p in line if p.value is not None]
            dotted = dash == [1, 4]
            color = theme.ink if dotted else theme.series[0]
            mark: dict[str, Any] = {"type": "line", "color": color, "strokeDash": dash}
            if not dotted:
                mark["point"] = {"color": color, "size": 30}
            layers.append({"data": {"values": rows}, "mark": mark, "encoding": {"x": x, "y": y}})
        return {"width": WIDTH - 80, "height": 260, "layer": layers}


def fan(
    id: str,
    title: Words,
    note: Words,
    unit: Words | str,
    observed: Sequence[tuple[int, Point]],
    middle: Sequence[tuple[int, Point]],
    bands: Sequence[Band],
    without: Sequence[tuple[int, Point]] = (),
) -> Figure:
    """A figure of a trajectory with intervals."""
    form = Fan(unit, tuple(observed), tuple(middle), tuple(bands), tuple(without))
    return Figure(id, title, note, form)
