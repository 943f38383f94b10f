"""What an engine offers to measures: a handful of primitives whose results are small.

The dense array (`yipan.gauge.engine.CubeEngine`) and DuckDB (`yipan.facts.panel_engine.DuckPanel`)
answer the same questions; a measure is written once over the answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Bounds:
    """Smallest and largest value by indicator."""

    low: Floats
    high: Floats

    @property
    def scale(self) -> Floats:
        """1 / range, 0 for a constant indicator."""
        import numpy as np

        span = self.high - self.low
        return np.asarray(np.divide(1.0, span, out=np.zeros_like(span), where=span > 0))


@dataclass(frozen=True, slots=True)
class EntropySums:
    """Σ z and Σ z ln z by indicator for min-max z, with the number of rows."""

    total: Floats
    log_total: Floats
    rows: int


class Engine(Protocol):
    """What a measure may ask of the rows. Columns are in the order of `indicators`."""

    @property
    def shape(self) -> tuple[int, int]:
        """Parties and periods; rows are party-major."""
        ...

    @property
    def indicators(self) -> tuple[str, ...]:
        """The names of the columns."""
        ...

    def bounds(self) -> Bounds:
        """Smallest and largest value by indicator."""
        ...

    def entropy_sums(self, bounds: Bounds) -> EntropySums:
        """Σ z and Σ z ln z of the min-max values."""
        ...

    def combine(self, weights: Floats) -> Floats:
        """Σ_k x_k W[k, g] for every row: (rows, g)."""
        ...
