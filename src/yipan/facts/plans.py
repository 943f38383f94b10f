"""Runs plans: SQL statements written elsewhere, over tables that live in Parquet files.

A plan creates temporary tables and views; the wanted ones are written to Parquet or read back.
Memory is bounded by the engine's limit; what does not fit is spilled under the scratch folder.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yipan.core.errors import Coded
from yipan.core.words import Words
from yipan.facts.engine import connect, identifier, rows, text

if TYPE_CHECKING:
    from yipan.facts.engine import Connection


class TooWideError(Exception):
    """A number left the range of its integer type; the plan can be written with wider ones."""


class Running:
    """A plan that has run; its tables can be read or written out."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows of a query over the plan's tables."""
        with _told():
            return rows(self._connection, sql)

    def write(self, table: str, path: Path, order: Sequence[str] = ()) -> None:
        """A table as a Parquet file that appears whole."""
        partial = path.with_name(path.name + ".part")
        by = f" ORDER BY {', '.join(order)}" if order else ""
        target = f"{text(str(partial))} (FORMAT parquet)"
        with _told():
            self._connection.execute(f"COPY (SELECT * FROM {identifier(table)}{by}) TO {target}")
        partial.replace(path)


@contextmanager
def running(
    statements: Sequence[str],
    tables: Mapping[str, Path],
    *,
    threads: int | None = None,
    memory: str | None = None,
) -> Iterator[Running]:
    """Run a plan over Parquet tables; temporary files vanish at the end."""
    with tempfile.TemporaryDirectory(prefix="yipan-plan-") as scratch:
        connection = connect(Path(scratch), threads=threads, memory=memory)
        try:
            connection.execute("SET preserve_insertion_order = false")
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
            for statement in statements:
                with _told():
                    connection.execute(statement)
            yield Running(connection)
        finally:
            connection.close()


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
