"""Compacts of a board: where they are found, their facts, and settling, judging, comparing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yipan
from yipan.compacts.document.document import Compact, Unit
from yipan.compacts.document.library import Addressed, Library
from yipan.compacts.judging.judging import Judgement
from yipan.compacts.judging.judging import judge as judge_rows
from yipan.compacts.settling.comparing import Compared, compare_fields
from yipan.compacts.settling.facts_table import Row, check_rows, read_rows
from yipan.compacts.settling.results import receipt, settlement_fields
from yipan.compacts.settling.settlement import Settlement
from yipan.compacts.settling.settling import settle as settle_rows
from yipan.compacts.words.spans import parse_day, parse_span
from yipan.core.errors import Coded
from yipan.core.words import Words


@dataclass(frozen=True, slots=True)
class Settled:
    """A settlement, its fields as the contract has them, and what it rested on."""

    settlement: Settlement
    fields: dict[str, Any]
    receipt: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Judged:
    """The answers to the cases and what they rested on."""

    answers: tuple[Judgement, ...]
    receipt: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The same facts under several compacts; `units` by the name of each smallest unit."""

    fields: dict[str, Any]
    units: dict[str, Unit]
    receipt: dict[str, Any]


def settle_compact(addressed: Addressed, rows: Sequence[Row], as_of: date | None = None) -> Settled:
    """Every move of a compact over the facts."""
    settlement = settle_rows(addressed.versions, list(rows), as_of=as_of, forced=addressed.forced)
    used = [(addressed.id, version) for version in settlement.versions]
    tables = [t for v, t in settlement.tables.items() if v in settlement.versions]
    proof = receipt([addressed], used, tables or list(settlement.tables.values()), as_of, program())
    return Settled(settlement, settlement_fields(settlement), proof)


def judge_cases(
    addressed: Addressed, rows: Sequence[Row], file: str, as_of: date | None = None
) -> Judged:
    """The answer of a compact to every case."""
    answers, tables = judge_rows(addressed, list(rows), file, as_of)
    used = [(addressed.id, a.edition) for a in answers if a.edition is not None]
    return Judged(tuple(answers), receipt([addressed], used, tables, as_of, program()))


def compare_compacts(
    addressed: Sequence[Addressed], rows: Sequence[Row], as_of: date | None = None
) -> Comparison:
    """Differences between two or more different compacts; the first is the base."""
    names = tuple(a.address for a in addressed)
    refuse_alike(names)
    settled = [settle_rows(a.versions, list(rows), as_of=as_of, forced=a.forced) for a in addressed]
    result = compare_fields(Compared(names, tuple(settled)))
    units = {u.smallest: u for s in settled for c in s.compacts.values() for u in c.units.values()}
    used = [(a.id, v) for a, s in zip(addressed, settled, strict=True) for v in s.versions]
    tables = [t for s in settled for t in s.tables.values()]
    return Comparison(result, units, receipt(addressed, used, tables, as_of, program()))


def refuse_alike(names: Sequence[str]) -> None:
    """A comparison needs two different compacts."""
    if len(names) < 2 or len(set(names)) != len(names):
        raise Coded(
            "UNKNOWN_COMPACT",
            Words("比较须有两份不同的约", "a comparison needs two different compacts"),
            hint=Words("如 yipan compare tax-92 tax-442 --facts f.csv", "name two or more"),
        )


def library(board: str) -> Library:
    """Compacts of the board, then those that ship with Yipan."""
    built_in = Path(yipan.__file__).parent / "boards"
    folders = [Path(board) / "compacts"] if Path(board).is_dir() else []
    folders += sorted(built_in.glob("*/compacts"))
    return Library(dict.fromkeys(folder.resolve() for folder in folders if folder.is_dir()))


def read_facts(file: str, compacts: Sequence[Compact]) -> list[Row]:
    """Rows of a facts file, every indicator known."""
    rows = read_table(file)
    check_rows(rows, compacts, Path(file).name)
    return rows


def read_table(file: str) -> list[Row]:
    """Rows of a CSV file, or of the first sheet of a workbook."""
    path = Path(file)
    if path.suffix.lower() not in {".xlsx", ".xlsm", ".xls", ".ods", ".et"}:
        return read_rows(path)
    from yipan.facts.importing.files import read_grids

    grid = next(iter(read_grids(path)), None)
    lines = [] if grid is None else [[_cell(value) for value in row] for row in grid.rows]
    header = [name.strip() for name in lines[0]] if lines else []
    if grid is not None and "period" in header:
        _refuse_months_as_days(path.name, header.index("period"), grid.rows[1:])
    return [
        Row(number, path.name, dict(zip(header, line, strict=False)))
        for number, line in enumerate(lines[1:], start=2)
        if any(line)
    ]


def _refuse_months_as_days(file: str, column: int, rows: Sequence[Sequence[object]]) -> None:
    """A spreadsheet turns 2016-05 into the first of May: every date is then a first of a month."""
    days = [
        (number, row[column])
        for number, row in enumerate(rows, start=2)
        if len(row) > column and isinstance(row[column], date)
    ]
    if days and all(isinstance(day, date) and day.day == 1 for _, day in days):
        number, day = days[0]
        raise Coded(
            "BAD_PERIOD",
            Words(
                f"时期 {day} 是日期格:表格软件会把 2016-05 改成当月一日",
                f"period {day} is a date cell: spreadsheets turn 2016-05 into the first of May",
            ),
            hint=Words(
                "请把 period 一列设为文本,写 2016-05 或 2016-05-01",
                "make the column text and write 2016-05 or 2016-05-01",
            ),
            file=file,
            row=number,
            field="period",
        )


def _cell(value: object) -> str:
    """A cell as it would be typed: a number by its shortest decimal, a day as 2016-05-01."""
    if value is None:
        return ""
    if isinstance(value, float):
        text = format(Decimal(repr(value)), "f")
        return text.removesuffix(".0")
    if isinstance(value, bool):
        return "是" if value else "否"
    return value.isoformat() if isinstance(value, date) else str(value).strip()


def read_date(text: str | None) -> date | None:
    """The day given by --as-of: a date, or a year or month whose last day is meant."""
    if text is None:
        return None
    day = parse_day(text)
    span = parse_span(text)
    if day is None and span is not None:
        day = span.end
    if day is None:
        raise Coded(
            "BAD_PERIOD",
            Words(f"“{text}”不是日期", f"{text!r} is no date"),
            hint=Words("写 2020-12-31", "write 2020-12-31"),
            field="--as-of",
        )
    return day


def program() -> str:
    """The program and its version, for receipts."""
    return f"yipan {yipan.__version__}"
