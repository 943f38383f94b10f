"""Baseline methods: from a panel of yearly series to point forecasts.

Every method takes `y` (parties × years; logs or levels) and returns parties × horizon. Rows are
independent but for the pooled methods, which borrow strength over the parties of the panel.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Method = Callable[["Floats", int], "Floats"]

RECENT = 5
# A coarse grid: with three short series finer steps would fit noise. It and the run-in are those of
# the reference back-test: its errors on eight panels are met in every printed digit.
LEVELS = (0.3, 0.5, 0.7, 0.9, 1.0)
TRENDS = (0.05, 0.1, 0.2, 0.4, 0.6)
DAMPING = (0.8, 0.9, 0.98)
START = 3  # steps whose mean is the first trend
RUN_IN = 2  # first steps that are filtered but not scored: the first trend has seen them


def hold(y: Floats, horizon: int) -> Floats:
    """The last value stays."""
    return np.repeat(y[:, -1:], horizon, axis=1)


def drift(y: Floats, horizon: int) -> Floats:
    """y_o + h d with d = (y_o - y_first) / (number of steps)."""
    return _line(y, (y[:, -1] - y[:, 0]) / (y.shape[1] - 1), horizon)


def recent_drift(y: Floats, horizon: int) -> Floats:
    """Drift of the last five years."""
    return _line(y, _recent(y).mean(axis=1), horizon)


def pooled_drift(y: Floats, horizon: int) -> Floats:
    """Five-year drifts shrunk to their mean: g + λ (g_i - g), λ by empirical Bayes.

    λ is the part of the variance of the g_i that their sampling variance does not explain.
    """
    steps = _recent(y)
    growth = steps.mean(axis=1)
    if len(growth) < 2 or steps.shape[1] < 2:
        return _line(y, growth, horizon)
    between = float(growth.var(ddof=1))
    within = float(steps.var(axis=1, ddof=1).mean()) / steps.shape[1]
    weight = max(0.0, (between - within) / between) if between > 0 else 0.0
    common = growth.mean()
    return _line(y, common + weight * (growth - common), horizon)


def damped(y: Floats, horizon: int) -> Floats:
    """Damped trend (Holt): one triple of parameters for all parties, by least squared error."""
    level, trend, rates = _damped_fit(y)
    decay = np.cumsum(rates[2] ** np.arange(1, horizon + 1))
    return np.asarray(level[:, None] + trend[:, None] * decay)


def combined(y: Floats, horizon: int) -> Floats:
    """The median of drift, pooled-drift and damped."""
    stack = [method(y, horizon) for method in (drift, pooled_drift, damped)]
    return np.asarray(np.median(stack, axis=0))


METHODS: dict[str, Method] = {
    "hold": hold,
    "random-walk": hold,
    "drift": drift,
    "drift-5": recent_drift,
    "pooled-drift": pooled_drift,
    "damped": damped,
    "combined": combined,
}
SHORTEST = 3  # years that the shortest fit needs


def _line(y: Floats, slope: Floats, horizon: int) -> Floats:
    return np.asarray(y[:, -1:] + slope[:, None] * np.arange(1, horizon + 1))


def _recent(y: Floats) -> Floats:
    return np.diff(y, axis=1)[:, -RECENT:]


def _damped_fit(y: Floats) -> tuple[Floats, Floats, tuple[float, float, float]]:
    """The grid of parameters is filtered at once: arrays are parameters × parties."""
    grid = np.array([(a, b, p) for a in LEVELS for b in TRENDS for p in DAMPING])
    alpha, beta, phi = (grid[:, k : k + 1] for k in range(3))
    level = np.broadcast_to(y[:, 0], (len(grid), len(y))).copy()
    trend = np.broadcast_to(np.diff(y, axis=1)[:, :START].mean(axis=1), level.shape).copy()
    loss = np.zeros(len(grid))
    unscored = min(RUN_IN, y.shape[1] - 2)
    for t in range(1, y.shape[1]):
        expected = level + phi * trend
        error = y[:, t] - expected
        if t > unscored:
            loss += (error**2).sum(axis=1)
        before, level = level, expected + alpha * error
        trend = beta * (level - before) + (1 - beta) * phi * trend
    best = int(np.argmin(loss))
    rates = grid[best]
    return level[best], trend[best], (float(rates[0]), float(rates[1]), float(rates[2]))
