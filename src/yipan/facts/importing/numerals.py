"""Reading one cell of figures: a numeral with its precision, a mark for missing, or trouble."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from fractions import Fraction

from yipan.core.interval import rational_text
from yipan.core.printed import MOST_DIGITS, Qualifier, last_digit_step, last_nonzero_step
from yipan.core.text import fold_width
from yipan.core.units import find_unit
from yipan.core.words import Words
from yipan.facts.importing.grid import CellValue
from yipan.facts.importing.marks import read_status, strip_marks
from yipan.facts.importing.number_format import GENERAL, NumberFormat

BLANK = "blank"
# mark -> kind under which it is counted; never zero.
MISSING: dict[str, str] = {
    "": BLANK,
    **dict.fromkeys(("…", "……", "...", "..", "......", "⋯"), "…"),
    **dict.fromkeys(("-", "—", "——", "–", "--", "---", "―", "─", "－", "−"), "—"),
    **dict.fromkeys(("暂无", "暂缺", "缺", "缺失", "无", "无数据", "暂无数据", "不详"), "暂无"),
    **dict.fromkeys(
        ("n/a", "na", "n.a.", "#n/a", "nan", "null", "none", "nd", "n.d.", "missing", ":"), "N/A"
    ),
    **dict.fromkeys(("x", "×", "c", "保密"), "×"),
}

_PLAIN = re.compile(r"-?(?:0|[1-9]\d*)(?:\.(\d+))?\Z", re.ASCII)
_NUMBER = r"[+-]?(?:\d{1,3}(?:[, ]\d{3})+|\d+|(?=\.\d))(?:\.\d+)?"
_TEXT = re.compile(
    rf"(?P<before>大约|约|接近|近|超过|超|逾|突破|不足|不到|低于|≥|>=|>|≤|<=|<)?\s*"
    rf"(?P<number>{_NUMBER})(?:\s*[-–—~至]\s*(?P<high>\d+(?:\.\d+)?))?"
    r"\s*(?P<after>余|多|以上|左右|上下|以下)?\s*(?P<unit>[^\d\s()+][^\d()]*[23]?)?"
    r"(?P<later>余|以上|左右|以下)?\Z",
    re.ASCII,
)
_SCIENTIFIC = re.compile(r"[+-]?\d(?:\.\d{1,30})?[eE][+-]?\d{1,2}\Z", re.ASCII)
_BOUNDS: dict[str, Qualifier] = {
    **dict.fromkeys(("大约", "约", "左右", "上下"), Qualifier.ABOUT),
    **dict.fromkeys(("近", "接近"), Qualifier.NEARLY),
    **dict.fromkeys(("超过", "超", "逾", "突破", "以上", "≥", ">=", ">"), Qualifier.AT_LEAST),
    **dict.fromkeys(("不足", "不到", "低于", "以下", "≤", "<=", "<"), Qualifier.BELOW),
    **dict.fromkeys(("余", "多"), Qualifier.AND_MORE),
}
STEPS = tuple(rational_text(last_digit_step("0." + "0" * n if n else "0")) for n in range(40))


@dataclass(frozen=True, slots=True)
class Numeral:
    """A figure as printed: `text` without separators, `step` of its last digit in its unit.

    `unit` and `status` are set only where the cell itself prints them.
    """

    text: str
    step: str
    qualifier: str = Qualifier.ROUNDED.value
    status: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """No figure; `kind` is the mark that says so."""

    kind: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """A cell that is no figure and no known mark of a missing one."""

    code: str
    reason: Words


Reading = Numeral | Missing | Trouble
_MISSING = {kind: Missing(kind) for kind in dict.fromkeys(MISSING.values())}
BLANK_CELL = _MISSING[BLANK]


@dataclass(slots=True)
class CellReader:
    """Reads cells; texts that are not bare numerals are remembered.

    `missing`: further marks of a board's sources, each with its kind.
    """

    missing: Mapping[str, str] = field(default_factory=dict)
    decimal_comma: bool = False
    _known: dict[str, Reading] = field(default_factory=dict)

    def read(self, value: CellValue, shown: NumberFormat = GENERAL) -> Reading:
        """What a cell of figures says."""
        if type(value) is float:
            return _number(value, shown)
        if value is None or value == "":
            return BLANK_CELL
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, bool):
            return Trouble("not_a_number", Words("真假值不是数字", "true or false is no number"))
        if isinstance(value, int | float):
            return _number(value, shown)
        return _time_trouble(value)

    def _text(self, value: str) -> Reading:
        plain = None if self.decimal_comma else _PLAIN.match(value)
        if plain and len(value) <= MOST_DIGITS:
            return Numeral(value, _step(len(plain[1] or "")))
        known = self._known.get(value)
        if known is None:
            known = self._known[value] = self._odd_text(value)
        return known

    def _odd_text(self, value: str) -> Reading:
        kind = self.missing.get(value.strip()) or missing_kind(value)
        if kind:
            return _MISSING.get(kind) or Missing(kind)
        return read_numeral(value, decimal_comma=self.decimal_comma)


def missing_kind(text: str) -> str:
    """The kind of missing that a text marks; empty when it marks none."""
    bare = re.sub(r"\s+", "", text).casefold()
    folded = MISSING.get(bare) or MISSING.get(fold_width(bare))
    if folded:
        return folded
    inner = bare[1:-1] if bare[:1] in "((" and bare[-1:] in "))" and len(bare) > 2 else ""
    return MISSING.get(inner, "") if inner else ""


def read_numeral(text: str, *, decimal_comma: bool = False) -> Numeral | Trouble:
    """A numeral as people print it: marks, separators, full-width digits, bounds, unit."""
    if len(text) > MOST_DIGITS:
        return _no_number(text)
    stripped = strip_marks(text)
    rest, status = read_status(fold_width(stripped).replace("−", "-").replace("%", "%"))
    if _SCIENTIFIC.match(rest.strip()) and not decimal_comma:
        return _scientific(rest.strip(), status)
    if decimal_comma:
        rest = rest.replace(".", "").replace(",", ".")
    found = _TEXT.match(rest.strip())
    if not found:
        return _no_number(text)
    bound = found["before"] or found["after"] or found["later"] or ""
    unit, late = _cell_unit(found["unit"] or "")
    bound = bound or late
    number = re.sub(r"[, ]", "", found["number"]).removeprefix("+")
    number = "0" + number if number.startswith(".") else number
    if unit is None or (found["high"] and bound):
        return _no_number(text)
    if found["high"]:
        return _range(number, found["high"], status, unit)
    qualifier = _BOUNDS.get(bound, Qualifier.ROUNDED)
    step = last_nonzero_step(number) if bound in {"余", "多"} else last_digit_step(number)
    return Numeral(number, rational_text(step), qualifier.value, status, unit)


def _scientific(text: str, status: str) -> Numeral:
    """8.1e-05 as the decimal it stands for; the step is that of its last digit."""
    number = format(Decimal(text), "f")
    _, _, exponent = text.lower().partition("e")
    digits = len(text.lower().partition("e")[0].partition(".")[2])
    step = Fraction(10) ** (int(exponent) - digits)
    return Numeral(number, rational_text(step), status=status)


def _cell_unit(text: str) -> tuple[str | None, str]:
    """The unit behind a number and a bound behind the unit (3万人以上); None: no unit."""
    bare = text.strip()
    late = next((w for w in ("以上", "左右", "以下", "余") if bare.endswith(w)), "")
    bare = bare.removesuffix(late) if late else bare
    if not bare:
        return "", late
    return (bare if find_unit(bare) else None), late


def _range(low: str, high: str, status: str, unit: str) -> Numeral | Trouble:
    if float(low) > float(high):
        return _no_number(f"{low}-{high}")
    step = rational_text(last_digit_step(high))
    return Numeral(f"{low}-{high}", step, Qualifier.RANGE.value, status, unit)


def _number(value: int | float, shown: NumberFormat) -> Reading:
    if value != value or value in (float("inf"), float("-inf")):
        return Trouble("not_a_number", Words("不是有限的数", "not a finite number"))
    text = shown.shown(value)
    point = text.find(".")
    if len(text) > MOST_DIGITS:
        return _no_number(text)
    step = _step(0 if point < 0 else len(text) - point - 1)
    if not shown.percent and not shown.suffix and not shown.thousands:
        return Numeral(text, step)
    return _suffixed(text, step, shown)


def _step(decimals: int) -> str:
    """The step of a numeral with so many decimals."""
    return STEPS[decimals] if decimals < len(STEPS) else rational_text(Fraction(1, 10**decimals))


def _suffixed(text: str, step: str, shown: NumberFormat) -> Reading:
    if shown.percent:
        return Numeral(text, step, unit="%")
    if shown.thousands:
        return Trouble(
            "scaled_format",
            Words(
                f"单元格格式把数字除以千 {shown.thousands} 次,单位不明",
                f"the cell's format divides by 1000 ({shown.thousands}x); its unit is unclear",
            ),
        )
    return Numeral(text, step, unit=shown.suffix if find_unit(shown.suffix) else "")


def _time_trouble(value: date | time | timedelta) -> Trouble:
    return Trouble("date", Words(f"是日期或时间: {value}", f"a date or time: {value}"))


def _no_number(text: str) -> Trouble:
    shown = text.strip()[:60]
    return Trouble("not_a_number", Words(f"“{shown}”不是数字", f"{shown!r} is not a number"))
