"""Runs plans on Spark: the same queries as on one machine, over Parquet that Spark sees."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from yipan.facts.engine import identifier
from yipan.facts.plans import Run, Step
from yipan.facts.spark.session import Spark, path_of


class SparkRunning:
    """A plan whose queries Spark has been told; they run when they are read or written."""

    def __init__(self, spark: Spark) -> None:
        self._spark = spark

    def more(self, steps: Sequence[Step]) -> None:
        """Tell Spark further queries."""
        for step in steps:
            if not step.codes:  # codes are texts there
                self._spark.view(step.name, step.query, kept=step.kept)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows of a query over the plan's tables; DESCRIBE gives names and types."""
        if sql.startswith("DESCRIBE "):
            return list(self._spark.columns(sql.removeprefix("DESCRIBE ").strip('"')))
        return self._spark.rows(sql)

    def write(self, table: str, path: Path, order: Sequence[str] = ()) -> int:
        """A table as a folder of Parquet parts; how many rows it has."""
        names = [name.strip('"') for name in order]
        self._spark.write(f"SELECT * FROM {identifier(table)}", path_of(path), names)
        return int(self._spark.rows(f"SELECT COUNT(*) FROM {identifier(table)}")[0][0])


def running_on(spark: Spark) -> Run:
    """The Spark counterpart of `yipan.facts.plans.running`."""

    @contextmanager
    def running(
        steps: Sequence[Step],
        tables: Mapping[str, Path],
        **_: int | str | None,
    ) -> Iterator[SparkRunning]:
        """Tell Spark the plan; threads and memory are the cluster's own affair."""
        for name, path in tables.items():
            spark.parquet(name, path_of(path))
        done = SparkRunning(spark)
        done.more(steps)
        yield done

    return running
