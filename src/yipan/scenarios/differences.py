"""Difference in differences and event study against the mean of the donors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def difference_gap(treated: Floats, donors: Floats, before: int, *, pretrend: bool) -> Floats:
    """The treated's distance from its own mean before, minus the donors' mean distance.

    `pretrend`: the linear trend of that difference before treatment is removed from all periods.
    """
    own = treated - treated[:before].mean()
    others = (donors - donors[:, :before].mean(axis=1, keepdims=True)).mean(axis=0)
    gap = own - others
    return _detrended(gap, before) if pretrend else np.asarray(gap)


def event_gap(treated: Floats, donors: Floats, before: int) -> Floats:
    """Distance from the last period before treatment, minus the donors' mean distance."""
    base = before - 1
    own = treated - treated[base]
    return np.asarray(own - (donors - donors[:, base : base + 1]).mean(axis=0))


def _detrended(gap: Floats, before: int) -> Floats:
    time = np.arange(len(gap), dtype=np.float64)
    slope, level = np.polyfit(time[:before], gap[:before], 1)
    return np.asarray(gap - (level + slope * time))
