"""Where names stand beside their marks so that they cover neither marks nor each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LINE = 13.0
RINGS = (4.0, 14.0, 26.0)


@dataclass(frozen=True, slots=True)
class Mark:
    """A disc, or a square of that half side, with a name of `wide` pixels (0: no name)."""

    x: float
    y: float
    radius: float
    wide: float = 0.0


@dataclass(frozen=True, slots=True)
class Label:
    """The anchor of a text around height `y`; `align`: left, center or right."""

    x: float
    y: float
    align: str

    def edges(self, wide: float) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of a text of that width."""
        left = self.x - wide * {"left": 0.0, "center": 0.5, "right": 1.0}[self.align]
        return left, self.y - LINE / 2, left + wide, self.y + LINE / 2


def beside(marks: Sequence[Mark], width: float, height: float) -> list[Label]:
    """A label for each mark, in order: the first free spot, else the one that covers least."""
    taken = [(m.x - m.radius, m.y - m.radius, m.x + m.radius, m.y + m.radius) for m in marks]
    sheet = (0.0, 0.0, width, height)
    found: list[Label] = []
    for mark in marks:
        spots = [spot for gap in RINGS for spot in _around(mark, gap)]
        costs = [_cost(spot.edges(mark.wide), taken, sheet) for spot in spots]
        best = spots[costs.index(min(costs))]
        found.append(best)
        taken.append(best.edges(mark.wide))
    return found


def _around(mark: Mark, gap: float) -> list[Label]:
    out = mark.radius + gap
    up, down = mark.y - out - LINE / 2 + 2, mark.y + out + LINE / 2 - 2
    return [
        Label(mark.x, down, "center"),
        Label(mark.x + out, mark.y, "left"),
        Label(mark.x, up, "center"),
        Label(mark.x - out, mark.y, "right"),
        Label(mark.x + out, up, "left"),
        Label(mark.x + out, down, "left"),
        Label(mark.x - out, up, "right"),
        Label(mark.x - out, down, "right"),
    ]


def _cost(
    edges: tuple[float, float, float, float],
    taken: Sequence[tuple[float, float, float, float]],
    sheet: tuple[float, float, float, float],
) -> float:
    """Pixels covered, and what would stand outside the sheet twice."""
    whole = (edges[2] - edges[0]) * (edges[3] - edges[1])
    outside = whole - _common(edges, sheet)
    return round(sum(_common(edges, other) for other in taken) + 2 * outside, 3)


def _common(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> float:
    wide, high = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    return wide * high if wide > 0 and high > 0 else 0.0
