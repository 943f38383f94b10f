"""DuckDB on this machine and a Spark of two workers: the same work, the same results, one killed.

`SPARK_HOME` names a Spark 4; without one it is named as not run. Each piece of work runs in a
process of its own; of Spark the processor time and the memory of driver, executors and client are
added up. `small`: 0.1 million facts. `full`: a million, and the runs in which a worker is killed.
`large`: 1, 10 and 100 million, which takes an hour or two and 10 GB of disk.
"""

from __future__ import annotations

import os
import resource
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from bench._spark_cluster import Cluster, Killed, absent, cluster
from bench.compacts import YEARS, Cost, generate, library
from bench.facts import _UNITS, LEARNED, figures_sql
from bench.results import Row

OUT = Path(__file__).parent / "out"
# counties and indicators of so many million facts
SHAPES = {0.1: (285, 4), 1: (285, 39), 10: (2_850, 39), 100: (2_850, 390)}
AS_OF = date(2020, 1, 1)
DIGITS = 9
PEER = "Spark, two workers"
CUT, MEASURE, SETTLE = "as-of cut to a long panel", "entropy weights of it", "settle tax-92"


def run(size: str) -> list[Row]:
    """The work at one size, then again while an executor is killed."""
    return _measured([0.1 if size == "small" else 1], killed=True)


def large() -> list[Row]:
    """The curve; YIPAN_BENCH_SPARK=1,10 leaves out the 100 million."""
    asked = os.environ.get("YIPAN_BENCH_SPARK") or "1,10,100"
    return _measured([float(size) for size in asked.split(",")], killed=False)


def _measured(sizes: list[float], *, killed: bool) -> list[Row]:
    rows: list[Row] = []
    for millions in sizes:
        with _data(millions) as folder, _workers() as found:
            size = f"{millions:g} M"
            rows += _curve(folder, found, size)
            if killed and found:
                rows += _while_killed(folder, found, size)
    return rows


@contextmanager
def _workers() -> Iterator[Cluster | None]:
    """A cluster, or none where none can be started: Spark is then named as not run."""
    missing = absent()
    if missing:
        _say(f"Spark is not run: {missing}")
        yield None
        return
    with cluster() as found:
        yield found


@contextmanager
def _data(millions: float) -> Iterator[Path]:
    """A ledger of so many facts, and tables of as many enterprise-years; removed afterwards."""
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="scratch-spark-", dir=OUT) as name:
        folder = Path(name)
        _say(f"generating {millions:g} M facts and enterprise-years")
        _apart(_ledger, folder, *SHAPES[millions])
        _apart(generate, int(millions * 1e6 / len(YEARS)), folder)
        yield folder


def _ledger(folder: Path, counties: int, indicators: int) -> None:
    import duckdb

    from yipan.facts import Ledger
    from yipan.facts.tidy import import_tidy

    file = folder / "facts.parquet"
    engine = duckdb.connect(config={"memory_limit": "2GB", "temp_directory": str(folder / "spill")})
    engine.execute("SET enable_progress_bar = false")
    sql = figures_sql("range(1, 4)", "range(1995, 2025)", indicators, counties)
    engine.execute(f"COPY ({sql}) TO '{file}' (FORMAT parquet, COMPRESSION zstd)")
    import_tidy(Ledger.ensure(folder / "ledger"), [file], learned_on=LEARNED)
    file.unlink()


# The curve ------------------------------------------------------------------------------------


def _curve(folder: Path, found: Cluster | None, size: str) -> list[Row]:
    """Each piece of work here and there; the results must agree."""
    rows = []
    for name, here, there, agree in (
        (CUT, _cut_here, _cut_there, _same_rows("panel")),
        (f"{CUT}, again", _cut_here, _cut_there, _same_rows("panel")),
        (MEASURE, _measure_here, _measure_there, _same_numbers),
        (SETTLE, _settle_here, _settle_there, _same_rows("moves")),
    ):
        _clear(folder)
        _say(f"{size}: {name}: DuckDB")
        ours, mine = _apart(_costing, here, folder)
        theirs = None
        if found:
            _say(f"{size}: {name}: Spark")
            theirs, other = _apart(_costing_there, there, folder, found)
            agree(folder, mine, other)
        rows += _told(name, size, ours, theirs)
        _say(f"{size}: {name}: DuckDB {ours}" + (f", Spark {theirs}" if theirs else ""))
    return rows


def _told(name: str, size: str, ours: Cost, theirs: Cost | None) -> list[Row]:
    return [
        Row(f"{name}{of}", size, getattr(ours, what), unit, getattr(theirs, what, None), PEER)
        for of, what, unit in (
            ("", "clock", "s"),
            (": processor time", "processor", "s"),
            (": peak memory", "memory", "MB"),
        )
    ]


def _clear(folder: Path) -> None:
    """Outputs of the run before; the panel stays for its measure."""
    for name in ("moves-here", "moves-there"):
        _remove(folder / name)


def _remove(path: Path) -> None:
    shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)


def _asked(folder: Path) -> tuple[Any, Any]:
    """The ledger, and the cells wanted: every indicator in its unit, as of a day."""
    from yipan.facts import Ledger
    from yipan.facts.engine import rows
    from yipan.facts.selection import PanelAsked

    ledger = Ledger.open(folder / "ledger")
    found = rows(ledger.connection, f"SELECT DISTINCT indicator FROM {ledger.table()} ORDER BY 1")
    units = {name: _UNITS[int(name[-3:]) % 5] for (name,) in found}
    return ledger, PanelAsked(units, as_of=AS_OF)


def _cut_here(folder: Path) -> object:
    from yipan.facts.long_panel import write_panel

    ledger, asked = _asked(folder)
    return write_panel(folder / "panel-here", ledger.panel_of(asked))


def _cut_there(folder: Path, spark: Any) -> object:
    from yipan.facts.spark import SparkLedger

    ledger, asked = _asked(folder)
    _remove(folder / "panel-there")
    return SparkLedger(spark, ledger).write_panel(str(folder / "panel-there"), asked).cells


def _measure_here(folder: Path) -> object:
    from yipan.facts.panel_engine import DuckPanel

    return _weights(DuckPanel(folder / "panel-here"))


def _measure_there(folder: Path, spark: Any) -> object:
    from yipan.facts.spark import SparkPanel

    return _weights(SparkPanel(spark, str(folder / "panel-here")))


def _weights(panel: Any) -> list[float]:
    from yipan.gauge.measuring import gauge

    return [float(row.value) for row in gauge("entropy", panel).values]


def _settle_here(folder: Path) -> object:
    return _settled(folder, "moves-here")


def _settle_there(folder: Path, spark: Any) -> object:
    from yipan.facts.spark import running_on

    return _settled(folder, "moves-there", run=running_on(spark))


def _settled(folder: Path, out: str, **more: Any) -> object:
    from yipan.compacts.columns.tables import settle_tables

    addressed = library().find("tax-92")
    cases, periods = (folder / f"{name}.parquet" for name in ("cases", "periods"))
    return settle_tables(addressed, cases, periods, folder / out, **more)


# A worker killed --------------------------------------------------------------------------------


def _while_killed(folder: Path, found: Cluster, size: str) -> list[Row]:
    """The cut and the settlement once more; one of two executors is killed while tasks run.

    At once, and after half of the tasks of the run before, when their results are lost with it.
    """
    rows: list[Row] = []
    tasks = 0
    for work, out, name, when in (
        (_cut_there, "panel", CUT, "at the start"),
        (_settle_there, "moves", SETTLE, "at the start"),
        (_settle_there, "moves", SETTLE, "in the middle"),
    ):
        label = f"{name}, a worker killed {when}"
        _say(f"{size}: {label}")
        _remove(folder / f"{out}-there")
        before, done = found.attempts(), found.completed()
        after = done + tasks // 2 if when == "in the middle" else 0
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            running = pool.submit(_costing_there, work, folder, found)
            killed = found.kill_one(running.done, after=after)
            cost, _ = running.result()
        tasks = found.completed() - done
        _same_rows(out)(folder, None, None)
        if killed is None:
            _say(f"{label}: too short, the executors never worked at once; none was killed")
            continue
        rows += _told_of_killing(label, size, cost, killed, found, before)
    return rows


def _told_of_killing(
    name: str, size: str, cost: Cost, killed: Killed, found: Cluster, before: tuple[int, int]
) -> list[Row]:
    lost, again = (now - then for now, then in zip(found.attempts(), before, strict=True))
    aim = "the same rows as DuckDB's, money exact"
    return [
        Row(name, size, cost.clock, "s", aim=aim, met=True),
        Row(f"{name}: tasks at work when it was", size, killed.tasks, "tasks"),
        Row(f"{name}: tasks lost, and run again", size, lost, "tasks"),
        Row(f"{name}: stages tried again", size, again, "stages"),
    ]


# What it costs, whether it agrees ---------------------------------------------------------------


def _apart(work: Callable[..., Any], *arguments: object) -> Any:
    """Run in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def _costing(work: Callable[..., object], *arguments: object) -> tuple[Cost, object]:
    """One run in this process."""
    clock, processor = time.perf_counter(), time.process_time()
    answer = work(*arguments)
    spent = time.perf_counter() - clock, time.process_time() - processor
    return Cost(*spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024), answer


def _costing_there(
    work: Callable[..., object], folder: Path, found: Cluster
) -> tuple[Cost, object]:
    """One run on the cluster: a session, the work, and what all processes together took."""
    from yipan.facts.spark import connect_spark

    with _watched(found) as peak:
        before, clock, processor = found.processor(), time.perf_counter(), time.process_time()
        spark = connect_spark(found.address)
        answer = work(folder, spark)
        took = time.perf_counter() - clock
        spent = time.process_time() - processor + found.processor() - before
        spark.close()
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return Cost(took, spent, own + peak.bytes // 2**20), answer


@dataclass
class _Peak:
    bytes: int = 0


@contextmanager
def _watched(found: Cluster) -> Iterator[_Peak]:
    """The most memory that the cluster's processes hold at once."""
    peak, done = _Peak(), threading.Event()

    def look() -> None:
        while not done.wait(0.5):
            peak.bytes = max(peak.bytes, found.memory())

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield peak
    finally:
        done.set()
        watcher.join()


def _same_rows(out: str) -> Callable[[Path, object, object], None]:
    """Both tables hold the same rows: their number and the sum of 64-bit hashes of whole rows."""

    def check(folder: Path, mine: object, other: object) -> None:
        ours, theirs = (_apart(_fingerprint, folder, f"{out}-{place}") for place in PLACES)
        if ours != theirs or mine != other:
            raise SystemExit(f"{out}: DuckDB gives {ours} {mine}, Spark {theirs} {other}")

    return check


PLACES = ("here", "there")


def _fingerprint(folder: Path, out: str) -> tuple[int, str]:
    import duckdb

    path = folder / out
    files = f"{path}/*.parquet" if path.is_dir() else str(path)
    sql = duckdb.connect(config={"memory_limit": "1GB"})
    names = [r[0] for r in sql.execute(f"DESCRIBE FROM read_parquet('{files}')").fetchall()]
    row = ", ".join(f'"{name}"' for name in sorted(names))
    found = sql.execute(f"SELECT count(*), sum(hash({row})::HUGEINT) FROM read_parquet('{files}')")
    count, total = found.fetchall()[0]
    return int(count), str(total)


def _same_numbers(_: Path, mine: object, other: object) -> None:
    """To nine significant digits: sums of doubles have no fixed order on a cluster."""
    assert isinstance(mine, list)
    assert isinstance(other, list)
    for ours, theirs in zip(mine, other, strict=True):
        if abs(ours - theirs) > 10.0**-DIGITS * abs(ours) + 1e-15:
            raise SystemExit(f"entropy weights: DuckDB gives {ours!r}, Spark {theirs!r}")


def _say(what: str) -> None:
    print(f"spark: {what} …", file=sys.stderr, flush=True)
