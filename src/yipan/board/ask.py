"""From names as people write them to a `Selection` of codes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from yipan.board.fact_rows import ARROWS
from yipan.core.errors import BadInput
from yipan.core.indicators import IndicatorTable
from yipan.core.parties import PartyTree
from yipan.core.period import PeriodKind, as_of_document, year_end
from yipan.core.period_text import parse_period
from yipan.core.words import Words
from yipan.facts import Selection

Names = str | Sequence[str] | None
Day = date | str | None


def selection(
    parties: PartyTree,
    indicators: IndicatorTable,
    indicator: Names = None,
    party: Names = None,
    period: Names = None,
    as_of: Day = None,
    learned_by: Day = None,
) -> Selection:
    """What is asked for; names that mean nothing are refused with near misses.

    A party may be an ordered pair (甲→乙). A year also finds what stands at its end.
    """
    pairs = [_pair(parties, name) for name in listed(party)]
    return Selection(
        indicators=tuple(indicators.find(name).slug for name in listed(indicator)),
        parties=tuple(dict.fromkeys(giver for giver, _ in pairs)),
        counterparties=tuple(dict.fromkeys(taker for _, taker in pairs if taker)),
        periods=tuple(code for text in listed(period) for code in period_codes(text)),
        as_of=read_day(as_of),
        learned_by=read_day(learned_by),
    )


def listed(names: Names) -> tuple[str, ...]:
    """None, one name or several as a tuple."""
    if names is None:
        return ()
    return (names,) if isinstance(names, str) else tuple(names)


def period_codes(text: str) -> list[str]:
    """The codes that a period asked for stands for."""
    period = parse_period(text)
    codes = [period.code]
    if period.kind is PeriodKind.YEAR and period.year and period.end:
        codes += [year_end(period.year).code, as_of_document(period.end).code]
    return codes


def read_day(day: Day) -> date | None:
    """A day, or its text as 2016-01-01; empty is None."""
    if not isinstance(day, str):
        return day
    if not day.strip():
        return None
    try:
        return date.fromisoformat(day.strip().replace("/", "-"))
    except ValueError:
        raise BadInput(
            Words(f"“{day}”不是日期", f"{day!r} is not a day"),
            hint=Words("请写作 2016-01-01", "write it as 2016-01-01"),
        ) from None


def _pair(parties: PartyTree, name: str) -> tuple[str, str]:
    if parties.names.get(name) is None:
        for arrow in ARROWS:
            giver, found, taker = name.partition(arrow)
            if found:
                return parties.find(giver).code, parties.find(taker).code
    return parties.find(name).code, ""
