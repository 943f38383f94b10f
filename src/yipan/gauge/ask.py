"""One question to a measure: table, second tables and settings, with typed access to each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from yipan.core.errors import BadInput, Coded, UnknownName, near_misses
from yipan.core.words import Words
from yipan.gauge.arrays import Floats
from yipan.gauge.columns import Columns
from yipan.gauge.engine import CubeEngine
from yipan.gauge.registry import Measure, Setting
from yipan.gauge.result import Warned, warned
from yipan.gauge.slab import Slab, Whole
from yipan.gauge.table import Dense, Table

Sheet = Mapping[str, Sequence[str]]


@dataclass(slots=True)
class Ask:
    """What a measure's body reads. `warnings` collects what the reader must know.

    `whole`: the panel that the table is a cut of, where the table is not all of it.
    """

    measure: Measure
    table: Table | Slab | None
    sheets: Mapping[str, Sheet]
    settings: Mapping[str, str]
    warnings: list[Warned] = field(default_factory=list)
    whole: Whole | None = None
    _columns: Columns | None = None

    # Settings -------------------------------------------------------------------------------

    def text(self, key: str) -> str:
        """The setting as text, its default where it was not given."""
        setting = self.measure.setting(key)
        value = self.settings.get(key, setting.default)
        choices = setting.choices
        if choices and not any(_fits(value, choice) for choice in choices):
            near = near_misses(value, choices)
            raise BadInput(
                Words(f"{key}={value} 不可用", f"{key}={value} is not one of its values"),
                hint=Words(
                    f"可用: {', '.join(near or choices)}", f"use one of {', '.join(choices)}"
                ),
            )
        return value

    def number(self, key: str) -> float:
        """The setting as a number."""
        return _number(key, self.text(key))

    def integer(self, key: str) -> int:
        """The setting as a whole number."""
        value = self.number(key)
        if value != int(value):
            raise BadInput(Words(f"{key} 应为整数", f"{key} must be a whole number"))
        return int(value)

    def flag(self, key: str) -> bool:
        """The setting as true or false."""
        return self.text(key) == "true"

    def items(self, key: str) -> tuple[str, ...]:
        """The setting as a list a,b."""
        return tuple(part.strip() for part in self.text(key).split(",") if part.strip())

    def numbers(self, key: str) -> tuple[float, ...]:
        """The setting as a list of numbers."""
        return tuple(_number(key, item) for item in self.items(key))

    def pair(self, key: str) -> tuple[float, float]:
        """The setting as two numbers lo,hi."""
        values = self.numbers(key)
        if len(values) != 2:
            raise BadInput(Words(f"{key} 需要两个数", f"{key} needs two numbers: lo,hi"))
        return values[0], values[1]

    def mapping(self, key: str) -> dict[str, float]:
        """The setting as a map a:0.4,b:0.6."""
        out: dict[str, float] = {}
        for item in self.items(key):
            name, colon, number = item.rpartition(":")
            if not colon:
                raise BadInput(Words(f"{key} 应写作 a:0.4,b:0.6", f"write {key}=a:0.4,b:0.6"))
            out[name] = _number(key, number)
        return out

    def required(self, key: str) -> str:
        """The setting, refused when it was not given."""
        value = self.text(key)
        if not value:
            raise BadInput(
                Words(f"{self.measure.id} 需要 --set {key}=", f"{self.measure.id} needs {key}"),
                hint=Words(self.measure.setting(key).meaning, self.measure.setting(key).meaning),
            )
        return value

    def names(self, key: str, known: Sequence[str], what: str = "indicator") -> tuple[str, ...]:
        """The setting as a list of known names."""
        for name in (names := self.items(key)):
            if name not in known:
                raise UnknownName(what, name, known)
        return names

    def place(self, key: str, known: Sequence[str], what: str = "indicator") -> int:
        """The place of the name that the setting must give."""
        return place_of(self.required(key), known, what)

    def weights(self, key: str, known: Sequence[str]) -> Floats:
        """Weights by name that sum to 1; equal when none are given; a name left out has 0."""
        given = self.mapping(key)
        for name in given:
            if name not in known:
                raise UnknownName("indicator", name, known)
        raw = np.array([given.get(name, 0.0) if given else 1.0 for name in known])
        if (raw < 0).any() or raw.sum() <= 0:
            raise BadInput(
                Words("权重须非负且不全为零", "weights are not negative and not all zero")
            )
        return np.asarray(raw / raw.sum(), dtype=np.float64)

    # Data -----------------------------------------------------------------------------------

    def long(self) -> Table | Slab:
        """The input table after the filters."""
        table = self.table
        if table is None:
            raise BadInput(
                Words(f"{self.measure.id} 需要数据表", f"{self.measure.id} needs a table"),
                hint=Words("用 --input 长表.csv", "give one with --input LONG.csv"),
            )
        for column in ("indicator", "party", "period"):
            if (wanted := self.items(column)) and self.whole is None:
                table = table.only(column, wanted)
        if not len(table):
            raise BadInput(Words("没有数据行", "the table has no rows"), where=table.source)
        return table.without_weight() if self.text("weight") == "none" else table

    def rows(self) -> Table:
        """The input table row by row, after the filters; a cut has no rows."""
        table = self.long()
        if not isinstance(table, Table):
            raise Coded(
                "NEEDS_ROWS",
                Words(f"{self.measure.id} 逐行读取", f"{self.measure.id} reads row by row"),
                hint=Words("用 CSV 或数据框给出", "give it as CSV or as a frame"),
            )
        return table

    def dense(self, *axes: str) -> Dense:
        """The filtered array over the axes, its missing cells treated by the rule or refused."""
        from yipan.gauge.missing import apply_missing_rule

        array = self.long().dense(*axes)
        rule = self.text("missing")
        if np.isnan(array.values).any() and rule != "refuse":
            array, note = apply_missing_rule(array, rule)
            self.warnings.append(warned("imputed", note))
        array.refuse_missing()
        if array.weights is not None:
            self._check_weights(array)
        return array

    def _check_weights(self, array: Dense) -> None:
        assert array.weights is not None
        bad = ~(array.weights > 0)
        what = Words("权重缺失或不为正", "its weight is missing or not positive")
        hint = Words("补上权重或用 --set weight=none", "supply it, or ignore with weight=none")
        array.refuse(bad, what, hint)

    def cube(self) -> Dense:
        """The filtered party x period x indicator array."""
        return self.dense("party", "period", "indicator")

    def columns(self) -> Columns:
        """The columns over all rows, also where the table is only a cut of them."""
        if self.whole is not None:
            return self.whole.columns
        if self._columns is None:
            cube = self.cube()
            self._columns = Columns(CubeEngine(cube.values, cube.names("indicator")))
        return self._columns

    def cubes(self) -> Iterable[Dense]:
        """All cells as cubes that follow one another; missing cells are NaN."""
        if self.whole is not None:
            return self.whole.cubes()
        return (self.long().dense("party", "period", "indicator"),)

    def one_indicator(self) -> str:
        """The name of the only indicator; refused where there are several."""
        table = self.long()
        names = table.distinct("indicator")
        if len(names) > 1:
            raise BadInput(
                Words(
                    f"表中有多个指标: {', '.join(names)}", f"several indicators: {', '.join(names)}"
                ),
                hint=Words("用 --set indicator= 选一个", "choose one with --set indicator="),
            )
        return names[0] if names else ""

    def sectors(self) -> Dense:
        """The party x period x sector array of the only indicator."""
        self.one_indicator()
        return self.dense("party", "period", "sector")

    def sheet(self, name: str, *columns: str) -> Sheet:
        """A second table that must be given, with the columns it must have."""
        sheet = self.sheets.get(name)
        if sheet is None:
            raise BadInput(
                Words(
                    f"{self.measure.id} 需要表 {name}", f"{self.measure.id} needs the table {name}"
                ),
                hint=Words(f"用 --with {name}=文件.csv", f"give it with --with {name}=FILE.csv"),
            )
        for column in columns:
            if column not in sheet:
                raise BadInput(
                    Words(f"表 {name} 缺少列 {column}", f"the table {name} has no column {column}")
                )
        return sheet

    def sheet_or_none(self, name: str, *columns: str) -> Sheet | None:
        """A second table that may be given."""
        return self.sheet(name, *columns) if name in self.sheets else None

    def typed(self) -> dict[str, Any]:
        """Every setting with the value used, typed."""
        return {s.key: self._typed(s) for s in self.measure.settings}

    def _typed(self, setting: Setting) -> Any:
        value = self.text(setting.key)
        if setting.choices or setting.values == "text" or not value:
            return value
        readers: dict[str, Callable[[str], Any]] = {
            "number": self.number,
            "integer": self.integer,
            "list": self.items,
            "map": self.mapping,
            "pair": self.pair,
        }
        found = readers[setting.values](setting.key)
        return list(found) if isinstance(found, tuple) else found


def place_of(name: str, known: Sequence[str], what: str = "indicator") -> int:
    """The place of a known name; near misses where it is not known."""
    if name not in known:
        raise UnknownName(what, name, known)
    return known.index(name)


def sheet_numbers(sheet: Sheet, column: str, default: float | None = None) -> Floats:
    """A column of a second table as numbers; `default` where the column or the cell is absent."""
    if column not in sheet and default is not None:
        return np.full(len(next(iter(sheet.values()))), default)
    cells = [str(default) if cell == "" and default is not None else cell for cell in sheet[column]]
    return np.array([_number(column, cell) for cell in cells])


def _fits(value: str, choice: str) -> bool:
    head, colon, _ = choice.partition(":")
    return value.startswith(head + ":") and value != head + ":" if colon else value == choice


def _number(key: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = np.nan
    if not np.isfinite(value):
        raise BadInput(Words(f"{key}: 不是数: {text!r}", f"{key}: not a number: {text!r}"))
    return value
