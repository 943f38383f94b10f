"""One sheet through all steps."""

from __future__ import annotations

from dataclasses import dataclass, field

from yipan.core.errors import BadInput, Where
from yipan.core.text import name_key
from yipan.core.words import Words
from yipan.facts.importing.extract import Extractor
from yipan.facts.importing.grid import CellValue, Grid
from yipan.facts.importing.meaning import Meaning, over
from yipan.facts.importing.names import Names
from yipan.facts.importing.numerals import CellReader
from yipan.facts.importing.outcome import Origin, SheetOutcome, TableView
from yipan.facts.importing.roles import Column, Role, read_columns
from yipan.facts.importing.rules import NO_RULES, Rules, SheetRules
from yipan.facts.importing.sdmx import is_sdmx, sdmx_view
from yipan.facts.importing.tables import Kind, KindReader, Kinds, Table, all_kinds, find_tables
from yipan.facts.importing.titles import no_table, read_titles, sheet_meaning


@dataclass(slots=True)
class SheetReader:
    """Reads sheets with one set of names, rules and marks; keeps what it has worked out."""

    names: Names
    origin: Origin
    rules: Rules = NO_RULES
    _kinds: dict[bool, KindReader] = field(default_factory=dict)
    _readers: dict[bool, CellReader] = field(default_factory=dict)

    def read(self, grid: Grid) -> SheetOutcome:
        """The facts and rejects of a sheet; every cell is accounted for."""
        outcome = SheetOutcome(grid.file, grid.sheet)
        outcome.tally.cells = grid.cells
        rules = self.rules.sheet(grid.file, grid.sheet)
        if rules.skip:
            outcome.tally.structure["left_out"] += grid.cells
            outcome.remarks.append(Words("按映射文件不收", "left out by the mapping"))
            return outcome
        if is_sdmx(grid):
            grid, rules = sdmx_view(grid, rules)
        comma = self._comma(grid)
        kinds = all_kinds(
            grid, self._kinds.setdefault(comma, KindReader(comma, self.rules.missing))
        )
        tables = _ruled_tables(grid, rules) or find_tables(grid, kinds, self._is_name)
        extractor = self._extractor(grid, kinds, rules, outcome)
        sheet = sheet_meaning(grid, self.names)
        title, before = sheet, None
        for table in tables:
            _count_around(grid, kinds, table, outcome)
            if table.body:
                title = self._title(grid, table, sheet, before, title)
                before = table
                columns = read_columns(grid, kinds, table, self.names, rules)
                extractor.table(table, columns, title)
                outcome.tables.append(_view(grid, table, columns, title))
        if not outcome.tables and grid.cells:
            outcome.remarks.append(no_table())
        outcome.tally.facts = len(outcome.rows)
        outcome.tally.check()
        return outcome

    def _title(
        self, grid: Grid, table: Table, sheet: Meaning, before: Table | None, kept: Meaning
    ) -> Meaning:
        """What holds for a whole table: its titles over the sheet's name.

        A table without titles goes on with those of the one before only where it begins alike. A
        title that speaks of something else takes away the indicator of the sheet's name.
        """
        if not any(_written(v) for row in table.titles for v in grid.rows[row]):
            return kept if before is None or _alike(grid, before, table) else sheet
        said = read_titles(grid, table, self.names)
        indicator = self.names.indicators.get(sheet.indicator)
        if indicator and said.name and not said.indicator:
            own = (indicator.name_zh, indicator.name_en, indicator.slug, *indicator.aliases)
            if not any(name and name_key(name) in name_key(said.name) for name in own):
                sheet = sheet._replace(indicator="")
        return over(sheet, said)

    def _comma(self, grid: Grid) -> bool:
        told = self.rules.decimal_comma
        return grid.decimal_comma if told is None else told

    def _is_name(self, text: str) -> bool:
        found = self.names.label(text)
        return bool(found.party or found.indicator)

    def _extractor(
        self, grid: Grid, kinds: list[Kinds], rules: SheetRules, outcome: SheetOutcome
    ) -> Extractor:
        comma = self._comma(grid)
        reader = self._readers.setdefault(comma, CellReader(self.rules.missing, comma))
        return Extractor(grid, kinds, self.names, self.rules, rules, reader, self.origin, outcome)


def _alike(grid: Grid, first: Table, second: Table) -> bool:
    """Whether two tables begin with the same word (地区 … 地区): one goes on with the other."""
    if not first.headings or not second.headings:
        return False
    corners = [
        name_key(str(grid.value(table.headings[0], table.left) or "")) for table in (first, second)
    ]
    return corners[0] == corners[1]


def _ruled_tables(grid: Grid, rules: SheetRules) -> list[Table]:
    """The one table that the mapping marks out."""
    if rules.header_rows is None and rules.data_rows is None:
        return []
    height = len(grid.rows)
    first, last = rules.data_rows or ((rules.header_rows or (0, 0))[1] + 1, height)
    top, bottom = rules.header_rows or (first, first - 1)
    if not 1 <= first <= height or top > first:
        raise BadInput(
            Words(
                f"映射文件的行 {first}-{last} 不在表内", f"rows {first}-{last} are not in the sheet"
            ),
            hint=Words("请改 header_rows 或 data_rows", "mend header_rows or data_rows"),
            where=Where(file=grid.file, sheet=grid.sheet),
        )
    last = min(last, height)
    between = list(range(bottom, first - 1))
    return [
        Table(
            0,
            grid.width,
            titles=[*range(top - 1), *between],
            headings=list(range(top - 1, bottom)),
            body=list(range(first - 1, last)),
            notes=list(range(last, height)),
        )
    ]


def _count_around(grid: Grid, kinds: list[Kinds], table: Table, outcome: SheetOutcome) -> None:
    """Titles, headings and notes are structure; figures never stand among them."""
    for rows, what, left, right in (
        (table.titles, "title", 0, grid.width),
        (table.headings, "heading", table.left, table.right),
        (table.notes, "note", 0, grid.width),
    ):
        for row in rows:
            for kind in kinds[row][left:right]:
                outcome.tally.structure["padding" if kind is Kind.BLANK else what] += 1


def _view(grid: Grid, table: Table, columns: list[Column], title: Meaning) -> TableView:
    place = grid.sheet or grid.file
    labels = [c.heading or "·" for c in columns if c.role in _LABELS]
    return TableView(
        place=place,
        titles=tuple(str(v) for r in table.titles for v in grid.rows[r] if _written(v)),
        said=describe(title),
        rows=table.name(),
        columns=tuple(
            (c.heading, c.role.value, _said(c)) for c in columns if c.role is not Role.EMPTY
        ),
        labels="、".join(labels),
    )


def _said(column: Column) -> str:
    if column.role is not Role.DATA:
        return ""
    return " / ".join(filter(None, map(describe, column.path)))


_LABELS = {Role.LABEL, Role.PARTY, Role.INDICATOR, Role.PERIOD, Role.COUNTERPARTY}


def _written(value: CellValue) -> bool:
    return isinstance(value, str) and bool(value.strip())


def describe(meaning: Meaning) -> str:
    """What was understood, in a few words: gdp 亿元 2014."""
    parts = [
        meaning.indicator,
        meaning.party,
        meaning.period.code if meaning.period else meaning.part,
        "、".join(meaning.units),
        meaning.frequency,
        meaning.definition,
        meaning.status,
    ]
    said = " ".join(p for p in parts if p)
    unsaid = meaning.name and not (meaning.indicator or meaning.party or meaning.neutral)
    return f"{said} ?{meaning.name}".strip() if unsaid else said
