"""Plans are SQL that other engines run: in the portable dialect each is rewritten for Spark."""

from __future__ import annotations

import re

import pytest
import sqlglot

from yipan.board.bindings.compacts import library
from yipan.compacts.columns.columnar import PORTABLE, NotColumnarError
from yipan.compacts.columns.list_plan import plan_list
from yipan.compacts.columns.plan import plan_settlement
from yipan.facts.plans import Step

# Built-in functions of Spark SQL 3.4 and later that plans may use.
SPARK = {
    *("ABS", "BIT_COUNT", "BIT_OR", "CAST", "COALESCE", "CONTAINS", "COUNT", "FILTER", "GREATEST"),
    *("LEAST", "LENGTH", "MAX", "MIN", "REGEXP_REPLACE", "REPLACE", "SHIFTLEFT", "SPLIT_PART"),
    *("STARTSWITH", "SUBSTRING", "SUM", "TRIM", "UPPER"),
}
WORDS = {
    "WHERE",
    "HAVING",
    "AND",
    "OR",
    "NOT",
    "IN",
    "AS",
    "WHEN",
    "THEN",
    "ELSE",
    "FROM",
    "CASE",
    "JOIN",
    "ON",
}
COLUMNAR = ("tax-92", "tax-442", "scenario-stay", "carbon-power-gap", "offset-beijing")


def steps(name: str) -> tuple[Step, ...]:
    compact = library("jingjinji").find(name).versions[-1]
    return plan_settlement(compact, range(2013, 2022), 5, dialect=PORTABLE).steps


def for_spark(step: Step) -> str:
    """The query as Spark reads it; what sqlglot cannot say raises."""
    level = sqlglot.ErrorLevel.RAISE
    (found,) = sqlglot.transpile(step.query, read="duckdb", write="spark", unsupported_level=level)
    sqlglot.parse_one(found, read="spark")
    return found


def portable(step: Step) -> None:
    text = re.sub(r"'(?:[^']|'')*'|`[^`]*`", "x", for_spark(step))
    called = set(re.findall(r"\b([A-Z_]{2,})\s?\(", text)) - WORDS
    assert called <= SPARK, (step.name, called - SPARK)
    assert "//" not in text
    assert not re.search(r"\b(ENUM|HUGEINT|INT128)\b", text)
    assert not step.codes


@pytest.mark.parametrize("name", COLUMNAR)
def test_settlements_are_sql_that_spark_knows(name: str) -> None:
    """Every query of the plan, with functions that Spark has, and no type of one engine."""
    try:
        found = steps(name)
    except NotColumnarError:
        assert name == "offset-beijing"  # Two kinds of credits over one record.
        return
    assert {step.name for step in found} >= {"turned", "wide", "settled", "moves", "stopped"}
    for step in found:
        portable(step)


def test_lists_are_sql_that_spark_knows() -> None:
    """Both editions of the list."""
    for step in plan_list(library("jingjinji").find("list-beijing").versions, forced=False):
        portable(step)


def test_whole_division_stays_whole() -> None:
    """`//` on whole numbers is DIV, which drops the fraction; `/` would make a float."""
    settled = next(s for s in steps("tax-92") if s.name == "settled")
    assert " // 2" in settled.query
    assert " DIV 2" in for_spark(settled)
