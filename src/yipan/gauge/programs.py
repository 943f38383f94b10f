"""Linear programs solved by SciPy's HiGHS: benefit of the doubt, best-worst, DEA and relatives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from yipan.core.errors import BadInput, MissingExtra
from yipan.core.words import Words
from yipan.gauge.arrays import Floats


def solve(cost: Floats, **constraints: Any) -> Any:
    """The solution of min cost·x; its `status` is 0 (optimal), 2 (infeasible) or 3 (unbounded)."""
    try:
        from scipy.optimize import linprog
    except ImportError:
        raise MissingExtra("scipy", "stats") from None
    found = linprog(cost, method="highs", **constraints)
    if found.status not in (0, 2, 3):
        raise BadInput(
            Words(
                f"线性规划未解出: {found.message}",
                f"the linear program was not solved: {found.message}",
            )
        )
    return found


def best_worst(best: Sequence[float], worst: Sequence[float]) -> tuple[Floats, float]:
    """The linear best-worst method: weights and the consistency ξ."""
    n = len(best)
    b, w = best.index(min(best)), worst.index(min(worst))
    rows = []
    for j in range(n):
        for one, other, factor in ((b, j, best[j]), (j, w, worst[j])):
            if one == other:
                continue
            line = np.zeros(n + 1)
            line[one] += 1.0
            line[other] -= factor
            rows += [np.r_[sign * line[:n], -1.0] for sign in (1.0, -1.0)]
    found = solve(
        np.r_[np.zeros(n), 1.0],
        A_ub=np.array(rows),
        b_ub=np.zeros(len(rows)),
        A_eq=np.r_[np.ones(n), 0.0][None, :],
        b_eq=[1.0],
        bounds=(0, None),
    )
    return np.asarray(found.x[:n]), float(found.x[n])


def benefit_of_doubt(y: Floats) -> tuple[Floats, Floats]:
    """Each row's best score and weights with every row at most 1."""
    scores, weights = np.zeros(len(y)), np.zeros(y.shape)
    for i, own in enumerate(y):
        found = solve(-own, A_ub=y, b_ub=np.ones(len(y)), bounds=(0, None))
        if found.status != 0:
            raise BadInput(Words("有一方全部指标为 0", "an indicator is 0 everywhere"))
        scores[i], weights[i] = -found.fun, found.x
    return scores, weights
