"""Efficiency against a frontier: linear programs on units (rows) with inputs x and outputs y.

NaN marks an infeasible program (super-efficiency, periods crossed).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from yipan.gauge.arrays import Floats
from yipan.gauge.programs import solve


@dataclass(frozen=True, slots=True)
class Score:
    """A radial or slack-based score with the slacks of inputs, then outputs."""

    value: float
    slacks: Floats


def radial(own_x: Floats, own_y: Floats, x: Floats, y: Floats, *, vrs: bool, output: bool) -> float:
    """θ of the input form, or 1/φ of the output form. Charnes et al. (1978)."""
    n = len(x)
    if output:
        # max φ: Σ λ x <= x_o, φ y_o <= Σ λ y
        cost = np.r_[-1.0, np.zeros(n)]
        upper = np.vstack([np.c_[np.zeros(x.shape[1]), x.T], np.c_[own_y, -y.T]])
        limit = np.r_[own_x, np.zeros(y.shape[1])]
    else:
        # min θ: Σ λ x <= θ x_o, Σ λ y >= y_o
        cost = np.r_[1.0, np.zeros(n)]
        upper = np.vstack([np.c_[-own_x, x.T], np.c_[np.zeros(y.shape[1]), -y.T]])
        limit = np.r_[np.zeros(x.shape[1]), -own_y]
    found = solve(cost, A_ub=upper, b_ub=limit, bounds=(0, None), **_returns(n, vrs))
    if found.status != 0:
        return float("nan")
    return float(1 / -found.fun) if output else float(found.fun)


def _returns(n: int, vrs: bool, lead: int = 1) -> dict[str, object]:
    if not vrs:
        return {}
    return {"A_eq": np.r_[np.zeros(lead), np.ones(n)][None, :], "b_eq": [1.0]}


def slacks(
    own_x: Floats, own_y: Floats, x: Floats, y: Floats, score: float, *, vrs: bool, output: bool
) -> Floats:
    """The largest sum of slacks at the radial point (second stage)."""
    n, m, s = len(x), x.shape[1], y.shape[1]
    tight_x = own_x * (1.0 if output else score)
    tight_y = own_y * (1 / score if output else 1.0)
    equal = np.vstack(
        [
            np.c_[x.T, np.eye(m), np.zeros((m, s))],
            np.c_[y.T, np.zeros((s, m)), -np.eye(s)],
        ]
    )
    right = np.r_[tight_x, tight_y]
    if vrs:
        equal = np.vstack([equal, np.r_[np.ones(n), np.zeros(m + s)]])
        right = np.r_[right, 1.0]
    found = solve(np.r_[np.zeros(n), -np.ones(m + s)], A_eq=equal, b_eq=right, bounds=(0, None))
    if found.status != 0:
        return np.full(m + s, np.nan)
    return np.asarray(found.x[n:])


def slack_based(
    own: tuple[Floats, Floats, Floats], x: Floats, y: Floats, bad: Floats, *, vrs: bool
) -> Score:
    """SBM ρ with undesirable outputs, non-oriented. Tone (2001, 2003), Charnes-Cooper form."""
    own_x, own_y, own_b = own
    n, m, s, b = len(x), x.shape[1], y.shape[1], bad.shape[1]
    size = 1 + n + m + s + b  # t, Λ, slacks of inputs, outputs, bads
    cost = np.zeros(size)
    cost[0] = 1.0
    cost[1 + n : 1 + n + m] = -1 / (m * own_x)
    unit = np.zeros(size)
    unit[0] = 1.0
    below = s + b
    unit[1 + n + m : 1 + n + m + s] = 1 / (below * own_y)
    unit[1 + n + m + s :] = 1 / (below * own_b)
    blocks = [
        np.c_[-own_x, x.T, np.eye(m), np.zeros((m, s + b))],
        np.c_[-own_y, y.T, np.zeros((s, m)), -np.eye(s), np.zeros((s, b))],
        np.c_[-own_b, bad.T, np.zeros((b, m + s)), np.eye(b)],
        unit[None, :],
    ]
    right = np.r_[np.zeros(m + s + b), 1.0]
    if vrs:
        blocks.append(np.r_[-1.0, np.ones(n), np.zeros(m + s + b)][None, :])
        right = np.r_[right, 0.0]
    found = solve(cost, A_eq=np.vstack(blocks), b_eq=right, bounds=(0, None))
    if found.status != 0:
        return Score(float("nan"), np.full(m + s + b, np.nan))
    return Score(float(found.fun), np.asarray(found.x[1 + n :] / found.x[0]))


def directional(own: tuple[Floats, Floats, Floats], x: Floats, y: Floats, bad: Floats) -> float:
    """max β: outputs y (1 + β), bads b (1 - β), bads weakly disposable. Chung et al. (1997)."""
    own_x, own_y, own_b = own
    n = len(x)
    cost = np.r_[-1.0, np.zeros(n)]
    upper = np.vstack([np.c_[np.zeros(x.shape[1]), x.T], np.c_[own_y, -y.T]])
    limit = np.r_[own_x, -own_y]
    equal = np.c_[own_b, bad.T]
    found = solve(
        cost,
        A_ub=upper,
        b_ub=limit,
        A_eq=equal,
        b_eq=own_b,
        bounds=[(None, None)] + [(0, None)] * n,
    )
    return float(-found.fun) if found.status == 0 else float("nan")
