"""One table to ledger rows and rejects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from yipan.core.words import Words
from yipan.facts.importing.combine import (
    Problem,
    Subject,
    along,
    cross,
    fits,
    subject,
    unit_text,
    unknown_unit,
)
from yipan.facts.importing.grid import Grid, cell_name, column_letters
from yipan.facts.importing.meaning import Meaning, over, replace
from yipan.facts.importing.names import Names
from yipan.facts.importing.number_format import GENERAL
from yipan.facts.importing.numerals import CellReader, Missing, Numeral, Trouble
from yipan.facts.importing.outcome import FactRow, Origin, Reject, SheetOutcome
from yipan.facts.importing.roles import LABELS, Column, Role, label_text, shown_text
from yipan.facts.importing.row_labels import REMEMBERED, RowLabels
from yipan.facts.importing.rules import Rules, SheetRules
from yipan.facts.importing.tables import Kind, Kinds, Table
from yipan.facts.importing.xlsx_scan import NOT_CALCULATED

_QUIET = {Role.UNUSED: "unused", Role.NOTE: "note", Role.EMPTY: "unused", Role.LEFT_OUT: "left_out"}
Crossed = dict[int, Subject | Problem]  # by column, for one row's labels
_NO_HEADING = Problem("no_heading", Words("这一列没有表头", "this column has no heading"))


@dataclass(slots=True)
class Extractor:
    """What the tables of one sheet are read with."""

    grid: Grid
    kinds: list[Kinds]
    names: Names
    rules: Rules
    sheet_rules: SheetRules
    reader: CellReader
    origin: Origin
    outcome: SheetOutcome
    _crossed: dict[int, tuple[Meaning, Crossed]] = field(default_factory=dict)
    _letters: list[str] = field(default_factory=list)
    _place: str = ""

    def __post_init__(self) -> None:
        sheet = f" {self.grid.sheet}" if self.grid.sheet else ""
        self._place = f"{self.grid.file}{sheet}!"
        self._letters = [column_letters(column) for column in range(self.grid.width)]

    def table(self, table: Table, columns: Sequence[Column], title: Meaning) -> None:
        """Read the body of a table."""
        self._crossed = {}
        first = len(self.outcome.rows)
        labels = RowLabels([c for c in columns if c.role in LABELS], columns, self.names, self.grid)
        data = [(c, self._column(c)) for c in columns if c.role is Role.DATA]
        quiet = [c for c in columns if c.role is not Role.DATA]
        figures = [c.number for c, _ in data]
        places: list[tuple[int, int]] = []
        for row in table.body:
            width = len(self.grid.rows[row])
            self._quiet_cells(row, quiet, width)
            carries = any(c < width and self.kinds[row][c] is not Kind.BLANK for c in figures)
            left_out = self._left_out(row, columns)
            line = None if left_out else labels.read(row, carries=carries)
            if line is None:
                self._empty_row(row, figures, width)
                continue
            self._row(row, data, width, line, title, places)
        self._repeats(first, places, columns)

    def _left_out(self, row: int, columns: Sequence[Column]) -> bool:
        """Whether the mapping leaves the row out, by its number or by a label."""
        if row + 1 in self.sheet_rules.left_out_rows:
            return True
        if not self.rules.left_out:
            return False
        labels = (label_text(self.grid, row, c.number) for c in columns if c.role in LABELS)
        return any(self.rules.leaves_out(text) for text in labels)

    def _column(self, column: Column) -> Meaning:
        """The meaning of a column's headings."""
        meaning = along(column.path, self.names)
        left_out = any(self.rules.leaves_out(m.name) for m in column.path if m.name)
        if left_out or self.rules.leaves_out(column.heading):
            return replace(meaning, trouble_code="left_out", trouble=Words("不收", "left out"))
        return meaning

    def _quiet_cells(self, row: int, columns: Sequence[Column], width: int) -> None:
        """Labels, units, notes and unused columns, counted as what they are."""
        structure = self.outcome.tally.structure
        for column in columns:
            if column.number < width:
                blank = self.kinds[row][column.number] is Kind.BLANK
                structure["padding" if blank else _QUIET.get(column.role, "label")] += 1

    def _empty_row(self, row: int, columns: Sequence[int], width: int) -> None:
        """A row without figures: what is not blank in it is left out by the mapping."""
        for column in columns:
            if column < width:
                blank = self.kinds[row][column] is Kind.BLANK
                self.outcome.tally.structure["padding" if blank else "left_out"] += 1

    def _row(
        self,
        row: int,
        data: Sequence[tuple[Column, Meaning]],
        width: int,
        line: Meaning,
        title: Meaning,
        places: list[tuple[int, int]],
    ) -> None:
        values, look = self.grid.rows[row], self.grid.look
        troubles, tally = self.grid.troubles, self.outcome.tally
        if len(self._crossed) > REMEMBERED:
            self._crossed.clear()
        # By identity: comparing meanings costs more than the rest; the pair keeps `line` alive.
        _, crossed = self._crossed.setdefault(id(line), (line, {}))
        for column, meaning in data:
            number = column.number
            if number >= width:
                continue
            if troubles and (row, number) in troubles:
                self._reject(row, number, _formula(troubles[row, number]))
                continue
            if meaning.trouble_code == "left_out":
                blank = self.kinds[row][number] is Kind.BLANK
                tally.structure["padding" if blank else "left_out"] += 1
                continue
            shown = look.format(row, number) if look else GENERAL
            reading = self.reader.read(values[number], shown)
            if isinstance(reading, Missing):
                tally.missing[reading.kind] += 1
            elif isinstance(reading, Trouble):
                self._reject(row, number, Problem(reading.code, reading.reason))
            else:
                about = crossed.get(number)
                if about is None:
                    about = crossed[number] = self._subject(column, meaning, line, title)
                self._figure(row, number, about, reading, places)

    def _figure(
        self,
        row: int,
        column: int,
        about: Subject | Problem,
        reading: Numeral,
        places: list[tuple[int, int]],
    ) -> None:
        if isinstance(about, Problem):
            self._reject(row, column, about)
            return
        unit = self._unit(about, reading)
        if isinstance(unit, Problem):
            self._reject(row, column, unit)
            return
        self.outcome.rows.append(self._fact(about, reading, unit, row, column))
        places.append((row, column))

    def _subject(
        self, column: Column, meaning: Meaning, line: Meaning, title: Meaning
    ) -> Subject | Problem:
        rules = self.sheet_rules
        base = over(rules.defaults, title)
        cell = cross(base, meaning, line, self.names, rules.forced)
        found = subject(cell, meaning, line, base, self.names, board_unit=rules.board_unit)
        unnamed = not column.path and isinstance(found, Problem) and found.code == "no_indicator"
        return _NO_HEADING if unnamed else found

    def _unit(self, about: Subject, reading: Numeral) -> str | Problem:
        """The unit printed in the cell, else in its headings; none is never assumed."""
        if not reading.unit:
            if about.unit:
                return about.unit
            return Problem("no_unit", Words("没有写明单位", "no unit is printed"))
        unit = self.names.unit(reading.unit)
        if unit is None:
            return unknown_unit(reading.unit)
        indicator = self.names.indicators.get(about.prefix[1])
        wanted = self.names.unit(indicator.unit) if indicator else None
        if not fits(unit, wanted, growth=about.prefix[7] == "yoy"):
            return Problem(
                "unit_mismatch",
                Words(
                    f"单元格写“{reading.unit}”,不是该指标的单位",
                    f"the cell says {reading.unit!r}, which does not fit the indicator",
                ),
            )
        return unit_text(reading.unit, self.names)

    def _fact(self, about: Subject, reading: Numeral, unit: str, row: int, column: int) -> FactRow:
        exact = about.exact and reading.step == "1" and reading.qualifier == "rounded"
        origin = self.origin
        return (
            *about.prefix,
            reading.text,
            unit,
            "0" if exact and _whole(unit) else reading.step,
            "exact" if exact and _whole(unit) else reading.qualifier,
            reading.status or about.status,
            origin.source,
            f"{self._place}{self._letters[column]}{row + 1}",
            origin.published_on,
            origin.public_from,
            origin.learned_on,
            "",
            "",
            "",
            "",
        )

    def _reject(self, row: int, column: int, problem: Problem) -> None:
        value = self.grid.value(row, column)
        trouble = self.grid.troubles.get((row, column), "")
        self.outcome.tally.rejects += 1
        self.outcome.rejects.append(
            Reject(
                self.grid.file,
                self.grid.sheet,
                cell_name(row, column),
                problem.code,
                problem.reason,
                trouble if value in (None, "") else shown_text(self.grid, row, column),
                problem.about,
            )
        )

    def _repeats(
        self, first: int, places: list[tuple[int, int]], columns: Sequence[Column]
    ) -> None:
        """Two different values of one thing in one table: something that tells them apart was not
        understood. Both are rejected."""
        rows = self.outcome.rows
        seen: dict[FactRow, object] = {}
        doubtful: set[FactRow] = set()
        for row in rows[first:]:
            key = (*row[1:10], row[11])
            if seen.setdefault(key, row[10]) != row[10]:
                doubtful.add(key)
        kept: list[FactRow] = []
        for row, place in zip(rows[first:], places, strict=True):
            if (*row[1:10], row[11]) in doubtful:
                self._reject(*place, _repeated(columns))
            else:
                kept.append(row)
        rows[first:] = kept


def _repeated(columns: Sequence[Column]) -> Problem:
    unused = [c.heading or cell_name(0, c.number)[:-1] for c in columns if c.role is Role.UNUSED]
    zh = f";未用的列: {'、'.join(unused)}" if unused else ""
    en = f"; columns not used: {', '.join(unused)}" if unused else ""
    return Problem(
        "repeated",
        Words(
            f"同一表内同一事项有不同的数{zh}",
            f"this table has different values for the same thing{en}",
        ),
    )


def _formula(shown: str) -> Problem:
    if shown == NOT_CALCULATED:
        return Problem(
            "not_calculated",
            Words(
                "公式没有算出的值,请用电子表格软件打开并保存",
                "a formula without a stored value; open the file in a spreadsheet and save it",
            ),
        )
    return Problem("formula_error", Words(f"公式出错: {shown}", f"formula error {shown}"))


def _whole(unit: str) -> bool:
    """Whether a count in this unit is exact: no scale word."""
    return not unit or unit[0] not in "万亿千百十"
