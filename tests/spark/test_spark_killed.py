"""A worker that dies in the middle changes no result: what it did is done again by the others.

Runs with `YIPAN_TEST_SPARK=cluster`; `python -m bench spark` does it at the size of a million.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

from bench._spark_cluster import Cluster, Killed
from bench.compacts import generate, library
from yipan.compacts.columns.tables import settle_tables

if TYPE_CHECKING:
    from yipan.facts.spark import Spark


@pytest.mark.slow
def test_settling_survives_a_killed_worker(workers: Cluster, spark: Spark, tmp_path: Path) -> None:
    """Both executors run tasks when one gets SIGKILL; every move is there once, to the last 分."""
    from yipan.facts.spark import running_on

    generate(25_000, tmp_path)
    cases, periods = tmp_path / "cases.parquet", tmp_path / "periods.parquet"
    addressed = library().find("tax-92")
    ours = settle_tables(addressed, cases, periods, tmp_path / "here.parquet")
    killed: list[Killed | None] = []
    before = workers.attempts()
    ended = threading.Event()
    killer = threading.Thread(target=lambda: killed.append(workers.kill_one(ended.is_set)))
    killer.start()
    try:
        theirs = settle_tables(
            addressed, cases, periods, tmp_path / "there.parquet", run=running_on(spark)
        )
    finally:
        ended.set()
        killer.join()
    (victim,) = killed
    assert victim is not None, "the two executors never worked at once"
    assert victim.tasks >= victim.executors == 2
    assert workers.attempts()[0] > before[0], "no task was lost"
    assert sum(not executor["isActive"] for executor in workers.told()) >= 1
    assert theirs == ours
    assert ours.moves > 50_000
    here, there = f"'{tmp_path}/here.parquet'", f"'{tmp_path}/there.parquet/*.parquet'"
    for one, other in ((here, there), (there, here)):
        extra = duckdb.sql(f"FROM read_parquet({one}) EXCEPT ALL FROM read_parquet({other})")
        assert extra.fetchall() == []
