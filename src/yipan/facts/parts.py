"""Ledger parts: how rows are ordered, told apart, written and read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from yipan.core.canonical import file_digest
from yipan.facts.disk import move_in, step
from yipan.facts.engine import listed, rows, text
from yipan.facts.manifest import Part
from yipan.facts.record import COLUMNS, IDENTITY, THING, column_names

if TYPE_CHECKING:
    from yipan.facts.engine import Connection

FOLDER = "parts"
GROUP = 32_768
LISTED_SOURCES = 64

# Things first, then in the order of publication; every column takes part, so the order is total.
ORDER = (
    *THING,
    "public_from",
    "source",
    *(n for n in column_names() if n not in {*THING, "public_from", "source"}),
)
ORDER_BY = ", ".join(f"{name} NULLS FIRST" for name in ORDER)
NAMES = ", ".join(column_names())
EMPTY = (
    "(SELECT "
    + ", ".join(f"NULL::{column.type} AS {column.name}" for column in COLUMNS)
    + " WHERE false)"
)


def parts_sql(folder: Path, parts: Iterable[Part]) -> str:
    """The rows of some parts, as a table expression."""
    files = [str(folder / FOLDER / part.file) for part in parts]
    return f"read_parquet({listed(files)})" if files else EMPTY


def distinct_sql(source: str) -> str:
    """One row for each identity of `source`, with the first day on which it was learned."""
    days = {"learned_on", "public_from"}
    picked = ", ".join(f"min({n}) AS {n}" if n in days else n for n in column_names())
    return f"(SELECT {picked} FROM {source} GROUP BY {', '.join(IDENTITY)})"


def new_sql(source: str, known: str) -> str:
    """The rows of `source` whose identity is not in `known`."""
    same = " AND ".join(
        f"k.{n} IS NOT DISTINCT FROM s.{n}" if n.startswith("period_") else f"k.{n} = s.{n}"
        for n in IDENTITY
    )
    return f"(SELECT s.* FROM {source} s WHERE NOT EXISTS (SELECT 1 FROM {known} k WHERE {same}))"


def write_part(
    connection: Connection, source: str, folder: Path, scratch: Path, imported: int
) -> Part | None:
    """Write the rows of `source` as one part in canonical order; None when there are none.

    The file is named by its hash, so equal content has an equal name and damage shows.
    """
    fresh = scratch / "part.parquet"
    connection.execute(
        f"COPY (SELECT {NAMES} FROM {source} ORDER BY {ORDER_BY}) TO {text(str(fresh))} "
        f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {GROUP})"
    )
    step("part written")
    return adopt(connection, fresh, folder, imported)


def adopt(connection: Connection, fresh: Path, folder: Path, imported: int) -> Part | None:
    """Move a written file among the parts and describe it."""
    here = f"read_parquet({text(str(fresh))})"
    (count, first, last), *_ = rows(
        connection, f"SELECT count(*), min(indicator), max(indicator) FROM {here}"
    )
    if not count:
        fresh.unlink()
        return None
    sources = [s for (s,) in rows(connection, f"SELECT DISTINCT source FROM {here} ORDER BY 1")]
    sha256 = file_digest(fresh)
    part = Part(
        file=f"{sha256[:32]}.parquet",
        sha256=sha256,
        size=fresh.stat().st_size,
        rows=count,
        imported=imported,
        first=first,
        last=last,
        sources=tuple(sources) if len(sources) <= LISTED_SOURCES else (),
    )
    move_in(fresh, folder / FOLDER / part.file)
    step("part in place")
    return part


def could_hold(part: Part, sources: Iterable[str]) -> bool:
    """Whether a part can hold rows of one of these sources."""
    return not part.sources or not set(part.sources).isdisjoint(sources)


Progress = Callable[[str, int, int], None]
