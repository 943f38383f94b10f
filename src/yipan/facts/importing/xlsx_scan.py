"""What the value reader does not tell of an .xlsx: number formats, indents, formula errors,
formulas never calculated, superscripts inside a cell, and how large a sheet is before it is read.

The XML is scanned, not parsed: no entity is ever expanded.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from zipfile import ZipFile

from yipan.facts.importing.grid import Look, column_number
from yipan.facts.importing.number_format import BUILT_IN, GENERAL, NumberFormat, read_format

_TAG = rb"<(?:\w+:)?"
_FORMAT = re.compile(_TAG + rb"numFmt\s([^>]*)>")
_CELL_FORMATS = re.compile(_TAG + rb"cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_STYLE = re.compile(_TAG + rb"xf\s([^>]*?)(?:/>|>(.*?)</(?:\w+:)?xf>)", re.DOTALL)
_ATTRIBUTE = re.compile(rb'([\w:]+)\s*=\s*(?:"([^"]*)"|\'([^\']*)\')')
_INDENT = re.compile(rb'\bindent="(\d+)"')
# Cells that hold something: a tag that is not closed at once.
_CELL = re.compile(_TAG + rb"c\s([^>]*[^>/])>")
_PLAIN_CELL = re.compile(rb'r="([A-Z]{1,3})(\d{1,7})"(?: s="(\d+)")?(?: t="(\w+)")?\Z')
_ERROR = re.compile(_TAG + rb"c\s([^>]*\bt=[\"']e[\"'][^>]*)>(.*?)</(?:\w+:)?c>", re.DOTALL)
_VALUE = re.compile(_TAG + rb"v>([^<]*)<")
_NO_VALUE = re.compile(
    _TAG + rb"c\s([^>]*[^>/])>\s*"
    rb"(?:<(?:\w+:)?f\b[^>]*/>|<(?:\w+:)?f\b[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_SHARED = re.compile(_TAG + rb"si>(.*?)</(?:\w+:)?si>", re.DOTALL)
_RUN = re.compile(_TAG + rb"r>(.*?)</(?:\w+:)?r>", re.DOTALL)
_RUN_TEXT = re.compile(_TAG + rb"t(?:\s[^>]*)?>([^<]*)<")
_SUPERSCRIPT = re.compile(rb'vertAlign\s+val="superscript"')
_SHEET = re.compile(_TAG + rb"sheet\s([^>]*)>")
_RELATION = re.compile(_TAG + rb"Relationship\s([^>]*)>")

NOT_CALCULATED = "formula"


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles of a workbook, by number."""

    formats: tuple[NumberFormat, ...] = (GENERAL,)
    indents: tuple[int, ...] = (0,)

    @property
    def plain(self) -> bool:
        """Whether no style tells anything."""
        return not any(self.indents) and all(f == GENERAL for f in self.formats)


@dataclass(frozen=True, slots=True)
class SheetScan:
    """Size of the filled part, styles of its cells and cells without a value."""

    rows: int
    columns: int
    look: Look | None
    troubles: dict[tuple[int, int], str]


def sheet_files(package: ZipFile) -> dict[str, str]:
    """Sheet name → its file in the package."""
    names = set(package.namelist())
    relations = {
        found["Id"]: found["Target"]
        for found in _tags(_RELATION, _read(package, "xl/_rels/workbook.xml.rels", names))
        if "Id" in found and "Target" in found
    }
    files = {}
    for found in _tags(_SHEET, _read(package, "xl/workbook.xml", names)):
        key = next((v for k, v in found.items() if k.endswith(":id")), "")
        target = relations.get(key, "").lstrip("/")
        target = target if target.startswith("xl/") else f"xl/{target}"
        if target in names:
            files[found.get("name", "")] = target
    return files


def read_styles(package: ZipFile) -> Styles:
    """Number formats and indents by style number."""
    data = _read(package, "xl/styles.xml", set(package.namelist()))
    codes: dict[int, str] = dict(BUILT_IN)
    for found in _tags(_FORMAT, data):
        if found.get("numFmtId", "").isdigit():
            codes[int(found["numFmtId"])] = found.get("formatCode", "")
    section = _CELL_FORMATS.search(data)
    formats, indents = [], []
    for match in _STYLE.finditer(section[0] if section else b""):
        number = _attributes(match[1]).get("numFmtId", "0")
        code = codes.get(int(number), "") if number.isdigit() else ""
        formats.append(read_format(code) if code else GENERAL)
        indent = _INDENT.search(match[2] or b"")
        indents.append(int(indent[1]) if indent else 0)
    return Styles(tuple(formats) or (GENERAL,), tuple(indents) or (0,))


def superscripts(package: ZipFile) -> dict[str, str]:
    """Texts with superscript parts → the same without them (地区生产总值¹⁾ typed as 1))."""
    data = _read(package, "xl/sharedStrings.xml", set(package.namelist()))
    if not _SUPERSCRIPT.search(data):
        return {}
    found = {}
    for item in _SHARED.finditer(data):
        runs = [(bool(_SUPERSCRIPT.search(r[1])), _text(r[1])) for r in _RUN.finditer(item[1])]
        kept = "".join(text for raised, text in runs if not raised)
        if any(raised for raised, _ in runs) and kept.strip():
            found["".join(text for _, text in runs)] = kept
    return found


def scan_sheet(data: bytes, styles: Styles, limit: int) -> SheetScan:
    """Size, styles and troubles of a sheet; `look` is None where it tells nothing or is too big."""
    cells = list(_cells(data))
    rows = 1 + max((row for row, _, _ in cells), default=-1)
    columns = 1 + max((column for _, column, _ in cells), default=-1)
    look = None
    if not styles.plain and rows * columns <= limit:
        numbers = array("H", bytes(2 * rows * columns))
        known = len(styles.formats)
        for row, column, style in cells:
            if style and style < known:
                numbers[row * columns + column] = style
        look = Look(styles.formats, styles.indents, numbers, columns)
    return SheetScan(rows, columns, look, _troubles(data))


def _cells(data: bytes) -> Iterator[tuple[int, int, int]]:
    letters: dict[bytes, int] = {}
    for match in _CELL.finditer(data):
        plain = _PLAIN_CELL.match(match[1])
        if plain:
            name, row, style = plain[1], int(plain[2]) - 1, int(plain[3] or 0)
            column = letters.get(name)
            if column is None:
                column = letters[name] = column_number(name.decode())
            yield row, column, style
            continue
        found = _attributes(match[1])
        place = _place(found.get("r", ""))
        if place:
            yield (*place, int(found.get("s", "0")) if found.get("s", "0").isdigit() else 0)


def _troubles(data: bytes) -> dict[tuple[int, int], str]:
    found: dict[tuple[int, int], str] = {}
    if b't="e"' in data or b"t='e'" in data:
        for match in _ERROR.finditer(data):
            place = _place(_attributes(match[1]).get("r", ""))
            shown = _VALUE.search(match[2])
            if place:
                found[place] = unescape(shown[1].decode("utf-8", "replace")) if shown else "#ERROR!"
    if b"<f" in data or b":f" in data:
        for match in _NO_VALUE.finditer(data):
            place = _place(_attributes(match[1]).get("r", ""))
            if place and place not in found:
                found[place] = NOT_CALCULATED
    return found


def _place(name: str) -> tuple[int, int] | None:
    match = re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", name)
    return (int(match[2]) - 1, column_number(match[1])) if match else None


def _text(data: bytes) -> str:
    return unescape("".join(t.decode("utf-8", "replace") for t in _RUN_TEXT.findall(data)))


def _tags(pattern: re.Pattern[bytes], data: bytes) -> Iterator[dict[str, str]]:
    for match in pattern.finditer(data):
        yield _attributes(match[1])


def _attributes(data: bytes) -> dict[str, str]:
    return {
        name.decode(): unescape((double or single).decode("utf-8", "replace"))
        for name, double, single in _ATTRIBUTE.findall(data)
    }


def _read(package: ZipFile, name: str, names: set[str]) -> bytes:
    return package.read(name) if name in names else b""
