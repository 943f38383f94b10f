"""Break-even: the value of a lever, or the elasticity, that meets a target; in closed form."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from math import log

from yipan.core.errors import Coded
from yipan.core.words import Words
from yipan.scenarios.accounting import account, into
from yipan.scenarios.applied import applied, driver_ratio
from yipan.scenarios.baseline import Baseline, exact
from yipan.scenarios.document import Scenario, Target
from yipan.scenarios.identities import PER_HEAD, hold
from yipan.scenarios.levers import Lever

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class BreakEven:
    """The value of a lever in the target's period alone, or an elasticity, that meets a target."""

    target: str
    solve_for: str
    status: str
    unit: str
    value: Fraction | None


def solve(target: Target, scenario: Scenario, baseline: Baseline) -> BreakEven:
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
    _refuse_curved(target, scenario, lever)
    nothing = _outcome(target, scenario, lever, ZERO, baseline)
    one = _outcome(target, scenario, lever, Fraction(1), baseline)
    if met(target, nothing):
        return BreakEven(target.id, name, "already-met", lever.unit, ZERO)
    if one == nothing:
        return BreakEven(target.id, name, "no-effect", lever.unit, None)
    value = (target.bound - nothing) / (one - nothing)
    low = -1 if lever.kind == "growth" else 0
    high = _most(lever, scenario, baseline, target.year)
    outside = value < low or (high is not None and value > high)
    status = "out-of-range" if outside else "solved"
    return BreakEven(target.id, name, status, lever.unit, value)


def _refuse_curved(target: Target, scenario: Scenario, lever: Lever) -> None:
    """A value per head is not linear in its residents."""
    for identity in scenario.identities:
        below = identity.parts[1] if identity.kind == PER_HEAD else ""
        if identity.id == target.indicator and lever.indicator == below:
            raise Coded(
                "BAD_VALUE",
                Words(
                    f"{target.id}:{lever.id} 作用于 {identity.id} 的分母,不能求解",
                    f"{target.id}: {lever.id} acts on the residents of {identity.id}; it cannot be "
                    "solved for",
                ),
            )


def _most(lever: Lever, scenario: Scenario, baseline: Baseline, year: int) -> Fraction | None:
    """A share is at most 1; nobody gives more than there is."""
    if lever.kind == "contracts":
        return Fraction(1)
    if lever.kind == "relocation":
        there = baseline.values[lever.indicator, lever.origin, year]
        return there / into(lever, scenario)
    return None


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
    values, levels, _ = applied(tried, baseline.values, consequences)
    rows = [row for c in consequences for row in c.rows] + levels
    rows += hold(tried, baseline.values, values).rows
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
    if met(target, start):
        return BreakEven(target.id, target.solve_for, "already-met", "", ZERO)
    consequences = [account(x, scenario, baseline.values) for x in scenario.levers]
    _, levels, _ = applied(scenario, baseline.values, consequences)
    rows = [row for c in consequences for row in c.rows] + levels
    driven = target.year - response.lag
    ratio = driver_ratio(response, scenario, baseline.values, rows, driven)
    if ratio == 1.0 or start <= 0 or target.bound <= 0:
        return BreakEven(target.id, target.solve_for, "no-effect", "", None)
    value = exact(log(float(target.bound / start)) / log(ratio))
    return BreakEven(target.id, target.solve_for, "solved", "", value)


def met(target: Target, value: Fraction) -> bool:
    return value >= target.bound if target.at_least else value <= target.bound
