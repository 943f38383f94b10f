"""Files of input-output tables: a national table, and output by region and sector.

National: one row a selling sector with its code in `sector` (or `code`), a column for each code,
and `output` (or `GO`). Where there is a column `Origin`, only its rows `Domestic` count. Regions:
the columns `region,sector,output`, in the unit of the table; what they leave is the rest.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from yipan.core.errors import Coded
from yipan.core.words import Words
from yipan.scenarios.multipliers import National, Regions

CODE = ("sector", "code", "Code")
OUTPUT = ("output", "GO", "总产出")
ORIGIN, DOMESTIC = "Origin", "Domestic"
ROUNDING = 1e-6


def read_national(path: Path) -> National:
    """The domestic flows and the output of a national table."""
    rows = _rows(path)
    header = list(rows[0][1]) if rows else []
    code = next((c for c in CODE if c in header), "")
    output = next((c for c in OUTPUT if c in header), "")
    for name, found, known in (("sector", code, CODE), ("output", output, OUTPUT)):
        if not found:
            words = Words(f"缺少列 {name}", f"the column {name} is missing")
            hint = Words(f"可用 {'、'.join(known)}", f"use {', '.join(known)}")
            raise _bad(path, words, hint=hint)
    if ORIGIN in header:
        rows = [(line, row) for line, row in rows if row[ORIGIN] == DOMESTIC]
    rows = [(line, row) for line, row in rows if row[code] in header]
    sectors = [row[code] for _, row in rows]
    if not sectors or len(set(sectors)) != len(sectors):
        words = Words("没有部门,或部门重复", "there are no sectors, or one is there twice")
        raise _bad(path, words)
    flows = [[_number(path, line, row, name) for name in sectors] for line, row in rows]
    made = [_number(path, line, row, output) for line, row in rows]
    return National(tuple(sectors), np.array(flows), np.array(made))


def read_regions(path: Path, national: National, rest: str) -> Regions:
    """Output by region; a last region `rest` takes what is left of each sector."""
    cells: dict[tuple[str, str], float] = {}
    rows = _rows(path)
    for name in ("region", "sector", "output"):
        if rows and name not in rows[0][1]:
            words = Words(f"缺少列 {name}", f"the column {name} is missing")
            raise _bad(path, words, hint="region,sector,output")
    for line, row in rows:
        if row["sector"] not in national.sectors:
            words = Words(
                f"全国表没有部门 {row['sector']}", f"the table has no sector {row['sector']}"
            )
            raise _bad(path, words, line)
        key = row["region"], row["sector"]
        if key in cells:
            words = Words(f"{' '.join(key)} 有两行", f"{' '.join(key)} has two rows")
            raise _bad(path, words, line)
        cells[key] = _number(path, line, row, "output")
    names = list(dict.fromkeys(region for region, _ in cells))
    if not names:
        raise _bad(path, Words("没有数据行", "there are no rows"))
    held = np.array([[cells.get((r, s), 0.0) for s in national.sectors] for r in names])
    left = national.output - held.sum(axis=0)
    for sector, value, whole in zip(national.sectors, left, national.output, strict=True):
        if value < -ROUNDING * max(1.0, whole):
            words = Words(
                f"各地区的 {sector} 合计超过全国", f"the regions' {sector} exceed the nation's"
            )
            raise _bad(path, words, hint=Words("请核对单位", "check the units"))
    left = np.maximum(left, 0.0)
    if left.sum() > ROUNDING * national.output.sum():
        names.append(rest)
        held = np.vstack([held, left])
    return Regions(tuple(names), held)


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        words = Words("文件不能读取或不是 UTF-8", "the file cannot be read or is not UTF-8")
        raise _bad(path, words) from error
    reader = csv.DictReader(text.splitlines())
    return [
        (reader.line_num, {k: (v or "").strip() for k, v in row.items() if k is not None})
        for row in reader
    ]


def _number(path: Path, line: int, row: dict[str, str], column: str) -> float:
    try:
        value = float(row[column])
    except ValueError:
        value = float("nan")
    if not np.isfinite(value) or (value < 0 and column in (*OUTPUT, "output")):
        words = Words(f"“{row[column]}”不是非负的数", f"{row[column]!r} is no number from 0 on")
        raise _bad(path, words, line, column=column)
    return value


def _bad(
    path: Path, fact: Words, row: int | None = None, *, hint: Words | str = "", column: str = ""
) -> Coded:
    return Coded("BAD_TABLE", fact, hint=hint, file=path.name, row=row, field=column)
