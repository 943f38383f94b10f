"""Reason 因: the tree behind any value, down to printed figures, clauses and constants.

Each node names an operation, its exact value and what it rests on. `recompute` replays the tree
from its leaves, so a value that does not follow from its reason is found.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod

from yipan.core.english import unit_after
from yipan.core.interval import rational_text

LEAVES = ("fact", "constant", "clause")


@dataclass(frozen=True, slots=True)
class Reason:
    """One node. `value` is exact, in `unit`; leaves cite where they are printed."""

    operation: str
    label: str
    value: Fraction | None
    unit: str = ""
    cite: str = ""
    because: tuple[Reason, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """For JSON; empty fields left out."""
        fields: dict[str, object] = {
            "operation": self.operation,
            "label": self.label,
            "value": None if self.value is None else rational_text(self.value),
            "unit": self.unit,
            "cite": self.cite,
            "because": [child.as_dict() for child in self.because],
        }
        return {k: v for k, v in fields.items() if v not in ("", [], None)}

    def _repr_html_(self) -> str:
        from html import escape

        return f"<pre>{escape(chr(10).join(self.lines()))}</pre>"

    def lines(self, depth: int = 0, lang: str = "zh") -> list[str]:
        """The tree as indented text."""
        amount = "" if self.value is None else rational_text(self.value)
        value = f" = {amount}{unit_after(self.unit, lang)}" if amount else ""
        cite = f"  ← {self.cite}" if self.cite else ""
        own = f"{'  ' * depth}{self.label}{value}{cite}"
        return [own, *(line for child in self.because for line in child.lines(depth + 1, lang))]


def recompute(reason: Reason) -> Fraction | None:
    """The value that follows from the leaves; None where a leaf has none."""
    if reason.operation in LEAVES:
        return reason.value
    inputs = [recompute(child) for child in reason.because]
    known = [value for value in inputs if value is not None]
    if len(known) < len(inputs):
        return None
    return OPERATIONS[reason.operation](known)


def holds(reason: Reason) -> bool:
    """Whether every node's value follows from its children."""
    return (reason.operation in LEAVES or recompute(reason) == reason.value) and all(
        holds(child) for child in reason.because
    )


def _difference(values: Sequence[Fraction]) -> Fraction:
    return values[0] - sum(values[1:], Fraction(0))


def _quotient(values: Sequence[Fraction]) -> Fraction:
    return values[0] / prod(values[1:], start=Fraction(1))


# "choose" takes its first child: the chosen one; the others are what it was chosen from.
OPERATIONS: dict[str, Callable[[Sequence[Fraction]], Fraction]] = {
    "sum": lambda values: sum(values, Fraction(0)),
    "difference": _difference,
    "product": lambda values: prod(values, start=Fraction(1)),
    "quotient": _quotient,
    "least": min,
    "greatest": max,
    "choose": lambda values: values[0],
}
