"""Synthetic control: the convex combination of donors nearest to the treated before treatment.

Weights on the simplex that minimise |x - D w|². With A = D - x 1ᵀ the problem is homogeneous:
non-negative least squares of A w ≈ 0 with one more row that asks for 1ᵀ w = 1 has, after
division by its sum, exactly the constrained solution, whatever the weight of that row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from yipan.core.errors import MissingExtra

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

NEGLIGIBLE = 1e-9
BISECTIONS = 40
PULL = 1e4


@dataclass(frozen=True, slots=True, eq=False)
class Control:
    """Weights over donors and the gap (treated - control) in every period."""

    weights: Floats
    gap: Floats
    before: int

    @property
    def pre_rmspe(self) -> float:
        """Root mean squared gap before treatment."""
        return root_mean_square(self.gap[: self.before])

    @property
    def post_rmspe(self) -> float:
        """Root mean squared gap from treatment on."""
        return root_mean_square(self.gap[self.before :])


def root_mean_square(values: Floats) -> float:
    """√ mean of squares."""
    return float(np.sqrt(np.mean(values**2)))


def fit(treated: Floats, donors: Floats, before: int) -> Control:
    """The control of a series: `donors` is donors × periods, `before` periods are fitted."""
    distance = (donors[:, :before] - treated[:before]).T
    weights = _simplex(distance)
    return Control(weights, treated - weights @ donors, before)


def fit_by(x: Floats, z: Floats, treated: Floats, donors: Floats, before: int) -> Control:
    """The control whose predictors are nearest: `x` has one value a predictor, `z` donors × same.

    The importance of each predictor is given, not searched: the search has many answers.
    """
    weights = _simplex((z - x).T)
    return Control(weights, treated - weights @ donors, before)


def near_optimal(
    treated: Floats, donors: Floats, before: int, slack: float
) -> tuple[float, float] | None:
    """Smallest and largest last gap over weights whose fit is at most `slack` worse.

    None when the best fit is exact: then no weights are nearly as good in that sense.
    """
    best = fit(treated, donors, before)
    if best.pre_rmspe <= NEGLIGIBLE * max(1.0, float(np.abs(treated).max())):
        return None
    distance = (donors[:, :before] - treated[:before]).T
    limit = best.pre_rmspe * (1 + slack)
    last = donors[:, -1] - treated[-1]
    start = -float(best.gap[-1])
    ends = [_reach(distance, last, start, float(end), limit) for end in (last.max(), last.min())]
    return -ends[0], -ends[1]


def _reach(distance: Floats, last: Floats, start: float, end: float, limit: float) -> float:
    """How far the last distance can move from `start` towards `end` within the limit of fit."""
    low, high = 0.0, 1.0
    reached = start
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        weights = _simplex(distance, (last - (start + middle * (end - start)),))
        if root_mean_square(distance @ weights) <= limit:
            low, reached = middle, float(last @ weights)
        else:
            high = middle
    return reached


def _simplex(distance: Floats, held_at_zero: tuple[Floats, ...] = ()) -> Floats:
    try:
        from scipy.optimize import nnls
    except ImportError:
        raise MissingExtra("scipy", "stats") from None
    scale = float(np.sqrt(np.mean(distance**2))) or 1.0
    rows = [distance, *(PULL * row[None, :] for row in held_at_zero)]
    system = np.vstack([*rows, np.full((1, distance.shape[1]), scale)])
    goal = np.zeros(len(system))
    goal[-1] = scale
    found, _ = nnls(system, goal)
    return np.asarray(found / found.sum())
