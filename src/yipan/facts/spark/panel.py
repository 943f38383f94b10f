"""The primitives of measures on Spark, for long panels beyond one machine.

The queries are those of `SqlPanel`; what differs is where tables of labels and numbers live, and
how a gap is looked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from yipan.core.errors import BadInput
from yipan.core.words import Words
from yipan.facts.engine import MEMORY, text
from yipan.facts.panel_engine import bytes_of
from yipan.facts.spark.session import Spark, path_of
from yipan.facts.sql_panel import SqlPanel, picked

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]


class SparkPanel(SqlPanel):
    """A long Parquet table where Spark sees it; `memory` is that of a cut's arrays here."""

    def __init__(self, spark: Spark, path: str, *, memory: str | None = None) -> None:
        self._spark = spark
        super().__init__(path_of(path), bytes_of(memory or MEMORY))

    def digest(self) -> str:
        """The bytes are the cluster's: what stands for them is the address."""
        return ""

    def close(self) -> None:
        """The session is its owner's."""

    def _open(self) -> tuple[str, ...]:
        if self.source.lower().endswith(".csv"):
            raise BadInput(
                Words("在 Spark 上长表须为 Parquet", "on Spark a long table is Parquet, not CSV"),
                hint=Words("yipan panel --out 可写出 Parquet", "yipan panel --out writes Parquet"),
                where=self.source,
            )
        self._spark.parquet("panel_file", self.source)
        columns = tuple(name for name, _ in self._spark.columns("panel_file"))
        self._fit(columns)
        self._spark.view("panel", f"SELECT {picked(columns)} FROM panel_file", kept=True)
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

    def _arrays(self, sql: str) -> Mapping[str, npt.NDArray[np.generic]]:
        return self._spark.arrays(sql)

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
            f"WHERE party = {text(party)} GROUP BY period, {self._key}"
        )
        once = {(period, name) for period, name, count in cells if count == 1}
        period, name = next(
            (t, i) for t in self.periods for i in self.indicators if (t, i) not in once
        )
        raise self._gap(party, period, name)
