"""Frequency: what a value says about its period, and how it follows from indicator and period."""

from __future__ import annotations

from enum import StrEnum

from yipan.core.indicators import IndicatorKind
from yipan.core.period import Period, PeriodKind, year_end


class Frequency(StrEnum):
    """How a value relates to its period."""

    ANNUAL = "annual"
    STOCK = "stock"
    QUARTERLY = "quarterly"
    MONTHLY = "monthly"
    HALF_YEARLY = "half_yearly"
    YTD = "ytd"
    CUM = "cum"
    CHANGE = "change"
    YOY = "yoy"
    CAGR = "cagr"
    SHARE = "share"
    RATIO = "ratio"
    RANK = "rank"
    EVENT = "event"
    DURATION = "duration"
    TARGET = "target"
    SPAN = "span"


HELP: dict[Frequency, str] = {
    Frequency.ANNUAL: "of or for one year",
    Frequency.STOCK: "at a point in time",
    Frequency.QUARTERLY: "of one quarter",
    Frequency.MONTHLY: "of one month",
    Frequency.HALF_YEARLY: "of one half-year",
    Frequency.YTD: "from January to the end of the period",
    Frequency.CUM: "total since the start of the period",
    Frequency.CHANGE: "from the start to the end of the period",
    Frequency.YOY: "against the same period of the year before",
    Frequency.CAGR: "average yearly growth over the period",
    Frequency.SHARE: "part of a whole over the period",
    Frequency.RATIO: "one quantity over another",
    Frequency.RANK: "place in an order",
    Frequency.EVENT: "on one day",
    Frequency.DURATION: "length of the period",
    Frequency.TARGET: "planned",
    Frequency.SPAN: "over a span of years",
}

_BY_PERIOD = {
    PeriodKind.YEAR: Frequency.ANNUAL,
    PeriodKind.INSTANT: Frequency.STOCK,
    PeriodKind.AS_OF: Frequency.STOCK,
    PeriodKind.QUARTER: Frequency.QUARTERLY,
    PeriodKind.HALF: Frequency.HALF_YEARLY,
    PeriodKind.MONTH: Frequency.MONTHLY,
    PeriodKind.DAY: Frequency.EVENT,
    PeriodKind.YEARS: Frequency.SPAN,
    PeriodKind.SPAN: Frequency.SPAN,
    PeriodKind.SINCE: Frequency.CUM,
    PeriodKind.PLAN: Frequency.SPAN,
    PeriodKind.NONE: Frequency.TARGET,
}


def measured_at(kind: IndicatorKind, period: Period) -> Period:
    """The period a value of this kind is measured at: a stock "of 2014" stands at 31 December."""
    if kind is IndicatorKind.STOCK and period.kind is PeriodKind.YEAR and period.year:
        return year_end(period.year)
    return period


def default_frequency(kind: IndicatorKind, period: Period) -> Frequency:
    """The frequency of a value whose row does not name one."""
    if kind is IndicatorKind.STOCK and period.kind is PeriodKind.DAY:
        return Frequency.STOCK
    if period.kind is PeriodKind.MONTHS:
        starts_the_year = period.start is not None and period.start.month == 1
        return Frequency.YTD if starts_the_year else Frequency.SPAN
    return _BY_PERIOD[period.kind]
