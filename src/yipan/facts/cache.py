"""The cache: every figure that ever counted under a rule, with the days on which it did.

A DuckDB file beside the ledger, made from it alone: delete it and nothing is lost. It is built
under another name, swapped in and then only read. Its name holds the hashes of the ledger's state
and of the rule, so a stale cache is never asked.

`held` has one row for each figure and stretch of days (`known_from` ≤ day < `known_to`) in which
the rule chose it; `shared` says what its number stands for. Things with corrections or withdrawals
are in `amended` and are resolved from their rows; `state` says whether the rows stand in order. A
rule with choices by hand has no cache.
"""

from __future__ import annotations

import os
import shutil
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
from yipan.facts.record import COLUMNS, THING
from yipan.facts.resolve import UNRANKED, Preference, ResolveRule

if TYPE_CHECKING:
    from yipan.facts.engine import Connection

FOLDER = "cache"
LAYOUT = "3"
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
    with _swapped_in(connection, file, None):
        for table, columns in _TABLES.items():
            connection.execute(f"CREATE TABLE fresh.{table} ({columns})")
        connection.execute("INSERT INTO fresh.state VALUES (true)")
        _name(connection, source)
        _prefer(connection, rule)
        figures = f"(SELECT * FROM {source} WHERE row = 'figure')"
        counts = rows(
            connection, f"SELECT indicator, count(*) FROM {figures} GROUP BY 1 ORDER BY 1"
        )
        todo = ranges(connection, figures, counts, PART_ROWS)
        total, done = sum(item.rows for item in todo), 0
        for item in todo:
            connection.execute(_held_sql(f"(SELECT * FROM {figures} WHERE {item.where})"))
            done += item.rows
            if progress:
                progress(done, total)


def extend(
    connection: Connection, before: Path, source: str, added: str, file: Path, rule: ResolveRule
) -> None:
    """Build the cache of `source` from that of an earlier state, which lacks the rows of `added`.

    Only things that `added` is about are chosen anew.
    """
    assert not rule.manual
    with _swapped_in(connection, file, before):
        _name(connection, added)
        _prefer(connection, rule)
        thing = ", ".join(THING)
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE touched AS SELECT DISTINCT {thing} FROM {added} "
            "WHERE row = 'figure'"
        )
        joined = " AND ".join(f"k.{name} = t.{name}" for name in _KIND)
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE touched_held AS SELECT i.id AS indicator, "
            "p.id AS party, c.id AS counterparty, k.id AS kind FROM touched t "
            "JOIN fresh.indicator i ON (i.code = t.indicator) JOIN fresh.party p "
            "ON (p.code = t.party) JOIN fresh.counterparty c ON (c.code = t.counterparty) "
            f"JOIN fresh.kind k ON ({joined})"
        )
        same = " AND ".join(f"h.{name} = t.{name}" for name in (*_WHO, "kind"))
        connection.execute(f"DELETE FROM fresh.held h USING touched_held t WHERE {same}")
        connection.execute(
            _held_sql(
                f"(SELECT s.* FROM (SELECT * FROM {source} WHERE row = 'figure') s "
                f"SEMI JOIN touched USING ({thing}))"
            )
        )
        connection.execute("UPDATE fresh.state SET in_order = false")


_TABLES = {
    **dict.fromkeys(_WHO, "id INTEGER, code VARCHAR"),
    "kind": "id INTEGER, " + ", ".join(f"{name} VARCHAR" for name in _KIND),
    "shared": "id INTEGER, kind INTEGER, day DATE, "
    + ", ".join(f"{c.name} {c.type}" for n in _SHARED for c in COLUMNS if c.name == n),
    "held": "indicator INTEGER, party INTEGER, counterparty INTEGER, kind INTEGER, "
    "shared INTEGER, number DOUBLE, known_from DATE, known_to DATE",
    "state": "in_order BOOLEAN",
    "amended": ", ".join(f"{name} VARCHAR" for name in THING),
}


def _name(connection: Connection, source: str) -> None:
    """Number the names and combinations of `source` that have no number yet."""
    for name in _WHO:
        _append(connection, name, f"SELECT DISTINCT {name} AS code FROM {source}", ("code",))
    figures = f"FROM {source} WHERE row = 'figure'"
    _append(connection, "kind", f"SELECT DISTINCT {', '.join(_KIND)} {figures}", _KIND)
    same = " AND ".join(f"k.{name} = g.{name}" for name in _KIND)
    _append(
        connection,
        "shared",
        f"SELECT k.id AS kind, coalesce(public_from, learned_on, DATE '{TODAY}') AS day, g.* "
        f"FROM (SELECT DISTINCT {', '.join(_SHARED)} {figures}) g JOIN fresh.kind k ON ({same})",
        ("kind", "day", *_SHARED),
    )
    connection.execute(
        f"INSERT INTO fresh.amended SELECT DISTINCT {', '.join(THING)} FROM {source} "
        "WHERE row <> 'figure' EXCEPT FROM fresh.amended ORDER BY ALL"
    )


def _append(connection: Connection, table: str, select: str, names: tuple[str, ...]) -> None:
    picked = ", ".join(names)
    order = ", ".join(f"{name} NULLS FIRST" for name in names)
    connection.execute(
        f"INSERT INTO fresh.{table} SELECT (SELECT count(*) FROM fresh.{table}) + "
        f"row_number() OVER (ORDER BY {order}) - 1, {picked} FROM "
        f"(SELECT {picked} FROM ({select}) EXCEPT SELECT {picked} FROM fresh.{table}) ORDER BY 1"
    )


def _prefer(connection: Connection, rule: ResolveRule) -> None:
    """The table `preferred`: the combinations of shared columns in the order of the rule."""
    pairs = rows(connection, "SELECT DISTINCT unit, step FROM fresh.shared ORDER BY ALL")
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
    order = ", ".join(
        [*(keys[p] for p in rule.prefer), "fine", *(f"{n} NULLS FIRST" for n in SHARED)]
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE preferred AS SELECT *, "
        f"CAST(dense_rank() OVER (ORDER BY {order}) AS INTEGER) AS preference "
        "FROM fresh.shared JOIN fineness USING (unit, step)"
    )


def _fineness(unit: str, step: str) -> Fraction:
    found = find_unit(unit)
    return Fraction(step) * (found.factor if found else 1)


def _held_sql(source: str) -> str:
    same = " AND ".join(
        f"h.{n} IS NOT DISTINCT FROM s.{n}" if n in _NULLABLE else f"h.{n} = s.{n}" for n in _SHARED
    )
    thing = "PARTITION BY indicator, party, counterparty, kind"
    return f"""INSERT INTO fresh.held
WITH coded AS (
  SELECT i.id AS indicator, p.id AS party, c.id AS counterparty, h.kind, h.id AS shared,
    h.preference, h.day, s.value, s.locator, s.learned_on
  FROM {source} s JOIN preferred h ON ({same}) JOIN fresh.indicator i ON (i.code = s.indicator)
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


@contextmanager
def _swapped_in(connection: Connection, file: Path, before: Path | None) -> Iterator[None]:
    """A new file attached as `fresh`, a copy of `before` if given; swapped in when it is done."""
    file.parent.mkdir(exist_ok=True)
    fresh = file.with_name(f".{file.name}.{os.getpid()}.new")
    with _removed(fresh):
        if before is not None:
            shutil.copyfile(before, fresh)
        with attached(connection, fresh, "fresh", write=True):
            yield
            connection.execute("CHECKPOINT fresh")
        os.replace(fresh, file)
    for old in file.parent.glob("*.duckdb"):
        if old.name[:16] != file.name[:16]:
            old.unlink(missing_ok=True)


@contextmanager
def _removed(file: Path) -> Iterator[None]:
    """Leave nothing behind when building fails."""
    try:
        yield
    finally:
        for left in (file, file.with_name(f"{file.name}.wal")):
            with suppress(FileNotFoundError):
                left.unlink()
