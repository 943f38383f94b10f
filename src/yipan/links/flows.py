"""Flows between parties: what stays inside, who gives and takes, who is central, what is expected.

Flows (技术合同, 投资, 出行) are exact; shares and balances are exact too. Centrality is PageRank on
the flows (damping 0.85). The gravity expectation is fitted by Poisson pseudo-maximum likelihood,
ln E = a + b ln M_from + c ln M_to - d ln D (Santos Silva and Tenreyro 2006), which keeps zero flows
and whose fitted total equals the actual total. An expectation explains nothing by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from yipan.core.errors import Coded
from yipan.core.places import Place, lies_in_any, place_of
from yipan.core.words import Words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[Any]

ZERO = Fraction(0)
DAMPING, ROUNDS, DIGITS = 0.85, 200, 6
PARAMETERS = 4
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Flows:
    """Quantities by (from, to); masses and distances are for the gravity expectation."""

    unit: str
    flows: Mapping[Pair, Fraction]
    region: tuple[Place, ...]
    masses: Mapping[str, Fraction]
    distances: Mapping[Pair, Fraction]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PartyFlow:
    """One party: what leaves, what arrives, their difference, what it keeps, its centrality."""

    party: str
    gives: Fraction
    takes: Fraction
    balance: Fraction
    own: Fraction
    centrality: float


@dataclass(frozen=True, slots=True)
class Expected:
    """A pair's flow against its gravity expectation; ratio above 1 is more than expected."""

    start: str
    end: str
    actual: Fraction
    expected: float
    ratio: float


@dataclass(frozen=True, slots=True)
class FlowReport:
    """`inside`: share of all that region parties give that stays in the region."""

    total: Fraction
    inside: Fraction | None
    kept: Fraction
    given: Fraction
    parties: tuple[PartyFlow, ...]
    gravity: tuple[Expected, ...]
    coefficients: Mapping[str, float]
    notes: tuple[str, ...]


def report(problem: Flows) -> FlowReport:
    """Everything about the flows."""
    names = sorted({name for pair in problem.flows for name in pair})
    inside = {n for n in names if lies_in_any(place_of(n), list(problem.region))}
    given = sum((q for (a, _), q in problem.flows.items() if a in inside), ZERO)
    kept = sum((q for (a, b), q in problem.flows.items() if a in inside and b in inside), ZERO)
    gravity, coefficients, notes = _gravity(problem)
    return FlowReport(
        sum(problem.flows.values(), ZERO),
        kept / given if given else None,
        kept,
        given,
        _parties(problem, names),
        gravity,
        coefficients,
        (*notes, *problem.notes),
    )


def _parties(problem: Flows, names: list[str]) -> tuple[PartyFlow, ...]:
    gives, takes, own = (dict.fromkeys(names, ZERO) for _ in range(3))
    for (start, end), qty in problem.flows.items():
        if start == end:
            own[start] += qty
            continue
        gives[start] += qty
        takes[end] += qty
    rank = _centrality(problem, names)
    return tuple(
        PartyFlow(n, gives[n], takes[n], gives[n] - takes[n], own[n], rank[n]) for n in names
    )


def _centrality(problem: Flows, names: list[str]) -> dict[str, float]:
    """PageRank with the flows as weights; parties that give nothing give evenly."""
    import numpy as np

    number = {name: i for i, name in enumerate(names)}
    weight = np.zeros((len(names), len(names)))
    for (start, end), qty in problem.flows.items():
        if start != end:
            weight[number[start], number[end]] += float(qty)
    sums = weight.sum(axis=1)
    share = np.where(
        sums[:, None] > 0, weight / np.where(sums > 0, sums, 1)[:, None], 1 / max(len(names), 1)
    )
    rank = np.full(len(names), 1 / max(len(names), 1))
    for _ in range(ROUNDS):
        rank = (1 - DAMPING) / len(names) + DAMPING * (rank[:, None] * share).sum(axis=0)
    return {name: round(float(rank[i]), DIGITS) for name, i in number.items()}


def _gravity(
    problem: Flows,
) -> tuple[tuple[Expected, ...], dict[str, float], tuple[str, ...]]:
    """Pairs of different parties with known masses and distance."""
    if not problem.masses and not problem.distances:
        return (), {}, ()
    pairs = sorted(
        pair
        for pair, distance in problem.distances.items()
        if pair[0] != pair[1]
        and distance > 0
        and all(problem.masses.get(name, ZERO) > 0 for name in pair)
    )
    if len(pairs) <= PARAMETERS:
        note = f"GRAVITY_NOT_FITTED {len(pairs)} 对不足以估计 {PARAMETERS} 个系数"
        return (), {}, (note,)
    import numpy as np

    design = np.array(
        [
            [
                1.0,
                np.log(float(problem.masses[a])),
                np.log(float(problem.masses[b])),
                -np.log(float(problem.distances[a, b])),
            ]
            for a, b in pairs
        ]
    )
    actual = np.array([float(problem.flows.get(pair, ZERO)) for pair in pairs])
    fitted = poisson(design, actual)
    expected = np.exp(design @ fitted)
    rows = tuple(
        Expected(
            a,
            b,
            problem.flows.get((a, b), ZERO),
            round(float(e), DIGITS),
            round(float(v / e), DIGITS),
        )
        for (a, b), v, e in zip(pairs, actual, expected, strict=True)
    )
    names = ("constant", "mass_from", "mass_to", "distance")
    return rows, dict(zip(names, (round(float(c), DIGITS) for c in fitted), strict=True)), ()


def poisson(design: Floats, actual: Floats) -> Floats:
    """Poisson pseudo-maximum likelihood by reweighted least squares, from the mean outwards."""
    import numpy as np

    if actual.sum() <= 0 or np.linalg.matrix_rank(design) < design.shape[1]:
        raise Coded(
            "NO_SOLUTION",
            Words(
                "引力模型的系数不能区分(规模或距离没有差异,或没有流量)",
                "the gravity coefficients cannot be told apart",
            ),
            hint=Words("请增加规模不同的方", "add parties of different size or distance"),
            field="masses",
        )
    mean = (actual + actual.mean()) / 2
    fitted = np.zeros(design.shape[1])
    for _ in range(ROUNDS):
        target = np.log(mean) + (actual - mean) / mean
        root = np.sqrt(mean)
        updated = np.linalg.lstsq(design * root[:, None], target * root, rcond=None)[0]
        mean = np.exp(np.clip(design @ updated, -600, 600))
        if np.abs(updated - fitted).max() < 1e-12:
            break
        fitted = updated
    return fitted
