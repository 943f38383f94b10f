"""Yipan 一盘: one board for a region, with a reason behind every figure."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yipan.board import Board

__all__ = ["__version__", "open"]

__version__ = "0.1.0"


def open(name_or_path: str | Path = "jingjinji") -> Board:
    """Open a board: the name of a built-in one, or the folder of your own."""
    from yipan.board import open_board

    return open_board(name_or_path)
