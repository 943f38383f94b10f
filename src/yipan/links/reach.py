"""Reach: who gets to a service in time, how much of it each place has, and who is left out.

Two-step floating catchment: a facility's supply is shared over the population that reaches it
within the threshold, R_j = S_j / sum_i w_ij P_i; a place has the sum of the shares it reaches,
A_i = sum_j w_ij R_j. So sum_i P_i A_i equals the supply of all facilities that anybody reaches.
Luo and Wang (2003); with weights by band Luo and Qi (2009). Times run from place to facility.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[Any]

ZERO = Fraction(0)
BLOCK = 64


@dataclass(frozen=True, slots=True)
class Place:
    """Where people live; `group` for the decomposition of inequality, `at` (x, y) for the map."""

    id: str
    population: Fraction
    group: str = ""
    at: tuple[Fraction, Fraction] | None = None
    year: str = ""


@dataclass(frozen=True, slots=True)
class Facility:
    """Where the service is."""

    id: str
    capacity: Fraction
    grade: str = ""
    at: tuple[Fraction, Fraction] | None = None
    year: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """Within `until` a trip counts `weight`; bands are given from near to far."""

    until: Fraction
    weight: Fraction


@dataclass(frozen=True, slots=True)
class Reach:
    """A whole problem. `times`: (place, facility) to a time in `unit`; absent is not reachable."""

    places: tuple[Place, ...]
    facilities: tuple[Facility, ...]
    times: Mapping[tuple[str, str], Fraction]
    bands: tuple[Band, ...]
    per: Fraction = Fraction(1)
    unit: str = ""
    circles: tuple[Fraction, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Access:
    """One place: supply per head, the facilities in reach, the time to the nearest."""

    place: Place
    access: Fraction
    reached: tuple[str, ...]
    nearest: Fraction | None


@dataclass(frozen=True, slots=True)
class Circle:
    """Population that has a facility within `until`, and the places that have none."""

    until: Fraction
    population: Fraction
    share: Fraction | None
    outside: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReachReport:
    """Everything about the present facilities; `served` equals `supply` by conservation."""

    problem: Reach
    places: tuple[Access, ...]
    supply: Fraction
    served: Fraction
    uncovered: tuple[str, ...]
    idle: tuple[str, ...]
    circles: tuple[Circle, ...]
    ratios: Mapping[str, Fraction] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether the accessibility adds up to the supply."""
        return self.served == self.supply


def report(problem: Reach) -> ReachReport:
    """Accessibility of every place, exact."""
    trips = _trips(problem)
    population = {p.id: p.population for p in problem.places}
    demand: dict[str, Fraction] = {}
    for place, facility, weight in trips:
        demand[facility] = demand.get(facility, ZERO) + weight * population[place]
    ratio = {
        f.id: f.capacity / demand[f.id] for f in problem.facilities if demand.get(f.id, ZERO) > 0
    }
    access = dict.fromkeys(population, ZERO)
    reached: dict[str, list[str]] = {name: [] for name in population}
    for place, facility, weight in trips:
        reached[place].append(facility)
        access[place] += weight * ratio.get(facility, ZERO)
    nearest = _nearest(problem)
    places = tuple(
        Access(p, access[p.id], tuple(reached[p.id]), nearest.get(p.id)) for p in problem.places
    )
    return ReachReport(
        problem,
        places,
        sum((f.capacity for f in problem.facilities if f.id in ratio), ZERO),
        sum((a.access * a.place.population for a in places), ZERO),
        tuple(a.place.id for a in places if not a.reached),
        tuple(f.id for f in problem.facilities if f.id not in ratio),
        tuple(_circle(problem, nearest, until) for until in problem.circles),
        ratio,
    )


def _trips(problem: Reach) -> list[tuple[str, str, Fraction]]:
    """(place, facility, weight) of all trips within reach, in the order of the facilities."""
    by_facility: dict[str, dict[str, Fraction]] = {f.id: {} for f in problem.facilities}
    for (place, facility), time in problem.times.items():
        if facility in by_facility:
            weight = weight_of(problem.bands, time)
            if weight:
                by_facility[facility][place] = weight
    order = {p.id: i for i, p in enumerate(problem.places)}
    return [
        (place, facility, reached[place])
        for facility, reached in by_facility.items()
        for place in sorted(reached, key=order.__getitem__)
    ]


def weight_of(bands: tuple[Band, ...], time: Fraction) -> Fraction:
    """The weight of the first band that holds the time, bounds included; 0 beyond the last."""
    return next((band.weight for band in bands if time <= band.until), ZERO)


def _nearest(problem: Reach) -> dict[str, Fraction]:
    known = {f.id for f in problem.facilities}
    found: dict[str, Fraction] = {}
    for (place, facility), time in problem.times.items():
        if facility in known:
            found[place] = min(time, found.get(place, time))
    return found


def _circle(problem: Reach, nearest: Mapping[str, Fraction], until: Fraction) -> Circle:
    inside = [p for p in problem.places if p.id in nearest and nearest[p.id] <= until]
    names = {p.id for p in inside}
    people = sum((p.population for p in inside), ZERO)
    everyone = sum((p.population for p in problem.places), ZERO)
    outside = tuple(p.id for p in problem.places if p.id not in names)
    return Circle(until, people, people / everyone if everyone else None, outside)


def access_arrays(
    times: Floats, population: Floats, capacity: Floats, bands: list[tuple[float, float]]
) -> tuple[Floats, Floats]:
    """(A per place, R per facility) for whole matrices; `times[i, j]` from place i to facility j.

    `bands` are (until, weight) from near to far; a time of inf or nan is not reachable. The same
    two steps in float64; conservation holds to rounding.
    """
    import numpy as np

    blocks = [slice(i, i + BLOCK) for i in range(0, len(times), BLOCK)]
    demand = np.zeros(times.shape[1])
    for rows in blocks:
        demand += (_weights(times[rows], bands) * population[rows, None]).sum(axis=0)
    ratio = np.divide(capacity, demand, out=np.zeros_like(demand), where=demand > 0)
    access = [(_weights(times[rows], bands) * ratio).sum(axis=1) for rows in blocks]
    return np.concatenate(access), ratio


def _weights(times: Floats, bands: list[tuple[float, float]]) -> Floats:
    """The weight of every trip; sums over it run in a fixed order, whatever the threads."""
    import numpy as np

    weights = np.zeros(times.shape)
    for until, weight in reversed(bands):
        weights[times <= until] = weight
    return weights
