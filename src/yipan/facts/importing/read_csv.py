"""Delimited text: encoding and delimiter are found out, never assumed."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from yipan.core.errors import BadInput, Where
from yipan.core.words import Words
from yipan.facts.importing.grid import CellValue, Grid

DELIMITERS = ",\t;|"
SAMPLE = 200
MAX_BYTES = 2 * 1024**3
MAX_CELLS = 50_000_000
_DECIMAL_COMMA = re.compile(r"-?\d{1,3}(?:\.\d{3})*,\d+\Z")
_DECIMAL_POINT = re.compile(r"-?\d*\.\d{1,2}\Z|-?\d*\.\d{4,}\Z")


def read_csv(path: Path, *, delimiter: str = "") -> Grid:
    """The file as one grid; all values are text as printed."""
    if path.stat().st_size > MAX_BYTES:
        raise _unreadable(path, Words("文件超过 2 GB", "the file is larger than 2 GB"))
    text = decode(path.read_bytes(), path)
    found = delimiter or find_delimiter(text[:200_000])
    rows: list[list[CellValue]] = []
    count = 0
    try:
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=found, strict=True):
            rows.append(list(line))
            count += len(line)
            if count > MAX_CELLS:
                raise _unreadable(path, Words("单元格太多", f"more than {MAX_CELLS} cells"))
    except csv.Error as error:
        line_number = len(rows) + 1
        raise _unreadable(
            path,
            Words(f"第 {line_number} 行不合 CSV 格式 ({error})", f"not valid CSV ({error})"),
            row=line_number,
        ) from None
    comma = found == ";" and _uses_decimal_comma(rows)
    return Grid(path.name, "", rows, decimal_comma=comma)


def decode(data: bytes, path: Path) -> str:
    """Text from UTF-8 (with or without a mark), UTF-16 with a mark, or GB18030."""
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                raise _unreadable(path, _bad_text()) from None
    if b"\0" in data[:65536]:
        raise _unreadable(path, Words("是二进制文件,不是表格", "a binary file, not a table"))
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _unreadable(path, _bad_text())


def find_delimiter(sample: str) -> str:
    """The delimiter that cuts the lines most evenly into more than one field."""
    best, delimiter = 0.0, ","
    for candidate in DELIMITERS:
        try:
            lines = csv.reader(io.StringIO(sample, newline=""), delimiter=candidate)
            widths = [len(row) for row, _ in zip(lines, range(SAMPLE), strict=False) if row]
        except csv.Error:
            continue
        many = [w for w in widths if w > 1]
        if not many:
            continue
        usual = max(set(many), key=many.count)
        score = many.count(usual) / len(widths) + min(usual, 50) / 1000
        if score > best:
            best, delimiter = score, candidate
    return delimiter


def _uses_decimal_comma(rows: list[list[CellValue]]) -> bool:
    texts = [str(v) for row in rows[:SAMPLE] for v in row if v]
    return any(_DECIMAL_COMMA.match(t) for t in texts) and not any(
        _DECIMAL_POINT.match(t) for t in texts
    )


def _bad_text() -> Words:
    return Words("编码不是 UTF-8、UTF-16 或 GB18030", "neither UTF-8, UTF-16 nor GB18030 text")


def _unreadable(path: Path, fact: Words, *, row: int | None = None) -> BadInput:
    return BadInput(
        fact,
        hint=Words("请另存为 UTF-8 CSV 或 .xlsx", "save it again as UTF-8 CSV or .xlsx"),
        where=Where(file=path.name, row=row),
    )
