"""Runs plans: queries written elsewhere, over tables that live in Parquet files.

A plan is a list of named queries; the wanted ones are written to Parquet or read back. The order
of rows is that of the queries, whatever the number of threads.
Memory is bounded by the engine's limit; what does not fit is spilled under the scratch folder.
A table of stacked selections is written in pieces at once, by one thread each: their rows come in
order, their bytes depend on nothing but the rows, and no core waits for another.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from yipan.core.errors import Coded
from yipan.core.files import step
from yipan.core.words import Words
from yipan.facts.engine import by_one_thread_each, connect, identifier, rows, text, thread_count
from yipan.facts.parquet_joining import OtherColumnsError, join_parquet

if TYPE_CHECKING:
    from yipan.facts.engine import Connection


DICTIONARY = 500
# Rows of a file that the engine writes as one stretch, and rows of a kept table for a piece.
STRETCH, PIECE = 122_880, 500_000
# Tables are read once or twice, so files need not stay in memory; what one step gives back the next
# one takes, so memory need not go to the system between them.
SETTINGS = (
    "enable_external_file_cache = false",
    "allocator_flush_threshold = '8GB'",
    "allocator_bulk_deallocation_flush_threshold = '8GB'",
)


@dataclass(frozen=True, slots=True)
class Selection:
    """Rows of a kept table: some columns, under a condition."""

    columns: str
    source: str
    condition: str

    def query(self, also: str = "TRUE") -> str:
        """The rows that meet another condition, too."""
        both = self.condition if also == "TRUE" else f"({self.condition}) AND {also}"
        return f"SELECT {self.columns} FROM {identifier(self.source)} WHERE {both}"


@dataclass(frozen=True, slots=True)
class Step:
    """A named query of a plan. `kept`: read more than once, so that an engine stores it.

    `codes`: the distinct texts of columns with few of them, as a type to hold them by. `stacked`:
    the query is these selections, of columns of the same types, one below the other.
    """

    name: str
    query: str
    kept: bool = False
    codes: bool = False
    stacked: tuple[Selection, ...] = ()


class Ran(Protocol):
    """A plan that has run, on this machine or elsewhere."""

    def more(self, steps: Sequence[Step]) -> None:
        """Runs further steps."""
        ...

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows of a query over the plan's tables."""
        ...

    def write(self, table: str, path: Path, order: Sequence[str] = ()) -> int:
        """A table as Parquet; how many rows it has."""
        ...


class Run(Protocol):
    """Runs a plan over Parquet tables."""

    def __call__(
        self,
        steps: Sequence[Step],
        tables: Mapping[str, Path],
        *,
        threads: int | None = None,
        memory: str | None = None,
    ) -> AbstractContextManager[Ran]: ...


class TooWideError(Exception):
    """A number left the range of its integer type; the plan can be written with wider ones."""


class Running:
    """A plan that has run; its tables can be read or written out."""

    def __init__(self, connection: Connection, scratch: Path, threads: int) -> None:
        self._connection = connection
        self._scratch = scratch
        self._threads = threads
        self._stacked: dict[str, tuple[Selection, ...]] = {}

    def more(self, steps: Sequence[Step]) -> None:
        """Runs further steps."""
        for one in steps:
            self._stacked[one.name] = one.stacked
            with _told():
                self._connection.execute(_statement(one))

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows of a query over the plan's tables."""
        with _told():
            return rows(self._connection, sql)

    def write(self, table: str, path: Path, order: Sequence[str] = ()) -> int:
        """A table as a Parquet file that appears whole; how many rows it has."""
        _refuse_place(path)
        part = path.with_name(path.name + ".part")
        by = f" ORDER BY {', '.join(order)}" if order else ""
        pieces = () if order else self._pieces(table)
        try:
            with _told():
                written = self._join(pieces, part)
                if written is None:
                    query = f"SELECT * FROM {identifier(table)}{by}"
                    written = _copy(self._connection, query, part)
            step(f"{path.name} written")
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        step(f"{path.name} renamed")
        return written

    def _pieces(self, table: str) -> Sequence[str]:
        """Queries that are together a table of stacked selections; none where it is small."""
        stacked = self._stacked.get(table, ())
        sizes = {
            name: self.rows(f"SELECT COUNT(*) FROM {identifier(name)}")[0][0]
            for name in {selection.source for selection in stacked}
        }
        if sum(sizes[selection.source] for selection in stacked) <= STRETCH:
            return ()
        return [
            selection.query(f"rowid BETWEEN {begin} AND {end - 1}")
            for selection in stacked
            for begin, end in pairwise(_cuts(sizes[selection.source]))
        ]

    def _join(self, pieces: Sequence[str], path: Path) -> int | None:
        """Writes each piece by one thread, and joins them as they come; None where that cannot be:
        the engine may see that a column is never empty in one selection, but not in another."""
        if not pieces:
            return None
        files = [self._scratch / f"piece-{place}.parquet" for place in range(len(pieces))]
        with by_one_thread_each(self._connection, self._threads) as begin:
            written = [
                begin(partial(_copy, query=query, path=file))
                for query, file in zip(pieces, files, strict=True)
            ]
            try:
                return join_parquet(_finished(written, files), path)
            except OtherColumnsError:
                return None


def _cuts(size: int) -> list[int]:
    """Where a table is cut into pieces of about the same size."""
    count = max(1, size // PIECE)
    return [size * place // count for place in range(count + 1)]


def _finished(written: Sequence[Future[int]], files: Sequence[Path]) -> Iterator[Path]:
    """Each file as soon as it and those before it are there; then it is done with."""
    for future, file in zip(written, files, strict=True):
        future.result()
        yield file
        file.unlink()


def _copy(connection: Connection, query: str, path: Path) -> int:
    """Rows as a Parquet file; how many."""
    # Columns of many texts (keys) are not worth a dictionary; those held as codes have one.
    options = f"FORMAT parquet, DICTIONARY_SIZE_LIMIT {DICTIONARY}"
    return int(connection.rows(f"COPY ({query}) TO {text(str(path))} ({options})")[0][0])


@contextmanager
def running(
    steps: Sequence[Step],
    tables: Mapping[str, Path],
    *,
    threads: int | None = None,
    memory: str | None = None,
) -> Iterator[Running]:
    """Run a plan over Parquet tables; temporary files vanish at the end."""
    count = threads or thread_count()
    with tempfile.TemporaryDirectory(prefix="yipan-plan-") as scratch:
        connection = connect(Path(scratch), threads=count, memory=memory)
        for setting in SETTINGS:
            connection.execute(f"SET {setting}")
        try:
            for name, path in tables.items():
                if not path.exists():
                    raise Coded(
                        "BAD_TABLE",
                        Words("文件不能读取", "the file cannot be read"),
                        hint=Words("检查路径", "check the path"),
                        file=path.name,
                    )
                source = f"read_parquet({text(str(path))})"
                view = f"CREATE VIEW {identifier(name)} AS SELECT * FROM {source}"
                with _told(path.name):
                    connection.execute(view)
            done = Running(connection, Path(scratch), count)
            done.more(steps)
            yield done
        finally:
            connection.close()


def _statement(step: Step) -> str:
    name = identifier(step.name)
    if step.codes:
        # In the order of the texts: a file that holds codes is the same on every run.
        return f"CREATE TYPE {name} AS ENUM (SELECT * FROM ({step.query}) ORDER BY 1)"
    # Not TEMP: other threads read it, too. All is in memory.
    return f"CREATE {'TABLE' if step.kept else 'VIEW'} {name} AS {step.query}"


def _refuse_place(path: Path) -> None:
    """A file goes into a folder that is there, and never over a folder."""
    if path.is_dir() or not path.parent.is_dir():
        raise Coded(
            "BAD_TABLE",
            Words(f"不能写到 {path}", f"nothing can be written to {path}"),
            hint=Words(
                "请给已有文件夹里的文件名", "give the name of a file in a folder that exists"
            ),
            file=path.name,
        )


@contextmanager
def _told(file: str = "") -> Iterator[None]:
    """What the engine refuses, as one line: a missing column, a file that is no Parquet."""
    import duckdb

    try:
        yield
    except duckdb.OutOfRangeException as error:
        raise TooWideError(str(error)) from error
    except duckdb.Error as error:
        said = str(error).split("\n")[0]
        raise Coded(
            "BAD_TABLE",
            Words(f"表不合要求: {said}", f"the table does not fit: {said}"),
            hint=Words("请核对列名与类型", "check the names and types of columns"),
            file=file,
        ) from error
