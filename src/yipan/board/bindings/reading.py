"""A board's indicators and facts as checking a text against the board uses them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yipan.core.indicators import Indicator
from yipan.reading.cells import split_unit
from yipan.reading.check import Known
from yipan.reading.evidence import when
from yipan.reading.numbers import unit_parts

if TYPE_CHECKING:
    from yipan.board.ask import Day
    from yipan.board.board import Board


def board_words_and_facts(board: Board, as_of: Day = None) -> tuple[list[Indicator], list[Known]]:
    """The board's indicators, and its plain figures with a place and dates."""
    known: list[Known] = []
    for fact in board.facts(as_of=as_of).facts:
        period = fact.parsed_period
        if fact.counterparty or fact.definition or period.start is None or period.end is None:
            continue
        if fact.frequency not in {"", "annual", "stock", "share", "quarterly", "ytd", "ratio"}:
            continue
        party = board.parties.get(fact.party)
        scale, base = split_unit(fact.unit)
        _, base_unit, factor, _ = unit_parts(scale, base)
        known.append(
            Known(
                indicator=fact.indicator,
                party=party.name("zh") if party else fact.party,
                start=str(when(period)[0]),
                end=str(when(period)[1]),
                interval=fact.printed.interval * factor,
                base_unit=base_unit,
                printed=f"{fact.printed.text}{fact.unit}",
                source=fact.source,
            )
        )
    return list(board.indicators), known
