"""Treating outliers and rescaling: pure functions on arrays (party, period, indicator).

Scope: the cells whose bounds, mean or ranks are used: the whole panel, each period, or one base
period. A column that is constant in its scope becomes NaN.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import numpy as np

from yipan.gauge.arrays import Floats, ranks, ratio_or_nan
from yipan.gauge.weighing import Summary

SKEW_LIMIT, KURTOSIS_LIMIT = 2.0, 3.5


@dataclass(frozen=True, slots=True)
class Scope:
    """`panel`, `period` or `base` with the index of the base period.

    `known`: the columns of the scope in small, where the array is only a cut of it.
    """

    kind: str = "panel"
    base: int = -1
    known: Summary | None = field(default=None, compare=False)

    def turned(self, sign: Floats) -> Scope:
        """The scope of sign x."""
        if self.known is None:
            return self
        return replace(self, known=self.known.turned(np.zeros_like(sign), sign))

    def cells(self, x: Floats) -> tuple[Floats, tuple[int, ...]]:
        """The cells that count and the axes to reduce over."""
        if self.kind == "period":
            return x, (0,)
        return (x[:, [self.base]] if self.kind == "base" else x), (0, 1)


def bounds(x: Floats, scope: Scope) -> tuple[Floats, Floats]:
    """Smallest and largest value of each column in its scope, broadcastable to x."""
    if scope.known is not None:
        return scope.known.low[None, None], scope.known.high[None, None]
    cells, axes = scope.cells(x)
    return cells.min(axis=axes, keepdims=True), cells.max(axis=axes, keepdims=True)


def min_max(x: Floats, scope: Scope, low: float = 0.0, high: float = 1.0) -> Floats:
    """low + (high - low) (x - min) / (max - min)."""
    least, most = bounds(x, scope)
    return low + (high - low) * ratio_or_nan(x - least, most - least)


def z_score(x: Floats, scope: Scope, *, sample: bool = True) -> Floats:
    """(x - mean) / sd with the sample sd (n - 1)."""
    if scope.known is not None:
        count, mean = scope.known.rows, scope.known.mean[None, None]
        square = np.diag(scope.known.products)[None, None]
    else:
        cells, axes = scope.cells(x)
        mean = cells.mean(axis=axes, keepdims=True)
        count = cells.size // mean.size
        square = ((cells - mean) ** 2).sum(axis=axes, keepdims=True)
    sd = np.sqrt(square / max(count - int(sample), 1))
    least, most = bounds(x, scope)
    return ratio_or_nan(x - mean, np.where(most > least, sd, 0.0))


def rank(x: Floats, scope: Scope) -> Floats:
    """Ranks in scope, 1 = lowest, ties averaged."""
    if scope.kind == "period":
        return ranks(x)
    flat = x.reshape(-1, x.shape[2])
    return ranks(flat).reshape(x.shape)


def goalposts(x: Floats, posts: tuple[float, float], low: float, high: float) -> Floats:
    """low + (high - low) (x - a) / (b - a), clipped to the goalposts a, b."""
    a, b = posts
    return low + (high - low) * np.clip((x - a) / (b - a), 0.0, 1.0)


def distance_to(x: Floats, target: Floats, scope: Scope) -> Floats:
    """1 - (target - x) / (target - min); not clipped."""
    least, _ = bounds(x, scope)
    return 1 - ratio_or_nan(target - x, np.broadcast_to(target - least, x.shape))


def fraction_of_max(x: Floats, scope: Scope) -> Floats:
    """x / max."""
    _, most = bounds(x, scope)
    return ratio_or_nan(x, most)


def skewness(x: Floats) -> float:
    """Sample skewness G1 = n sqrt(n-1)/(n-2) Σd³ / (Σd²)^1.5; NaN for n < 3 or a constant."""
    n, d = len(x), x - x.mean()
    square = float((d * d).sum())
    if n < 3 or x.min() == x.max():
        return float("nan")
    return n * math.sqrt(n - 1) / (n - 2) * float((d**3).sum()) / math.pow(square, 1.5)


def kurtosis(x: Floats) -> float:
    """Sample excess kurtosis G2; NaN for n < 4 or a constant."""
    n, d = len(x), x - x.mean()
    square = float((d * d).sum())
    if n < 4 or x.min() == x.max():
        return float("nan")
    fourth = n * (n + 1) * (n - 1) / ((n - 2) * (n - 3)) * float((d**4).sum()) / square**2
    return fourth - 3 * (n - 1) ** 2 / ((n - 2) * (n - 3))


def is_extreme(x: Floats) -> bool:
    """Whether |skewness| > 2 and excess kurtosis > 3.5."""
    return abs(skewness(x)) > SKEW_LIMIT and kurtosis(x) > KURTOSIS_LIMIT


def winsorise(x: Floats, most: int) -> Floats:
    """One point at a time, the extreme values on the side of the skew become the next value.

    Stops when the column is no longer extreme, and after `most` points.
    """
    out = x.copy()
    side = np.argsort(x, kind="stable")
    if skewness(x) > 0:
        side = side[::-1]
    for count in range(1, min(most, len(x) - 1) + 1):
        if not is_extreme(out):
            break
        out[side[:count]] = x[side[count]]
    return out


def log_ct(x: Floats) -> Floats:
    """ln(x - min + 0.01 range)."""
    return np.asarray(np.log(x - x.min() + 0.01 * (x.max() - x.min())))


def box_cox(x: Floats, power: float) -> Floats:
    """((x - min + 1)^λ - 1) / λ; λ = 0: ln(x - min + 1)."""
    shifted = x - x.min() + 1
    return np.asarray(np.log(shifted) if power == 0 else (shifted**power - 1) / power)
