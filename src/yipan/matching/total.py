"""Best total of a relocation: the same functions and platforms, placed for declared objectives.

Objectives are taken in order; each is a clause and is printed with the result:
`most_items`, `first_choices`, `best_choices` (least sum of choice numbers), `least_distance`,
`most:<quantity>` and `least:<quantity>` of what the placed functions bring (就业, 排放 …).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from yipan.core.errors import Coded, near_misses
from yipan.core.words import Words
from yipan.matching.answer import Match, Order, Placement, Refusal
from yipan.matching.codes import CEILING, NO_CAPACITY, NOT_CHOSEN, RESOURCE_FULL
from yipan.matching.deferred import (
    capacity_used,
    ceilings_used,
    moves_of,
    quantities,
    resources_used,
)
from yipan.matching.model import Alternative, Model, Objective, Optimum, gains
from yipan.matching.optimum import best
from yipan.matching.relocation import (
    Function,
    Relocation,
    ceiling_name,
    gate,
    mismatch,
    region_of,
)

DEFAULT = ("most_items", "best_choices")
PLAIN = ("most_items", "first_choices", "best_choices", "least_distance")


def best_total(problem: Relocation) -> Match:
    """The best placement for `objective`, with every further order of objectives beside it."""
    names = problem.objective or DEFAULT
    if problem.place_all:
        names = ("most_items", *(n for n in names if n != "most_items"))
    assigned, optimum = placed_for(problem, names)
    orders = tuple(_order(problem, other) for other in problem.orders)
    if orders:
        orders = (Order(names, dict(zip(names, optimum.totals, strict=True)), assigned), *orders)
    held: dict[str, list[str]] = {p.id: [] for p in problem.platforms}
    for name, place in assigned.items():
        held[place].append(name)
    if problem.place_all and len(assigned) < len(problem.functions):
        raise _clash(problem, held)
    placed = tuple(
        Placement(f.id, assigned[f.id], Fraction(1), {"choice": f.wants.index(assigned[f.id]) + 1})
        for f in problem.functions
        if f.id in assigned
    )
    unplaced = tuple(_refused(problem, f, held) for f in problem.functions if f.id not in assigned)
    return Match(
        "best",
        placed,
        unplaced,
        capacity=capacity_used(problem, held),
        ceilings=ceilings_used(problem, held),
        resources=resources_used(problem, held),
        totals={
            **dict(zip(names, optimum.totals, strict=True)),
            "items": Fraction(len(placed)),
            **quantities(problem, assigned),
        },
        objective=names,
        mismatch=mismatch(problem),
        moves=moves_of(problem, assigned, "best"),
        orders=orders,
        proof=optimum.proof,
    )


def placed_for(problem: Relocation, names: tuple[str, ...]) -> tuple[dict[str, str], Optimum]:
    """Who goes where for these objectives, and the optimum behind it."""
    model = _model(problem)
    objectives = [_objective(problem, model, name) for name in names]
    optimum = best(model, objectives)
    places = [p.id for p in problem.platforms]
    assigned = {
        f.id: places[model.alternatives[i][a].option]
        for i, (f, a) in enumerate(zip(problem.functions, optimum.chosen, strict=True))
        if a >= 0
    }
    signed = tuple(-t if _falls(name) else t for name, t in zip(names, optimum.totals, strict=True))
    return assigned, Optimum(optimum.chosen, signed, optimum.proof)


def _clash(problem: Relocation, held: dict[str, list[str]]) -> Coded:
    """Which functions want into too few places: from an unplaced one along full platforms."""
    functions = {f.id: f for f in problem.functions}
    placed = {name for names in held.values() for name in names}
    crowd = [next(f.id for f in problem.functions if f.id not in placed)]
    full: list[str] = []
    for name in crowd:
        for platform in problem.platforms:
            if platform.id in full or gate(problem, functions[name], platform) is not None:
                continue
            full.append(platform.id)
            crowd += [n for n in held[platform.id] if n not in crowd]
    places = sum(p.capacity for p in problem.platforms if p.id in full)
    who, where = "、".join(crowd), "、".join(full) or "无处"
    bounds = [f"{p}.{r}" for p in full for r in resources_used(problem, held).get(p, {})]
    bounds += [ceiling_name(c) for c in problem.ceilings]
    also = f"(另受 {'、'.join(bounds)} 限制)" if bounds else ""
    return Coded(
        "NO_SOLUTION",
        Words(
            f"不能全部安排: {who} 共 {len(crowd)} 项只能去 {where},名额共 {places}{also}",
            f"not all can be placed: {len(crowd)} ({who}) can only go to {where}, which have"
            f" {places} places{also}",
        ),
        hint=Words("请增加名额、放宽限制或去掉 place_all", "add places or drop place_all"),
        field="place_all",
    )


def _falls(name: str) -> bool:
    """Whether less is better, so that the printed total turns the sign back."""
    return name == "best_choices" or name.startswith("least")


def _order(problem: Relocation, names: tuple[str, ...]) -> Order:
    assigned, optimum = placed_for(problem, names)
    totals = {
        **dict(zip(names, optimum.totals, strict=True)),
        "items": Fraction(len(assigned)),
        **quantities(problem, assigned),
    }
    return Order(names, totals, assigned)


def _model(problem: Relocation) -> Model:
    """Limits: the platforms' capacity, then their resources, then the ceilings."""
    limits = [Fraction(p.capacity) for p in problem.platforms]
    resource: dict[tuple[str, str], int] = {}
    for platform in problem.platforms:
        for name, limit in platform.limits.items():
            resource[platform.id, name] = len(limits)
            limits.append(limit)
    ceiling = len(limits)
    limits += [Fraction(c.most) for c in problem.ceilings]
    region = {p.id: region_of(problem, p) for p in problem.platforms}
    rows = []
    for function in problem.functions:
        row = []
        for number, platform in enumerate(problem.platforms):
            if gate(problem, function, platform) is not None:
                continue
            uses = [(number, Fraction(1))]
            uses += [
                (resource[platform.id, name], need)
                for name, need in function.needs.items()
                if (platform.id, name) in resource and need
            ]
            inside = region[platform.id]
            if inside is not None:
                uses.append((ceiling + inside, Fraction(1)))
            row.append(Alternative(number, tuple(uses)))
        rows.append(tuple(row))
    return Model(tuple(rows), tuple(limits))


def _objective(problem: Relocation, model: Model, name: str) -> Objective:
    value = _value(problem, name)
    platforms, functions = problem.platforms, problem.functions
    return Objective(name, gains(model, lambda i, a: value(functions[i], platforms[a.option].id)))


def _value(problem: Relocation, name: str) -> Callable[[Function, str], Fraction | int]:
    simple: dict[str, Callable[[Function, str], Fraction | int]] = {
        "most_items": lambda *_: 1,
        "first_choices": lambda f, p: int(f.wants[0] == p),
        "best_choices": lambda f, p: -(f.wants.index(p) + 1),
        "least_distance": lambda f, p: -_distance(f, p),
    }
    if name in simple:
        return simple[name]
    word, _, quantity = name.partition(":")
    known = dict.fromkeys(q for f in problem.functions for q in f.needs)
    if word in {"most", "least"} and quantity in known:
        sign = 1 if word == "most" else -1
        return lambda f, _: sign * f.needs.get(quantity, Fraction(0))
    words = [*PLAIN, *(f"{w}:{q}" for q in known for w in ("most", "least"))]
    near = near_misses(name, words) or list(PLAIN)
    raise Coded(
        "UNKNOWN_WORD",
        Words(f"不认识目标“{name}”", f"objective {name!r} is not known"),
        hint=Words(f"可用: {'、'.join(near)}", f"use one of: {', '.join(near)}"),
        field="objective",
    )


def _distance(function: Function, place: str) -> Fraction:
    if place not in function.distances:
        raise Coded(
            "MISSING_VALUE",
            Words(
                f"缺少 {function.id} 到 {place} 的距离",
                f"the distance from {function.id} to {place} is missing",
            ),
            hint=Words("请补上 distances,或去掉 least_distance", "add it under distances"),
            field="distances",
        )
    return function.distances[place]


def _refused(problem: Relocation, function: Function, held: dict[str, list[str]]) -> Refusal:
    reasons: dict[str, str] = {}
    details: dict[str, dict[str, object]] = {}
    ceilings = ceilings_used(problem, held)
    resources = resources_used(problem, held)
    for platform in problem.platforms:
        code = gate(problem, function, platform)
        detail: dict[str, object] = {}
        if code is None:
            code, detail = _full(problem, function, platform.id, held, ceilings, resources)
        reasons[platform.id] = code
        if detail:
            details[platform.id] = detail
    return Refusal(function.id, reasons, details)


def _full(
    problem: Relocation,
    function: Function,
    place: str,
    held: dict[str, list[str]],
    ceilings: dict[str, tuple[Fraction, Fraction]],
    resources: dict[str, dict[str, tuple[Fraction, Fraction]]],
) -> tuple[str, dict[str, object]]:
    platform = next(p for p in problem.platforms if p.id == place)
    if len(held[place]) >= platform.capacity:
        return NO_CAPACITY, {"left": Fraction(0), "needs": Fraction(1)}
    for name, (used, limit) in resources.get(place, {}).items():
        need = function.needs.get(name, Fraction(0))
        if used + need > limit:
            return RESOURCE_FULL, {"resource": name, "left": limit - used, "needs": need}
    number = region_of(problem, platform)
    if number is not None:
        name = ceiling_name(problem.ceilings[number])
        used, limit = ceilings[name]
        if used + 1 > limit:
            return CEILING, {"place": name, "limit": limit}
    return NOT_CHOSEN, {}
