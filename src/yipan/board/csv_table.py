"""Reading a board's CSV files as people leave them: any usual encoding, comment rows, Excel's ways.

UTF-8 with or without BOM, UTF-16 with BOM and GB18030 are read; so are `;` and tabs between cells,
as Excel writes them in some countries. A row whose first cell begins with # is a comment.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from yipan.board.fields import Field, Table
from yipan.board.problems import Problems, refuse
from yipan.core.errors import Where, near_misses
from yipan.core.text import name_key
from yipan.facts import RowKind

COMMENT = "#"
LONGEST_CELL = 100_000
_DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its cells by column, and where it stands."""

    file: str
    number: int
    cells: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")

    def where(self, field: str = "") -> Where:
        """The place of a cell, or of the row."""
        return Where(self.file, self.number, field)

    @property
    def amends(self) -> bool:
        """Whether it is about another row, from which it takes what it leaves empty."""
        return self["row"] in {RowKind.CORRECTION, RowKind.WITHDRAWAL}

    def many(self, name: str) -> tuple[str, ...]:
        """The parts of a cell that lists several things."""
        parts = self[name].replace(";", ";").split(";")
        return tuple(part.strip() for part in parts if part.strip())


def read_table(path: Path, table: Table, problems: Problems, *, name: str = "") -> list[Row]:
    """The rows of a file; what cannot be read is added to `problems`."""
    file = name or path.name
    decoded = _decoded(path, file, problems)
    if decoded is None:
        return []
    records = _records(decoded[0], table)
    header = next(records, None)
    if header is None:
        problems.error(
            "BAD_COLUMNS",
            Where(file),
            "没有表头",
            "there is no header row",
            (f"首行应为 {_listed(table)}", f"the first row is {_listed(table)}"),
        )
        return []
    number, cells = header
    columns = _columns(cells, table, Where(file, number), problems)
    rows: list[Row] = []
    for number, cells in records:
        _check_width(cells, columns, Where(file, number), problems)
        pairs = zip(columns, cells, strict=False)
        rows.append(Row(file, number, {c: v.strip() for c, v in pairs if c and v.strip()}))
    if not rows or not all(row.amends for row in rows):
        _check_required(columns, table, Where(file, header[0]), problems)
    return rows


def read_free_table(path: Path) -> list[tuple[int, dict[str, str]]]:
    """(number, cells by column) of the rows of a table without a schema; raises the first error."""
    problems = Problems()
    decoded = _decoded(path, path.name, problems)
    refuse(problems.rows)
    records = _records(decoded[0] if decoded else "", None)
    header = next(records, (0, []))[1]
    return [
        (number, dict(zip(header, [cell.strip() for cell in cells], strict=False)))
        for number, cells in records
    ]


def read_header(path: Path) -> tuple[list[str], str, str]:
    """The column heads of a file, its encoding and what stands between its cells."""
    problems = Problems()
    found = _decoded(path, path.name, problems)
    refuse(problems.rows)
    text, encoding = found or ("", "")
    header = next(_records(text, None), (0, list[str]()))[1]
    return [cell.strip() for cell in header], encoding, _delimiter(text)


def _decoded(path: Path, file: str, problems: Problems) -> tuple[str, str] | None:
    """The text of a file and its encoding."""
    try:
        data = path.read_bytes()
    except OSError:
        problems.error(
            "MISSING_FILE",
            Where(file),
            "文件不在或不能读取",
            "the file is missing or cannot be read",
            ("请补上该文件", "add the file"),
        )
        return None
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _too_long(text):
            problems.error(
                "BAD_FILE",
                Where(file),
                f"一格超过 {LONGEST_CELL} 字",
                f"a cell is longer than {LONGEST_CELL} characters",
                ("请检查引号是否成对", "check that quotes come in pairs"),
            )
            return None
        if "\0" not in text:
            # Excel for Mac may end its lines with a carriage return alone.
            return text.replace("\r\n", "\n").replace("\r", "\n"), encoding
    problems.error(
        "BAD_FILE",
        Where(file),
        "不是 UTF-8 或 GB18030 文本",
        "it is no UTF-8 or GB18030 text",
        ("请另存为“CSV UTF-8”", "save it as CSV UTF-8"),
    )
    return None


def _too_long(text: str) -> bool:
    """Whether a cell could be longer than `LONGEST_CELL`."""
    return len(text) > LONGEST_CELL and max(map(len, re.split(r'[,;\t"]', text))) > LONGEST_CELL


def _encodings(data: bytes) -> tuple[str, ...]:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return ("utf-16",)
    return ("utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "utf-8", "gb18030")


def _records(text: str, table: Table | None) -> Iterator[tuple[int, list[str]]]:
    """(row number as a spreadsheet counts, cells) of every row that holds something."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text, table))
    for number, cells in enumerate(reader, 1):
        if any(cell.strip() for cell in cells) and not cells[0].lstrip().startswith(COMMENT):
            yield number, cells


def _delimiter(text: str, table: Table | None = None) -> str:
    """What stands between the heads: the sign that gives most known, then most, columns."""
    lines = text.splitlines()
    first = next((li for li in lines if li.strip() and not li.lstrip(' "').startswith("#")), "")
    known = _by_name(table) if table else {}

    def columns(sign: str) -> tuple[int, int]:
        cells = first.split(sign)
        return sum(name_key(cell.strip('" ')) in known for cell in cells), len(cells)

    return max(_DELIMITERS, key=columns)


def _by_name(table: Table) -> dict[str, Field]:
    return {name_key(n): f for f in table.fields for n in (f.zh, f.name)}


def _columns(cells: Sequence[str], table: Table, where: Where, problems: Problems) -> list[str]:
    known = _by_name(table)
    columns: list[str] = []
    for cell in cells:
        field = known.get(name_key(cell))
        name = field.name if field else ""
        place = Where(where.file, where.row, cell.strip())
        if not name and cell.strip():
            near = near_misses(cell.strip(), [f.name for f in table.fields]) or [_listed(table)]
            problems.error(
                "BAD_COLUMNS",
                place,
                f"不认识的列“{cell.strip()}”",
                f"column {cell.strip()!r} is not known",
                (f"可用 {'、'.join(near)}", f"use one of {', '.join(near)}"),
            )
        elif name and name in columns:
            problems.error(
                "BAD_COLUMNS",
                place,
                f"列“{name}”重复",
                f"column {name!r} is given twice",
                ("请只保留一列", "keep one of them"),
            )
            name = ""
        columns.append(name)
    return columns


def _check_required(columns: list[str], table: Table, where: Where, problems: Problems) -> None:
    for field in table.fields:
        if field.required and field.name not in columns:
            problems.error(
                "BAD_COLUMNS",
                Where(where.file, where.row, field.name),
                f"缺少列“{field.name}”",
                f"column {field.name!r} is missing",
                (f"请加上该列:{field.help_zh}", f"add it: {field.help}"),
            )


def _check_width(
    cells: Sequence[str], columns: list[str], where: Where, problems: Problems
) -> None:
    extra = [cell for cell in cells[len(columns) :] if cell.strip()]
    if extra:
        problems.error(
            "BAD_ROW",
            where,
            f"比表头多出 {len(extra)} 格:{extra[0]}",
            f"{len(extra)} more cells than the header: {extra[0]}",
            ("含逗号的文字请加双引号", 'put texts with commas in "quotes"'),
        )


def _listed(table: Table) -> str:
    return ",".join(f.name for f in table.fields)
