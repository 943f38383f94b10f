"""An Excel workbook: facts as a table with printed digits, and what the codes stand for."""

from __future__ import annotations

import io
from datetime import datetime
from typing import TYPE_CHECKING, Any

from yipan.core.errors import MissingExtra
from yipan.core.printed import Qualifier, numeral_value
from yipan.facts.exporting.selected import Selected
from yipan.facts.record import Fact, column_names

if TYPE_CHECKING:
    from collections.abc import Sequence

_WIDTHS = {"note": 40, "locator": 24, "reason": 30}
MAX_ROWS = 1_048_575


def workbook_bytes(selected: Selected) -> bytes:
    """The workbook; text is written as text, so that nothing in it runs."""
    try:
        import xlsxwriter
    except ImportError:
        raise MissingExtra("xlsxwriter", "office") from None
    out = io.BytesIO()
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "in_memory": True,
    }
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": selected.title, "created": datetime(2000, 1, 1)})
    _facts(book, selected)
    _table(
        book,
        "parties",
        ("code", "name_zh", "name_en", "kind", "parent"),
        [(p.code, p.name_zh, p.name_en, p.kind.value, p.parent) for p in selected.parties],
    )
    _table(
        book,
        "indicators",
        ("slug", "name_zh", "name_en", "unit", "kind"),
        [(i.slug, i.name_zh, i.name_en, i.unit, i.kind.value) for i in selected.indicators],
    )
    _table(
        book,
        "sources",
        ("code", "title", "publisher", "published_on"),
        [(s.code, s.title, s.publisher, s.published_on.text) for s in selected.sources],
    )
    book.close()
    return out.getvalue()


def _facts(book: Any, selected: Selected) -> None:
    names = column_names()
    sheet = book.add_worksheet("facts")
    bold = book.add_format({"bold": True})
    formats: dict[int, Any] = {}
    sheet.write_row(0, 0, names, bold)
    sheet.freeze_panes(1, 3)
    for column, name in enumerate(names):
        sheet.set_column(column, column, _WIDTHS.get(name, 12))
    for row, fact in enumerate(selected.facts[:MAX_ROWS], start=1):
        for column, name in enumerate(names):
            value = getattr(fact, name)
            if name == "value" and _plain(fact):
                places = len(fact.value.partition(".")[2])
                shown = formats.get(places)
                if shown is None:
                    code = "0." + "0" * places if places else "0"
                    shown = formats[places] = book.add_format({"num_format": code})
                sheet.write_number(row, column, float(numeral_value(fact.value)), shown)
            elif value not in ("", None):
                sheet.write_string(row, column, str(value))
    sheet.autofilter(0, 0, min(len(selected.facts), MAX_ROWS), len(names) - 1)


def _plain(fact: Fact) -> bool:
    """Whether the numeral fits a spreadsheet's fifteen digits."""
    digits = sum(c.isdigit() for c in fact.value)
    return fact.qualifier != Qualifier.RANGE and 0 < digits <= 15


def _table(book: Any, name: str, header: Sequence[str], rows: list[tuple[str, ...]]) -> None:
    sheet = book.add_worksheet(name)
    sheet.write_row(0, 0, header, book.add_format({"bold": True}))
    sheet.set_column(0, len(header) - 1, 16)
    for row, values in enumerate(rows, start=1):
        for column, value in enumerate(values):
            sheet.write_string(row, column, value)
