"""Yipan 一盘: one board for a region, with a reason behind every figure."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yipan.board import Board
    from yipan.reading.check import Report

__all__ = ["__version__", "check", "open"]

__version__ = "0.1.0"


def open(name_or_path: str | Path = "jingjinji") -> Board:
    """Open a board: the name of a built-in one, or the folder of your own."""
    from yipan.board import open_board

    return open_board(name_or_path)


def check(text: str, *, file: str = "text") -> Report:
    """Read a text and say which of its numbers cannot be true; no board is consulted."""
    from yipan.reading.check import check as check_text

    return check_text(text, file=file)
