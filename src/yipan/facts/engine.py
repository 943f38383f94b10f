"""The only door to DuckDB: connections, settings and the SQL text of names and values.

Works on DuckDB 1.5.5 up to 2.x and needs no extension beyond those built in. Results never depend
on the number of threads: what is written is ordered by every column, and sums are exact.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    Connection: TypeAlias = DuckDBPyConnection

STORAGE_VERSION = "v1.5.0"
MEMORY = "1500MB"


def connect(scratch: Path, *, threads: int | None = None, memory: str | None = None) -> Connection:
    """A connection in memory; what does not fit is spilled under `scratch`.

    YIPAN_THREADS and YIPAN_MEMORY (e.g. 4GB) override the defaults.
    """
    import duckdb

    connection = duckdb.connect(
        config={
            "threads": threads or thread_count(),
            "memory_limit": memory or os.environ.get("YIPAN_MEMORY") or MEMORY,
            "temp_directory": str(scratch),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
    )
    connection.execute("SET preserve_insertion_order = true")
    connection.execute("SET enable_progress_bar = false")
    return connection


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


@contextmanager
def interruptible() -> Iterator[None]:
    """Ctrl-C during a query is a `KeyboardInterrupt`, as everywhere else."""
    try:
        yield
    except RuntimeError as error:
        if "interrupted" in str(error).lower():
            raise KeyboardInterrupt from None
        raise


def rows(connection: Connection, sql: str, parameters: object = None) -> list[tuple[Any, ...]]:
    """All rows of a query."""
    with interruptible():
        return connection.execute(sql, parameters).fetchall()


def scalar(connection: Connection, sql: str, parameters: object = None) -> Any:
    """The first field of the first row."""
    found = connection.execute(sql, parameters).fetchone()
    return found[0] if found else None
