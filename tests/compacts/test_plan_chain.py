"""Columns in layers: what is read once is written where it is read; nothing else changes."""

from __future__ import annotations

import duckdb

from yipan.compacts.columns.plan_chain import LIGHT, Chain


def test_what_is_read_twice_is_a_column_and_what_is_read_once_is_not() -> None:
    """Twice the square of a + 1; the sum that only the square reads stands inside it."""
    chain = Chain()
    more = chain.hold("a + 1")
    square = chain.hold(f"CASE WHEN a > 0 THEN {more} * 2 END")
    text = chain.query("t", ["a", "b"], [f"{square} + {square} AS twice"])
    assert text == (
        "WITH l1 AS (SELECT CASE WHEN a > 0 THEN (a + 1) * 2 END AS x2 FROM t) "
        "SELECT x2 + x2 AS twice FROM l1"
    )
    found = duckdb.execute(text.replace("FROM t)", "FROM (VALUES (3, 4)) t(a, b))")).fetchall()
    assert found == [(16,)]


def test_equal_expressions_are_one_and_what_nobody_reads_is_left_out() -> None:
    """A column asked for by its name keeps it; one that is never read is not worked out."""
    chain = Chain()
    first, again, idle = chain.hold("a * 2"), chain.hold("a * 2"), chain.hold("a / 0")
    assert first == again != idle
    text = chain.query("t", ["a"], ["a", first])
    assert text == "WITH l1 AS (SELECT a, a * 2 AS x1 FROM t) SELECT a, x1 FROM l1"


def test_names_inside_texts_and_quoted_names_are_no_columns() -> None:
    """'x1' and "x1" are a text and a column of the source, whatever the chain calls its own."""
    chain = Chain()
    name = chain.hold("a || '''x1'")
    text = chain.query("t", ["a", '"x1"'], [f"{name} || 'x1' || \"x1\" AS whole"])
    assert text == "SELECT (a || '''x1') || 'x1' || \"x1\" AS whole FROM t"


def test_only_short_expressions_are_worked_out_twice() -> None:
    """A sum of two is; a long one, a division and a choice are columns."""
    chain = Chain()
    short = chain.hold("a + b")
    others = [chain.hold("a // 7"), chain.hold("a" + " + b" * LIGHT)]
    text = chain.query("t", ["a", "b"], [f"{x} * {x} AS y{x}" for x in (short, *others)])
    assert text.endswith("SELECT (a + b) * (a + b) AS yx1, x2 * x2 AS yx2, x3 * x3 AS yx3 FROM l1")
