"""Engine primitives, and the measures that are written once over them.

An engine holds rows (party x period) by indicator and gives small results: bounds, sums of a
function, linear combinations, grouped sums, ordered cuts. `CubeEngine` is the dense array in
memory; an engine of `yipan.facts` does the same in DuckDB for panels larger than memory. Measures
that need an order (Gini, ranks, medians) say so in the registry and work on a column of scores.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from yipan.core.primitives import Bounds, Engine, EntropySums, LongPanel, Moments
from yipan.gauge import coordinating, inequality, weighing
from yipan.gauge.arrays import Floats
from yipan.gauge.slab import plan, size_of

BLOCK_ROWS = 512
BLOCK_BYTES = 160_000  # a block of rows and its logarithm stay in the second-level cache


class CubeEngine:
    """The primitives on a dense array (party, period, indicator), in blocks of a fixed order."""

    def __init__(self, values: Floats, indicators: Sequence[str]) -> None:
        self._values = np.ascontiguousarray(values, dtype=np.float64)
        self._rows = self._values.reshape(-1, values.shape[2])
        self._names = tuple(indicators)

    @property
    def shape(self) -> tuple[int, int]:
        """Parties and periods."""
        return self._values.shape[0], self._values.shape[1]

    @property
    def indicators(self) -> tuple[str, ...]:
        """The names of the columns."""
        return self._names

    def bounds(self) -> Bounds:
        """By party blocks first: long inner rows are reduced with vector instructions."""
        flat = self._values.reshape(self._values.shape[0], -1)
        shape = self._values.shape[1:]
        low, high = flat.min(axis=0).reshape(shape), flat.max(axis=0).reshape(shape)
        return Bounds(low.min(axis=0), high.max(axis=0))

    def entropy_sums(self, bounds: Bounds) -> EntropySums:
        """One pass; a block is rescaled, logged and summed while it is in cache."""
        rows, columns = self._rows.shape
        step = max(1, BLOCK_BYTES // (8 * columns))
        total, log_total = np.zeros(columns), np.zeros(columns)
        scale, low = bounds.scale, bounds.low
        z = np.empty((step, columns))
        logs = np.empty((step, columns))
        for start in range(0, rows, step):
            block = self._rows[start : start + step]
            size = len(block)
            np.subtract(block, low, out=z[:size])
            np.multiply(z[:size], scale, out=z[:size])
            total += z[:size].sum(axis=0)
            # The smallest normal number stands for 0 in the logarithm only: 0 times it is 0.
            np.maximum(z[:size], np.finfo(np.float64).tiny, out=logs[:size])
            np.log(logs[:size], out=logs[:size])
            log_total += np.einsum("ij,ij->j", z[:size], logs[:size])
        return EntropySums(total, log_total, rows)

    def moments(self) -> Moments:
        """Two passes: means, then products about them, in row blocks of a fixed order."""
        rows, columns = self._rows.shape
        mean = self._values.sum(axis=0).sum(axis=0) / rows
        products = np.zeros((columns, columns))
        for start in range(0, rows, BLOCK_ROWS):
            centred = self._rows[start : start + BLOCK_ROWS] - mean
            products += centred.T @ centred
        return Moments(mean, products, rows)

    def combine(self, weights: Floats) -> Floats:
        """Matrix products of row blocks: small enough that one thread is fastest."""
        out = np.empty((len(self._rows), weights.shape[1]))
        for start in range(0, len(self._rows), BLOCK_ROWS):
            end = start + BLOCK_ROWS
            np.matmul(self._rows[start:end], weights, out=out[start:end])
        return out


@dataclass(frozen=True, slots=True)
class PipelineResult:
    """Weights, index and subsystem scores (party, period), coupling C and D, Theil by period."""

    weights: Floats
    index: Floats
    systems: Floats
    coupling: Floats
    coordination: Floats
    theil: Floats


def entropy_weights(sums: EntropySums, bounds: Bounds) -> Floats:
    """Entropy weights of min-max values from their sums."""
    return weighing.normed(weighing.divergence(sums), bounds.high <= bounds.low)


def min_max_index(engine: Engine, bounds: Bounds, weights: Floats) -> Floats:
    """Σ w (x - lo)/(hi - lo) for every row, without forming the rescaled array.

    `weights` is (indicators, scores); a constant indicator adds nothing.
    """
    slope = weights * bounds.scale[:, None]
    return np.asarray(engine.combine(slope) - bounds.low @ slope)


def pipeline(engine: Engine, systems: Sequence[Sequence[int]]) -> PipelineResult:
    """Min-max, entropy weights, index, subsystem scores, coupling coordination, Theil of the index.

    `systems` lists the columns of each subsystem. All over the engine's primitives.
    """
    bounds = engine.bounds()
    weights = entropy_weights(engine.entropy_sums(bounds), bounds)
    return _scored(engine, bounds, weights, systems)


def pipelines(
    panel: LongPanel, systems: Sequence[Sequence[int]]
) -> Iterator[tuple[tuple[str, ...], PipelineResult]]:
    """The pipeline on a panel that may be larger than memory: periods and what they give.

    A panel that fits into memory is read once. Otherwise bounds and entropy come by grouped sums,
    and scores from one cut after the other.
    """
    names = panel.labels[panel.axes.index("period")]
    if size_of(panel) <= panel.most_cells:
        yield names, pipeline(CubeEngine(panel.cut({}).values, panel.indicators), systems)
        return
    bounds = panel.bounds()
    weights = entropy_weights(panel.entropy_sums(bounds), bounds)
    for chosen in plan(panel, "period"):
        cube = CubeEngine(panel.cut(chosen).values, panel.indicators)
        yield tuple(chosen["period"]), _scored(cube, bounds, weights, systems)


def _scored(
    engine: Engine, bounds: Bounds, weights: Floats, systems: Sequence[Sequence[int]]
) -> PipelineResult:
    columns = np.zeros((len(weights), 1 + len(systems)))
    columns[:, 0] = weights
    for g, members in enumerate(systems, start=1):
        chosen = weights[list(members)]
        columns[list(members), g] = chosen / chosen.sum()
    scores = np.clip(min_max_index(engine, bounds, columns), 0.0, 1.0)
    scores = scores.reshape(*engine.shape, -1)
    index, parts = scores[:, :, 0], scores[:, :, 1:]
    c = coordinating.coupling(parts, "standard")
    share = inequality.shares(index)
    return PipelineResult(
        weights,
        index,
        parts,
        c,
        np.sqrt(c * parts.mean(axis=-1)),
        inequality.theil_t(share.income, share.population),
    )
