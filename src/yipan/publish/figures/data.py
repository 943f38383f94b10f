"""The data behind a figure as a CSV file. Texts cannot run as formulas in a spreadsheet."""

from __future__ import annotations

import csv
import io

from yipan.core.interval import rational_text
from yipan.core.text import shield_formula
from yipan.core.words import pick
from yipan.publish.figures.model import Cell, Table

REASON = "reason"


def table_csv(table: Table, lang: str) -> bytes:
    """UTF-8 with a mark, so that spreadsheets see Chinese; the last column is the reason."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*(column.key for column in table.columns), REASON])
    for row, reason in zip(table.rows, table.reasons, strict=True):
        writer.writerow([*(shield_formula(plain(cell, lang)) for cell in row), reason])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def plain(cell: Cell, lang: str) -> str:
    """The printed text; where there is none, the exact number."""
    text = pick(cell.text, lang)
    return text or ("" if cell.number is None else rational_text(cell.number))
