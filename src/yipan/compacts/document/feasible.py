"""Can a condition ever hold? Expressions are free unknowns; only their bounds and scales count.

An answer of "no" is certain. An answer of "yes" may be wrong where two unknowns hang together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from yipan.compacts.document.document import Compact
from yipan.compacts.words.expressions import (
    COMPARISONS,
    Expression,
    FactWord,
    LevelLiteral,
    Literal,
    Name,
    Operation,
    TextLiteral,
    walk,
)
from yipan.compacts.words.values import Quantity, Truth

_FLIPPED = {"ge": "le", "gt": "lt", "le": "ge", "lt": "gt", "is": "is", "not": "not"}
_DENIED = {"ge": "lt", "gt": "le", "le": "gt", "lt": "ge", "is": "not", "not": "is"}
MOST_BRANCHES = 2000


@dataclass(frozen=True, slots=True)
class Atom:
    """`unknown word constant`."""

    unknown: str
    word: str
    constant: Fraction | str
    whole: bool = False
    low: Fraction | None = None
    high: Fraction | None = None


Branches = list[list[Atom]]


@dataclass(slots=True)
class _Bounds:
    """What is known of one unknown in one branch."""

    low: tuple[Fraction, bool] | None = None
    high: tuple[Fraction, bool] | None = None
    equal: set[Fraction | str] = field(default_factory=set)
    unequal: set[Fraction | str] = field(default_factory=set)


class Conditions:
    """Conditions of one compact as alternatives of simple comparisons."""

    def __init__(self, compact: Compact) -> None:
        self._compact = compact

    def can_hold(self, wanted: Sequence[Expression], denied: Sequence[Expression] = ()) -> bool:
        """Whether all of `wanted` and none of `denied` can be true together."""
        branches: Branches = [[]]
        for expression, truth in [*((w, True) for w in wanted), *((d, False) for d in denied)]:
            alternatives = self._branches(expression, truth)
            branches = [a + b for a in branches for b in alternatives]
            branches = [b for b in branches if _consistent(b)]
            if len(branches) > MOST_BRANCHES:
                return True
        return bool(branches)

    def _branches(self, expression: Expression, truth: bool) -> Branches:
        if isinstance(expression, Literal) and isinstance(expression.value, Truth):
            return [[]] if expression.value.holds == truth else []
        if isinstance(expression, Operation) and expression.word in {"all", "any"}:
            together = (expression.word == "all") == truth
            parts = [self._branches(e, truth) for e in expression.operands]
            if not together:
                return [branch for part in parts for branch in part]
            joined: Branches = [[]]
            for part in parts:
                joined = [a + b for a in joined for b in part]
                if len(joined) > MOST_BRANCHES:
                    return [[]]
            return joined
        if isinstance(expression, Operation) and expression.word in COMPARISONS:
            return self._comparison(expression, truth)
        return [[Atom(repr(expression), "is" if truth else "not", "是")]]

    def _comparison(self, operation: Operation, truth: bool) -> Branches:
        left, right = operation.operands
        word = operation.word if truth else _DENIED[operation.word]
        scale = self._scale(operation)
        a, b = self._constant(left, scale), self._constant(right, scale)
        if a is not None and b is not None:
            return [[]] if _compare(word, a, b) else []
        if b is not None:
            return [[self._atom(left, word, b, scale)]]
        if a is not None:
            return [[self._atom(right, _FLIPPED[word], a, scale)]]
        if repr(left) == repr(right):
            return [[]] if word in {"ge", "le", "is"} else []
        if repr(left) > repr(right):
            left, right, word = right, left, _FLIPPED[word]
        return [[Atom(f"{left!r} - {right!r}", word, Fraction(0))]]

    def _atom(
        self, unknown: Expression, word: str, constant: Fraction | str, scale: tuple[str, ...]
    ) -> Atom:
        key = repr(unknown)
        if isinstance(unknown, Name) and unknown.name == "year":
            return Atom(key, word, constant, True, Fraction(1), None)
        if scale:
            return Atom(key, word, constant, True, Fraction(1), Fraction(len(scale)))
        indicator = self._compact.indicators.get(_indicator_name(unknown) or "")
        if indicator is not None and isinstance(constant, Fraction):
            low = None if indicator.low is None else indicator.low * indicator.factor
            high = None if indicator.high is None else indicator.high * indicator.factor
            return Atom(key, word, constant, False, low, high)
        return Atom(key, word, constant)

    def _scale(self, operation: Operation) -> tuple[str, ...]:
        for word in walk(operation):
            indicator = self._compact.indicators.get(_indicator_name(word) or "")
            if indicator is not None and indicator.scale:
                return indicator.scale
        return ()

    def _constant(self, expression: Expression, scale: tuple[str, ...]) -> Fraction | str | None:
        if isinstance(expression, Name) and expression.name in self._compact.params:
            values = self._compact.params[expression.name].values
            if len(values) != 1:
                return None
            expression = values[0].value
        if isinstance(expression, Literal):
            value = expression.value
            if isinstance(value, Quantity):
                return value.amount
            return "是" if isinstance(value, Truth) and value.holds else "否"
        if isinstance(expression, TextLiteral):
            return expression.text
        if isinstance(expression, LevelLiteral) and expression.text in scale:
            return Fraction(scale.index(expression.text) + 1)
        return None


def _indicator_name(expression: Expression) -> str | None:
    if isinstance(expression, Name):
        return expression.name
    return expression.indicator if isinstance(expression, FactWord) else None


def _compare(word: str, a: Fraction | str, b: Fraction | str) -> bool:
    if word in {"is", "not"} or isinstance(a, str) or isinstance(b, str):
        return (a == b) == (word != "not")
    return {"ge": a >= b, "gt": a > b, "le": a <= b, "lt": a < b}[word]


def _consistent(atoms: list[Atom]) -> bool:
    bounds: dict[str, _Bounds] = {}
    whole: set[str] = set()
    for atom in atoms:
        b = bounds.setdefault(atom.unknown, _Bounds())
        if atom.whole:
            whole.add(atom.unknown)
        if atom.low is not None:
            _raise(b, atom.low, False)
        if atom.high is not None:
            _lower(b, atom.high, False)
        if atom.word == "is":
            b.equal.add(atom.constant)
        elif atom.word == "not":
            b.unequal.add(atom.constant)
        elif isinstance(atom.constant, Fraction):
            if atom.word in {"ge", "gt"}:
                _raise(b, atom.constant, atom.word == "gt")
            else:
                _lower(b, atom.constant, atom.word == "lt")
    return all(_possible(b, name in whole) for name, b in bounds.items())


def _raise(bounds: _Bounds, value: Fraction, strict: bool) -> None:
    if bounds.low is None or (value, strict) > bounds.low:
        bounds.low = (value, strict)


def _lower(bounds: _Bounds, value: Fraction, strict: bool) -> None:
    if bounds.high is None or (-value, strict) > (-bounds.high[0], bounds.high[1]):
        bounds.high = (value, strict)


def _possible(b: _Bounds, whole: bool) -> bool:
    if len(b.equal) > 1 or b.equal & b.unequal:
        return False
    if {"是", "否"} <= b.unequal:
        return False
    low, high = b.low, b.high
    if whole:
        low = low and (_next_whole(low), False)
        high = high and (-_next_whole((-high[0], high[1])), False)
    for value in b.equal:
        if isinstance(value, Fraction) and not _inside(value, low, high):
            return False
    if low is None or high is None:
        return True
    if whole and all(Fraction(n) in b.unequal for n in range(int(low[0]), int(high[0]) + 1)):
        return False
    if low[0] == high[0]:
        return not (low[1] or high[1]) and low[0] not in b.unequal
    return low[0] < high[0]


def _next_whole(bound: tuple[Fraction, bool]) -> Fraction:
    """The least whole number at or above the bound; above it when strict."""
    value, strict = bound
    up = Fraction(-((-value.numerator) // value.denominator))
    return up + 1 if strict and up == value else up


def _inside(
    value: Fraction, low: tuple[Fraction, bool] | None, high: tuple[Fraction, bool] | None
) -> bool:
    above = low is None or value > low[0] or (value == low[0] and not low[1])
    below = high is None or value < high[0] or (value == high[0] and not high[1])
    return above and below
