"""Deferred acceptance with reasons: places, resources and regional ceilings.

Without ceilings and resources this is Gale and Shapley. With a ceiling over a region the region
chooses for its platforms: each first keeps its best up to its target, then the platforms take in
turn their next best while capacity and the ceiling allow (flexible deferred acceptance, Kamada and
Kojima 2015). With resources a platform admits in its own order and stops at the first function that
no longer fits, so that nobody is passed over by a lower ranked one (Delacrétaz, Kominers and
Teytelboym 2023); this can leave room unused, and the best-total method says how much.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from yipan.core.places import place_text
from yipan.matching.answer import Match, Placement, Refusal
from yipan.matching.codes import CEILING, NOT_APPLIED, OUTRANKED, RESOURCE_FULL
from yipan.matching.relocation import (
    Function,
    Platform,
    Relocation,
    ceiling_name,
    gate,
    mismatch,
    ranked_not_applied,
    region_of,
    standing,
)

Pair = tuple[str, str]  # (function, platform)
REASONS_FOR_ALL = 2_000_000
NO_REGION = -1


@dataclass(frozen=True, slots=True)
class _Market:
    """The problem with everything looked up once."""

    problem: Relocation
    functions: dict[str, Function]
    platforms: dict[str, Platform]
    standing: dict[str, dict[str, int]]
    open: dict[str, tuple[str, ...]]  # function -> wanted platforms whose gates it passes
    region: dict[str, tuple[int, str]]  # platform -> region; without ceiling one of its own


def deferred(problem: Relocation) -> Match:
    """The stable matching that every function likes best, with reasons and computed checks."""
    market = _market(problem)
    assigned = _run(market)
    return _answer(market, assigned)


def assigned_by(problem: Relocation) -> dict[str, str]:
    """Only who goes where."""
    return _run(_market(problem))


def _market(problem: Relocation) -> _Market:
    platforms = {p.id: p for p in problem.platforms}
    functions = {f.id: f for f in problem.functions}
    passing = {
        f.id: tuple(w for w in f.wants if gate(problem, f, platforms[w]) is None)
        for f in problem.functions
    }
    region = {}
    for platform in problem.platforms:
        number = region_of(problem, platform)
        region[platform.id] = (NO_REGION, platform.id) if number is None else (number, "")
    return _Market(problem, functions, platforms, standing(problem), passing, region)


def _run(market: _Market) -> dict[str, str]:
    plain = not market.problem.ceilings and not any(p.limits for p in market.problem.platforms)
    return _run_plain(market) if plain else _run_regions(market)


def _run_plain(market: _Market) -> dict[str, str]:
    import numpy as np

    names = [f.id for f in market.problem.functions]
    places = [p.id for p in market.problem.platforms]
    number = {name: i for i, name in enumerate(places)}
    depth = max((len(market.open[name]) for name in names), default=0)
    if depth == 0:
        return {}
    from yipan.matching.stable import propose

    wants = np.full((len(names), depth), -1, dtype=np.int64)
    stand = np.zeros((len(names), depth), dtype=np.int64)
    for i, name in enumerate(names):
        for k, place in enumerate(market.open[name]):
            wants[i, k], stand[i, k] = number[place], market.standing[place][name]
    capacity = np.array([p.capacity for p in market.problem.platforms], dtype=np.int64)
    choice = propose(wants, stand, capacity)
    return {name: places[wants[i, choice[i]]] for i, name in enumerate(names) if choice[i] >= 0}


def _run_regions(market: _Market) -> dict[str, str]:
    """Rounds of proposals; a region reconsiders all that were ever put to it."""
    step = dict.fromkeys(market.functions, 0)
    put: dict[tuple[int, str], set[Pair]] = {key: set() for key in market.region.values()}
    held: dict[tuple[int, str], set[Pair]] = {key: set() for key in put}
    free = list(market.functions)
    while free:
        touched = set()
        for name in free:
            if step[name] < len(market.open[name]):
                place = market.open[name][step[name]]
                put[market.region[place]].add((name, place))
                touched.add(market.region[place])
        for key in touched:
            held[key] = choose(market, key, put[key])
        holding = {name for pairs in held.values() for name, _ in pairs}
        waiting = [n for n in market.functions if n not in holding]
        free = []
        for name in waiting:
            if step[name] < len(market.open[name]):
                step[name] += 1
                free.append(name)
        free = [n for n in free if step[n] < len(market.open[n])]
    return {name: place for pairs in held.values() for name, place in pairs}


def choose(market: _Market, key: tuple[int, str], put: Iterable[Pair]) -> set[Pair]:
    """What a region takes of the pairs put to it."""
    by_place: dict[str, list[str]] = {}
    for name, place in put:
        by_place.setdefault(place, []).append(name)
    queues = {
        place: _admissible(market, place, sorted(names, key=market.standing[place].__getitem__))
        for place, names in by_place.items()
    }
    if key[0] == NO_REGION:
        return {(name, place) for place, names in queues.items() for name in names}
    ceiling = market.problem.ceilings[key[0]]
    order = [p for p in ceiling.order if p in queues]
    order += [p.id for p in market.problem.platforms if p.id in queues and p.id not in order]
    taken = {p: min(ceiling.targets.get(p, 0), len(queues[p])) for p in order}
    left = ceiling.most - sum(taken.values())
    while left > 0:
        turn = [p for p in order if taken[p] < len(queues[p])][:left]
        if not turn:
            break
        for place in turn:
            taken[place] += 1
        left -= len(turn)
    return {(name, place) for place in order for name in queues[place][: taken[place]]}


def _admissible(market: _Market, place: str, ranked: Sequence[str]) -> list[str]:
    """The head of the order that fits capacity and resources."""
    platform = market.platforms[place]
    head: list[str] = []
    left = dict(platform.limits)
    for name in ranked[: platform.capacity]:
        needs = market.functions[name].needs
        if any(needs.get(resource, 0) > room for resource, room in left.items()):
            break
        left = {resource: room - needs.get(resource, 0) for resource, room in left.items()}
        head.append(name)
    return head


def blocking_pairs(problem: Relocation, assigned: dict[str, str]) -> tuple[Pair, ...]:
    """Every (function, platform) that both would prefer, and that the region's rule would take.

    Under resources only the highest ranked of those who would rather be there can block: a lower
    ranked one that fits would pass it over.
    """
    return _blocking(_market(problem), assigned)


def _blocking(market: _Market, assigned: dict[str, str]) -> tuple[Pair, ...]:
    held: dict[tuple[int, str], set[Pair]] = {key: set() for key in market.region.values()}
    for name, place in assigned.items():
        held[market.region[place]].add((name, place))
    wishes: dict[str, list[str]] = {}
    for name, options in market.open.items():
        own = assigned.get(name)
        better = options if own is None else options[: options.index(own)]
        for place in better:
            wishes.setdefault(place, []).append(name)
    found = []
    for place, names in wishes.items():
        key = market.region[place]
        if key[0] == NO_REGION and not market.platforms[place].limits:
            found += [(name, place) for name in _welcome(market, place, names, held[key])]
            continue
        ranked = sorted(names, key=market.standing[place].__getitem__)
        tested = ranked[:1] if market.platforms[place].limits else ranked
        found += [
            (name, place)
            for name in tested
            if (name, place) in choose(market, key, held[key] | {(name, place)})
        ]
    return tuple(sorted(found))


def _welcome(market: _Market, place: str, names: list[str], held: set[Pair]) -> list[str]:
    """Those whom a platform without ceiling or resources would take: it has room, or worse ones."""
    order, capacity = market.standing[place], market.platforms[place].capacity
    if len(held) < capacity:
        return names
    worst = max((order[name] for name, _ in held), default=-1)
    return [name for name in names if order[name] < worst]


def _answer(market: _Market, assigned: dict[str, str]) -> Match:
    problem = market.problem
    held: dict[str, list[str]] = {p.id: [] for p in problem.platforms}
    for name, place in assigned.items():
        held[place].append(name)
    for place, names in held.items():
        names.sort(key=market.standing[place].__getitem__)
    placed, unplaced = [], []
    every = len(problem.functions) * len(problem.platforms) <= REASONS_FOR_ALL
    for function in problem.functions:
        own = assigned.get(function.id)
        if own is not None:
            choice = function.wants.index(own) + 1
            before = {
                w: _refusal(market, function, w, held)[0] for w in function.wants[: choice - 1]
            }
            because: dict[str, object] = {"choice": choice, "refused_before": before}
            verdict = problem.verdicts.get((function.id, own))
            if verdict:
                because["verdict"] = verdict
            placed.append(Placement(function.id, own, Fraction(1), because))
        else:
            options = list(market.platforms) if every else list(function.wants)
            codes = {w: _refusal(market, function, w, held) for w in options}
            details = {w: detail for w, (_, detail) in codes.items() if detail}
            reasons = {w: code for w, (code, _) in codes.items()}
            unplaced.append(Refusal(function.id, reasons, details))
    notes = list(ranked_not_applied(problem)) + _ceiling_notes(market)
    if not every:
        notes.append(f"REASONS_SHORTENED 其余去处均为{NOT_APPLIED}")
    return Match(
        "deferred",
        tuple(placed),
        tuple(unplaced),
        _blocking(market, assigned),
        capacity_used(problem, held),
        ceilings_used(problem, held),
        resources_used(problem, held),
        {"items": Fraction(len(placed)), **quantities(problem, assigned)},
        mismatch=mismatch(problem),
        moves=moves_of(problem, assigned, "deferred"),
        notes=tuple(notes),
    )


def _refusal(
    market: _Market, function: Function, place: str, held: dict[str, list[str]]
) -> tuple[str, dict[str, object]]:
    """The one code of a refused option, with the figures behind it."""
    platform = market.platforms[place]
    code = gate(market.problem, function, platform)
    if code is not None:
        return code, {}
    order = market.standing[place]
    above = [n for n in held[place] if order[n] < order[function.id]]
    if len(held[place]) >= platform.capacity:
        return OUTRANKED, {"by": above}
    for resource, limit in platform.limits.items():
        used = sum(
            (market.functions[n].needs.get(resource, Fraction(0)) for n in above), Fraction(0)
        )
        need = function.needs.get(resource, Fraction(0))
        if used + need > limit:
            return RESOURCE_FULL, {"resource": resource, "left": limit - used, "needs": need}
    number = market.region[place][0]
    if number != NO_REGION:
        ceiling = market.problem.ceilings[number]
        return CEILING, {"place": ceiling_name(ceiling), "limit": Fraction(ceiling.most)}
    return RESOURCE_FULL, {"behind": _first_waiting(market, place, held)}


def _first_waiting(market: _Market, place: str, held: dict[str, list[str]]) -> str:
    """Who stands first among those the platform could not fit: nobody below may pass it."""
    order = market.standing[place]
    inside = set(held[place])
    waiting = [n for n in order if n not in inside and place in market.open[n]]
    return min(waiting, key=order.__getitem__)


def _ceiling_notes(market: _Market) -> list[str]:
    used = {number for number, _ in market.region.values()}
    return [
        f"CEILING_UNUSED {ceiling_name(c)}"
        for number, c in enumerate(market.problem.ceilings)
        if number not in used
    ]


def capacity_used(
    problem: Relocation, held: dict[str, list[str]]
) -> dict[str, tuple[Fraction, Fraction]]:
    """platform -> (used, limit)."""
    return {p.id: (Fraction(len(held[p.id])), Fraction(p.capacity)) for p in problem.platforms}


def ceilings_used(
    problem: Relocation, held: dict[str, list[str]]
) -> dict[str, tuple[Fraction, Fraction]]:
    """place -> (used, limit)."""
    totals = [0] * len(problem.ceilings)
    for platform in problem.platforms:
        number = region_of(problem, platform)
        if number is not None:
            totals[number] += len(held[platform.id])
    return {
        ceiling_name(c): (Fraction(used), Fraction(c.most))
        for c, used in zip(problem.ceilings, totals, strict=True)
    }


def resources_used(
    problem: Relocation, held: dict[str, list[str]]
) -> dict[str, dict[str, tuple[Fraction, Fraction]]]:
    """platform -> resource -> (used, limit)."""
    functions = {f.id: f for f in problem.functions}
    found: dict[str, dict[str, tuple[Fraction, Fraction]]] = {}
    for platform in problem.platforms:
        for resource, limit in platform.limits.items():
            parts = (functions[n].needs.get(resource, Fraction(0)) for n in held[platform.id])
            found.setdefault(platform.id, {})[resource] = (sum(parts, Fraction(0)), limit)
    return found


def moves_of(
    problem: Relocation, assigned: dict[str, str], clause: str
) -> tuple[dict[str, str], ...]:
    """One move for each placed function whose two places are known."""
    platforms = {p.id: p for p in problem.platforms}
    return tuple(
        {
            "from": f.place,
            "to": place_text(platforms[assigned[f.id]].place),
            "unit": "项",
            "qty": "1",
            "clause": clause,
            "case": f.id,
        }
        for f in problem.functions
        if f.id in assigned and f.place and platforms[assigned[f.id]].place
    )


def quantities(problem: Relocation, assigned: dict[str, str]) -> dict[str, Fraction]:
    """What the placed functions take with them, per resource, and their distance."""
    found: dict[str, Fraction] = {}
    for function in problem.functions:
        if function.id in assigned:
            for name, need in function.needs.items():
                found[name] = found.get(name, Fraction(0)) + need
            away = function.distances.get(assigned[function.id])
            if away is not None:
                found["distance"] = found.get("distance", Fraction(0)) + away
    return found
