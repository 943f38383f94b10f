"""What changed emissions so far: each factor's part by the logarithmic mean (LMDI-I), year by year.

E = Π factors. Effects of consecutive years are added up; they sum to the whole change, with nothing
left over. Ang (2005), Energy Policy 33:867-871; zeros by their limits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from yipan.gauge.decomposing import lmdi1
from yipan.scenarios.accounting import Check

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yipan.scenarios.baseline import Series
    from yipan.scenarios.document import Scenario
    from yipan.scenarios.levers import Lever

    Floats = NDArray[np.float64]

DIGITS = 12


@dataclass(frozen=True, slots=True)
class Past:
    """Emissions from the first to the last year, and the part of the change by each factor."""

    lever: str
    party: str
    unit: str
    years: tuple[int, int]
    ends: tuple[Fraction, Fraction]
    effects: dict[str, Fraction]

    @property
    def check(self) -> Check:
        """The effects and the change."""
        name = f"effects of {self.lever} {self.years[0]}-{self.years[1]}"
        change = self.ends[1] - self.ends[0]
        return Check(name, sum(self.effects.values(), Fraction(0)), change)


def decompose(scenario: Scenario, series: Sequence[Series]) -> tuple[Past, ...]:
    """The past of every carbon lever whose factors have two years or more in common."""
    held = {s.indicator: s for s in series}
    found = (_past(x, scenario, held) for x in scenario.levers if x.kind == "carbon")
    return tuple(past for past in found if past is not None)


def _past(lever: Lever, scenario: Scenario, held: Mapping[str, Series]) -> Past | None:
    rows = []
    for name in lever.factors:
        series = held[name]
        row = series.history[series.parties.index(lever.origin)]
        rows.append(np.exp(row) if series.logs else row)
    count = min(len(row) for row in rows)
    factors = np.array([row[-count:] for row in rows])
    if count < 2 or factors.min() < 0:
        return None
    whole = factors.prod(axis=0)
    effects = np.zeros(len(rows))
    for year in range(1, count):
        effects += lmdi1(factors[:, year - 1, None], factors[:, year, None])[:, 0]
    ends = _exact(whole[0]), _exact(whole[-1])
    years = (scenario.base - count + 1, scenario.base)
    named = dict(zip(lever.factors, _summing(effects, ends[1] - ends[0]), strict=True))
    return Past(lever.id, lever.origin, lever.unit, years, ends, named)


def _summing(effects: Floats, change: Fraction) -> list[Fraction]:
    """The effects to twelve digits; the largest takes what rounding leaves, so that they sum."""
    found = [_exact(effect) for effect in effects]
    found[int(np.argmax(np.abs(effects)))] += change - sum(found, Fraction(0))
    return found


def _exact(value: float) -> Fraction:
    return Fraction(f"{value:.{DIGITS}g}")
