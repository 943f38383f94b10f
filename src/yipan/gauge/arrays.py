"""Types of arrays and the few array helpers that every family uses. Summation order is fixed."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]
Bools: TypeAlias = npt.NDArray[np.bool_]


def x_log_x_over(x: Floats, y: Floats) -> Floats:
    """x ln(x / y) with the limit 0 at x = 0; y is positive where x is."""
    positive = x > 0
    ratio = np.divide(x, y, out=np.ones_like(x), where=positive)
    return np.asarray(x * np.log(ratio), dtype=np.float64)


def ratio_or_nan(above: Floats, below: Floats) -> Floats:
    """above / below, NaN (undefined) where `below` is zero."""
    above, below = np.broadcast_arrays(above, below)
    out = np.full(above.shape, np.nan)
    np.divide(above, below, out=out, where=below != 0)
    return out


def group_sums(x: Floats, codes: Ints, count: int) -> Floats:
    """Sums of x over axis 0 by code 0..count-1, each group in the order of its rows."""
    order = np.argsort(codes, kind="stable")
    starts = np.searchsorted(codes[order], np.arange(count))
    return np.asarray(np.add.reduceat(x[order], starts, axis=0), dtype=np.float64)


def codes_of(labels: list[str] | tuple[str, ...]) -> tuple[tuple[str, ...], Ints]:
    """The sorted distinct labels and the code of each entry."""
    names = tuple(sorted(set(labels)))
    place = {name: index for index, name in enumerate(names)}
    return names, np.array([place[label] for label in labels], dtype=np.int64)


def ranks(x: Floats) -> Floats:
    """Ranks along axis 0, 1 = lowest, ties averaged."""
    below = (x[None, :] < x[:, None]).sum(axis=1) if len(x) <= 300 else None
    if below is not None:
        same = (x[None, :] == x[:, None]).sum(axis=1)
        return np.asarray(below + (same + 1) / 2, dtype=np.float64)
    if x.ndim > 1:
        flat = x.reshape(len(x), -1)
        columns = [ranks_of_column(flat[:, j]) for j in range(flat.shape[1])]
        return np.stack(columns, axis=1).reshape(x.shape)
    return ranks_of_column(x)


def ranks_of_column(x: Floats) -> Floats:
    """Ranks of one column by sorting, ties averaged."""
    _, inverse, counts = np.unique(x, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    average = last - (counts - 1) / 2
    return np.asarray(average[inverse.reshape(-1)], dtype=np.float64)
