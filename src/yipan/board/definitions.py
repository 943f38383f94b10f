"""A mark of what a board's figures mean: its files, and the table rows that its facts use.

A new source, party or indicator that no visible fact uses does not change the mark; nor does a
new row of facts.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from yipan.board.watch.plan import FILE as WATCH
from yipan.core.canonical import canonical_json, digest, file_digest

if TYPE_CHECKING:
    from collections.abc import Collection

    from yipan.board.board import Board

LENGTH = 6
# Folders of documents; every file below them counts.
FOLDERS = ("compacts", "indices", "plans", "problems", "scenarios", "targets")
_TABLES = {"parties": "code", "indicators": "slug", "sources": "code"}


def definitions_mark(board: Board, used: Collection[str] | None = None) -> str:
    """6 hexadecimal digits. `used`: the codes that visible facts name; None: every row counts."""
    files = [[name, file_digest(path)] for name, path in _files(board)]
    rows = [
        sorted(
            sorted(row.cells.items())
            for row in board.rows(name)
            if used is None or row[key] in used
        )
        for name, key in _TABLES.items()
    ]
    return digest(canonical_json([files, rows]))[:LENGTH]


def _files(board: Board) -> list[tuple[str, Path]]:
    """Every document of a board and its further tables, by name."""
    folder = board.path
    own = [*folder.glob("*.yaml"), *folder.glob("*.geojson"), *board.table_files]
    below = [p for name in FOLDERS for p in (folder / name).rglob("*")]
    found = {p for p in (*own, *below) if p.is_file() and not p.name.startswith(".")}
    return sorted((p.relative_to(folder).as_posix(), p) for p in found if p.name != WATCH)
