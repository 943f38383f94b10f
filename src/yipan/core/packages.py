"""Office files are zip archives of XML: bounds that are checked before anything is unpacked.

What the archive declares can be trusted here: the readers stop where an entry grows beyond it.
"""

from __future__ import annotations

import codecs
import re
import zipfile
import zlib
from pathlib import Path

from yipan.core.errors import BadInput
from yipan.core.words import Words

_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Z]{0,3})(\d{1,9})["']""")
MAX_CELLS = 5_000_000
MAX_ENTRIES = 50_000
MAX_ENTRY = 1024**3
MAX_PACKAGE = 4 * 1024**3
FREE = 100 * 1024**2  # up to here nothing is a bomb
MAX_RATIO = 100  # tables of one repeated number reach 60


def open_package(path: Path) -> zipfile.ZipFile | None:
    """The archive, within bounds; None where the file is none."""
    try:
        package = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return None
    entries = package.infolist()
    if len(entries) > MAX_ENTRIES:
        raise _too_large(path, f"有 {len(entries):,} 个条目", f"has {len(entries):,} entries")
    size = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    largest = max((entry.file_size for entry in entries), default=0)
    if size > MAX_PACKAGE or largest > MAX_ENTRY or (size > FREE and size / packed > MAX_RATIO):
        raise _too_large(path, f"展开后有 {size:,} 字节", f"unpacks to {size:,} bytes")
    return package


def refuse_wide_sheets(path: Path) -> None:
    """Refuse a sheet whose cells span more than `MAX_CELLS`: a reader makes room for all of them.

    One cell at the far end is enough to end the process for lack of memory.
    """
    package = open_package(path)
    for name in package.namelist() if package else ():
        if package and name.startswith("xl/worksheets/") and name.endswith(".xml"):
            try:
                rows, columns = _span(package, name)
            except (OSError, EOFError, ValueError, RuntimeError, zipfile.BadZipFile, zlib.error):
                continue  # the reader itself says what is wrong with it
            if rows * columns > MAX_CELLS:
                size = f"{rows} x {columns}"
                raise BadInput(
                    Words(f"工作表跨 {size} 格", f"a sheet spans {size} cells"),
                    hint=Words("删去远处的单元格", "delete the stray cells far away"),
                    where=path.name,
                )


def _span(package: zipfile.ZipFile, name: str) -> tuple[int, int]:
    """The last row and column that a cell of a sheet names."""
    rows = columns = 0
    with package.open(name) as handle:
        rest = handle.read(2)
        if rest in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return MAX_CELLS, 2  # no program writes sheets so
        while chunk := handle.read(1 << 20):
            text = rest + chunk
            for letters, number in _REFERENCE.findall(text):
                rows = max(rows, int(number))
                columns = max(columns, _column(letters))
            rest = text[-64:]
    return rows, columns


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _too_large(path: Path, zh: str, en: str) -> BadInput:
    return BadInput(
        Words(f"压缩包{zh},超出限度", f"the package {en}"),
        hint=Words("请把工作簿拆小", "split the workbook into smaller ones"),
        where=path.name,
    )
