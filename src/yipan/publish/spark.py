"""Trends in one line: bars of block characters for a terminal, a polyline for a page."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

BARS = "▁▂▃▄▅▆▇█"


def spark(values: Sequence[Fraction | None]) -> str:
    """One character a value, lowest to highest; a gap is a space. All equal gives middle bars."""
    known = [value for value in values if value is not None]
    if not known:
        return ""
    low, high = min(known), max(known)
    return "".join(" " if value is None else _bar(value, low, high) for value in values)


def points(
    values: Sequence[Fraction | None],
    low: Fraction,
    high: Fraction,
    width: int,
    height: int,
) -> list[list[tuple[str, str]]]:
    """Runs of neighbouring points as SVG coordinates with one decimal; a gap ends a run."""
    runs: list[list[tuple[str, str]]] = [[]]
    last = max(len(values) - 1, 1)
    span = high - low or Fraction(1)
    for place, value in enumerate(values):
        if value is None:
            runs.append([])
            continue
        x = Fraction(place * width, last)
        y = height - (value - low) / span * height
        runs[-1].append((_tenths(x), _tenths(y)))
    return [run for run in runs if run]


def _bar(value: Fraction, low: Fraction, high: Fraction) -> str:
    if low == high:
        return BARS[3]
    return BARS[int((value - low) / (high - low) * (len(BARS) - 1) + Fraction(1, 2))]


def _tenths(value: Fraction) -> str:
    tenths = int(value * 10 + Fraction(1, 2))
    return f"{tenths // 10}.{tenths % 10}"
