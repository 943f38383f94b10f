"""The long table that measures eat, from CSV, frames, records or a panel; and the dense array.

Columns: party, period, indicator, value; optional weight, group, subgroup, sector, plant, other.
"""

from __future__ import annotations

import csv
import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from yipan.core.errors import BadInput, UnknownName, Where
from yipan.core.primitives import Cut
from yipan.core.words import Words
from yipan.gauge.arrays import Bools, Floats, Ints, codes_of

TEXT_COLUMNS = ("party", "period", "indicator", "group", "subgroup", "sector", "plant", "other")
NUMBER_COLUMNS = ("value", "weight")
COLUMNS = (*TEXT_COLUMNS, *NUMBER_COLUMNS)
WORDS_OF_AXES = {
    "party": "方",
    "period": "时期",
    "indicator": "指标",
    "sector": "部门",
    "plant": "企业",
    "other": "对象",
    "origin": "起点",
    "destination": "终点",
}


@dataclass(frozen=True, slots=True)
class Dense(Cut):
    """A cut that names the cells it refuses."""

    def names(self, axis: str) -> tuple[str, ...]:
        """The labels of an axis."""
        return self.labels[self.axes.index(axis)]

    def place(self, index: Sequence[int]) -> dict[str, str]:
        """The labels of a cell."""
        pairs = zip(self.axes, self.labels, index, strict=True)
        return {axis: names[i] for axis, names, i in pairs}

    def refuse(self, bad: Bools, what: Words, hint: Words | str = "") -> None:
        """Raise for the first cell where `bad` holds, naming it and its value."""
        if not bad.any():
            return
        index = tuple(int(i) for i in np.argwhere(bad)[0])
        where = self.place(index)
        value = self.values[index]
        shown = "" if math.isnan(value) else f" = {float(value):.15g}"
        zh = "、".join(f"{WORDS_OF_AXES.get(k, k)} {v}" for k, v in where.items())
        en = ", ".join(f"{k} {v}" for k, v in where.items())
        raise BadInput(Words(f"{zh}{shown}: {what.zh}", f"{en}{shown}: {what.en}"), hint=hint)

    def refuse_missing(self) -> None:
        """Raise for the first missing cell."""
        self.refuse(
            np.isnan(self.values),
            Words("缺值", "the cell is missing"),
            Words(
                "补上该值, 或用 --set missing=drop-party|drop-period|impute:METHOD",
                "supply it, or use --set missing=drop-party|drop-period|impute:METHOD",
            ),
        )

    def refuse_negative(self, why: Words | None = None) -> None:
        """Raise for the first negative cell."""
        what = why or Words("负值不能形成份额或取对数", "a negative value forms no share or log")
        self.refuse(
            self.values < 0, what, Words("检查或删去该值", "check the value or leave it out")
        )

    def refuse_not_positive(self, why: Words | None = None) -> None:
        """Raise for the first cell that is zero or negative."""
        what = why or Words("必须为正数才能取对数", "must be positive to take its logarithm")
        self.refuse(
            self.values <= 0, what, Words("检查或删去该值", "check the value or leave it out")
        )

    def group_codes(self, which: str = "group") -> tuple[tuple[str, ...], Ints] | None:
        """Names of the groups and the code of each party, or None without the column."""
        labels = self.groups if which == "group" else self.subgroups
        return None if labels is None else codes_of(labels)


@dataclass(frozen=True, slots=True)
class Table:
    """A long table: text columns and float columns of one length; NaN is an empty cell."""

    text: Mapping[str, tuple[str, ...]]
    numbers: Mapping[str, Floats]
    source: str = ""

    def __len__(self) -> int:
        return len(self.numbers["value"])

    def has(self, column: str) -> bool:
        """Whether the column is there."""
        return column in self.text or column in self.numbers

    def distinct(self, column: str) -> tuple[str, ...]:
        """The sorted labels of a text column."""
        return tuple(sorted(set(self.text.get(column, ()))))

    def keep(self, mask: Bools) -> Table:
        """The rows where the mask holds."""
        rows = np.flatnonzero(mask)
        text = {name: tuple(column[i] for i in rows) for name, column in self.text.items()}
        return replace(self, text=text, numbers={k: v[rows] for k, v in self.numbers.items()})

    def only(self, column: str, wanted: Iterable[str]) -> Table:
        """The rows whose `column` is one of `wanted`; each of them must occur."""
        names = set(wanted)
        known = self.distinct(column)
        for name in sorted(names):
            if name not in known:
                raise UnknownName(column, name, known)
        return self.keep(np.array([label in names for label in self.text[column]], dtype=bool))

    def without_weight(self) -> Table:
        """The same table, its weights ignored."""
        return replace(self, numbers={"value": self.numbers["value"]})

    def digest(self) -> str:
        """SHA-256 of the content in a fixed order of rows."""
        names = sorted(self.text)
        rows = sorted(
            "\x1f".join(
                [self.text[n][i] for n in names]
                + [float(self.numbers[n][i]).hex() for n in sorted(self.numbers)]
            )
            for i in range(len(self))
        )
        return hashlib.sha256("\x1e".join([",".join(names), *rows]).encode()).hexdigest()

    def dense(self, *axes: str) -> Dense:
        """The array over these axes; refuses duplicate keys. Missing cells are NaN."""
        for axis in axes:
            if axis not in self.text:
                raise BadInput(
                    Words(f"缺少列 {axis}", f"the column {axis} is missing"), where=self.source
                )
        coded = [codes_of(self.text[axis]) for axis in axes]
        shape = tuple(len(names) for names, _ in coded)
        flat = np.ravel_multi_index(tuple(codes for _, codes in coded), shape)
        self._refuse_duplicates(flat, axes)
        values = np.full(shape, np.nan)
        values.reshape(-1)[flat] = self.numbers["value"]
        weights = None
        if "weight" in self.numbers:
            weights = np.full(shape, np.nan)
            weights.reshape(-1)[flat] = self.numbers["weight"]
        labels = tuple(names for names, _ in coded)
        parties = labels[axes.index("party")] if "party" in axes else ()
        groups, subgroups = (self._per_party(c, parties) for c in ("group", "subgroup"))
        return Dense(axes, labels, values, weights, groups, subgroups)

    def _refuse_duplicates(self, flat: Ints, axes: Sequence[str]) -> None:
        order = np.argsort(flat, kind="stable")
        same = np.flatnonzero(np.diff(flat[order]) == 0)
        if not len(same):
            return
        at = int(order[same[0]])
        where = ", ".join(f"{axis} {self.text[axis][at]}" for axis in axes)
        raise BadInput(
            Words(f"{where}: 有两行", f"{where}: there are two rows"),
            hint=Words("每个键只留一行", "keep one row per key"),
            where=self.source,
        )

    def _per_party(self, column: str, parties: tuple[str, ...]) -> tuple[str, ...] | None:
        if column not in self.text or not parties:
            return None
        held: dict[str, str] = {}
        for party, label in zip(self.text["party"], self.text[column], strict=True):
            if held.setdefault(party, label) != label:
                raise BadInput(
                    Words(
                        f"{party} 属于两个 {column}: {held[party]}、{label}",
                        f"{party} is in two {column}s: {held[party]}, {label}",
                    ),
                    hint=Words("每个方只能属于一个组", "a party belongs to one of them"),
                    where=self.source,
                )
        return tuple(held[party] for party in parties)


def read_table(path: Path) -> Table:
    """The long table of a CSV file."""
    columns = read_columns(path)
    return _table(columns, str(path), first_row=2)


def read_columns(path: Path) -> dict[str, list[str]]:
    """The columns of a CSV file as text; refuses a ragged row."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            rows = [row for row in csv.reader(handle) if row]
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadInput(
            Words("不是 UTF-8 的 CSV", "is not CSV in UTF-8"),
            hint=Words("另存为 CSV UTF-8", "save it as CSV UTF-8"),
            where=str(path),
        ) from error
    except OSError as error:
        raise BadInput(
            Words(f"读不到文件 {path}", f"the file {path} cannot be read"),
            hint=Words("检查路径", "check the path"),
        ) from error
    if not rows:
        raise BadInput(Words("文件是空的", "the file is empty"), where=str(path))
    header = [name.strip() for name in rows[0]]
    for number, line in enumerate(rows[1:], start=2):
        if len(line) != len(header):
            raise BadInput(
                Words(
                    f"有 {len(line)} 个字段, 表头有 {len(header)} 个",
                    f"{len(line)} fields where the header has {len(header)}",
                ),
                where=Where(file=str(path), row=number),
            )
    return {name: [line[i].strip() for line in rows[1:]] for i, name in enumerate(header)}


def table_of(data: Any) -> Table:
    """A table of a Table, a panel, an array, a frame (Polars, pandas), records or columns.

    An array is (party,), (party, period) or (party, period, indicator); its labels are numbers.
    """
    if isinstance(data, Table):
        return data
    if all(hasattr(data, name) for name in ("parties", "periods", "indicators", "values")):
        labels = tuple(
            tuple(str(n) for n in names) for names in (data.parties, data.periods, data.indicators)
        )
        return _table_of_array(np.asarray(data.values, dtype=np.float64), labels)
    if isinstance(data, np.ndarray):
        if not 1 <= data.ndim <= 3:
            raise BadInput(
                Words(
                    f"数组有 {data.ndim} 维, 应为 1 到 3 维",
                    f"the array has {data.ndim} axes, it must have 1 to 3",
                )
            )
        array = data.astype(np.float64).reshape(data.shape + (1,) * (3 - data.ndim))
        return _table_of_array(array, tuple(_numbered(size) for size in array.shape))
    if isinstance(data, Mapping):
        columns = {str(name): list(column) for name, column in data.items()}
    elif hasattr(data, "columns"):
        columns = {str(name): _listed(data[name]) for name in data.columns}
    else:
        records = [dict(record) for record in data]
        names = list(dict.fromkeys(name for record in records for name in record))
        columns = {name: [record.get(name) for record in records] for name in names}
    return _table(columns, "", first_row=1)


def _numbered(size: int) -> tuple[str, ...]:
    """Labels that sort as text in the order of the array."""
    width = len(str(size))
    return tuple(f"{i + 1:0{width}}" for i in range(size))


def _table_of_array(values: Floats, labels: tuple[tuple[str, ...], ...]) -> Table:
    """The long table of a labelled array; periods without any value are left out."""
    live = np.flatnonzero(~np.isnan(values).all(axis=(0, 2)))
    places = [
        (p, int(t), k) for p in range(values.shape[0]) for t in live for k in range(values.shape[2])
    ]
    text = {
        axis: tuple(names[place[i]] for place in places)
        for i, (axis, names) in enumerate(
            zip(("party", "period", "indicator"), labels, strict=True)
        )
    }
    return Table(text, {"value": np.array([values[place] for place in places])})


def _listed(column: Any) -> list[Any]:
    for name in ("to_list", "tolist"):
        if hasattr(column, name):
            return list(getattr(column, name)())
    return list(column)


def _table(columns: Mapping[str, Sequence[Any]], source: str, first_row: int) -> Table:
    for name in columns:
        if name not in COLUMNS:
            raise UnknownName("column", name, COLUMNS, where=source)
    if "value" not in columns:
        raise BadInput(
            Words("缺少列 value", "the column value is missing"),
            hint=Words(
                "表头应为 party,period,indicator,value",
                "the header is party,period,indicator,value",
            ),
            where=source,
        )
    text = {
        name: tuple(str(cell) for cell in columns[name]) for name in TEXT_COLUMNS if name in columns
    }
    numbers = {
        name: np.array(
            [_number(c, Where(source, first_row + i, name)) for i, c in enumerate(columns[name])],
            dtype=np.float64,
        )
        for name in NUMBER_COLUMNS
        if name in columns
    }
    return Table(text, numbers, source)


def _number(cell: Any, where: Where) -> float:
    if cell is None or cell == "":
        return math.nan
    try:
        number = float(cell)
    except (TypeError, ValueError):
        number = math.inf
    if math.isinf(number):
        raise BadInput(Words(f"不是数: {cell!r}", f"not a number: {cell!r}"), where=where)
    return number
