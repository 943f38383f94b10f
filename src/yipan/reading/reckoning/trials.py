"""A claim with one of its numbers moved, looked at by floats: what is left is tried exactly.

A look by floats is a tenth of the work of an exact one, and of the numerals that one digit makes of a
number hardly any is near what an equation asks for.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isfinite

from yipan.reading.model import Claim, Quantity
from yipan.reading.reckoning import formulas

_FLOAT = 1e-9
# A secant by floats: its first step, where it ends, how much either way is still tried exactly.
_NUDGE, _CLOSE, _MOST_STEPS, _GENEROUS = 1.01, 1e-4, 12, 0.12
# And how many times what the printed digits leave open.
_WIDER = 3
_ORDERED = frozenset({"rising", "falling"})

Ends = tuple[float, float]


@dataclass(slots=True)
class Trial:
    """A claim, the number that is moved, and about what each number of it can be."""

    claim: Claim
    moved: Quantity
    ends: dict[str, Ends]
    low: float
    high: float
    mid: float
    scale: float

    def sides(self, value: float) -> tuple[Ends, Ends]:
        """About what both sides can be when the number is the value."""
        by = (value - self.mid) * self.scale
        self.ends[self.moved.id] = self.low + by, self.high + by
        look, trace = self.ends.__getitem__, self.claim.trace
        return formulas.rough(trace.left, look), formulas.rough(trace.right, look)

    def may_hold(self, value: float) -> bool:
        """Whether the claim may be true when the number is the value."""
        test = self.claim.trace.test
        if test in _ORDERED:
            return True
        left, right = self.sides(value)
        slack = _FLOAT * max(abs(left[0]), abs(right[0]), 1.0)
        above = test == "at_least" or left[0] - slack <= right[1]
        below = test == "at_most" or right[0] - slack <= left[1]
        return above and below

    def wanted(self) -> Ends:
        """About what the number would have to be for an equation to hold, as a secant finds it.

        The bounds are generous; where nothing is found, there are none.
        """
        if self.claim.trace.test != "meets" or not self.mid:
            return -inf, inf
        last, value = self.mid, self.mid * _NUDGE
        before, now = _apart(self.sides(last)), _apart(self.sides(value))
        for _ in range(_MOST_STEPS):
            if not isfinite(now) or now == before:
                return -inf, inf
            slope = (now - before) / (value - last)
            last, value, before = value, value - now / slope, now
            if abs(value - last) <= _CLOSE * abs(value):
                break
            now = _apart(self.sides(value))
        else:
            return -inf, inf
        slack = abs(value) * _GENEROUS + float(self.moved.step)
        open_ = sum(high - low for low, high in self.sides(value)) / abs(slope)
        slack = min(slack, _WIDER * open_ + _CLOSE * abs(value))
        return value - slack, value + slack


def trial_of(claim: Claim, moved: Quantity, known: dict[str, Quantity]) -> Trial:
    """A claim with a number of it to be moved."""
    names = {*formulas.leaves(claim.trace.left), *formulas.leaves(claim.trace.right), moved.id}
    ends = {name: formulas.ends_of(name, known) for name in names if name}
    return Trial(claim, moved, ends, *ends[moved.id], float(moved.mid), float(moved.scale))


def _apart(sides: tuple[Ends, Ends]) -> float:
    """Twice the distance between the middles of two sides."""
    return sum(sides[0]) - sum(sides[1])
