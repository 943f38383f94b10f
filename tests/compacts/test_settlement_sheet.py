"""The settlement sheet: amounts are numbers, formulas are live, totals balance, text stays text."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from yipan.compacts.document.library import Addressed
from yipan.compacts.document.reading_document import parse_compact
from yipan.compacts.settling.facts_table import parse_rows
from yipan.compacts.settling.results import receipt
from yipan.compacts.settling.settling import settle
from yipan.compacts.workbook import formula, write_workbook

pytest.importorskip("xlsxwriter")

COMPACT = """
yipan: 1
id: half
version: "1"
units: {元: {smallest: 分, show: 元}}
roles: {甲: {party: 甲}, 乙: {case: party}}
case: each
clock: {each: year, of: [税]}
ties: [乙, 甲]
indicators: {税: {unit: 元, period: year}}
clauses:
  - {id: a, words: 对半, share: {amount: 税, from: 乙, to: {甲: 1/2, 乙: 1/2}}}
"""


def test_the_sheet_holds_exact_numbers_and_balancing_formulas(tmp_path: Path) -> None:
    """181,901,234.56 元 halves to 90,950,617.28; the nets of the parties sum to zero."""
    facts = "party,indicator,period,value,unit\n=企业,税,2017,181901234.56,元\n"
    compact = parse_compact(COMPACT)
    settlement = settle([compact], parse_rows(facts, "f.csv"), forced=True)
    addressed = Addressed("half", (compact,), True)
    proof = receipt([addressed], [("half", "1")], list(settlement.tables.values()), None, "yipan")
    path = tmp_path / "s.xlsx"
    write_workbook(settlement, proof, path)
    book = CalamineWorkbook.from_path(str(path))
    move = book.get_sheet_by_name("流").to_python()[3]
    assert move[7] == 90950617.28
    assert move[3] == "=企业"
    assert move[6] == "应付"
    total = book.get_sheet_by_name("流").to_python()[4]
    assert (total[1], total[7]) == ("合计", 90950617.28)
    assert book.get_sheet_by_name("未定").to_python()[3][0] == "无"
    nets = book.get_sheet_by_name("净额").to_python()
    assert nets[5][4] == 0
    assert nets[5][6] == "平衡"


def test_a_formula_is_written_only_where_it_is_exact() -> None:
    """An odd cent given by tie order is no formula; a sum of facts is."""
    leaf = {"fact": "税/E/2017", "value": "100.01", "unit": "元"}
    whole = {"op": "sum", "value": "200.02", "unit": "元", "of": [leaf, leaf]}
    assert formula(whole) == "(100.01+100.01)"
    share = {"op": "share", "value": "50", "exact": "50.005", "weight": "0.5", "of": [leaf]}
    assert formula(share) is None
    assert Fraction("100.01") * 2 == Fraction(whole["value"])
