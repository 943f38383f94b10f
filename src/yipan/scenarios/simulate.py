"""A scenario from document to blocks: accounting, baseline, responses; kept visibly apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import log

from yipan.core.errors import Coded
from yipan.core.words import Words
from yipan.scenarios.accounting import Check, Consequence, Row, Transfer, account
from yipan.scenarios.baseline import Baseline, BaselineRow, Series, build, exact
from yipan.scenarios.document import Index, Response, Scenario, Target
from yipan.scenarios.draws import pool
from yipan.scenarios.gates import Gates, weigh
from yipan.scenarios.levers import Lever
from yipan.scenarios.realtime import AsOf
from yipan.scenarios.revisions import revisions
from yipan.scenarios.shelf import Shelf
from yipan.scenarios.table import YearTable
from yipan.scenarios.uncertainty import Uncertainty, explore

ZERO = Fraction(0)
OF_INDICATOR = {"level", "stock", "gap", "cost-to-close", "contracts-received"}
Values = dict[tuple[str, str, int], Fraction]


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the accounting block; `by_lever` holds the parts where several levers make it."""

    row: Row
    by_lever: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class ResponseRow:
    """What an assumed elasticity would move; never mixed into the accounting block."""

    period: int
    response: Response
    value: Fraction
    low: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True)
class IndexRow:
    """The index of a party, with and without the levers."""

    period: int
    party: str
    variant: str
    value: Fraction | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class BreakEven:
    """The value of a lever in the target's period alone, or an elasticity, that meets a target."""

    target: str
    solve_for: str
    status: str
    unit: str
    value: Fraction | None


@dataclass(frozen=True, slots=True)
class Simulation:
    """The blocks of a scenario."""

    scenario: Scenario
    accounting: tuple[Entry, ...]
    baseline: tuple[BaselineRow, ...]
    responses: tuple[ResponseRow, ...]
    moves: tuple[Transfer, ...]
    index: tuple[IndexRow, ...]
    break_even: tuple[BreakEven, ...]
    uncertainty: Uncertainty
    checks: tuple[Check, ...]
    warnings: tuple[Words, ...]
    gates: dict[str, Gates]
    histories: tuple[Series, ...] = ()


def simulate(
    scenario: Scenario,
    table: YearTable,
    vintages: Sequence[YearTable] = (),
    panels: Mapping[str, YearTable] | None = None,
    shelf: Shelf | None = None,
    as_of: AsOf | None = None,
) -> Simulation:
    """Run a scenario on a table of yearly values; `vintages` are its states, oldest first.

    `panels` are the tables of evidence by response; one that is not given is the scenario's own.
    `shelf` is where its compacts and match problems are found; `as_of` gives tables as of a day.
    """
    shelf = shelf or Shelf()
    scenario, unplaced = shelf.placed(scenario)
    panels = {r.id: table for r in scenario.responses} | dict(panels or {})
    judged = {r.id: weigh(r.evidence, panels[r.id]) for r in scenario.responses if r.evidence}
    scenario = replace(scenario, responses=_estimated(scenario.responses, judged))
    baseline = build(scenario, table, as_of)
    pools = [pool(series, revisions(series, vintages)) for series in baseline.series]
    consequences = [account(lever, scenario, baseline.values) for lever in scenario.levers]
    changed, levels, checks = _apply(scenario, baseline.values, consequences)
    rows = [row for c in consequences for row in c.rows] + levels
    settled = [shelf.settled(agreement, rows) for agreement in scenario.agreements]
    return Simulation(
        scenario=scenario,
        accounting=_entries(
            [*rows, *(row for s in settled for row in s.rows)], scenario, baseline.values
        ),
        baseline=tuple(r for r in baseline.rows if r.indicator in _shown(scenario)),
        responses=tuple(
            row for r in scenario.responses for row in _respond(r, scenario, baseline.values, rows)
        ),
        moves=tuple(m for c in consequences for m in c.moves)
        + tuple(m for s in settled for m in s.moves),
        index=_index_rows(scenario, baseline.values, changed),
        break_even=tuple(
            _break_even(t, scenario, baseline) for t in scenario.targets if t.solve_for
        ),
        uncertainty=explore(scenario, baseline, pools, tuple(_shown(scenario))),
        checks=tuple(check for c in consequences for check in c.checks)
        + tuple(check for s in settled for check in s.checks)
        + tuple(checks),
        warnings=(*unplaced, *(w for s in settled for w in s.undetermined), *baseline.warnings),
        gates=judged,
        histories=baseline.series,
    )


def _estimated(responses: Sequence[Response], judged: Mapping[str, Gates]) -> tuple[Response, ...]:
    """A response that passed every gate takes its estimate and 95 % interval; others stay."""
    found = []
    for response in responses:
        gates = judged.get(response.id)
        if gates is not None and gates.passed:
            low, high = (exact(end) for end in gates.interval)
            central = exact(gates.estimate or 0.0)
            response = replace(response, central=central, low=low, high=high)
        found.append(response)
    return tuple(found)


def _shown(scenario: Scenario) -> set[str]:
    named = set(scenario.indicators)
    return named or {x.indicator for x in scenario.levers if x.indicator}


def _apply(
    scenario: Scenario,
    baseline: Mapping[tuple[str, str, int], Fraction],
    consequences: list[Consequence],
) -> tuple[Values, list[Row], list[Check]]:
    """The scenario's panel; a level row for each relocated indicator; scenario - baseline = Σ."""
    changed = dict(baseline)
    touched: dict[tuple[str, str, int], list[tuple[Lever, Fraction]]] = {}
    for lever, consequence in zip(scenario.levers, consequences, strict=True):
        for indicator, party, year, change in consequence.changes:
            changed[indicator, party, year] += change
            touched.setdefault((indicator, party, year), []).append((lever, change))
    rows = []
    checks = []
    for key, parts in touched.items():
        indicator, party, year = key
        moved = [(lever, change) for lever, change in parts if lever.kind == "relocation"]
        if moved:
            unit = scenario.units.get(indicator, moved[0][0].unit)
            value = baseline[key] + sum((change for _, change in moved), ZERO)
            one = moved[0][0].id if len(moved) == 1 else ""
            rows.append(Row(year, party, indicator, one, unit, value, "baseline + change"))
        total = sum((change for _, change in parts), ZERO)
        name = f"scenario - baseline = levers: {indicator} {party} {year}"
        checks.append(Check(name, changed[key] - baseline[key], total))
    return changed, rows, checks


def _entries(
    rows: list[Row], scenario: Scenario, baseline: Mapping[tuple[str, str, int], Fraction]
) -> tuple[Entry, ...]:
    """One entry for each quantity, period, party and unit; several levers are added up.

    What belongs to an indicator is never added over indicators; levels share one baseline.
    """
    of = {x.id: x.indicator for x in scenario.levers}
    groups: dict[tuple[int, str, str, str, str], list[Row]] = {}
    for row in rows:
        own = of.get(row.lever, "") if row.quantity in OF_INDICATOR else ""
        key = (row.period, row.quantity, row.party, row.unit, own)
        groups.setdefault(key, []).append(row)
    found = []
    for (period, quantity, party, _, own), parts in groups.items():
        if len(parts) == 1:
            found.append(Entry(parts[0]))
            continue
        total = sum((part.value for part in parts), ZERO)
        if quantity == "level":
            total -= (len(parts) - 1) * baseline[own, party, period]
        because = " + ".join(part.lever for part in parts)
        found.append(Entry(replace(parts[0], lever="", value=total, because=because), tuple(parts)))
    found.sort(key=lambda e: (e.row.period, e.row.quantity, e.row.party))
    return tuple(found)


def _respond(
    response: Response,
    scenario: Scenario,
    baseline: Mapping[tuple[str, str, int], Fraction],
    rows: list[Row],
) -> list[ResponseRow]:
    """outcome × (u_scenario / u_baseline)^elasticity, `lag` years later."""
    found = []
    for year in scenario.years:
        driven = year - response.lag
        ratio = (
            _ratio(response, scenario, baseline, rows, driven) if driven > scenario.base else 1.0
        )
        start = baseline[response.outcome, response.party, year]
        ends = [_moved(start, ratio, e) for e in (response.low, response.central, response.high)]
        found.append(ResponseRow(year, response, ends[1], min(ends), max(ends)))
    return found


def _moved(start: Fraction, ratio: float, elasticity: Fraction) -> Fraction:
    if elasticity == 0 or ratio == 1.0:
        return start
    return exact(float(start) * ratio ** float(elasticity))


def _ratio(
    response: Response,
    scenario: Scenario,
    baseline: Mapping[tuple[str, str, int], Fraction],
    rows: list[Row],
    year: int,
) -> float:
    """The driver in the scenario over the driver in the baseline."""
    lever = next(x for x in scenario.levers if x.id == response.lever)
    if lever.kind in {"relocation", "growth"}:
        start = baseline.get((lever.indicator, response.party, year), ZERO)
        quantity = lever.indicator if lever.kind == "relocation" else "level"
    elif lever.kind == "contracts" and lever.reference is not None:
        start = lever.reference * baseline[lever.indicator, lever.origin, year]
        quantity = "contracts-received"
    else:
        start, quantity = ZERO, ""
    end = sum(
        (
            row.value
            for row in rows
            if (row.period, row.party, row.quantity) == (year, response.party, quantity)
        ),
        ZERO,
    )
    if start <= 0 or end <= 0:
        raise Coded(
            "NO_DRIVER",
            Words(
                f"{response.id}:杠杆 {lever.id} 在 {year} 年对 {response.party} 没有可比的基线",
                f"{response.id}: lever {lever.id} has no baseline to compare for {response.party} "
                f"in {year}",
            ),
            hint=Words("contracts 杠杆须给出 reference", "a contracts lever needs `reference`"),
        )
    return float(end / start)


def _index_rows(
    scenario: Scenario,
    baseline: Mapping[tuple[str, str, int], Fraction],
    changed: Mapping[tuple[str, str, int], Fraction],
) -> tuple[IndexRow, ...]:
    if scenario.index is None:
        return ()
    rows = []
    for year in (scenario.base, *scenario.years):
        for party in scenario.parties:
            for variant, values in (("baseline", baseline), ("scenario", changed)):
                score, reason = index_score(scenario.index, values, party, year)
                rows.append(IndexRow(year, party, variant, score, reason))
    return tuple(rows)


def index_score(
    index: Index, values: Mapping[tuple[str, str, int], Fraction], party: str, year: int
) -> tuple[Fraction | None, str]:
    """Weighted mean of (value - lower) / (upper - lower), bounds frozen; or why there is none."""
    scores = []
    for item in index.items:
        value = values.get((item.indicator, party, year))
        if value is None:
            return None, f"missing {item.indicator}"
        score = (value - item.lower) / (item.upper - item.lower)
        scores.append((score if item.up else 1 - score, item.weight))
    weight = sum((w for _, w in scores), ZERO)
    if not index.geometric:
        return sum((s * w for s, w in scores), ZERO) / weight, ""
    if min(s for s, _ in scores) <= 0:
        return None, "a score is not positive: no geometric mean"
    return exact(2 ** sum(float(w / weight) * log(float(s), 2) for s, w in scores)), ""


def _break_even(target: Target, scenario: Scenario, baseline: Baseline) -> BreakEven:
    """Solve in closed form: every quantity is linear in the path's value of one period."""
    name = target.solve_for
    if name.startswith("elasticity:"):
        return _elasticity(target, scenario, baseline, name.removeprefix("elasticity:"))
    lever = next((x for x in scenario.levers if x.id == name), None)
    if lever is None or lever.kind == "carbon":
        known = ", ".join(x.id for x in scenario.levers if x.kind != "carbon")
        raise Coded(
            "BAD_VALUE",
            Words(f"{target.id}:不能对“{name}”求解", f"{target.id}: cannot solve for {name!r}"),
            hint=Words(f"可用 {known} 或 elasticity:…", f"use {known} or elasticity:…"),
        )
    nothing = _outcome(target, scenario, lever, ZERO, baseline)
    one = _outcome(target, scenario, lever, Fraction(1), baseline)
    if _met(target, nothing):
        return BreakEven(target.id, name, "already-met", lever.unit, ZERO)
    if one == nothing:
        return BreakEven(target.id, name, "no-effect", lever.unit, None)
    value = (target.bound - nothing) / (one - nothing)
    low = -1 if lever.kind == "growth" else 0
    high = 1 if lever.kind == "contracts" else None
    outside = value < low or (high is not None and value > high)
    status = "out-of-range" if outside else "solved"
    return BreakEven(target.id, name, status, lever.unit, value)


def _outcome(
    target: Target, scenario: Scenario, lever: Lever, value: Fraction, baseline: Baseline
) -> Fraction:
    """The target's quantity when the lever's path has `value` in the target's period."""
    levers = tuple(
        replace(x, path={**x.path, target.year: value}) if x.id == lever.id else x
        for x in scenario.levers
    )
    tried = replace(scenario, levers=levers)
    consequences = [account(x, tried, baseline.values) for x in levers]
    values, levels, _ = _apply(tried, baseline.values, consequences)
    rows = [row for c in consequences for row in c.rows] + levels
    named = [
        row.value
        for row in rows
        if (row.quantity, row.party, row.period) == (target.indicator, target.party, target.year)
    ]
    if named:
        return sum(named, ZERO)
    found = values.get((target.indicator, target.party, target.year))
    if found is None:
        raise Coded(
            "MISSING",
            Words(
                f"{target.id}:基线中没有 {target.party} 的 {target.indicator}",
                f"{target.id}: the baseline has no {target.indicator} of {target.party}",
            ),
            hint=Words("请加入 baseline.indicators", "add it to baseline.indicators"),
        )
    return found


def _elasticity(target: Target, scenario: Scenario, baseline: Baseline, name: str) -> BreakEven:
    """e = log(bound / outcome) / log(driver ratio)."""
    response = next((r for r in scenario.responses if r.id == name), None)
    if response is None or (response.outcome, response.party) != (target.indicator, target.party):
        raise Coded(
            "BAD_VALUE",
            Words(
                f"{target.id}:没有作用于该目标的响应 {name}",
                f"{target.id}: no response {name} acts on this target",
            ),
        )
    start = baseline.values[response.outcome, response.party, target.year]
    if _met(target, start):
        return BreakEven(target.id, target.solve_for, "already-met", "", ZERO)
    consequences = [account(x, scenario, baseline.values) for x in scenario.levers]
    _, levels, _ = _apply(scenario, baseline.values, consequences)
    rows = [row for c in consequences for row in c.rows] + levels
    driven = target.year - response.lag
    ratio = (
        _ratio(response, scenario, baseline.values, rows, driven) if driven > scenario.base else 1.0
    )
    if ratio == 1.0 or start <= 0 or target.bound <= 0:
        return BreakEven(target.id, target.solve_for, "no-effect", "", None)
    value = exact(log(float(target.bound / start)) / log(ratio))
    return BreakEven(target.id, target.solve_for, "solved", "", value)


def _met(target: Target, value: Fraction) -> bool:
    return value >= target.bound if target.at_least else value <= target.bound
