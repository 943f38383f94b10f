"""All rows by indicator in small: what column-wise measures ask of an engine, each once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from yipan.core.primitives import Bounds, Engine
from yipan.gauge import weighing
from yipan.gauge.arrays import Bools, Floats
from yipan.gauge.weighing import Summary


class Columns:
    """The columns of an engine: bounds, summary and entropy, computed when first asked for."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.names = tuple(engine.indicators)
        self.rows = engine.shape[0] * engine.shape[1]
        self._held: dict[bytes, Floats] = {}

    @cached_property
    def bounds(self) -> Bounds:
        """Smallest and largest value."""
        return self._engine.bounds()

    @cached_property
    def summary(self) -> Summary:
        """Bounds, means and products."""
        found = self._engine.moments()
        return Summary(self.bounds.low, self.bounds.high, found.mean, found.products, found.rows)

    @property
    def constant(self) -> Bools:
        """Which columns do not vary."""
        return np.asarray(self.bounds.low == self.bounds.high)

    def divergence(self, low: Floats) -> Floats:
        """1 - e of x - low, the entropy e over all rows."""
        return self._divergence(Bounds(low, self.bounds.high))

    def weights(self, how: str, shift: Floats, scale: Floats, at: Sequence[int]) -> Floats:
        """Data-driven weights of the columns `at` of shift + scale x; as `weights_of_rows`."""
        from yipan.gauge.composite import WEIGHTINGS

        if how != "entropy":
            return WEIGHTINGS[how](self.summary.turned(shift, scale).only(at))
        low, high = self.bounds.low, self.bounds.high
        best, worst = np.where(scale < 0, low, high), np.where(scale < 0, high, low)
        zero = worst
        if (shift + scale * worst)[list(at)].min() >= 0:
            zero = np.divide(-shift, scale, out=worst.copy(), where=scale != 0)
        found = self._divergence(Bounds(zero, best))[list(at)]
        return weighing.normed(found, self.constant[list(at)])

    def _divergence(self, unit: Bounds) -> Floats:
        """1 - e of (x - low)/(high - low): entropy does not depend on the unit."""
        key = unit.low.tobytes() + unit.high.tobytes()
        if key not in self._held:
            self._held[key] = weighing.divergence(self._engine.entropy_sums(unit))
        return self._held[key]
