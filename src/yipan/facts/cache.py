"""The cache: every figure that ever counted under a rule, with the days on which it did.

A DuckDB file beside the ledger, made from it alone: delete it and nothing is lost. It is built
under another name, swapped in and then only read. Its name holds the hashes of the ledger's state
and of the rule, so a stale cache is never asked.

`held` has one row for each figure and stretch of days (`known_from` ≤ day < `known_to`) in which
the rule chose it; `shared` says what its number stands for. Things with corrections or withdrawals
are in `amended` and are resolved from their rows. A rule with choices by hand has no cache.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from yipan.core.canonical import canonical_json, digest
from yipan.core.units import find_unit
from yipan.facts.bulk import PART_ROWS, Progress, ranges
from yipan.facts.engine import attached, rows, text
from yipan.facts.manifest import Manifest
from yipan.facts.parts import SHARED
from yipan.facts.record import THING
from yipan.facts.resolve import UNRANKED, Preference, ResolveRule

if TYPE_CHECKING:
    from yipan.facts.engine import Connection

FOLDER = "cache"
LAYOUT = "1"
# Stands for today, after every publication; a row without any day is known only then.
TODAY = date(9999, 12, 31)

_WHO = ("indicator", "party", "counterparty")
_KIND = tuple(name for name in THING if name not in _WHO)
_SHARED = (*SHARED, "learned_on")
_NULLABLE = {"period_start", "period_end", "public_from", "learned_on"}


def cache_file(folder: Path, manifest: Manifest, rule: ResolveRule) -> Path:
    """Where the cache of a state under a rule is kept."""
    mark = digest(canonical_json([LAYOUT, rule.as_dict()]))[:16]
    return folder / FOLDER / f"{manifest.digest[:16]}-{mark}.duckdb"


def build(
    connection: Connection,
    source: str,
    file: Path,
    rule: ResolveRule,
    *,
    progress: Progress | None = None,
) -> None:
    """Build the cache of `source` (all parts of a state) and swap it in."""
    assert not rule.manual
    file.parent.mkdir(exist_ok=True)
    fresh = file.with_name(f".{file.name}.{os.getpid()}.new")
    with _removed(fresh):
        with attached(connection, fresh, "fresh", write=True):
            _number_names(connection, source)
            _number_shared(connection, source, rule)
            _hold(connection, source, progress)
            _list_amended(connection, source)
            connection.execute("CHECKPOINT fresh")
        os.replace(fresh, file)
    for old in file.parent.glob("*.duckdb"):
        if old.name[:16] != file.name[:16]:
            old.unlink(missing_ok=True)


def _number_names(connection: Connection, source: str) -> None:
    for name in _WHO:
        connection.execute(
            f"CREATE TABLE fresh.{name} AS SELECT CAST(row_number() OVER (ORDER BY code) - 1 "
            f"AS INTEGER) AS id, code FROM (SELECT DISTINCT {name} AS code FROM {source}) "
            "ORDER BY code"
        )


def _number_shared(connection: Connection, source: str, rule: ResolveRule) -> None:
    """Number the combinations of shared columns; `preference` orders them under the rule."""
    names = ", ".join(_SHARED)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE given AS SELECT DISTINCT {names} FROM {source} "
        "WHERE row = 'figure'"
    )
    pairs = rows(connection, "SELECT DISTINCT unit, step FROM given ORDER BY ALL")
    finest = sorted({_fineness(unit, step) for unit, step in pairs})
    place = {size: number for number, size in enumerate(finest)}
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE fineness (unit VARCHAR, step VARCHAR, fine INTEGER)"
    )
    for unit, step in pairs:
        values = [unit, step, place[_fineness(unit, step)]]
        connection.execute("INSERT INTO fineness VALUES (?, ?, ?)", values)
    ranks = " ".join(f"WHEN {text(s)} THEN {r}" for s, r in sorted(rule.priority.items()))
    rank = f"CASE source {ranks} ELSE {UNRANKED} END" if ranks else "0"
    day = "coalesce(public_from, learned_on, DATE '0001-01-01')"
    keys = {
        Preference.LATEST: f"{day} DESC",
        Preference.FIRST: day,
        Preference.PRIORITY: rank,
    }
    # Whatever the order of the columns here, equals are told apart by canonical order.
    order = ", ".join(
        [*(keys[p] for p in rule.prefer), "fine", *(f"{n} NULLS FIRST" for n in SHARED)]
    )
    kind = ", ".join(_KIND)
    connection.execute(
        f"CREATE TABLE fresh.shared AS SELECT "
        f"CAST(row_number() OVER (ORDER BY {', '.join(f'{n} NULLS FIRST' for n in _SHARED)}) - 1 "
        f"AS INTEGER) AS id, CAST(dense_rank() OVER (ORDER BY {kind}) AS INTEGER) AS kind, "
        f"CAST(dense_rank() OVER (ORDER BY {order}) AS INTEGER) AS preference, "
        f"coalesce(public_from, learned_on, DATE '{TODAY}') AS day, {names} "
        "FROM given JOIN fineness USING (unit, step) ORDER BY id"
    )


def _fineness(unit: str, step: str) -> Fraction:
    found = find_unit(unit)
    return Fraction(step) * (found.factor if found else 1)


def _hold(connection: Connection, source: str, progress: Progress | None) -> None:
    """Fill `held`, one stretch of the canonical order after the other."""
    connection.execute(
        "CREATE TABLE fresh.held (indicator INTEGER, party INTEGER, counterparty INTEGER, "
        "kind INTEGER, shared INTEGER, number DOUBLE, known_from DATE, known_to DATE)"
    )
    figures = f"(SELECT * FROM {source} WHERE row = 'figure')"
    counts = rows(connection, f"SELECT indicator, count(*) FROM {figures} GROUP BY 1 ORDER BY 1")
    todo = ranges(connection, figures, counts, PART_ROWS)
    total, done = sum(item.rows for item in todo), 0
    for item in todo:
        connection.execute(_held_sql(f"(SELECT * FROM {figures} WHERE {item.where})"))
        done += item.rows
        if progress:
            progress(done, total)


def _held_sql(source: str) -> str:
    same = " AND ".join(
        f"h.{n} IS NOT DISTINCT FROM s.{n}" if n in _NULLABLE else f"h.{n} = s.{n}" for n in _SHARED
    )
    thing = "PARTITION BY indicator, party, counterparty, kind"
    return f"""INSERT INTO fresh.held
WITH coded AS (
  SELECT i.id AS indicator, p.id AS party, c.id AS counterparty, h.kind, h.id AS shared,
    h.preference, h.day, s.value, s.locator, s.learned_on
  FROM {source} s JOIN fresh.shared h ON ({same}) JOIN fresh.indicator i ON (i.code = s.indicator)
    JOIN fresh.party p ON (p.code = s.party) JOIN fresh.counterparty c ON (c.code = s.counterparty)
), ranked AS (
  SELECT *, row_number() OVER
    ({thing} ORDER BY preference, value, locator, learned_on NULLS FIRST) AS best FROM coded
), overtaken AS (
  SELECT *, min(best) OVER ({thing} ORDER BY day RANGE UNBOUNDED PRECEDING) AS first_choice
  FROM ranked
)
SELECT indicator, party, counterparty, kind, shared,
  TRY_CAST(replace(value, ',', '') AS DOUBLE) AS number, day,
  coalesce(lead(day) OVER ({thing} ORDER BY day), 'infinity'::DATE)
FROM overtaken WHERE best = first_choice ORDER BY indicator, party, counterparty, kind, day"""


def _list_amended(connection: Connection, source: str) -> None:
    connection.execute(
        f"CREATE TABLE fresh.amended AS SELECT DISTINCT {', '.join(THING)} FROM {source} "
        "WHERE row <> 'figure' ORDER BY ALL"
    )


@contextmanager
def _removed(file: Path) -> Iterator[None]:
    """Leave nothing behind when building fails."""
    try:
        yield
    finally:
        for left in (file, file.with_name(f"{file.name}.wal")):
            with suppress(FileNotFoundError):
                left.unlink()
