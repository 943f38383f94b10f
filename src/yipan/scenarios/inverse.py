"""The inverse problem in every draw: which lever value, or elasticity, would meet a target.

A target's quantity is linear in a lever's path of one period, so two runs (path 0 and path 1)
give the value of each draw; an elasticity is log(bound / outcome) / log(driver ratio).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from yipan.scenarios.draws import Pool, Sample
from yipan.scenarios.sampled import evaluate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yipan.scenarios.baseline import Baseline
    from yipan.scenarios.document import Scenario, Target

    Floats = NDArray[np.float64]

ELASTICITY = "elasticity:"
LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9
DIGITS = 9


@dataclass(frozen=True, slots=True)
class Span:
    """The 10th, 50th and 90th percentile over the draws."""

    low: float
    median: float
    high: float


def span(values: Floats) -> Span:
    """Percentiles by rank, to nine significant digits."""
    ends = np.quantile(values, (LOW, MIDDLE, HIGH), method="inverted_cdf")
    return Span(*(float(f"{end:.{DIGITS}g}") for end in ends))


def needed(
    target: Target,
    scenario: Scenario,
    baseline: Baseline,
    pools: Sequence[Pool],
    sample: Sample,
) -> Span | None:
    """What meets the target in 10, 50 and 90 % of the draws; None where nothing of it can."""
    name = target.solve_for
    if name.startswith(ELASTICITY):
        values = _elasticity(target, scenario, baseline, pools, sample)
    else:
        values = _lever(target, scenario, baseline, pools, sample)
    if values is None or not np.isfinite(values).all():
        return None
    return span(np.atleast_1d(values))


def _lever(
    target: Target,
    scenario: Scenario,
    baseline: Baseline,
    pools: Sequence[Pool],
    sample: Sample,
) -> Floats | None:
    ends = []
    for value in (Fraction(0), Fraction(1)):
        levers = tuple(
            replace(x, path={**x.path, target.year: value}) if x.id == target.solve_for else x
            for x in scenario.levers
        )
        tried = replace(scenario, levers=levers)
        found = evaluate(tried, baseline, pools, sample)
        ends.append(found.value(target.indicator, target.party, target.year))
    nothing, one = ends
    if nothing is None or one is None or not (one != nothing).all():
        return None
    return np.asarray((float(target.bound) - nothing) / (one - nothing))


def _elasticity(
    target: Target,
    scenario: Scenario,
    baseline: Baseline,
    pools: Sequence[Pool],
    sample: Sample,
) -> Floats | None:
    wanted = target.solve_for.removeprefix(ELASTICITY)
    response = next(r for r in scenario.responses if r.id == wanted)
    found = evaluate(scenario, baseline, pools, sample)
    start = found.level(target.indicator, target.party, target.year)
    driven = target.year - response.lag
    if start is None or driven <= scenario.base:
        return None
    ratio = found.driver_ratio(response, driven)
    if float(target.bound) <= 0 or start.min() <= 0 or not (ratio != 1).all():
        return None
    return np.asarray(np.log(float(target.bound) / start) / np.log(ratio))
