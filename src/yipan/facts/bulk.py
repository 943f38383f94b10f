"""Writing many rows as parts: cut into ranges, each sorted and written by one thread.

A range is sorted and written single-threaded, so its bytes never depend on the number of threads;
several ranges are written at once. Where many rows share all but a few columns, what they share is
numbered first and only the numbers are sorted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from yipan.facts.beside import stop_all
from yipan.facts.disk import step
from yipan.facts.engine import rows, scalar, text
from yipan.facts.manifest import Part
from yipan.facts.parts import (
    DAYS,
    NAMES,
    ORDER_BY,
    SHARED,
    describe,
    in_range,
)
from yipan.facts.record import COLUMNS

if TYPE_CHECKING:
    from yipan.facts.engine import Connection

_DATES = {column.name for column in COLUMNS if column.type == "DATE"}
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


def ranges(
    connection: Connection, source: str, counts: list[tuple[str, int]], limit: int
) -> list[Range]:
    """Stretches of at most `limit` rows where the data allow: indicators, or parties of one.

    `counts`: the rows of each indicator.
    """
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
    given: str | None = None,
    threads: int,
    progress: Progress | None = None,
) -> list[tuple[Path, Part]]:
    """Write the rows of `source` that are not in `known`; (file, its description) in order.

    Every cursor of `connection` must see `source`: files, or tables that are not temporary.
    `given`: a table that maps the shared columns as `source` has them (named `g_…`) to those that
    are kept; without it they are kept as they are.
    """
    counts = rows(connection, f"SELECT indicator, count(*) FROM {source} GROUP BY 1 ORDER BY 1")
    total = sum(count for _, count in counts)
    todo = ranges(connection, source, counts, _limit(total))
    _number(connection, given or _as_given(source))
    many = int(scalar(connection, "SELECT count(*) FROM numbered_given")) * 8 > total
    ordered = _plain if many or total < NUMBERED_FROM else _numbered
    connection.execute("SET threads = 1")
    # A join keeps the order of its left side only as long as the sides are not exchanged.
    connection.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")

    def write(index: int) -> tuple[Path, Part | None]:
        file = scratch / f"part-{index:06}.parquet"
        cursor = connection.cursor()
        cursors.append(cursor)
        _write(cursor, ordered(_fresh(source, known, todo[index].where)), file)
        return file, describe(cursor, file, imported)

    def interrupt() -> None:
        for cursor in cursors:
            cursor.interrupt()

    cursors: list[Connection] = []
    done = 0
    results: dict[int, tuple[Path, Part | None]] = {}
    pool = ThreadPoolExecutor(threads)
    waiting: dict[Future[tuple[Path, Part | None]], int] = {}
    try:
        waiting = {pool.submit(write, index): index for index in range(len(todo))}
        for future in as_completed(waiting):
            results[waiting[future]] = future.result()
            done += todo[waiting[future]].rows
            step("part written")
            if progress:
                progress(done, total)
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        stop_all(waiting, interrupt)
        raise
    finally:
        pool.shutdown()
        connection.execute(f"SET threads = {threads}")
        connection.execute("RESET disabled_optimizers")
    return [(file, part) for _, (file, part) in sorted(results.items()) if part]


def _limit(total: int) -> int:
    """Rows in a part: a quarter of the import within bounds, so that threads share the work."""
    return max(min(PART_ROWS, total // 4), PART_ROWS // 8)


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


def _as_given(source: str) -> str:
    shared = ", ".join(f"{name} AS g_{name}, {name}" for name in (*SHARED, "learned_on"))
    return f"(SELECT DISTINCT {shared} FROM {source})"


def _number(connection: Connection, given: str) -> None:
    """Number the combinations of shared columns in canonical order.

    `alike` counts combinations, `exactly` tells the days of learning apart as well. What is given
    maps to a number in `numbered_given`, a number to what is kept in `numbered`.
    """
    shared = ", ".join(SHARED)
    order = ", ".join(f"{name} NULLS FIRST" for name in SHARED)
    connection.execute(
        f"CREATE TABLE numbered_given AS SELECT *, "
        f"CAST(dense_rank() OVER (ORDER BY {order}) AS INTEGER) AS alike, "
        f"CAST(dense_rank() OVER (ORDER BY {order}, learned_on NULLS FIRST) AS INTEGER) "
        f"AS exactly FROM {given}"
    )
    connection.execute(
        f"CREATE TABLE numbered AS SELECT DISTINCT {shared}, learned_on, alike, exactly "
        "FROM numbered_given"
    )


_OWN = ("indicator", "party", "counterparty", "value", "locator")
_SORTED = ("indicator", "party", "counterparty", "alike", "value", "locator", "exactly")


def _fresh(source: str, known: str | None, where: str) -> str:
    """The rows of a range as their own columns and the numbers of what they share.

    A known row can be one of them only if it shares a combination that was numbered.
    """
    own = ", ".join(f"s.{name}" for name in _OWN)
    numbered = (
        f"(SELECT {own}, h.alike, h.exactly FROM (SELECT * FROM {source} WHERE {where}) s "
        f"JOIN numbered_given h ON ({_same('h.g_', 's.', (*SHARED, 'learned_on'))}))"
    )
    if known is None:
        return numbered
    there = (
        f"(SELECT {own}, h.alike FROM (SELECT * FROM {known} WHERE {where}) s "
        f"JOIN (SELECT DISTINCT {', '.join(SHARED)}, alike FROM numbered) h "
        f"ON ({_same('h.', 's.', [name for name in SHARED if name not in DAYS])}))"
    )
    same = " AND ".join(f"k.{name} = f.{name}" for name in (*_OWN, "alike"))
    return f"(SELECT f.* FROM {numbered} f WHERE NOT EXISTS (SELECT 1 FROM {there} k WHERE {same}))"


def _plain(fresh: str) -> str:
    """Distinct rows in canonical order, sorted by all columns."""
    distinct = (
        f"SELECT {', '.join(_OWN)}, alike, min(exactly) AS exactly FROM {fresh} "
        f"GROUP BY {', '.join(_OWN)}, alike"
    )
    joined = f"SELECT {NAMES} FROM ({distinct}) n JOIN numbered h ON (n.exactly = h.exactly)"
    return f"SELECT * FROM ({joined}) ORDER BY {ORDER_BY}"


def _numbered(fresh: str) -> str:
    """The same, sorted by numbers instead of the shared columns."""
    ordered = f"SELECT * FROM {fresh} ORDER BY {', '.join(_SORTED)}"
    repeated = " AND ".join(f"lag({name}) OVER () = {name}" for name in _SORTED[:-1])
    first = f"SELECT * FROM ({ordered}) QUALIFY NOT coalesce({repeated}, false)"
    return f"SELECT {NAMES} FROM ({first}) n JOIN numbered h ON (n.exactly = h.exactly)"


def _same(left: str, right: str, names: Iterable[str]) -> str:
    return " AND ".join(
        f"{left}{n} IS NOT DISTINCT FROM {right}{n}" if n in _DATES else f"{left}{n} = {right}{n}"
        for n in names
    )
