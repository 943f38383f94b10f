"""How equal access is over people: Gini exact, Theil with parts between and within groups.

Access is per head, so every place counts with its population. The Theil parts add up:
T = sum_g s_g ln(m_g / m) + sum_g s_g T_g, with s_g the share of all access that group g has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import fsum, log

DIGITS = 12
Point = tuple[Fraction, Fraction, str]  # population, access, group


@dataclass(frozen=True, slots=True)
class Equality:
    """None where access is nowhere or nobody lives there."""

    max_min: Fraction | None
    gini: Fraction | None
    theil: float | None
    between: float | None
    within: tuple[tuple[str, float], ...]


def equality(points: Sequence[Point]) -> Equality:
    """Inequality of access over people; places without people are left out."""
    lived = [p for p in points if p[0] > 0]
    total = sum((n * a for n, a, _ in lived), Fraction(0))
    if not lived or total == 0:
        return Equality(None, None, None, None, ())
    lowest, highest = min(a for _, a, _ in lived), max(a for _, a, _ in lived)
    between, within = _theil_parts(lived, total)
    return Equality(
        highest / lowest if lowest else None,
        _gini(lived, total),
        round(fsum([between, *(value for _, value in within)]), DIGITS),
        round(between, DIGITS),
        tuple((group, round(value, DIGITS)) for group, value in within),
    )


def _gini(points: Sequence[Point], total: Fraction) -> Fraction:
    """Sum of people's pairwise differences over twice people squared times the mean."""
    people = sum((n for n, _, _ in points), Fraction(0))
    below = weighted = Fraction(0)
    differences = Fraction(0)
    for n, a, _ in sorted(points, key=lambda p: p[1]):
        differences += n * (a * below - weighted)
        below += n
        weighted += n * a
    return differences / (people * total)


def _theil_parts(points: Sequence[Point], total: Fraction) -> tuple[float, list[tuple[str, float]]]:
    people = sum((n for n, _, _ in points), Fraction(0))
    groups = sorted({g for _, _, g in points})
    between, within = [], []
    for group in groups:
        inside = [(n, a) for n, a, g in points if g == group]
        share = sum((n * a for n, a in inside), Fraction(0)) / total
        weight = sum((n for n, _ in inside), Fraction(0)) / people
        if share:
            between.append(float(share) * log(share / weight))
        parts = [
            float(n * a / total) * log((a * people / total) / (share / weight))
            for n, a in inside
            if n * a
        ]
        within.append((group, fsum(parts)))
    return fsum(between), within
