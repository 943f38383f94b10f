"""Volumes on sites: the optimum of every order of objectives, bounds that hold, relaxing helps."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import permutations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from yipan.matching.siting import OBJECTIVES, Job, Site, Siting, place


@st.composite
def sitings(draw: st.DrawFn) -> Siting:
    jobs = tuple(
        Job(
            f"J{i}",
            Fraction(draw(st.integers(1, 9)), 2),
            draw(st.sampled_from([None, Fraction(5), Fraction(20)])),
            draw(st.sampled_from([(), ("京",)])),
        )
        for i in range(draw(st.integers(1, 4)))
    )
    sites = tuple(
        Site(
            f"S{k}",
            Fraction(draw(st.integers(0, 12)), 2),
            draw(st.sampled_from([("京",), ("冀", "张家口")])),
            Fraction(draw(st.integers(0, 9)), 3),
            draw(st.sampled_from([None, Fraction(2), Fraction(9)])),
        )
        for k in range(draw(st.integers(1, 3)))
    )
    order = draw(st.sampled_from(list(permutations(OBJECTIVES))))
    return Siting(jobs, sites, order[: draw(st.integers(1, 3))])


def _allowed(job: Job, site: Site) -> bool:
    fast = job.latency is None or (site.latency is not None and site.latency <= job.latency)
    return fast and site.place[: len(job.stay)] == job.stay


def _score(problem: Siting, where: tuple[int, ...]) -> tuple[Fraction, ...] | None:
    used = [Fraction(0)] * len(problem.sites)
    cost = volume = Fraction(0)
    for job, k in zip(problem.jobs, where, strict=True):
        if k >= 0:
            if not _allowed(job, problem.sites[k]):
                return None
            used[k] += job.volume
            volume += job.volume
            cost += job.volume * problem.sites[k].cost
    if any(u > s.capacity for u, s in zip(used, problem.sites, strict=True)):
        return None
    value = {"most_items": sum(k >= 0 for k in where), "most_volume": volume, "least_cost": -cost}
    return tuple(Fraction(value[name]) for name in problem.objective)


@given(sitings())
@settings(max_examples=50, deadline=None)
def test_the_optimum_and_its_tie_order_equal_enumeration(problem: Siting) -> None:
    """Lexicographic in the objectives, then sites in file order job by job, none last."""
    count = len(problem.sites)
    best = None
    for where in product(*[(*range(count), -1) for _ in problem.jobs]):
        score = _score(problem, where)
        if score is not None:
            key = (score, [-(k if k >= 0 else count) for k in where])
            best = max(best, (*key, where)) if best else (*key, where)
    assert best is not None
    found = place(problem).where()
    names = [problem.sites[k].id if k >= 0 else None for k in best[2]]
    assert [found.get(job.id) for job in problem.jobs] == names


@given(sitings())
@settings(max_examples=25, deadline=None)
def test_relaxing_a_limit_never_worsens_the_objective(problem: Siting) -> None:
    """More capacity, or no bound on latency."""
    wider = tuple(replace(s, capacity=s.capacity + 2) for s in problem.sites)
    slower = tuple(replace(j, latency=None) for j in problem.jobs)
    for relaxed in (replace(problem, sites=wider), replace(problem, jobs=slower)):
        first = replace(relaxed, objective=("most_items",))
        base = replace(problem, objective=("most_items",))
        assert place(first).totals["items"] >= place(base).totals["items"]


@given(sitings())
@settings(max_examples=25, deadline=None)
def test_every_refusal_has_one_code_for_each_site(problem: Siting) -> None:
    """And what is placed respects latency and the place of the data."""
    found = place(problem)
    sites = {s.id: s for s in problem.sites}
    jobs = {j.id: j for j in problem.jobs}
    assert all(set(r.reasons) == set(sites) for r in found.unplaced)
    assert all(_allowed(jobs[p.who], sites[p.where]) for p in found.placed)
