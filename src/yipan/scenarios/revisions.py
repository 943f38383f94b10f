"""How far past revisions moved each party: states that the next revision is drawn from."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from yipan.scenarios.table import YearTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yipan.scenarios.baseline import Series

    Floats = NDArray[np.float64]


def revisions(series: Series, vintages: Sequence[YearTable]) -> Floats | None:
    """States × parties, each as likely: none (twice), then each past step, up and down.

    The sign of the next revision is not known, so the draws stay centred; it hits all parties as
    the past one did. A step is measured in the last year that both vintages give for every party,
    in logs or levels as the series is. Without two vintages that give all parties there is None.
    """
    held = [t for t in vintages if _covers(t, series)]
    states = []
    for old, new in itertools.pairwise(held):
        year = _last_common(series, old, new)
        if year is None:
            continue
        before = old.grid(series.indicator, series.parties, [year])[:, 0]
        after = new.grid(series.indicator, series.parties, [year])[:, 0]
        if not series.logs:
            states += [after - before, before - after]
        elif min(before.min(), after.min()) > 0:
            states += [np.log(after / before), np.log(before / after)]
    nothing = [np.zeros(len(series.parties))] * 2
    return np.array(nothing + states) if states else None


def _covers(table: YearTable, series: Series) -> bool:
    return set(series.parties) <= set(table.parties(series.indicator))


def _last_common(series: Series, old: YearTable, new: YearTable) -> int | None:
    years: set[int] | None = None
    for table in (old, new):
        for party in series.parties:
            held = {y for i, p, y in table.values if (i, p) == (series.indicator, party)}
            years = held if years is None else years & held
    return max(years, default=None) if years else None
