"""Finding the tables of a sheet: titles, headings, body and notes; every row belongs somewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from itertools import pairwise

from yipan.core.period_text import find_period
from yipan.core.text import fold_width, name_key
from yipan.facts.importing.grid import CellValue, Grid
from yipan.facts.importing.marks import read_status, strip_marks
from yipan.facts.importing.numerals import Numeral, missing_kind, read_numeral

_YEAR = re.compile(r"(?:19|20)\d\d\Z", re.ASCII)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?\Z", re.ASCII)
UNIT_STATEMENT = re.compile(r"\s*(?:计\s*量\s*)?(?:单\s*位|units?)\s*[:\uff1a]", re.IGNORECASE)
NOTE = re.compile(
    r"\s*(?:[\[(\uff08]?注|说明|资料来源|数据来源|来源|备注|notes?\b|source|[①-⑳*※#]|[a-z]\)|\d\))",
    re.IGNORECASE,
)


class Kind(IntEnum):
    """What a cell looks like before anything is known of its place."""

    BLANK = 0
    NUMBER = 1
    TIME = 2  # a year or another period; may still turn out to be a figure
    MARK = 3  # a mark of a missing figure
    TEXT = 4
    TROUBLE = 5


_FIGURES = (Kind.NUMBER, Kind.MARK, Kind.TROUBLE)
Kinds = list[Kind]


@dataclass(slots=True)
class Table:
    """A table: rows by what they are, columns from `left` up to but without `right`."""

    left: int
    right: int
    titles: list[int] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    body: list[int] = field(default_factory=list)
    notes: list[int] = field(default_factory=list)

    def name(self) -> str:
        """Where it stands, for messages: rows from and to."""
        rows = [*self.headings, *self.body]
        return f"{min(rows) + 1}-{max(rows) + 1}" if rows else ""


@dataclass(slots=True)
class KindReader:
    """Kinds of cells; texts are looked at once."""

    decimal_comma: bool = False
    missing: Mapping[str, str] = field(default_factory=dict)
    _known: dict[str, Kind] = field(default_factory=dict)

    def row(self, values: list[CellValue]) -> Kinds:
        """The kinds of a row."""
        return [self.kind(value) for value in values]

    def kind(self, value: CellValue) -> Kind:
        """The kind of one cell."""
        if value is None or value == "":
            return Kind.BLANK
        if isinstance(value, str):
            known = self._known.get(value)
            if known is None:
                marked = value.strip() in self.missing
                read = _text_kind(value, decimal_comma=self.decimal_comma)
                known = Kind.MARK if marked else read
                if not _NUMBER.match(value):
                    self._known[value] = known
            return known
        if isinstance(value, bool):
            return Kind.TEXT
        if isinstance(value, int | float):
            return Kind.TIME if 1900 <= value < 2100 and value == int(value) else Kind.NUMBER
        return Kind.TIME if isinstance(value, date) else Kind.TEXT


def _text_kind(text: str, *, decimal_comma: bool) -> Kind:
    if _NUMBER.match(text):
        return Kind.TIME if _YEAR.match(text) else Kind.NUMBER
    if not text.strip():
        return Kind.BLANK
    if missing_kind(text):
        return Kind.MARK
    if find_period(text) or find_period(read_status(fold_width(strip_marks(text)))[0]):
        return Kind.TIME
    found = read_numeral(text, decimal_comma=decimal_comma)
    return Kind.NUMBER if isinstance(found, Numeral) else Kind.TEXT


def all_kinds(grid: Grid, reader: KindReader) -> list[Kinds]:
    """Kinds of every cell; cells whose value is not there are trouble."""
    kinds = [reader.row(values) for values in grid.rows]
    for row, column in grid.troubles:
        if row < len(kinds) and column < len(kinds[row]):
            kinds[row][column] = Kind.TROUBLE
    return kinds


def find_tables(
    grid: Grid, kinds: list[Kinds], is_name: Callable[[str], bool] = lambda _: False
) -> list[Table]:
    """The tables of a sheet, from the top; side-by-side ones apart.

    `is_name`: whether a text names a party or an indicator; a row that begins with one and goes
    on with what looks like years is a row of figures.
    """
    finder = _Finder(grid, kinds, is_name)
    for row in range(len(kinds)):
        finder.take(row)
    finder.finish()
    return [part for table in finder.tables for part in _side_by_side(grid, table)]


@dataclass(slots=True)
class _Finder:
    """Reads rows from the top; `head` waits for figures, `pending` may belong to what follows."""

    grid: Grid
    kinds: list[Kinds]
    is_name: Callable[[str], bool]
    tables: list[Table] = field(default_factory=list)
    head: list[int] = field(default_factory=list)
    pending: list[int] = field(default_factory=list)
    current: Table | None = None
    figure_columns: set[int] = field(default_factory=set)

    def take(self, row: int) -> None:
        """Place one row."""
        figures = [c for c, k in enumerate(self.kinds[row]) if k in _FIGURES]
        if self.current is None:
            if figures or self._years_as_figures(row):
                self._begin(row, figures)
            else:
                self.head.append(row)
        elif figures:
            self._continue(row, figures)
        elif self._is_heading(row):
            self._end([*self.pending, row])
        elif self._filled(row) > 1 and not self._looks_like_note(row):
            self._continue(row, [])
        else:
            self.pending.append(row)

    def finish(self) -> None:
        """The rows after the last figures are notes; a sheet without figures has only titles."""
        if self.current is not None:
            self._end([])
        elif self.head:
            self.tables.append(Table(0, self.grid.width, titles=self.head))

    def _begin(self, row: int, figures: list[int]) -> None:
        first, last = self._headings()
        between = self.head[last:]
        stated = [r for r in between if self._states_unit(r)]
        self.current = Table(
            0,
            self.grid.width,
            titles=[*self.head[:first], *stated],
            headings=self.head[first:last],
            body=[*(r for r in between if r not in stated), row],
        )
        self.head = []
        self.figure_columns = set(figures)

    def _continue(self, row: int, figures: list[int]) -> None:
        assert self.current is not None
        self.current.body += [*self.pending, row]
        self.pending = []
        self.figure_columns.update(figures)

    def _end(self, head: list[int]) -> None:
        """Close the table; of the rows in between, titles go to the next table, notes stay."""
        assert self.current is not None
        between = head[:-1] if head else self.pending
        cut = len(between)
        while head and cut and not self._looks_like_note(between[cut - 1]):
            cut -= 1
        self.current.notes += between[:cut]
        self.tables.append(self.current)
        self.head = head[cut:] if head else []
        self.current, self.pending, self.figure_columns = None, [], set()

    def _filled(self, row: int) -> int:
        return sum(1 for k in self.kinds[row] if k is not Kind.BLANK)

    def _looks_like_note(self, row: int) -> bool:
        first = next((v for v in self.grid.rows[row] if isinstance(v, str) and v.strip()), "")
        return bool(NOTE.match(first)) and self._filled(row) <= 2

    def _years_as_figures(self, row: int) -> bool:
        """A row whose only numbers look like years, but that stands below complete headings."""
        kinds = self.kinds[row]
        times = [c for c, k in enumerate(kinds) if k is Kind.TIME]
        if not times or Kind.TEXT not in kinds:
            return False
        first, last = self._headings()
        headings = [self.kinds[r] for r in self.head[first:last]]
        timed = any(Kind.TIME in line for line in headings)
        named = timed or any(line.count(Kind.TEXT) >= 2 for line in headings)
        first_text = str(self.grid.value(row, kinds.index(Kind.TEXT)))
        if len(times) > 1 and self.is_name(first_text):
            return all(self._bare_year(row, c) for c in times)
        return named and (timed or len(times) == 1 or not self._in_order(row, times))

    def _in_order(self, row: int, columns: list[int]) -> bool:
        found = [str(self.grid.value(row, c)) for c in columns]
        return found in (sorted(set(found)), sorted(set(found), reverse=True))

    def _is_heading(self, row: int) -> bool:
        """Labels where figures stood: the headings of another table.

        A figure may look like a year: bare years there are headings only in order, and beside a
        word such as 地区, beside nothing, or set apart and beside no name of the board.
        """
        kinds = self.kinds[row]
        filled = [c for c, k in enumerate(kinds) if k is not Kind.BLANK]
        over = [c for c in filled if c in self.figure_columns]
        if not over or len(filled) < 2 or self._looks_like_note(row):
            return False
        if any(kinds[c] is Kind.TEXT or not self._bare_year(row, c) for c in over):
            return len(over) >= min(2, len(self.figure_columns))
        beside = [self.grid.value(row, c) for c in filled if c not in self.figure_columns]
        words = [v for v in beside if isinstance(v, str)]
        apart = bool(self.pending) and not any(self.is_name(w) for w in words)
        cornered = apart or all(_CORNER.match(fold_width(w)) for w in words)
        return self._in_order(row, over) and cornered and len(words) == len(beside)

    def _bare_year(self, row: int, column: int) -> bool:
        value = self.grid.value(row, column)
        return isinstance(value, int | float) or bool(_YEAR.match(str(value).strip()))

    def _headings(self) -> tuple[int, int]:
        """Where in `head` the headings start and end; below them only lone words may stand."""
        last = len(self.head)
        while last and self._alone(self.head[last - 1]):
            last -= 1
        first = last
        while first and self._heading_row(self.head[first - 1], nearest=first == last):
            first -= 1
        return (first, last) if first < last else (len(self.head), len(self.head))

    def _alone(self, row: int) -> bool:
        """A blank row, a lone word in the first column or a statement of the unit."""
        filled = [c for c, k in enumerate(self.kinds[row]) if k is not Kind.BLANK]
        return not filled or filled == [0] or self._states_unit(row)

    def _states_unit(self, row: int) -> bool:
        texts = (v for v in self.grid.rows[row] if isinstance(v, str))
        return any(UNIT_STATEMENT.match(t) for t in texts)

    def _heading_row(self, row: int, *, nearest: bool) -> bool:
        filled = [c for c, k in enumerate(self.kinds[row]) if k is not Kind.BLANK]
        if not filled or self._states_unit(row):
            return False
        if len(filled) > 1:
            return True
        column = filled[0]
        if column == 0:
            return False
        merged = any(a <= row <= c and b == column for a, b, c, d in self.grid.merged if d > b)
        return self.kinds[row][column] is Kind.TIME or merged or nearest


def _side_by_side(grid: Grid, table: Table) -> list[Table]:
    """Cut where the first heading appears again (地区 2014 | 地区 2015)."""
    cuts = [table.left]
    for row in table.headings:
        texts = [
            (c, name_key(v))
            for c, v in enumerate(grid.rows[row])
            if isinstance(v, str) and v.strip()
        ]
        if not texts or texts[0][0] > 1 or not _CORNER.match(fold_width(texts[0][1])):
            continue
        cuts += [c for c, text in texts[1:] if text == texts[0][1] and c > texts[0][0] + 1]
        break
    if len(cuts) == 1:
        return [table]
    edges = [*cuts, table.right]
    return [
        Table(
            left,
            right,
            table.titles if not i else [],
            table.headings,
            table.body,
            table.notes if not i else [],
        )
        for i, (left, right) in enumerate(pairwise(edges))
    ]


_CORNER = re.compile(
    r"(?:地区|省份|省市|城市|区县|行政区|区域|指标|项目|年份|年度|时间|region|province|state|city"
    r"|country|item|indicator|year)",
    re.IGNORECASE,
)
