"""Writing many rows as parts: cut into ranges, each sorted and written by one thread.

A range is sorted and written single-threaded, so its bytes never depend on the number of threads;
several ranges are written at once. What many rows share is numbered first (see `numbering`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from yipan.facts.disk import step
from yipan.facts.engine import by_one_thread_each, rows, text
from yipan.facts.manifest import Part
from yipan.facts.numbering import fresh, gathered, number
from yipan.facts.parts import describe, in_range

if TYPE_CHECKING:
    from yipan.facts.engine import Connection

PART_ROWS = 2_000_000
BATCH_PARTS = 4
GROUP = 32_768

# Told how many rows of how many are written.
Progress = Callable[[int, int], None]
# A file and what it holds, None when it has no rows.
Written = tuple[Path, Part | None]


@dataclass(frozen=True, slots=True)
class Range:
    """A stretch of the canonical order, ends included, and how many rows lie in it.

    `place`: its number in that order. `parties` where one indicator has too many rows for a part.
    """

    place: int
    indicators: tuple[str, str]
    parties: tuple[str, str] | None
    rows: int

    @property
    def where(self) -> str:
        """The condition for a row to lie in it."""
        return in_range(self.indicators, self.parties)


def ranges(
    connection: Connection, source: str, counts: list[tuple[str, int]], limit: int
) -> list[Range]:
    """Stretches of at most `limit` rows where the data allow: indicators, or parties of one.

    `counts`: the rows of each indicator.
    """
    found: list[Range] = []
    for indicators, count in _packed(counts, limit):
        if count <= limit:
            found.append(Range(len(found), indicators, None, count))
            continue
        parties = rows(
            connection,
            f"SELECT party, count(*) FROM {source} WHERE {in_range(indicators)} "
            "GROUP BY party ORDER BY 1",
        )
        for within, part in _packed(parties, limit):
            found.append(Range(len(found), indicators, within, part))
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

    `source` is read once for each batch of ranges, by all threads; then each range of the batch is
    sorted and written by one. `given`: see `numbering.number`.
    """
    counts = rows(connection, f"SELECT indicator, count(*) FROM {source} GROUP BY 1 ORDER BY 1")
    total, done = sum(count for _, count in counts), 0
    ordered = number(connection, source, given, total)

    def write(cursor: Connection, item: Range) -> Written:
        file = scratch / f"part-{item.place:06}.parquet"
        _write(cursor, ordered(fresh("gathered", known, item.where)), file)
        return file, describe(cursor, file, imported)

    def told(count: int) -> None:
        nonlocal done
        done += count
        step("part written")
        if progress:
            progress(done, total)

    found: list[Written] = []
    for batch in _batches(ranges(connection, source, counts, _limit(total))):
        _gather(connection, source, batch)
        found += _write_batch(connection, batch, write, told, threads)
    return [(file, part) for file, part in found if part]


def _batches(todo: Iterable[Range]) -> Iterator[list[Range]]:
    """Neighbouring ranges whose rows are held at once."""
    batch: list[Range] = []
    for item in todo:
        if batch and sum(r.rows for r in batch) + item.rows > BATCH_PARTS * PART_ROWS:
            yield batch
            batch = []
        batch.append(item)
    if batch:
        yield batch


def _gather(connection: Connection, source: str, batch: list[Range]) -> None:
    """The table `gathered`: the numbered rows of a batch, in any order."""
    where = in_range((batch[0].indicators[0], batch[-1].indicators[1]))
    if any(item.parties for item in batch):
        where += f" AND ({' OR '.join(item.where for item in batch)})"
    connection.execute("SET preserve_insertion_order = false")
    connection.execute(f"CREATE OR REPLACE TABLE gathered AS FROM {gathered(source, where)}")
    connection.execute("SET preserve_insertion_order = true")


def _write_batch(
    connection: Connection,
    batch: list[Range],
    write: Callable[[Connection, Range], Written],
    told: Callable[[int], None],
    threads: int,
) -> list[Written]:
    """Each range by one thread."""

    def written(item: Range) -> Callable[[Connection], Written]:
        return lambda cursor: write(cursor, item)

    # A join keeps the order of its left side only as long as the sides are not exchanged.
    connection.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")
    try:
        with by_one_thread_each(connection, threads) as begin:
            waiting = {begin(written(item)): item for item in batch}
            for future in as_completed(waiting):
                future.result()
                told(waiting[future].rows)
            return [future.result() for future in waiting]
    finally:
        connection.execute("RESET disabled_optimizers")


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
        "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, WRITE_BLOOM_FILTER false, "
        f"ROW_GROUP_SIZE {GROUP})"
    )
