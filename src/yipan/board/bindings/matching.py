"""Match: problems that come with a board, with the verdicts of the compacts they name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from yipan.board.bindings.verdicts import judged
from yipan.matching.load import match as solve
from yipan.matching.load import read_problem

if TYPE_CHECKING:
    from yipan.matching.answer import Match


def match_problem(path: Path, board: str, method: str = "") -> Match:
    """The answer to a problem file; `method` is deferred or best, else what the file asks for."""
    asked = read_problem(path)
    found = solve(judged(asked.problem, board), method or asked.method)
    return replace(found, notes=(*found.notes, *asked.notes))
