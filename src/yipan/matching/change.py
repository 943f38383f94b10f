"""What would have to change for one unplaced function to fit; every proposal is run again.

For each unplaced function the smallest change is named: more places at a platform that ranks it
too low, a higher ceiling, more land or water, or an application to a platform that would take it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from yipan.core.interval import rational_text
from yipan.matching.answer import Change, Match, Refusal
from yipan.matching.codes import (
    CEILING,
    FORBIDDEN,
    NO_CAPACITY,
    NOT_APPLIED,
    OUTRANKED,
    RESOURCE_FULL,
    TYPE_REFUSED,
)
from yipan.matching.deferred import assigned_by
from yipan.matching.relocation import Function, Platform, Relocation, gate, region_of

RUNS = 400
MOST_PLACES = 3


def changes(problem: Relocation, match: Match) -> tuple[Change, ...]:
    """One line for each unplaced function, within a bounded number of runs."""
    runs = _Runs(problem)
    functions = {f.id: f for f in problem.functions}
    return tuple(_for_one(problem, functions[r.who], r, runs) for r in match.unplaced)


class _Runs:
    """Re-runs with a change, remembered and bounded."""

    def __init__(self, problem: Relocation) -> None:
        self.problem = problem
        self.left = RUNS
        self._known: dict[tuple[str, str], dict[str, str]] = {}

    def places(self, key: tuple[str, str], changed: Relocation, who: str) -> bool:
        if key not in self._known:
            if self.left == 0:
                return False
            self.left -= 1
            self._known[key] = assigned_by(changed)
        return who in self._known[key]


def _for_one(problem: Relocation, function: Function, refusal: Refusal, runs: _Runs) -> Change:
    for key, changed, change in _candidates(problem, function, refusal):
        if runs.places(key, changed, function.id):
            return change
    return Change(
        function.id,
        "",
        "",
        "",
        f"{function.id}: 单改一处(至多加 {MOST_PLACES} 个名额)仍不能安排",
        f"{function.id}: no single change (up to {MOST_PLACES} more places) would fit it",
    )


Candidate = tuple[tuple[str, str], Relocation, Change]


def _candidates(problem: Relocation, function: Function, refusal: Refusal) -> Iterator[Candidate]:
    """Changes from small to large: one more place, an application, then up to three places."""
    reasons = dict(refusal.reasons)
    platforms = {p.id: p for p in problem.platforms}
    wanted = [platforms[w] for w in function.wants]
    full = [p for p in wanted if reasons.get(p.id) in {OUTRANKED, NO_CAPACITY}]
    yield from (_more_places(problem, function, p, 1) for p in full)
    yield from _region_and_resources(problem, function, wanted, refusal)
    yield from _applications(problem, function, reasons)
    yield from _gates(problem, function, wanted, reasons)
    for extra in range(2, MOST_PLACES + 1):
        yield from (_more_places(problem, function, p, extra) for p in full)


def _more_places(problem: Relocation, function: Function, p: Platform, extra: int) -> Candidate:
    changed = _with(problem, replace(p, capacity=p.capacity + extra))
    zh = f"{function.id}: 若 {p.id} 名额由 {p.capacity} 增至 {p.capacity + extra},即可安排"
    en = f"{function.id}: fits if {p.id} has {p.capacity + extra} places instead of {p.capacity}"
    change = Change(function.id, p.id, "capacity", str(extra), zh, en)
    return (f"capacity+{extra}", p.id), changed, change


def _region_and_resources(
    problem: Relocation, function: Function, wanted: list[Platform], refusal: Refusal
) -> Iterator[Candidate]:
    reasons = refusal.reasons
    for p in wanted:
        if reasons.get(p.id) == CEILING:
            number = region_of(problem, p)
            assert number is not None
            ceiling = problem.ceilings[number]
            raised = list(problem.ceilings)
            raised[number] = replace(ceiling, most=ceiling.most + 1)
            place = "/".join(ceiling.place)
            zh = f"{function.id}: 若 {place} 上限由 {ceiling.most} 增至 {ceiling.most + 1},即可安排"
            en = f"{function.id}: fits if the ceiling of {place} is {ceiling.most + 1}"
            change = Change(function.id, p.id, "ceiling", "1", zh, en)
            yield ("ceiling", place), replace(problem, ceilings=tuple(raised)), change
        elif reasons.get(p.id) == RESOURCE_FULL:
            detail = refusal.details.get(p.id, {})
            if "resource" in detail:
                short = detail["needs"] - detail["left"]
                yield _more_resource(problem, function, p, detail["resource"], short)
        elif reasons.get(p.id) == NO_CAPACITY:
            for name, need in function.needs.items():
                if need > p.limits.get(name, need):
                    yield _more_resource(problem, function, p, name, need - p.limits[name])


def _more_resource(
    problem: Relocation, function: Function, p: Platform, name: str, need: Fraction
) -> Candidate:
    limits = {**p.limits, name: p.limits[name] + need}
    by = f"{rational_text(need)}{problem.units.get(name, '')}"
    zh = f"{function.id}: 若 {p.id} 的{name}增加 {by},即可安排"
    en = f"{function.id}: fits if {p.id} has {by} more of {name}"
    change = Change(function.id, p.id, name, by, zh, en)
    return (f"{name}+{by}", p.id), _with(problem, replace(p, limits=limits)), change


def _applications(
    problem: Relocation, function: Function, reasons: dict[str, str]
) -> Iterator[Candidate]:
    for p in problem.platforms:
        if reasons.get(p.id) != NOT_APPLIED:
            continue
        applied = replace(function, wants=(*function.wants, p.id))
        if gate(problem, applied, p) is not None:
            continue
        zh = f"{function.id}: 若它申报 {p.id},即可安排"
        en = f"{function.id}: fits if it applies to {p.id}"
        change = Change(function.id, p.id, "wants", p.id, zh, en)
        yield (f"wants {function.id}", p.id), _with_function(problem, applied), change


def _gates(
    problem: Relocation, function: Function, wanted: list[Platform], reasons: dict[str, str]
) -> Iterator[Candidate]:
    for p in wanted:
        code = reasons.get(p.id)
        if code == TYPE_REFUSED:
            opened = replace(p, types=(*(p.types or ()), function.type))
            zh = f"{function.id}: 若 {p.id} 接收“{function.type}”,即可安排"
            en = f"{function.id}: fits if {p.id} takes type {function.type}"
            change = Change(function.id, p.id, "types", function.type, zh, en)
            yield (f"type {function.type}", p.id), _with(problem, opened), change
        elif code == FORBIDDEN:
            verdicts = {k: v for k, v in problem.verdicts.items() if k != (function.id, p.id)}
            opened_problem = _with(replace(problem, verdicts=verdicts), replace(p, forbids=()))
            zh = f"{function.id}: 若 {p.id} 的目录不再禁止 {function.code},即可安排"
            en = f"{function.id}: fits if {p.id} no longer forbids {function.code}"
            change = Change(function.id, p.id, "forbids", function.code, zh, en)
            yield (f"forbids {function.id}", p.id), opened_problem, change


def _with(problem: Relocation, platform: Platform) -> Relocation:
    return replace(
        problem,
        platforms=tuple(platform if p.id == platform.id else p for p in problem.platforms),
    )


def _with_function(problem: Relocation, function: Function) -> Relocation:
    return replace(
        problem,
        functions=tuple(function if f.id == function.id else f for f in problem.functions),
    )
