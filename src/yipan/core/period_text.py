"""Reading a period as a column header, a cell or an option writes it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from yipan.core.errors import BadPeriod
from yipan.core.period import (
    UNDATED,
    Period,
    PeriodKind,
    as_of_document,
    classify,
    five_year_plan,
    half,
    instant,
    month,
    month_end,
    months,
    quarter,
    since,
    year,
    year_end,
    years,
)
from yipan.core.text import fold_width
from yipan.core.words import Words

Groups = dict[str, str]

_CN_DIGITS = {c: n for n, c in enumerate("〇一二三四五六七八九")}
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_COUNTS = {"二": 2, "两": 2, "2": 2, "三": 3, "3": 3}
_Y = r"(?P<y>(?:19|20)\d{2})"
_DASH = r"\s*[-–—―~至到]{1,2}\s*"


def parse_period(text: str) -> Period:
    """The period that `text` names."""
    folded = fold_width(text)
    if not folded:
        return UNDATED
    for pattern, build in _FORMS:
        found = pattern.match(folded)
        if found:
            try:
                return build({k: v for k, v in found.groupdict().items() if v})
            except ValueError:
                break
    forms = "2014, 2014-12-31, 2014-Q1, 2014年1—8月, 2014/2023, 2014年以来, 十四五"
    raise BadPeriod(
        Words(f"“{text}”不是时期", f"{text!r} is not a period"),
        hint=Words(f"可写 {forms}", f"write one of {forms}"),
    )


def find_period(text: str) -> Period | None:
    """The period that `text` names, or None; for headers that may be something else."""
    try:
        found = parse_period(text)
    except BadPeriod:
        return None
    return None if found.kind is PeriodKind.NONE else found


def _year(g: Groups) -> int:
    return int(g["y"])


def _quarter(g: Groups) -> Period:
    return quarter(_year(g), _QUARTERS[g["q"]])


def _half(g: Groups) -> Period:
    return half(_year(g), 1 if g.get("h") == "上" or g.get("h2") == "1" else 2)


def _day(g: Groups) -> Period:
    day = date(_year(g), int(g["m"]), int(g["d"]))
    return classify(day, day)


def _plan(g: Groups) -> Period:
    return five_year_plan(int(g["n"]) if "n" in g else _chinese_number(g["c"]))


def _span(g: Groups) -> Period:
    return classify(date.fromisoformat(g["s"]), date.fromisoformat(g["e"]))


def _month_span(g: Groups) -> Period:
    first = date(_year(g), int(g["a"]), 1)
    return classify(first, month_end(int(g["y2"]), int(g["b"])))


# Tried in order; a form is its pattern and what it builds from the named groups.
_FORMS: list[tuple[re.Pattern[str], Callable[[Groups], Period]]] = [
    (re.compile(pattern, re.IGNORECASE | re.ASCII), build)
    for pattern, build in (
        (rf"{_Y}\s*年?度?(?:全年)?\Z", lambda g: year(_year(g))),
        (rf"(?:end of )?{_Y}\s*年?(?:年末|年底|末|底)\Z", lambda g: year_end(_year(g))),
        (rf"end of {_Y}\Z", lambda g: year_end(_year(g))),
        (rf"{_Y}\s*(?:年\s*第?|[-/ ]?\s*Q)(?P<q>[一二三四1-4])(?:季度?)?\Z", _quarter),
        (rf"Q(?P<q>[1-4])[-/ ]?{_Y}\Z", _quarter),
        (
            rf"{_Y}\s*年?\s*前(?P<q>[二三两23])个?季度\Z",
            lambda g: months(_year(g), 1, 3 * _COUNTS[g["q"]]),
        ),
        (rf"{_Y}\s*(?:年?\s*(?P<h>上|下)半年|[-/ ]?H(?P<h2>[12]))\Z", _half),
        (
            rf"{_Y}\s*年?\s*(?P<a>\d{{1,2}})月?{_DASH}(?P<b>\d{{1,2}})月(?:份)?\Z",
            lambda g: months(_year(g), int(g["a"]), int(g["b"])),
        ),
        (rf"{_Y}-(?P<a>\d{{2}})/(?P<y2>\d{{4}})-(?P<b>\d{{2}})\Z", _month_span),
        (
            rf"{_Y}(?:\s*年\s*|[-/.]|M)(?P<m>\d{{1,2}})(?:\s*月(?:份)?)?\Z",
            lambda g: month(_year(g), int(g["m"])),
        ),
        (
            rf"{_Y}\s*年\s*(?P<m>\d{{1,2}})\s*月(?:末|底)\Z",
            lambda g: instant(month_end(_year(g), int(g["m"]))),
        ),
        (rf"{_Y}(?:\s*年\s*|[-/.])(?P<m>\d{{1,2}})(?:\s*月\s*|[-/.])(?P<d>\d{{1,2}})日?\Z", _day),
        (
            rf"{_Y}\s*年?(?:/|{_DASH})(?P<y2>\d{{4}})\s*年?(?:间|期间)?\Z",
            lambda g: years(_year(g), int(g["y2"])),
        ),
        (rf"(?:自|since )?{_Y}\s*年?(?:以来|起|/\.\.)\Z", lambda g: since(date(_year(g), 1, 1))),
        (rf"since {_Y}\Z", lambda g: since(date(_year(g), 1, 1))),
        (r"(?P<s>\d{4}-\d{2}-\d{2})/\.\.\Z", lambda g: since(date.fromisoformat(g["s"]))),
        (r"(?P<s>\d{4}-\d{2}-\d{2})/(?P<e>\d{4}-\d{2}-\d{2})\Z", _span),
        (rf"\.\./{_Y}(?:-12-31)?\Z", lambda g: as_of_document(date(_year(g), 12, 31))),
        (
            r"[“\"'「]?(?P<c>[一二三四五六七八九十]{1,3})五[”\"'」]?(?:时期|期间|规划|计划)?\Z"
            r"|FYP(?P<n>\d{1,2})\Z",
            _plan,
        ),
    )
]


def _chinese_number(text: str) -> int:
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _CN_DIGITS[text]
    return (_CN_DIGITS[tens] if tens else 1) * 10 + (_CN_DIGITS[ones] if ones else 0)
