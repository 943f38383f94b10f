"""A table as JSON or Excel bytes. Texts cannot run as formulas in a spreadsheet."""

from __future__ import annotations

import io
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from yipan.core.errors import MissingExtra
from yipan.publish.figures.data import REASON, plain

if TYPE_CHECKING:
    from yipan.publish.figures import Figure


def table_json(figure: Figure, lang: str, **about: object) -> bytes:
    """Rows as objects, with title, note and what the figure rests on."""
    table = figure.table
    rows = [
        {
            **{c.key: plain(cell, lang) for c, cell in zip(table.columns, row, strict=True)},
            REASON: reason or None,
        }
        for row, reason in zip(table.rows, table.reasons, strict=True)
    ]
    document = {
        "id": figure.id,
        "title": {"zh": figure.title.zh, "en": figure.title.en},
        "note": {"zh": figure.note.zh, "en": figure.note.en},
        "columns": [
            {"key": c.key, "zh": c.head.zh, "en": c.head.en, "numeric": c.numeric}
            for c in table.columns
        ],
        "rows": rows,
        **about,
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def table_xlsx(figure: Figure, lang: str, about: list[tuple[str, str]]) -> bytes:
    """A sheet with the data and one that says what it is; made in memory."""
    try:
        import xlsxwriter
    except ImportError as error:
        raise MissingExtra("xlsxwriter", "office") from error
    out = io.BytesIO()
    book: Any = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"created": datetime(2000, 1, 1)})  # the same inputs, the same bytes
    head = book.add_format({"bold": True, "bottom": 1})
    data = book.add_worksheet("data")
    table = figure.table
    for place, column in enumerate(table.columns):
        data.write_string(0, place, column.head.pick(lang), head)
    data.write_string(0, len(table.columns), REASON, head)
    for number, (row, reason) in enumerate(zip(table.rows, table.reasons, strict=True), start=1):
        for place, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
            if column.numeric and cell.number is not None:
                data.write_number(number, place, float(cell.number))
            else:
                data.write_string(number, place, plain(cell, lang))
        data.write_string(number, len(table.columns), reason)
    data.freeze_panes(1, 0)
    data.set_column(0, len(table.columns), 16)
    notes = book.add_worksheet("about")
    lines = [("title", figure.title.pick(lang)), ("note", figure.caption(lang)), *about]
    for number, (label, text) in enumerate(lines):
        notes.write_string(number, 0, label, head)
        notes.write_string(number, 1, text)
    notes.set_column(0, 1, 40)
    book.close()
    return out.getvalue()
