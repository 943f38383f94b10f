"""Yearly series of a board for scenarios, back-tests and evaluations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from yipan.board.bindings.yearly import vintage as vintage_of
from yipan.board.bindings.yearly import yearly
from yipan.core.errors import Coded
from yipan.core.words import Words
from yipan.scenarios.table import YearTable

if TYPE_CHECKING:
    from yipan.board.ask import Day
    from yipan.board.board import Board

# A share of a stock is no series of its own.
SERIES = frozenset({"annual", "stock", ""})

Tables = Callable[[str], YearTable]


def board_tables(board: Board | str, as_of: Day, indicators: Sequence[str]) -> Tables:
    """Tables of a board by vintage of its sources; parties under their Chinese name."""
    from yipan.board import open_board

    opened = open_board(board) if isinstance(board, str) else board
    return lambda vintage: year_table(opened, vintage, as_of, indicators)


def year_table(board: Board, vintage: str, as_of: Day, indicators: Sequence[str]) -> YearTable:
    """The yearly values of single parties; of one vintage of the sources, or of all."""
    asked = board.select(list(indicators), as_of=as_of)
    facts = [
        fact
        for fact in board.ledger.facts(asked)
        if fact.frequency in SERIES
        and not fact.counterparty
        and (not vintage or vintage_of(board, fact) == vintage)
    ]
    found = yearly(board, facts, as_of=asked.as_of, learned_by=asked.learned_by)
    values = {
        (indicator, board.party_name(party), year): figure.value
        for (indicator, party, year), figure in found.items()
    }
    if not values:
        words = Words(
            f"盘上没有版本 {vintage} 的数据", f"the board has no data of vintage {vintage}"
        )
        raise Coded("MISSING", words, file=board.name)
    return YearTable(values, board.name)
