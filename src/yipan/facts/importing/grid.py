"""A sheet as a grid of cells: values, merged regions and how numbers are shown."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from yipan.facts.importing.number_format import GENERAL, NumberFormat

CellValue = str | int | float | bool | date | time | timedelta | None
Region = tuple[int, int, int, int]  # first row, first column, last row, last column; from 0


@dataclass(frozen=True, slots=True)
class Look:
    """How a workbook shows its cells: a style number for each cell, row after row.

    Style 0 is "General, no indent".
    """

    formats: tuple[NumberFormat, ...]
    indents: tuple[int, ...]
    styles: array[int]
    width: int

    def format(self, row: int, column: int) -> NumberFormat:
        """The number format of a cell."""
        return self.formats[self._style(row, column)]

    def indent(self, row: int, column: int) -> int:
        """The indent of a cell's text, in steps of the spreadsheet."""
        return self.indents[self._style(row, column)]

    def _style(self, row: int, column: int) -> int:
        place = row * self.width + column
        inside = column < self.width and place < len(self.styles)
        return self.styles[place] if inside else 0


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet: `rows` of values ("" or None is blank), not all of one length.

    `troubles`: cells whose value is not there, with what stands instead (#DIV/0!, a formula that
    was never calculated). `decimal_comma`: 1,5 is one and a half.
    """

    file: str
    sheet: str
    rows: list[list[CellValue]]
    merged: tuple[Region, ...] = ()
    look: Look | None = None
    troubles: Mapping[tuple[int, int], str] = field(default_factory=dict)
    decimal_comma: bool = False
    notes: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """Columns of the longest row."""
        return max(map(len, self.rows), default=0)

    @property
    def cells(self) -> int:
        """Cells read, blank ones included."""
        return sum(map(len, self.rows))

    def value(self, row: int, column: int) -> CellValue:
        """The value of a cell; None outside the grid."""
        line = self.rows[row] if row < len(self.rows) else []
        return line[column] if column < len(line) else None

    def format(self, row: int, column: int) -> NumberFormat:
        """How the cell's number is shown."""
        return self.look.format(row, column) if self.look else GENERAL


def cell_name(row: int, column: int) -> str:
    """B7 for row 6, column 1."""
    return f"{column_letters(column)}{row + 1}"


def column_letters(column: int) -> str:
    """A for 0, AA for 26."""
    letters = ""
    rest = column + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(65 + digit) + letters
    return letters


def column_number(letters: str) -> int:
    """0 for A, 26 for AA."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1
