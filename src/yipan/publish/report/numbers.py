"""Printed numbers in a sentence: 115049.6亿元 in Chinese, 11,504.96 billion yuan in English.

Changing the scale word shifts the decimal point and keeps every digit.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from yipan.core.interval import decimal_text
from yipan.core.printed import said
from yipan.core.units import find_unit, in_english

_SCALES = {
    "万亿": ("trillion", 0),
    "亿": ("billion", -1),
    "千万": ("million", 1),
    "百万": ("million", 0),
    "万": ("thousand", 1),
}
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def spoken(text: str, qualifier: str, unit: str, lang: str) -> str:
    """The numeral with qualifier and unit as a sentence has it."""
    if lang == "zh":
        return said(text, qualifier, unit, lang)
    digits, word = in_words(text, unit)
    name = english_unit(unit)
    whole = " ".join(part for part in (word, name) if part)
    return said(digits, qualifier, "", lang) + (
        whole if name in {"%", "‰"} else f" {whole}".rstrip()
    )


def in_words(text: str, unit: str) -> tuple[str, str]:
    """Digits and the English scale word: ("2184", "万人") is ("21.84", "million")."""
    found = find_unit(unit)
    symbol = found.symbol if found else unit
    scale = next((s for s in _SCALES if symbol.startswith(s)), "")
    word, shift = _SCALES.get(scale, ("", 0))
    if scale == "万" and _largest(text) >= 100:
        word, shift = "million", -2
    return _NUMBER.sub(lambda m: _grouped(m[0], shift), text.replace(",", "")), word


def english_unit(unit: str) -> str:
    """The unit without its scale word, in English; as it is where there is no English name."""
    found = find_unit(unit)
    symbol = found.symbol if found else unit
    scale = next((s for s in _SCALES if symbol.startswith(s)), "")
    bare = symbol.removeprefix(scale)
    if bare in {"", "%", "‰"}:
        return bare
    english = in_english(bare)
    # Measure words have no English: 8所 is 8.
    return english or ("" if found else bare)


def percent(value: Fraction, places: int = 1) -> str:
    """A share as percent without sign: 1/8 is 12.5."""
    return decimal_text(abs(value) * 100, places)


def _largest(text: str) -> Decimal:
    return max((Decimal(m) for m in _NUMBER.findall(text.replace(",", ""))), default=Decimal(0))


def _grouped(digits: str, shift: int) -> str:
    value = Decimal(digits).scaleb(shift)
    whole, point, rest = f"{value:f}".partition(".")
    # A year-like or short number stays ungrouped only when it has fewer than five digits.
    grouped = f"{int(whole):,}" if len(whole) > 3 else whole
    return f"{grouped}{point}{rest}"
