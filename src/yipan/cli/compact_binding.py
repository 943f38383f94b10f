"""Binds compacts to a board: where they are found, facts files, dates, the shared options."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import yipan
from yipan.compacts.document import Compact
from yipan.compacts.facts_table import Row, check_rows, read_rows
from yipan.compacts.library import Library
from yipan.compacts.spans import parse_day, parse_span
from yipan.core.errors import Coded
from yipan.core.words import Words


def library(board: str) -> Library:
    """Compacts of the board, then those that ship with Yipan."""
    built_in = Path(yipan.__file__).parent / "boards"
    folders = [Path(board) / "compacts"] if Path(board).is_dir() else []
    folders += sorted(built_in.glob("*/compacts"))
    return Library(folder for folder in folders if folder.is_dir())


def read_facts(file: str, compacts: Sequence[Compact]) -> list[Row]:
    """Rows of a facts file, every indicator known."""
    rows = read_table(file)
    check_rows(rows, compacts, Path(file).name)
    return rows


def read_table(file: str) -> list[Row]:
    """Rows of a CSV file, or of the first sheet of a workbook."""
    path = Path(file)
    if path.suffix.lower() not in {".xlsx", ".xlsm", ".xls", ".ods", ".et"}:
        return read_rows(path)
    from yipan.facts.importing.files import read_grids

    grid = next(iter(read_grids(path)), None)
    lines = [] if grid is None else [[_cell(value) for value in row] for row in grid.rows]
    header = [name.strip() for name in lines[0]] if lines else []
    return [
        Row(number, path.name, dict(zip(header, line, strict=False)))
        for number, line in enumerate(lines[1:], start=2)
        if any(line)
    ]


def _cell(value: object) -> str:
    """A cell as it would be typed: a number by its shortest decimal, a day as 2016-05-01."""
    if value is None:
        return ""
    if isinstance(value, float):
        text = format(Decimal(repr(value)), "f")
        return text.removesuffix(".0")
    if isinstance(value, bool):
        return "是" if value else "否"
    return value.isoformat() if isinstance(value, date) else str(value).strip()


def read_date(text: str | None) -> date | None:
    """The day given by --as-of: a date, or a year or month whose last day is meant."""
    if text is None:
        return None
    day = parse_day(text)
    span = parse_span(text)
    if day is None and span is not None:
        day = span.end
    if day is None:
        raise Coded(
            "BAD_PERIOD",
            Words(f"“{text}”不是日期", f"{text!r} is no date"),
            hint=Words("写 2020-12-31", "write 2020-12-31"),
            field="--as-of",
        )
    return day


def program() -> str:
    """The program and its version, for receipts."""
    return f"yipan {yipan.__version__}"
