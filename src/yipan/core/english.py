"""Units and printed numbers in English: the one place where Chinese units get English words.

Two ways to say a figure. As printed: the digits stay and the unit follows, 40665.9 (100 million
yuan). Spoken: the scale word moves the point and every digit stays, 4,066.59 billion yuan.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from yipan.core.units import ENGLISH_SCALES, LONGEST_FIRST, SCALES, find_unit, known_units

# How a base is said in English. Measure words have none: 8所 is 8.
BASES: dict[str, str] = {
    "元": "yuan", "美元": "US dollars", "欧元": "euro", "人": "persons", "人次": "person-times",
    "户": "households", "家": "establishments", "件": "cases", "项": "items", "次": "times",
    "张": "beds", "床": "beds", "册": "books", "辆": "vehicles", "台": "sets", "套": "sets",
    "架": "aircraft", "头": "head", "标准箱": "TEU", "年": "years", "个月": "months",
    "小时": "hours", "分钟": "minutes", "秒": "seconds", "天": "days", "米": "m", "千米": "km",
    "厘米": "cm", "毫米": "mm", "平方米": "m²", "平方公里": "km²", "公顷": "ha", "亩": "mu",
    "立方米": "m³", "升": "l", "毫升": "ml", "克": "g", "千克": "kg", "毫克": "mg", "微克": "µg",
    "吨": "t", "吨标准煤": "tce", "千克标准煤": "kgce", "吨二氧化碳": "t CO₂", "千瓦时": "kWh",
    "兆瓦时": "MWh", "焦耳": "J", "吉焦": "GJ", "瓦": "W", "千瓦": "kW", "兆瓦": "MW",
    "分贝": "dB", "吨公里": "tonne-km", "人公里": "passenger-km", "FLOPS": "FLOPS",
    "EFLOPS": "EFLOPS", "PFLOPS": "PFLOPS", "倍": "times", "%": "%", "‰": "‰",
    "个百分点": "percentage points", "个千分点": "per mille points", "个基点": "basis points",
    "成": "tenths", "指数": "index", "点": "points", "分": "points",
}  # fmt: skip
_INDEX = {"上年同期": "same period of the previous year", "上年": "previous year",
          "上月": "previous month"}  # fmt: skip
# The first English word of each size.
_WORDS = {size: word for word, size in reversed(ENGLISH_SCALES.items())}
_SPOKEN = {
    "万亿": ("trillion", 0),
    "亿": ("billion", -1),
    "千万": ("million", 1),
    "百万": ("million", 0),
    "万": ("thousand", 1),
}
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_WIDE = re.compile(r"[\u4e00-\u9fff]")


@lru_cache(maxsize=4096)
def in_english(text: str) -> str:
    """A unit in English words: 亿元 is 100 million yuan; empty where a part has none."""
    unit = find_unit(text)
    if unit is None:
        return ""
    if unit.symbol.startswith("指数("):
        inside = unit.symbol.removeprefix("指数")
        return "index " + next(
            (inside.replace(zh, en) for zh, en in _INDEX.items() if zh in inside), inside
        )
    above, _, below = unit.symbol.partition("/")
    parts = [_one(above), _single(below)] if below else [_one(above)]
    return "/".join(parts) if all(parts) else ""


def unit_name(unit: str, lang: str) -> str:
    """A unit as a head or a column has it; in English a measure word is a number of things."""
    if lang == "zh" or not _WIDE.search(unit):
        return unit
    english = in_english(unit)
    if english:
        return english
    found = find_unit(unit)
    if found is None:
        return unit
    return next((_WORDS[SCALES[w]] for w in LONGEST_FIRST if found.symbol.startswith(w)), "number")


def unit_after(unit: str, lang: str) -> str:
    """A unit as it follows a number, with its space: ` yuan`, ` (100 million yuan)`, `%`."""
    if lang == "zh":
        latin = unit[:1].isascii() and unit[:1].isalpha()
        return f" {unit}" if latin else unit
    name = unit_name(unit, lang)
    if name in {"", "%", "‰"}:
        return name
    if name == "number":
        return ""
    return f" ({name})" if name[0].isdigit() else f" {name}"


def unit_apart(unit: str, lang: str) -> str:
    """As `unit_after`, with a space before a Chinese unit too."""
    return f" {unit}".rstrip() if lang == "zh" else unit_after(unit, lang)


def with_english_units(text: str) -> str:
    """A line of arithmetic on printed numbers: 10.29 ≠ 10.44万亿元 with its units in English."""
    return _after_number().sub(lambda m: unit_after(m[1], "en"), text)


def english_scale(text: str, unit: str) -> tuple[str, str]:
    """Digits and the English scale word: ("2184", "万人") is ("21.84", "million")."""
    found = find_unit(unit)
    symbol = found.symbol if found else unit
    scale = next((s for s in _SPOKEN if symbol.startswith(s)), "")
    word, shift = _SPOKEN.get(scale, ("", 0))
    if scale == "万" and _largest(text) >= 100:
        word, shift = "million", -2
    return _NUMBER.sub(lambda m: _grouped(m[0], shift), text.replace(",", "")), word


def english_base(unit: str) -> str:
    """The unit without its scale word, in English; as it is where there is no English name."""
    found = find_unit(unit)
    symbol = found.symbol if found else unit
    scale = next((s for s in _SPOKEN if symbol.startswith(s)), "")
    bare = symbol.removeprefix(scale)
    if bare in {"", "%", "‰"}:
        return bare
    # Measure words have no English: 8所 is 8.
    return in_english(bare).removeprefix("index ") or ("" if found else bare)


def spoken_parts(text: str, unit: str) -> tuple[str, str]:
    """Digits and what follows in a sentence: ("4,066.59", " billion yuan"), ("3.5", "%")."""
    digits, word = english_scale(text, unit)
    name = english_base(unit)
    whole = " ".join(part for part in (word, name) if part)
    return digits, whole if name in {"%", "‰"} else f" {whole}".rstrip()


def _single(symbol: str) -> str:
    """A unit below the line is one: yuan/person."""
    words = _one(symbol)
    return words.removesuffix("s") if symbol in BASES and len(words) > 3 else words


def _one(symbol: str) -> str:
    if symbol in BASES:
        return BASES[symbol]
    for word in LONGEST_FIRST:
        base = BASES.get(symbol.removeprefix(word)) if symbol.startswith(word) else None
        if base:
            return f"{_WORDS[SCALES[word]]} {base}"
    return ""


@lru_cache(maxsize=1)
def _after_number() -> re.Pattern[str]:
    """A Chinese unit right after a digit or a bracket, not followed by further Chinese."""
    bases = sorted((s for s in known_units() if _WIDE.search(s)), key=len, reverse=True)
    scales, units = "|".join(LONGEST_FIRST), "|".join(map(re.escape, bases))
    one = f"(?:{scales})?(?:{units})"
    return re.compile(rf"(?<=[\d\])])\s?({one}(?:/{one})?)(?![\u4e00-\u9fff])")


def _largest(text: str) -> Decimal:
    return max((Decimal(m) for m in _NUMBER.findall(text.replace(",", ""))), default=Decimal(0))


def _grouped(digits: str, shift: int) -> str:
    value = Decimal(digits).scaleb(shift)
    whole, point, rest = f"{value:f}".partition(".")
    # A year-like or short number stays ungrouped only when it has fewer than five digits.
    grouped = f"{int(whole):,}" if len(whole) > 3 else whole
    return f"{grouped}{point}{rest}"
