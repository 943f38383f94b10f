"""The primitives of measures on Spark, for long panels beyond one machine.

The queries are those of `DuckPanel`; what differs is where tables of labels and numbers live, and
how a gap is looked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from yipan.core.errors import BadInput, UnknownName
from yipan.core.words import Words
from yipan.facts.engine import MEMORY, identifier
from yipan.facts.panel_engine import AXES, BESIDE, CELL_BYTES, DuckPanel, bytes_of
from yipan.facts.spark.session import Spark, path_of

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]


class SparkPanel(DuckPanel):
    """A long Parquet table where Spark sees it, as an engine of measures."""

    def __init__(self, spark: Spark, path: str, *, memory: str | None = None) -> None:
        self.source = path_of(path)
        self.most_cells = max(bytes_of(memory or MEMORY) // CELL_BYTES, 1)
        self._spark = spark
        self._connection = spark  # type: ignore[assignment]
        columns = self._open()
        self.axes = tuple(axis for axis in AXES if axis in columns)
        self._beside = tuple(name for name in BESIDE if name in columns)
        self._all = tuple(self._name(axis) for axis in self.axes)
        self.labels = self._all

    def digest(self) -> str:
        """The bytes are the cluster's: what stands for them is the address."""
        return ""

    def close(self) -> None:
        """The session is its owner's."""

    def _open(self) -> tuple[str, ...]:
        self._spark.parquet("panel_file", self.source)
        columns = tuple(name for name, _ in self._spark.columns("panel_file"))
        known = (*AXES, "value", *BESIDE)
        for name in columns:
            if name not in known:
                raise UnknownName("column", name, known, where=self.source)
        for name in ("party", "period", "value"):
            if name not in columns:
                raise BadInput(
                    Words(f"缺少列 {name}", f"the column {name} is missing"), where=self.source
                )
        picked = ", ".join(
            f"CAST({identifier(c)} AS {'DOUBLE' if c in ('value', 'weight') else 'VARCHAR'}) "
            f"AS {identifier(c)}"
            for c in columns
        )
        self._spark.view("panel", f"SELECT {picked} FROM panel_file", kept=True)
        return columns

    def _name(self, axis: str) -> tuple[str, ...]:
        found = self._rows(f"SELECT DISTINCT {axis} FROM panel")
        names = sorted(str(row[0]) for row in found)
        numbers = list(range(len(names)))
        self._spark.table(
            f"at_{axis}", {axis: names, f"n_{axis}": numbers}, f"`{axis}` STRING, n_{axis} INT"
        )
        return tuple(names)

    def _rows(self, sql: str) -> list[tuple[object, ...]]:
        return list(self._spark.rows(sql))

    def _small(self, name: str, columns: dict[str, Floats]) -> None:
        fields = ", ".join(f"`{c}` DOUBLE" for c in columns)
        values = {c: [float(x) for x in column] for c, column in columns.items()}
        self._spark.table(
            name,
            {self._column: list(self.indicators), **values},
            f"`{self._column}` STRING, {fields}",
        )

    def _refuse_gaps(self) -> None:
        """Every cell once: the counts of all parties; the first cell that fails is looked for."""
        expected = len(self.periods) * len(self.indicators)
        wrong = self._rows(
            f"SELECT party FROM (SELECT party, period, {self._key}, count(value) AS here, "
            f"count(*) AS lines FROM {self._source()} GROUP BY party, period, {self._key}) c "
            f"GROUP BY party HAVING count(*) <> {expected} OR min(here) <> 1 OR max(lines) <> 1 "
            "ORDER BY party LIMIT 1"
        )
        if wrong:
            self._refuse_cell(str(wrong[0][0]))

    def _refuse_cell(self, party: str) -> None:
        cells = self._rows(
            f"SELECT period, {self._key}, count(value) FROM {self._source()} "
            f"WHERE party = '{party.replace(chr(39), chr(39) * 2)}' GROUP BY period, {self._key}"
        )
        once = {(period, name) for period, name, count in cells if count == 1}
        period, name = next(
            (t, i) for t in self.periods for i in self.indicators if (t, i) not in once
        )
        zh = "指标" if self._column == "indicator" else "部门"
        raise BadInput(
            Words(
                f"方 {party}、时期 {period}、{zh} {name}: 缺值或重复",
                f"party {party}, period {period}, {self._column} {name}: missing or repeated",
            ),
            hint=Words("补上该值, 每个键一行", "supply it, one row per key"),
        )
