"""Volumes on sites: computing demand under latency, capacity, energy use (PUE) and price.

For planning only; no scheduling. A job goes whole to one site or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from yipan.core.fields import Section, unique
from yipan.core.places import Place, lies_in, place_of
from yipan.matching.answer import Match, Order, Placement, Refusal
from yipan.matching.codes import DATA_STAYS, NO_CAPACITY, NOT_CHOSEN, TOO_MUCH_ENERGY, TOO_SLOW
from yipan.matching.model import Alternative, Model, Objective, gains
from yipan.matching.optimum import best

OBJECTIVES = ("most_items", "most_volume", "least_cost")


@dataclass(frozen=True, slots=True)
class Job:
    """Demand: its volume and the bounds it sets; `latency` in milliseconds."""

    id: str
    volume: Fraction
    latency: Fraction | None = None
    stay: Place = ()
    pue: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """Supply: capacity in the unit of the volumes, cost per unit."""

    id: str
    capacity: Fraction
    place: Place = ()
    cost: Fraction = Fraction(0)
    latency: Fraction | None = None
    pue: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Siting:
    """A whole problem; the objective is a clause and is printed with the result."""

    jobs: tuple[Job, ...]
    sites: tuple[Site, ...]
    objective: tuple[str, ...] = ("most_items", "least_cost")
    orders: tuple[tuple[str, ...], ...] = ()


def place(problem: Siting) -> Match:
    """The optimum for the objective, with one code for every refused site."""
    assigned, proof = _solve(problem, problem.objective)
    used = {s.id: Fraction(0) for s in problem.sites}
    for job in problem.jobs:
        if job.id in assigned:
            used[assigned[job.id]] += job.volume
    placed = tuple(
        Placement(
            j.id, assigned[j.id], j.volume, {"unit_cost": _site(problem, assigned[j.id]).cost}
        )
        for j in problem.jobs
        if j.id in assigned
    )
    unplaced = tuple(_refused(problem, j, used) for j in problem.jobs if j.id not in assigned)
    orders = [_order(problem, names) for names in problem.orders]
    if orders:
        orders.insert(0, Order(problem.objective, _totals(problem, assigned), assigned))
    return Match(
        "place",
        placed,
        unplaced,
        capacity={s.id: (used[s.id], s.capacity) for s in problem.sites},
        totals=_totals(problem, assigned),
        objective=problem.objective,
        orders=tuple(orders),
        proof=proof,
    )


def _solve(problem: Siting, names: tuple[str, ...]) -> tuple[dict[str, str], dict[str, str]]:
    rows = tuple(
        tuple(
            Alternative(k, ((k, job.volume),))
            for k, site in enumerate(problem.sites)
            if _blocked(job, site) is None and job.volume <= site.capacity
        )
        for job in problem.jobs
    )
    model = Model(rows, tuple(s.capacity for s in problem.sites))
    jobs, sites = problem.jobs, problem.sites
    value = {
        "most_items": lambda *_: 1,
        "most_volume": lambda i, _: jobs[i].volume,
        "least_cost": lambda i, a: -jobs[i].volume * sites[a.option].cost,
    }
    optimum = best(model, [Objective(name, gains(model, value[name])) for name in names])
    assigned = {
        job.id: sites[rows[i][a].option].id
        for i, (job, a) in enumerate(zip(jobs, optimum.chosen, strict=True))
        if a >= 0
    }
    return assigned, optimum.proof


def _order(problem: Siting, names: tuple[str, ...]) -> Order:
    assigned, _ = _solve(problem, names)
    return Order(names, _totals(problem, assigned), assigned)


def _totals(problem: Siting, assigned: Mapping[str, str]) -> dict[str, Fraction]:
    inside = [j for j in problem.jobs if j.id in assigned]
    return {
        "items": Fraction(len(inside)),
        "volume": sum((j.volume for j in inside), Fraction(0)),
        "cost": sum((j.volume * _site(problem, assigned[j.id]).cost for j in inside), Fraction(0)),
    }


def _site(problem: Siting, name: str) -> Site:
    return next(s for s in problem.sites if s.id == name)


def _blocked(job: Job, site: Site) -> str | None:
    if job.latency is not None and (site.latency is None or site.latency > job.latency):
        return TOO_SLOW
    if job.stay and not lies_in(site.place, job.stay):
        return DATA_STAYS
    if job.pue is not None and (site.pue is None or site.pue > job.pue):
        return TOO_MUCH_ENERGY
    return None


def _refused(problem: Siting, job: Job, used: Mapping[str, Fraction]) -> Refusal:
    reasons, details = {}, {}
    for site in problem.sites:
        code = _blocked(job, site)
        left = site.capacity - used[site.id]
        if code is None and job.volume > left:
            code = NO_CAPACITY
            details[site.id] = {"left": left, "needs": job.volume}
        reasons[site.id] = code or NOT_CHOSEN
    return Refusal(job.id, reasons, details)


def read_siting(root: Section) -> Siting:
    """The problem in a document."""
    jobs = tuple(_job(name, s) for name, s in unique(root.records("who")))
    sites = tuple(_read_site(name, s) for name, s in unique(root.records("where")))
    for key, found in (("who", jobs), ("where", sites)):
        if not found:
            raise root.bad("BAD_VALUE", f"“{key}”为空", f"{key!r} is empty", key=key)
    objective = _objectives(root, root.texts("objective")) or ("most_items", "least_cost")
    orders = tuple(_objectives(s, s.texts("objective")) for s in root.records("orders"))
    return Siting(jobs, sites, objective, orders)


def _objectives(section: Section, names: list[str]) -> tuple[str, ...]:
    for name in names:
        if name not in OBJECTIVES:
            raise section.bad(
                "UNKNOWN_WORD",
                f"不认识目标“{name}”;可用: {'、'.join(OBJECTIVES)}",
                f"objective {name!r} is not known; use {', '.join(OBJECTIVES)}",
                key="objective",
            )
    return tuple(names)


def _optional(section: Section, key: str, least: int = 0) -> Fraction | None:
    return section.number(key, least=least) if section.has(key) else None


def _job(name: str, section: Section) -> Job:
    found = Job(
        name,
        section.number("volume"),
        _optional(section, "latency"),
        place_of(section.text("stay", "")),
        _optional(section, "pue", 1),
    )
    section.text("note", "")
    section.finish()
    return found


def _read_site(name: str, section: Section) -> Site:
    found = Site(
        name,
        section.number("capacity"),
        place_of(section.text("place", "")),
        section.number("cost", 0),
        _optional(section, "latency"),
        _optional(section, "pue", 1),
    )
    section.text("note", "")
    section.finish()
    return found
