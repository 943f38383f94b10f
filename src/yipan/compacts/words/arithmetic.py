"""Exact arithmetic and comparison of values; dimensions never mix."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import prod
from typing import Any

from yipan.compacts.words.units import PURE
from yipan.compacts.words.values import Level, Quantity, TextValue, Truth, Value


class MismatchError(Exception):
    """Values that cannot be put together."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


def combine(word: str, values: Sequence[Value]) -> Value:
    """sum mean min max sub mul div."""
    values = _resolved(values)
    if word in {"min", "max"} and all(isinstance(v, Level) for v in values):
        levels = [v for v in values if isinstance(v, Level)]
        pick = min if word == "min" else max
        return pick(levels, key=lambda level: level.place)
    amounts, dimensions = _numbers(values)
    if word == "mul":
        found = [d for d in dimensions if d != PURE]
        if len(found) > 1:
            raise MismatchError(
                f"mul 至多一个有单位的数,现有 {'、'.join(found)}",
                f"mul takes at most one operand with a dimension, found {', '.join(found)}",
            )
        return Quantity(prod(amounts, start=Fraction(1)), found[0] if found else PURE)
    if word == "div":
        above, below = dimensions
        if below not in {PURE, above}:
            raise MismatchError(
                f"{above} 不能除以 {below}", f"{above} cannot be divided by {below}"
            )
        return Quantity(amounts[0] / amounts[1], PURE if below == above else above)
    dimension = _one_dimension(dimensions)
    match word:
        case "sum":
            return Quantity(sum(amounts, Fraction(0)), dimension)
        case "mean":
            return Quantity(sum(amounts, Fraction(0)) / len(amounts), dimension)
        case "sub":
            return Quantity(amounts[0] - amounts[1], dimension)
        case "min":
            return Quantity(min(amounts), dimension)
    return Quantity(max(amounts), dimension)


def compare(word: str, values: Sequence[Value]) -> Truth:
    """ge gt le lt is."""
    if len(values) != 2:
        raise MismatchError("比较需要两个值", "a comparison takes two values")
    left, right = _resolved(values)
    if word == "is" and not (_is_number(left) and _is_number(right)):
        if type(left) is not type(right):
            raise MismatchError("类型不同,不能用 is 比较", "values of different kind")
        return Truth(left == right)
    (a, b), dimensions = _numbers([left, right])
    _one_dimension(dimensions)
    outcomes: dict[str, Any] = {"ge": a >= b, "gt": a > b, "le": a <= b, "lt": a < b, "is": a == b}
    return Truth(bool(outcomes[word]))


def _resolved(values: Sequence[Value]) -> list[Value]:
    """Level literals take the scale of the levels they meet."""
    scale = next((v.scale for v in values if isinstance(v, Level) and v.scale), ())
    found: list[Value] = []
    for value in values:
        if isinstance(value, Level):
            if value.text not in (value.scale or scale):
                raise MismatchError(
                    f"等级“{value.text}”不在 {' '.join(scale)} 中", f"no level {value.text!r}"
                )
            found.append(Level(value.text, value.scale or scale))
        else:
            found.append(value)
    return found


def _is_number(value: Value) -> bool:
    return isinstance(value, Quantity | Level)


def _numbers(values: Sequence[Value]) -> tuple[list[Fraction], list[str]]:
    amounts: list[Fraction] = []
    dimensions: list[str] = []
    for value in values:
        if isinstance(value, Quantity):
            amounts.append(value.amount)
            dimensions.append(value.dimension)
        elif isinstance(value, Level):
            amounts.append(Fraction(value.place))
            dimensions.append(PURE)
        else:
            shown = value.text if isinstance(value, TextValue) else "是/否"
            raise MismatchError(f"“{shown}”不是数", f"{shown!r} is no number")
    return amounts, dimensions


def _one_dimension(dimensions: Sequence[str]) -> str:
    if len(set(dimensions)) != 1:
        shown = list(dict.fromkeys(dimensions))
        raise MismatchError(f"{' 与 '.join(shown)} 不能混用", f"{' and '.join(shown)} do not mix")
    return dimensions[0]
