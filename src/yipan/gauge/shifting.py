"""Shift-share: pure functions on (party, sector) arrays of a first and a last period.

A sector whose base is zero has the part `entry` (its whole change); its other parts are 0. Growth
of a sector or of all is that of the reference.
"""

from __future__ import annotations

import numpy as np

from yipan.gauge.arrays import Bools, Floats

PARTS = {
    "dunn": ("national", "mix", "regional"),
    "dynamic": ("national", "mix", "regional"),
    "esteban": ("national", "mix", "competitive", "allocation"),
    "spatial": ("national", "neighbour", "regional"),
}


def growth(first: Floats, last: Floats) -> Floats:
    """last/first - 1; 0 where the base is zero (the cell is an entry)."""
    return np.asarray(np.divide(last, first, out=np.ones_like(last), where=first > 0) - 1)


def dunn(e0: Floats, e1: Floats, r0: Floats, r1: Floats) -> dict[str, Floats]:
    """national e0 G, mix e0 (G_i - G), regional e0 (g_i - G_i). Dunn (1960)."""
    own, sector, whole = growth(e0, e1), growth(r0, r1), r1.sum() / r0.sum() - 1
    return {
        "national": e0 * whole,
        "mix": e0 * (sector - whole),
        "regional": e0 * (own - sector),
    }


def esteban(e0: Floats, e1: Floats, r0: Floats, r1: Floats) -> dict[str, Floats]:
    """Homothetic e0' = E0 share: competitive e0' (g - G), allocation (e0 - e0')(g - G).

    Esteban-Marquillas (1972).
    """
    base = dunn(e0, e1, r0, r1)
    gap = growth(e0, e1) - growth(r0, r1)
    even = e0.sum(axis=1, keepdims=True) * (r0 / r0.sum())
    even = np.where(e0 > 0, even, 0.0)
    return {
        "national": base["national"],
        "mix": base["mix"],
        "competitive": even * gap,
        "allocation": (e0 - even) * gap,
    }


def spatial(
    e0: Floats, e1: Floats, r0: Floats, r1: Floats, neighbours: Floats
) -> dict[str, Floats]:
    """The neighbours' growth by sector stands in the place of the sector's.

    Nazara & Hewings (2004): growth of the weighted sum of neighbours (row-standardised weights).
    """
    near0, near1 = neighbours @ e0, neighbours @ e1
    near, whole = growth(near0, near1), r1.sum() / r0.sum() - 1
    return {
        "national": e0 * whole,
        "neighbour": e0 * (near - whole),
        "regional": e0 * (growth(e0, e1) - near),
    }


def with_entry(parts: dict[str, Floats], e0: Floats, e1: Floats) -> tuple[dict[str, Floats], Bools]:
    """The parts with `entry` for cells of zero base, and which cells those are."""
    entered = (e0 == 0) & (e1 > 0)
    return {**parts, "entry": np.where(entered, e1, 0.0)}, entered
