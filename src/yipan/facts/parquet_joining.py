"""Parquet files of one schema, joined end to end without reading a row.

A file is `PAR1`, its row groups, a footer, the length of the footer in four bytes, and `PAR1`. The
footer says where the columns of each row group begin. Row groups keep their bytes; one footer takes
the place of all, its offsets moved by what stands before. Footers are structs of Thrift's compact
protocol: https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift,
https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeAlias

MAGIC = b"PAR1"
# Bytes of the length of the footer and of the word behind it.
TAIL = 8
BLOCK = 1 << 18

# Types of the compact protocol, and the bytes of those that always have as many.
_TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _LIST, _SET, _MAP, _STRUCT = 1, 2, 3, 7, 8, 9, 10, 11, 12
_SIZES = {_TRUE: 0, _FALSE: 0, _BYTE: 1, _DOUBLE: 8}
_WHOLE = (4, 5, 6)

# What becomes of a field: an offset is moved, an ordinal counts on; a struct, or each struct of a
# list, is gone into. All others stay as they are.
OFFSET, ORDINAL = "offset", "ordinal"
Places: TypeAlias = Mapping[int, "str | Places"]
_DATA: Places = {9: OFFSET, 10: OFFSET, 11: OFFSET, 14: OFFSET}
_COLUMN: Places = {2: OFFSET, 3: _DATA, 4: OFFSET, 6: OFFSET}
_ROW_GROUP: Places = {1: _COLUMN, 5: OFFSET, 7: ORDINAL}
# Fields of the footer: how many rows, the row groups.
_ROWS, _ROW_GROUPS = 3, 4


class OtherColumnsError(ValueError):
    """Files that differ in the types of columns, or in which of them may be empty."""


def join_parquet(pieces: Iterable[Path], out: Path) -> int:
    """Writes the pieces into one file, one behind the other; how many rows it has.

    A piece is asked for when those before it are written, so later ones may be on their way. What
    a piece without rows says of its columns counts only where no piece has rows.
    """
    rows = groups = 0
    changed = bytearray()
    first: _Footer | None = None
    with out.open("wb") as target:
        target.write(MAGIC)
        for piece in pieces:
            by = target.tell() - len(MAGIC)
            with piece.open("rb") as source:
                footer = _append(source, target)
            changed += footer.moved(by, groups)
            rows, groups = rows + footer.rows, groups + footer.groups
            if first is None or not first.rows:
                first = footer
            if footer.rows and not first.alike(footer):
                raise OtherColumnsError(piece.name)
        if first is None:
            raise ValueError("nothing to join")
        whole = first.with_row_groups(rows, groups, bytes(changed))
        target.write(whole + len(whole).to_bytes(4, "little") + MAGIC)
    return rows


def _append(source: BinaryIO, target: BinaryIO) -> _Footer:
    """The row groups of a file behind what is there; its footer."""
    source.seek(-TAIL, os.SEEK_END)
    end = source.tell()
    tail = source.read(TAIL)
    if tail[4:] != MAGIC:
        raise ValueError("no Parquet file")
    begin = end - int.from_bytes(tail[:4], "little")
    source.seek(begin)
    footer = _Footer(_Compact(source.read(end - begin)))
    source.seek(len(MAGIC))
    shutil.copyfileobj(source, target, BLOCK)
    target.seek(begin - source.tell(), os.SEEK_END)
    target.truncate()
    return footer


@dataclass(slots=True)
class _Compact:
    """Bytes of the compact protocol, read from `at` on."""

    data: bytes
    at: int = 0

    def number(self) -> int:
        """A whole number, seven bits a byte, the least first."""
        found = shift = 0
        while True:
            byte = self.data[self.at]
            self.at += 1
            found |= (byte & 127) << shift
            if byte < 128:
                return found
            shift += 7

    def signed(self) -> int:
        """A whole number with a sign, which is its last bit."""
        found = self.number()
        return found >> 1 ^ -(found & 1)

    def field(self, last: int) -> tuple[int, int]:
        """The number and the type of the next field; type 0 ends a struct."""
        head = self.data[self.at]
        self.at += 1
        if not head & 15:
            return last, 0
        return last + (head >> 4) if head >> 4 else self.signed(), head & 15

    def size(self) -> tuple[int, int]:
        """How many members a list has, and of which type."""
        head = self.data[self.at]
        self.at += 1
        return self.number() if head >> 4 == 15 else head >> 4, head & 15

    def skip(self, kind: int) -> None:
        """Past a value."""
        if kind in _WHOLE:
            self.number()
        elif kind in _SIZES:
            self.at += _SIZES[kind]
        elif kind == _BINARY:
            length = self.number()
            self.at += length
        elif kind in {_LIST, _SET}:
            count, member = self.size()
            for _ in range(count):
                self._skip_member(member)
        elif kind == _STRUCT:
            while (field := self.field(0)[1]) != 0:
                self.skip(field)
        elif kind == _MAP:
            self._skip_map()
        else:
            raise ValueError(f"type {kind} in a footer")

    def _skip_member(self, kind: int) -> None:
        if kind in {_TRUE, _FALSE}:
            self.at += 1  # In a list a truth is a byte.
        else:
            self.skip(kind)

    def _skip_map(self) -> None:
        count = self.number()
        if count:
            kinds = self.data[self.at]
            self.at += 1
            for _ in range(count):
                self._skip_member(kinds >> 4)
                self._skip_member(kinds & 15)

    def changed(self, places: Places, by: int, ordinal: int, out: bytearray) -> None:
        """Copies a struct to `out`, its offsets moved and its ordinal set."""
        begin, number = self.at, 0
        while True:
            number, kind = self.field(number)
            if kind == 0:
                break
            place = places.get(number)
            if place is None:
                self.skip(kind)
                continue
            if isinstance(place, str):
                out += self.data[begin : self.at]
                value = self.signed()
                # An offset of nought says that there is none.
                moved = value + by if place == OFFSET and value > 0 else value
                out += _signed(ordinal if place == ORDINAL else moved)
            else:
                count = self.size()[0] if kind == _LIST else 1
                out += self.data[begin : self.at]
                for _ in range(count):
                    self.changed(place, by, ordinal, out)
            begin = self.at
        out += self.data[begin : self.at]


class _Footer:
    """What a file says of itself: rows, row groups, and what stands before and behind those."""

    def __init__(self, compact: _Compact) -> None:
        self._compact = compact
        self.rows = self.groups = self._begin = 0
        number = before = 0
        while True:
            number, kind = compact.field(number)
            if kind == 0:
                break
            if number == _ROWS:
                self._before = compact.data[:before]
                self.rows = compact.signed()
            elif number == _ROW_GROUPS:
                self.groups, _ = compact.size()
                self._begin = compact.at
                for _ in range(self.groups):
                    compact.skip(_STRUCT)
                self._behind = compact.data[compact.at :]
            else:
                compact.skip(kind)
            before = compact.at

    def alike(self, other: _Footer) -> bool:
        """Whether both say the same of their columns."""
        return self._before == other._before

    def moved(self, by: int, ordinal: int) -> bytes:
        """The row groups, told to begin so many bytes later."""
        out = bytearray()
        self._compact.at = self._begin
        for place in range(self.groups):
            self._compact.changed(_ROW_GROUP, by, ordinal + place, out)
        return bytes(out)

    def with_row_groups(self, rows: int, groups: int, changed: bytes) -> bytes:
        """The same footer of other row groups. Fields 3 and 4 follow on 2, as they must."""
        head = bytes([1 << 4 | 6]) + _signed(rows) + bytes([1 << 4 | _LIST])
        many = bytes([15 << 4 | _STRUCT]) + _number(groups)
        size = bytes([groups << 4 | _STRUCT]) if groups < 15 else many
        return self._before + head + size + changed + self._behind


def _number(value: int) -> bytes:
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    found.append(value)
    return bytes(found)


def _signed(value: int) -> bytes:
    return _number(value << 1 ^ value >> 63)
