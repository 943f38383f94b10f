"""The baseline: each series forecast by a method that beat drift in its back-test."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from yipan.core.errors import Coded
from yipan.core.words import Words
from yipan.scenarios.backtest import DEFAULT_FIRST, Backtest, Protocol, Score, backtest, beating
from yipan.scenarios.bands import LEVELS, volatility
from yipan.scenarios.document import Scenario
from yipan.scenarios.forecast import METHODS, SHORTEST
from yipan.scenarios.realtime import AsOf, seen
from yipan.scenarios.table import YearTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

DIGITS = 12  # significant digits of a forecast before it enters exact accounting
AS_IT_IS = {"hold", "random-walk"}


@dataclass(frozen=True, slots=True)
class BaselineRow:
    """One forecast with its bands {"50": (lo, hi), …}; None where the past is too short.

    `tested` is how the method did at this horizon for this party, `then` how it would have done in
    real time; None where it was not tested. `others`: what further methods that beat drift give;
    where they lie apart, few origins chose between them.
    """

    period: int
    party: str
    indicator: str
    unit: str
    method: str
    value: Fraction
    bands: dict[str, tuple[float, float]] | None
    tested: Score | None = None
    then: Score | None = None
    others: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """One indicator up to the base, party × year: logs where all values are positive."""

    indicator: str
    parties: tuple[str, ...]
    history: Floats
    logs: bool
    test: Backtest | None
    methods: tuple[str, ...]
    then: Backtest | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Baseline:
    """`values` by (indicator, party, year), the base period included and exact."""

    values: dict[tuple[str, str, int], Fraction]
    rows: tuple[BaselineRow, ...]
    series: tuple[Series, ...]
    warnings: tuple[Words, ...]


def build(scenario: Scenario, table: YearTable, as_of: AsOf | None = None) -> Baseline:
    """Forecast every indicator that the scenario names or needs.

    With `as_of` (tables as of a day) each method is tested in real time, too.
    """
    values: dict[tuple[str, str, int], Fraction] = {}
    rows: list[BaselineRow] = []
    found: list[Series] = []
    warnings: list[Words] = []
    for indicator in needed(scenario):
        parties = _parties(scenario, table, indicator)
        series = _series(scenario, table, indicator, parties)
        if as_of is not None and series.test is not None:
            series = replace(series, then=_real_time(scenario, series, as_of))
        found.append(series)
        for party in parties:
            values[indicator, party, scenario.base] = table.value(indicator, party, scenario.base)
        rows += _forecast(scenario, series, parties, values)
        warnings += [*_said(scenario, series), *_said_late(series)]
    return Baseline(values, tuple(rows), tuple(found), tuple(warnings))


def needed(scenario: Scenario) -> tuple[str, ...]:
    """Indicators of the baseline: those listed, then those that levers and the index rest on."""
    names = list(scenario.indicators)
    for lever in (*scenario.levers, *(p.pattern for p in scenario.placements)):
        names += [lever.indicator, *lever.factors]
    names += [response.outcome for response in scenario.responses]
    names += [item.indicator for item in scenario.index.items] if scenario.index else []
    names += [name for identity in scenario.identities for name in identity.indicators]
    return tuple(dict.fromkeys(name for name in names if name))


def named(scenario: Scenario) -> tuple[str, ...]:
    """What a page may have to call by name: indicators and identities."""
    return (*needed(scenario), *(identity.id for identity in scenario.identities))


def _parties(scenario: Scenario, table: YearTable, indicator: str) -> list[str]:
    """Parties of the scenario that have the indicator; those a lever needs must."""
    table.require(indicator)
    have = set(table.parties(indicator))
    for lever in scenario.levers:
        wanted = (
            (lever.origin, lever.destination) if lever.kind == "relocation" else (lever.origin,)
        )
        for party in wanted if indicator in (lever.indicator, *lever.factors) else ():
            if party not in have:
                table.value(indicator, party, scenario.base)
    return [party for party in scenario.parties if party in have]


def _series(scenario: Scenario, table: YearTable, indicator: str, parties: list[str]) -> Series:
    method = scenario.method_of(indicator)
    start = table.unbroken(indicator, parties, scenario.base)
    history = table.grid(indicator, parties, range(start, scenario.base + 1))
    logs = bool((history > 0).all())
    if logs:
        history = np.log(history)
    if method in AS_IT_IS:
        return Series(indicator, tuple(parties), history, logs, None, (method,) * len(parties))
    test = _test(scenario, indicator, history, parties, table.name)
    if method != "auto":
        methods = (method,) * len(parties)
    elif test is None:
        methods = ("hold",) * len(parties)
    else:
        methods = tuple(test.used[party] for party in parties)
    return Series(indicator, tuple(parties), history, logs, test, methods)


def _test(
    scenario: Scenario, indicator: str, history: Floats, parties: list[str], file: str
) -> Backtest | None:
    """The back-test over the scenario's horizons; None where the series is too short for any.

    `auto` chooses only what was tested at every horizon. A named method is the user's own choice:
    it is tested as far as that goes, and the output says how far.
    """
    method = scenario.method_of(indicator)
    years, longest = history.shape[1], history.shape[1] - 1 - DEFAULT_FIRST
    if longest < 1:
        if method != "auto" and years < SHORTEST:
            raise _too_short(indicator, years, method, SHORTEST, file)
        return None
    if method == "auto" and longest < scenario.horizon:
        wanted = f"auto ({scenario.horizon})"
        raise _too_short(indicator, years, wanted, scenario.horizon + 1 + DEFAULT_FIRST, file)
    tested = horizons(min(longest, scenario.horizon))
    return backtest(parties, history, history, Protocol(horizons=tested))


def _too_short(indicator: str, years: int, method: str, least: int, file: str) -> Coded:
    return Coded(
        "TOO_SHORT",
        Words(
            f"{indicator} 只有 {years} 年,{method} 至少需要 {least} 年",
            f"{indicator} has {years} years; {method} needs {least}",
        ),
        hint=Words(
            f"可缩短 horizon,或写 baseline.methods: {{{indicator}: drift}}",
            f"use a shorter horizon, or baseline.methods: {{{indicator}: drift}}",
        ),
        file=file,
    )


def _real_time(scenario: Scenario, series: Series, as_of: AsOf) -> Backtest | None:
    """The same test on what had been published; None where that leaves no origin."""
    first = scenario.base - series.history.shape[1] + 1
    span = (first, scenario.base)
    known = seen(series.indicator, as_of, series.parties, span, logs=series.logs)
    try:
        protocol = Protocol(horizons=horizons(scenario.horizon))
        return backtest(series.parties, series.history, series.history, protocol, known)
    except Coded:
        return None


def horizons(longest: int) -> tuple[int, ...]:
    """1 to the longest."""
    return tuple(range(1, longest + 1))


def _said(scenario: Scenario, series: Series) -> list[Words]:
    """What the choice of methods leaves to be said."""
    method = scenario.method_of(series.indicator)
    if method in AS_IT_IS:
        return []
    name = series.indicator
    years = series.history.shape[1]
    if series.test is None:
        held = (":基线保持末年之值", ": its last value is held")
        zh, en = held if method == "auto" else ("", "")
        return [
            Words(
                f"{name} 只有 {years} 年,不能回测{zh}",
                f"{name} has {years} year{'s' * (years > 1)}, too few for a back-test{en}",
            )
        ]
    if method == "auto":
        kept = [p for p, m in zip(series.parties, series.methods, strict=True) if m == "drift"]
        return [
            Words(
                f"{name}({'、'.join(kept)}):没有方法在回测中优于漂移,用漂移",
                f"{name} ({', '.join(kept)}): no method beat drift in the back-test; drift is used",
            )
        ] * bool(kept)
    said = []
    longest = years - 1 - DEFAULT_FIRST
    if longest < scenario.horizon:
        said.append(
            Words(
                f"{name}:{method} 只经 {longest} 年的回测,其后没有检验",
                f"{name}: {method} is tested to {longest} years ahead, not beyond",
            )
        )
    worse = [p for p in series.parties if not _beats(series.test, method, p)]
    if method != "drift" and worse:
        said.append(
            Words(
                f"{name}({'、'.join(worse)}):{method} 在回测中不优于漂移",
                f"{name} ({', '.join(worse)}): {method} did not beat drift in the back-test",
            )
        )
    return said


def _said_late(series: Series) -> list[Words]:
    """Methods that only look good on figures which nobody had at the time.

    They stay in use: errors in real time hold the revisions of the level, too.
    """
    pairs = zip(series.parties, series.methods, strict=True)
    late = [party for party, method in pairs if _late(series, method, party)]
    if not late:
        return []
    return [
        Words(
            f"{series.indicator}({'、'.join(late)}):所用方法在实时回测(含水平的修订)中不优于漂移",
            f"{series.indicator} ({', '.join(late)}): in real time, revisions of the level "
            "included, the method used did not beat drift",
        )
    ]


def _late(series: Series, method: str, party: str) -> bool:
    """Whether a method other than drift was no better than drift in real time."""
    if series.then is None or method == "drift":
        return False
    return not _beats(series.then, method, party)


def _beats(test: Backtest, method: str, party: str) -> bool:
    mean = test.mean_of(party, method)
    return mean is not None and mean < 1


def _forecast(
    scenario: Scenario,
    series: Series,
    parties: list[str],
    values: dict[tuple[str, str, int], Fraction],
) -> list[BaselineRow]:
    """Rows of one indicator; fills `values`."""
    rivals = [_rivals(series, party) for party in parties]
    asked = {*series.methods, *(m for names in rivals for m in names)}
    paths = {m: METHODS[m](series.history, scenario.horizon) for m in asked}
    scales = volatility(series.history)
    rows = []
    for index, party in enumerate(parties):
        method = series.methods[index]
        base = values[series.indicator, party, scenario.base]
        for step, year in enumerate(scenario.years):
            point = float(paths[method][index, step])
            value = base if method in AS_IT_IS else exact(_back(point, series.logs))
            values[series.indicator, party, year] = value
            rows.append(
                BaselineRow(
                    year,
                    party,
                    series.indicator,
                    scenario.units.get(series.indicator, ""),
                    method,
                    value,
                    _bands(series, method, step + 1, point, float(scales[index]))
                    if scenario.draws
                    else None,
                    series.test.score(party, method, step + 1) if series.test else None,
                    series.then.score(party, method, step + 1) if series.then else None,
                    {
                        m: float(exact(_back(float(paths[m][index, step]), series.logs)))
                        for m in rivals[index]
                        if m != method
                    },
                )
            )
    return rows


def _rivals(series: Series, party: str) -> list[str]:
    """Methods that beat drift in the back-test of a party."""
    return [] if series.test is None else beating(series.test.scores, party)


def _bands(
    series: Series, method: str, horizon: int, point: float, scale: float
) -> dict[str, tuple[float, float]] | None:
    if series.test is None or horizon not in series.test.errors[method]:
        return None
    found = {}
    for level in LEVELS:
        radius = series.test.radius(method, horizon, level)
        if radius is None:
            return None
        ends = (point - radius * scale, point + radius * scale)
        low, high = (float(exact(_back(end, series.logs))) for end in ends)
        found[str(level)] = (low, high)
    return found


def _back(value: float, logs: bool) -> float:
    return float(np.exp(value)) if logs else value


def exact(value: float) -> Fraction:
    """A forecast as an exact decimal of the declared number of significant digits."""
    return Fraction(f"{value:.{DIGITS}g}")
