"""Spatial association and centres: pure functions on one column and a weight matrix."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from yipan.gauge.arrays import Floats


@dataclass(frozen=True, slots=True)
class Association:
    """A global statistic, its expectation and pseudo p-value (NaN without permutations)."""

    value: float
    expected: float
    p_value: float


@dataclass(frozen=True, slots=True)
class Ellipse:
    """Weighted centre, standard deviations along the axes, angle of the major axis from north."""

    x: float
    y: float
    major: float
    minor: float
    angle: float


def moran(x: Floats, w: Floats, permutations: int = 0, seed: int = 0) -> Association:
    """I = n/S0 Σ w z_i z_j / Σ z². Moran (1950)."""
    z = x - x.mean()
    scale = len(x) / w.sum() / (z @ z)
    value = float(scale * (z @ (w @ z)))
    expected = -1 / (len(x) - 1)
    if not permutations:
        return Association(value, expected, math.nan)
    drawn = shuffled(z, permutations, seed)
    sample = scale * np.einsum("ri,ri->r", drawn, drawn @ w.T)
    return Association(value, expected, pseudo_p(value, sample, expected))


def geary(x: Floats, w: Floats, permutations: int = 0, seed: int = 0) -> Association:
    """C = (n-1)/(2 S0) Σ w (x_i - x_j)² / Σ z². Geary (1954)."""
    z = x - x.mean()
    scale = (len(x) - 1) / (2 * w.sum() * (z @ z))
    out, into = w.sum(axis=1), w.sum(axis=0)

    def value_of(v: Floats) -> Floats:
        cross = np.einsum("...i,...i->...", v, v @ w.T)
        return np.asarray(scale * ((v * v) @ (out + into) - 2 * cross))

    value = float(value_of(z))
    if not permutations:
        return Association(value, 1.0, math.nan)
    return Association(value, 1.0, pseudo_p(value, value_of(shuffled(z, permutations, seed)), 1.0))


def getis_ord(x: Floats, w: Floats) -> tuple[float, float, Floats]:
    """Global G, its expectation, and the z-scores of local G* (own place included).

    Getis & Ord (1992); Ord & Getis (1995).
    """
    n = len(x)
    off = w.copy()
    np.fill_diagonal(off, 0.0)
    pairs = x.sum() ** 2 - (x * x).sum()
    whole = float(x @ off @ x / pairs)
    expected = float(off.sum() / (n * (n - 1)))
    star = w.copy()
    np.fill_diagonal(star, np.where(np.diag(w) > 0, np.diag(w), _own_weight(w)))
    total, square = star.sum(axis=1), (star * star).sum(axis=1)
    mean, sd = x.mean(), x.std()
    below = sd * np.sqrt((n * square - total**2) / (n - 1))
    z = np.divide(star @ x - mean * total, below, out=np.full(n, np.nan), where=below > 0)
    return whole, expected, z


def _own_weight(w: Floats) -> Floats:
    """A place weighs itself like its mean neighbour."""
    count = (w > 0).sum(axis=1)
    return np.asarray(np.divide(w.sum(axis=1), count, out=np.ones(len(w)), where=count > 0))


def lisa(x: Floats, w: Floats, permutations: int, seed: int) -> tuple[Floats, Floats, Floats]:
    """Local Moran I_i = z_i Σ w z_j / m2, the lag, and conditional pseudo p. Anselin (1995)."""
    n, z = len(x), x - x.mean()
    m2 = (z @ z) / n
    lag = w @ z
    local = z * lag / m2
    p = np.full(n, np.nan)
    if permutations:
        generator = np.random.Generator(np.random.PCG64(seed))
        for i in range(n):
            others = np.delete(z, i)
            drawn = generator.permuted(np.tile(others, (permutations, 1)), axis=1)
            sample = z[i] * (drawn @ np.delete(w[i], i)) / m2
            p[i] = pseudo_p(float(local[i]), sample, float(sample.mean()))
    return local, lag, p


def shuffled(x: Floats, permutations: int, seed: int) -> Floats:
    """Permutations of x, one a row."""
    generator = np.random.Generator(np.random.PCG64(seed))
    return generator.permuted(np.tile(x, (permutations, 1)), axis=1)


def pseudo_p(value: float, sample: Floats, centre: float) -> float:
    """One-sided on the side of `centre` where the value lies: (count + 1)/(n + 1)."""
    slack = 1e-12 * max(1.0, abs(value))
    beyond = sample >= value - slack if value >= centre else sample <= value + slack
    return float((beyond.sum() + 1) / (len(sample) + 1))


def ellipse(x: Floats, y: Floats, weight: Floats) -> Ellipse:
    """Weighted mean centre and standard-deviational ellipse. Lefever (1926); Yuill (1971)."""
    share = weight / weight.sum()
    cx, cy = float(share @ x), float(share @ y)
    dx, dy = x - cx, y - cy
    xx, yy, xy = float(share @ (dx * dx)), float(share @ (dy * dy)), float(share @ (dx * dy))
    mean, gap = (xx + yy) / 2, math.hypot((xx - yy) / 2, xy)
    direction = 0.5 * math.atan2(2 * xy, xx - yy)  # from the x axis, counter-clockwise
    angle = (90 - math.degrees(direction)) % 180
    return Ellipse(cx, cy, math.sqrt(mean + gap), math.sqrt(max(mean - gap, 0.0)), angle)
