"""What an optimum is asked of: items, their alternatives, shared limits and exact objectives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

from yipan.core.errors import Coded
from yipan.core.words import Words

WIDEST = 2**46  # whole numbers that a float and its sums hold exactly


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


def gains(model: Model, value: Any) -> tuple[tuple[Fraction, ...], ...]:
    """`value(item, alternative)` for every alternative."""
    return tuple(
        tuple(Fraction(value(i, a)) for a in row) for i, row in enumerate(model.alternatives)
    )


def _one_way(row: tuple[Alternative, ...]) -> bool:
    """Whether no two alternatives of an item use the same limit."""
    return len({a.uses[0][0] for a in row}) == len(row)
