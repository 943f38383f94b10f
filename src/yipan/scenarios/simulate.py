"""A scenario from document to blocks: accounting, baseline, responses; kept visibly apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import log

from yipan.core.words import Words
from yipan.scenarios.accounting import Check, Row, Transfer, account
from yipan.scenarios.applied import applied, driver_ratio, refuse_below_zero
from yipan.scenarios.baseline import BaselineRow, Series, build, exact
from yipan.scenarios.break_even import BreakEven, solve
from yipan.scenarios.document import Index, Response, Scenario
from yipan.scenarios.draws import pool
from yipan.scenarios.gates import Gates, weigh
from yipan.scenarios.identities import hold, unlike_totals
from yipan.scenarios.past import Past, decompose
from yipan.scenarios.realtime import AsOf
from yipan.scenarios.revisions import revisions
from yipan.scenarios.shelf import Shelf
from yipan.scenarios.table import YearTable
from yipan.scenarios.uncertainty import Uncertainty, explore

ZERO = Fraction(0)
OF_INDICATOR = {"level", "stock", "gap", "cost-to-close", "contracts-received"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the accounting block; `by_lever` holds the parts where several levers make it."""

    row: Row
    by_lever: tuple[Row, ...] = ()

    @property
    def parts(self) -> tuple[Row, ...]:
        """What each lever gives."""
        return self.by_lever or (self.row,)


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
    past: tuple[Past, ...] = ()


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
    changed, levels, checks = applied(scenario, baseline.values, consequences)
    refuse_below_zero(levels)
    rows = [row for c in consequences for row in c.rows] + levels
    settled = [shelf.settled(agreement, rows) for agreement in scenario.agreements]
    past = decompose(scenario, baseline.series)
    held = hold(scenario, baseline.values, changed)
    return Simulation(
        scenario=scenario,
        accounting=_entries(
            [*rows, *held.rows, *(row for s in settled for row in s.rows)],
            scenario,
            baseline.values,
        ),
        baseline=tuple(r for r in baseline.rows if r.indicator in _shown(scenario)),
        responses=tuple(
            row for r in scenario.responses for row in _respond(r, scenario, baseline.values, rows)
        ),
        moves=tuple(m for c in consequences for m in c.moves)
        + tuple(m for s in settled for m in s.moves),
        index=_index_rows(scenario, baseline.values, changed),
        break_even=tuple(solve(t, scenario, baseline) for t in scenario.targets if t.solve_for),
        uncertainty=explore(scenario, baseline, pools, tuple(_shown(scenario))),
        checks=tuple(check for c in consequences for check in c.checks)
        + tuple(check for s in settled for check in s.checks)
        + (*checks, *held.checks, *(p.check for p in past)),
        warnings=(
            *unplaced,
            *(w for s in settled for w in s.undetermined),
            *unlike_totals(scenario, baseline.values),
            *baseline.warnings,
        ),
        gates=judged,
        histories=baseline.series,
        past=past,
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
        ratio = driver_ratio(response, scenario, baseline, rows, driven)
        start = baseline[response.outcome, response.party, year]
        ends = [_moved(start, ratio, e) for e in (response.low, response.central, response.high)]
        found.append(ResponseRow(year, response, ends[1], min(ends), max(ends)))
    return found


def _moved(start: Fraction, ratio: float, elasticity: Fraction) -> Fraction:
    if elasticity == 0 or ratio == 1.0:
        return start
    return exact(float(start) * ratio ** float(elasticity))


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
