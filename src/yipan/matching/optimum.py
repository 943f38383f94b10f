"""The exact best choice for many items under shared limits, objective after objective.

Each item takes one of its alternatives or none. Objectives are lexicographic: a later one only
chooses among what is best for all earlier ones. Among equal optima the declared tie order decides:
items in order, each its earliest alternative, none last. All coefficients are exact; they are
scaled to whole numbers for the solver and the answer is checked again in exact arithmetic.

Where every alternative takes one unit of one limit the problem is a transport problem: SciPy's
assignment solver, with a certificate of its own. Everything else goes to HiGHS as a mixed-integer
program, solved to a gap of zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

from yipan.core.errors import Coded, MissingExtra
from yipan.core.words import Words

WIDEST = 2**46  # whole numbers that a float and its sums hold exactly
CELLS = 60_000_000


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to serve an item: which option, by way of which pilot (-1 none), what it uses."""

    option: int
    uses: tuple[tuple[int, Fraction], ...]
    via: int = -1


@dataclass(frozen=True, slots=True)
class Objective:
    """A total to be made as large as possible; `gains[i][a]` is what alternative a of i adds."""

    name: str
    gains: tuple[tuple[Fraction, ...], ...]


@dataclass(frozen=True, slots=True)
class Model:
    """Items' alternatives in tie order, and the limits they share."""

    alternatives: tuple[tuple[Alternative, ...], ...]
    limits: tuple[Fraction, ...]

    @property
    def transport(self) -> bool:
        """Whether every alternative takes exactly one unit of one limit."""
        return all(
            len(a.uses) == 1 and a.uses[0][1] == 1 for row in self.alternatives for a in row
        ) and all(_one_way(row) for row in self.alternatives)


@dataclass(frozen=True, slots=True)
class Optimum:
    """The chosen alternative of each item (-1 none), each objective's total, and the proof."""

    chosen: tuple[int, ...]
    totals: tuple[Fraction, ...]
    proof: dict[str, str]


def best(model: Model, objectives: Sequence[Objective]) -> Optimum:
    """The optimum that the tie order names."""
    try:
        import scipy  # noqa: F401
    except ImportError:
        raise MissingExtra("scipy", "stats") from None
    if not any(model.alternatives):
        nobody = tuple(-1 for _ in model.alternatives)
        return Optimum(nobody, tuple(Fraction(0) for _ in objectives), {"by": "no alternatives"})
    weights = _one_number(model, objectives)
    if model.transport and weights is not None and _cells(model) <= CELLS:
        from yipan.matching.transport import solve

        chosen = solve(model, weights)
        proof = {"by": "assignment", "certificate": "no improving exchange", "gap": "0"}
    else:
        from yipan.matching.programme import solve as solve_programme

        chosen = solve_programme(model, [whole(o) for o in objectives])
        proof = {"by": "HiGHS", "gap": "0"}
    check(model, chosen)
    totals = tuple(total(objective, chosen) for objective in objectives)
    return Optimum(tuple(chosen), totals, proof)


def total(objective: Objective, chosen: Sequence[int]) -> Fraction:
    """The exact total of a choice."""
    return sum((objective.gains[i][a] for i, a in enumerate(chosen) if a >= 0), start=Fraction(0))


def check(model: Model, chosen: Sequence[int]) -> None:
    """Refuses an answer that breaks a limit in exact arithmetic."""
    used = [Fraction(0)] * len(model.limits)
    for i, a in enumerate(chosen):
        for resource, amount in model.alternatives[i][a].uses if a >= 0 else ():
            used[resource] += amount
    if any(u > limit for u, limit in zip(used, model.limits, strict=True)):
        raise too_wide()


def whole(objective: Objective) -> list[list[int]]:
    """The gains as whole numbers, scaled by their common denominator."""
    scale = lcm(*(g.denominator for row in objective.gains for g in row))
    found = [[int(g * scale) for g in row] for row in objective.gains]
    if any(abs(g) > WIDEST for row in found for g in row):
        raise too_wide()
    return found


def too_wide() -> Coded:
    """The numbers do not fit the solver exactly."""
    return Coded(
        "TOO_LARGE",
        Words("数值跨度过大,不能保证精确最优", "the numbers span too far for an exact optimum"),
        hint=Words("请换用更大的单位或少一些小数", "use a larger unit or fewer decimals"),
    )


def _one_way(row: tuple[Alternative, ...]) -> bool:
    """Whether no two alternatives of an item use the same limit."""
    return len({a.uses[0][0] for a in row}) == len(row)


def _cells(model: Model) -> int:
    """Cells of the dense assignment matrix."""
    count = len(model.alternatives)
    columns = sum(min(int(limit), count) for limit in model.limits)
    return count * max(count, columns)


def _one_number(model: Model, objectives: Sequence[Objective]) -> list[list[int]] | None:
    """Lexicographic objectives as one whole number per alternative; None where it gets too wide."""
    weights = [[0] * len(row) for row in model.alternatives]
    for objective in objectives:
        gains = whole(objective)
        flat = [g for row in gains for g in row]
        spread = (max(0, *flat) - min(0, *flat)) * len(gains) + 1
        weights = [
            [w * spread + g for w, g in zip(ws, gs, strict=True)]
            for ws, gs in zip(weights, gains, strict=True)
        ]
    widest = max((abs(w) for row in weights for w in row), default=0)
    return weights if widest * max(1, len(weights)) <= WIDEST else None


def gains(model: Model, value: Any) -> tuple[tuple[Fraction, ...], ...]:
    """`value(item, alternative)` for every alternative."""
    return tuple(
        tuple(Fraction(value(i, a)) for a in row) for i, row in enumerate(model.alternatives)
    )
