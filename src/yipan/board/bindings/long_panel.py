"""A board's chosen figures as a long table on disk, cut on this machine or on Spark."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from yipan.board.ask import listed
from yipan.core.errors import BadInput
from yipan.core.words import Words

if TYPE_CHECKING:
    from datetime import date

    from yipan.board.board import Board
    from yipan.facts.spark import Spark


def write_long(
    board: Board,
    out: str,
    indicators: Sequence[str],
    parties: Sequence[str],
    periods: Sequence[str],
    as_of: date | None,
    session: Spark | None,
) -> int:
    """Write party, period, indicator and value in each indicator's own unit; how many cells.

    Whole years and what stands at a year's end, in the plain definition, as measures take them. On
    Spark it is a folder of parts where Spark sees it; here a file. Nothing is replaced.
    """
    if session is None and Path(out).exists():
        raise BadInput(
            Words("文件已在", "the file is there already"),
            hint=Words("换一个名字", "choose another name"),
            where=out,
        )
    if session is not None:
        return _on_spark(board, out, indicators, parties, periods, as_of, session)
    from yipan.facts.long_panel import write_panel

    cut = board.panel(list(indicators), parties=list(parties), periods=list(periods), as_of=as_of)
    return write_panel(Path(out), cut)


def _on_spark(
    board: Board,
    out: str,
    indicators: Sequence[str],
    parties: Sequence[str],
    periods: Sequence[str],
    as_of: date | None,
    session: Spark,
) -> int:
    from yipan.facts.spark import SparkLedger

    asked = board.select(
        list(indicators) or list(board.headline_indicators),
        party=list(listed(parties) or board.headline_parties),
        period=list(periods) or None,
        as_of=as_of,
    )
    units = {slug: board.indicators.find(slug).unit for slug in asked.indicators}
    found = SparkLedger(session, board.ledger).write_panel(
        out, units, selection=asked, rule=board.rule
    )
    return found.cells
