"""Settling and judging at the size of clearing houses, against OpenFisca-core on the same rule.

Both read the same Parquet and write moves as Parquet. OpenFisca runs in an environment of its own,
its facts pivoted by pandas; its amounts are binary floats, and how many differ by a 分 is reported.
Its calculation alone, on arrays in memory and without checks, is reported beside.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import yipan
from bench.results import Row, seconds
from yipan.compacts.library import Library

OUT = Path(__file__).parent / "out"
SCRATCH = OUT / "scratch-compacts"
PEER = OUT / "openfisca"
YEARS = (2013, 2014, 2015, 2017, 2018, 2019, 2020, 2021)
SIZES = {"small": 12_500, "full": 1_250_000}  # enterprises, eight years each
AIM = 1_000_000


def run(size: str) -> list[Row]:
    """All rows of the area."""
    enterprises = SIZES[size]
    shutil.rmtree(SCRATCH, ignore_errors=True)
    SCRATCH.mkdir(parents=True)
    try:
        return _measure(enterprises, full=size == "full")
    finally:
        shutil.rmtree(SCRATCH, ignore_errors=True)


def _measure(enterprises: int, *, full: bool) -> list[Row]:
    facts = enterprises * len(YEARS)
    _apart(_generate, enterprises)
    settled, settled_memory = _apart(_settle)
    judged, judged_memory = _apart(_judge)
    print(f"peak memory: settle {settled_memory} MB, judge {judged_memory} MB", file=sys.stderr)
    label = f"{facts / 1e6:.3g} M"
    rows = [
        Row(
            "settle tax-92, Parquet to Parquet",
            f"{label} enterprise-years",
            facts / settled,
            "facts/s",
            aim="at least 1 M facts/s",
            met=facts / settled >= AIM if full else None,
        ),
        Row(
            "judge list-beijing, two editions",
            f"{label} registrations",
            facts / judged,
            "facts/s",
            aim="at least 1 M facts/s",
            met=facts / judged >= AIM if full else None,
        ),
        Row("peak memory of settling", label, settled_memory, "MB"),
        Row("peak memory of judging", label, judged_memory, "MB"),
    ]
    python = _openfisca()
    if python is None:
        return [*rows, Row("settle tax-92", label, settled, "s", peer_name="OpenFisca-core")]
    peer, alone, wrong = _compare(python)
    aim = f"at least 5 times as fast; {wrong:,} of its amounts are off by 1 分 or more"
    met = settled * 5 <= peer if full else None
    size, whose = f"{label} enterprise-years", "OpenFisca-core"
    beside = f"{whose}, arrays in memory, no attestation, no parties"
    return [
        *rows,
        Row("settle tax-92, file to file", size, settled, "s", peer, whose, aim, met),
        Row("settle tax-92, ours file to file", size, settled, "s", alone, beside),
    ]


def _apart(work: object, *arguments: object) -> tuple[float, int]:
    """Run in a process of its own; seconds and peak memory."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()  # type: ignore[arg-type]


def _generate(enterprises: int) -> tuple[float, int]:
    import duckdb

    sql = duckdb.connect()
    years = ", ".join(f"({year})" for year in YEARS)
    case, tax = (
        "'E' || i AS \"case\"",
        "CAST(1500000000 + hash(i * 100 + y) % 3500000000 AS BIGINT)",
    )
    sql.execute(
        f"COPY (SELECT {case}, '京' AS 迁出地, '冀/唐山' AS 迁入地, "
        "TRUE AS 政府主导, TRUE AS 符合布局, "
        f"2016 AS 迁移年度, 2017 AS 达产年度 FROM range({enterprises}) t(i)) "
        f"TO '{SCRATCH}/cases.parquet'"
    )
    sql.execute(
        f"COPY (SELECT {case}, y AS year, {tax} AS \"三税.地方\", '京;冀' AS attested_by "
        f"FROM range({enterprises}) t(i), (VALUES {years}) v(y)) TO '{SCRATCH}/periods.parquet'"
    )
    sql.execute(
        "COPY (SELECT 'R' || i AS \"case\", DATE '2016-01-01' + CAST(hash(i) % 1800 AS INTEGER) "
        "AS date, ['C1311', 'C3612', 'K7010', 'G59', 'I65', '1311', 'C13', '9999']"
        "[CAST(hash(i, 1) % 8 AS INTEGER) + 1] AS 行业代码, "
        "['东城', '西城', '大兴', '海淀', '延庆']"
        "[CAST(hash(i, 2) % 5 AS INTEGER) + 1] AS 所在区, ['研发', '生产', '']"
        "[CAST(hash(i, 3) % 3 AS INTEGER) + 1] AS 环节, ['', '', '城市运行保障食品']"
        "[CAST(hash(i, 4) % 3 AS INTEGER) + 1] AS 标签 "
        f"FROM range({enterprises * len(YEARS)}) t(i)) TO '{SCRATCH}/registrations.parquet'"
    )
    return 0.0, 0


def _settle() -> tuple[float, int]:
    from yipan.compacts.plan import plan_settlement
    from yipan.facts.plans import running

    compact = _library().versions("tax-92")[0]

    def work() -> None:
        plan = plan_settlement(compact, 5)
        tables = {name: SCRATCH / f"{name}.parquet" for name in ("cases", "periods")}
        with running(plan.statements, tables, threads=2) as done:
            done.write("moves", SCRATCH / "moves.parquet")

    return seconds(work, times=3), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _judge() -> tuple[float, int]:
    from yipan.compacts.list_plan import plan_list
    from yipan.facts.plans import running

    versions = _library().versions("list-beijing")

    def work() -> None:
        plan = plan_list(versions, forced=False)
        tables = {"registrations": SCRATCH / "registrations.parquet"}
        with running(plan.statements, tables, threads=2) as done:
            done.write("judged", SCRATCH / "judged.parquet")

    return seconds(work, times=3), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _library() -> Library:
    return Library([Path(yipan.__file__).parent / "boards" / "jingjinji" / "compacts"])


def _openfisca() -> str | None:
    """The interpreter of an environment that has OpenFisca-core; None where it cannot be had."""
    python = PEER / "bin" / "python"
    if python.exists():
        return str(python)
    uv = shutil.which("uv")
    make = [uv, "venv", "-q", str(PEER)] if uv else [sys.executable, "-m", "venv", str(PEER)]
    add = [uv, "pip", "install", "-q", "--python", str(python)] if uv else None
    add = add or [str(python), "-m", "pip", "install", "-q"]
    for command in (make, [*add, "openfisca-core", "pandas", "pyarrow"]):
        if subprocess.run(command, check=False, capture_output=True).returncode != 0:
            shutil.rmtree(PEER, ignore_errors=True)
            return None
    return str(python)


def _compare(python: str) -> tuple[float, float, int]:
    """Seconds of the peer, of its calculation alone, and how many amounts differ by a 分."""
    import duckdb

    script = Path(__file__).parent / "_openfisca_tax.py"
    done = subprocess.run(
        [python, str(script), str(SCRATCH)], check=True, capture_output=True, text=True
    )
    whole, alone = map(float, done.stdout.split())
    ours, theirs = str(SCRATCH / "moves.parquet"), str(SCRATCH / "received.parquet")
    found = duckdb.execute(
        "SELECT COUNT(*) FILTER (WHERE ABS(t.amount * 100 - o.units) >= 1), COUNT(*), "
        "MEDIAN(ABS(t.amount * 100 - o.units) / o.units) FROM read_parquet(?) o "
        'JOIN read_parquet(?) t ON t."case" = o."case" AND t.year = o.year',
        [ours, theirs],
    ).fetchone()
    assert found is not None
    assert found[1] > 0, "no amounts in common"
    assert found[2] < 1e-5, "the rules differ"
    return whole, alone, int(found[0])
