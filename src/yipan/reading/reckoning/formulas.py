"""Formulas over quantities: exact interval evaluation and a line of text with the numbers in it.

A formula is a quantity's id, a printed constant, or (operator, operand, …) with + - * / and root.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from math import exp, inf, isfinite, isqrt, log

from yipan.core.interval import Interval, rational_text
from yipan.reading.model import Formula, Quantity

# Digits to which an irrational root is bounded, outward.
_ROOT_SCALE = 10**9
# By how much floats may be wrong, as a part of a number.
_SLACK = 1e-9
# Of what is tried again and again of the same numbers.
_KEPT = 1024


def growth(base: Formula, last: Formula) -> Formula:
    """(last / base − 1) × 100."""
    return ("*", ("-", ("/", last, base), "1"), "100")


def fall(base: Formula, last: Formula) -> Formula:
    """(1 − last / base) × 100."""
    return ("*", ("-", "1", ("/", last, base)), "100")


def mean_growth(base: Formula, last: Formula, years: int) -> Formula:
    """((last / base)^(1/n) − 1) × 100."""
    return ("*", ("-", ("root", ("/", last, base), str(years)), "1"), "100")


def percent(part: Formula, whole: Formula) -> Formula:
    """part / whole × 100."""
    return ("*", ("/", part, whole), "100")


def add(parts: list[Formula]) -> Formula:
    """The sum; a single part stands for itself."""
    return parts[0] if len(parts) == 1 else ("+", *parts)


def evaluate(formula: Formula, quantities: Mapping[str, Quantity]) -> Interval:
    """Everything the formula can be, in base units."""
    if isinstance(formula, str):
        known = quantities.get(formula)
        return known.absolute if known else _constant(formula)
    if formula[0] == "range":
        low, high = (None if p == "" else Fraction(str(p)) for p in formula[1:])
        return Interval(low, high)
    values = [evaluate(part, quantities) for part in formula[1:]]
    match formula[0]:
        case "+":
            result = values[0]
            for value in values[1:]:
                result = result + value
            return result
        case "-":
            return values[0] - values[1]
        case "*":
            return values[0] * values[1]
        case "/":
            return values[0] / values[1]
        case _:
            return _root(values[0], int(formula[2])) if isinstance(formula[2], str) else values[0]


@lru_cache(maxsize=_KEPT)
def _constant(text: str) -> Interval:
    return Interval.exact(Fraction(text))


# About what a number or a printed constant can be, by its name in a formula.
Ends = Callable[[str], tuple[float, float]]


def rough(formula: Formula, ends: Ends) -> tuple[float, float]:
    """About what the formula can be, from about what its numbers can be: a first look by floats."""
    if isinstance(formula, str):
        return ends(formula)
    if formula[0] == "range":
        low, high = (float(Fraction(str(p))) if p else inf for p in formula[1:])
        return (-inf if formula[1] == "" else low), high
    values = [rough(part, ends) for part in formula[1:]]
    (a, b), rest = values[0], values[1:]
    match formula[0]:
        case "+":
            return a + sum(r[0] for r in rest), b + sum(r[1] for r in rest)
        case "-":
            return a - rest[0][1], b - rest[0][0]
        case "*" | "/" if formula[0] == "*" or rest[0][0] > 0:
            c, d = rest[0] if formula[0] == "*" else (1 / rest[0][1], 1 / rest[0][0])
            if isfinite(a + b + c + d):
                corners = (a * c, a * d, b * c, b * d)
                return min(corners), max(corners)
        case "root" if isinstance(formula[2], str) and a > 0:
            power = 1 / int(formula[2])
            return a**power, b**power
    return -inf, inf


def ends_of(name: str, quantities: Mapping[str, Quantity]) -> tuple[float, float]:
    """About what a number can be in base units, or what a constant is."""
    known = quantities.get(name)
    return _constant_ends(name) if known is None else _quantity_ends(known)


@lru_cache(maxsize=_KEPT)
def _quantity_ends(quantity: Quantity) -> tuple[float, float]:
    return _floats(quantity.absolute)


@lru_cache(maxsize=_KEPT)
def _constant_ends(text: str) -> tuple[float, float]:
    return _floats(_constant(text))


def comes_out(
    formula: Formula, stated: Interval, quantities: Mapping[str, Quantity]
) -> Interval | None:
    """What the formula can be where it meets what is stated; most do not, as floats tell."""
    low, high = rough(formula, lambda name: ends_of(name, quantities))
    least, most = _floats(stated)
    slack = _SLACK * max(abs(least), abs(most), 1.0) if isfinite(least + most) else inf
    if low > most + slack or high < least - slack:
        return None
    result = evaluate(formula, quantities)
    return result if result.meets(stated) else None


def _floats(value: Interval) -> tuple[float, float]:
    low = -inf if value.lo is None else value.lo.numerator / value.lo.denominator
    return low, inf if value.hi is None else value.hi.numerator / value.hi.denominator


def _root(value: Interval, n: int) -> Interval:
    low = None if value.lo is None else Fraction(_integer_root(value.lo, n), _ROOT_SCALE)
    high = None if value.hi is None else Fraction(_integer_root(value.hi, n) + 1, _ROOT_SCALE)
    return Interval(low, high)


def _integer_root(value: Fraction, n: int) -> int:
    """⌊value^(1/n) × scale⌋ for value ≥ 0."""
    if value <= 0:
        return 0
    target: int = value.numerator * _ROOT_SCALE**n // value.denominator
    if n == 2:
        return isqrt(target)
    # From above and near, else a root over centuries takes hundreds of steps.
    guess: int = int(exp(log(target) / n) * (1 + 1e-9)) + 2
    while True:
        better = ((n - 1) * guess + target // guess ** (n - 1)) // n
        if better >= guess:
            return guess
        guess = better


def leaves(formula: Formula) -> list[str]:
    """The numbers and constants of a formula."""
    if isinstance(formula, str):
        return [formula]
    return [] if formula[0] == "range" else [i for part in formula[1:] for i in leaves(part)]


def operands(formula: Formula, quantities: Mapping[str, Quantity]) -> list[str]:
    """The ids of the quantities in a formula, in order."""
    if isinstance(formula, str):
        return [formula] if formula in quantities else []
    return [i for part in formula[1:] for i in operands(part, quantities)]


_SIGNS = {"+": " + ", "-": " − ", "*": " × ", "/": " ÷ "}


def show(formula: Formula, quantities: Mapping[str, Quantity]) -> str:
    """The formula with the printed numbers in it."""
    if isinstance(formula, str):
        known = quantities.get(formula)
        return f"{rational_text(known.mid)}{known.unit}" if known else formula
    parts = [show(part, quantities) for part in formula[1:]]
    if formula[0] == "range":
        return f"[{parts[0]}, {parts[1]}]"
    if formula[0] == "root":
        return f"({parts[0]})^(1/{parts[1]})"
    shown = [
        f"({p})" if not isinstance(f, str) and f[0] in ("+", "-") else p
        for p, f in zip(parts, formula[1:], strict=True)
    ]
    return _SIGNS[str(formula[0])].join(shown)


def brief(value: Interval | None, digits: int = 4) -> str:
    """An interval for people: few digits, its middle where it is narrow."""
    if value is None:
        return ""
    lo, hi = value.lo, value.hi
    if lo is None or hi is None:
        return (
            f"≥ {_short(lo, digits)}"
            if lo is not None
            else f"≤ {_short(hi, digits)}"
            if hi is not None
            else "?"
        )
    return _short(lo, digits) if lo == hi else f"[{_short(lo, digits)}, {_short(hi, digits)}]"


def _short(value: Fraction | None, digits: int) -> str:
    if value is None:
        return ""
    above, below = value.numerator, value.denominator
    return (
        f"{above / below:.{digits + 3}g}" if abs(above) < 10**12 * below else rational_text(value)
    )
