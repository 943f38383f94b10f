"""Split-conformal bands: errors of past origins, in units of each series' own volatility."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LEVELS = (50, 80, 90)
LEAST_VOLATILITY = 1e-12


def volatility(y: Floats) -> Floats:
    """Standard deviation of yearly changes of each series (n - 1); at least a tiny number."""
    if y.shape[1] < 3:
        return np.full(len(y), LEAST_VOLATILITY)
    spread = np.diff(y, axis=1).std(axis=1, ddof=1)
    return np.asarray(np.maximum(spread, LEAST_VOLATILITY), dtype=np.float64)


def conformal_radius(scores: Sequence[float] | Floats, level: int) -> float | None:
    """The ⌈(n+1) level⌉-th smallest score; None when there are too few for that level."""
    ordered = np.sort(np.asarray(scores, dtype=np.float64))
    rank = int(np.ceil((len(ordered) + 1) * level / 100))
    return float(ordered[rank - 1]) if 0 < rank <= len(ordered) else None
