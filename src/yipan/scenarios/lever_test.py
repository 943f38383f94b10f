"""Back-test of a lever: frozen at each origin, the path it really took is fed in.

Without: the outcome goes on by drift. With: drift × (driver as it was / driver by drift)^e, `lag`
years later, as in a scenario. The elasticity e is the panel's up to the origin (two-way fixed
effects), or the one that is stated. Only a gain counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from yipan.scenarios.backtest import ZERO_REFERENCE, Protocol, origins_of
from yipan.scenarios.forecast import drift
from yipan.scenarios.gates import FEWEST_PARTIES, FEWEST_YEARS, fixed_effects

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

DIGITS = 12


@dataclass(frozen=True, slots=True)
class FrozenScore:
    """Mean absolute errors in logs; `gain` is 1 - with / without, None where nothing errs."""

    horizon: int
    origins: int
    without: float
    with_lever: float
    gain: float | None


@dataclass(frozen=True, slots=True)
class FrozenTest:
    """Scores by horizon beyond the lag; the elasticity used at each origin (index of its year)."""

    scores: tuple[FrozenScore, ...]
    elasticities: dict[int, float]


def lever_test(
    y: Floats, u: Floats, protocol: Protocol, *, lag: int, form: str, stated: float | None = None
) -> FrozenTest:
    """`y` and `u` are logs of outcome and driver, parties × years.

    Up to the lag the driver's path was known at the origin, so there is nothing to test.
    """
    years = y.shape[1]
    errors: dict[int, tuple[list[Floats], list[Floats]]] = {}
    used: dict[int, float] = {}
    horizons = [h for h in protocol.horizons if h > lag]
    for origin in origins_of(protocol, years) if horizons else ():
        longest = min(max(horizons), years - 1 - origin)
        elasticity = _elasticity(y, u, origin, lag, form) if stated is None else stated
        if elasticity is None or longest < min(horizons):
            continue
        used[origin] = round(elasticity, DIGITS)
        usual, driver = (drift(x[:, : origin + 1], longest) for x in (y, u))
        for h in (h for h in horizons if h <= longest):
            surprise = u[:, origin + h - lag] - driver[:, h - lag - 1]
            actual = y[:, origin + h] - usual[:, h - 1]
            without, with_lever = errors.setdefault(h, ([], []))
            without.append(np.abs(actual))
            with_lever.append(np.abs(actual - elasticity * surprise))
    return FrozenTest(tuple(_score(h, *both) for h, both in sorted(errors.items())), used)


def _elasticity(y: Floats, u: Floats, origin: int, lag: int, form: str) -> float | None:
    """What the panel up to the origin gives; None where it is too small to say."""
    past_y, past_u = y[:, : origin + 1], u[:, : origin + 1]
    if form == "growth":
        past_y, past_u = np.diff(past_y, axis=1), np.diff(past_u, axis=1)
    if len(y) < FEWEST_PARTIES or past_y.shape[1] - lag < FEWEST_YEARS:
        return None
    beta, _ = fixed_effects(past_y[:, lag:], [past_u[:, : past_u.shape[1] - lag]])
    return float(beta[0])


def _score(horizon: int, without: Sequence[Floats], with_lever: Sequence[Floats]) -> FrozenScore:
    ends = [float(np.mean(np.concatenate(errors))) for errors in (without, with_lever)]
    gain = None if ends[0] < ZERO_REFERENCE else round(1 - ends[1] / ends[0], DIGITS)
    return FrozenScore(horizon, len(without), round(ends[0], DIGITS), round(ends[1], DIGITS), gain)
