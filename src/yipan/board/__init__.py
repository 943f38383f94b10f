"""Opens a board and binds its data to the kernels below."""

from __future__ import annotations

from pathlib import Path

from yipan.board.answers import BoardPanel, FactTable
from yipan.board.board import Board
from yipan.board.load import load
from yipan.board.places import built_in_boards, find_board

__all__ = ["Board", "BoardPanel", "FactTable", "built_in_boards", "open_board"]


def open_board(name_or_path: str | Path = "jingjinji") -> Board:
    """The board of that name, or in that folder; raises `UnknownName` or `BadBoard`."""
    return Board(load(find_board(name_or_path)))
