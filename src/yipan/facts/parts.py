"""Ledger parts: how rows are ordered, told apart and read."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from yipan.core.canonical import file_digest
from yipan.facts.disk import move_in
from yipan.facts.engine import listed, rows, text
from yipan.facts.manifest import Part
from yipan.facts.record import COLUMNS, IDENTITY, THING, column_names

if TYPE_CHECKING:
    from yipan.facts.engine import Connection

FOLDER = "parts"
LISTED_SOURCES = 2_000
DAYS = ("learned_on", "public_from")

# Who it is about; then all columns that many rows share; then what is each row's own.
_WHO = ("indicator", "party", "counterparty")
_OWN = ("value", "locator")
SHARED = tuple(
    dict.fromkeys(
        name
        for name in (*THING, "public_from", "source", *column_names())
        if name not in {*_WHO, *_OWN, "learned_on"}
    )
)
# Every column takes part, so the order is total; things stand together, oldest publication first.
ORDER = (*_WHO, *SHARED, *_OWN, "learned_on")
ORDER_BY = ", ".join(f"{name} NULLS FIRST" for name in ORDER)
NAMES = ", ".join(column_names())
# What `Fact.id` hashes. The engine writes the hex digits of control characters (\u001F) otherwise,
# so a row that has some is no match by its hash alone.
IDENTITY_TEXT = (
    "CAST(to_json(["
    + ", ".join(f"coalesce(CAST({name} AS VARCHAR), '')" for name in IDENTITY)
    + "]) AS VARCHAR)"
)
MAY_HAVE_ID = f"(starts_with(sha256({IDENTITY_TEXT}), ?) OR contains({IDENTITY_TEXT}, '\\u00'))"
EMPTY = (
    "(SELECT "
    + ", ".join(f"NULL::{column.type} AS {column.name}" for column in COLUMNS)
    + " WHERE false)"
)


def parts_sql(folder: Path, parts: Iterable[Part], *, named: bool = False) -> str:
    """The rows of some parts, as a table expression."""
    return files_sql((folder / FOLDER / part.file for part in parts), named=named)


def files_sql(files: Iterable[Path], *, named: bool = False) -> str:
    """The rows of some Parquet files that have the ledger's columns; `named`: and `filename`."""
    names = listed(files)
    if names == "[]":
        return EMPTY
    return f"read_parquet({names}, filename=true)" if named else f"read_parquet({names})"


def could_hold(part: Part, sources: Iterable[str]) -> bool:
    """Whether a part can hold rows of one of these sources."""
    return not part.sources or not set(part.sources).isdisjoint(sources)


def describe(connection: Connection, file: Path, imported: int) -> Part | None:
    """What the manifest says about a written file; None when it has no rows.

    The part is named by its hash: equal content has an equal name, and damage shows.
    """
    here = files_sql([file])
    (count, first, last), *_ = rows(
        connection, f"SELECT count(*), min(indicator), max(indicator) FROM {here}"
    )
    if not count:
        return None
    sources = [s for (s,) in rows(connection, f"SELECT DISTINCT source FROM {here} ORDER BY 1")]
    sha256 = file_digest(file)
    return Part(
        file=f"{sha256[:32]}.parquet",
        sha256=sha256,
        size=file.stat().st_size,
        rows=count,
        imported=imported,
        first=first,
        last=last,
        sources=tuple(sources) if len(sources) <= LISTED_SOURCES else (),
    )


def put_in_place(folder: Path, file: Path, part: Part) -> None:
    """Move a written file among the parts."""
    move_in(file, folder / FOLDER / part.file)


def remove_orphans(folder: Path, states: Iterable[Iterable[Part]]) -> None:
    """Delete part files that no kept state names: what a killed import has left."""
    named = {part.file for state in states for part in state}
    for file in (folder / FOLDER).iterdir():
        if file.name not in named:
            file.unlink()


def in_range(indicators: tuple[str, str], parties: tuple[str, str] | None = None) -> str:
    """A condition on the first columns of the canonical order, ends included."""
    terms = [f"indicator BETWEEN {text(indicators[0])} AND {text(indicators[1])}"]
    if parties:
        terms.append(f"party BETWEEN {text(parties[0])} AND {text(parties[1])}")
    return " AND ".join(terms)
