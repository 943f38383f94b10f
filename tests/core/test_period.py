"""Periods: days, canonical codes and how they are written."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yipan.core.errors import BadPeriod
from yipan.core.period import PeriodKind, classify, five_year_plan, since, year
from yipan.core.period_text import find_period, parse_period

# (text, code, first day, last day), by the calendar.
WRITTEN = [
    ("2014", "2014", "2014-01-01", "2014-12-31"),
    ("2014年", "2014", "2014-01-01", "2014-12-31"),
    ("2014年末", "2014-12-31", "2014-12-31", "2014-12-31"),
    ("2014年底", "2014-12-31", "2014-12-31", "2014-12-31"),
    ("2014年第一季度", "2014-Q1", "2014-01-01", "2014-03-31"),
    ("2014Q4", "2014-Q4", "2014-10-01", "2014-12-31"),
    ("2014年前三季度", "2014-01/2014-09", "2014-01-01", "2014-09-30"),
    ("2014年上半年", "2014-H1", "2014-01-01", "2014-06-30"),
    ("2014年下半年", "2014-H2", "2014-07-01", "2014-12-31"),
    ("2014年1—8月", "2014-01/2014-08", "2014-01-01", "2014-08-31"),
    ("2016年2月", "2016-02", "2016-02-01", "2016-02-29"),
    ("2014-05", "2014-05", "2014-05-01", "2014-05-31"),
    ("2014M05", "2014-05", "2014-05-01", "2014-05-31"),
    ("2014年5月末", "2014-05-31", "2014-05-31", "2014-05-31"),
    ("2014年2月26日", "2014-02-26", "2014-02-26", "2014-02-26"),
    ("2011-2014年", "2011/2014", "2011-01-01", "2014-12-31"),
    ("2014年以来", "2014-01-01/..", "2014-01-01", None),
    ("“十三五”", "FYP13", "2016-01-01", "2020-12-31"),
    ("十四五时期", "FYP14", "2021-01-01", "2025-12-31"),
    ("2014", "2014", "2014-01-01", "2014-12-31"),
    ("../2024", "../2024", None, "2024-12-31"),
]


@pytest.mark.parametrize(("text", "code", "start", "end"), WRITTEN)
def test_written_forms(text: str, code: str, start: str | None, end: str | None) -> None:
    """Each way of writing gives its days, and its code reads back."""
    found = parse_period(text)
    assert found.code == code
    assert str(found.start or "") == (start or "")
    assert str(found.end or "") == (end or "")
    assert parse_period(found.code) == found


@given(st.dates(date(1950, 1, 1), date(2090, 12, 31)), st.integers(0, 4000))
def test_codes_read_back_for_any_two_days(start: date, length: int) -> None:
    """Any pair of days has a code that names the same days."""
    end = date.fromordinal(start.toordinal() + length)
    found = classify(start, end)
    again = parse_period(found.code)
    assert (again.start, again.end) == (start, end)


def test_five_year_plans_lie_where_history_put_them() -> None:
    """“一五” 1953–1957, “三五” 1966–1970, “六五” 1981–1985, “十四五” 2021–2025."""
    years = {n: five_year_plan(n).start for n in (1, 2, 3, 6, 14)}
    assert {n: day.year for n, day in years.items() if day} == {
        1: 1953,
        2: 1958,
        3: 1966,
        6: 1981,
        14: 2021,
    }


def test_flow_and_stock_are_told_apart() -> None:
    """A year is a span, a year-end an instant."""
    assert parse_period("2014年末").is_instant
    assert not parse_period("2014").is_instant
    assert parse_period("2014年末").within(parse_period("2014"))
    assert not parse_period("2014").within(parse_period("2014年末"))


def test_open_periods_contain_what_follows() -> None:
    """2014年以来 holds 2020 and has no number of days."""
    open_span = since(date(2014, 1, 1))
    assert year(2020).within(open_span)
    assert not year(2013).within(open_span)
    assert open_span.days is None


@pytest.mark.parametrize("text", ["河北", "2014年13月", "20145", "去年", "2014-02-30", "2014/2013"])
def test_what_is_no_period_is_refused(text: str) -> None:
    """One clear error, never a guess."""
    with pytest.raises(BadPeriod):
        parse_period(text)
    assert find_period(text) is None


def test_year_end_and_month_end_are_instants_other_days_are_days() -> None:
    """Stocks are measured at the end of a month; an event has its day."""
    assert classify(date(2014, 12, 31), date(2014, 12, 31)).kind is PeriodKind.INSTANT
    assert classify(date(2014, 2, 26), date(2014, 2, 26)).kind is PeriodKind.DAY
