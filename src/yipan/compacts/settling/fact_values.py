"""Cells of a facts file as typed values: units, ranges, levels, years; nothing is guessed."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from yipan.compacts.document.document import Indicator
from yipan.compacts.words.parties import canonical_party
from yipan.compacts.words.spans import parse_day
from yipan.compacts.words.units import (
    PURE,
    dimension_words,
    find_compact_unit,
    parse_number,
    units_of,
)
from yipan.compacts.words.values import Level, Quantity, TextValue, Truth, Value
from yipan.core.errors import Coded
from yipan.core.interval import rational_text
from yipan.core.words import Words


@dataclass(frozen=True, slots=True)
class Row:
    """A row as written; `number` counts from 1 with the header."""

    number: int
    file: str
    cells: Mapping[str, str]

    def get(self, column: str) -> str:
        """The cell without blanks around it; empty when there is none."""
        return (self.cells.get(column) or "").strip()

    def bad(self, code: str, zh: str, en: str, hint: Words | str = "", column: str = "") -> Coded:
        """An error at this row."""
        return Coded(
            code,
            Words(zh, en),
            hint=hint,
            file=self.file,
            row=self.number,
            field=column or self.get("indicator"),
        )


def parse_cell(row: Row, indicator: Indicator, text: str, unit: str) -> Value | None:
    """The value a cell stands for; None: below the detection limit."""
    name = indicator.name
    if not text:
        raise row.bad(
            "BAD_VALUE",
            "缺数值",
            "the value is missing",
            Words(
                "没有发生请写 0,没有数据请删去该行",
                "write 0 for nothing, remove the row for unknown",
            ),
            column=name,
        )
    match indicator.kind:
        case "number" | "series":
            return _number(row, indicator, text, unit)
        case "truth":
            if text in {"是", "否"}:
                return Truth(text == "是")
            raise row.bad(
                "BAD_VALUE", f"“{text}”不是 是 或 否", f"{text!r} is neither 是 nor 否", column=name
            )
        case "level":
            level = unicodedata.normalize("NFKC", text).removesuffix("类").strip()
            if level in indicator.scale:
                return Level(level, indicator.scale)
            scale = " ".join(indicator.scale)
            raise row.bad(
                "BAD_VALUE",
                f"“{text}”不在等级 {scale} 中",
                f"{text!r} is no level",
                Words(f"可写 {scale}", f"one of {scale}"),
                name,
            )
        case "year":
            return _year(row, indicator, text)
        case "party":
            return TextValue(canonical_party(text))
    return TextValue(text)


def _year(row: Row, indicator: Indicator, text: str) -> Value:
    if len(text) == 4 and text.isascii() and text.isdigit() and "1000" <= text < "3000":
        return Quantity(Fraction(int(text)))
    day = parse_day(text)
    if day is not None:
        return Quantity(Fraction(day.year), PURE, day)
    raise row.bad(
        "BAD_VALUE",
        f"“{text}”不是年度",
        f"{text!r} is no year",
        Words("可写 2017 或 2017-05-01", "write 2017 or 2017-05-01"),
        indicator.name,
    )


def _number(row: Row, indicator: Indicator, text: str, unit: str) -> Value | None:
    below = text.startswith("<")
    digits = text[1:].strip() if below else text
    percent = digits.endswith("%")
    number = parse_number(digits[:-1].strip() if percent else digits)
    if number is None or (percent and unit):
        raise row.bad(
            "BAD_VALUE",
            f"“{text}”不是数",
            f"{text!r} is no number",
            Words("写十进制数,不要千分位;% 只写一处", "a decimal without separators; write % once"),
            indicator.name,
        )
    amount = number * _factor(row, indicator, "%" if percent else unit)
    _check_range(row, indicator, amount, text)
    return None if below else Quantity(amount, indicator.dimension)


def _factor(row: Row, indicator: Indicator, unit: str) -> Fraction:
    found = find_compact_unit(unit)
    if found is not None and found.dimension == indicator.dimension:
        return found.factor
    units = "、".join(units_of(indicator.dimension))
    zh, en = dimension_words(indicator.dimension)
    shown = unit or "(空)"
    raise row.bad(
        "UNIT_MISMATCH",
        f"{shown} 不是{zh}的单位" if unit else f"缺单位,应为{zh}",
        f"{unit} is no unit of {en}" if unit else f"the unit is missing, it is {en}",
        Words(f"可写 {units}", f"give {units}"),
        indicator.name,
    )


def _check_range(row: Row, indicator: Indicator, amount: Fraction, text: str) -> None:
    low, high = indicator.low, indicator.high
    value = amount / indicator.factor
    under = low is not None and (value < low or (indicator.low_open and value == low))
    if not under and not (high is not None and value > high):
        return
    bound = f"{'>' if indicator.low_open else '>='}{rational_text(low)}" if low is not None else ""
    if high is not None:
        bound = f"{rational_text(low) if low is not None else ''}..{rational_text(high)}"
    raise row.bad(
        "OUT_OF_RANGE",
        f"{text} 超出范围 {bound}",
        f"{text} is outside {bound}",
        Words("请核对数值与单位", "check the value and its unit"),
        indicator.name,
    )
