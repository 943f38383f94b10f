"""Runs plans: queries written elsewhere, over tables that live in Parquet files.

A plan is a list of named queries; the wanted ones are written to Parquet or read back. The order
of rows is that of the queries, whatever the number of threads.
Memory is bounded by the engine's limit; what does not fit is spilled under the scratch folder.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from yipan.core.errors import Coded
from yipan.core.files import step
from yipan.core.words import Words
from yipan.facts.engine import connect, identifier, rows, text

if TYPE_CHECKING:
    from yipan.facts.engine import Connection


DICTIONARY = 500
# Tables are read once or twice, so files need not stay in memory; what one step gives back the next
# one takes, so memory need not go to the system between them.
SETTINGS = (
    "enable_external_file_cache = false",
    "allocator_flush_threshold = '8GB'",
    "allocator_bulk_deallocation_flush_threshold = '8GB'",
)


@dataclass(frozen=True, slots=True)
class Step:
    """A named query of a plan. `kept`: read more than once, so that an engine stores it.

    `codes`: the distinct texts of columns with few of them, as a type to hold them by.
    """

    name: str
    query: str
    kept: bool = False
    codes: bool = False


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

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def more(self, steps: Sequence[Step]) -> None:
        """Runs further steps."""
        for one in steps:
            with _told():
                self._connection.execute(_statement(one))

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows of a query over the plan's tables."""
        with _told():
            return rows(self._connection, sql)

    def write(self, table: str, path: Path, order: Sequence[str] = ()) -> int:
        """A table as a Parquet file that appears whole; how many rows it has."""
        _refuse_place(path)
        partial = path.with_name(path.name + ".part")
        by = f" ORDER BY {', '.join(order)}" if order else ""
        # Columns of many texts (keys) are not worth a dictionary; those held as codes have one.
        target = f"{text(str(partial))} (FORMAT parquet, DICTIONARY_SIZE_LIMIT {DICTIONARY})"
        try:
            with _told():
                copy = f"COPY (SELECT * FROM {identifier(table)}{by}) TO {target}"
                written = self._connection.rows(copy)
            step(f"{path.name} written")
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
        step(f"{path.name} renamed")
        return int(written[0][0])


@contextmanager
def running(
    steps: Sequence[Step],
    tables: Mapping[str, Path],
    *,
    threads: int | None = None,
    memory: str | None = None,
) -> Iterator[Running]:
    """Run a plan over Parquet tables; temporary files vanish at the end."""
    with tempfile.TemporaryDirectory(prefix="yipan-plan-") as scratch:
        connection = connect(Path(scratch), threads=threads, memory=memory)
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
            done = Running(connection)
            done.more(steps)
            yield done
        finally:
            connection.close()


def _statement(step: Step) -> str:
    name = identifier(step.name)
    if step.codes:
        # In the order of the texts: a file that holds codes is the same on every run.
        return f"CREATE TYPE {name} AS ENUM (SELECT * FROM ({step.query}) ORDER BY 1)"
    return f"CREATE TEMP {'TABLE' if step.kept else 'VIEW'} {name} AS {step.query}"


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
