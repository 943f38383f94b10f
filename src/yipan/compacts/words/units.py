"""The units of compacts: six dimensions and pure numbers, exact factors.

Counting words are pure numbers here and 分 is a hundredth of a 元 (a compact never scores), so
this table is not the board's. A dimension is named by its base unit.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

PURE = "1"

_TABLE: dict[str, dict[str, Fraction | int]] = {
    "元": {
        "分": Fraction(1, 100),
        "角": Fraction(1, 10),
        "元": 1,
        "千元": 10**3,
        "万元": 10**4,
        "百万元": 10**6,
        "千万元": 10**7,
        "亿元": 10**8,
        "万亿元": 10**12,
    },
    "吨": {
        "克": Fraction(1, 10**6),
        "g": Fraction(1, 10**6),
        "千克": Fraction(1, 1000),
        "kg": Fraction(1, 1000),
        "吨": 1,
        "t": 1,
        "万吨": 10**4,
        "亿吨": 10**8,
    },
    "mg/L": {
        "mg/L": 1,
        "毫克/升": 1,
        "ug/L": Fraction(1, 1000),
        "微克/升": Fraction(1, 1000),
    },
    "ug/m3": {"ug/m3": 1, "微克/立方米": 1, "mg/m3": 1000, "毫克/立方米": 1000},
    "分钟": {"分钟": 1, "小时": 60},
    "公里": {"米": Fraction(1, 1000), "公里": 1, "km": 1},
    PURE: {
        "1": 1,
        "": 1,
        "%": Fraction(1, 100),
        "百分点": Fraction(1, 100),
        "个百分点": Fraction(1, 100),
        "‰": Fraction(1, 1000),
        **dict.fromkeys(
            [
                "个",
                "家",
                "户",
                "件",
                "项",
                "人",
                "人次",
                "次",
                "床",
                "张",
                "台",
                "套",
                "卡时",
                "机时",
                "天",
                "日",
                "月",
                "年",
            ],
            1,
        ),
    },
}
_UNITS = {
    name: (dimension, Fraction(factor))
    for dimension, units in _TABLE.items()
    for name, factor in units.items()
}
_FOLDED = {name.casefold(): name for name in _UNITS}
_NAMES_ZH = {
    "元": "金额",
    "吨": "质量",
    "mg/L": "水中浓度",
    "ug/m3": "空气中浓度",
    "分钟": "时间",
    "公里": "长度",
    PURE: "纯数",
}
_NAMES_EN = {
    "元": "money",
    "吨": "mass",
    "mg/L": "concentration in water",
    "ug/m3": "concentration in air",
    "分钟": "time",
    "公里": "length",
    PURE: "pure number",
}
_LITERAL = re.compile(r"([+-]?\d+(?:\.\d+)?)(?:/(\d+))?(.*)\Z", re.DOTALL | re.ASCII)
MAX_DIGITS = 60


@dataclass(frozen=True, slots=True)
class CompactUnit:
    """A unit: `factor` turns a value in it into the base unit of its dimension."""

    name: str
    dimension: str
    factor: Fraction


def find_compact_unit(text: str) -> CompactUnit | None:
    """The unit that `text` names, or None. μ, µ, ³ and letter case do not matter."""
    folded = unicodedata.normalize("NFKC", text).strip().replace("μ", "u")
    name = _FOLDED.get(folded.casefold())
    if name is None:
        return None
    dimension, factor = _UNITS[name]
    return CompactUnit(name, dimension, factor)


def units_of(dimension: str) -> list[str]:
    """Names of the units of a dimension, smallest first."""
    return [name for name in _TABLE[dimension] if name]


def dimension_words(dimension: str) -> tuple[str, str]:
    """What a dimension is called in Chinese and in English."""
    return _NAMES_ZH[dimension], _NAMES_EN[dimension]


def dimensions() -> list[str]:
    """All dimensions, named by their base units."""
    return list(_TABLE)


def parse_number(text: str) -> Fraction | None:
    """An exact decimal without separators or exponent, or None."""
    if len(text) > MAX_DIGITS or not re.fullmatch(r"[+-]?\d+(\.\d+)?", text, re.ASCII):
        return None
    return Fraction(text)


def parse_literal(text: str) -> tuple[Fraction, str] | None:
    """`3`, `0.85`, `1/2`, `50%`, `2000万元`, `300ug/m3` as (value in base unit, dimension)."""
    if len(text) > MAX_DIGITS:
        return None
    found = _LITERAL.match(text)
    if found is None:
        return None
    unit = find_compact_unit(found[3])
    if unit is None or (found[2] is not None and int(found[2]) == 0):
        return None
    return Fraction(found[1]) / int(found[2] or 1) * unit.factor, unit.dimension
