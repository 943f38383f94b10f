"""Laws of reach: conservation, monotone in supply, equality that adds up, exact building."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yipan.links import building
from yipan.links.building import build
from yipan.links.equality import equality
from yipan.links.reach import Band, Facility, Place, Reach, access_arrays, report

FEW = settings(max_examples=60, deadline=None)


@st.composite
def problems(draw: st.DrawFn) -> Reach:
    places = tuple(
        Place(f"A{i}", Fraction(draw(st.integers(0, 50))), draw(st.sampled_from("京津冀")))
        for i in range(draw(st.integers(1, 5)))
    )
    facilities = tuple(
        Facility(f"H{j}", Fraction(draw(st.integers(0, 30))))
        for j in range(draw(st.integers(0, 4)))
    )
    times = {
        (p.id, f.id): Fraction(draw(st.integers(5, 100)))
        for p, f in product(places, facilities)
        if draw(st.booleans())
    }
    bands = (Band(Fraction(30), Fraction(1)), Band(Fraction(60), Fraction(1, 2)))
    return Reach(places, facilities, times, draw(st.sampled_from([bands, bands[:1]])))


@given(problems())
@FEW
def test_accessibility_adds_up_to_the_supply(problem: Reach) -> None:
    """Population times access equals the supply of all facilities within reach."""
    found = report(problem)
    assert found.ok
    idle = sum((f.capacity for f in problem.facilities if f.id in found.idle), Fraction(0))
    assert found.supply + idle == sum((f.capacity for f in problem.facilities), Fraction(0))


@given(problems())
@FEW
def test_arrays_agree_with_the_exact_kernel(problem: Reach) -> None:
    """The float64 kernel for whole matrices gives the same access within 1e-12."""
    times = np.full((len(problem.places), len(problem.facilities)), np.inf)
    for i, place in enumerate(problem.places):
        for j, facility in enumerate(problem.facilities):
            if (place.id, facility.id) in problem.times:
                times[i, j] = float(problem.times[place.id, facility.id])
    access, _ = access_arrays(
        times,
        np.array([float(p.population) for p in problem.places]),
        np.array([float(f.capacity) for f in problem.facilities]),
        [(float(b.until), float(b.weight)) for b in problem.bands],
    )
    exact = [float(a.access) for a in report(problem).places]
    assert access.tolist() == pytest.approx(exact, rel=1e-12, abs=1e-12)


@given(problems(), st.integers(0, 3))
@FEW
def test_one_more_bed_lowers_nobody(problem: Reach, which: int) -> None:
    """Access of every place stays or rises when a facility grows."""
    if not problem.facilities:
        return
    facilities = list(problem.facilities)
    which %= len(facilities)
    facilities[which] = replace(facilities[which], capacity=facilities[which].capacity + 1)
    before = report(problem)
    after = report(replace(problem, facilities=tuple(facilities)))
    for old, new in zip(before.places, after.places, strict=True):
        assert new.access >= old.access


def test_times_run_from_place_to_facility() -> None:
    """An asymmetric table: A reaches H in 30, B needs 90 although H reaches B in 20."""
    places = (Place("A", Fraction(10)), Place("B", Fraction(10)))
    times = {("A", "H"): Fraction(30), ("B", "H"): Fraction(90)}
    found = report(
        Reach(places, (Facility("H", Fraction(5)),), times, (Band(Fraction(60), Fraction(1)),))
    )
    assert [a.access for a in found.places] == [Fraction(1, 2), 0]
    assert found.uncovered == ("B",)


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.sampled_from("xyz")), max_size=8)
)
@FEW
def test_inequality_adds_up_and_gini_is_the_mean_difference(
    points: list[tuple[int, int, str]],
) -> None:
    """Theil = between + within; Gini against the definition over all pairs of people."""
    exact = [(Fraction(n), Fraction(a), g) for n, a, g in points]
    found = equality(exact)
    people = sum(n for n, _, _ in points)
    total = sum(n * a for n, a, _ in points)
    if not people or not total:
        assert found.gini is None
        return
    pairs = sum(n * m * abs(a - b) for n, a, _ in points for m, b, _ in points)
    assert found.gini == Fraction(pairs, 2 * people * total)
    assert found.theil is not None
    assert found.between is not None
    parts = found.between + sum(value for _, value in found.within)
    assert found.theil == pytest.approx(parts, abs=1e-9)
    one_group = equality([(n, a, "") for n, a, _ in exact])
    assert one_group.theil == pytest.approx(found.theil, abs=1e-9)


@st.composite
def sites(draw: st.DrawFn) -> tuple[Reach, list[str], int, dict[tuple[str, str], Fraction]]:
    places = tuple(
        Place(f"A{i}", Fraction(draw(st.integers(1, 9)))) for i in range(draw(st.integers(1, 5)))
    )
    facilities = (Facility("H", Fraction(1)),) if draw(st.booleans()) else ()
    candidates = [f"C{j}" for j in range(draw(st.integers(1, 5)))]
    names = [f.id for f in facilities] + candidates
    times = {
        (p.id, name): Fraction(draw(st.integers(1, 90)))
        for p in places
        for name in names
        if draw(st.integers(0, 3))
    }
    problem = Reach(places, facilities, times, (Band(Fraction(60), Fraction(1)),))
    return problem, candidates, draw(st.integers(1, len(candidates))), times


@given(sites())
@settings(max_examples=40, deadline=None)
def test_sites_are_the_best_of_all_choices(
    case: tuple[Reach, list[str], int, dict[tuple[str, str], Fraction]],
) -> None:
    """HiGHS and trying all, ties included, against the definition by enumeration."""
    problem, candidates, count, times = case
    solved = {}
    for limit in (0, 1000):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(building, "ENUMERATED", limit)
            solved[limit] = {
                aim: build(problem, candidates, count, aim, times, Fraction(60))
                for aim in ("median", "cover")
            }
    assert solved[0] == solved[1000]
    present = [f.id for f in problem.facilities]
    best_median, best_cover = None, Fraction(-1)
    for chosen in combinations(candidates, count):
        open_now = [*present, *chosen]
        nearest = {
            p.id: min(times[p.id, s] for s in open_now if (p.id, s) in times)
            for p in problem.places
            if any((p.id, s) in times for s in open_now)
        }
        people = {p.id: p.population for p in problem.places}
        reached = sum((people[n] for n in nearest), Fraction(0))
        travel = sum((people[n] * t for n, t in nearest.items()), Fraction(0))
        key = (-reached, travel)
        best_median = key if best_median is None else min(best_median, key)
        near = sum((people[n] for n, t in nearest.items() if t <= 60), Fraction(0))
        best_cover = max(best_cover, near)
    median = solved[0]["median"]
    assert median.proven
    assert (-median.reached, median.value) == best_median
    cover = solved[0]["cover"]
    assert cover.proven
    assert cover.value == best_cover
