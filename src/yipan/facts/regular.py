"""A panel whose cells all stand in the cache once, in order: read as one column of numbers.

The cache has at most one row for a thing and a day. Rows that are as many as parties × kinds ×
indicators are therefore every combination once; in a cache that was built at one go they stand in
order and are the array itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yipan.facts.engine import Connection, rows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]


# Rows of so many cells are picked out of the cache once and kept for the second look.
FEW = 4_000_000


@dataclass(frozen=True, slots=True)
class Layout:
    """Numbers of what may stand in the panel.

    `parties` and `indicators` in the order of the labels. By combination of shared columns: its
    `kind`, `period`, `unit` and whether it is `plain`. `numerator[i, u] / denominator[i, u]` turns
    a value in unit u into the unit of the i-th indicator. `cells`: as many as there can be.
    """

    parties: Sequence[int]
    indicators: Sequence[int]
    kind: Ints
    period: Ints
    unit: Ints
    plain: NDArray[np.bool_]
    numerator: Floats
    denominator: Floats
    cells: int


def regular(connection: Connection, terms: str, layout: Layout) -> tuple[list[int], Floats] | None:
    """Numbers of the periods, rising, and values (party, period, indicator).

    None where rows are amended, out of order, lacking or of several units.
    """
    import numpy as np

    if not _in_order(connection):
        return None
    held = f"cache.held WHERE {terms}"
    if layout.cells <= FEW:
        columns = f"SELECT indicator, shared, number FROM {held}"
        connection.execute(f"CREATE OR REPLACE TEMP TABLE held AS {columns}")
        held = "temp.held"
    groups = rows(
        connection,
        f"SELECT indicator, shared, count(*), count(number) FROM {held} GROUP BY ALL",
    )
    if not groups:
        return None
    indicator, shared, count, known = np.array(groups, dtype=np.int64).T
    kinds, shape = np.unique(layout.kind[shared]), (len(layout.indicators), len(layout.parties))
    place = {number: i for i, number in enumerate(layout.indicators)}
    if not count.sum() == known.sum() == shape[0] * shape[1] * len(kinds):
        return None
    if len(np.unique(indicator)) < shape[0] or not layout.plain[shared].all():
        return None
    at = np.array([place[n] for n in indicator.tolist()])
    above, below = (
        _only(f[at, layout.unit[shared]], at) for f in (layout.numerator, layout.denominator)
    )
    periods = layout.period[_first(layout.kind, kinds)]
    if above is None or below is None or len(np.unique(periods)) < len(periods):
        return None
    column = connection.arrays(f"SELECT number FROM {held}")["number"]
    values = np.asarray(column).reshape(*shape, len(kinds))
    values = _ordered(values, 0, np.argsort(np.argsort(layout.indicators)))
    for i in np.flatnonzero((above != 1) | (below != 1)):
        values[i] = values[i] * above[i] / below[i]
    values = _ordered(values, 1, np.argsort(np.argsort(layout.parties)))
    values = _ordered(values, 2, np.argsort(periods))
    return np.sort(periods).tolist(), np.ascontiguousarray(values.transpose(1, 2, 0))


def _in_order(connection: Connection) -> bool:
    """Whether the rows of the cache stand in order and none is amended."""
    found = rows(
        connection, "SELECT in_order, (SELECT count(*) FROM cache.amended) FROM cache.state"
    )
    return bool(found[0][0]) and not found[0][1]


def _only(factor: Floats, at: Ints) -> Floats | None:
    """The factor of each indicator; None where it has several, or none."""
    import numpy as np

    out = np.full(at.max() + 1, np.nan)
    out[at] = factor
    return out if np.array_equal(out[at], factor) else None


def _first(kind: Ints, kinds: Ints) -> Ints:
    """The first combination of shared columns of each kind."""
    import numpy as np

    found, first = np.unique(kind, return_index=True)
    return np.asarray(first[np.searchsorted(found, kinds)])


def _ordered(values: Floats, axis: int, order: Ints) -> Floats:
    """The array in another order of an axis; itself where that is the order it has."""
    import numpy as np

    if (np.diff(order) > 0).all():
        return values
    return np.take(values, order, axis=axis)
