"""Periods as statistics name them: years, year-ends, quarters, months, plans and open spans.

Both days are included. `code` is the canonical text, sortable and reversible:
2014 · 2014-12-31 (an instant) · 2014-Q1 · 2014-H1 · 2014-05 · 2014-01/2014-08 · 2014/2023 ·
2014-03-05/2014-04-01 · 2014-01-01/.. (以来) · FYP14 (“十四五”) · ../2024 (as of a document of
2024) · "" (no date). `core.period_text` reads these and what people write.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from yipan.core.errors import BadPeriod
from yipan.core.words import Words


class PeriodKind(StrEnum):
    """What sort of span a period is."""

    YEAR = "year"
    INSTANT = "instant"
    QUARTER = "quarter"
    HALF = "half"
    MONTH = "month"
    MONTHS = "months"
    DAY = "day"
    YEARS = "years"
    SPAN = "span"
    SINCE = "since"
    PLAN = "plan"
    AS_OF = "as_of"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` to `end`, both included; None is an open end."""

    start: date | None
    end: date | None
    kind: PeriodKind

    @property
    def is_instant(self) -> bool:
        """Whether it is a point in time (what a stock is measured at) rather than a span."""
        return self.kind in {PeriodKind.INSTANT, PeriodKind.AS_OF}

    @property
    def year(self) -> int | None:
        """The year in which it ends; for an open span the year in which it starts."""
        last = self.end or self.start
        return last.year if last else None

    @property
    def days(self) -> int | None:
        """Number of days, both ends counted; None when open."""
        return (self.end - self.start).days + 1 if self.start and self.end else None

    def within(self, other: Period) -> bool:
        """Whether every day lies in `other`."""
        start = other.start is None or (self.start or self.end or date.min) >= other.start
        end = other.end is None or (self.end or date.max) <= other.end
        return start and end

    @property
    def code(self) -> str:
        """The canonical text; `core.period_text.parse_period` reads it back."""
        start, end = self.start, self.end
        match self.kind:
            case PeriodKind.NONE:
                return ""
            case PeriodKind.AS_OF:
                return f"../{_year_of(end)}"
            case PeriodKind.SINCE:
                return f"{start}/.."
            case PeriodKind.YEAR:
                return str(_year_of(start))
            case PeriodKind.QUARTER:
                return f"{_year_of(start)}-Q{(_month_of(start) + 2) // 3}"
            case PeriodKind.HALF:
                return f"{_year_of(start)}-H{1 if _month_of(start) == 1 else 2}"
            case PeriodKind.MONTH:
                return f"{_year_of(start)}-{_month_of(start):02d}"
            case PeriodKind.MONTHS:
                first = f"{_year_of(start)}-{_month_of(start):02d}"
                return f"{first}/{_year_of(end)}-{_month_of(end):02d}"
            case PeriodKind.YEARS:
                return f"{_year_of(start)}/{_year_of(end)}"
            case PeriodKind.PLAN:
                return f"FYP{_plan_number(_year_of(start))}"
            case PeriodKind.SPAN:
                return f"{start}/{end}"
            case PeriodKind.INSTANT | PeriodKind.DAY:
                return str(end)

    def __str__(self) -> str:
        return self.code


UNDATED = Period(None, None, PeriodKind.NONE)


def year(number: int) -> Period:
    """The calendar year."""
    return Period(date(number, 1, 1), date(number, 12, 31), PeriodKind.YEAR)


def year_end(number: int) -> Period:
    """31 December."""
    return instant(date(number, 12, 31))


def instant(day: date) -> Period:
    """A point in time at the end of `day`."""
    return Period(day, day, PeriodKind.INSTANT)


def quarter(number: int, which: int) -> Period:
    """Quarter 1 to 4."""
    first = 3 * which - 2
    return Period(date(number, first, 1), month_end(number, first + 2), PeriodKind.QUARTER)


def half(number: int, which: int) -> Period:
    """Half-year 1 or 2."""
    first = 6 * which - 5
    return Period(date(number, first, 1), month_end(number, first + 5), PeriodKind.HALF)


def month(number: int, which: int) -> Period:
    """A calendar month."""
    return Period(date(number, which, 1), month_end(number, which), PeriodKind.MONTH)


def months(number: int, first: int, last: int) -> Period:
    """1—8月: from the first day of a month to the last day of another of the same year."""
    return classify(date(number, first, 1), month_end(number, last))


def years(first: int, last: int) -> Period:
    """A span of whole years."""
    return classify(date(first, 1, 1), date(last, 12, 31))


def since(day: date) -> Period:
    """以来: from `day`, open."""
    return Period(day, None, PeriodKind.SINCE)


def five_year_plan(number: int) -> Period:
    """“十四五” is number 14: 2021–2025."""
    if number < 1:
        raise BadPeriod(
            Words(f"没有第{number}个五年规划", f"there is no five-year plan number {number}")
        )
    # 1953 and 1958, then after three years of adjustment 1966 and every five years.
    first = {1: 1953, 2: 1958}.get(number, 1951 + 5 * number)
    return Period(date(first, 1, 1), date(first + 4, 12, 31), PeriodKind.PLAN)


def as_of_document(end: date) -> Period:
    """The text names no period (目前, 已); the end of the document's year stands in."""
    return Period(None, end, PeriodKind.AS_OF)


def month_end(number: int, which: int) -> date:
    """The last day of a month."""
    return date(number, which, calendar.monthrange(number, which)[1])


def classify(start: date | None, end: date | None) -> Period:
    """The period from its two days; year-end stocks have both on the same day."""
    if start is None and end is None:
        return UNDATED
    if start is None and end is not None:
        return as_of_document(end)
    if start is not None and end is None:
        return since(start)
    assert start is not None
    assert end is not None
    if start > end:
        raise BadPeriod(
            Words(f"时期始于 {start} 而止于 {end}", f"period starts on {start} and ends on {end}"),
            hint=Words("请对调两个日期", "swap the two days"),
        )
    return Period(start, end, _kind(start, end))


def _kind(start: date, end: date) -> PeriodKind:
    if start == end:
        return PeriodKind.INSTANT if (start + timedelta(1)).day == 1 else PeriodKind.DAY
    if start.day != 1 or (end + timedelta(1)).day != 1:
        return PeriodKind.SPAN
    count = (end.year - start.year) * 12 + end.month - start.month + 1
    if count == 12 and start.month == 1:
        return PeriodKind.YEAR
    if count % 12 == 0 and start.month == 1:
        return PeriodKind.YEARS
    if count == 6 and start.month in {1, 7}:
        return PeriodKind.HALF
    if count == 3 and start.month in {1, 4, 7, 10}:
        return PeriodKind.QUARTER
    return PeriodKind.MONTH if count == 1 else PeriodKind.MONTHS


def _year_of(day: date | None) -> int:
    return day.year if day else 0


def _month_of(day: date | None) -> int:
    return day.month if day else 0


def _plan_number(first_year: int) -> int:
    return next(n for n in range(1, 100) if _year_of(five_year_plan(n).start) == first_year)
