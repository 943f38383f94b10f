"""Periods in running text, resolved to days.

`Clock` holds what relative words lean on: the document's anchor year (dateline, else the latest
full year) and the year last named in the paragraph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from yipan.core.errors import BadPeriod
from yipan.core.period import (
    Period,
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
from yipan.reading.text.numbers import chinese_number

_DASH = r"(?:[-–—―~～至到]{1,2})"
_Y = r"(?P<y>(?:19|20)[0-9]{2})"
_Q = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4, "两": 2}

_FULL = re.compile(
    rf"{_Y}年(?P<m>[0-9]{{1,2}})月(?P<d>[0-9]{{1,2}})日(?:{_DASH}(?:(?P<y2>(?:19|20)[0-9]{{2}})年)?(?:(?P<m2>[0-9]{{1,2}})月)?(?P<d2>[0-9]{{1,2}})日)?"
)
_ISO = re.compile(rf"{_Y}[-/.](?P<m>[0-9]{{1,2}})[-/.](?P<d>[0-9]{{1,2}})\Z")
_SPAN = re.compile(
    rf"(?:自|从)?{_Y}年?(?:(?P<m>[0-9]{{1,2}})月)?{_DASH}(?P<y2>(?:19|20)[0-9]{{2}})年?(?P<tail>.*)\Z"
)
_YEAR = re.compile(rf"{_Y}年(?P<tail>.*)\Z")
_MONTHS = re.compile(rf"(?P<a>[0-9]{{1,2}})月?{_DASH}(?P<b>[0-9]{{1,2}})月份?\Z")
_MONTH = re.compile(r"(?P<m>[0-9]{1,2})月(?P<tail>份|末|底|以来)?\Z")
_PLAN = re.compile(r"[“\"‘]?(?P<n>[一二三四五六七八九十]{1,2})五[”\"’]?(?P<tail>.*)\Z")
_QUARTER = re.compile(r"第?(?P<q>[一二三四1-4])季度(?P<end>末)?\Z")
_FIRST_MONTHS = re.compile(r"前(?P<n>[0-9]{1,2}|[二两三四五六七八九十]{1,2})个月")
_FIRST_QUARTERS = re.compile(r"前(?P<q>[二三两23])个?季度\Z")


@dataclass(slots=True)
class Clock:
    """The years that relative words lean on."""

    anchor: int
    named: int | None = None

    @property
    def current(self) -> int:
        """The year last named, else the anchor."""
        return self.named if self.named is not None else self.anchor


def resolve(text: str, clock: Clock, base: bool = False) -> Period | None:
    """The period that `text` names; `base`: it stands behind 较 or 比. None when no date fits."""
    try:
        return _resolve(text.strip(), clock, base)
    except (ValueError, BadPeriod):
        return None


def _resolve(text: str, clock: Clock, base: bool) -> Period | None:
    if found := _FULL.match(text):
        return _days(found)
    if found := _ISO.match(text):
        day = date(int(found["y"]), int(found["m"]), int(found["d"]))
        return classify(day, day)
    if found := _SPAN.match(text):
        return _years(found, clock)
    if found := _YEAR.match(text):
        clock.named = int(found["y"])
        return _in_year(int(found["y"]), found["tail"])
    if found := _PLAN.match(text):
        return _plan(found["n"], found["tail"])
    return _relative(text, clock, base)


def _days(found: re.Match[str]) -> Period:
    start = date(int(found["y"]), int(found["m"]), int(found["d"]))
    if not found["d2"]:
        return classify(start, start)
    end = date(int(found["y2"] or found["y"]), int(found["m2"] or found["m"]), int(found["d2"]))
    return classify(start, end)


def _years(found: re.Match[str], clock: Clock) -> Period | None:
    first, last, tail = int(found["y"]), int(found["y2"]), found["tail"]
    start = date(first, int(found["m"] or 1), 1)
    inside = _in_year(last, re.sub(r"(?:间|期间)\Z", "", tail))
    clock.named = last
    if inside is None or inside.end is None:
        return years(first, last)
    return classify(start, inside.end)


def _in_year(number: int, tail: str) -> Period | None:
    tail = tail.strip()
    if tail in {"", "全年", "间", "期间", "同期", "度"}:
        return year(number)
    if tail in {"末", "底", "年末", "年底"}:
        return year_end(number)
    if tail in {"以来", "起"}:
        return since(date(number, 1, 1))
    if tail.endswith("半年"):
        return half(number, 1 if tail[0] == "上" else 2)
    if found := _FIRST_QUARTERS.match(tail):
        return months(number, 1, 3 * _Q[found["q"]])
    if found := _FIRST_MONTHS.fullmatch(tail):
        return months(
            number, 1, int(found["n"] if found["n"].isdigit() else chinese_number(found["n"]) or 1)
        )
    if found := _QUARTER.match(tail):
        if found["end"]:
            return instant(month_end(number, 3 * _Q[found["q"]]))
        return quarter(number, _Q[found["q"]])
    if found := _MONTHS.match(tail):
        return months(number, int(found["a"]), int(found["b"]))
    if found := _MONTH.match(tail):
        which = int(found["m"])
        if found["tail"] in {"末", "底"}:
            return instant(month_end(number, which))
        if found["tail"] == "以来":
            return since(date(number, which, 1))
        return month(number, which)
    return None


def _plan(number: str, tail: str) -> Period | None:
    value = chinese_number(number)
    if value is None or not 1 <= value <= 30:
        return None
    span = five_year_plan(int(value))
    if tail.startswith("以来") and span.start:
        return since(span.start)
    if tail.startswith("末") and span.end:
        return instant(span.end)
    return span


def _relative(text: str, clock: Clock, base: bool) -> Period | None:
    now = clock.current if base else clock.anchor
    fixed = {
        "今年": clock.anchor, "本年": clock.current, "全年": clock.current, "当年": clock.current,
        "上年": now - 1, "去年": clock.anchor - 1, "前年": clock.anchor - 2,
    }  # fmt: skip
    if text in fixed:
        found = year(fixed[text])
        if not base:
            clock.named = fixed[text]
        return found
    if text == "今年以来":
        return since(date(clock.anchor, 1, 1))
    if text in {"上年末", "上年底", "去年末", "去年底"}:
        return year_end(now - 1)
    if text in {"年末", "年底"}:
        return year_end(clock.current)
    for word, shift in (("今年", 0), ("去年", -1)):
        if text.startswith(word):
            clock.named = clock.anchor + shift
            return _in_year(clock.anchor + shift, text[2:])
    return _in_year(clock.current, text)


_DATELINES = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        r"^[ \t]{0,8}[((]?[ \t]{0,8}(?:发布时间|发布日期|日期|时间)?[::]?[ \t]{0,8}((?:19|20)[0-9]{2})[ \t]{0,8}[年./-][ \t]{0,8}[0-9]{1,2}[ \t]{0,8}[月./-][ \t]{0,8}[0-9]{1,2}",
        r"^[ \t]{0,8}[((]?[ \t]{0,8}((?:19|20)[0-9]{2})年[0-9]{1,2}月[)]?[ \t]{0,8}$",
        r"(?:收稿|发布|发稿|成文|印发)(?:日期|时间)[^0-9\n]{0,8}((?:19|20)[0-9]{2})",
    )
)
_NAMED_YEAR = re.compile(r"((?:19|20)[0-9]{2})\s*年?")
_TEXT_YEAR = re.compile(r"(?<!到)(?<!至)((?:19|20)[0-9]{2})年")
_PART_OF_THIS_YEAR = re.compile(r"今年(?:以来|[0-9]{1,2}月|前[一二三]|上半年|[一二三]季度)")


def anchor_year(raw: str, titles: list[str]) -> int | None:
    """The year that 今年 means: a dateline, else the latest year of a title or the text.

    A year that is named once, years after every other, is a target (2030年).
    """
    head = raw[:2000] + "\n" + raw[-300:]
    for pattern in _DATELINES:
        found = pattern.search(head)
        if found:
            return int(found[1])
    named = [int(y) for text in titles for y in _NAMED_YEAR.findall(text)]
    if named:
        return max(named)
    return _latest(raw[:2_000_000])


def _latest(text: str) -> int | None:
    """The latest year of a text that is no target; 今年1—8月 beside it means the year after."""
    counted: dict[int, int] = {}
    for word in _TEXT_YEAR.findall(text):
        counted[int(word)] = counted.get(int(word), 0) + 1
    ranked = sorted(counted, reverse=True)
    while len(ranked) > 1 and counted[ranked[0]] == 1 and ranked[0] - ranked[1] > 3:
        ranked.pop(0)
    if not ranked:
        return None
    part = _PART_OF_THIS_YEAR.search(text) and not re.search(
        rf"{ranked[0]}年(?:[0-9]|前|上半|[一二三]季)", text
    )
    return ranked[0] + 1 if part else ranked[0]


def same_part(base: Period, own: Period) -> Period:
    """较上年 behind a part of a year means the same part of that year."""
    part = (
        own.start
        and own.end
        and own.start.year == own.end.year
        and not (own.start.month == 1 and own.end.month == 12)
    )
    if (
        not part
        or base.kind != "year"
        or own.start == own.end
        or base.year is None
        or own.start is None
        or own.end is None
    ):
        return base
    try:
        return classify(own.start.replace(year=base.year), own.end.replace(year=base.year))
    except ValueError:
        return base
