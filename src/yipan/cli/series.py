"""Yearly series for the scenario commands: from a file beside the document, or from a board."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

    from yipan.board import Board
    from yipan.core.period import Period
    from yipan.facts import Fact
    from yipan.scenarios.table import YearTable

YEARLY = {"annual", "stock", ""}

Tables = Callable[[str], "YearTable"]


def tables_of(
    document: Path, data: str, board: str, as_of: str | None, indicators: Sequence[str]
) -> Tables:
    """Tables by vintage: the file that a document names relative to itself, else the board's."""
    from yipan.scenarios.table import read_table

    if not data:
        return board_tables(board, as_of, indicators)
    return lambda vintage: read_table(document.parent / data, vintage)


def board_tables(board: str, as_of: str | None, indicators: Sequence[str]) -> Tables:
    """Tables of a board by vintage of its sources; parties under their Chinese name.

    Only yearly values count: a year, or the stock at its end.
    """
    import yipan

    opened = yipan.open(board)

    def cut(vintage: str) -> YearTable:
        return _cut(opened, vintage, as_of, indicators)

    return cut


def _cut(board: Board, vintage: str, as_of: str | None, indicators: Sequence[str]) -> YearTable:
    from yipan.core.errors import Coded
    from yipan.core.words import Words
    from yipan.facts import resolve
    from yipan.scenarios.table import YearTable

    asked = board.select(list(indicators), as_of=as_of)
    facts = [
        fact
        for fact in board.ledger.facts(asked)
        if not vintage or _vintage(board, fact.source) == vintage
    ]
    chosen = resolve(facts, board.rule, as_of=asked.as_of, learned_by=asked.learned_by)
    values: dict[tuple[str, str, int], Fraction] = {}
    for item in chosen:
        cell = _cell(board, item.fact)
        if cell is not None:
            values.setdefault(cell[0], cell[1])
    if not values:
        words = Words(
            f"盘上没有版本 {vintage} 的数据", f"the board has no data of vintage {vintage}"
        )
        raise Coded("MISSING", words, file=board.name)
    return YearTable(values, board.name)


def _vintage(board: Board, source: str) -> str:
    found = board.sources.get(source)
    return found.vintage if found else ""


def _cell(board: Board, fact: Fact) -> tuple[tuple[str, str, int], Fraction] | None:
    from yipan.core.units import parse_unit

    period = fact.parsed_period
    indicator = board.indicators.get(fact.indicator)
    plain = not fact.counterparty and not fact.definition and fact.frequency in YEARLY
    if indicator is None or period.year is None or not plain or period.code not in _codes(period):
        return None
    unit = parse_unit(fact.unit)
    wanted = parse_unit(indicator.unit)
    if not unit.converts_to(wanted):
        return None
    value = fact.printed.value * unit.factor_to(wanted)
    return (fact.indicator, board.party_name(fact.party), period.year), value


def _codes(period: Period) -> tuple[str, str]:
    return f"{period.year}", f"{period.year}-12-31"
