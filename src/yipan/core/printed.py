"""A numeral as it was printed: its digits, the step of its last digit and its qualifier.

"6.65" can stand for anything in [6.645, 6.655]; "2.00" is not "2". The interval rules are those of
the field's reading specification and live here alone:

| qualifier | words | stands for |
| --- | --- | --- |
| rounded | none | [v - step/2, v + step/2] |
| exact | a count | [v, v] |
| about | 约, 左右 | [0.95 v, 1.05 v] |
| nearly | 近 | [0.9 v, v] |
| at_least | 超, 突破, 以上 | [v, ∞) |
| below | 不足, 以下 | [0, v] |
| and_more | 余, 多 | [v, v + step of the last non-zero digit] |
| range | 1-1.5 | from the first to the second |
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from yipan.core.english import spoken_parts, unit_after
from yipan.core.errors import BadNumber
from yipan.core.interval import Interval
from yipan.core.words import Words

ABOUT = Fraction(5, 100)
NEARLY = Fraction(10, 100)
MOST_DIGITS = 200  # of a numeral; no figure is longer, and longer ones take time without bound

_NUMERAL = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?\Z", re.ASCII)
_DECIMALS = re.compile(r"\d(?:\.(\d+))?\s*\Z")
_STEP = re.compile(r"(\d+(?:\.\d+)?)(?:/(\d+))?", re.ASCII)
_RANGE = re.compile(r"(\d+(?:\.\d+)?)\s*[-–—~至]\s*(\d+(?:\.\d+)?)\Z", re.ASCII)


class Qualifier(StrEnum):
    """The word that stands beside a numeral."""

    ROUNDED = "rounded"
    EXACT = "exact"
    ABOUT = "about"
    NEARLY = "nearly"
    AT_LEAST = "at_least"
    BELOW = "below"
    AND_MORE = "and_more"
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed numeral: `text` keeps trailing zeros, `step` is in the printed unit."""

    text: str
    step: Fraction
    qualifier: Qualifier = Qualifier.ROUNDED

    @property
    def value(self) -> Fraction:
        """The numeral; of a printed range the middle."""
        low, high = _ends(self.text)
        return (low + high) / 2

    @property
    def interval(self) -> Interval:
        """Everything the numeral can stand for, in its own unit."""
        low, high = _ends(self.text)
        match self.qualifier:
            case Qualifier.ROUNDED:
                return Interval(low - self.step / 2, high + self.step / 2)
            case Qualifier.EXACT | Qualifier.RANGE:
                return Interval(low, high)
            case Qualifier.ABOUT:
                spread = abs(low) * ABOUT
                return Interval(low - spread, low + spread)
            case Qualifier.NEARLY:
                nearer_zero = low * (1 - NEARLY)
                return Interval(min(low, nearer_zero), max(low, nearer_zero))
            case Qualifier.AT_LEAST:
                return Interval(low, None)
            case Qualifier.BELOW:
                return Interval(min(low, Fraction(0)), low)
            case Qualifier.AND_MORE:
                return Interval(low, low + self.step)


# The words that stand before and after a numeral.
_SAID: dict[str, tuple[Words, Words]] = {
    Qualifier.ABOUT: (Words("约", "about "), Words("", "")),
    Qualifier.NEARLY: (Words("近", "nearly "), Words("", "")),
    Qualifier.AT_LEAST: (Words("超", "over "), Words("", "")),
    Qualifier.BELOW: (Words("不足", "under "), Words("", "")),
    Qualifier.AND_MORE: (Words("", ""), Words("余", "-odd")),
}
_UNSAID = (Words("", ""), Words("", ""))


def said(text: str, qualifier: str, unit: str, lang: str = "zh") -> str:
    """As printed, with qualifier and unit: 近2.5万件; nearly 2.5 (10 thousand cases)."""
    before, after = _SAID.get(qualifier, _UNSAID)
    return f"{before.pick(lang)}{text}{after.pick(lang)}{unit_after(unit, lang)}"


def spoken(text: str, qualifier: str, unit: str, lang: str) -> str:
    """As a sentence has it: 近2.5万件; nearly 25 thousand cases. Every digit stays."""
    if lang == "zh":
        return said(text, qualifier, unit, lang)
    digits, after = spoken_parts(text, unit)
    return f"{said(digits, qualifier, '', lang)}{after}"


def read_printed(
    text: str, *, qualifier: Qualifier | str = Qualifier.ROUNDED, step: Fraction | str | None = None
) -> Printed:
    """A printed numeral from its text; the step follows from the digits unless it is given."""
    kind = Qualifier(qualifier)
    bare = text.strip()
    if _RANGE.match(bare) and kind in {Qualifier.ROUNDED, Qualifier.RANGE}:
        kind = Qualifier.RANGE
    elif not _NUMERAL.match(bare):
        raise _no_numeral(text)
    if len(bare) > MOST_DIGITS:
        raise _too_long(bare)
    if step is not None:
        return Printed(bare, read_step(step) if isinstance(step, str) else step, kind)
    if kind is Qualifier.EXACT:
        return Printed(bare, Fraction(0), kind)
    if kind is Qualifier.AND_MORE:
        return Printed(bare, last_nonzero_step(bare), kind)
    return Printed(bare, last_digit_step(bare), kind)


def read_step(text: str) -> Fraction:
    """A step as it is written: `0.01`, `1/100`, `10`; not below zero."""
    found = _STEP.fullmatch(text.strip())
    if found is None or len(text) > MOST_DIGITS or (found[2] and not int(found[2])):
        raise _no_numeral(text[:MOST_DIGITS])
    return Fraction(found[1]) / int(found[2] or 1)


def last_digit_step(text: str) -> Fraction:
    """The value of one unit of the last printed digit: "6.65" gives 1/100, "1200" gives 1.

    Of a printed range the second numeral's.
    """
    found = _DECIMALS.search(text)
    return _decimal_step(len(found[1] or "") if found else 0)


@lru_cache(maxsize=64)
def _decimal_step(places: int) -> Fraction:
    return Fraction(1, 10**places)


def last_nonzero_step(text: str) -> Fraction:
    """The value of one unit of the last non-zero digit: "7700" gives 100."""
    if "." in text:
        return last_digit_step(text)
    digits = text.replace(",", "").lstrip("+-")
    zeros = len(digits) - len(digits.rstrip("0"))
    return Fraction(10 ** (zeros if zeros < len(digits) else 0))


def numeral_value(text: str) -> Fraction:
    """The exact value of a plain numeral (thousands separators allowed)."""
    if not _NUMERAL.match(text.strip()):
        raise _no_numeral(text)
    if len(text) > MOST_DIGITS:
        raise _too_long(text)
    return decimal_value(text.strip())


def decimal_value(text: str) -> Fraction:
    """The value of digits, thousands marks and at most one point; quicker than `Fraction(text)`."""
    whole, _, decimals = text.replace(",", "").partition(".")
    return Fraction(int(whole + decimals), 10 ** len(decimals))


def _ends(text: str) -> tuple[Fraction, Fraction]:
    span = _RANGE.match(text)
    if span:
        return Fraction(span[1]), Fraction(span[2])
    value = numeral_value(text)
    return value, value


def _too_long(text: str) -> BadNumber:
    return BadNumber(
        Words(
            f"“{text[:20]}…”有 {len(text)} 个字符,至多 {MOST_DIGITS} 个",
            f"'{text[:20]}…' has {len(text)} characters; a numeral has {MOST_DIGITS} at most",
        )
    )


def _no_numeral(text: str) -> BadNumber:
    return BadNumber(
        Words(f"“{text}”不是数字", f"{text!r} is not a numeral"),
        hint=Words("请写阿拉伯数字,至多一个小数点", "write digits with at most one point"),
    )
