"""What an engine offers to measures: a handful of primitives whose results are small.

The dense array (`yipan.gauge.engine.CubeEngine`) and DuckDB (`yipan.facts.panel_engine.DuckPanel`)
answer the same questions; a measure is written once over the answers. What needs an order or all
values of a period at once works on ordered cuts, one after the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
        """1 / (high - low), 0 for a constant indicator."""
        import numpy as np

        span = self.high - self.low
        return np.asarray(np.divide(1.0, span, out=np.zeros_like(span), where=span != 0))


@dataclass(frozen=True, slots=True)
class EntropySums:
    """Σ z and Σ z ln z by indicator for min-max z, with the number of rows."""

    total: Floats
    log_total: Floats
    rows: int


@dataclass(frozen=True, slots=True)
class Moments:
    """Mean by indicator and Σ (x - mean)(y - mean) of every pair, with the number of rows."""

    mean: Floats
    products: Floats
    rows: int


@dataclass(frozen=True, slots=True)
class Cut:
    """An ordered cut: a dense array over labelled axes; NaN marks a cell that has no value.

    `groups` and `subgroups` are by party.
    """

    axes: tuple[str, ...]
    labels: tuple[tuple[str, ...], ...]
    values: Floats
    weights: Floats | None = None
    groups: tuple[str, ...] | None = None
    subgroups: tuple[str, ...] | None = None


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

    def moments(self) -> Moments:
        """Means, and centred sums of products."""
        ...

    def combine(self, weights: Floats) -> Floats:
        """Σ_k x_k W[k, g] for every row: (rows, g)."""
        ...


Chosen = Mapping[str, Sequence[str]]


class LongPanel(Engine, Protocol):
    """An engine over a long table that may be larger than memory; it is read in ordered cuts."""

    @property
    def axes(self) -> tuple[str, ...]:
        """party, period and, where the table has them, sector and indicator."""
        ...

    @property
    def labels(self) -> tuple[tuple[str, ...], ...]:
        """The sorted labels of each axis."""
        ...

    @property
    def most_cells(self) -> int:
        """How many cells of a cut memory allows."""
        ...

    def only(self, chosen: Chosen) -> LongPanel:
        """The same panel restricted to some labels of some axes."""
        ...

    def without_weight(self) -> LongPanel:
        """The same panel, its weights ignored."""
        ...

    def cut(self, chosen: Chosen) -> Cut:
        """The cells of some labels of some axes as a dense array; a duplicate key is refused."""
        ...
