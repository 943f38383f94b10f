"""Draws: where the uncertainty of a scenario comes from, with shared shocks kept shared.

Sources: `vintage` (the next revision is none, or as large as one seen so far in either
direction, for all parties at once), `trend` (the mean growth, from years drawn with replacement),
`baseline` (shocks of whole years, so that one which hit all parties at once stays common),
`elasticity:ID`, and `LEVER.NAME` for every number of a lever that has a range (uniform). Each
source has its own stream of numbers: adding one does not change the others. The same seed gives
the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from yipan.scenarios.forecast import RECENT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yipan.scenarios.baseline import Series
    from yipan.scenarios.document import Scenario

    Floats = NDArray[np.float64]
    Numbers = NDArray[np.float64] | NDArray[np.int64]

VINTAGE, TREND, SHOCKS = "vintage", "trend", "baseline"
SHORT_MEMORY = {"drift-5", "pooled-drift", "damped", "combined"}
NO_TREND = {"hold", "random-walk"}
FEWEST_STEPS = 2
PERCENT = (5, 10, 25, 50, 75, 90, 95)


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """What past years say of one series: all arrays are in its own scale (logs or levels).

    `shocks` and `slopes`: parties × years, the last year last; `long` says which parties' trends
    rest on all years; `revisions`: states × parties, the first state is no revision.
    """

    indicator: str
    shocks: Floats
    slopes: Floats
    long: NDArray[np.bool_]
    revisions: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Numbers of each source, draws last; `None` of a range stands at its central value."""

    draws: int
    numbers: dict[str, Numbers] = field(default_factory=dict)

    def mixed(self, other: Sample, source: str) -> Sample:
        """The other sample, with one source taken from this one."""
        return Sample(self.draws, {**other.numbers, source: self.numbers[source]})

    def only(self, source: str) -> Sample:
        """One source moves, the others rest at their central values."""
        return Sample(self.draws, {source: self.numbers[source]})


def pool(series: Series, revisions: Floats | None = None) -> Pool:
    """The residuals of a series' yearly steps; nothing moves where the last value is held."""
    steps = np.diff(series.history, axis=1)
    methods = np.array(series.methods)
    if steps.shape[1] < FEWEST_STEPS:
        steps = np.zeros((len(methods), 0))
    moving = (methods != "hold")[:, None]
    trending = np.array([m not in NO_TREND for m in methods])[:, None]
    means = steps.mean(axis=1, keepdims=True) if steps.shape[1] else np.zeros((len(methods), 1))
    shocks = np.where(moving, steps - np.where(trending, means, 0.0), 0.0)
    slopes = np.where(trending, steps - means, 0.0)
    long = np.array([m not in SHORT_MEMORY for m in methods])
    states = np.zeros((1, len(methods))) if revisions is None else revisions
    return Pool(series.indicator, shocks, slopes, long, states)


def years_in_common(pools: Sequence[Pool]) -> int:
    """How many of the last years every series has; shocks are drawn from these."""
    counts = [p.shocks.shape[1] for p in pools if p.shocks.shape[1]]
    return min(counts, default=0)


def draw(scenario: Scenario, pools: Sequence[Pool], seed: int, draws: int) -> Sample:
    """Numbers for every source that can move."""
    years = years_in_common(pools)
    found: dict[str, Numbers] = {}
    if any(len(p.revisions) > 1 for p in pools):
        found[VINTAGE] = stream(seed, VINTAGE).random(draws)
    if years and any(p.slopes.any() for p in pools):
        found[TREND] = stream(seed, TREND).integers(0, years, size=(years, draws))
    if years and any(p.shocks.any() for p in pools):
        size = (scenario.horizon, draws)
        found[SHOCKS] = stream(seed, SHOCKS).integers(0, years, size=size)
    for response in scenario.responses:
        if response.high > response.low:
            name = f"elasticity:{response.id}"
            low, high = float(response.low), float(response.high)
            found[name] = stream(seed, name).uniform(low, high, draws)
    for lever in scenario.levers:
        for key, span in lever.ranges.items():
            name = f"{lever.id}.{key}"
            found[name] = stream(seed, name).uniform(float(span.low), float(span.high), draws)
    return Sample(draws, found)


def stream(seed: int, source: str) -> np.random.Generator:
    """The stream of numbers of one source."""
    return np.random.default_rng([seed, crc32(source.encode())])


def deviations(found: Pool, sample: Sample, horizon: int, years: int) -> Floats:
    """How far each draw lies from the point forecast: parties × horizon × draws."""
    parties = len(found.shocks)
    paths = np.zeros((parties, horizon, sample.draws))
    picked = sample.numbers.get(SHOCKS)
    if picked is not None and found.shocks.shape[1]:
        recent = found.shocks[:, -years:] - _offset(found, years)
        for row, shocks in zip(paths, recent, strict=True):
            np.cumsum(shocks[picked], axis=0, out=row)
    again = sample.numbers.get(TREND)
    if again is not None and found.slopes.shape[1]:
        slope = _slope(found, again, years)
        paths += slope[:, None, :] * np.arange(1.0, horizon + 1)[:, None]
    shift = _revision(found, sample)
    if shift is not None:
        paths += shift[:, None, :]
    return paths


def _offset(found: Pool, years: int) -> Floats:
    """The mean residual of the years drawn from, so that the fan stays around the forecast.

    Another series may be shorter; 0 for methods without a trend.
    """
    return np.asarray(found.slopes[:, -years:].mean(axis=1, keepdims=True))


def _slope(found: Pool, picked: Numbers, years: int) -> Floats:
    """Mean of the drawn years' residuals; a method of short memory has five years."""
    recent = found.slopes[:, -years:] - _offset(found, years)
    means = np.empty((len(recent), picked.shape[1]))
    for rows, memory in ((found.long, years), (~found.long, min(RECENT, years))):
        if rows.any():
            drawn = picked[:memory]
            counts = np.stack([(drawn == year).sum(axis=0) for year in range(years)])
            means[rows] = np.einsum("py,yd->pd", recent[rows], counts / memory)
    return means


def _revision(found: Pool, sample: Sample) -> Floats | None:
    """One state for all parties, each as likely as the others."""
    states = len(found.revisions)
    uniform = sample.numbers.get(VINTAGE)
    if uniform is None or states < 2:
        return None
    return np.asarray(found.revisions[(uniform * states).astype(np.int64)].T)


def quantiles(values: Floats) -> Floats:
    """The percentages of PERCENT over the last axis, by rank (the ⌈n p⌉-th smallest value)."""
    ordered = np.sort(values, axis=-1)
    count = values.shape[-1]
    ranks = [max(0, -(-count * p // 100) - 1) for p in PERCENT]
    return np.asarray(ordered[..., ranks])


def bands(ranked: Mapping[int, float]) -> dict[str, tuple[float, float]]:
    """{"50": (lo, hi), …} from quantiles by percentage."""
    return {
        "50": (ranked[25], ranked[75]),
        "80": (ranked[10], ranked[90]),
        "90": (ranked[5], ranked[95]),
    }
