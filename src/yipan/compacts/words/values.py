"""Values of expressions and their reasons; what is unknown carries its causes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from yipan.compacts.words.units import PURE
from yipan.core.interval import rational_text

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Quantity:
    """An exact number in the base unit of its dimension; `day`: a year given as a date."""

    amount: Fraction
    dimension: str = PURE
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Truth:
    """是 or 否."""

    holds: bool


@dataclass(frozen=True, slots=True)
class TextValue:
    """A text; a party is one too."""

    text: str


@dataclass(frozen=True, slots=True)
class Level:
    """A place in a scale, best first, counted from 1. An empty scale is still to be found."""

    text: str
    scale: tuple[str, ...] = ()

    @property
    def place(self) -> int:
        """1 for the best level."""
        return self.scale.index(self.text) + 1


@dataclass(frozen=True, slots=True)
class SeriesValue:
    """Members in order."""

    members: tuple[Known, ...]


Value = Quantity | Truth | TextValue | Level | SeriesValue


@dataclass(frozen=True, slots=True)
class Known:
    """A value and the reason that re-computes to it."""

    value: Value
    node: Node


@dataclass(frozen=True, slots=True)
class Unknown:
    """Undetermined: addresses that are missing, open items, conflicts."""

    missing: frozenset[str] = field(default_factory=frozenset)
    open: frozenset[str] = field(default_factory=frozenset)
    conflict: frozenset[str] = field(default_factory=frozenset)

    def fields(self) -> dict[str, list[str]]:
        """Sorted causes for a result."""
        return {
            "missing": sorted(self.missing),
            "open": sorted(self.open),
            "conflict": sorted(self.conflict),
        }


Result = Known | Unknown


def missing(*addresses: str) -> Unknown:
    """Undetermined because facts are missing."""
    return Unknown(missing=frozenset(addresses))


def opened(*items: str) -> Unknown:
    """Undetermined because the document leaves something open."""
    return Unknown(open=frozenset(items))


def conflicting(*texts: str) -> Unknown:
    """Undetermined because facts contradict each other."""
    return Unknown(conflict=frozenset(texts))


def united(unknowns: Iterable[Unknown]) -> Unknown:
    """All causes together."""
    items = list(unknowns)
    return Unknown(
        frozenset[str]().union(*(u.missing for u in items)),
        frozenset[str]().union(*(u.open for u in items)),
        frozenset[str]().union(*(u.conflict for u in items)),
    )


def value_fields(value: Value) -> Node:
    """`value` and `unit` of a reason node: numbers in base units, levels by their place."""
    if isinstance(value, Quantity):
        return {"value": rational_text(value.amount), "unit": value.dimension}
    if isinstance(value, Truth):
        return {"value": "是" if value.holds else "否", "unit": None}
    if isinstance(value, Level):
        return {"value": str(value.place) if value.scale else value.text, "unit": PURE}
    if isinstance(value, TextValue):
        return {"value": value.text, "unit": None}
    return {}


def known(value: Value, **node: Any) -> Known:
    """A value with its reason node."""
    fields: Node = dict(node)
    children = fields.pop("of", None)
    fields.update(value_fields(value))
    if children is not None:
        fields["of"] = children
    return Known(value, fields)
