"""A board's chosen figures as a long table on disk, cut on this machine or on Spark."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

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
    asked = board.panel_asked(list(indicators), list(parties), list(periods), as_of=as_of)
    if session is not None:
        from yipan.facts.spark import SparkLedger

        return SparkLedger(session, board.ledger).write_panel(out, asked, board.rule).cells
    from yipan.facts.long_panel import write_panel

    return write_panel(Path(out), board.ledger.panel_of(asked, board.rule))
