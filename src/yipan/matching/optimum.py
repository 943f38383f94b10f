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
from fractions import Fraction

from yipan.core.errors import MissingExtra
from yipan.matching.model import WIDEST, Model, Objective, Optimum, check, total, whole

CELLS = 60_000_000


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
