"""Since when: the year in which a trend bent, tested against a single straight trend.

Model: a continuous line with one kink. The statistic is the largest F over all admissible years
(Andrews 1993, Econometrica 61); its p value comes from seeded resampling of the residuals of the
straight line, because the asymptotic law is no guide for a dozen years.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FEWEST = 8
EDGE = 2  # points kept on either side of a kink
RESAMPLES = 999
SEED = 20140226
DIGITS = 3


@dataclass(frozen=True, slots=True)
class Bend:
    """The most likely year of a bend, its p value, and the slopes before and after."""

    year: int
    p: float
    before: float
    after: float


def find_bend(years: Sequence[int], values: Sequence[float]) -> Bend | None:
    """The bend of a yearly series; None when it is too short to test."""
    if len(years) < FEWEST:
        return None
    time = np.asarray(years, dtype=np.float64)
    y = np.asarray(values, dtype=np.float64)
    base = np.column_stack([np.ones_like(time), time - time[0]])
    kinks = time[EDGE:-EDGE]
    fits = [np.column_stack([base, np.maximum(time - k, 0)]) for k in kinks]
    observed = _statistics(base, fits, y[:, None])[:, 0]
    best = int(np.argmax(observed))
    line = base @ np.linalg.lstsq(base, y, rcond=None)[0]
    residuals = y - line
    generator = np.random.default_rng(SEED)
    picked = generator.integers(0, len(y), size=(RESAMPLES, len(y)))
    drawn = line[:, None] + residuals[picked].T
    larger = (_statistics(base, fits, drawn).max(axis=0) >= observed[best]).sum()
    slopes = np.linalg.lstsq(fits[best], y, rcond=None)[0]
    return Bend(
        int(kinks[best]),
        round((1 + int(larger)) / (RESAMPLES + 1), DIGITS),
        float(slopes[1]),
        float(slopes[1] + slopes[2]),
    )


def _statistics(base: Floats, fits: list[Floats], series: Floats) -> Floats:
    """F of each kink against the straight line: kinks × series; a column of `series` is one."""
    straight = _squares(base, series)
    bent = np.array([_squares(fit, series) for fit in fits])
    free = len(series) - fits[0].shape[1]
    scale = np.maximum(series.var(axis=0), 1e-300) * 1e-12
    return np.asarray((straight - bent) / (np.maximum(bent, scale) / free))


def _squares(design: Floats, series: Floats) -> Floats:
    """The squared residuals of each series on a design, by one projection for all."""
    basis, _ = np.linalg.qr(design)
    fitted = basis @ (basis.T @ series)
    return np.asarray(((series - fitted) ** 2).sum(axis=0))
