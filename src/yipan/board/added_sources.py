"""Sources described at an import: a board's own sources.csv is a person's file and stays as it is.

They stand in sources_added.csv beside the board's ledger, with the columns of sources.csv; a code
that sources.csv has as well is taken from there.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

from yipan.board import fields
from yipan.board.csv_table import Row, read_table
from yipan.board.places import state_folder
from yipan.board.problems import Problems
from yipan.core.sources import Source
from yipan.facts.disk import swap_in, writing

FILE = "sources_added.csv"
_COLUMNS = ("code", "title", "publisher", "published_on", "vintage", "note")


def with_added(folder: Path, rows: list[Row], problems: Problems) -> list[Row]:
    """The rows of sources.csv and those added by imports."""
    path = state_folder(folder) / FILE
    if not path.is_file():
        return rows
    known = {row["code"] for row in rows}
    added = read_table(path, fields.SOURCES, problems, name=FILE)
    return rows + [row for row in added if row["code"] not in known]


def add_source(folder: Path, source: Source) -> None:
    """Keep a source for the board in `folder`; the file is replaced whole."""
    state = state_folder(folder)
    with writing(state):
        path = state / FILE
        kept = read_table(path, fields.SOURCES, Problems()) if path.is_file() else []
        out = io.StringIO()
        writer = csv.DictWriter(out, _COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(
            {c: row[c] for c in _COLUMNS} for row in kept if row["code"] != source.code
        )
        writer.writerow(
            {
                "code": source.code,
                "title": source.title,
                "publisher": source.publisher,
                "published_on": source.published_on.text,
                "vintage": source.vintage,
                "note": source.note,
            }
        )
        swap_in(path, out.getvalue().encode())
