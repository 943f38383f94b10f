"""The general case as a mixed-integer program for HiGHS, objective after objective, then ties."""

from __future__ import annotations

from math import lcm
from typing import TYPE_CHECKING, Any

from yipan.core.errors import Coded
from yipan.core.words import Words
from yipan.matching.model import WIDEST, Model, too_wide

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[Any]

CHUNK = 2**18  # tie weights within one solve stay below this


class _Programme:
    """0/1 variables of all alternatives in tie order, with rows that grow as optima are fixed."""

    def __init__(self, model: Model) -> None:
        import numpy as np
        import scipy.sparse as sp

        self.first = np.cumsum([0, *(len(row) for row in model.alternatives)])
        self.size = int(self.first[-1])
        owners = np.repeat(np.arange(len(model.alternatives)), np.diff(self.first))
        once = sp.csr_matrix(
            (np.ones(self.size), (owners, np.arange(self.size))),
            (len(model.alternatives), self.size),
        )
        uses, bounds = _limit_rows(model, self.first.tolist(), self.size)
        self.rows: list[Any] = [once, uses]
        self.low = [np.full(len(model.alternatives), -np.inf), np.full(len(bounds), -np.inf)]
        self.high = [np.ones(len(model.alternatives)), bounds]
        self.lower, self.upper = np.zeros(self.size), np.ones(self.size)

    def largest(self, gain: Floats) -> Floats:
        """A choice with the largest gain, as 0 and 1."""
        import numpy as np
        import scipy.sparse as sp
        from scipy.optimize import Bounds, LinearConstraint, milp

        rows = LinearConstraint(
            sp.vstack(self.rows, format="csr"), np.concatenate(self.low), np.concatenate(self.high)
        )
        result = milp(
            -gain,
            integrality=np.ones(self.size),
            bounds=Bounds(self.lower, self.upper),
            constraints=rows,
            options={"mip_rel_gap": 0},
        )
        if result.x is None or result.status != 0:
            raise Coded(
                "NO_SOLUTION",
                Words(f"求解器未给出最优: {result.message}", f"no optimum: {result.message}"),
            )
        return np.asarray(np.round(result.x))

    def keep(self, gain: Floats, at_least: float) -> None:
        """From now on only choices with at least this gain."""
        import numpy as np
        import scipy.sparse as sp

        self.rows.append(sp.csr_matrix(gain))
        self.low.append(np.array([at_least - 0.5]))
        self.high.append(np.array([np.inf]))

    def fix(self, item: int, x: Floats) -> None:
        """Item keeps what it has in x."""
        span = slice(int(self.first[item]), int(self.first[item + 1]))
        self.lower[span] = self.upper[span] = x[span]


def solve(model: Model, objectives: list[list[list[int]]]) -> list[int]:
    """The chosen alternative of each item, -1 for none."""
    import numpy as np

    programme = _Programme(model)
    x = np.zeros(programme.size)
    reached: list[tuple[Floats, float]] = []
    for gains in objectives:
        gain = np.array([g for row in gains for g in row], dtype=float)
        if np.abs(gain).sum() > WIDEST:
            raise too_wide()
        x = programme.largest(gain)
        reached.append((gain, float(gain @ x)))
        programme.keep(*reached[-1])
    chosen, x = _first_in_order(programme, x, len(model.alternatives))
    if any(float(gain @ x) != value for gain, value in reached):
        raise too_wide()
    return chosen


def _first_in_order(programme: _Programme, x: Floats, items: int) -> tuple[list[int], Floats]:
    """Items in order, each its earliest alternative; several items are settled in one solve."""
    item = 0
    while item < items:
        batch = _batch(programme, item, items)
        if any(_could_improve(programme, x, i) for i in batch):
            x = programme.largest(_tie_gain(programme, batch))
        for i in batch:
            programme.fix(i, x)
        item += len(batch)
    return [_chosen(programme, x, i) for i in range(items)], x


def _batch(programme: _Programme, start: int, items: int) -> list[int]:
    """As many items as fit one number each in a positional weight."""
    size = 1
    batch: list[int] = []
    for item in range(start, items):
        size *= _count(programme, item) + 1
        if batch and size > CHUNK:
            break
        batch.append(item)
    return batch


def _tie_gain(programme: _Programme, batch: list[int]) -> Floats:
    import numpy as np

    gain = np.zeros(programme.size)
    weight = 1
    for item in reversed(batch):
        count, first = _count(programme, item), int(programme.first[item])
        for a in range(count):
            gain[first + a] = weight * (count - a)
        weight *= count + 1
    return gain


def _count(programme: _Programme, item: int) -> int:
    return int(programme.first[item + 1] - programme.first[item])


def _chosen(programme: _Programme, x: Floats, item: int) -> int:
    span = x[int(programme.first[item]) : int(programme.first[item + 1])]
    return int(span.argmax()) if span.size and span.max() > 0 else -1


def _could_improve(programme: _Programme, x: Floats, item: int) -> bool:
    return _count(programme, item) > 0 and _chosen(programme, x, item) != 0


def _limit_rows(model: Model, first: list[int], size: int) -> tuple[Any, Floats]:
    """The shared limits, each row scaled to whole numbers."""
    import numpy as np
    import scipy.sparse as sp

    scales = [limit.denominator for limit in model.limits]
    for row in model.alternatives:
        for alternative in row:
            for resource, amount in alternative.uses:
                scales[resource] = lcm(scales[resource], amount.denominator)
    entries: dict[tuple[int, int], int] = {}
    for i, row in enumerate(model.alternatives):
        for a, alternative in enumerate(row):
            for resource, amount in alternative.uses:
                key = (resource, first[i] + a)
                entries[key] = entries.get(key, 0) + int(amount * scales[resource])
    bounds = [int(limit * scales[r]) for r, limit in enumerate(model.limits)]
    if any(abs(v) > WIDEST for v in (*entries.values(), *bounds)):
        raise too_wide()
    keys = list(entries)
    matrix = sp.csr_matrix(
        ([float(entries[k]) for k in keys], ([k[0] for k in keys], [k[1] for k in keys])),
        (len(bounds), size),
    )
    return matrix, np.array(bounds, dtype=float)
