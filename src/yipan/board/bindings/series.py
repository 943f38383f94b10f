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
    from datetime import date

    from yipan.board.ask import Day
    from yipan.board.board import Board
    from yipan.facts import Fact
    from yipan.scenarios.realtime import AsOf

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
        if not vintage or vintage_of(board, fact) == vintage
    ]
    return _table(board, facts, vintage, asked.as_of, asked.learned_by)


def as_published(board: Board, indicators: Sequence[str]) -> AsOf:
    """Tables as of any day; the ledger is read once."""
    facts = board.ledger.facts(board.select(list(indicators)))
    return lambda day: _table(board, facts, "", day, None)


def _table(
    board: Board,
    facts: Sequence[Fact],
    vintage: str,
    as_of: date | None,
    learned_by: date | None,
) -> YearTable:
    plain = [f for f in facts if f.frequency in SERIES and not f.counterparty]
    found = yearly(board, plain, as_of=as_of, learned_by=learned_by)
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
