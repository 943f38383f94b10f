"""The report as a workbook: read-me, its tables, all data, definitions, sources, revisions.

Numbers are numbers with the digits that were printed; changes are formulas over their ends. Texts
are written as texts and shielded, so that none can run as a formula.
"""

from __future__ import annotations

from datetime import datetime, time
from io import BytesIO
from typing import Any

from yipan.core.errors import MissingExtra
from yipan.core.text import chinese_punctuation, display_width, shield_formula
from yipan.core.words import Words
from yipan.publish.report.document import Cell, Drawn, Report, Table

WIDEST, LINE = 48, 15  # of a column in characters; of a row in points
SAFE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
DATA = Words(
    "指标|方|时期|数值|单位|限定|状态|来源|位置|发布|编号",
    "indicator|party|period|value|unit|qualifier|status|source|place|published|id",
)
DEFINITIONS = Words("代码|指标|单位|性质|方向|备注", "slug|indicator|unit|kind|better|note")
REVISIONS = Words(
    "指标|方|时期|首次|历次(公布)|累计修订|单位",
    "indicator|party|period|first|editions (published)|revised by|unit",
)
SOURCES = Words("序号|代码|来源|备注", "number|code|source|note")


def xlsx(report: Report) -> bytes:
    """The bytes of the .xlsx file."""
    try:
        import xlsxwriter
    except ImportError as error:
        raise MissingExtra("xlsxwriter", "office") from error
    out = BytesIO()
    book = xlsxwriter.Workbook(out, SAFE)
    book.set_properties(
        {
            "title": report.title,
            "author": "yipan",
            "created": datetime.combine(report.as_of, time()),
        }
    )
    _Writer(report, book).write()
    book.close()
    return out.getvalue()


class _Writer:
    def __init__(self, report: Report, book: Any) -> None:
        self.report, self.book = report, book
        base = {"font_name": "等线" if report.lang == "zh" else "Calibri", "font_size": 10.5}
        self.base = base
        self.plain = book.add_format({**base, "valign": "top", "text_wrap": True})
        self.head = book.add_format(
            {**base, "bold": True, "bottom": 1, "top": 2, "valign": "top", "text_wrap": True}
        )
        self.title = book.add_format({**base, "bold": True, "font_size": 14})
        self.link = book.add_format({**base, "font_color": "#0b5a85", "underline": 1})
        self.muted = book.add_format({**base, "font_color": "#5b6773", "text_wrap": True})
        self._numbers: dict[str, Any] = {}
        self.names: set[str] = set()

    def say(self, zh: str, en: str) -> str:
        """The word in the report's language."""
        return chinese_punctuation(zh) if self.report.lang == "zh" else en

    def write(self) -> None:
        """All sheets; the read-me comes first and leads to the others."""
        readme = self._sheet(self.say("说明", "Read me"))
        places = [(self._table(number, t), t.title) for number, t in enumerate(self._tables(), 1)]
        lang = self.report.lang
        annexes = (
            (self.say("数据", "Data"), DATA, self.report.data, 3),
            (self.say("指标定义", "Definitions"), DEFINITIONS, self.report.definitions, None),
            (self.say("来源", "Sources"), SOURCES, self._sources(), None),
            (self.say("修订", "Revisions"), REVISIONS, self.report.revisions, None),
        )
        for name, heads, rows, numeric in annexes:
            self._rows(name, heads.pick(lang).split("|"), rows, numeric)
            places.append((name, self.say(f"共 {len(rows)} 行", f"{len(rows)} rows")))
        self._readme(readme, places)

    def _tables(self) -> list[Table]:
        return [block for block in self.report.blocks() if isinstance(block, Table)]

    def _sources(self) -> tuple[tuple[str, ...], ...]:
        return tuple(
            (str(s.number), s.code, s.citation, s.note) for s in self.report.sources.values()
        )

    def _readme(self, sheet: Any, places: list[tuple[str, str]]) -> None:
        report = self.report
        sheet.set_column(0, 0, 22)
        sheet.set_column(1, 1, 90)
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.write_string(0, 0, shield_formula(report.title), self.title)
        drawn = sum(isinstance(block, Drawn) for block in report.blocks())
        lines = [
            *report.imprint,
            self.say(
                "数值按所印位数显示;“变化”列为公式,可随首末值重算。状态、限定词、来源与编号见“数据”。",
                "Values show the digits printed; the column “change” is a formula over both ends. "
                "Status, qualifier, source and id stand in “Data”.",
            ),
            self.say(
                f"报告另有 {drawn} 幅图,见网页与 Word 版。",
                f"The report has {drawn} figures beside; see the web page and the Word file.",
            ),
            self.say(
                "每个编号可用 yipan why 编号 追到所印之处。",
                "yipan why ID leads each id to where it is printed.",
            ),
        ]
        for row, line in enumerate(lines, 1):
            sheet.write_string(row, 0, shield_formula(line), self.muted if row > 1 else self.plain)
            sheet.merge_range(row, 0, row, 1, shield_formula(line), self.muted)
        start = len(lines) + 2
        for row, (name, title) in enumerate(places, start):
            sheet.write_url(row, 0, f"internal:'{name}'!A1", self.link, shield_formula(name))
            sheet.write_string(row, 1, shield_formula(title), self.plain)

    def _sheet(self, name: str) -> Any:
        """A sheet; Excel allows 31 characters and refuses some."""
        bare = "".join(c for c in name if c not in "[]:*?/\\'")[:28].strip() or "sheet"
        unique, number = bare, 2
        while unique.casefold() in self.names:
            unique, number = f"{bare[:25]} {number}", number + 1
        self.names.add(unique.casefold())
        return self.book.add_worksheet(unique)

    def _table(self, number: int, block: Table) -> str:
        sheet = self._sheet(self.say(f"表{number}", f"Table {number}"))
        sheet.write_string(0, 0, shield_formula(f"{sheet.name} {block.title}"), self.title)
        top = 2
        self._heads(sheet, top, [head.text for head in block.heads])
        for row, cells in enumerate(block.rows, top + 1):
            for column, cell in enumerate(cells):
                self._cell(sheet, row, column, cell, block.heads[column].numeric)
            for column, first, last in block.changes:
                self._change(sheet, row, (column, first, last), cells)
        texts = [[h.text for h in block.heads], *([c.text for c in r] for r in block.rows)]
        self._widths(sheet, top, texts)
        codes = ", ".join(c for c in block.sources if c in self.report.sources)
        if codes:
            text = self.say(f"来源:{codes}", f"Sources: {codes}")
            sheet.write_string(top + len(block.rows) + 2, 0, shield_formula(text))
        sheet.freeze_panes(top + 1, 0)
        self._print(sheet, top)
        return str(sheet.name)

    def _cell(self, sheet: Any, row: int, column: int, cell: Cell, numeric: bool) -> None:
        """A number where the cell is one, with its printed digits; else text."""
        digits = cell.text.replace(",", "").lstrip("+-−")
        plain = digits.replace(".", "", 1).isdigit() and digits.isascii()
        if numeric and plain and cell.number is not None:
            sheet.write_number(row, column, float(cell.number), self._format(digits))
            return
        sheet.write_string(row, column, shield_formula(cell.text), self.plain)

    def _change(
        self, sheet: Any, row: int, places: tuple[int, int, int], cells: tuple[Cell, ...]
    ) -> None:
        from xlsxwriter.utility import xl_rowcol_to_cell

        column, first, last = places
        if cells[column].number is None:
            return
        a, b = (xl_rowcol_to_cell(row, place) for place in (first, last))
        value = float(cells[column].number or 0)
        if cells[column].text.endswith("%"):
            shape = self._shape("+0.0%;-0.0%;0.0%")
            sheet.write_formula(row, column, f"=({b}-{a})/{a}", shape, value / 100)
        else:
            unit = self.say("个百分点", " pp")
            points = f'+0.00"{unit}";-0.00"{unit}";0'
            sheet.write_formula(row, column, f"={b}-{a}", self._shape(points), value)

    def _rows(
        self, name: str, heads: list[str], rows: tuple[tuple[str, ...], ...], numeric: int | None
    ) -> None:
        sheet = self._sheet(name)
        self._heads(sheet, 0, heads)
        for row, cells in enumerate(rows, 1):
            for column, text in enumerate(cells):
                digits = text.replace(",", "").lstrip("-")
                if column == numeric and digits.replace(".", "", 1).isdigit() and digits.isascii():
                    number = float(text.replace(",", ""))
                    sheet.write_number(row, column, number, self._format(digits))
                else:
                    sheet.write_string(row, column, shield_formula(text), self.plain)
        self._widths(sheet, 0, [heads, *map(list, rows)])
        sheet.freeze_panes(1, 0)
        self._print(sheet, 0)
        if rows:
            sheet.autofilter(0, 0, len(rows), len(heads) - 1)

    def _print(self, sheet: Any, head: int) -> None:
        """A4 across, one page wide, the head on each page."""
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(head)
        sheet.set_footer("&C&P / &N")

    def _heads(self, sheet: Any, row: int, heads: list[str]) -> None:
        for column, text in enumerate(heads):
            sheet.write_string(row, column, shield_formula(text), self.head)

    def _widths(self, sheet: Any, top: int, rows: list[list[str]]) -> None:
        """Columns by their longest text, within bounds; rows that wrap as high as they need."""
        widths = [
            min(max(max(map(display_width, texts)) + 2, 8), WIDEST)
            for texts in zip(*rows, strict=True)
        ]
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        for row, texts in enumerate(rows, top):
            # A line holds less than its width where words are not broken.
            filled = [-(-display_width(t) // (w - 5)) for t, w in zip(texts, widths, strict=True)]
            if (lines := max(filled)) > 1 and max(map(display_width, texts)) > WIDEST - 5:
                sheet.set_row(row, LINE * lines)

    def _format(self, digits: str) -> Any:
        places = len(digits.partition(".")[2])
        return self._shape("0" if not places else "0." + "0" * places)

    def _shape(self, pattern: str) -> Any:
        if pattern not in self._numbers:
            self._numbers[pattern] = self.book.add_format(
                {**self.base, "num_format": pattern, "valign": "top"}
            )
        return self._numbers[pattern]
