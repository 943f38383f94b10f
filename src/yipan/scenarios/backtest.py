"""Back-test: rolling origins, errors relative to drift, and how often the bands held.

Origin o uses periods up to o; horizon h is scored at every origin with o + h inside the data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from yipan.core.errors import Coded
from yipan.core.words import Words
from yipan.scenarios.bands import LEVELS, conformal_radius, volatility
from yipan.scenarios.forecast import METHODS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

REFERENCE = "drift"
ZERO_REFERENCE = 1e-12
DEFAULT_FIRST = 7  # index of the first origin: the eighth period
FEWEST_YEARS = 3
HORIZONS = (1, 2, 3, 4, 5)
DIGITS = 12


@dataclass(frozen=True, slots=True)
class Protocol:
    """How the test is run; `first` and `last` are indices of origins (None: as far as it goes)."""

    methods: tuple[str, ...] = tuple(METHODS)
    horizons: tuple[int, ...] = HORIZONS
    first: int = DEFAULT_FIRST
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """One row: errors in the transform's scale; `relative` is null where drift makes no error."""

    party: str
    method: str
    horizon: int
    origins: int
    mae: float
    relative: float | None
    coverage: dict[str, float] | None


@dataclass(frozen=True, slots=True, eq=False)
class Backtest:
    """`errors[method][h]`: origin → absolute errors by party; `used`: the method for each party."""

    parties: tuple[str, ...]
    scores: tuple[Score, ...]
    used: dict[str, str]
    errors: dict[str, dict[int, dict[int, Floats]]]
    scales: dict[int, Floats]

    def score(self, party: str, method: str, horizon: int) -> Score | None:
        """One row; None for what was not tested."""
        wanted = (party, method, horizon)
        return next((s for s in self.scores if (s.party, s.method, s.horizon) == wanted), None)

    def mean_of(self, party: str, method: str) -> float | None:
        """The relative error of a method for a party, averaged over the horizons."""
        return _mean_relative(self.scores, party, method)

    def mean_relative(self, method: str, horizon: int) -> float | None:
        """Mean absolute error over parties and origins, relative to drift's."""
        own = _mean(self.errors[method][horizon])
        reference = _mean(self.errors[REFERENCE][horizon])
        return None if reference < ZERO_REFERENCE else own / reference

    def radius(self, method: str, horizon: int, level: int) -> float | None:
        """The conformal radius over all origins, in units of a series' volatility."""
        return conformal_radius(self._standardised(method, horizon, None), level)

    def _standardised(self, method: str, horizon: int, until: int | None) -> Floats:
        """Scores of origins whose outcome was known at origin `until` (None: all)."""
        known = [
            error / self.scales[origin]
            for origin, error in self.errors[method][horizon].items()
            if until is None or origin + horizon <= until
        ]
        return np.concatenate(known) if known else np.empty(0)

    def coverage(self, method: str, horizon: int, party: int) -> dict[str, float] | None:
        """How often the band built at each origin held, for origins that had any past error."""
        hits: dict[int, list[bool]] = {level: [] for level in LEVELS}
        for origin, error in self.errors[method][horizon].items():
            past = self._standardised(method, horizon, origin)
            for level in LEVELS:
                radius = conformal_radius(past, level)
                if radius is not None:
                    hits[level].append(bool(error[party] <= radius * self.scales[origin][party]))
        if not all(hits.values()):
            return None
        return {str(level): round(float(np.mean(hits[level])), DIGITS) for level in LEVELS}


def backtest(
    parties: Sequence[str],
    known: Floats,
    final: Floats,
    protocol: Protocol,
    seen: Mapping[int, Floats] | None = None,
) -> Backtest:
    """Fit on `known`, score on `final`.

    `seen`: what was known at each origin, instead of `known`; origins it lacks are left out.
    """
    years = known.shape[1]
    methods = tuple(dict.fromkeys((*protocol.methods, REFERENCE)))
    origins = [o for o in origins_of(protocol, years) if seen is None or o in seen]
    if not origins:
        raise Coded(
            "TOO_SHORT",
            Words("没有可用的起点", "no origin can be used"),
            hint=Words("请换 as-of、版本或指标", "try another vintage or indicator"),
        )
    errors: dict[str, dict[int, dict[int, Floats]]] = {
        m: {h: {} for h in protocol.horizons} for m in methods
    }
    scales = {}
    for origin in origins:
        past = known[:, : origin + 1] if seen is None else seen[origin]
        scales[origin] = volatility(past)
        longest = min(max(protocol.horizons), years - 1 - origin)
        for method in methods:
            expected = METHODS[method](past, longest)
            for h in protocol.horizons:
                if origin + h < years:
                    error = np.abs(final[:, origin + h] - expected[:, h - 1])
                    errors[method][h][origin] = error
    draft = Backtest(tuple(parties), (), {}, errors, scales)
    scores = _scores(draft, protocol)
    return Backtest(tuple(parties), scores, chosen(draft.parties, scores), errors, scales)


def origins_of(protocol: Protocol, years: int) -> range:
    """Indices of the origins from which the shortest horizon can be scored."""
    first, nearest = max(protocol.first, FEWEST_YEARS - 1), min(protocol.horizons)
    last = years - 1 - nearest
    if last < first:
        needed = first + 1 + nearest
        far = nearest > 1
        raise Coded(
            "TOO_SHORT",
            Words(
                f"序列只有 {years} 年,回测至少需要 {needed} 年",
                f"the series has {years} year{'s' * (years != 1)}; the back-test needs at least "
                f"{needed}",
            ),
            hint=Words("请用更短的 horizons", "set shorter horizons")
            if far
            else Words("请把 first-origin 提前", "set an earlier first-origin"),
        )
    if protocol.last is not None:
        last = min(last, protocol.last)
    return range(first, last + 1)


def _scores(test: Backtest, protocol: Protocol) -> tuple[Score, ...]:
    found = []
    for index, party in enumerate(test.parties):
        for method in protocol.methods:
            for horizon in protocol.horizons:
                errors = test.errors[method][horizon]
                if not errors:
                    continue
                own = _mean(errors, index)
                reference = _mean(test.errors[REFERENCE][horizon], index)
                found.append(
                    Score(
                        party,
                        method,
                        horizon,
                        len(errors),
                        round(own, DIGITS),
                        None if reference < ZERO_REFERENCE else round(own / reference, DIGITS),
                        test.coverage(method, horizon, index),
                    )
                )
    return tuple(found)


def chosen(parties: tuple[str, ...], scores: tuple[Score, ...]) -> dict[str, str]:
    """The method with the least mean error relative to drift; else drift."""
    found = {}
    for party in parties:
        means = {m: _mean_relative(scores, party, m) or 0.0 for m in beating(scores, party)}
        found[party] = min(means, key=lambda m: (means[m], m), default=REFERENCE)
    return found


def beating(scores: tuple[Score, ...], party: str) -> list[str]:
    """Methods that beat drift over the horizons and at the longest, where a forecast leads."""
    own = [s for s in scores if s.party == party]
    longest = max((s.horizon for s in own), default=0)
    late = {s.method for s in own if s.horizon == longest and (s.relative or 0.0) >= 1}
    found = []
    for method in dict.fromkeys(s.method for s in own):
        mean = _mean_relative(scores, party, method)
        if mean is not None and mean < 1 and method not in late:
            found.append(method)
    return found


def _mean_relative(scores: tuple[Score, ...], party: str, method: str) -> float | None:
    relative = [
        s.relative
        for s in scores
        if s.party == party and s.method == method and s.relative is not None
    ]
    return sum(relative) / len(relative) if relative else None


def _mean(errors: dict[int, Floats], party: int | None = None) -> float:
    """Mean over origins, and over parties unless one is named."""
    values = [error if party is None else error[party : party + 1] for error in errors.values()]
    return float(np.mean(np.concatenate(values)))
