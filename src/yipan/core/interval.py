"""Closed intervals of exact rationals: what a printed number can stand for.

An end of None is unbounded. All arithmetic is exact (`Fraction`); no binary float enters.
Operations return the smallest interval that holds every result of the operands' members.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

Rational = Fraction | Decimal | int


def rational_text(value: Fraction) -> str:
    """The shortest exact text: a decimal where one exists, else a fraction ("6.645", "1/3")."""
    twos = fives = 0
    rest = value.denominator
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    places = max(twos, fives)
    scaled = value.numerator * 10**places // value.denominator
    if places == 0:
        return str(scaled)
    sign = "-" if scaled < 0 else ""
    digits = str(abs(scaled)).rjust(places + 1, "0")
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


def decimal_text(value: Fraction, places: int) -> str:
    """Rounded to `places` decimals, halves away from zero."""
    units = (2 * abs(value.numerator) * 10**places + value.denominator) // (2 * value.denominator)
    return f"{Decimal(units if value >= 0 else -units).scaleb(-places):f}"


def _less(a: Fraction, b: Fraction) -> bool:
    """a < b in whole numbers; what `Fraction` does after it has looked at types."""
    return a.numerator * b.denominator < b.numerator * a.denominator


@dataclass(frozen=True, slots=True)
class Interval:
    """[lo, hi]; None is an open end."""

    lo: Fraction | None
    hi: Fraction | None

    def __post_init__(self) -> None:
        if self.lo is not None and self.hi is not None and _less(self.hi, self.lo):
            raise ValueError(f"interval ends out of order: {self.lo} > {self.hi}")

    @classmethod
    def exact(cls, value: Rational) -> Interval:
        """The single value."""
        end = value if isinstance(value, Fraction) else Fraction(value)
        return cls(end, end)

    @classmethod
    def of(cls, lo: Rational | None, hi: Rational | None) -> Interval:
        """[lo, hi] from any exact numbers."""
        return cls(None if lo is None else Fraction(lo), None if hi is None else Fraction(hi))

    @property
    def bounded(self) -> bool:
        """Whether both ends are finite."""
        return self.lo is not None and self.hi is not None

    @property
    def width(self) -> Fraction | None:
        """hi - lo; None when unbounded."""
        return None if self.lo is None or self.hi is None else self.hi - self.lo

    @property
    def middle(self) -> Fraction | None:
        """The midpoint; None when unbounded."""
        return None if self.lo is None or self.hi is None else (self.lo + self.hi) / 2

    def meets(self, other: Interval) -> bool:
        """Whether a value exists that both allow."""
        return not self.below(other) and not other.below(self)

    def below(self, other: Interval) -> bool:
        """Whether every member lies below every member of `other`."""
        return self.hi is not None and other.lo is not None and _less(self.hi, other.lo)

    def holds(self, value: Rational) -> bool:
        """Whether `value` is a member."""
        return (self.lo is None or self.lo <= value) and (self.hi is None or value <= self.hi)

    def within(self, other: Interval) -> bool:
        """Whether every member is a member of `other`."""
        low = other.lo is None or (self.lo is not None and self.lo >= other.lo)
        high = other.hi is None or (self.hi is not None and self.hi <= other.hi)
        return low and high

    def intersect(self, other: Interval) -> Interval | None:
        """What both allow; None when they do not meet."""
        if not self.meets(other):
            return None
        lows = [e for e in (self.lo, other.lo) if e is not None]
        highs = [e for e in (self.hi, other.hi) if e is not None]
        return Interval(max(lows, default=None), min(highs, default=None))

    def gap(self, other: Interval) -> Fraction:
        """The distance between the nearest ends; 0 when they meet."""
        if self.hi is not None and other.lo is not None and self.hi < other.lo:
            return other.lo - self.hi
        if other.hi is not None and self.lo is not None and other.hi < self.lo:
            return self.lo - other.hi
        return Fraction(0)

    def __neg__(self) -> Interval:
        return Interval(
            None if self.hi is None else -self.hi, None if self.lo is None else -self.lo
        )

    def __add__(self, other: Interval | Rational) -> Interval:
        o = _lift(other)
        return Interval(
            _both(self.lo, o.lo, Fraction.__add__), _both(self.hi, o.hi, Fraction.__add__)
        )

    def __sub__(self, other: Interval | Rational) -> Interval:
        o = _lift(other)
        return Interval(
            _both(self.lo, o.hi, Fraction.__sub__), _both(self.hi, o.lo, Fraction.__sub__)
        )

    def __mul__(self, other: Interval | Rational) -> Interval:
        if isinstance(other, Interval):
            return _product(self, other)
        return _scaled(self, other if isinstance(other, Fraction) else Fraction(other))

    def __truediv__(self, other: Interval | Rational) -> Interval:
        """Quotient; a divisor that holds 0 gives an unbounded result, also 0 / 0."""
        if not isinstance(other, Interval) and other != 0:
            number = other if isinstance(other, Fraction) else Fraction(other)
            return _scaled(self, Fraction(number.denominator, number.numerator))
        divisor = _lift(other)
        if _positive(self) and _positive(divisor):
            return Interval(self.lo / divisor.hi, self.hi / divisor.lo)  # type: ignore[operator]
        if divisor == _NOTHING:
            return EVERYTHING
        return _product(self, _reciprocal(divisor))

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(self, other: Rational) -> Interval:
        return _lift(other) - self

    def __rtruediv__(self, other: Rational) -> Interval:
        return _lift(other) / self

    def __str__(self) -> str:
        lo = "-∞" if self.lo is None else rational_text(self.lo)
        hi = "∞" if self.hi is None else rational_text(self.hi)
        return lo if lo == hi else f"[{lo}, {hi}]"


EVERYTHING = Interval(None, None)


def hull(first: Interval, *rest: Interval) -> Interval:
    """The smallest interval that holds all."""
    lo, hi = first.lo, first.hi
    for item in rest:
        lo = None if lo is None or item.lo is None else min(lo, item.lo)
        hi = None if hi is None or item.hi is None else max(hi, item.hi)
    return Interval(lo, hi)


def total(intervals: list[Interval] | tuple[Interval, ...]) -> Interval:
    """Sum of intervals; the empty sum is exactly 0. Widths add up."""
    result = Interval.exact(0)
    for item in intervals:
        result = result + item
    return result


def _lift(value: Interval | Rational) -> Interval:
    return value if isinstance(value, Interval) else Interval.exact(value)


def _both(
    a: Fraction | None, b: Fraction | None, op: Callable[[Fraction, Fraction], Fraction]
) -> Fraction | None:
    return None if a is None or b is None else op(a, b)


# An end as (infinite sign, finite value): (-1, 0) < (0, x) < (1, 0).
_End = tuple[int, Fraction]
_ZERO = Fraction(0)
_NOTHING = Interval(_ZERO, _ZERO)


def _ends(x: Interval) -> tuple[_End, _End]:
    lo: _End = (-1, _ZERO) if x.lo is None else (0, x.lo)
    hi: _End = (1, _ZERO) if x.hi is None else (0, x.hi)
    return lo, hi


def _times(a: _End, b: _End) -> _End:
    if a[0] == 0 and b[0] == 0:
        return (0, a[1] * b[1])
    sign = _sign(a) * _sign(b)
    return (sign, _ZERO)


def _sign(end: _End) -> int:
    return end[0] if end[0] else (end[1] > 0) - (end[1] < 0)


def _positive(x: Interval) -> bool:
    """Whether all members are above zero and bounded, as nearly all printed numbers are."""
    return x.lo is not None and x.hi is not None and x.lo.numerator > 0


def _product(a: Interval, b: Interval) -> Interval:
    if _positive(a) and _positive(b):
        return Interval(a.lo * b.lo, a.hi * b.hi)  # type: ignore[operator]
    if b.lo is b.hi and b.lo is not None:
        return _scaled(a, b.lo)
    corners = [_times(p, q) for p in _ends(a) for q in _ends(b)]
    low, high = min(corners), max(corners)
    return Interval(low[1] if low[0] == 0 else None, high[1] if high[0] == 0 else None)


def _scaled(x: Interval, factor: Fraction) -> Interval:
    """x times one number; the same as the product with [factor, factor], in fewer steps."""
    sign = factor.numerator
    if sign == 0:
        return Interval(_ZERO, _ZERO)
    lo = None if x.lo is None else x.lo * factor
    hi = lo if x.hi is x.lo else None if x.hi is None else x.hi * factor
    return Interval(lo, hi) if sign > 0 else Interval(hi, lo)


def _reciprocal(x: Interval) -> Interval:
    """1/x. An end at 0 opens that side; 0 strictly inside opens both."""
    below = x.lo is None or x.lo < 0
    above = x.hi is None or x.hi > 0
    if below and above:
        return EVERYTHING
    if not below and not above:  # exactly zero
        return EVERYTHING
    inverse_lo = _ZERO if x.lo is None else (1 / x.lo if x.lo != 0 else None)
    inverse_hi = _ZERO if x.hi is None else (1 / x.hi if x.hi != 0 else None)
    return Interval(inverse_hi, inverse_lo)
