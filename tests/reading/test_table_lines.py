"""Lines of tables: each row of the table of rules reads its example and catches its misprint."""

from __future__ import annotations

import pytest

from yipan.reading.check import check
from yipan.reading.relations.table_formulas import Rule, rules

ROWS = rules()


def told(text: str) -> set[tuple[str, str]]:
    """(relation, severity) of what is wrong in a text."""
    return {(c.relation, c.severity) for c in check(text).claims if c.severity}


@pytest.mark.parametrize("row", ROWS, ids=[r.name for r in ROWS])
def test_example_of_a_line_comes_out(row: Rule) -> None:
    """The true table gives claims of the row's relation, and no alarm."""
    claims = check(row.example).claims
    held = [c for c in claims if c.relation == row.relation and c.pattern == row.name]
    assert held
    assert {c.verdict for c in held} == {"consistent"}
    assert told(row.example) == set()


@pytest.mark.parametrize("row", ROWS, ids=[r.name for r in ROWS])
def test_misprint_in_a_line_is_an_error(row: Rule) -> None:
    """One number against what the others of its line obey is a hard inconsistency."""
    assert (row.relation, "hard") in told(row.wrong)


def test_real_growth_beside_current_prices_breaks_no_rule() -> None:
    """增加值 grows at constant prices: its printed levels say nothing of its rate."""
    table = (
        "指标\t2024年（亿元）\t2023年（亿元）\t增长（%）\n财政收入\t286.4\t271.9\t5.3\n"
        "社会消费品零售总额\t1450.2\t1368.1\t6.0\n工业增加值\t812.5\t790.3\t6.4\n"
    )
    assert told(table) == set()


def test_columns_set_with_single_spaces_are_a_table_with_their_header() -> None:
    """Rows as a PDF gives them: 312846 = 57215 + 181673 + 73958; a digit changed is found."""
    table = (
        "表2-1 年龄构成\n年龄 人口数（人） 比重（%）\n总计 312846 100.00\n0—14岁 57215 18.29\n"
        "15—59岁 181673 58.07\n60岁及以上 73958 23.64\n其中：65岁及以上 56312 18.00\n"
    )
    assert told(table) == set()
    assert told(table.replace("181673", "186173"))
    assert told(table.replace("23.64", "26.34"))
    assert told(table.replace("56312", "53612"))


def test_an_average_in_the_total_row_is_no_sum() -> None:
    """92.3 % of all buses is no sum of 92.9, 90.0 and 95.0."""
    table = (
        "地市  公交车(辆)  新能源(辆)  占比(%)\n福州  4862  4517  92.9\n厦门  5120  4608  90.0\n"
        "泉州  3247  3085  95.0\n合计  13229  12210  92.3\n"
    )
    assert told(table) == set()
    assert told(table.replace("4608", "4068"))


def test_a_column_of_years_is_not_reckoned_with() -> None:
    """Years beside printed figures are periods: 2019 is no growth of 2021 over 2021."""
    text = """
指标	方	时期	数值	来源
文化企业	河北	2021	1324家	D1
文化企业营业收入	北京	2021	17563.8亿元	D1
文化企业营业收入	河北	2021	968.3亿元	D1
两年平均增长	北京	2019–2021	8.9%	D1
营业收入同比	北京	2019	8.2%	D1
营业收入同比	北京	2021	17.5%	D1
"""
    assert told(text) == set()
