"""Laws of matching, on problems drawn at random."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from yipan.matching.assign import Assignment, Need, Offer, assign, first_come
from yipan.matching.deferred import _market, _run_plain, _run_regions, blocking_pairs, deferred
from yipan.matching.model import Alternative, Model, Objective, total
from yipan.matching.optimum import best
from yipan.matching.programme import solve as solve_programme
from yipan.matching.relocation import Ceiling, Function, Platform, Relocation
from yipan.matching.stable import blocking, propose
from yipan.matching.total import best_total
from yipan.matching.transport import solve as solve_transport

FEW = settings(max_examples=60, deadline=None)


@st.composite
def relocations(draw: st.DrawFn, ceilings: bool = False, limits: bool = False) -> Relocation:
    count, places = draw(st.integers(1, 6)), draw(st.integers(1, 4))
    names, platforms = [f"f{i}" for i in range(count)], [f"Q{p}" for p in range(places)]
    functions = []
    for name in names:
        wants = draw(st.permutations(platforms))[: draw(st.integers(0, places))]
        needs = {"用地": Fraction(draw(st.integers(0, 5)))} if limits else {}
        functions.append(Function(name, tuple(wants), needs=needs))
    taking = [
        Platform(
            name,
            draw(st.integers(0, 3)),
            ("冀",) if draw(st.booleans()) else ("津",),
            ranks=tuple(draw(st.permutations(names))),
            limits={"用地": Fraction(draw(st.integers(0, 9)))} if limits else {},
        )
        for name in platforms
    ]
    caps = ()
    if ceilings:
        most = draw(st.integers(0, 4))
        inside = [p.id for p in taking if p.place == ("冀",)]
        targets = {inside[0]: min(most, 1)} if inside and draw(st.booleans()) else {}
        caps = (Ceiling(("冀",), most, targets=targets),)
    return Relocation(tuple(functions), tuple(taking), caps, tuple(names))


@given(relocations())
@FEW
def test_a_stable_matching_has_no_blocking_pair_and_fits(problem: Relocation) -> None:
    """Capacity, individual rationality, stability; one code per option for the unplaced."""
    found = deferred(problem)
    assert found.blocking_pairs == ()
    assert all(used <= limit for used, limit in found.capacity.values())
    wants = {f.id: f.wants for f in problem.functions}
    assert all(p.where in wants[p.who] for p in found.placed)
    options = {p.id for p in problem.platforms}
    assert all(set(r.reasons) == options for r in found.unplaced)
    assert len(found.placed) + len(found.unplaced) == len(problem.functions)


@given(relocations())
@FEW
def test_every_function_likes_it_best_among_all_stable_matchings(problem: Relocation) -> None:
    """Against enumeration of every matching without blocking pair."""
    found = deferred(problem).where()
    choices = [(None, *f.wants) for f in problem.functions]
    for picked in product(*choices):
        other = {f.id: p for f, p in zip(problem.functions, picked, strict=True) if p}
        room = {p.id: p.capacity for p in problem.platforms}
        if any(list(other.values()).count(p) > room[p] for p in room):
            continue
        if blocking_pairs(problem, other):
            continue
        for function in problem.functions:
            own, theirs = found.get(function.id), other.get(function.id)
            rank = [*function.wants, None]
            assert rank.index(own) <= rank.index(theirs)


@given(relocations(ceilings=True))
@FEW
def test_ceilings_hold_and_no_pair_blocks_under_them(problem: Relocation) -> None:
    """Never more than the ceiling; no pair that the region's own rule would take."""
    found = deferred(problem)
    assert found.blocking_pairs == ()
    assert all(used <= limit for used, limit in found.ceilings.values())


@given(relocations(limits=True))
@FEW
def test_resources_hold_and_nobody_is_passed_over(problem: Relocation) -> None:
    """Land is never overdrawn, and no function stands above one that was admitted."""
    found = deferred(problem)
    assert found.blocking_pairs == ()
    for table in found.resources.values():
        assert all(used <= limit for used, limit in table.values())


@given(relocations())
@FEW
def test_both_engines_agree_without_ceilings(problem: Relocation) -> None:
    """The heap and the rounds with regional choice give the same matching."""
    market = _market(problem)
    assert _run_plain(market) == _run_regions(market)


@given(relocations(ceilings=True), st.randoms(use_true_random=False))
@FEW
def test_rows_and_names_do_not_matter(problem: Relocation, random: object) -> None:
    """Functions and platforms in another order of rows: the same matching."""
    functions, platforms = list(problem.functions), list(problem.platforms)
    random.shuffle(functions)  # type: ignore[attr-defined]
    order = tuple(p.id for p in platforms)
    capped = tuple(replace(c, order=order) for c in problem.ceilings)
    random.shuffle(platforms)  # type: ignore[attr-defined]
    first = deferred(replace(problem, ceilings=capped)).where()
    again = replace(
        problem, functions=tuple(functions), platforms=tuple(platforms), ceilings=capped
    )
    assert deferred(again).where() == first


@given(relocations(), st.integers(0, 3))
@FEW
def test_more_capacity_makes_no_function_worse_off(problem: Relocation, which: int) -> None:
    """One place more at any platform: every function keeps its choice or gets a better one."""
    platforms = list(problem.platforms)
    which %= len(platforms)
    platforms[which] = replace(platforms[which], capacity=platforms[which].capacity + 1)
    before = deferred(problem).where()
    after = deferred(replace(problem, platforms=tuple(platforms))).where()
    for function in problem.functions:
        rank = [*function.wants, None]
        assert rank.index(after.get(function.id)) <= rank.index(before.get(function.id))
    more = best_total(replace(problem, platforms=tuple(platforms), objective=("most_items",)))
    less = best_total(replace(problem, objective=("most_items",)))
    assert more.totals["items"] >= less.totals["items"] >= len(before)


@given(relocations(ceilings=True, limits=True))
@settings(max_examples=30, deadline=None)
def test_the_best_total_equals_enumeration(problem: Relocation) -> None:
    """Most items, then the best choices: against every feasible placement."""
    found = best_total(problem)
    best_seen = (0, 0)
    for picked in product(*[(None, *f.wants) for f in problem.functions]):
        where = {f.id: p for f, p in zip(problem.functions, picked, strict=True) if p}
        if not _feasible(problem, where):
            continue
        score = sum(-(f.wants.index(where[f.id]) + 1) for f in problem.functions if f.id in where)
        best_seen = max(best_seen, (len(where), score))
    assert (len(found.placed), -int(found.totals["best_choices"])) == best_seen


def _feasible(problem: Relocation, where: dict[str, str]) -> bool:
    functions = {f.id: f for f in problem.functions}
    for platform in problem.platforms:
        held = [functions[n] for n, p in where.items() if p == platform.id]
        if len(held) > platform.capacity:
            return False
        for name, limit in platform.limits.items():
            if sum(f.needs.get(name, 0) for f in held) > limit:
                return False
    inside = {p.id for p in problem.platforms if p.place == ("冀",)}
    return all(sum(p in inside for p in where.values()) <= c.most for c in problem.ceilings)


@st.composite
def transports(draw: st.DrawFn) -> tuple[Model, list[list[int]]]:
    items, options = draw(st.integers(1, 5)), draw(st.integers(1, 3))
    limits = tuple(Fraction(draw(st.integers(0, 2))) for _ in range(options))
    rows, weights = [], []
    for _ in range(items):
        open_options = [o for o in range(options) if draw(st.booleans())]
        rows.append(tuple(Alternative(o, ((o, Fraction(1)),)) for o in open_options))
        weights.append([draw(st.integers(-1, 3)) for _ in open_options])
    return Model(tuple(rows), limits), weights


def _units(*rows: tuple[int, ...]) -> tuple[tuple[Alternative, ...], ...]:
    return tuple(tuple(Alternative(o, ((o, Fraction(1)),)) for o in row) for row in rows)


# The first item gives up its place for an earlier one, and who stood outside takes it.
GIVEN_UP = (Model(_units((), (0, 1, 2), (), (2,)), (Fraction(0), Fraction(1), Fraction(1))),
            [[], [0, 0, 1], [], [1]])  # fmt: skip


@given(transports())
@example(GIVEN_UP)
@FEW
def test_both_solvers_give_the_optimum_that_the_tie_order_names(
    case: tuple[Model, list[list[int]]],
) -> None:
    """Assignment with certificate, HiGHS and enumeration name the same choice, ties included."""
    model, weights = case
    if not any(model.alternatives):
        return
    objective = Objective("value", tuple(tuple(map(Fraction, row)) for row in weights))
    wanted = None
    for picked in product(*[(*range(len(row)), -1) for row in model.alternatives]):
        used = [0] * len(model.limits)
        for i, a in enumerate(picked):
            if a >= 0:
                used[model.alternatives[i][a].option] += 1
        if all(u <= limit for u, limit in zip(used, model.limits, strict=True)):
            key = (total(objective, picked), [-a if a >= 0 else -99 for a in picked])
            wanted = max(wanted, (*key, picked)) if wanted else (*key, picked)
    assert wanted is not None
    assert solve_transport(model, weights) == list(wanted[2])
    assert solve_programme(model, [weights]) == list(wanted[2])


@given(st.integers(0, 10_000))
@settings(max_examples=20, deadline=None)
def test_large_kernel_is_stable(seed: int) -> None:
    """The array kernel against its own checker, and the checker against a planted blocking pair."""
    random = np.random.default_rng(seed)
    wants = np.array([random.permutation(8)[:5] for _ in range(60)])
    standing = np.zeros_like(wants)
    for place in range(8):
        rows, ks = np.nonzero(wants == place)
        standing[rows, ks] = random.permutation(len(rows))
    capacity = random.integers(0, 8, 8)
    choice = propose(wants, standing, capacity)
    assert len(blocking(wants, standing, capacity, choice)) == 0
    lucky = np.flatnonzero(choice >= 0)
    if lucky.size:
        choice[lucky[0]] = -1
        assert len(blocking(wants, standing, capacity, choice)) > 0


@given(
    st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=1, max_size=5),
)
@FEW
def test_the_joint_value_is_at_least_first_come(values: list[list[int]]) -> None:
    """And an added offer never lowers the optimum."""
    offers = tuple(Offer(f"O{i}") for i in range(len(values)))
    needs = tuple(Need(f"N{k}") for k in range(3))
    table = {(f"O{i}", f"N{k}"): Fraction(v) for i, r in enumerate(values) for k, v in enumerate(r)}
    whole = Assignment(offers, needs, table)
    assert assign(whole).totals["value"] >= first_come(whole)
    fewer = replace(whole, offers=offers[:-1])
    if fewer.offers:
        assert assign(fewer).totals["value"] <= assign(whole).totals["value"]


def test_lexicographic_objectives_are_met_in_order() -> None:
    """Two objectives that clash: the first decides, the second only among its optima."""
    model = Model(
        ((Alternative(0, ((0, Fraction(2)),)), Alternative(1, ((1, Fraction(2)),))),),
        (Fraction(2), Fraction(2)),
    )
    first = Objective("a", ((Fraction(1), Fraction(1)),))
    second = Objective("b", ((Fraction(0), Fraction(5)),))
    assert best(model, [first, second]).chosen == (1,)
    assert best(model, [second, first]).totals == (5, 1)
