"""Writing many rows as parts: cut into ranges, each sorted and written by one thread.

A range is sorted and written single-threaded, so its bytes never depend on the number of threads;
several ranges are written at once. Where many rows share all but a few columns, what they share is
numbered first and only the numbers are sorted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from yipan.facts.disk import step
from yipan.facts.engine import rows, scalar, text
from yipan.facts.manifest import Part
from yipan.facts.parts import (
    NAMES,
    ORDER_BY,
    SHARED,
    describe,
    distinct_sql,
    in_range,
    new_sql,
)

if TYPE_CHECKING:
    from yipan.facts.engine import Connection

PART_ROWS = 2_000_000
GROUP = 32_768
NUMBERED_FROM = 200_000

# Told how many rows of how many are written.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Range:
    """A stretch of the canonical order and how many rows lie in it."""

    where: str
    rows: int


def ranges(connection: Connection, source: str, limit: int) -> list[Range]:
    """Stretches of at most `limit` rows where the data allow: indicators, or parties of one."""
    counts = rows(
        connection, f"SELECT indicator, count(*) FROM {source} GROUP BY indicator ORDER BY 1"
    )
    found: list[Range] = []
    for (first, last), count in _packed(counts, limit):
        within = in_range((first, last))
        if count <= limit:
            found.append(Range(within, count))
            continue
        parties = rows(
            connection,
            f"SELECT party, count(*) FROM {source} WHERE {within} GROUP BY party ORDER BY 1",
        )
        found += [Range(in_range((first, last), p), n) for p, n in _packed(parties, limit)]
    return found


def write_ranges(
    connection: Connection,
    source: str,
    known: str | None,
    scratch: Path,
    imported: int,
    *,
    threads: int,
    progress: Progress | None = None,
) -> list[tuple[Path, Part]]:
    """Write the rows of `source` that are not in `known`; (file, its description) in order.

    Every cursor of `connection` must see `source`: files, or tables that are not temporary.
    """
    todo = ranges(connection, source, PART_ROWS)
    total = sum(item.rows for item in todo)
    numbered = total >= NUMBERED_FROM and _number_shared(connection, source, total)
    connection.execute("SET threads = 1")

    def write(index: int) -> tuple[Path, Part | None]:
        file = scratch / f"part-{index:06}.parquet"
        own = f"(SELECT * FROM {source} WHERE {todo[index].where})"
        if known:
            own = new_sql(own, f"(SELECT * FROM {known} WHERE {todo[index].where})")
        cursor = connection.cursor()
        cursors.append(cursor)
        _write(cursor, _numbered(own) if numbered else _plain(own), file)
        return file, describe(cursor, file, imported)

    cursors: list[Connection] = []
    done = 0
    results: dict[int, tuple[Path, Part | None]] = {}
    pool = ThreadPoolExecutor(threads)
    try:
        waiting = {pool.submit(write, index): index for index in range(len(todo))}
        for future in as_completed(waiting):
            results[waiting[future]] = future.result()
            done += todo[waiting[future]].rows
            step("part written")
            if progress:
                progress(done, total)
    except BaseException:
        for cursor in cursors:
            cursor.interrupt()
        raise
    finally:
        pool.shutdown(cancel_futures=True)
        connection.execute(f"SET threads = {threads}")
    return [(file, part) for _, (file, part) in sorted(results.items()) if part]


def _packed(counts: list[tuple[str, int]], limit: int) -> Iterator[tuple[tuple[str, str], int]]:
    """Neighbouring keys packed into stretches of at most `limit` rows; larger keys alone."""
    first = last = ""
    size = 0
    for key, count in counts:
        if size and size + count > limit:
            yield (first, last), size
            size = 0
        if not size:
            first = key
        last, size = key, size + count
    if size:
        yield (first, last), size


def _write(cursor: Connection, select: str, file: Path) -> None:
    cursor.execute(
        f"COPY ({select}) TO {text(str(file))} "
        f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {GROUP})"
    )


def _plain(source: str) -> str:
    return f"SELECT {NAMES} FROM {distinct_sql(source)} ORDER BY {ORDER_BY}"


def _number_shared(connection: Connection, source: str, total: int) -> bool:
    """Number the combinations of shared columns in canonical order; False when there are too many.

    `alike` counts combinations, `exactly` tells the days of learning apart as well.
    """
    shared = ", ".join(SHARED)
    order = ", ".join(f"{name} NULLS FIRST" for name in SHARED)
    connection.execute(
        f"CREATE OR REPLACE TABLE shared AS SELECT *, "
        f"CAST(dense_rank() OVER (ORDER BY {order}) AS INTEGER) AS alike, "
        f"CAST(row_number() OVER (ORDER BY {order}, learned_on NULLS FIRST) AS INTEGER) AS exactly "
        f"FROM (SELECT DISTINCT {shared}, learned_on FROM {source})"
    )
    return int(scalar(connection, "SELECT count(*) FROM shared")) * 8 <= total


def _numbered(source: str) -> str:
    """The distinct rows of `source` in canonical order, sorted by numbers instead of columns."""
    own = ("indicator", "party", "counterparty", "alike", "value", "locator")
    days = {"period_start", "period_end", "public_from", "learned_on"}
    same = " AND ".join(
        f"h.{n} IS NOT DISTINCT FROM s.{n}" if n in days else f"h.{n} = s.{n}"
        for n in (*SHARED, "learned_on")
    )
    ordered = (
        f"SELECT {', '.join(f's.{n}' if n != 'alike' else n for n in own)}, exactly "
        f"FROM {source} s JOIN shared h ON ({same}) ORDER BY {', '.join(own)}, exactly"
    )
    repeated = " AND ".join(f"lag({n}) OVER () = {n}" for n in own)
    first = f"SELECT * FROM ({ordered}) QUALIFY NOT coalesce({repeated}, false)"
    return f"SELECT {NAMES} FROM ({first}) n JOIN shared h ON (n.exactly = h.exactly)"
