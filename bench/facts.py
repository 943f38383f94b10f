"""The ledger at real scale: counties × 30 years × indicators × 3 vintages.

Ours and the peers run in processes of their own on the same files. Peers do the bare minimum: no
validation, no identity, no receipt, no order.
"""

from __future__ import annotations

import multiprocessing
import resource
import shutil
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

from bench.results import Row, seconds

SCRATCH = Path(__file__).parent / "out" / "scratch"
# counties, indicators, rows of the CSV
SIZES = {"small": (285, 20, 200_000), "full": (2_850, 200, 3_000_000)}
RELEASE = 171_000
AS_OF = date(2012, 12, 1)
LEARNED = date(2025, 1, 1)
INDICATOR, COUNTY, YEAR = "indicator_007", "110700", "2010"


def run(size: str) -> list[Row]:
    """All rows of the area."""
    counties, indicators, csv_rows = SIZES[size]
    shutil.rmtree(SCRATCH, ignore_errors=True)
    SCRATCH.mkdir(parents=True)
    try:
        return _measure(counties, indicators, csv_rows, full=size == "full")
    finally:
        shutil.rmtree(SCRATCH, ignore_errors=True)


def _measure(counties: int, indicators: int, csv_rows: int, *, full: bool) -> list[Row]:
    with _process() as theirs:
        theirs.submit(_generate, counties, indicators, csv_rows).result()
    facts = counties * indicators * 90
    big, some = f"{facts / 1e6:.3g} M facts", f"{csv_rows / 1e6:.3g} M facts"
    release = f"{min(RELEASE, counties * indicators):,} facts"

    def aim(words: str, met: bool) -> dict[str, Any]:
        return {"aim": words, "met": met} if full else {"aim": words}

    with _process() as ours, _process() as theirs:

        def both(name: str) -> tuple[float, float]:
            _say(name)
            mine = ours.submit(_OURS[name]).result()
            return mine, theirs.submit(_PEERS[name]).result()

        parquet, copy = both("import Parquet")
        csv, csv_copy = both("import CSV")
        _say("cache")
        cache = ours.submit(_cache).result()
        section, section_peer = both("cross-section")
        _say("Polars")
        polars, same = theirs.submit(_polars_section).result()
        wide, wide_peer = both("one year")
        whole, whole_peer = both("whole cut")
        series, series_peer = both("series")
        _check(ours, theirs, same)
        conflicts, bare = both("conflicts")
        taken, taken_copy = both("release")
        after = ours.submit(_series).result()
        _say("cache again")
        again = ours.submit(_cache).result()
        memory = ours.submit(_memory).result()
    rate, csv_rate = facts / parquet, csv_rows / csv
    duck = "DuckDB"
    return [
        Row(
            "import from Parquet",
            big,
            rate,
            "facts/s",
            facts / copy,
            "DuckDB, copy",
            **aim("≥ 1,000,000 facts/s", rate >= 1e6),
        ),
        Row(
            "import from CSV",
            some,
            csv_rate,
            "facts/s",
            csv_rows / csv_copy,
            "DuckDB, copy",
            **aim("≥ 200,000 facts/s", csv_rate >= 2e5),
        ),
        Row("building the cache", big, cache, "s"),
        Row(
            "as-of cross-section: an indicator, a year, all counties",
            big,
            section,
            "s",
            section_peer,
            duck,
            **aim("≤ 0.3 s", section <= 0.3),
        ),
        Row("the same against Polars", big, section, "s", polars, "Polars"),
        Row(
            "as-of cross-section: all indicators, a year, all counties",
            big,
            wide,
            "s",
            wide_peer,
            duck,
            **aim("≤ 0.3 s", wide <= 0.3),
        ),
        Row(
            "as-of cut of everything: count and exact sum",
            big,
            whole,
            "s",
            whole_peer,
            duck,
            **aim("≤ 0.3 s", whole <= 0.3),
        ),
        Row(
            "one series with its choices",
            big,
            series,
            "s",
            series_peer,
            duck,
            **aim("≤ 0.05 s", series <= 0.05),
        ),
        Row(
            "conflicts over everything",
            big,
            conflicts,
            "s",
            bare,
            "DuckDB, bare SQL",
            **aim("≤ 3 × the bare SQL", conflicts <= 3 * bare),
        ),
        Row(
            "a release of revisions taken in",
            release,
            taken,
            "s",
            taken_copy,
            "DuckDB, copy",
            **aim("≤ 2 s", taken <= 2),
        ),
        Row("one series after the release", big, after, "s", **aim("≤ 0.05 s", after <= 0.05)),
        Row("the cache brought up to date after the release", big, again, "s"),
        Row("memory, peak of all of ours", big, memory, "GiB", **aim("≤ 2 GB", memory <= 1.863)),
    ]


def _process() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))


def _say(what: str) -> None:
    print(f"facts: {what} …", file=sys.stderr, flush=True)


def _check(ours: ProcessPoolExecutor, theirs: ProcessPoolExecutor, polars: str) -> None:
    """Ours and theirs must agree on the cross-section and on the cut of everything."""
    for name, mine, peer in (
        ("cross-section", ours.submit(_section_sum).result(), polars),
        ("cut", ours.submit(_whole).result(), theirs.submit(_peer_whole).result()),
    ):
        if mine != peer:
            raise SystemExit(f"{name}: ours gives {mine}, the peer {peer}")


def _peer() -> Any:
    import duckdb

    config = {"memory_limit": "3GB", "temp_directory": str(SCRATCH / "peer")}
    connection = duckdb.connect(config=config)
    connection.execute("SET enable_progress_bar = false")
    return connection


def _generate(counties: int, indicators: int, csv_rows: int) -> None:
    _say(f"generating {counties * indicators * 90:,} facts")
    rows = figures_sql("range(1, 4)", "range(1995, 2025)", indicators, counties)
    release = figures_sql("range(4, 5)", "range(2023, 2024)", indicators, counties)
    for name, sql in (
        ("facts.parquet", rows),
        ("release.parquet", f"{release} LIMIT {RELEASE}"),
        ("facts.csv", f"{rows} LIMIT {csv_rows}"),
    ):
        kind = "FORMAT csv, HEADER" if name.endswith("csv") else "FORMAT parquet, COMPRESSION zstd"
        _peer().execute(f"COPY ({sql}) TO '{SCRATCH / name}' ({kind})")


def figures_sql(vintages: str, years: str, indicators: int, counties: int) -> str:
    """Figures as an office releases them: first report, yearbook, revision."""
    day = """[make_date(y + 1, 1, 20), make_date(y + 1, 10, 31), make_date(y + 3, 6, 30),
        make_date(2025, 6, 30)][v]"""
    return f"""SELECT 'figure' AS row, 'indicator_' || lpad(i::VARCHAR, 3, '0') AS indicator,
      (110000 + c * 7)::VARCHAR AS party, '' AS counterparty, y::VARCHAR AS period,
      make_date(y, 1, 1) AS period_start, make_date(y, 12, 31) AS period_end,
      'annual' AS frequency, '' AS definition, '' AS price_basis,
      ((hash(i, c, y) % 1000000 + hash(i, c, y, v) % 100 * v) / 100)::DECIMAL(12,2)::VARCHAR
        AS value,
      ['万元', '亿元', '人', '%', '公顷'][1 + i % 5] AS unit, '0.01' AS step,
      'rounded' AS qualifier, ['provisional', 'revised', 'final', 'final'][v] AS status,
      ['REPORT', 'YEARBOOK', 'REVISION', 'CENSUS'][v] || '-' || y AS source,
      '表' || i || ' 行' || c AS locator, ({day})::VARCHAR AS published_on,
      {day} AS public_from, {day} + 10 AS learned_on,
      '' AS target, '' AS expects, '' AS reason, '' AS note
      FROM {vintages} a(v), {years} b(y), range({indicators}) d(i), range({counties}) e(c)"""


_UNITS = ("万元", "亿元", "人", "%", "公顷")


def _units() -> dict[str, str]:
    from yipan.facts.engine import rows

    ledger = _ledger()
    found = rows(ledger.connection, f"SELECT DISTINCT indicator FROM {ledger.table()} ORDER BY 1")
    return {name: _UNITS[int(name[-3:]) % 5] for (name,) in found}


_kept: dict[str, Any] = {}


def _ledger() -> Any:
    from yipan.facts import Ledger

    if "ledger" not in _kept:
        _kept["ledger"] = Ledger.open(SCRATCH / "ledger")
    return _kept["ledger"]


def _import_into(folder: str, file: str) -> float:
    from yipan.facts import Ledger
    from yipan.facts.tidy import import_tidy

    ledger = Ledger.ensure(SCRATCH / folder)
    return seconds(lambda: import_tidy(ledger, [SCRATCH / file], learned_on=LEARNED))


def _copy(file: str) -> float:
    source = (
        f"read_csv('{SCRATCH / file}', all_varchar=true)"
        if file.endswith("csv")
        else (f"'{SCRATCH / file}'")
    )
    target = SCRATCH / "copy.parquet"
    sql = f"COPY (FROM {source}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
    return seconds(lambda: _peer().execute(sql))


def _cache() -> float:
    return seconds(lambda: _ledger().cache())


def _panel(indicators: dict[str, str]) -> Any:
    return _ledger().panel(indicators, periods=[YEAR], as_of=AS_OF)


def _section() -> float:
    unit = {INDICATOR: _UNITS[int(INDICATOR[-3:]) % 5]}
    _panel(unit)
    return seconds(lambda: _panel(unit), times=5)


def _section_sum() -> str:
    panel = _panel({INDICATOR: _UNITS[int(INDICATOR[-3:]) % 5]})
    return f"{panel.values.size} {panel.values.sum():.2f}"


def _one_year() -> float:
    units = _units()
    _panel(units)
    return seconds(lambda: _panel(units), times=3)


_LATEST = "arg_max(value, public_from)"


def _peer_section() -> float:
    sql = (
        f"SELECT party, {_LATEST} FROM '{SCRATCH}/facts.parquet' WHERE indicator = '{INDICATOR}' "
        f"AND period = '{YEAR}' AND public_from <= DATE '{AS_OF}' GROUP BY party"
    )
    return seconds(lambda: _peer().execute(sql).fetchall(), times=3)


def _peer_year() -> float:
    sql = (
        f"SELECT indicator, party, {_LATEST}::DOUBLE AS value FROM '{SCRATCH}/facts.parquet' "
        f"WHERE period = '{YEAR}' AND public_from <= DATE '{AS_OF}' GROUP BY indicator, party"
    )
    return seconds(lambda: _peer().execute(sql).fetchnumpy())


def _polars_section() -> tuple[float, str]:
    import polars as pl

    lazy = (
        pl.scan_parquet(SCRATCH / "facts.parquet")
        .filter(
            (pl.col("indicator") == INDICATOR)
            & (pl.col("period") == YEAR)
            & (pl.col("public_from") <= AS_OF)
        )
        .group_by("party")
        .agg(pl.col("value").sort_by("public_from").last().cast(pl.Float64))
    )
    took = seconds(lambda: lazy.collect(), times=3)
    found = lazy.collect()
    return took, f"{len(found)} {found['value'].sum():.2f}"


def _whole() -> str:
    from yipan.facts.wide import open_cache

    sql = (
        "SELECT count(*), sum(number::DECIMAL(18,2)) FROM cache.held "
        f"WHERE known_from <= DATE '{AS_OF}' AND DATE '{AS_OF}' < known_to"
    )
    if "cache" not in _kept:
        _kept["cache"] = open_cache(_ledger().cache())
    return str(_kept["cache"].rows(sql)[0])


def _whole_time() -> float:
    _whole()
    return seconds(_whole, times=3)


def _peer_whole() -> str:
    sql = (
        f"SELECT count(*), sum(value::DECIMAL(18,2)) FROM (SELECT {_LATEST} AS value FROM "
        f"'{SCRATCH}/facts.parquet' WHERE public_from <= DATE '{AS_OF}' "
        "GROUP BY indicator, party, period)"
    )
    return str(_peer().execute(sql).fetchone())


def _peer_whole_time() -> float:
    return seconds(_peer_whole)


def _series() -> float:
    from yipan.facts import Selection

    wanted = Selection(indicators=(INDICATOR,), parties=(COUNTY,), as_of=AS_OF)
    ledger = _ledger().refresh()
    ledger.chosen(wanted)
    return seconds(lambda: ledger.chosen(wanted), times=9)


def _peer_series() -> float:
    sql = (
        f"SELECT period, {_LATEST} FROM '{SCRATCH}/facts.parquet' WHERE indicator = '{INDICATOR}' "
        f"AND party = '{COUNTY}' AND public_from <= DATE '{AS_OF}' GROUP BY period"
    )
    return seconds(lambda: _peer().execute(sql).fetchall(), times=3)


def _conflicts() -> float:
    from yipan.facts.conflicts.sql import count_things

    ledger = _ledger()
    return seconds(lambda: count_things(ledger.connection, ledger.table()))


def _peer_conflicts() -> float:
    sql = (
        "SELECT count(*) FROM (SELECT indicator, party, counterparty, period, frequency "
        f"FROM '{SCRATCH}/facts.parquet' GROUP BY ALL "
        "HAVING min(value::DECIMAL(15,5)) < max(value::DECIMAL(15,5)))"
    )
    return seconds(lambda: _peer().execute(sql).fetchall())


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


_OURS: dict[str, Callable[[], float]] = {}
_PEERS: dict[str, Callable[[], float]] = {}


def _import_parquet() -> float:
    return _import_into("ledger", "facts.parquet")


def _import_csv() -> float:
    return _import_into("from-csv", "facts.csv")


def _import_release() -> float:
    return _import_into("ledger", "release.parquet")


def _copy_parquet() -> float:
    return _copy("facts.parquet")


def _copy_csv() -> float:
    return _copy("facts.csv")


def _copy_release() -> float:
    return _copy("release.parquet")


for _name, _mine, _theirs in (
    ("import Parquet", _import_parquet, _copy_parquet),
    ("import CSV", _import_csv, _copy_csv),
    ("cross-section", _section, _peer_section),
    ("one year", _one_year, _peer_year),
    ("whole cut", _whole_time, _peer_whole_time),
    ("series", _series, _peer_series),
    ("conflicts", _conflicts, _peer_conflicts),
    ("release", _import_release, _copy_release),
):
    _OURS[_name], _PEERS[_name] = _mine, _theirs
