"""Flows: a Sankey of who gives to whom; the layout is computed here, drawn as areas and bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from yipan.core.words import Words, pick
from yipan.publish.figures.model import Cell, Column, Figure, Point, Table, number
from yipan.publish.figures.theme import WIDTH, Theme

STEPS = 24
BAR = Fraction(2, 100)


@dataclass(frozen=True, slots=True)
class Link:
    """An amount from one party to another."""

    giver: Words | str
    taker: Words | str
    point: Point


@dataclass(frozen=True, slots=True)
class Box:
    """A party on one side: top and height as shares of the whole figure's height."""

    name: Words | str
    side: int
    top: Fraction
    height: Fraction


@dataclass(frozen=True, slots=True)
class Ribbon:
    """A link with its top at both ends and its height."""

    link: Link
    left: Fraction
    right: Fraction
    height: Fraction


@dataclass(frozen=True, slots=True)
class Flow:
    """The form. Amounts must not be negative: direction carries the sign."""

    unit: Words | str
    links: tuple[Link, ...]

    @property
    def keys(self) -> tuple[Words, ...]:
        """What width means."""
        return (Words("带宽与数量成比例,自左向右", "width shows the amount, from left to right"),)

    def table(self) -> Table:
        """One row a link."""
        columns = (
            Column("from", Words("自", "from")),
            Column("to", Words("至", "to")),
            Column("value", Words("数量", "amount"), True),
            Column("unit", Words("单位", "unit")),
        )
        rows = tuple(
            (Cell(k.giver), Cell(k.taker), Cell(k.point.text, k.point.value), Cell(self.unit))
            for k in self.links
        )
        return Table(columns, rows, tuple(k.point.reason for k in self.links))

    def marks(self, lang: str, theme: Theme) -> dict[str, Any]:
        """Ribbons, boxes and names with totals."""
        boxes, ribbons = layout(self.links)
        givers = list(dict.fromkeys(pick(b.name, lang) for b in boxes if b.side == 0))
        scale = {"domain": [0, 1], "nice": False}
        x = {"field": "x", "type": "quantitative", "axis": None, "scale": scale}
        y = {
            "field": "y",
            "type": "quantitative",
            "stack": None,
            "axis": None,
            "scale": {**scale, "reverse": True, "zero": False},
        }
        colour = {
            "field": "giver",
            "type": "nominal",
            "scale": {"domain": givers, "range": theme.colours(len(givers))},
            "legend": None,
        }
        layers: list[dict[str, Any]] = [
            {
                "data": {
                    "values": [row for i, r in enumerate(ribbons) for row in _curve(r, i, lang)]
                },
                "mark": {"type": "area", "orient": "vertical", "opacity": 0.45},
                "encoding": {
                    "x": x,
                    "y": y,
                    "y2": {"field": "y2"},
                    "color": colour,
                    "detail": {"field": "link", "type": "nominal"},
                },
            },
            {
                "data": {"values": [_box(b, lang) for b in boxes]},
                "mark": {"type": "rect", "color": theme.muted},
                "encoding": {"x": x, "x2": {"field": "x2"}, "y": y, "y2": {"field": "y2"}},
            },
        ]
        for side, align, offset in ((0, "right", -6), (1, "left", 6)):
            rows = [
                {
                    "x": side,
                    "y": number(b.top + b.height / 2),
                    "text": f"{pick(b.name, lang)} {self._total(b)}",
                }
                for b in boxes
                if b.side == side
            ]
            layers.append(
                {
                    "data": {"values": rows},
                    "mark": {"type": "text", "align": align, "dx": offset},
                    "encoding": {"x": x, "y": y, "text": {"field": "text", "type": "nominal"}},
                }
            )
        count = max(len(givers), len(boxes) - len(givers), 3)
        return {"width": WIDTH - 300, "height": 46 * count + 60, "layer": layers}

    def _total(self, box: Box) -> str:
        """What a party gives or takes; the printed text where it is a single link."""
        ends = [(k.giver, k.taker)[box.side] for k in self.links]
        mine = [k.point for k, end in zip(self.links, ends, strict=True) if end == box.name]
        if len(mine) == 1:
            return mine[0].text
        return decimal(sum((p.value for p in mine if p.value is not None), Fraction(0)))


def flow(id: str, title: Words, note: Words, unit: Words | str, links: Sequence[Link]) -> Figure:
    """A figure of flows."""
    if any(k.point.value is not None and k.point.value < 0 for k in links):
        raise ValueError("a flow is never negative; turn it round")
    return Figure(id, title, note, Flow(unit, tuple(links)))


def layout(links: Sequence[Link]) -> tuple[list[Box], list[Ribbon]]:
    """Boxes left and right, ribbons between, in shares of the height; 12 % is left for gaps."""
    known = [k for k in links if k.point.value]
    total = sum((k.point.value or Fraction(0) for k in known), Fraction(0))
    boxes: list[Box] = []
    tops: list[dict[object, Fraction]] = [{}, {}]
    for side in (0, 1):
        names = list(dict.fromkeys((k.giver, k.taker)[side] for k in known))
        gap = Fraction(12, 100) / max(1, len(names) - 1) if len(names) > 1 else Fraction(0)
        room = Fraction(88, 100)
        top = Fraction(0) if len(names) > 1 else Fraction(6, 100)
        for name in names:
            amount = sum(
                (k.point.value or Fraction(0) for k in known if (k.giver, k.taker)[side] == name),
                Fraction(0),
            )
            height = amount / total * room
            boxes.append(Box(name, side, top, height))
            tops[side][name] = top
            top += height + gap
    ribbons = []
    for link in known:
        height = (link.point.value or Fraction(0)) / total * Fraction(88, 100)
        left, right = tops[0][link.giver], tops[1][link.taker]
        ribbons.append(Ribbon(link, left, right, height))
        tops[0][link.giver] += height
        tops[1][link.taker] += height
    return boxes, ribbons


def decimal(value: Fraction) -> str:
    """An exact sum as a decimal; at most four places."""
    text = f"{round(value * 10**4):d}".rjust(5, "0")
    return f"{text[:-4]}.{text[-4:]}".rstrip("0").rstrip(".")


def _curve(ribbon: Ribbon, place: int, lang: str) -> list[dict[str, Any]]:
    """A smooth step (3t² - 2t³) from left to right."""
    rows = []
    for step in range(STEPS + 1):
        t = Fraction(step, STEPS)
        top = ribbon.left + (ribbon.right - ribbon.left) * (3 * t**2 - 2 * t**3)
        rows.append(
            {
                "link": place,
                "giver": pick(ribbon.link.giver, lang),
                "x": number(BAR + t * (1 - 2 * BAR)),
                "y": number(top),
                "y2": number(top + ribbon.height),
            }
        )
    return rows


def _box(box: Box, lang: str) -> dict[str, Any]:
    left = Fraction(0) if box.side == 0 else 1 - BAR
    return {
        "name": pick(box.name, lang),
        "x": number(left),
        "x2": number(left + BAR),
        "y": number(box.top),
        "y2": number(box.top + box.height),
    }
