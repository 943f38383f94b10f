"""Where the next k facilities should go: exact for normal sizes, with the solver's bound.

`median`: least total travel time of people (p-median); people whom nothing reaches come first.
`cover`: most people within the threshold (maximal covering). Present facilities stay open. The
opening of a site is a 0/1 variable, serving a place a fraction that is whole by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import comb, floor, lcm
from typing import TYPE_CHECKING, Any

from yipan.core.errors import Coded, MissingExtra
from yipan.core.words import Words
from yipan.links.reach import Reach

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[Any]

NODES = 200_000
TIES_UP_TO = 40
ENUMERATED = 1_000
WIDEST = 2**50


@dataclass(frozen=True, slots=True)
class Building:
    """The sites to open, what they give, and the proof: `bound` is what no choice can beat."""

    aim: str
    sites: tuple[str, ...]
    value: Fraction
    before: Fraction
    bound: Fraction
    reached: Fraction
    notes: tuple[str, ...] = ()

    @property
    def proven(self) -> bool:
        """Whether the value equals the bound."""
        return self.value == self.bound


@dataclass(frozen=True, slots=True)
class _Gain:
    """What opening `site` saves or covers for `place`, in whole numbers."""

    place: int
    site: int
    amount: int


def build(
    problem: Reach,
    candidates: Sequence[str],
    count: int,
    aim: str,
    times: Mapping[tuple[str, str], Fraction],
    threshold: Fraction,
) -> Building:
    """The best `count` of the candidates; `times` holds (place, candidate) as well."""
    if not 1 <= count <= len(candidates):
        raise Coded(
            "OUT_OF_RANGE",
            Words(f"k = {count} 不在 1–{len(candidates)} 之内", f"k = {count} is out of range"),
            hint=Words("k 不多于候选地点数", "k is at most the number of candidates"),
            field="build.k",
        )
    now = _now(problem)
    if aim == "cover":
        return _cover(problem, candidates, count, times, threshold, now)
    return _median(problem, candidates, count, times, now)


def _now(problem: Reach) -> dict[str, Fraction]:
    """Time to the nearest present facility."""
    open_now = {f.id for f in problem.facilities}
    found: dict[str, Fraction] = {}
    for (place, facility), time in problem.times.items():
        if facility in open_now:
            found[place] = min(time, found.get(place, time))
    return found


def _cover(
    problem: Reach,
    candidates: Sequence[str],
    count: int,
    times: Mapping[tuple[str, str], Fraction],
    threshold: Fraction,
    now: Mapping[str, Fraction],
) -> Building:
    scale = _scale([p.population for p in problem.places])
    gains, before = [], Fraction(0)
    for i, place in enumerate(problem.places):
        if place.id in now and now[place.id] <= threshold:
            before += place.population
            continue
        for j, site in enumerate(candidates):
            time = times.get((place.id, site))
            if time is not None and time <= threshold:
                gains.append(_Gain(i, j, int(place.population * scale)))
    chosen, bound, notes = _choose(gains, len(candidates), count)
    value = before + _total(gains, chosen, scale)
    return Building(
        "cover",
        tuple(candidates[j] for j in chosen),
        value,
        before,
        before + Fraction(bound, scale),
        value,
        notes,
    )


def _median(
    problem: Reach,
    candidates: Sequence[str],
    count: int,
    times: Mapping[tuple[str, str], Fraction],
    now: Mapping[str, Fraction],
) -> Building:
    """Savings against the present. Where some may stay without, as many as can are reached first;
    then their number is fixed, and it does not matter what time stands for not being reached.
    """
    used = [times[p.id, s] for p in problem.places for s in candidates if (p.id, s) in times]
    longest = max([*used, *now.values()], default=Fraction(0))
    without = [i for i, p in enumerate(problem.places) if p.id not in now]
    gains_exact = []
    for i, place in enumerate(problem.places):
        base = now.get(place.id, longest + 1)
        for j, site in enumerate(candidates):
            time = times.get((place.id, site))
            if time is not None and time < base:
                gains_exact.append((i, j, place.population * (base - time)))
    scale = _scale([g for _, _, g in gains_exact])
    gains = [_Gain(i, j, int(g * scale)) for i, j, g in gains_exact]
    chosen, bound, notes = _choose(gains, len(candidates), count, _first(problem, without))
    after = dict(now)
    for place in problem.places:
        for j in chosen:
            time = times.get((place.id, candidates[j]))
            if time is not None:
                after[place.id] = min(time, after.get(place.id, time))
    lost = Fraction(bound, scale) - _total(gains, chosen, scale)
    value = _travel(problem, after)
    return Building(
        "median",
        tuple(candidates[j] for j in chosen),
        value,
        _travel(problem, now),
        value - lost,
        sum((p.population for p in problem.places if p.id in after), Fraction(0)),
        notes,
    )


def _first(problem: Reach, without: Sequence[int]) -> dict[int, int]:
    """People of the places that nothing reaches yet, in whole numbers."""
    scale = _scale([problem.places[i].population for i in without])
    return {i: int(problem.places[i].population * scale) for i in without}


def _travel(problem: Reach, nearest: Mapping[str, Fraction]) -> Fraction:
    """People times time to the nearest, over the places that reach any."""
    return sum(
        (p.population * nearest[p.id] for p in problem.places if p.id in nearest), Fraction(0)
    )


def _total(gains: Sequence[_Gain], chosen: Sequence[int], scale: int) -> Fraction:
    best: dict[int, int] = {}
    inside = set(chosen)
    for gain in gains:
        if gain.site in inside:
            best[gain.place] = max(gain.amount, best.get(gain.place, 0))
    return Fraction(sum(best.values()), scale)


def _scale(numbers: Sequence[Fraction]) -> int:
    scale = lcm(*(n.denominator for n in numbers)) if numbers else 1
    if sum((abs(n) for n in numbers), Fraction(0)) * scale > WIDEST:
        raise Coded(
            "TOO_LARGE",
            Words("数值跨度过大,不能保证精确最优", "the numbers span too far for an exact optimum"),
            hint=Words("请换用更大的单位", "use a larger unit"),
        )
    return scale


def _choose(
    gains: Sequence[_Gain], sites: int, count: int, first: Mapping[int, int] | None = None
) -> tuple[tuple[int, ...], int, tuple[str, ...]]:
    """The sites with the largest gain, the bound on it, and notes; ties by the sites' order.

    `first`: places to reach before anything else, with their weight.
    """
    if not gains:
        return tuple(range(count)), 0, ()
    if comb(sites, count) <= ENUMERATED:
        return _tried(gains, sites, count, first or {})
    try:
        import scipy  # noqa: F401
    except ImportError:
        raise MissingExtra("scipy", "stats") from None
    programme = _Sites(gains, sites, count)
    if first and programme.may_miss(first):
        reach = programme.reach(first)
        x, _ = programme.largest(reach)
        opened = {j for j in range(sites) if x[j] > 0.5}
        got = {g.place for g in gains if g.site in opened}
        programme.keep(reach, sum(weight for place, weight in first.items() if place in got))
    x, bound = programme.largest(programme.gain)
    notes: tuple[str, ...] = ()
    if sites <= TIES_UP_TO and bound is not None:
        opened_now = tuple(j for j in range(sites) if x[j] > 0.5)
        programme.keep(programme.gain, int(_total(gains, opened_now, 1)))
        x = programme.in_order(x)
    elif bound is not None:
        notes = ("TIES_BY_SOLVER",)
    chosen = tuple(j for j in range(sites) if x[j] > 0.5)
    reached = int(_total(gains, chosen, 1))
    top = reached if bound is None else max(reached, floor(bound + 1e-6))
    return chosen, top, notes


def _tried(
    gains: Sequence[_Gain], sites: int, count: int, first: Mapping[int, int]
) -> tuple[tuple[int, ...], int, tuple[str, ...]]:
    """Few choices are tried one by one; of equal ones the first stays."""
    by_site: list[list[_Gain]] = [[] for _ in range(sites)]
    for gain in gains:
        by_site[gain.site].append(gain)
    best: tuple[tuple[int, int], tuple[int, ...]] | None = None
    for chosen in combinations(range(sites), count):
        most: dict[int, int] = {}
        for site in chosen:
            for gain in by_site[site]:
                most[gain.place] = max(gain.amount, most.get(gain.place, 0))
        key = sum(first.get(place, 0) for place in most), sum(most.values())
        if best is None or key > best[0]:
            best = key, chosen
    assert best is not None
    return best[1], best[0][1], ()


class _Sites:
    """Variables: one per site (0/1), then for each place one per step of its gains.

    A place's gains fall g1 > g2 > ...; step k is 1 when a site with gain gk or more is open, and
    adds gk - g(k+1). A step is at most the step before plus the sites that give gk themselves
    (Garcia, Labbe and Marin 2011): few entries per row, and steps are whole by themselves.
    """

    def __init__(self, gains: Sequence[_Gain], sites: int, count: int) -> None:
        import numpy as np
        import scipy.sparse as sp

        steps, entries, self._last = _steps(gains, sites)
        self._choices = sites - count
        self._candidates: dict[int, int] = {}
        for gain in gains:
            self._candidates[gain.place] = self._candidates.get(gain.place, 0) + 1
        self.sites, self.size = sites, sites + len(steps)
        rows, columns, values = (list(part) for part in zip(*entries, strict=True))
        chains = sp.csr_matrix((values, (rows, columns)), (len(steps), self.size))
        just = sp.csr_matrix(
            (np.ones(sites), (np.zeros(sites, int), np.arange(sites))), (1, self.size)
        )
        self.rows = [chains, just]
        self.low = [np.full(len(steps), -np.inf), np.array([float(count)])]
        self.high = [np.zeros(len(steps)), np.array([float(count)])]
        self.gain: Floats = np.concatenate([np.zeros(sites), np.array(steps, dtype=float)])
        self.lower, self.upper = np.zeros(self.size), np.ones(self.size)

    def largest(self, gain: Floats) -> tuple[Floats, float | None]:
        """The best found and the bound on it."""
        import numpy as np
        import scipy.sparse as sp
        from scipy.optimize import Bounds, LinearConstraint, milp

        whole = np.zeros(self.size)
        whole[: self.sites] = 1
        result = milp(
            -gain,
            integrality=whole,
            bounds=Bounds(self.lower, self.upper),
            constraints=LinearConstraint(
                sp.vstack(self.rows, format="csr"),
                np.concatenate(self.low),
                np.concatenate(self.high),
            ),
            options={"mip_rel_gap": 0, "node_limit": NODES},
        )
        if result.x is None:
            raise Coded(
                "NO_SOLUTION",
                Words(f"求解器未给出结果: {result.message}", f"no result: {result.message}"),
            )
        bound = None if result.mip_dual_bound is None else -float(result.mip_dual_bound)
        return np.asarray(result.x), bound

    def may_miss(self, places: Mapping[int, int]) -> bool:
        """Whether some choice of sites leaves one of the places without."""
        return any(self._candidates.get(p, 0) <= self._choices for p in places)

    def reach(self, weights: Mapping[int, int]) -> Floats:
        """The gain that counts a place once it is reached at all: its last step."""
        import numpy as np

        gain = np.zeros(self.size)
        for place, weight in weights.items():
            if place in self._last:
                gain[self._last[place]] = weight
        return gain

    def keep(self, gain: Floats, at_least: int) -> None:
        """From now on only choices with at least this gain."""
        import numpy as np
        import scipy.sparse as sp

        self.rows.append(sp.csr_matrix(gain))
        self.low.append(np.array([at_least - 0.5]))
        self.high.append(np.array([np.inf]))

    def in_order(self, x: Floats) -> Floats:
        """Among equal choices the earliest sites, twelve settled in one solve."""
        import numpy as np

        for start in range(0, self.sites, 12):
            block = range(start, min(start + 12, self.sites))
            tie = np.zeros(self.size)
            for position, site in enumerate(block):
                tie[site] = 2 ** (len(block) - 1 - position)
            x, _ = self.largest(tie)
            for site in block:
                self.lower[site] = self.upper[site] = round(float(x[site]))
        return x


def _steps(
    gains: Sequence[_Gain], sites: int
) -> tuple[list[int], list[tuple[int, int, float]], dict[int, int]]:
    """What each step adds, the entries (row, column, value) of its row, each place's last step."""
    by_place: dict[int, dict[int, list[int]]] = {}
    for gain in gains:
        by_place.setdefault(gain.place, {}).setdefault(gain.amount, []).append(gain.site)
    steps: list[int] = []
    entries: list[tuple[int, int, float]] = []
    last: dict[int, int] = {}
    for place, levels in by_place.items():
        falling = sorted(levels, reverse=True)
        for k, amount in enumerate(falling):
            row = len(steps)
            entries.append((row, sites + row, 1.0))
            if k:
                entries.append((row, sites + row - 1, -1.0))
            entries += [(row, site, -1.0) for site in levels[amount]]
            steps.append(amount - (falling[k + 1] if k + 1 < len(falling) else 0))
        last[place] = sites + len(steps) - 1
    return steps, entries, last
