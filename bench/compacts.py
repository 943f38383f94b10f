"""Settling and judging at the size of clearing houses, against OpenFisca-core on the same rule.

Both read the same Parquet and write the same moves as Parquet: case, year, clause, parties, amount.
Of the enterprises some are market moves, some are attested by one side alone, some lack a year.
Both run as a job does: once, in a process of its own, in turn, the clock started after imports;
what either takes when repeated in one process, and OpenFisca's calculation alone, on arrays in
memory, are reported beside. OpenFisca runs in an environment of its own, its facts pivoted by
pandas; its amounts are binary floats, and how many differ by a 分 is reported. Ours also says what
is undetermined or stopped, reads attestation by role, and orders what it writes.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import yipan
from bench.results import Row
from yipan.compacts.document.library import Library

OUT = Path(__file__).parent / "out"
SCRATCH = OUT / "scratch-compacts"
PEER = OUT / "openfisca"
YEARS = (2013, 2014, 2015, 2017, 2018, 2019, 2020, 2021)
SIZES = {"small": 12_500, "full": 1_250_000}  # enterprises, eight years each
AIM = 1_000_000
PROCESSORS = 2
RUNS = 5


def run(size: str) -> list[Row]:
    """All rows of the area."""
    enterprises = SIZES[size]
    shutil.rmtree(SCRATCH, ignore_errors=True)
    SCRATCH.mkdir(parents=True)
    try:
        return _measure(enterprises, full=size == "full")
    finally:
        shutil.rmtree(SCRATCH, ignore_errors=True)


@dataclass(frozen=True)
class Cost:
    """Seconds on the clock, seconds of processor time, and peak memory in MB."""

    clock: float
    processor: float
    memory: int


def _measure(enterprises: int, *, full: bool) -> list[Row]:
    facts = enterprises * len(YEARS)
    _apart(generate, enterprises, SCRATCH)
    settled, judged = _apart(_settle), _apart(_judge)
    label = f"{facts / 1e6:.3g} M"
    years, cases = f"{label} enterprise-years", f"{label} registrations"
    rows = []
    for name, size, cost in (
        ("settle tax-92, Parquet to Parquet", years, settled),
        ("judge list-beijing, two editions", cases, judged),
    ):
        rate, aim = facts / cost.clock, "at least 1 M facts/s"
        rows.append(Row(name, size, rate, "facts/s", aim=aim, met=rate >= AIM if full else None))
        rate = facts * PROCESSORS / cost.processor
        rows.append(Row(f"{name}: by processor time", size, rate, "facts/s on 2 processors"))
        rows.append(Row(f"{name}: peak memory", size, cost.memory, "MB"))
    python = _openfisca()
    if python is None:
        return [*rows, Row("settle tax-92", years, settled.clock, "s", peer_name="OpenFisca-core")]
    return [*rows, *_against(python, years, settled, full=full)]


def _against(python: str, years: str, again: Cost, *, full: bool) -> list[Row]:
    """Rows beside the peer; `again` is what ours takes when repeated in one process."""
    fresh = [(_apart(_settle, 1), _peer(python, 1)) for _ in range(RUNS)]
    ours, theirs = _median([mine for mine, _ in fresh]), _median([its[0] for _, its in fresh])
    peer, alone = _peer(python, 3)
    aim = f"at least 5 times as fast; {_wrong():,} of its amounts are off by 1 分 or more"
    met = ours.clock * 5 <= theirs.clock if full else None
    whose = "OpenFisca-core"
    name = "settle tax-92, file to file"
    return [
        Row(name, years, ours.clock, "s", theirs.clock, whose, aim, met),
        Row(f"{name}: processor time", years, ours.processor, "s", theirs.processor, whose),
        Row(f"{name}, repeated in one process", years, again.clock, "s", peer.clock, whose),
        Row(
            f"{name}, theirs without files",
            years,
            ours.clock,
            "s",
            alone,
            f"{whose}, arrays in memory",
        ),
    ]


def _apart(work: Callable[..., Cost], *arguments: object) -> Cost:
    """Run in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def _costing(work: Callable[[], object], runs: int = 3) -> Cost:
    """The run with the median time on the clock."""
    import duckdb  # noqa: F401  Both sides have what they need before the clock starts.

    costs = []
    for _ in range(runs):
        clock, processor = time.perf_counter(), time.process_time()
        work()
        spent = time.perf_counter() - clock, time.process_time() - processor
        costs.append(Cost(*spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024))
    return _median(costs)


def _median(costs: list[Cost]) -> Cost:
    return sorted(costs, key=lambda cost: cost.clock)[len(costs) // 2]


def generate(enterprises: int, folder: Path) -> Cost:
    """Moved enterprises with their yearly taxes, and registrations, as Parquet under `folder`."""
    import duckdb

    sql = duckdb.connect()
    sql.execute("SET enable_progress_bar = false")
    years = ", ".join(f"({year})" for year in YEARS)
    case, tax = (
        "'E' || i AS \"case\"",
        "CAST(1500000000 + hash(i * 100 + y) % 3500000000 AS BIGINT)",
    )
    sql.execute(
        f"COPY (SELECT {case}, '京' AS 迁出地, '冀/唐山' AS 迁入地, "
        "hash(i, 1) % 100 > 0 AS 政府主导, hash(i, 2) % 100 > 0 AS 符合布局, "
        f"2016 AS 迁移年度, 2017 AS 达产年度 FROM range({enterprises}) t(i)) "
        f"TO '{folder}/cases.parquet'"
    )
    sql.execute(
        f'COPY (SELECT {case}, y AS year, {tax} AS "三税.地方", '
        "CASE WHEN hash(i, 3) % 100 = 0 THEN '京' ELSE '京;冀' END AS attested_by "
        f"FROM range({enterprises}) t(i), (VALUES {years}) v(y) WHERE hash(i, y) % 200 > 0) "
        f"TO '{folder}/periods.parquet'"
    )
    sql.execute(
        "COPY (SELECT 'R' || i AS \"case\", DATE '2016-01-01' + CAST(hash(i) % 1800 AS INTEGER) "
        "AS date, ['C1311', 'C3612', 'K7010', 'G59', 'I65', '1311', 'C13', '9999']"
        "[CAST(hash(i, 1) % 8 AS INTEGER) + 1] AS 行业代码, "
        "['东城', '西城', '大兴', '海淀', '延庆']"
        "[CAST(hash(i, 2) % 5 AS INTEGER) + 1] AS 所在区, ['研发', '生产', '']"
        "[CAST(hash(i, 3) % 3 AS INTEGER) + 1] AS 环节, ['', '', '城市运行保障食品']"
        "[CAST(hash(i, 4) % 3 AS INTEGER) + 1] AS 标签 "
        f"FROM range({enterprises * len(YEARS)}) t(i)) TO '{folder}/registrations.parquet'"
    )
    return Cost(0, 0, 0)


def _settle(runs: int = 3) -> Cost:
    from yipan.compacts.columns.tables import settle_tables

    addressed = library().find("tax-92")
    cases, periods, moves = (SCRATCH / f"{n}.parquet" for n in ("cases", "periods", "moves"))
    return _costing(lambda: settle_tables(addressed, cases, periods, moves, threads=2), runs)


def _judge() -> Cost:
    from yipan.compacts.columns.tables import judge_tables

    addressed = library().find("list-beijing")
    cases, judged = (SCRATCH / f"{name}.parquet" for name in ("registrations", "judged"))
    return _costing(lambda: judge_tables(addressed, cases, judged, threads=2))


def library() -> Library:
    """The compacts of the built-in board."""
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


def _peer(python: str, runs: int) -> tuple[Cost, float]:
    """The median run of the peer, and the seconds of its calculation alone."""
    script = Path(__file__).parent / "_openfisca_tax.py"
    command = [python, str(script), str(SCRATCH), str(runs)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found = [tuple(map(float, line.split())) for line in done.stdout.splitlines()]
    clock, processor, alone = sorted(found)[len(found) // 2]
    return Cost(clock, processor, 0), alone


def _wrong() -> int:
    """How many amounts of the peer differ by a 分; moves and clauses are the same."""
    import duckdb

    ours, theirs = str(SCRATCH / "moves.parquet"), str(SCRATCH / "received.parquet")
    found = duckdb.execute(
        "SELECT COUNT(*) FILTER (WHERE gap >= 1), COUNT(*) FILTER (WHERE both_sides), COUNT(*), "
        "MEDIAN(gap / units) FILTER (WHERE both_sides), MAX(gap) FILTER (WHERE NOT both_sides), "
        "COUNT(*) FILTER (WHERE mine <> its) "
        "FROM (SELECT o.units, ABS(COALESCE(t.amount * 100, 0) - COALESCE(o.units, 0)) AS gap, "
        "o.units IS NOT NULL AND t.amount IS NOT NULL AS both_sides, o.clause AS mine, "
        "t.clause AS its FROM read_parquet(?) o "
        'FULL JOIN read_parquet(?) t ON t."case" = o."case" AND t.year = o.year)',
        [ours, theirs],
    ).fetchone()
    assert found is not None
    wrong, common, moves, median, alone_gap, otherwise = found
    assert common > 0.99 * moves, "the moves are not the same"
    assert median < 1e-5, "the rules differ"
    assert not otherwise, "the clauses differ"
    # A cap that floats leave open by a rounding: at most the precision of a sum, not a rule.
    assert (alone_gap or 0) < 10_000, "moves that only one side has"
    return int(wrong)
