"""What a spreadsheet shows of a number: its number format, as far as figures need it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

# Formats with a fixed number in ECMA-376 18.8.30; the file does not spell them out.
BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    14: "yyyy-mm-dd",
    17: "mmm-yy",
    37: "#,##0;(#,##0)",
    38: "#,##0;(#,##0)",
    39: "#,##0.00;(#,##0.00)",
    40: "#,##0.00;(#,##0.00)",
    57: 'yyyy"年"m"月"',
}
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]')
_DIGITS = re.compile(r"[#0?](?:[#0?,]*[#0?])?(?:\.([0#?]*))?(,*)")
SIGNIFICANT = 15


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """`decimals`: digits shown after the point, None where the format does not fix them.

    `optional`: of these, trailing zeros that are not shown (0.0##). `percent`: shown times 100
    with a %. `suffix`: text beside the number (年, 亿元). `dates`: "year", "month", "day" or "".
    `thousands`: how many times the number is divided by 1000 for show.
    """

    decimals: int | None = None
    optional: int = 0
    percent: bool = False
    suffix: str = ""
    dates: str = ""
    thousands: int = 0

    def shown(self, value: int | float) -> str:
        """The numeral as shown, without separators and suffix."""
        text = shortest(value)
        if not self.percent and not self.thousands and not self.optional:
            if self.decimals is None:
                return text
            _, point, places = text.partition(".")
            if len(places) <= self.decimals:
                dot = "" if point or not self.decimals else "."
                return text + dot + "0" * (self.decimals - len(places))
        exact = Decimal(text)
        if self.percent:
            exact = exact.scaleb(2)
        if self.thousands:
            exact = exact.scaleb(-3 * self.thousands)
        if self.decimals is None:
            return format(exact.normalize(), "f")
        text = format(exact.quantize(Decimal(1).scaleb(-self.decimals), ROUND_HALF_UP), "f")
        kept = len(text) - self.optional
        while self.optional and len(text) > kept and text.endswith("0"):
            text = text[:-1]
        text = text.rstrip(".") if "." in text else text
        return text.removeprefix("-") if not text.strip("-0.") else text

    def shown_date(self, value: date) -> str:
        """The date to the precision that is shown."""
        day = f"{value.year:04}-{value.month:02}-{value.day:02}"
        return day[: {"year": 4, "month": 7}.get(self.dates, 10)]


GENERAL = NumberFormat()


def shortest(value: int | float) -> str:
    """The fewest digits that give the number back, at most the 15 that a spreadsheet keeps."""
    if isinstance(value, int):
        return str(value)
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = repr(value)
    if len(text) > SIGNIFICANT + 2:
        text = f"{value:.{SIGNIFICANT}g}"
    return format(Decimal(text), "f") if "e" in text else text


def read_format(code: str) -> NumberFormat:
    """A format code; what cannot be told from it stays as in General."""
    first = code.split(";")[0]
    kept = "".join(a or b for a, b in _LITERAL.findall(first))
    bare = _LITERAL.sub("", first)
    if re.search(r"[yYdD]|[mM]{3}", bare) and not re.search(r"[#?]|0", bare):
        return NumberFormat(dates=_date_precision(bare))
    if "general" in bare.casefold() or re.search(r"[eE][+-]|/|@", bare):
        return NumberFormat(suffix=kept.strip())
    digits = _DIGITS.search(bare)
    if not digits:
        return NumberFormat(suffix=kept.strip())
    places = digits[1] or ""
    return NumberFormat(
        decimals=len(places),
        optional=len(places) - len(places.rstrip("#?")),
        percent="%" in bare,
        suffix=kept.strip(),
        thousands=len(digits[2]),
    )


def _date_precision(code: str) -> str:
    if re.search(r"[dD]", code):
        return "day"
    return "month" if re.search(r"[mM]", code) else "year"
