"""Whole numbers of smallest units: rounding that a clause declares, shares without loss."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor


def round_units(exact: Fraction, mode: str | None) -> int | None:
    """The whole number nearest by the declared mode; None when it is not whole and none is."""
    if exact.denominator == 1:
        return exact.numerator
    low = floor(exact)
    rest = exact - low
    match mode:
        case "down":
            return low
        case "up":
            return ceil(exact)
        case "half_up":
            return low + (rest >= Fraction(1, 2))
        case "half_even":
            if rest == Fraction(1, 2):
                return low + low % 2
            return low + (rest > Fraction(1, 2))
    return None


def largest_remainder(total: int, weights: Sequence[Fraction], order: Sequence[int]) -> list[int]:
    """Parts of `total` by weight: rounded down, then one unit each to the largest remainders.

    Equal remainders go by `order`, the positions in the order of ties. Parts sum to `total`.
    """
    whole = sum(weights, Fraction(0))
    exact = [total * weight / whole for weight in weights]
    parts = [floor(e) for e in exact]
    rank = {position: place for place, position in enumerate(order)}
    left = total - sum(parts)
    by_remainder = sorted(
        range(len(weights)), key=lambda i: (-(exact[i] - parts[i]), rank.get(i, len(rank) + i))
    )
    for position in by_remainder[:left]:
        parts[position] += 1
    return parts


def tie_order(names: Sequence[str], ties: Sequence[str]) -> list[int]:
    """Positions of `names` in the order of `ties`; names that are not there come after."""
    place = {name: i for i, name in reversed(list(enumerate(ties)))}
    return sorted(range(len(names)), key=lambda i: (place.get(names[i], len(ties)), i))
