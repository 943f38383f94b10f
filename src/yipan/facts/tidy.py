"""Bulk import of tidy files: checked and completed in SQL, all of it or nothing.

What follows from other columns is filled in: the days of a period, the step and qualifier of a
numeral, the day from which it is public. A row that cannot be used is a reject with file, row,
field and reason.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from yipan.core.canonical import file_digest
from yipan.core.errors import BadInput
from yipan.core.text import shield_formula
from yipan.core.words import Words
from yipan.facts.bulk import Progress
from yipan.facts.disk import WAIT
from yipan.facts.engine import rows
from yipan.facts.staging import Staging
from yipan.facts.tidy_checks import CHECKS, Known, find_bad, judge_shared, tidy_view
from yipan.facts.tidy_read import is_tidy, open_table

if TYPE_CHECKING:
    from yipan.facts.engine import Connection
    from yipan.facts.ledger import Ledger

__all__ = ["Known", "Reject", "TidyResult", "import_tidy", "is_tidy", "write_rejects"]

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that cannot be used: `row` counts as a person does, `field` is the column at fault."""

    file: str
    row: int
    field: str
    value: str
    reason: Words


@dataclass(frozen=True, slots=True)
class TidyResult:
    """What a tidy import did. `rejects` shows the first few of `rejected`."""

    added: int
    already_there: int
    rejected: int
    rejects: tuple[Reject, ...] = ()


def import_tidy(
    ledger: Ledger,
    paths: Sequence[Path],
    *,
    learned_on: date,
    known: Known | None = None,
    rejects_file: Path | None = None,
    accept_rejects: bool = False,
    progress: Progress | None = None,
    wait: float = WAIT,
) -> TidyResult:
    """Import tidy files as one import.

    `learned_on` stands where a row has no day of its own. Where rows are rejected they are written
    to `rejects_file` and nothing is imported, unless `accept_rejects`. Bytes that an import has
    taken in before are not read again.
    """
    digests = [file_digest(path) for path in paths if path.is_file()]
    whole = digests[0] if len(digests) == 1 else ""
    again = _taken_in_before(ledger, whole)
    if again is not None:
        return TidyResult(0, again, 0)
    names = ", ".join(path.name for path in paths)
    with ledger.importing(source=names, sha256=whole, wait=wait, progress=progress) as batch:
        rejected = stage_tidy(batch, paths, learned_on, known or Known())
        shown = tuple(_rejects(batch.connection, SHOWN))
        if rejected and rejects_file:
            write_rejects(rejects_file, _rejects(batch.connection))
        if rejected and not accept_rejects:
            raise _refused(rejected, shown[0], rejects_file)
    return TidyResult(batch.result.added, batch.result.already_there, rejected, shown)


def write_rejects(path: Path, rejects: Iterable[Reject]) -> None:
    """Rejects as a CSV that opens in Excel."""
    with path.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(("file", "row", "field", "value", "reason", "reason_zh"))
        for item in rejects:
            file, value = shield_formula(item.file), shield_formula(item.value)
            writer.writerow((file, item.row, item.field, value, item.reason.en, item.reason.zh))


def _taken_in_before(ledger: Ledger, sha256: str) -> int | None:
    """The rows of an earlier import of the same bytes, if all of them are still there."""
    manifest = ledger.refresh().manifest
    for receipt in manifest.imports:
        there = sum(part.rows for part in manifest.parts if part.imported == receipt.number)
        if sha256 and receipt.sha256 == sha256 and there == receipt.added:
            return receipt.added + receipt.already_there
    return None


def _refused(count: int, first: Reject, file: Path | None) -> BadInput:
    place = Words(f";详见 {file}", f"; see {file}") if file else Words("", "")
    return BadInput(
        Words(
            f"{count} 行不能用,未导入任何一行;第一处: {first.file} 第 {first.row} 行 "
            f"{first.field} “{first.value}”: {first.reason.zh}",
            f"{count} rows cannot be used, nothing was imported; first: {first.file} row "
            f"{first.row}, {first.field} {first.value!r}: {first.reason.en}",
        ),
        hint=Words(
            f"请更正,或用 --accept-rejects 导入其余{place.zh}",
            f"mend them, or import the rest with --accept-rejects{place.en}",
        ),
    )


def stage_tidy(batch: Staging, paths: Sequence[Path], learned_on: date, known: Known) -> int:
    """Stage the rows that can be used; the others go to the table `rejects`, which is counted."""
    connection = batch.connection
    tables = [open_table(connection, p, batch.scratch, n) for n, p in enumerate(paths)]
    views = [tidy_view(connection, table, learned_on, known.stocks) for table in tables]
    judge_shared(connection, views)
    batch.map_shared("tidy_shared")
    connection.execute(
        "CREATE TABLE rejects (place INTEGER, file VARCHAR, first INTEGER, number BIGINT, "
        "bad INTEGER, value VARCHAR)"
    )
    for place, (table, view) in enumerate(zip(tables, views, strict=True)):
        bad = find_bad(connection, table, view, known)
        if bad is None:
            batch.add_relation(view.sql)
            continue
        connection.execute(
            f"INSERT INTO rejects SELECT {place}, ?, {table.first_row}, * FROM {bad}",
            [str(table.file)],
        )
        numbers = f"SELECT number FROM rejects WHERE place = {place}"
        batch.add_relation(f"(SELECT * FROM {view.sql} WHERE file_row_number NOT IN ({numbers}))")
    return int(rows(connection, "SELECT count(*) FROM rejects")[0][0])


def _rejects(connection: Connection, limit: int | None = None) -> Iterator[Reject]:
    found = connection.cursor().execute(
        "SELECT file, number + first, bad, value FROM rejects ORDER BY place, number"
        + (f" LIMIT {limit}" if limit else "")
    )
    while piece := found.some(10_000):
        for file, row, bad, value in piece:
            check = CHECKS[bad]
            yield Reject(file, int(row), check.column, value or "", check.reason)
