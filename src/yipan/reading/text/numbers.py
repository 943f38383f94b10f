"""Printed quantities: numeral, scale word, unit, qualifier, as exact intervals.

Arabic and Chinese numerals, ranges, fractions (三分之一), 成, 倍, 番, 半. What a qualifier means is
`core.printed`'s rule; which words carry it is told here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from yipan.core.interval import Interval
from yipan.core.printed import (
    MOST_DIGITS,
    Printed,
    Qualifier,
    decimal_value,
    last_digit_step,
    last_nonzero_step,
)
from yipan.core.units import SCALES, find_unit
from yipan.reading.text.unit_words import UNIT, counts_whole

DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}

NUMERAL = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)"
CHINESE = r"[一二三四五六七八九十百千两零〇]{1,9}"
SCALE = r"(?:万亿|千亿|百亿|亿|千万|百万|十万|万|千(?!米|克|瓦|卡)|百(?!分))"
DASH = r"(?:[-–—―~～]{1,2}|至)"

# 签约52个, 最近3年: a word that ends so says nothing of the number.
BEFORE = r"(?:接近|将近|大约|约为|(?<![签合条履节预违契特制失])约|(?<![最附临邻靠就])近|大幅超过|超过|超出|突破|逾|超|不少于|不低于|至少|不足|不到|不超过|低于|小于|不及|少于)"
# 比上年的1872人多73人: what is more by a number is no odd count.
AFTER = r"(?:左右|上下|以上|及以上|以下|以内|之多|有余|多(?![\u4e00-\u9fff]{0,2}[0-9])|余)"

_QUALIFIERS = {
    "约": Qualifier.ABOUT, "大约": Qualifier.ABOUT, "约为": Qualifier.ABOUT, "左右": Qualifier.ABOUT,
    "上下": Qualifier.ABOUT, "近": Qualifier.NEARLY, "接近": Qualifier.NEARLY, "将近": Qualifier.NEARLY,
    "超": Qualifier.AT_LEAST, "超过": Qualifier.AT_LEAST, "超出": Qualifier.AT_LEAST,
    "大幅超过": Qualifier.AT_LEAST, "突破": Qualifier.AT_LEAST, "逾": Qualifier.AT_LEAST,
    "不少于": Qualifier.AT_LEAST, "不低于": Qualifier.AT_LEAST, "至少": Qualifier.AT_LEAST,
    "以上": Qualifier.AT_LEAST, "及以上": Qualifier.AT_LEAST, "不足": Qualifier.BELOW,
    "不到": Qualifier.BELOW, "不超过": Qualifier.BELOW, "低于": Qualifier.BELOW, "小于": Qualifier.BELOW,
    "不及": Qualifier.BELOW, "少于": Qualifier.BELOW, "以下": Qualifier.BELOW, "以内": Qualifier.BELOW,
    "余": Qualifier.AND_MORE, "多": Qualifier.AND_MORE, "有余": Qualifier.AND_MORE,
    "之多": Qualifier.ROUNDED,
}  # fmt: skip

QUANTITY = re.compile(
    rf"(?P<before>{BEFORE}了?)?(?P<number>{NUMERAL})(?:(?P<unit1>{UNIT})?{DASH}(?P<second>{NUMERAL}))?"
    rf"(?P<more1>[多余])?(?P<scale>{SCALE})?(?P<more2>[多余])?(?P<unit>{UNIT})?(?P<after>{AFTER})?"
)
CHINESE_QUANTITY = re.compile(
    rf"(?P<before>{BEFORE}了?)?(?P<number>{CHINESE})(?P<more1>[多余])?(?P<scale>万亿|亿|万)?(?P<unit>{UNIT})(?P<after>{AFTER})?"
)
FRACTION = re.compile(
    rf"(?P<before>{BEFORE})?(?:(?P<below>{CHINESE})分之(?P<above>{CHINESE}(?:点[一二三四五六七八九零〇]+)?)|(?P<half>一半|半数|(?<=过)半(?=[，。；、)]|\Z))|(?P<top>[1-9][0-9]?)/(?P<bottom>[1-9][0-9]?)(?![0-9/.%]))(?P<after>{AFTER})?"
)

_MEASURED = frozenset({"元", "美元", "欧元", "港元", "%", "‰", "个百分点", "百分点"})


@dataclass(frozen=True, slots=True)
class Read:
    """A numeral read from words, before it is known what it measures."""

    mid: Fraction
    step: Fraction
    interval: Interval
    qualifier: str
    unit: str
    base_unit: str
    scale: Fraction
    dimension: str


def whole_number(words: str) -> int:
    """A count in digits or in Chinese; 0 for anything else."""
    return int(words) if words.isdigit() else int(chinese_number(words) or 0)


def chinese_number(text: str) -> Fraction | None:
    """三千二百 is 3200, 二〇二三 is 2023, 五点二 is 5.2; None for anything else."""
    whole, point, decimals = text.partition("点")
    if point:
        left = chinese_number(whole)
        if left is None or not decimals or any(c not in DIGITS for c in decimals):
            return None
        digits = "".join(str(DIGITS[c]) for c in decimals)
        return left + Fraction(int(digits), 10 ** len(digits))
    if text and all(c in DIGITS for c in text):
        return (
            Fraction(int("".join(str(DIGITS[c]) for c in text)))
            if len(text) != 2
            else None
            if "零" not in text and "〇" not in text
            else Fraction(int("".join(str(DIGITS[c]) for c in text)))
        )
    total = 0
    digit: int | None = None
    for char in text:
        if char in DIGITS:
            digit = DIGITS[char]
        elif char in _TENS:
            total += (1 if digit is None else digit) * _TENS[char]
            digit = None
        else:
            return None
    return Fraction(total + (digit or 0))


_BASIS_POINTS = frozenset({"基点", "BP", "bp"})


@lru_cache(maxsize=2048)
def unit_parts(scale: str, unit: str) -> tuple[str, str, Fraction, str]:
    """(unit as printed, unit without its scale word, factor of the scale word, dimension)."""
    printed = scale + unit
    factor = Fraction(SCALES.get(scale, 1)) if scale else Fraction(1)
    known = find_unit(unit) if unit else None
    if known is None and unit.startswith("个"):
        return printed, unit, factor, "things"
    if unit == "成":
        return printed, "%", factor * 10, "percent"
    if unit.removeprefix("个") in _BASIS_POINTS:
        return printed, "个百分点", factor / 100, "percentage_point"
    if unit in {"倍", "番"}:
        return printed, unit, factor, "multiple"
    return (
        printed,
        unit,
        factor,
        known.dimension if known else ("number" if not unit else f"other:{unit}"),
    )


def read_quantity(match: re.Match[str]) -> Read | None:
    """What a match of `QUANTITY` or `CHINESE_QUANTITY` says."""
    parts = match.groupdict()
    number, second = parts["number"], parts.get("second")
    if max(len(number), len(second or "")) > MOST_DIGITS:
        return None
    chinese = number[0] not in "0123456789"
    value = chinese_number(number) if chinese else decimal_value(number)
    if value is None:
        return None
    unit = parts["unit"] or ""
    scale = parts.get("scale") or ""
    printed, base, factor, dimension = unit_parts(scale, unit)
    if second:
        return _range(number, second, printed, base, factor, dimension)
    qualifier = _qualifier(parts, dimension, base, scale, number)
    text = number.replace(",", "") if not chinese else str(value)
    step = _step(text, qualifier)
    if qualifier is Qualifier.ROUNDED and not chinese:
        half = step / 2
        interval = Interval(value - half, value + half)
    elif not chinese or value.denominator == 1:
        interval = Printed(text, step, qualifier).interval
    else:
        interval = Interval.exact(value)
    return Read(value, step, interval, qualifier.value, printed, base, factor, dimension)


def with_tenth(read: Read, digit: str) -> Read:
    """四成七: the digit behind 成 is its tenth."""
    value, step = read.mid + Fraction(DIGITS[digit], 10), Fraction(1, 10)
    interval = Printed(str(float(value)), step, Qualifier(read.qualifier)).interval
    return replace(read, mid=value, step=step, interval=interval)


def _range(
    first: str, second: str, printed: str, base: str, factor: Fraction, dimension: str
) -> Read | None:
    low, high = decimal_value(first), decimal_value(second)
    if low > high:
        return None
    step = last_digit_step(second)
    return Read(
        (low + high) / 2, step, Interval(low, high), "range", printed, base, factor, dimension
    )


def _qualifier(
    parts: dict[str, str | None], dimension: str, base: str, scale: str, number: str
) -> Qualifier:
    before = (parts["before"] or "").rstrip("了")
    after = parts.get("after") or ""
    for word in (parts.get("more1"), parts.get("more2"), after, before):
        if word and word in _QUALIFIERS:
            return _QUALIFIERS[word]
    if scale or "." in number or base in _MEASURED or "/" in base:
        return Qualifier.ROUNDED
    if counts_whole(dimension) or (base == "点" and len(number) < 3):
        return Qualifier.EXACT
    return Qualifier.ROUNDED


def _step(text: str, qualifier: Qualifier) -> Fraction:
    if qualifier is Qualifier.EXACT:
        return Fraction(0)
    if qualifier is Qualifier.AND_MORE:
        return last_nonzero_step(text)
    return last_digit_step(text)


def read_fraction(match: re.Match[str]) -> Read | None:
    """三分之一 as a ratio, 百分之五 as 5 %, 一半 as one half."""
    parts = match.groupdict()
    word = (parts["before"] or "") or (parts["after"] or "")
    qualifier = _QUALIFIERS.get(word, Qualifier.EXACT)
    if parts["half"]:
        value, unit = Fraction(1, 2), ""
    elif parts["top"]:
        value, unit = Fraction(int(parts["top"]), int(parts["bottom"] or 1)), ""
        if value >= 1:
            return None
    else:
        below, above = chinese_number(parts["below"] or ""), chinese_number(parts["above"] or "")
        if not below or above is None:
            return None
        value, unit = (above, "%") if below == 100 else (above / below, "")
    if unit == "%":
        step = Fraction(1)
        kind = Qualifier.ROUNDED if qualifier is Qualifier.EXACT else qualifier
        return Read(
            value, step, _spread(value, step, kind), kind.value, "%", "%", Fraction(1), "percent"
        )
    return Read(
        value,
        Fraction(0),
        _spread(value, Fraction(0), qualifier),
        qualifier.value,
        "",
        "",
        Fraction(1),
        "number",
    )


def _spread(value: Fraction, step: Fraction, qualifier: Qualifier) -> Interval:
    match qualifier:
        case Qualifier.ABOUT:
            return Interval(value * Fraction(19, 20), value * Fraction(21, 20))
        case Qualifier.NEARLY:
            return Interval(value * Fraction(9, 10), value)
        case Qualifier.AT_LEAST:
            return Interval(value, None)
        case Qualifier.BELOW:
            return Interval(Fraction(0), value)
        case _:
            return Interval(value - step / 2, value + step / 2)
