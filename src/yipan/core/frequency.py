"""Frequency: what a value says about its period, and how it follows from indicator and period."""

from __future__ import annotations

from enum import StrEnum

from yipan.core.indicators import IndicatorKind
from yipan.core.period import Period, PeriodKind, instant


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


_SPANS = {PeriodKind.YEAR, PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.MONTH}


def filed(kind: IndicatorKind, period: Period) -> tuple[Period, Frequency]:
    """Period and frequency under which a value is filed whose row names no frequency.

    A stock of a year, quarter or month stands at the end of it.
    """
    if kind is IndicatorKind.STOCK and period.end and period.kind in _SPANS:
        period = instant(period.end)
    return period, default_frequency(kind, period)


def default_frequency(kind: IndicatorKind, period: Period) -> Frequency:
    """The frequency of a value whose row does not name one."""
    if kind is IndicatorKind.STOCK and period.kind is PeriodKind.DAY:
        return Frequency.STOCK
    if period.kind is PeriodKind.MONTHS:
        starts_the_year = period.start is not None and period.start.month == 1
        return Frequency.YTD if starts_the_year else Frequency.SPAN
    return _BY_PERIOD[period.kind]
