"""What the draws say: fans, shares of variance by source, a tornado, and how often targets hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from yipan.scenarios.baseline import Baseline
from yipan.scenarios.draws import PERCENT, Pool, Sample, bands, draw, quantiles
from yipan.scenarios.inverse import Span, needed
from yipan.scenarios.sampled import Outcomes, evaluate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yipan.scenarios.document import Response, Scenario, Target

    Floats = NDArray[np.float64]
    Bands = dict[str, tuple[float, float]]

DIGITS = 9
SECOND = 0x5EED  # the second sample's streams, apart from the first's
INTERACTION = "interaction"
LOW, HIGH = 0.1, 0.9
ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class FanRow:
    """Quantiles of a level with the levers in place; `central` is the draw without any shock."""

    period: int
    party: str
    indicator: str
    unit: str
    median: float
    bands: Bands


@dataclass(frozen=True, slots=True)
class Share:
    """A source and the part of the outcome's variance that vanishes when it is known."""

    source: str
    share: float


@dataclass(frozen=True, slots=True)
class Swing:
    """The outcome when one source goes from its low to its high end, the others at rest.

    A range goes from end to end; drawn sources from the 10th to the 90th percentile.
    """

    source: str
    low: float
    high: float

    @property
    def width(self) -> float:
        """How far the outcome moves."""
        return abs(self.high - self.low)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What variance and tornado are about: an indicator or quantity, or a response."""

    indicator: str
    party: str
    period: int
    response: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Uncertainty:
    """Everything the draws give; empty without draws."""

    fan: tuple[FanRow, ...] = ()
    outcome: Outcome | None = None
    variance: tuple[Share, ...] = ()
    tornado: tuple[Swing, ...] = ()
    response_bands: dict[tuple[str, int], Bands] | None = None
    chances: dict[str, float] | None = None
    needed: dict[str, Span | None] | None = None


def explore(
    scenario: Scenario, baseline: Baseline, pools: Sequence[Pool], shown: Sequence[str]
) -> Uncertainty:
    """Draw once, and look at the draws from every side."""
    if not scenario.draws:
        return Uncertainty()
    first = draw(scenario, pools, scenario.seed, scenario.draws)
    found = evaluate(scenario, baseline, pools, first)
    outcome = _outcome(scenario, baseline, shown)
    look = _looker(scenario, outcome)
    run = _runner(scenario, baseline, pools, look)
    return Uncertainty(
        fan=tuple(_fan(found, baseline, shown)),
        outcome=outcome,
        variance=_variance(scenario, pools, first, run) if outcome else (),
        tornado=_tornado(scenario, first, run) if outcome else (),
        response_bands=_response_bands(found),
        chances={t.id: chance(found, t) for t in scenario.targets},
        needed={
            t.id: needed(t, scenario, baseline, pools, first)
            for t in scenario.targets
            if t.solve_for
        },
    )


def chance(found: Outcomes, target: Target) -> float:
    """The part of the draws in which a target is met; a response on it counts."""
    value = reached(found, target)
    met = value >= float(target.bound) if target.at_least else value <= float(target.bound)
    return round(float(np.mean(met)), DIGITS)


def reached(found: Outcomes, target: Target) -> Floats:
    """The target's quantity in every draw."""
    acting = [
        r
        for r in found.scenario.responses
        if (r.outcome, r.party) == (target.indicator, target.party)
    ]
    value = found.value(target.indicator, target.party, target.year)
    for response in acting:
        moved = found.response(response, target.year)
        start = found.level(target.indicator, target.party, target.year)
        if moved is not None and start is not None and value is not None:
            value = value * moved / start
    return np.zeros(1) if value is None else value


def _outcome(scenario: Scenario, baseline: Baseline, shown: Sequence[str]) -> Outcome | None:
    """The first target; else the first response, else the first series shown; the last period."""
    last = scenario.years[-1]
    if scenario.targets:
        target = scenario.targets[0]
        return Outcome(target.indicator, target.party, target.year)
    if scenario.responses:
        response = scenario.responses[0]
        return Outcome(response.outcome, response.party, last, response.id)
    row = next((r for r in baseline.rows if r.indicator in shown), None)
    return Outcome(row.indicator, row.party, last) if row else None


def _looker(scenario: Scenario, outcome: Outcome | None) -> Callable[[Outcomes], Floats]:
    def look(found: Outcomes) -> Floats:
        if outcome is None:
            return np.zeros(1)
        if outcome.response:
            response = _response(scenario, outcome.response)
            value = found.response(response, outcome.period)
        elif scenario.targets:
            value = reached(found, scenario.targets[0])
        else:
            value = found.value(outcome.indicator, outcome.party, outcome.period)
        return np.zeros(1) if value is None else value

    return look


def _response(scenario: Scenario, name: str) -> Response:
    return next(r for r in scenario.responses if r.id == name)


def _runner(
    scenario: Scenario,
    baseline: Baseline,
    pools: Sequence[Pool],
    look: Callable[[Outcomes], Floats],
) -> Callable[[Sample], Floats]:
    def run(sample: Sample) -> Floats:
        value = look(evaluate(scenario, baseline, pools, sample))
        return np.asarray(np.broadcast_to(value, (sample.draws,)))

    return run


def _variance(
    scenario: Scenario, pools: Sequence[Pool], first: Sample, run: Callable[[Sample], Floats]
) -> tuple[Share, ...]:
    """First-order shares by pick-freeze: two runs that have one source in common.

    S = cov(Y, Y') / var(Y), the mean of both ways round. What is left over is `interaction` with
    the error of finitely many draws, so that the shares add up to 1.
    """
    second = draw(scenario, pools, scenario.seed ^ SECOND, scenario.draws)
    moving = [source for source in first.numbers if _moves(run(first.only(source)))]
    if len(moving) < 2:
        return tuple(Share(source, 1.0) for source in moving)
    ends = run(first), run(second)
    found = []
    for source in moving:
        both = (
            _first_order(ends[0], run(first.mixed(second, source))),
            _first_order(ends[1], run(second.mixed(first, source))),
        )
        found.append(Share(source, round(max(0.0, sum(both) / 2), DIGITS)))
    rest = round(1.0 - sum(s.share for s in found), DIGITS) + 0.0
    return (*found, Share(INTERACTION, rest))


def _first_order(y: Floats, other: Floats) -> float:
    """The estimator of Janon and others (2014): both runs estimate the common moments."""
    mean = (y + other).mean() / 2
    scale = ((y - mean) ** 2 + (other - mean) ** 2).mean() / 2
    return float(((y - mean) * (other - mean)).mean() / scale)


def _moves(values: Floats) -> bool:
    """Whether values differ by more than rounding."""
    return float(np.ptp(values)) > ROUNDING * float(np.abs(values).max())


def _tornado(
    scenario: Scenario, first: Sample, run: Callable[[Sample], Floats]
) -> tuple[Swing, ...]:
    """Widest first."""
    spans = {f"elasticity:{r.id}": (float(r.low), float(r.high)) for r in scenario.responses}
    spans |= {
        f"{lever.id}.{name}": (float(span.low), float(span.high))
        for lever in scenario.levers
        for name, span in lever.ranges.items()
    }
    found = []
    for source in first.numbers:
        if source in spans:
            ends = np.array(spans[source])
            low, high = run(Sample(2, {source: ends}))
        else:
            low, high = np.quantile(run(first.only(source)), (LOW, HIGH), method="inverted_cdf")
        if _moves(np.array([low, high])):
            found.append(Swing(source, clean(float(low)), clean(float(high))))
    return tuple(sorted(found, key=lambda s: (-s.width, s.source)))


def _fan(found: Outcomes, baseline: Baseline, shown: Sequence[str]) -> list[FanRow]:
    rows = []
    for row in baseline.rows:
        level = found.level(row.indicator, row.party, row.period)
        if row.indicator not in shown or level is None or len(level) == 1:
            continue
        ranked = _ranked(level)
        bounds = bands(ranked)
        rows.append(FanRow(row.period, row.party, row.indicator, row.unit, ranked[50], bounds))
    return rows + _identity_fan(found)


def _identity_fan(found: Outcomes) -> list[FanRow]:
    units = {identity.id: identity.unit for identity in found.scenario.identities}
    rows = []
    for (name, party, year), value in found.quantities.items():
        if name in units and len(value) > 1:
            ranked = _ranked(value)
            rows.append(FanRow(year, party, name, units[name], ranked[50], bands(ranked)))
    return rows


def _response_bands(found: Outcomes) -> dict[tuple[str, int], Bands]:
    rows = {}
    for response in found.scenario.responses:
        for year in found.scenario.years:
            value = found.response(response, year)
            if value is not None and len(value) > 1:
                rows[response.id, year] = bands(_ranked(value))
    return rows


def _ranked(values: Floats) -> dict[int, float]:
    return dict(zip(PERCENT, (clean(float(v)) for v in quantiles(values)), strict=True))


def clean(value: float) -> float:
    """Nine significant digits, so that the same seed gives the same bytes."""
    return float(f"{value:.{DIGITS}g}")
