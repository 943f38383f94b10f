"""Rows that travel between boards: what a publisher may send, and what of its own it sends.

A publisher's rows carry source codes that begin with the publisher's, so that rows of two
publishers are never one, and a reader sees in each row who says so.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from yipan.core.words import Words
from yipan.facts.engine import connect, rows, scalar, text
from yipan.facts.manifest import ImportReceipt, Manifest, Part
from yipan.facts.parts import NAMES, files_sql, parts_sql
from yipan.facts.record import COLUMNS, Fact, RowKind

if TYPE_CHECKING:
    from yipan.facts.engine import Connection
    from yipan.facts.ledger import Ledger
    from yipan.facts.staging import Staging

FILES = "board"  # the receipt of the rows that stand in a board's own files


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What is staged for a feed: figures, amendments, and amendments of rows that are not sent."""

    figures: int
    amendments: int
    left_out: int
    sources: tuple[str, ...]


def wrong_rows(known: Sequence[Path], added: Sequence[Path], prefix: str) -> Words | None:
    """What makes the rows of `added` inadmissible in a feed whose sources begin with `prefix`.

    An amendment may only be about a row of the same feed: one of `known` or `added`.
    """
    with tempfile.TemporaryDirectory(prefix="yipan-feed-") as scratch:
        connection = connect(Path(scratch))
        try:
            return _wrong(connection, known, added, prefix)
        except Exception as error:  # a file made by somebody else may fail in any way
            return Words(f"分卷不可读: {_first(error)}", f"a part cannot be read: {_first(error)}")
        finally:
            connection.close()


def stage(staging: Staging, ledger: Ledger, prefix: str, parties: Collection[str]) -> Outgoing:
    """Stage the rows of a ledger that did not come from the board's files, under `prefix`.

    `parties`: only rows about these; all when empty.
    """
    own = [part for part in ledger.manifest.parts if not _from_files(ledger.manifest, part)]
    about = f"party IN ({', '.join(map(text, sorted(parties)))})" if parties else "true"
    here = parts_sql(ledger.path, own)
    figures = f"(SELECT * FROM {here} WHERE row = 'figure' AND {about})"
    renamed = ", ".join(
        f"{text(prefix)} || source AS source" if c.name == "source" else c.name for c in COLUMNS
    )
    staging.add_relation(f"(SELECT {renamed} FROM {figures})")
    amending = f"SELECT {NAMES} FROM {here} WHERE row <> 'figure' AND {about}"
    amendments = [Fact(*row) for row in rows(ledger.connection.cursor(), amending)]
    sent = _Renamed(ledger, [part.file for part in own], prefix)
    carried = [row for row in map(sent.amendment, amendments) if row]
    staging.add(carried)
    cited = rows(ledger.connection.cursor(), f"SELECT DISTINCT source FROM {figures}")
    return Outgoing(
        figures=int(scalar(ledger.connection.cursor(), f"SELECT count(*) FROM {figures}")),
        amendments=len(carried),
        left_out=len(amendments) - len(carried),
        sources=tuple(sorted({s for (s,) in cited} | {row.source for row in amendments})),
    )


class _Renamed:
    """Amendments as they are sent: the row they are about has another source, so another id."""

    def __init__(self, ledger: Ledger, files: Collection[str], prefix: str) -> None:
        self._sent = _only(ledger, files)
        self._prefix = prefix

    def amendment(self, row: Fact) -> Fact | None:
        """The row under the feed's names; None when what it is about is not sent."""
        target = next(iter(self._sent.find(row.target)), None)
        if target is None:
            return None
        if target.row != RowKind.FIGURE:
            target = self.amendment(target)
        else:
            target = replace(target, source=self._prefix + target.source)
        return target and replace(row, source=self._prefix + row.source, target=target.id)


def _only(ledger: Ledger, files: Collection[str]) -> Ledger:
    from yipan.facts.ledger import Ledger

    kept = tuple(part for part in ledger.manifest.parts if part.file in files)
    return Ledger(ledger.path, Manifest(parts=kept))


def _from_files(manifest: Manifest, part: Part) -> bool:
    receipts: tuple[ImportReceipt, ...] = manifest.imports
    return any(r.number == part.imported and r.source == FILES for r in receipts)


def _wrong(
    connection: Connection, known: Iterable[Path], added: Sequence[Path], prefix: str
) -> Words | None:
    wanted = [(c.name, c.type) for c in COLUMNS]
    for file in added:
        found = [(n, t) for n, t, *_ in rows(connection, f"DESCRIBE FROM {files_sql([file])}")]
        if found != wanted:
            return Words("分卷的列不是账本的列", "the columns of a part are not the ledger's")
    here = files_sql(added)
    foreign = scalar(
        connection, f"SELECT count(*) FROM {here} WHERE NOT starts_with(source, {text(prefix)})"
    )
    if foreign:
        return Words(
            f"{foreign} 行的来源不属此发布者", f"{foreign} rows cite a source of somebody else"
        )
    targets = [
        t for (t,) in rows(connection, f"SELECT DISTINCT target FROM {here} WHERE row <> 'figure'")
    ]
    if targets:
        every = f"SELECT {NAMES} FROM {files_sql([*known, *added])}"
        ids = {Fact(*row).id for row in rows(connection, every)}
        strangers = [target for target in targets if target not in ids]
        if strangers:
            return Words(
                f"更正或撤回所指 {strangers[0]} 不在此发布者的据中",
                f"an amendment is about {strangers[0]}, which is no row of this publisher",
            )
    return None


def _first(error: Exception) -> str:
    return str(error).splitlines()[0][:160] if str(error) else type(error).__name__
