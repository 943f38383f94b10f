"""Periods of compacts: days with both ends included, and their canonical text.

`2012` · `2012-Q3` · `2012-07` · a range of whole months `2012-07/2012-08` · a range of days.
A single day is written as that day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from yipan.core.period import month_end

_ONE = re.compile(
    r"(?P<y>[12]\d{3})(?:-(?:Q(?P<q>[1-4])|(?P<m>\d{2})(?:-(?P<d>\d{2}))?))?\Z", re.ASCII
)
MONTHS = {"year": 12, "quarter": 3, "month": 1}
ONE_DAY = timedelta(1)


class Span(NamedTuple):
    """From `start` to `end`, both included."""

    start: date
    end: date

    def inside(self, other: Span) -> bool:
        """Whether every day lies in `other`."""
        return other.start <= self.start and self.end <= other.end

    def overlaps(self, other: Span) -> bool:
        """Whether a day lies in both."""
        return self.start <= other.end and other.start <= self.end

    @property
    def code(self) -> str:
        """The canonical text."""
        start, end = self
        if start == end:
            return start.isoformat()
        if start.day != 1 or (end + ONE_DAY).day != 1:
            return f"{start}/{end}"
        count = (end.year - start.year) * 12 + end.month - start.month + 1
        if count == 12 and start.month == 1:
            return str(start.year)
        if count == 3 and start.month % 3 == 1:
            return f"{start.year}-Q{(start.month + 2) // 3}"
        first = f"{start.year}-{start.month:02d}"
        return first if count == 1 else f"{first}/{end.year}-{end.month:02d}"


def year_span(number: int) -> Span:
    """The calendar year."""
    return Span(date(number, 1, 1), date(number, 12, 31))


def parse_span(text: str) -> Span | None:
    """The period that `text` names, or None."""
    left, slash, right = text.partition("/")
    first = _parse_one(left.strip())
    last = _parse_one(right.strip()) if slash else first
    if first is None or last is None or first.start > last.end:
        return None
    return Span(first.start, last.end)


def parse_day(text: str) -> date | None:
    """A day `2015-06-03`, or None."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def containing(day: date, kind: str) -> Span:
    """The year, quarter, month or day in which `day` lies."""
    if kind == "day":
        return Span(day, day)
    size = MONTHS[kind]
    first = (day.month - 1) // size * size + 1
    return Span(date(day.year, first, 1), month_end(day.year, first + size - 1))


def each(kind: str, first: Span, last: Span) -> Iterator[Span]:
    """Periods of a kind from the one of `first` to the one of `last`."""
    current = containing(first.start, kind)
    while current.start <= last.start:
        yield current
        current = containing(current.end + ONE_DAY, kind)


def back(span: Span, years: int) -> Span:
    """The same period, years earlier."""
    start = _years_earlier(span.start, years)
    end = _years_earlier(span.end + ONE_DAY, years) - ONE_DAY
    return Span(start, end)


def uncovered(whole: Span, pieces: list[Span]) -> list[Span]:
    """Stretches of `whole` that no piece covers; pieces in order of time."""
    gaps: list[Span] = []
    at = whole.start
    for piece in pieces:
        if piece.start > at:
            gaps.append(Span(at, piece.start - ONE_DAY))
        at = max(at, piece.end + ONE_DAY)
    if at <= whole.end:
        gaps.append(Span(at, whole.end))
    return gaps


def _years_earlier(day: date, years: int) -> date:
    return date(
        day.year - years, day.month, min(day.day, month_end(day.year - years, day.month).day)
    )


def _parse_one(text: str) -> Span | None:
    found = _ONE.match(text)
    if found is None:
        return None
    number = int(found["y"])
    if found["q"]:
        last = 3 * int(found["q"])
        return Span(date(number, last - 2, 1), month_end(number, last))
    if not found["m"]:
        return year_span(number)
    try:
        first = date(number, int(found["m"]), int(found["d"] or 1))
    except ValueError:
        return None
    return Span(first, first if found["d"] else month_end(number, first.month))
