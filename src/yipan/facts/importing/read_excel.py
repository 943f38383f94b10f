"""Workbooks: .xlsx, .xlsm and .xls, sheet by sheet, within bounds.

.xlsb and .ods are refused: the reader gives a formula error there as a blank.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yipan.core.errors import BadInput, Where
from yipan.core.packages import open_package
from yipan.core.words import Words
from yipan.facts.importing.grid import CellValue, Grid
from yipan.facts.importing.xls_scan import scan_workbook
from yipan.facts.importing.xlsx_scan import (
    SheetScan,
    Styles,
    read_styles,
    scan_sheet,
    sheet_files,
    superscripts,
)

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

MAX_CELLS = 20_000_000
ZIP = b"PK\x03\x04"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class Workbook:
    """An open workbook: its sheet names, and each sheet as a grid on demand."""

    sheets: tuple[str, ...]
    read: Callable[[str], Grid]

    def grids(self) -> Iterator[Grid]:
        """All sheets, one at a time."""
        for name in self.sheets:
            yield self.read(name)


def open_workbook(path: Path) -> Workbook:
    """The workbook; refuses what is damaged, encrypted or beyond bounds in one line."""
    with path.open("rb") as handle:
        head = handle.read(8)
    package = _package(path) if head.startswith(ZIP) else None
    book = _open(path)
    names = tuple(book.sheet_names)
    if package is None:
        scans = _guard(path, lambda: scan_workbook(path.read_bytes()))
        by_name = dict(zip(names, scans, strict=False)) if len(scans) == len(names) else {}
        return Workbook(names, lambda name: _grid(path, book, name, by_name.get(name), {}))
    if "xl/workbook.xml" not in package.namelist():
        raise BadInput(
            Words(
                "此格式里看不出公式错误与数字格式",
                "formula errors and number formats cannot be seen in this format",
            ),
            hint=Words("请另存为 .xlsx", "save it as .xlsx"),
            where=path.name,
        )
    files = _guard(path, lambda: sheet_files(package))
    styles = _guard(path, lambda: read_styles(package))
    raised = _guard(path, lambda: superscripts(package))

    def read(name: str) -> Grid:
        scan = _scan(path, package, files.get(name, ""), name, styles)
        return _grid(path, book, name, scan, raised)

    return Workbook(names, read)


def _package(path: Path) -> zipfile.ZipFile:
    package = open_package(path)
    if package is None:
        raise damaged(path)
    return package


def _open(path: Path) -> CalamineWorkbook:
    from python_calamine import CalamineError, PasswordError, load_workbook

    try:
        return load_workbook(str(path))
    except PasswordError:
        raise BadInput(
            Words("工作簿有密码", "the workbook is protected by a password"),
            hint=Words("请先去掉密码再另存", "save it without the password"),
            where=path.name,
        ) from None
    except (CalamineError, OSError, ValueError):
        raise damaged(path) from None
    except BaseException as error:
        raise _panicked(error, path) from None


def _panicked(error: BaseException, path: Path) -> BaseException:
    """A reader's internal failure on broken bytes; anything else passes."""
    return damaged(path) if type(error).__name__ == "PanicException" else error


def _guard(path: Path, step: Callable[[], Any]) -> Any:
    try:
        return step()
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError):
        raise damaged(path) from None
    except Exception as error:
        if type(error).__module__ == "zlib":
            raise damaged(path) from None
        raise


def _scan(
    path: Path, package: zipfile.ZipFile, file: str, name: str, styles: Styles
) -> SheetScan | None:
    if not file:
        return None
    data = _guard(path, lambda: package.read(file))
    scan = scan_sheet(data, styles, MAX_CELLS)
    if scan.rows * scan.columns > MAX_CELLS:
        raise BadInput(
            Words(
                f"工作表有 {scan.rows} 行 {scan.columns} 列,超出 {MAX_CELLS} 个单元格的限度",
                f"{scan.rows} rows by {scan.columns} columns exceed {MAX_CELLS} cells",
            ),
            hint=Words("请删去远处的孤立单元格", "delete the stray cells far away"),
            where=Where(file=path.name, sheet=name),
        )
    return scan


def _grid(
    path: Path, book: CalamineWorkbook, name: str, scan: SheetScan | None, raised: dict[str, str]
) -> Grid:
    sheet = _sheet(path, book, name)
    rows: list[list[CellValue]] = []
    if sheet is not None and sheet.total_height * sheet.total_width:
        rows = [list(row) for row in sheet.to_python(skip_empty_area=False)]
    merged = sheet.merged_cell_ranges if sheet is not None else None
    troubles = scan.troubles if scan else {}
    _make_room(rows, troubles)
    if raised:
        rows = [[raised.get(v, v) if isinstance(v, str) else v for v in row] for row in rows]
    return Grid(
        path.name,
        name,
        rows,
        merged=tuple((a, b, c, d) for (a, b), (c, d) in merged or ()),
        look=scan.look if scan else None,
        troubles=troubles,
    )


def _sheet(path: Path, book: CalamineWorkbook, name: str) -> CalamineSheet | None:
    """The sheet; None for a chart sheet, which has no cells."""
    from python_calamine import CalamineError, WorksheetNotFound

    try:
        return book.get_sheet_by_name(name)
    except WorksheetNotFound:
        return None
    except (CalamineError, OSError, ValueError):
        raise damaged(path, name) from None
    except BaseException as error:
        raise _panicked(error, path) from None


def _make_room(rows: list[list[CellValue]], places: dict[tuple[int, int], str]) -> None:
    """Rows and columns for cells whose value the reader left out."""
    for row, column in places:
        while len(rows) <= row:
            rows.append([])
        if len(rows[row]) <= column:
            rows[row].extend([""] * (column + 1 - len(rows[row])))


def damaged(path: Path, sheet: str = "") -> BadInput:
    """The one line for a file that cannot be opened."""
    return BadInput(
        Words("文件损坏或不是工作簿", "damaged, or not a workbook"),
        hint=Words("请用电子表格软件打开后另存为 .xlsx", "open it and save it again as .xlsx"),
        where=Where(file=path.name, sheet=sheet),
    )
