"""Draws: where the uncertainty of a scenario comes from, with shared shocks kept shared.

Sources: baseline residuals (whole years are drawn, so a shock that hit all parties at once stays
common) and elasticities (uniform over their range). Seeded: the same seed gives the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

DIGITS = 9
FEWEST_STEPS = 2


@dataclass(frozen=True, slots=True)
class Share:
    """A source of uncertainty and its part of the variance of the logarithm."""

    source: str
    share: float


def residual_paths(
    history: Floats, horizon: int, draws: int, generator: np.random.Generator
) -> Floats:
    """Cumulated deviations from drift, draws × parties × horizon; years are drawn whole."""
    steps = np.diff(history, axis=1)
    residuals = steps - steps.mean(axis=1, keepdims=True)
    picked = generator.integers(0, residuals.shape[1], size=(draws, horizon))
    return np.asarray(np.cumsum(residuals.T[picked].transpose(0, 2, 1), axis=2))


def variance_shares(
    history: Floats,
    place: int,
    horizon: int,
    draws: int,
    seed: int,
    response: tuple[float, float, float],
) -> tuple[Share, ...]:
    """Parts of the variance of log outcome: residuals of the party at `place`, and elasticity.

    `response`: (log of the driver's ratio, lowest and highest elasticity). The two are drawn
    independently, so the variances add up.
    """
    generator = np.random.default_rng(seed)
    parts: dict[str, float] = {}
    if history.shape[1] > FEWEST_STEPS:
        ends = residual_paths(history, horizon, draws, generator)[:, place, -1]
        parts["baseline"] = float(ends.var())
    log_ratio, low, high = response
    if log_ratio and high > low:
        parts["elasticity"] = float(generator.uniform(low, high, draws).var()) * log_ratio**2
    total = sum(parts.values())
    if total <= 0:
        return ()
    return tuple(Share(source, round(part / total, DIGITS)) for source, part in parts.items())
