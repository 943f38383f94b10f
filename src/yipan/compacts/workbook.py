"""A settlement sheet for accountants: amounts as numbers, formulas visible, totals that balance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any

from yipan.compacts.document.document import Unit
from yipan.compacts.settling.record import Move
from yipan.compacts.settling.results import code, settlement_fields
from yipan.compacts.settling.settlement import Settlement
from yipan.compacts.words.values import Node
from yipan.core.files import put_whole
from yipan.core.interval import rational_text
from yipan.core.text import display_width

_MONEY = "#,##0.00"
_EXACT_LIMIT = 10**15  # a spreadsheet keeps fifteen digits
_MOVE_HEADER = (
    "序号",
    "期间",
    "事项",
    "付方",
    "收方",
    "条款",
    "状态",
    "数量",
    "单位",
    "依据(因)",
    "原文",
    "编号",
)
_WIDTHS = (5, 8, 9, 13, 13, 8, 8, 17, 5, 36, 26, 24)
_PRINTED = 10  # Ids stand to the right of what is printed.
_NUMERIC = {"序号", "数量", "收入", "支出", "净额", "持有(含自留)", "总额", "所得"}
_QUANTITY, _GIVER, _RECEIVER = 7, "D", "E"
_STATUS = {"due": "应付", "prepaid": "已预拨", "cleared": "清算"}
_LINE = "#C8D0D8"


def write_workbook(settlement: Settlement, receipt: dict[str, Any], path: Path) -> None:
    """Sheets 流 (moves), 净额 (nets by formula), 分成, 未定 and 说明; the file appears whole."""
    put_whole(path, workbook_bytes(settlement, receipt))


def workbook_bytes(settlement: Settlement, receipt: dict[str, Any]) -> bytes:
    """The same file in memory."""
    import xlsxwriter

    out = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"created": datetime(2000, 1, 1)})  # the same inputs, the same bytes
    _Book(book, settlement, receipt).write()
    book.close()
    return out.getvalue()


class _Book:
    """One workbook being written."""

    def __init__(self, book: Any, settlement: Settlement, receipt: dict[str, Any]) -> None:
        self.book = book
        self.settlement = settlement
        self.fields = settlement_fields(settlement)
        self.receipt = receipt
        self.units = {u.smallest: u for c in settlement.compacts.values() for u in c.units.values()}
        font = {"font_name": "Noto Sans CJK SC", "font_size": 10, "valign": "top"}
        cell = {**font, "bottom": 1, "bottom_color": _LINE}
        head = {**font, "bold": True, "bg_color": "#DDE6EE", "bottom": 1}
        last = {**font, "bold": True, "top": 1, "bottom": 6}
        indent = {"align": "left", "indent": 1}
        self.title = book.add_format({**font, "bold": True, "font_size": 14})
        self.under = book.add_format({**font, "font_size": 9, "font_color": "#505A64"})
        self.head = book.add_format({**head, **indent})
        self.head_right = book.add_format({**head, "align": "right"})
        self.text = book.add_format({**cell, **indent})
        self.wrap = book.add_format({**cell, **indent, "text_wrap": True})
        self.count = book.add_format(cell)
        self.money = book.add_format({**cell, "num_format": _MONEY})
        self.total = book.add_format({**last, "num_format": _MONEY})
        self.bold = book.add_format({**last, **indent})

    def write(self) -> None:
        last = self._moves()
        self._nets(last)
        self._splits()
        self._undetermined()
        self._notes()

    def _sheet(self, name: str, header: Sequence[str], widths: Sequence[int], title: str) -> Any:
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.7)
        sheet.set_footer(f"&L{self.fields['note']}&C{self.settlement.id}&R第 &P 页 共 &N 页")
        sheet.hide_gridlines(2)
        sheet.set_row(0, 24)
        sheet.set_row(1, 16)
        sheet.write_string(0, 0, title, self.title)
        sheet.write_string(1, 0, self._under(), self.under)
        for column, (text, width) in enumerate(zip(header, widths, strict=True)):
            sheet.set_column(column, column, width)
            numeric = text in _NUMERIC
            sheet.write_string(2, column, text, self.head_right if numeric else self.head)
        sheet.freeze_panes(3, 0)
        sheet.repeat_rows(2)
        return sheet

    def _moves(self) -> int:
        title = f"{self._name()} 结算单"
        sheet = self._sheet("流", _MOVE_HEADER, _WIDTHS, title)
        row = 3
        for number, move in enumerate(self.settlement.moves, start=1):
            self._move(sheet, row, number, move)
            row += 1
        self._moved_in_all(sheet, row)
        sheet.print_area(0, 0, row + len(self.units) - 1, _PRINTED)
        return row

    def _moved_in_all(self, sheet: Any, end: int) -> None:
        """The sum of the moves of each unit, under them."""
        for row, name in enumerate(self.units, start=end):
            unit = base_name(self.units[name])
            for column in range(_PRINTED + 1):
                sheet.write_blank(row, column, None, self.bold)
            sheet.write_string(row, 1, "合计", self.bold)
            formula = f"=SUMIFS($H$4:$H${end},$I$4:$I${end},$I{row + 1})"
            value = float(sum(m.units for m in self._of(name)) * self.units[name].smallest_factor)
            if end > 3:
                sheet.write_formula(row, _QUANTITY, formula, self.total, value)
            sheet.write_string(row, 8, unit, self.bold)

    def _move(self, sheet: Any, row: int, number: int, move: Move) -> None:
        unit = self.units[move.unit]
        sheet.write_number(row, 0, number, self.count)
        texts = (code(move.period) or "", move.case or "", move.giver, move.receiver)
        for column, text in enumerate(
            (*texts, move.clause, _STATUS.get(move.status, move.status)), start=1
        ):
            sheet.write_string(row, column, text, self.text)
        self._quantity(sheet, row, move, unit)
        sheet.write_string(row, 8, base_name(unit), self.text)
        lines = 1
        for column, text in enumerate((move.zh, move.words, move.id), start=9):
            sheet.write_string(row, column, text, self.wrap)
            lines = max(lines, -(-display_width(text) // (_WIDTHS[column] - 2)))
        sheet.set_row(row, 15 * lines)

    def _quantity(self, sheet: Any, row: int, move: Move, unit: Unit) -> None:
        """The amount as a live formula over the figures of its reason, where one is exact."""
        text = formula(move.because)
        if text is None or move.units >= _EXACT_LIMIT:
            self._amount(sheet, row, _QUANTITY, move.units, unit)
            return
        value = float(move.units * unit.smallest_factor)
        sheet.write_formula(row, _QUANTITY, f"={text}", self.money, value)

    def _amount(self, sheet: Any, row: int, column: int, units: int, unit: Unit) -> None:
        """A number where a spreadsheet keeps it exactly, else the exact text."""
        value = units * unit.smallest_factor
        if abs(units) < _EXACT_LIMIT and "/" not in rational_text(value):
            sheet.write_number(row, column, float(value), self.money)
        else:
            sheet.write_string(row, column, rational_text(value), self.text)

    def _nets(self, last: int) -> None:
        """Received, paid and net per party, by SUMIFS over the moves; the net of all is zero."""
        header = ("方", "单位", "收入", "支出", "净额", "持有(含自留)", "核对")
        sheet = self._sheet("净额", header, (22, 8, 20, 20, 20, 20, 12), "各方净额(对“流”表求和)")
        row = 3
        first_row, end = 4, max(last, 4)
        by_unit: dict[str, list[str]] = {}
        for party, quantities in self.fields["held"].items():
            for unit in quantities:
                by_unit.setdefault(unit, []).append(party)
        for name, parties in by_unit.items():
            start = row
            for party in parties:
                self._net_row(sheet, row, party, name, (first_row, end))
                row += 1
            self._total_row(sheet, row, start, name)
            row += 2
        self._by_year(sheet, row + 1)

    def _net_row(self, sheet: Any, row: int, party: str, name: str, span: tuple[int, int]) -> None:
        unit = self.units[name]
        net = int(self.fields["net"].get(party, {}).get(name, "0"))
        held = int(self.fields["held"].get(party, {}).get(name, "0"))
        received = sum(m.units for m in self._of(name) if m.receiver == party)
        sheet.write_string(row, 0, party, self.text)
        sheet.write_string(row, 1, base_name(unit), self.text)
        first, end = span
        amounts = f"流!$H${first}:$H${end}"
        for column, letter, units in ((2, _RECEIVER, received), (3, _GIVER, received - net)):
            keys = f"流!${letter}${first}:${letter}${end},$A{row + 1}"
            formula = f"=SUMIFS({amounts},{keys},流!$I${first}:$I${end},$B{row + 1})"
            sheet.write_formula(
                row, column, formula, self.money, float(units * unit.smallest_factor)
            )
        value = float(net * unit.smallest_factor)
        sheet.write_formula(row, 4, f"=C{row + 1}-D{row + 1}", self.money, value)
        self._amount(sheet, row, 5, held, unit)
        expected = rational_text(net * unit.smallest_factor)
        check = f'=IF(ROUND(E{row + 1}-({expected}),2)=0,"相符","不符")'
        sheet.write_formula(row, 6, check, self.text, "相符")

    def _total_row(self, sheet: Any, row: int, start: int, name: str) -> None:
        sheet.write_string(row, 0, "合计", self.bold)
        sheet.write_string(row, 1, base_name(self.units[name]), self.bold)
        moved = float(sum(m.units for m in self._of(name)) * self.units[name].smallest_factor)
        for column, value in ((2, moved), (3, moved), (4, 0.0)):
            letter = "ABCDE"[column]
            formula = f"=SUM({letter}{start + 1}:{letter}{row})"
            sheet.write_formula(row, column, formula, self.total, value)
        sheet.write_blank(row, 5, None, self.total)
        check = f'=IF(ROUND(E{row + 1},2)=0,"平衡","不平衡")'
        sheet.write_formula(row, 6, check, self.bold, "平衡")

    def _by_year(self, sheet: Any, row: int) -> None:
        """The net per party and calendar year, as numbers."""
        years = sorted({str(m.at.end.year) if m.at else "" for m in self.settlement.moves})
        sheet.set_row(row, 24)
        sheet.write_string(row, 0, "各年净额", self.title)
        for column, text in enumerate(("方", "单位", *years)):
            sheet.write_string(row + 1, column, text, self.head_right if column > 1 else self.head)
        sums: dict[tuple[str, str], dict[str, int]] = {}
        for move in self.settlement.moves:
            year = str(move.at.end.year) if move.at else ""
            for party, sign in ((move.giver, -1), (move.receiver, 1)):
                cells = sums.setdefault((party, move.unit), {})
                cells[year] = cells.get(year, 0) + sign * move.units
        for line, ((party, name), cells) in enumerate(sums.items(), start=row + 2):
            sheet.write_string(line, 0, party, self.text)
            sheet.write_string(line, 1, base_name(self.units[name]), self.text)
            for column, year in enumerate(years, start=2):
                self._amount(sheet, line, column, cells.get(year, 0), self.units[name])

    def _splits(self) -> None:
        header = ("期间", "事项", "条款", "总额", "方", "所得", "单位", "核对")
        sheet = self._sheet("分成", header, (10, 14, 12, 20, 22, 20, 8, 12), "分成(含付方自留)")
        row = 3
        for split in self.settlement.splits:
            start = row
            unit = self.units[split.unit]
            for party, part in split.parts:
                for column, text in enumerate((split.period or "", split.case or "", split.clause)):
                    sheet.write_string(row, column, text, self.text)
                for column in (3, 7):
                    sheet.write_blank(row, column, None, self.text)
                if row == start:
                    self._amount(sheet, row, 3, split.total, unit)
                sheet.write_string(row, 4, party, self.text)
                self._amount(sheet, row, 5, part, unit)
                sheet.write_string(row, 6, base_name(unit), self.text)
                row += 1
            check = f'=IF(ROUND(SUM(F{start + 1}:F{row})-D{start + 1},2)=0,"不多不少","不符")'
            sheet.write_formula(start, 7, check, self.text, "不多不少")

    def _undetermined(self) -> None:
        header = ("期间", "事项", "条款", "结果", "缺", "未定事项", "冲突或原文")
        sheet = self._sheet("未定", header, (10, 14, 12, 10, 44, 24, 60), "未定与不适用")
        row = 3
        for item in self.fields["undetermined"]:
            texts = [item["period"] or "", item["case"] or "", item["clause"], "未定"]
            texts += ["\n".join(item[key]) for key in ("missing", "open", "conflict")]
            for column, text in enumerate(texts):
                sheet.write_string(row, column, text, self.wrap)
            row += 1
        for item in self.fields["stopped"]:
            texts = [item["period"] or "", item["case"] or "", item["clause"], "不适用", "", ""]
            for column, text in enumerate([*texts, item["words"]]):
                sheet.write_string(row, column, text, self.wrap)
            row += 1
        if row == 3:
            sheet.write_string(row, 0, "无", self.text)

    def _notes(self) -> None:
        sheet = self._sheet("说明", ("项目", "内容"), (22, 110), "说明与凭据")
        lines = [("性质", self.fields["note"])]
        lines += [
            (f"约 {c['id']}", f"{c['version']} sha256 {c['sha256']}")
            for c in self.receipt["compacts"]
        ]
        facts = self.receipt["facts"]
        lines += [
            ("据", f"{facts['rows']} 条 sha256 {facts['sha256']}"),
            ("截至", str(self.receipt["as_of"] or "全部")),
            ("程序", str(self.receipt["program"])),
        ]
        lines += [("尚未核实或属推定", f"{m['at']}: {m['mark']}") for m in self.fields["marks"]]
        for version in self.settlement.versions:
            for item in self.settlement.compacts[version].opens:
                lines.append((f"未定事项 {item.id}", f"约{item.at or ''} {item.what}"))
        for row, (name, text) in enumerate(lines, start=3):
            sheet.write_string(row, 0, name, self.text)
            sheet.write_string(row, 1, text, self.wrap)

    def _under(self) -> str:
        """What the sheet settles: number and versions of the compact, unit, as of when."""
        compact = next(iter(self.settlement.compacts.values()))
        versions = "、".join(self.settlement.versions) or compact.version
        units = "、".join(dict.fromkeys(filter(None, map(base_name, self.units.values()))))
        parts = [compact.number or "", f"版本 {versions}", f"单位 {units}" if units else ""]
        parts.append(f"截至 {self.receipt['as_of'] or '全部的据'}")
        return " · ".join(part for part in parts if part)

    def _name(self) -> str:
        compact = next(iter(self.settlement.compacts.values()))
        return compact.name

    def _of(self, unit: str) -> list[Move]:
        return [m for m in self.settlement.moves if m.unit == unit]


def base_name(unit: Unit) -> str:
    """The base unit of a moving dimension: amounts of a sheet are in it."""
    return unit.dimension if unit.dimension != "1" else ""


_JOINS = {"sum": "+", "sub": "-", "mul": "*", "div": "/"}
_CALLS = {"min": "MIN", "max": "MAX", "mean": "AVERAGE"}


def formula(node: Node) -> str | None:
    """A spreadsheet formula over the figures of a reason; None where it would not be exact."""
    children = [child for child in node.get("of", []) if isinstance(child, dict)]
    op = node.get("op")
    if op is None:
        if "let" in node and children:
            return formula(children[0])
        text = str(node.get("value"))
        return f"({text})" if "/" in text or text.startswith("-") else text
    if op == "first":
        return formula(children[-1])
    if op == "round" or (op == "share" and Fraction(node["exact"]) != Fraction(node["value"])):
        return None
    flat = [m for c in children for m in (c["of"] if c.get("op") == "series" else [c])]
    parts = [formula(child) for child in flat]
    if not parts or any(part is None for part in parts):
        return None
    texts = [part for part in parts if part is not None]
    if op == "share":
        weight = str(node["weight"])
        return f"{texts[0]}*{f'({weight})' if '/' in weight else weight}"
    if op in _JOINS:
        return f"({_JOINS[op].join(texts)})"
    return f"{_CALLS[op]}({','.join(texts)})" if op in _CALLS else None
