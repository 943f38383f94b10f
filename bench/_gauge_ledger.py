"""The index pipeline from a ledger, and on a panel larger than the memory of its process."""

from __future__ import annotations

import json
import math
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from bench.results import Row
from yipan.gauge.engine import CubeEngine, pipeline, pipelines

SYSTEMS = 5
DAY = date(2030, 1, 1)
LIMIT = 4_000_000_000
MEMORY = "2GB"
# 240 periods of 40,000 parties and 250 indicators: 2.4 thousand million values.
LARGE = (40_000, 240, 250)
SMALL = (400, 6, 25)
UNITS = ("万元", "亿元", "人", "%", "公顷")


def systems(indicators: int) -> list[list[int]]:
    """Every fifth indicator is in the same subsystem."""
    return [list(range(g, indicators, SYSTEMS)) for g in range(SYSTEMS)]


def from_ledger(shape: tuple[int, int, int], best: Callable[[Callable[[], Any]], float]) -> float:
    """Seconds from the ledger (open, cache built) to the results of the pipeline."""
    from yipan.facts import Ledger
    from yipan.facts.tidy import import_tidy

    parties, periods, indicators = shape
    units = {f"k{i:02}": UNITS[i % 5] for i in range(indicators)}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write_facts(folder / "facts.parquet", shape)
        ledger = Ledger.create(folder / "ledger")
        import_tidy(ledger, [folder / "facts.parquet"], learned_on=DAY)
        groups = systems(indicators)

        def work() -> Any:
            panel = ledger.panel(units)
            return pipeline(CubeEngine(panel.values, panel.indicators), groups)

        found = work()
        assert found.index.shape == (parties, periods)
        expected = _expected(folder / "facts.parquet")
        assert math.isclose(float(ledger.panel(units).values.sum()), expected, rel_tol=1e-9)
        return best(work)


def write_long(path: Path, x: np.ndarray, names: list[str]) -> None:
    """An array as long Parquet with dictionaries of labels."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    n, t, _ = x.shape
    dictionary = pa.DictionaryArray.from_arrays
    places = np.indices(x.shape).reshape(3, -1).astype(np.int32)
    labels = ([f"P{i:05}" for i in range(n)], [str(1990 + j) for j in range(t)], names)
    columns = [dictionary(pa.array(c), pa.array(v)) for c, v in zip(places, labels, strict=True)]
    fields = ["party", "period", "indicator"]
    table = pa.table({**dict(zip(fields, columns, strict=True)), "value": x.reshape(-1)})
    pq.write_table(table, path)


def _write_facts(path: Path, shape: tuple[int, int, int]) -> None:
    parties, periods, indicators = shape
    listed = ", ".join(f"'{unit}'" for unit in UNITS)
    duckdb.connect().execute(
        f"""COPY (SELECT 'figure' AS row, 'k' || lpad(i::VARCHAR, 2, '0') AS indicator,
          (110000 + p)::VARCHAR AS party, '' AS counterparty, t::VARCHAR AS period,
          make_date(t, 1, 1) AS period_start, make_date(t, 12, 31) AS period_end,
          'annual' AS frequency, '' AS definition, '' AS price_basis,
          ((hash(i, p, t) % 1000000 + 1) / 100)::DECIMAL(12,2)::VARCHAR AS value,
          [{listed}][1 + i % 5] AS unit, '0.01' AS step, 'rounded' AS qualifier, 'final' AS status,
          'YEARBOOK-' || t AS source, '' AS locator, make_date(t + 1, 1, 20)::VARCHAR
          AS published_on, make_date(t + 1, 1, 20) AS public_from, DATE '{DAY}' AS learned_on,
          '' AS target, '' AS expects, '' AS reason, '' AS note
          FROM range(1990, {1990 + periods}) b(t), range({indicators}) d(i), range({parties}) e(p)
        ) TO '{path}' (FORMAT parquet)"""
    )


def _expected(path: Path) -> float:
    found = duckdb.connect().execute(f"SELECT sum(value::DECIMAL(12,2)) FROM '{path}'").fetchone()
    assert found
    return float(found[0])


def larger_than_memory(shape: tuple[int, int, int] = LARGE, limit: int = LIMIT) -> list[Row]:
    """Rows of a panel that a process of `limit` bytes works through cut by cut."""
    with _written(shape) as (folder, size):
        code = "import sys; from bench._gauge_ledger import child; child(*sys.argv[1:])"
        command = [sys.executable, "-c", code, str(folder), str(limit), str(shape[2])]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        found = json.loads(done.stdout.splitlines()[-1])
    cells = f"{math.prod(shape) / 1e6:,.0f} M values, {size / 1e9:.1f} GB of Parquet"
    rows = [Row(name, cells, spent, "s") for name, spent in found["seconds"].items()]
    peak, aim = found["peak"] / 1e9, f"≤ {limit / 1e9:g} GB"
    return [*rows, Row("memory, peak", cells, peak, "GB", aim=aim, met=found["peak"] <= limit)]


@contextmanager
def _written(shape: tuple[int, int, int]) -> Iterator[tuple[Path, int]]:
    """The panel as Parquet, a file a period grown from a base; removed afterwards."""
    parties, periods, indicators = shape
    folder = Path(tempfile.mkdtemp(prefix="yipan-large-"))
    try:
        connection = duckdb.connect(config={"memory_limit": "1500MB"})
        connection.execute("SET enable_progress_bar = false")
        connection.execute(
            f"""COPY (SELECT 'P' || lpad(p::VARCHAR, 6, '0') AS party,
              'k' || lpad(k::VARCHAR, 3, '0') AS indicator,
              exp((hash(p, k) >> 11) / 9007199254740992.0) AS value
              FROM range({parties}) a(p), range({indicators}) b(k))
            TO '{folder}/base' (FORMAT parquet, COMPRESSION uncompressed)"""
        )
        for t in range(periods):
            connection.execute(
                f"""COPY (SELECT party, '{1000 + t}' AS period, indicator,
                  value * (1 + {t} / 100) AS value FROM read_parquet('{folder}/base'))
                TO '{folder}/{t:04}.parquet' (FORMAT parquet, COMPRESSION uncompressed)"""
            )
        (folder / "base").unlink()
        yield folder, sum(path.stat().st_size for path in folder.iterdir())
    finally:
        shutil.rmtree(folder)


def child(folder: str, limit: str, indicators: str) -> None:
    """Measure under a limit of address space and print what it took."""
    resource.setrlimit(resource.RLIMIT_AS, (int(limit), int(limit)))
    import yipan.gauge as gauge
    from yipan.facts.panel_engine import DuckPanel

    seconds: dict[str, float] = {}
    memory = MEMORY if int(limit) >= LIMIT else f"{int(limit) // 2}B"
    panel = DuckPanel(f"{folder}/*.parquet", memory=memory)
    few = ",".join(panel.indicators[:2])

    def timed(name: str, work: Callable[[], Any]) -> Any:
        started = time.perf_counter()
        answer = work()
        seconds[name] = time.perf_counter() - started
        print(f"{name}: {seconds[name]:.0f} s", file=sys.stderr, flush=True)
        return answer

    groups = systems(int(indicators))
    theil = timed(
        "index pipeline: bounds, entropy, index, coupling, Theil",
        lambda: np.concatenate([r.theil for _, r in pipelines(panel, groups)]),
    )
    assert len(theil) == len(panel.periods)
    assert (theil > 0).all()
    timed("Theil T of every indicator and period", lambda: gauge.theil_t(panel))
    timed("Gini (sorted) of two indicators", lambda: gauge.gini(panel, indicator=few))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"seconds": seconds, "peak": peak}))
