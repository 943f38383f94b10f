"""Archives and markup made to fill memory: refused in one line, before they are unpacked."""

from __future__ import annotations

import io
import resource
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from yipan.core import packages
from yipan.core.errors import BadInput
from yipan.core.fields import read_rows
from yipan.facts.importing.files import read_grids

SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = (
    '<!DOCTYPE l [<!ENTITY l0 "lol">'
    + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    + "]>"
)
OUTSIDE = '<!DOCTYPE l [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>'
QUADRATIC = f'<!DOCTYPE l [<!ENTITY l9 "{"a" * 100_000}">]>'
READERS: list[Callable[[Path], object]] = [
    lambda path: list(read_grids(path)),
    lambda path: list(read_rows(path)),
]


def parts() -> dict[str, bytes]:
    """The entries of a small workbook."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.add_worksheet().write_row(0, 0, ["地区", "2014"])
    book.close()
    with zipfile.ZipFile(out) as package:
        return {name: package.read(name) for name in package.namelist()}


def workbook(path: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in entries.items():
            package.writestr(name, data)
    return path


def cell(head: str, text: str) -> bytes:
    """The first sheet with one more cell, below a document type."""
    sheet = parts()[SHEET].decode().partition("?>")[2]
    row = f'<row r="5"><c r="A5" t="inlineStr"><is><t>{text}</t></is></c></row>'
    return (head + sheet.replace("</sheetData>", row + "</sheetData>")).encode()


def bomb(megabytes: int) -> bytes:
    return b'<row><c t="inlineStr"><is><t>aaaaaaa</t></is></c></row>' * (megabytes * 18_000)


HOSTILE: dict[str, Callable[[], dict[str, bytes]]] = {
    "billion laughs": lambda: {SHEET: cell(LAUGHS, "&l9;")},
    "quadratic": lambda: {SHEET: cell(QUADRATIC, "&l9;" * 20_000)},
    "a file from outside": lambda: {SHEET: cell(OUTSIDE, "&l9;")},
    "laughs in the names": lambda: {
        "xl/workbook.xml": LAUGHS.encode() + parts()["xl/workbook.xml"].partition(b"?>")[2]
    },
    "a sheet of 120 MB": lambda: {SHEET: bomb(120)},
    "something else of 120 MB": lambda: {"xl/media/x.bin": bytes(120_000_000)},
    "many entries": lambda: {f"x/{n}": b"" for n in range(500)},
    "a cell at the far end": lambda: {
        SHEET: cell("", "x").replace(b'r="5"', b'r="1048576"').replace(b"A5", b"XFD1048576")
    },
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_bomb_is_one_line_at_once(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read as a table of figures and as rows of a problem."""
    monkeypatch.setattr(packages, "MAX_ENTRIES", 400)
    path = workbook(tmp_path / "x.xlsx", {**parts(), **HOSTILE[kind]()})
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    for read in READERS:
        try:
            found = str(read(path))
        except BadInput as refused:
            assert "\n" not in refused.line("zh")  # noqa: PT017
        else:
            assert len(found) < 10_000
            assert "root:" not in found
    assert time.process_time() - started < 3
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 200_000  # KB


def test_names_that_lead_out_of_the_archive_write_nothing(tmp_path: Path) -> None:
    """Nothing of a workbook is ever unpacked to the disk."""
    (tmp_path / "in").mkdir()
    names = {"../evil.txt": b"x", f"{tmp_path}/evil.txt": b"x", "xl/../../evil.txt": b"x"}
    path = workbook(tmp_path / "in" / "x.xlsx", {**parts(), **names})
    for read in READERS:
        read(path)
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["in", "x.xlsx"]
