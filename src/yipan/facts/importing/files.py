"""Any file to grids: what it is shows in its first bytes, not in its name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from yipan.core.errors import BadInput
from yipan.core.words import Words
from yipan.facts.importing.grid import Grid
from yipan.facts.importing.read_csv import read_csv
from yipan.facts.importing.read_excel import COMPOUND, ZIP, open_workbook

BIFF = (b"\x09\x08", b"\x09\x04", b"\x09\x02")
WORKBOOKS = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".xltx", ".et"}


def count_sheets(path: Path) -> int:
    """How many sheets a file has."""
    return len(open_workbook(path).sheets) if is_workbook(path) else 1


def read_grids(path: Path) -> Iterator[Grid]:
    """The sheets of a workbook, or the one table of a text file."""
    if is_workbook(path):
        yield from open_workbook(path).grids()
    else:
        yield read_csv(path)


def is_workbook(path: Path) -> bool:
    """Whether the file is a workbook; refuses what is neither workbook nor text."""
    if not path.is_file():
        raise BadInput(
            Words("没有这个文件", "there is no such file"),
            hint=Words("请查看路径", "check the path"),
            where=str(path),
        )
    with path.open("rb") as handle:
        head = handle.read(512)
    if not head:
        raise BadInput(Words("文件是空的", "the file is empty"), where=path.name)
    if head.startswith((ZIP, COMPOUND)) or head.startswith(BIFF):
        return True
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<!doctype html", b"<html", b"<table", b"<?xml", b"%pdf", b"{\\rtf")):
        raise BadInput(
            Words(
                "是网页、XML 或 PDF,不是工作簿也不是 CSV",
                "a web page, XML or PDF, neither a workbook nor CSV",
            ),
            hint=Words("请另存为 .xlsx 或 CSV", "save it as .xlsx or CSV"),
            where=path.name,
        )
    if path.suffix.lower() in WORKBOOKS and b"\0" in head:
        raise BadInput(
            Words("名为工作簿,内容不是", "named like a workbook but is none"),
            hint=Words("请另存为 .xlsx 或 CSV", "save it as .xlsx or CSV"),
            where=path.name,
        )
    return False
