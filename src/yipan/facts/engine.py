"""The only door to DuckDB: connections, settings and the SQL text of names and values.

Works on DuckDB 1.5.5 up to 2.x and needs no extension beyond those built in. Results never depend
on the number of threads: what is written is ordered by every column, and sums are exact.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yipan.core.errors import LedgerError
from yipan.core.words import Words
from yipan.facts.beside import Result, beside, stop_all

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

STORAGE_VERSION = "v1.5.0"
MEMORY = "1200MB"
# What the engine says when the disk takes no more; it has no error of its own for that.
_WRITES = re.compile(r"Could not write|No space left|write failed|Disk quota", re.IGNORECASE)


class Connection:
    """A DuckDB connection on which Ctrl-C ends any query, however long it would take."""

    def __init__(self, engine: DuckDBPyConnection) -> None:
        self._engine = engine

    def execute(self, sql: str, parameters: object = None) -> Connection:
        """Run a statement; its rows can be fetched."""
        self._beside(lambda: self._engine.execute(sql, parameters))
        return self

    def executemany(self, sql: str, parameters: Sequence[object]) -> None:
        """Run a statement for each of many parameters."""
        self._beside(lambda: self._engine.executemany(sql, parameters))

    def rows(self, sql: str, parameters: object = None) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        return self._beside(lambda: self._engine.execute(sql, parameters).fetchall())

    def arrays(self, sql: str) -> dict[str, Any]:
        """The columns of a query as numpy arrays."""
        return self._beside(lambda: self._engine.execute(sql).fetchnumpy())

    def offer(self, name: str, columns: Mapping[str, Any]) -> None:
        """Numpy arrays as a table that queries of this connection see."""
        self._engine.register(name, dict(columns))

    def some(self, count: int) -> list[tuple[Any, ...]]:
        """The next rows of what was executed."""
        return self._beside(lambda: self._engine.fetchmany(count))

    def cursor(self) -> Connection:
        """Another connection to the same tables, for another thread."""
        return Connection(self._engine.cursor())

    def interrupt(self) -> None:
        """End the query that runs in another thread."""
        self._engine.interrupt()

    def close(self) -> None:
        """Let go of everything."""
        self._engine.close()

    def _beside(self, work: Callable[[], Result]) -> Result:
        try:
            return beside(work, self._engine.interrupt)
        except OSError:
            raise
        except Exception as error:
            if _WRITES.search(str(error)):
                raise _unwritable(str(error)) from None
            raise


@contextmanager
def by_one_thread_each(
    connection: Connection, threads: int
) -> Iterator[Callable[[Callable[[Connection], Result]], Future[Result]]]:
    """Begins works at once, each on one thread with a connection of its own.

    An error or an interrupt ends all of them.
    """
    cursors: list[Connection] = []
    begun: list[Future[Any]] = []
    pool = ThreadPoolExecutor(threads)

    def on_cursor(work: Callable[[Connection], Result]) -> Result:
        cursors.append(connection.cursor())
        return work(cursors[-1])

    def begin(work: Callable[[Connection], Result]) -> Future[Result]:
        future = pool.submit(on_cursor, work)
        begun.append(future)
        return future

    def interrupt() -> None:
        for cursor in cursors:
            cursor.interrupt()

    connection.execute("SET threads = 1")
    try:
        yield begin
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        stop_all(begun, interrupt)
        raise
    finally:
        pool.shutdown()
        connection.execute(f"SET threads = {threads}")


def _unwritable(said: str) -> LedgerError:
    file = re.search(r'[\\"]([^"\\]+)[\\"]: ([^",}]+)', said)
    where, why = (file[1], file[2]) if file else ("", said.splitlines()[0][:160])
    return LedgerError(
        Words(f"磁盘写不进: {why}", f"the disk takes no more: {why}"),
        hint=Words("腾出空间后再试;账未改变", "make room and try again; nothing was changed"),
        where=where,
    )


def connect(scratch: Path, *, threads: int | None = None, memory: str | None = None) -> Connection:
    """A connection in memory; what does not fit is spilled under `scratch`.

    YIPAN_THREADS and YIPAN_MEMORY (e.g. 4GB) override the defaults.
    """
    import duckdb

    engine = duckdb.connect(
        config={
            "threads": threads or thread_count(),
            "memory_limit": memory or os.environ.get("YIPAN_MEMORY") or MEMORY,
            "temp_directory": str(scratch),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
    )
    engine.execute("SET preserve_insertion_order = true")
    engine.execute("SET enable_progress_bar = false")
    return Connection(engine)


def thread_count() -> int:
    """How many threads to use: YIPAN_THREADS, else one for each processor."""
    return int(os.environ.get("YIPAN_THREADS") or os.cpu_count() or 1)


@contextmanager
def attached(connection: Connection, file: Path, name: str, *, write: bool) -> Iterator[None]:
    """A DuckDB file under `name`; a new one can be read by every supported version."""
    mode = f"STORAGE_VERSION '{STORAGE_VERSION}'" if write else "READ_ONLY"
    connection.execute(f"ATTACH {text(str(file))} AS {identifier(name)} ({mode})")
    try:
        yield
    finally:
        connection.execute(f"DETACH {identifier(name)}")


def identifier(name: str) -> str:
    """A quoted name."""
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """A quoted string."""
    return "'" + value.replace("'", "''") + "'"


def listed(values: Iterable[object]) -> str:
    """A list of strings: ['a', 'b']."""
    return "[" + ", ".join(text(str(value)) for value in values) + "]"


def among(column: str, numbers: Sequence[int]) -> str:
    """A condition on sorted numbers that lets stretches of rows be passed over."""
    if not numbers:
        return "false"
    if len(numbers) == numbers[-1] - numbers[0] + 1:
        return f"{column} BETWEEN {numbers[0]} AND {numbers[-1]}"
    return f"{column} IN ({', '.join(map(str, numbers))})"


def rows(connection: Connection, sql: str, parameters: object = None) -> list[tuple[Any, ...]]:
    """All rows of a query."""
    return connection.rows(sql, parameters)


def scalar(connection: Connection, sql: str, parameters: object = None) -> Any:
    """The first field of the first row."""
    found = connection.rows(sql, parameters)
    return found[0][0] if found else None
