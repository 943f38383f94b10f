"""Yearly values of parties and indicators: what scenarios, back-tests and evaluations eat."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from yipan.core.errors import Coded, near_misses
from yipan.core.fields import exact_or_scientific
from yipan.core.words import Words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

COLUMNS = ("party", "period", "indicator", "value")


@dataclass(frozen=True, slots=True)
class YearTable:
    """Exact values by (indicator, party, year). `vintage` names the revision state, if any."""

    values: dict[tuple[str, str, int], Fraction]
    name: str = ""

    def parties(self, indicator: str) -> list[str]:
        """Parties that have the indicator, sorted: the order of rows changes no result."""
        return sorted({p for i, p, _ in self.values if i == indicator})

    def years(self, indicator: str) -> list[int]:
        """Years in which any party has the indicator."""
        return sorted({y for i, _, y in self.values if i == indicator})

    def value(self, indicator: str, party: str, year: int) -> Fraction:
        """One value; a missing cell is named."""
        found = self.values.get((indicator, party, year))
        if found is None:
            self.require(indicator)
            raise Coded(
                "MISSING",
                Words(
                    f"缺少 {party} {year} 年的 {indicator}",
                    f"{indicator} of {party} in {year} is missing",
                ),
                file=self.name,
            )
        return found

    def unbroken(self, indicator: str, parties: Iterable[str], last: int) -> int:
        """The first year of the run up to `last` in which every party has every year."""
        names = list(parties)
        for party in names:
            self.value(indicator, party, last)
        first = last
        while all((indicator, party, first - 1) in self.values for party in names):
            first -= 1
        return first

    def require(self, indicator: str) -> None:
        """Refuse an indicator that the table does not have."""
        known = dict.fromkeys(i for i, _, _ in self.values)
        if indicator not in known:
            near = ", ".join(near_misses(indicator, known) or known)
            raise Coded(
                "UNKNOWN",
                Words(f"没有指标 {indicator}", f"there is no indicator {indicator}"),
                hint=Words(f"已有 {near}", f"there are {near}"),
                file=self.name,
            )

    def grid(self, indicator: str, parties: Iterable[str], years: Iterable[int]) -> Floats:
        """A dense array party × year; a missing cell is refused by name."""
        import numpy as np

        columns = list(years)
        rows = [[float(self.value(indicator, p, y)) for y in columns] for p in parties]
        return np.array(rows, dtype=np.float64)


def read_table(path: Path, vintage: str = "") -> YearTable:
    """A long CSV `party,period,indicator,value`, optionally with a column `vintage`."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Coded(
            "BAD_TABLE",
            Words("文件不能读取或不是 UTF-8", "the file cannot be read or is not UTF-8"),
            hint=Words("请检查路径与编码", "check the path and the encoding"),
            file=str(path.name),
        ) from error
    reader = csv.DictReader(text.splitlines())
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise Coded(
            "BAD_TABLE",
            Words(f"缺少列 {'、'.join(missing)}", f"columns {', '.join(missing)} are missing"),
            hint=Words(f"表头应为 {','.join(COLUMNS)}", f"the header is {','.join(COLUMNS)}"),
            file=path.name,
        )
    values: dict[tuple[str, str, int], Fraction] = {}
    for number, row in enumerate(reader, start=2):
        if vintage and (row.get("vintage") or "") != vintage:
            continue
        key, value = _row(row, path.name, number)
        if values.setdefault(key, value) != value:
            raise Coded(
                "DUPLICATE",
                Words(
                    f"{key[1]} {key[2]} 年的 {key[0]} 有两个值",
                    f"{key[0]} of {key[1]} in {key[2]} has two values",
                ),
                file=path.name,
                row=number,
            )
    if not values:
        words = Words("没有数据行", "there are no rows")
        raise Coded("BAD_TABLE", words, file=path.name, field=vintage)
    return YearTable(values, path.name)


def vintages_of(path: Path) -> tuple[str, ...]:
    """The vintages that a long CSV names, in the order of their first row."""
    try:
        rows = csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())
        return tuple(dict.fromkeys(row["vintage"] for row in rows if row.get("vintage")))
    except (OSError, UnicodeDecodeError):
        return ()  # read_table says what is wrong with the file


def _row(row: dict[str, str], file: str, number: int) -> tuple[tuple[str, str, int], Fraction]:
    try:
        year = int(row["period"])
    except (TypeError, ValueError):
        raise Coded(
            "BAD_PERIOD",
            Words(f"“{row['period']}”不是年份", f"{row['period']!r} is not a year"),
            file=file,
            row=number,
            field="period",
        ) from None
    value = exact_or_scientific(row["value"] or "")
    if value is None:
        raise Coded(
            "BAD_NUMBER",
            Words(f"“{row['value']}”不是数", f"{row['value']!r} is not a number"),
            file=file,
            row=number,
            field="value",
        )
    return (row["indicator"], row["party"], year), value
