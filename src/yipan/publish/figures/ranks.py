"""Ranks: each place with its dot, and the places it takes when the method is another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from yipan.core.words import Words, pick
from yipan.publish.figures.model import Cell, Column, Figure, Point, Table, number
from yipan.publish.figures.theme import WIDTH, Theme, text_width

ROW = 26


@dataclass(frozen=True, slots=True)
class Place:
    """A row: its score, its rank, and its best and worst rank over the alternatives."""

    name: Words | str
    score: Point
    rank: int
    best: int
    worst: int


@dataclass(frozen=True, slots=True)
class Ranks:
    """The form: rows in the order given, the first rank on the left."""

    places: tuple[Place, ...]

    @property
    def keys(self) -> tuple[Words, ...]:
        """What dot and bar are."""
        moved = any(p.best != p.worst for p in self.places)
        bar = Words("横条:各种做法之下的名次", "bar: ranks over all variants")
        return (
            (Words("圆点:名次", "dot: rank"), bar) if moved else (Words("圆点:名次", "dot: rank"),)
        )

    def table(self) -> Table:
        """One row a place."""
        columns = (
            Column("party", Words("方", "party")),
            Column("score", Words("得分", "score"), True),
            Column("value", Words("名次", "rank"), True),
            Column("best", Words("最好", "best"), True),
            Column("worst", Words("最差", "worst"), True),
        )
        rows = tuple(
            (
                Cell(p.name),
                Cell(p.score.text, p.score.value),
                *(Cell(str(n), Fraction(n)) for n in (p.rank, p.best, p.worst)),
            )
            for p in self.places
        )
        return Table(columns, rows, tuple(p.score.reason for p in self.places))

    def marks(self, lang: str, theme: Theme) -> dict[str, Any]:
        """A bar from the best to the worst rank, the rank as a dot on it."""
        rows = [
            {
                "party": pick(p.name, lang),
                "rank": p.rank,
                "best": p.best,
                "worst": p.worst,
                "text": p.score.text,
                "score": number(p.score.value),
            }
            for p in self.places
        ]
        names = list(dict.fromkeys(pick(p.name, lang) for p in self.places))
        last = max((p.worst for p in self.places), default=1)
        step = -(-last // 12)
        x = {
            "field": "rank",
            "type": "quantitative",
            "title": Words("名次", "rank").pick(lang),
            "scale": {"domain": [0.5, last + 0.5], "nice": False, "zero": False},
            "axis": {"values": list(range(1, last + 1, step)), "format": "d"},
        }
        y = {
            "field": "party",
            "type": "nominal",
            "title": None,
            "scale": {"domain": names},
            "axis": {"labelLimit": 260, "domain": False, "ticks": False},
        }
        tips = [
            {"field": "party", "type": "nominal", "title": Words("方", "party").pick(lang)},
            {"field": "text", "type": "nominal", "title": Words("得分", "score").pick(lang)},
        ]
        bar = {"type": "rule", "strokeWidth": 9, "strokeCap": "round", "color": theme.ramp[0]}
        dot = {"type": "point", "filled": True, "size": 90, "opacity": 1, "color": theme.series[0]}
        room = min(260, max((text_width(n) for n in names), default=0))
        return {
            "width": WIDTH - 60 - room,
            "height": ROW * max(1, len(names)),
            "data": {"values": rows},
            "layer": [
                {
                    "mark": bar,
                    "encoding": {"x": {**x, "field": "best"}, "x2": {"field": "worst"}, "y": y},
                },
                {"mark": dot, "encoding": {"x": x, "y": y, "tooltip": tips}},
            ],
        }


def ranks(id: str, title: Words, note: Words, places: Sequence[Place]) -> Figure:
    """A figure of ranks and how firm they are."""
    return Figure(id, title, note, Ranks(tuple(places)))
