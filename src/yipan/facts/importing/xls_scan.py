"""What the value reader does not tell of an old .xls: number formats, indents and formula errors.

The compound file is walked by its sector chains ([MS-CFB]) and the workbook by its records
([MS-XLS] 2.4); only what is needed is looked at.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field

from yipan.facts.importing.grid import Look
from yipan.facts.importing.number_format import BUILT_IN, GENERAL, read_format
from yipan.facts.importing.xlsx_scan import SheetScan, Styles

_END = 0xFFFFFFFA  # sector numbers from here on are marks
_BOUNDSHEET, _FORMAT, _XF, _BOF, _EOF = 0x85, 0x41E, 0xE0, 0x809, 0x0A
_NUMBER, _RK, _MULRK, _FORMULA, _BOOLERR = 0x203, 0x27E, 0xBD, 0x06, 0x205
_LABELS = {0x204, 0xFD, 0xD6}
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


def scan_workbook(data: bytes) -> list[SheetScan]:
    """A scan of each sheet, in the workbook's order; ValueError where the file is not sound."""
    try:
        stream = _workbook_stream(data)
        styles, offsets = _globals(stream)
        return [_scan(stream, offset, styles) for offset in offsets]
    except (struct.error, IndexError, KeyError) as error:
        raise ValueError(str(error)) from None


def _workbook_stream(data: bytes) -> bytes:
    """The stream named Workbook (BIFF8) or Book (BIFF5); bare BIFF is its own stream."""
    if not data.startswith(b"\xd0\xcf\x11\xe0"):
        return data
    shift, mini_shift = struct.unpack_from("<HH", data, 30)
    if shift not in (9, 12) or mini_shift != 6:
        raise ValueError("sector size")
    size = 1 << shift
    first_directory, cutoff, first_mini = struct.unpack_from("<I4xII", data, 48)
    fat = _fat(data, size)
    directory = _chain(data, fat, first_directory, size)
    entries = [directory[at : at + 128] for at in range(0, len(directory) - 127, 128)]
    root = struct.unpack_from("<II", entries[0], 116)[0]
    for entry in entries:
        (length,) = struct.unpack_from("<H", entry, 64)
        name = entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        if name not in ("Workbook", "Book"):
            continue
        start, total = struct.unpack_from("<II", entry, 116)
        if total >= cutoff:
            return _chain(data, fat, start, size)[:total]
        minis = _numbers(_chain(data, fat, first_mini, size))
        return _chain(_chain(data, fat, root, size), minis, start, 64, at=0)[:total]
    raise ValueError("no workbook stream")


def _fat(data: bytes, size: int) -> list[int]:
    sectors = [s for s in struct.unpack_from("<109I", data, 76) if s < _END]
    following, count = struct.unpack_from("<II", data, 68)
    for _ in range(min(count, len(data) // size)):
        if following >= _END:
            break
        numbers = _numbers(data[(following + 1) * size : (following + 2) * size])
        sectors += [s for s in numbers[:-1] if s < _END]
        following = numbers[-1]
    return [n for s in sectors for n in _numbers(data[(s + 1) * size : (s + 2) * size])]


def _numbers(data: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))


def _chain(data: bytes, fat: list[int], start: int, size: int, at: int = 1) -> bytes:
    """The bytes of a chain of sectors; `at`: sectors before the first (the header)."""
    pieces: list[bytes] = []
    sector = start
    for _ in range(len(fat) + 1):
        if sector >= _END:
            return b"".join(pieces)
        pieces.append(data[(sector + at) * size : (sector + at + 1) * size])
        sector = fat[sector]
    raise ValueError("sectors in a circle")


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length
        if kind == _EOF:
            return


def _globals(stream: bytes) -> tuple[Styles, list[int]]:
    """Styles by number, and where each sheet begins."""
    codes = dict(BUILT_IN)
    formats, indents, offsets = [], [], []
    wide = True
    for kind, body in _records(stream, 0):
        if kind == _BOF:
            wide = struct.unpack_from("<H", body)[0] >= 0x600
        elif kind == _FORMAT:
            number, text = _format(body, wide=wide)
            codes[number] = text
        elif kind == _XF:
            number = struct.unpack_from("<H", body, 2)[0]
            formats.append(number)
            indents.append(body[8] & 15 if wide and len(body) > 8 else 0)
        elif kind == _BOUNDSHEET:
            offsets.append(struct.unpack_from("<I", body)[0])
    shown = tuple(read_format(codes[n]) if codes.get(n) else GENERAL for n in formats)
    return Styles(shown or (GENERAL,), tuple(indents) or (0,)), offsets


def _format(body: bytes, *, wide: bool) -> tuple[int, str]:
    number = struct.unpack_from("<H", body)[0]
    if not wide:
        return number, body[3 : 3 + body[2]].decode("latin-1")
    count, flags = struct.unpack_from("<HB", body, 2)
    if flags & 1:
        return number, body[5 : 5 + 2 * count].decode("utf-16-le", "replace")
    return number, body[5 : 5 + count].decode("latin-1")


@dataclass(slots=True)
class _Cells:
    styles: list[tuple[int, int, int]] = field(default_factory=list)
    troubles: dict[tuple[int, int], str] = field(default_factory=dict)


def _scan(stream: bytes, offset: int, styles: Styles) -> SheetScan:
    found = _Cells()
    for kind, body in _records(stream, offset):
        _take(kind, body, found)
    rows = 1 + max((row for row, _, _ in found.styles), default=-1)
    columns = 1 + max((column for _, column, _ in found.styles), default=-1)
    look = None
    if not styles.plain:
        numbers = array("H", bytes(2 * rows * columns))
        known = len(styles.formats)
        for row, column, style in found.styles:
            if style < known:
                numbers[row * columns + column] = style
        look = Look(styles.formats, styles.indents, numbers, columns)
    return SheetScan(rows, columns, look, found.troubles)


def _take(kind: int, body: bytes, found: _Cells) -> None:
    if kind == _MULRK:
        row, first = struct.unpack_from("<HH", body)
        for step in range((len(body) - 6) // 6):
            style = struct.unpack_from("<H", body, 4 + 6 * step)[0]
            found.styles.append((row, first + step, style))
        return
    if kind not in {_NUMBER, _RK, _FORMULA, _BOOLERR, *_LABELS}:
        return
    row, column, style = struct.unpack_from("<HHH", body)
    found.styles.append((row, column, style))
    if kind == _BOOLERR and body[7] == 1:
        found.troubles[row, column] = _ERRORS.get(body[6], "#ERROR!")
    if kind == _FORMULA and body[12:14] == b"\xff\xff" and body[6] == 2:
        found.troubles[row, column] = _ERRORS.get(body[8], "#ERROR!")
