"""Data envelopment, exact: how much of its inputs a platform would need at the best practice.

CCR with constant returns (Charnes, Cooper and Rhodes 1978): the least share θ of its inputs with
which a mix λ of all platforms gives at least its outputs. Solved as max t with Σ μ_j x_j ≤ x_0,
t·y_0 ≤ Σ μ_j y_j, where θ = 1/t and λ = θ·μ: all slacks are a feasible start, so a simplex on exact
fractions with Bland's rule needs no first phase and always ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from yipan.core.errors import Coded
from yipan.core.words import Words

ZERO, ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True, slots=True)
class Efficiency:
    """θ between 0 and 1; `peers` by number with their λ; `target` the inputs that suffice."""

    value: Fraction
    peers: tuple[tuple[int, Fraction], ...]
    target: tuple[Fraction, ...]


def efficiencies(
    inputs: Sequence[Sequence[Fraction]], outputs: Sequence[Sequence[Fraction]]
) -> list[Efficiency]:
    """The efficiency of each unit against all units."""
    for number, (given, made) in enumerate(zip(inputs, outputs, strict=True), start=1):
        if any(v < 0 for v in (*given, *made)) or not any(given) or not any(made):
            raise Coded(
                "OUT_OF_RANGE",
                Words(
                    f"第 {number} 个平台的投入或产出为负或全为零",
                    f"platform {number} has negative or no inputs or outputs",
                ),
                hint=Words("请补全数据", "complete its figures"),
                field="platforms",
            )
    return [_one(inputs, outputs, unit) for unit in range(len(inputs))]


def _one(
    inputs: Sequence[Sequence[Fraction]], outputs: Sequence[Sequence[Fraction]], unit: int
) -> Efficiency:
    count = len(inputs)
    rows = [[x[r] for x in inputs] + [ZERO] for r in range(len(inputs[unit]))]
    rows += [[-y[r] for y in outputs] + [outputs[unit][r]] for r in range(len(outputs[unit]))]
    bounds = [*inputs[unit], *(ZERO for _ in outputs[unit])]
    best, solution = maximise([ZERO] * count + [ONE], rows, bounds)
    theta = 1 / best
    peers = tuple((j, m * theta) for j, m in enumerate(solution[:count]) if m > 0)
    target = tuple(
        sum((weight * inputs[j][r] for j, weight in peers), ZERO) for r in range(len(inputs[unit]))
    )
    return Efficiency(theta, peers, target)


def maximise(
    gain: list[Fraction], rows: list[list[Fraction]], bounds: Sequence[Fraction]
) -> tuple[Fraction, list[Fraction]]:
    """max gain·x with rows·x ≤ bounds and x ≥ 0, where bounds are not negative."""
    count, height = len(gain), len(rows)
    table = [
        row + [ONE if i == k else ZERO for k in range(height)] + [bounds[i]]
        for i, row in enumerate(rows)
    ]
    price = [-g for g in gain] + [ZERO] * (height + 1)
    basis = [count + i for i in range(height)]
    while (enter := next((c for c in range(count + height) if price[c] < 0), None)) is not None:
        leaving = [
            (row[-1] / row[enter], basis[i], i) for i, row in enumerate(table) if row[enter] > 0
        ]
        if not leaving:
            raise ValueError("unbounded")
        leave = min(leaving)[2]
        _pivot(table, price, leave, enter)
        basis[leave] = enter
    solution = [ZERO] * (count + height)
    for i, column in enumerate(basis):
        solution[column] = table[i][-1]
    return price[-1], solution[:count]


def _pivot(table: list[list[Fraction]], price: list[Fraction], leave: int, enter: int) -> None:
    scale = table[leave][enter]
    table[leave] = [value / scale for value in table[leave]]
    for row in (*(r for i, r in enumerate(table) if i != leave), price):
        factor = row[enter]
        if factor:
            row[:] = [a - factor * b for a, b in zip(row, table[leave], strict=True)]
