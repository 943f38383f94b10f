"""Files into a ledger: all of it or nothing, with every refused cell in the rejects file."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from yipan.core.canonical import canonical_json, digest, file_digest
from yipan.core.errors import BadInput, Where
from yipan.core.text import shield_formula
from yipan.core.words import Words
from yipan.facts.importing.files import is_workbook
from yipan.facts.importing.grid import Grid
from yipan.facts.importing.outcome import Reject, SheetOutcome, TableView, Tally
from yipan.facts.importing.read_csv import read_csv
from yipan.facts.importing.read_excel import open_workbook
from yipan.facts.importing.sheets import SheetReader
from yipan.facts.ledger import Ledger
from yipan.facts.record import column_names

HEADER = ("file", "sheet", "cell", "code", "reason", "text", "label")
SHOWN = 200
Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class Reason:
    """One cause of rejects: how many cells, and the first of them."""

    words: Words
    count: int
    first: Reject


@dataclass(slots=True)
class Understood:
    """What was read from all files, without the facts themselves."""

    tally: Tally = field(default_factory=Tally)
    sheets: int = 0
    layouts: dict[tuple[object, ...], Layout] = field(default_factory=dict)
    reasons: dict[tuple[str, str], Reason] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)
    remarks: Counter[Words] = field(default_factory=Counter)
    labels: set[str] = field(default_factory=set)
    repairs: dict[str, str] = field(default_factory=dict)

    def take(self, outcome: SheetOutcome) -> None:
        """Add a sheet; its facts and all but the first rejects are not kept."""
        self.sheets += 1
        self.tally.add(outcome.tally)
        self.remarks.update(outcome.remarks)
        for table in outcome.tables:
            key = (table.columns, table.said == "")
            layout = self.layouts.setdefault(key, Layout(table))
            layout.tables += 1
        for reject in outcome.rejects:
            reason = (reject.code, reject.reason.en)
            known = self.reasons.get(reason)
            if known:
                known.count += 1
            else:
                self.reasons[reason] = Reason(reject.reason, 1, reject)
                self.labels.add(reject.about)
            if len(self.rejects) < SHOWN:
                self.rejects.append(reject)


@dataclass(slots=True)
class Layout:
    """Tables that were understood alike: the first of them, and how many there are."""

    first: TableView
    tables: int = 0


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did."""

    understood: Understood
    added: int = 0
    already_there: int = 0


def read_files(
    paths: Sequence[Path], reader: SheetReader, progress: Progress | None = None
) -> Iterator[SheetOutcome]:
    """Every sheet of every file, read and understood, one at a time."""
    for path in paths:
        for grid, done, total in _grids(path, reader):
            yield reader.read(grid)
            if progress:
                progress(path.name, done, total)


def _grids(path: Path, reader: SheetReader) -> Iterator[tuple[Grid, int, int]]:
    if not is_workbook(path):
        yield read_csv(path, delimiter=reader.rules.delimiter), 1, 1
        return
    book = open_workbook(path)
    for number, grid in enumerate(book.grids(), start=1):
        yield grid, number, len(book.sheets)


def understand(
    paths: Sequence[Path],
    reader: SheetReader,
    *,
    rejects_file: Path | None = None,
    progress: Progress | None = None,
) -> Understood:
    """What an import would bring in, without touching a ledger."""
    found = Understood()
    with RejectsFile(rejects_file) as rejects:
        for outcome in read_files(paths, reader, progress):
            rejects.write(outcome.rejects)
            found.take(outcome)
    found.repairs = reader.names.repairs
    return found


def import_files(
    ledger: Ledger,
    paths: Sequence[Path],
    reader: SheetReader,
    *,
    rejects_file: Path,
    accept_rejects: bool = False,
    progress: Progress | None = None,
    before_commit: Callable[[], None] = lambda: None,
    lang: str = "zh",
) -> Imported:
    """Import files as one import: with rejects nothing is imported unless they are accepted."""
    found = Understood()
    names = ", ".join(path.name for path in paths)
    with (
        ledger.importing(source=names, sha256=_digest(paths)) as batch,
        RejectsFile(rejects_file, lang) as rejects,
    ):
        for outcome in read_files(paths, reader, progress):
            rejects.write(outcome.rejects)
            found.take(outcome)
            if outcome.rows:
                columns = zip(*outcome.rows, strict=True)
                batch.add_columns(dict(zip(column_names(), columns, strict=True)))
        found.repairs = reader.names.repairs
        if found.tally.rejects and not accept_rejects:
            raise _refused(found, rejects_file)
        if not found.tally.facts:
            raise BadInput(
                Words("没有读到一个数", "no figure was understood"),
                hint=Words("用 --dry-run 查看读到了什么", "see what was read with --dry-run"),
                where=names,
            )
        before_commit()
    return Imported(found, batch.result.added, batch.result.already_there)


def _refused(found: Understood, file: Path) -> BadInput:
    first = found.rejects[0]
    count = found.tally.rejects
    return BadInput(
        Words(
            f"{count} 个单元格不能用,未导入任何数;第一处: {first.reason.zh}",
            f"{count} cells cannot be used, nothing was imported; the first: {first.reason.en}",
        ),
        hint=Words(
            f"全部列在 {file};可用 --mapping 说明,或用 --accept-rejects 导入其余",
            f"all are listed in {file}; explain them with --mapping, or import the rest with "
            "--accept-rejects",
        ),
        where=Where(file=first.file, sheet=first.sheet, cell=first.cell),
    )


def _digest(paths: Sequence[Path]) -> str:
    hashes = [file_digest(path) for path in paths]
    return hashes[0] if len(hashes) == 1 else digest(canonical_json(hashes))


class RejectsFile:
    """A CSV of rejects, made only when there are any; opens in a spreadsheet without running."""

    def __init__(self, path: Path | None, lang: str = "zh") -> None:
        self.path = path
        self.lang = lang
        self._handle: TextIO | None = None

    def __enter__(self) -> RejectsFile:
        return self

    def __exit__(self, *_: object) -> None:
        if self._handle is not None:
            self._handle.close()
        elif self.path is not None and self._is_ours():
            self.path.unlink()

    def _is_ours(self) -> bool:
        """Whether rejects of an earlier import stand there; another file is left alone."""
        try:
            with self.path.open(encoding="utf-8-sig") as handle:  # type: ignore[union-attr]
                return handle.readline().strip() == ",".join(HEADER)
        except (OSError, UnicodeError):
            return False

    def _open(self, path: Path) -> TextIO:
        try:
            return path.open("w", encoding="utf-8-sig", newline="")
        except OSError as error:
            raise BadInput(
                Words("不能写出未收的单元格", "refused cells cannot be written"),
                hint=Words("用 --rejects 另指一处", "name another place with --rejects"),
                where=f"{path} ({error.strerror})",
            ) from None

    def write(self, rejects: Sequence[Reject]) -> None:
        """Add rows."""
        if not rejects or self.path is None:
            return
        fresh = self._handle is None
        if self._handle is None:
            self._handle = self._open(self.path)
        writer = csv.writer(self._handle)
        if fresh:
            writer.writerow(HEADER)
        writer.writerows(
            (
                r.file,
                shield_formula(r.sheet),
                r.cell,
                r.code,
                r.reason.pick(self.lang),
                shield_formula(r.text),
                shield_formula(r.about),
            )
            for r in rejects
        )
