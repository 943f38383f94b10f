"""The baseline: each series forecast by a method that beat drift in its back-test."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from yipan.core.errors import Coded
from yipan.core.words import Words
from yipan.scenarios.backtest import Backtest, Protocol, backtest
from yipan.scenarios.bands import LEVELS, volatility
from yipan.scenarios.document import Scenario
from yipan.scenarios.forecast import METHODS, SHORTEST
from yipan.scenarios.table import YearTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

DIGITS = 12  # significant digits of a forecast before it enters exact accounting
AS_IT_IS = {"hold", "random-walk"}
TESTED = 5  # longest horizon of the back-test
AUTO = ("drift", "drift-5", "pooled-drift", "damped", "combined")


@dataclass(frozen=True, slots=True)
class BaselineRow:
    """One forecast with its bands {"50": (lo, hi), …}; None where the past is too short."""

    period: int
    party: str
    indicator: str
    unit: str
    method: str
    value: Fraction
    bands: dict[str, tuple[float, float]] | None


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """One indicator up to the base, party × year: logs where all values are positive."""

    indicator: str
    parties: tuple[str, ...]
    history: Floats
    logs: bool
    test: Backtest | None
    methods: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Baseline:
    """`values` by (indicator, party, year), the base period included and exact."""

    values: dict[tuple[str, str, int], Fraction]
    rows: tuple[BaselineRow, ...]
    series: tuple[Series, ...]
    warnings: tuple[Words, ...]


def build(scenario: Scenario, table: YearTable) -> Baseline:
    """Forecast every indicator that the scenario names or needs."""
    values: dict[tuple[str, str, int], Fraction] = {}
    rows: list[BaselineRow] = []
    found: list[Series] = []
    warnings: list[Words] = []
    for indicator in needed(scenario):
        parties = _parties(scenario, table, indicator)
        series = _series(scenario, table, indicator, parties)
        found.append(series)
        for party in parties:
            values[indicator, party, scenario.base] = table.value(indicator, party, scenario.base)
        rows += _forecast(scenario, series, parties, values)
        if scenario.horizon > TESTED and not set(series.methods) <= AS_IT_IS:
            warnings.append(
                Words(
                    f"{indicator}:预测期 {scenario.horizon} 年超出回测的 {TESTED} 年",
                    f"{indicator}: the horizon of {scenario.horizon} years is beyond the "
                    f"{TESTED} that the back-test covers",
                )
            )
    return Baseline(values, tuple(rows), tuple(found), tuple(warnings))


def needed(scenario: Scenario) -> tuple[str, ...]:
    """Indicators of the baseline: those listed, then those that levers and the index rest on."""
    names = list(scenario.indicators)
    for lever in scenario.levers:
        names += [lever.indicator, *lever.factors]
    names += [response.outcome for response in scenario.responses]
    names += [item.indicator for item in scenario.index.items] if scenario.index else []
    return tuple(dict.fromkeys(name for name in names if name))


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
    starts = [min(y for i, p, y in table.values if (i, p) == (indicator, q)) for q in parties]
    history = table.grid(indicator, parties, range(max(starts), scenario.base + 1))
    logs = bool((history > 0).all())
    if logs:
        history = np.log(history)
    if scenario.method in AS_IT_IS:
        return Series(
            indicator, tuple(parties), history, logs, None, (scenario.method,) * len(parties)
        )
    if history.shape[1] < SHORTEST:
        raise Coded(
            "TOO_SHORT",
            Words(
                f"{indicator} 只有 {history.shape[1]} 年,{scenario.method} 至少需要 {SHORTEST} 年",
                f"{indicator} has {history.shape[1]} years; {scenario.method} needs {SHORTEST}",
            ),
            hint=Words("可用方法 hold", "the method hold needs one"),
            file=table.name,
        )
    test = _test(history, parties)
    if scenario.method != "auto":
        return Series(
            indicator, tuple(parties), history, logs, test, (scenario.method,) * len(parties)
        )
    used = test.used if test else dict.fromkeys(parties, "drift")
    return Series(
        indicator, tuple(parties), history, logs, test, tuple(used[party] for party in parties)
    )


def _test(history: Floats, parties: list[str]) -> Backtest | None:
    protocol = Protocol(tuple(METHODS), tuple(range(1, TESTED + 1)))
    try:
        return backtest(parties, history, history, protocol)
    except Coded:
        return None


def _forecast(
    scenario: Scenario,
    series: Series,
    parties: list[str],
    values: dict[tuple[str, str, int], Fraction],
) -> list[BaselineRow]:
    """Rows of one indicator; fills `values`."""
    paths = {m: METHODS[m](series.history, scenario.horizon) for m in set(series.methods)}
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
                )
            )
    return rows


def _bands(
    series: Series, method: str, horizon: int, point: float, scale: float
) -> dict[str, tuple[float, float]] | None:
    if series.test is None or horizon > TESTED:
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
