"""One import: rows are gathered beside the ledger and become part of it all at once, or never."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from yipan.core.errors import BadInput
from yipan.core.words import Words
from yipan.facts import parts
from yipan.facts.bulk import Progress, write_ranges
from yipan.facts.damage import damage_of
from yipan.facts.disk import step
from yipan.facts.engine import connect, identifier, rows, text, thread_count
from yipan.facts.manifest import ImportReceipt, Manifest
from yipan.facts.record import COLUMNS, Fact, column_names

if TYPE_CHECKING:
    from yipan.facts.engine import Connection

FOLDER = "staging"
_FIELDS = attrgetter(*column_names())


@dataclass(frozen=True, slots=True)
class Appended:
    """What an import did: rows added, and rows that the ledger (or the import) already had."""

    added: int
    already_there: int


class Staging:
    """Rows waiting to become part of the ledger; see `Ledger.importing`."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.folder = folder
        self.scratch = folder / FOLDER
        self.result = Appended(0, 0)
        self._manifest = manifest
        self._file: TextIO | None = None
        self._relations: list[str] = []
        self._given: str | None = None
        self._connection: Connection | None = None

    @property
    def connection(self) -> Connection:
        """The engine of this import; tables created on it can be staged by `add_relation`."""
        if self._connection is None:
            self._connection = connect(self.scratch / "spill")
        return self._connection

    def add(self, facts: Iterable[Fact]) -> None:
        """Stage facts, one row each."""
        self._write(_FIELDS(fact) for fact in facts)

    def add_columns(self, columns: Mapping[str, Sequence[object]]) -> None:
        """Stage rows given as columns; a column that is not given is empty."""
        unknown = sorted(set(columns) - set(column_names()))
        lengths = {len(values) for values in columns.values()}
        if unknown or len(lengths) > 1:
            wrong = ", ".join(unknown) or "lengths differ"
            raise BadInput(
                Words(f"列不合账本格式: {wrong}", f"columns do not fit the ledger: {wrong}")
            )
        empty = [""] * next(iter(lengths), 0)
        self._write(zip(*(columns.get(name, empty) for name in column_names()), strict=True))

    def add_relation(self, source: str) -> None:
        """Stage a table expression of `connection` that has the ledger's columns and types.

        It rests on files or on tables that are not temporary, for it is read by several cursors.
        """
        self._relations.append(f"SELECT {parts.NAMES} FROM {source}")

    def map_shared(self, table: str) -> None:
        """Keep the shared columns of every staged row as `table` says; see `bulk.write_ranges`."""
        self._given = table

    def _write(self, values: Iterable[Sequence[object]]) -> None:
        if self._file is None:
            self._file = (self.scratch / "rows.csv").open("w", encoding="utf-8", newline="")
        writer = csv.writer(self._file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerows(values)

    def finish(self, source: str, sha256: str, progress: Progress | None = None) -> Manifest | None:
        """Write the parts and describe the state that names them; None when nothing is new."""
        staged = self._all_rows()
        count, learned = rows(self.connection, f"SELECT count(*), max(learned_on) FROM {staged}")[0]
        sources = [s for (s,) in rows(self.connection, f"SELECT DISTINCT source FROM {staged}")]
        known = [part for part in self._manifest.parts if parts.could_hold(part, sources)]
        for damage in damage_of(self.folder, self._manifest, known):
            raise damage.error(self.folder)
        number = len(self._manifest.imports) + 1
        written = write_ranges(
            self.connection,
            staged,
            parts.parts_sql(self.folder, known) if known else None,
            self.scratch,
            number,
            given=self._given,
            threads=thread_count(),
            progress=progress,
        )
        added = sum(part.rows for _, part in written)
        self.result = Appended(added, count - added)
        if not written:
            return None
        for file, part in written:
            parts.put_in_place(self.folder, file, part)
            step("part in place")
        receipt = ImportReceipt(
            number, source, sha256, str(learned or ""), added, self.result.already_there
        )
        return self._manifest.with_import(receipt, tuple(part for _, part in written))

    def _all_rows(self) -> str:
        if self._file is not None:
            self._file.close()
            self._file = None
            self.keep(_staged_csv(self.scratch / "rows.csv"), "rows")
            step("rows staged")
        return f"({' UNION ALL '.join(self._relations)})" if self._relations else parts.EMPTY

    def keep(self, source: str, name: str) -> Path:
        """Stage a table expression by writing it to a file of the staging folder."""
        file = self.scratch / f"{name}.parquet"
        self.connection.execute(
            f"COPY (SELECT {parts.NAMES} FROM {source}) TO {text(str(file))} "
            "(FORMAT parquet, COMPRESSION lz4_raw)"
        )
        self.add_relation(parts.files_sql([file]))
        return file

    def close(self) -> None:
        """Let go of the engine and of everything staged."""
        if self._file is not None:
            self._file.close()
        if self._connection is not None:
            self._connection.close()
        clear(self.folder)


@contextmanager
def staging(folder: Path, manifest: Manifest) -> Iterator[Staging]:
    """A fresh staging folder, gone afterwards."""
    clear(folder)
    (folder / FOLDER / "spill").mkdir(parents=True)
    found = Staging(folder, manifest)
    try:
        yield found
    finally:
        found.close()


def clear(folder: Path) -> None:
    """Remove what an import that did not finish has left."""
    shutil.rmtree(folder / FOLDER, ignore_errors=True)


def _staged_csv(path: Path) -> str:
    types = ", ".join(f"{text(c.name)}: 'VARCHAR'" for c in COLUMNS)
    picked = ", ".join(
        f"coalesce({identifier(c.name)}, '') AS {c.name}"
        if c.type == "VARCHAR"
        else f"CAST({identifier(c.name)} AS {c.type}) AS {c.name}"
        for c in COLUMNS
    )
    options = (
        "header=false, delim=',', quote='\"', escape='\"', nullstr='', parallel=false, "
        "strict_mode=true, auto_detect=false"
    )
    return f"(SELECT {picked} FROM read_csv({text(str(path))}, columns={{{types}}}, {options}))"
