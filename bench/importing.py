"""Importing workbooks and CSV. Peer: calamine alone, which gives values and understands nothing.

Ours reads, finds the tables, resolves every name, unit and period, checks every cell and writes the
facts into a ledger; the ratio says what that costs over bare reading.
"""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import python_calamine
import xlsxwriter

from bench.results import Row, seconds
from yipan.core.indicators import Indicator, IndicatorKind, IndicatorTable
from yipan.core.parties import Party, PartyKind, PartyTree
from yipan.facts import Ledger
from yipan.facts.importing.names import Names
from yipan.facts.importing.outcome import Origin
from yipan.facts.importing.run import import_files, understand
from yipan.facts.importing.sheets import SheetReader

PLACES, YEARS = 31, 20


def run(size: str) -> list[Row]:
    """All rows of the area."""
    full = size == "full"
    with tempfile.TemporaryDirectory() as folder:
        return [
            *_workbook(Path(folder), 2_000 if full else 50, full=full),
            _long_csv(Path(folder), 1_000_000 if full else 30_000, full=full),
        ]


def _workbook(folder: Path, sheets: int, *, full: bool) -> list[Row]:
    """Yearbook sheets: a title, a unit, years across, places down, formats with two decimals."""
    path = folder / "yearbook.xlsx"
    _write_workbook(path, sheets)
    cells = sheets * (PLACES + 3) * (YEARS + 1)
    facts = sheets * PLACES * YEARS
    found = [understand([path], _reader())]
    assert found[0].tally.facts == facts
    assert found[0].tally.rejects == 0
    dry = seconds(lambda: understand([path], _reader()))
    whole = seconds(lambda: _import(folder, path, facts))
    bare = seconds(lambda: _bare(path))
    size = f"{sheets:,} sheets, {cells / 1e6:.2g} M cells"
    within = {"aim": "≤ 60 s", "met": dry <= 60} if full else {"aim": ""}
    return [
        Row("read and understand a workbook", size, dry, "s", bare, "calamine, values only",
            **within),
        Row("the same into a ledger", size, whole, "s", bare, "calamine, values only"),
        Row("cells understood a second", size, cells / dry, "cells/s"),
    ]  # fmt: skip


def _long_csv(folder: Path, count: int, *, full: bool) -> Row:
    """A long CSV, one figure a row, of places, years and indicators."""
    path = folder / "long.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(("地区", "年份", "指标", "数值", "单位"))
        writer.writerows(_long_rows(count))
    tally = understand([path], _reader()).tally
    assert tally.facts == count
    ours = seconds(lambda: understand([path], _reader()))
    bare = seconds(lambda: sum(1 for _ in csv.reader(path.open(encoding="utf-8", newline=""))))
    within = {"aim": "≤ 90 s", "met": ours <= 90} if full else {"aim": ""}
    size = f"{count:,} rows"
    return Row("read and understand a long CSV", size, ours, "s", bare, "csv.reader, text only",
               **within)  # fmt: skip


def _long_rows(count: int) -> Iterator[tuple[object, ...]]:
    names = [i.name_zh for i in _indicators()]
    for number in range(count):
        place, rest = number % PLACES, number // PLACES
        year, which = 1950 + rest % 75, rest // 75
        name = names[which % len(names)]
        yield f"地{place:02}", year, name, f"{number * 7 % 99991}.{number % 100:02}", "亿元"


def _indicators() -> list[Indicator]:
    return [
        Indicator(f"x{n:04}", f"指标{n:04}", "", "亿元", IndicatorKind.FLOW) for n in range(2_000)
    ]


def _reader() -> SheetReader:
    parties = PartyTree(
        Party(f"P{n:02}", f"地{n:02}", "", PartyKind.PROVINCE) for n in range(PLACES)
    )
    names = Names(parties, IndicatorTable(_indicators()))
    return SheetReader(names, Origin("S", learned_on=date(2025, 1, 1)))


def _write_workbook(path: Path, sheets: int) -> None:
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    shown = book.add_format({"num_format": "#,##0.00"})
    for number in range(sheets):
        sheet = book.add_worksheet(f"S{number}")
        sheet.write(0, 0, f"表{number % 900} 指标{number:04}")
        sheet.write(1, 0, "单位:亿元")
        sheet.write(2, 0, "地区")
        sheet.write_row(2, 1, range(2004, 2004 + YEARS))
        for place in range(PLACES):
            sheet.write(3 + place, 0, f"地{place:02}")
            for year in range(YEARS):
                value = 1000 + number * 1.13 + place * 7.1 + year * 3.37
                sheet.write_number(3 + place, 1 + year, value, shown)
    book.close()


def _import(folder: Path, path: Path, facts: int) -> None:
    target = folder / "ledger"
    shutil.rmtree(target, ignore_errors=True)
    done = import_files(Ledger.create(target), [path], _reader(), rejects_file=folder / "r.csv")
    assert done.added == facts


def _bare(path: Path) -> None:
    book = python_calamine.load_workbook(str(path))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python(skip_empty_area=False)
