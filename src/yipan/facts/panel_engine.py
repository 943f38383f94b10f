"""The primitives of measures in DuckDB, for long panels larger than memory.

The queries are those of `SqlPanel`; sums are compensated.
"""

from __future__ import annotations

import glob
import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from yipan.core.errors import BadInput
from yipan.core.words import Words
from yipan.facts.engine import MEMORY, connect, identifier, rows, text
from yipan.facts.sql_panel import SqlPanel, picked

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from yipan.facts.engine import Connection

    Floats = npt.NDArray[np.float64]


class DuckPanel(SqlPanel):
    """A long Parquet or CSV file as an engine of measures; `file` may be a pattern.

    Half of `memory` is for DuckDB, half for the arrays of a cut.
    """

    def __init__(
        self, file: Path | str, *, memory: str | None = None, threads: int | None = None
    ) -> None:
        allowed = bytes_of(memory or os.environ.get("YIPAN_MEMORY") or MEMORY)
        self._scratch = tempfile.TemporaryDirectory()
        self._connection: Connection = connect(
            Path(self._scratch.name), memory=f"{allowed // 2}B", threads=threads
        )
        # A cut asks a few of many files: their footers are read once.
        self._connection.execute("SET parquet_metadata_cache = true")
        super().__init__(str(file), allowed // 2)

    def close(self) -> None:
        """Close the connection and remove what was spilled."""
        self._connection.close()
        self._scratch.cleanup()

    def _open(self) -> tuple[str, ...]:
        reader = "read_csv" if self.source.endswith(".csv") else "read_parquet"
        options = ", all_varchar = true" if reader == "read_csv" else ""
        file = f"{reader}({text(self.source)}{options})"
        columns = self._described(file)
        self._fit(columns)
        self._connection.execute(f"CREATE VIEW panel AS SELECT {picked(columns)} FROM {file}")
        return columns

    def _described(self, file: str) -> tuple[str, ...]:
        """The columns of a file; refused where it cannot be read."""
        import duckdb

        try:
            return tuple(str(r[0]) for r in self._rows(f"DESCRIBE SELECT * FROM {file}"))
        except duckdb.Error as error:
            raise BadInput(
                Words("读不到或不是 Parquet、CSV", "cannot be read as Parquet or CSV"),
                hint=Words("检查路径和文件", "check the path and the file"),
                where=self.source,
            ) from error

    def digest(self) -> str:
        """SHA-256 of the bytes of the files, in the order of their names."""
        import hashlib

        found = hashlib.sha256()
        for name in sorted(glob.glob(self.source)):
            with Path(name).open("rb") as handle:
                while block := handle.read(1 << 20):
                    found.update(block)
        return found.hexdigest()

    def _name(self, axis: str) -> tuple[str, ...]:
        self._connection.execute(
            f"CREATE TABLE at_{axis} AS SELECT {axis}, (row_number() OVER (ORDER BY {axis}) - 1)"
            f"::INTEGER AS n_{axis} FROM (SELECT DISTINCT {axis} FROM panel)"
        )
        return tuple(
            str(r[0]) for r in self._rows(f"SELECT {axis} FROM at_{axis} ORDER BY n_{axis}")
        )

    def _rows(self, sql: str) -> list[tuple[object, ...]]:
        return rows(self._connection, sql)

    def _arrays(self, sql: str) -> Mapping[str, npt.NDArray[np.generic]]:
        return self._connection.arrays(sql)

    def _small(self, name: str, columns: dict[str, Floats]) -> None:
        fields = ", ".join(f"{identifier(c)} DOUBLE" for c in columns)
        self._connection.execute(f"CREATE OR REPLACE TABLE {name} ({self._key} VARCHAR, {fields})")
        marks = ", ".join("?" for _ in range(len(columns) + 1))
        self._connection.executemany(
            f"INSERT INTO {name} VALUES ({marks})",
            [
                [indicator, *(float(column[i]) for column in columns.values())]
                for i, indicator in enumerate(self.indicators)
            ],
        )

    def _refuse_gaps(self) -> None:
        expected = len(self.periods) * len(self.indicators)
        columns = f"hash(period, {self._key})::HUGEINT"
        wanted = self._rows(
            f"SELECT sum({columns}) FROM (SELECT DISTINCT period FROM {self._source()}) "
            f"CROSS JOIN (SELECT DISTINCT {self._key} FROM {self._source()})"
        )
        wrong = self._rows(
            f"SELECT party FROM {self._source()} GROUP BY party HAVING count(*) <> {expected} "
            f"OR count(value) <> {expected} OR sum({columns}) <> {wanted[0][0]} "
            "ORDER BY party LIMIT 1"
        )
        if not wrong:
            return
        party = str(wrong[0][0])
        cell = self._rows(
            f"SELECT t.period, i.{self._key} FROM (SELECT DISTINCT period FROM {self._source()}) t "
            f"CROSS JOIN (SELECT DISTINCT {self._key} FROM {self._source()}) i LEFT JOIN "
            f"(SELECT * FROM {self._source()} WHERE party = {text(party)}) p "
            f"USING (period, {self._key}) "
            "GROUP BY ALL HAVING count(p.value) <> 1 ORDER BY ALL LIMIT 1"
        )
        period, indicator = cell[0]
        raise self._gap(party, period, indicator)


def bytes_of(memory: str) -> int:
    """Bytes of 4GB, 512MiB, 1500 MB."""
    found = re.fullmatch(r"\s*([\d.]+)\s*([kKmMgGtT]?)(i?)[bB]?\s*", memory)
    if not found:
        raise BadInput(Words(f"内存应写作 4GB: {memory!r}", f"write memory as 4GB, not {memory!r}"))
    power = " kmgt".index(found[2].lower() or " ")
    return int(float(found[1]) * (1024 if found[3] else 1000) ** power)
