"""What was known when: the series as they had been published at each origin."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from yipan.core.errors import Coded
from yipan.scenarios.table import YearTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

AsOf = Callable[[date], YearTable]
LATEST = 3  # years after which a figure is taken as never published


def seen(
    indicator: str, as_of: AsOf, parties: Sequence[str], years: tuple[int, int], *, logs: bool
) -> dict[int, Floats]:
    """By origin (counted from the first year): parties × years up to the origin.

    Each as it stood at the end of the first year in which every value up to the origin was public;
    an origin that never was, or whose values have no logarithm, is not there.
    """
    first, final = years
    found: dict[int, Floats] = {}
    for year in range(first, final + LATEST + 1):
        try:
            table = as_of(date(year, 12, 31))
        except Coded:
            continue  # nothing was public yet
        for last in range(first, min(year, final) + 1):
            span = range(first, last + 1)
            if last - first in found:
                continue
            if all((indicator, p, y) in table.values for p in parties for y in span):
                values = table.grid(indicator, parties, span)
                if not logs:
                    found[last - first] = values
                elif values.min() > 0:
                    found[last - first] = np.log(values)
    return found
