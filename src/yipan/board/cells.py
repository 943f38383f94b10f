"""Checks of single cells that all tables share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from fractions import Fraction
from typing import TypeVar

from yipan.board.csv_table import Row
from yipan.board.fields import Field, Table
from yipan.board.problems import Problems
from yipan.core.errors import YipanError, near_misses
from yipan.core.interval import Interval
from yipan.core.printed import numeral_value

T = TypeVar("T")


def usable(rows: Iterable[Row], table: Table, problems: Problems) -> list[Row]:
    """The rows whose required cells are filled and whose words are among the choices."""
    found: list[Row] = []
    for row in rows:
        before = len(problems.errors)
        for field in table.fields:
            _check(row, field, problems, amends=row.amends)
        if len(problems.errors) == before:
            found.append(row)
    return found


def attempt(make: Callable[[], T], code: str, row: Row, field: str, problems: Problems) -> T | None:
    """What `make` returns; None after adding the error that it raised."""
    try:
        return make()
    except YipanError as error:
        problems.caught(code, row.where(field), error)
        return None


def read_day(row: Row, field: str, problems: Problems) -> date | None:
    """A day such as 2017-04-01 or 2017/4/1 (as Excel rewrites it); None when empty."""
    text = row[field].replace("/", "-")
    if not text:
        return None
    try:
        return date(*(int(part) for part in text.split("-")))
    except (ValueError, TypeError):
        problems.error(
            "BAD_DATE",
            row.where(field),
            f"“{row[field]}”不是日期",
            f"{row[field]!r} is not a day",
            ("请写作 2017-04-01", "write it as 2017-04-01"),
        )
        return None


def read_number(row: Row, field: str, problems: Problems) -> Fraction | None:
    """An exact number; None when empty."""
    if not row[field]:
        return None
    return attempt(lambda: numeral_value(row[field]), "BAD_NUMBER", row, field, problems)


def bounds(low: Fraction | None, high: Fraction | None, row: Row, problems: Problems) -> Interval:
    """The interval between two bounds."""
    if low is not None and high is not None and low > high:
        problems.error(
            "BAD_VALUE",
            row.where("low"),
            f"下限 {row['low']} 大于上限 {row['high']}",
            f"low {row['low']} is above high {row['high']}",
            ("请对调", "swap them"),
        )
        return Interval(None, None)
    return Interval(low, high)


def names_of(row: Row, problems: Problems) -> tuple[str, str]:
    """Both names; at least one must be there."""
    pair = (row["name_zh"], row["name_en"])
    if not any(pair):
        problems.error(
            "MISSING",
            row.where("name_zh"),
            "没有名称",
            "it has no name",
            ("请填 name_zh 或 name_en", "fill name_zh or name_en"),
        )
    return pair


def unknown(
    row: Row, field: str, what: tuple[str, str], name: str, known: Iterable[str], problems: Problems
) -> None:
    """Add that `name` refers to nothing; `what` is the thing in Chinese and English."""
    near = near_misses(name, known)
    table = {"party": "parties", "indicator": "indicators", "source": "sources"}[what[1]]
    zh, en = f"请在 {table}.csv 中加一行", f"add a row to {table}.csv"
    if near:
        zh = f"是否指 {'、'.join(near)}?否则{zh}"
        en = f"did you mean {', '.join(near)}? else {en}"
    problems.error(
        "UNKNOWN",
        row.where(field),
        f"没有名为“{name}”的{what[0]}",
        f"no {what[1]} is called {name!r}",
        (zh, en),
    )


def _check(row: Row, field: Field, problems: Problems, *, amends: bool) -> None:
    value = row[field.name]
    if field.required and not value and not amends:
        problems.error(
            "MISSING",
            row.where(field.name),
            "必填项为空",
            "the cell is empty",
            (f"请填写:{field.help_zh}", f"fill it: {field.help}"),
        )
    if field.choices and value and value not in field.choices:
        choices = [str(c) for c in field.choices]
        near = near_misses(value, choices) or choices
        problems.error(
            "BAD_VALUE",
            row.where(field.name),
            f"“{value}”不在可选之列",
            f"{value!r} is not among the choices",
            (f"可写 {'、'.join(near)}", f"write {', '.join(near)}"),
        )
