"""Reading a board's folder: one path for opening, which raises, and for checking, which lists."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from yipan.board import fields
from yipan.board.added_sources import with_added
from yipan.board.board_file import FILE, BoardFile, read_board_file
from yipan.board.csv_table import Row, read_table
from yipan.board.fact_rows import ReadFact, Terms, read_facts
from yipan.board.feeds import with_feeds
from yipan.board.places import BUILT_IN
from yipan.board.problems import Problems, refuse
from yipan.board.rows import read_indicators, read_parties, read_sources
from yipan.core.canonical import canonical_json, digest
from yipan.core.errors import Where
from yipan.core.indicators import IndicatorTable
from yipan.core.parties import Party, PartyTree
from yipan.core.sources import Source

IDENTITIES = "identities.yaml"
_TABLES = (fields.PARTIES, fields.INDICATORS, fields.SOURCES)
_READER = 1  # raise it when the same files come to mean other facts


@dataclass(frozen=True, slots=True)
class BoardContent:
    """What the files of a board say, all but the facts."""

    folder: Path
    file: BoardFile
    parties: PartyTree
    indicators: IndicatorTable
    sources: dict[str, Source]
    rows: dict[str, list[Row]]
    headline_parties: tuple[str, ...]
    headline_indicators: tuple[str, ...]


def load(folder: Path) -> BoardContent:
    """The content of a board; raises the first error."""
    problems = Problems()
    content = read_content(folder, problems)
    refuse(problems.rows)
    assert content is not None
    return content


def read_content(folder: Path, problems: Problems) -> BoardContent | None:
    """The content of a board as far as it can be read.

    None without a readable board.yaml, or where it names what is no plain file of its own folder.
    """
    file = read_board_file(folder, problems)
    if file is None:
        return None
    if _outside(folder, file, problems):
        return None
    rows = {
        table.name: read_table(folder / f"{table.name}.csv", table, problems) for table in _TABLES
    }
    rows["sources"] = with_feeds(folder, with_added(folder, rows["sources"], problems))
    parties = read_parties(rows["parties"], problems)
    indicators = read_indicators(rows["indicators"], problems)
    return BoardContent(
        folder=folder,
        file=file,
        parties=parties,
        indicators=indicators,
        sources=read_sources(rows["sources"], parties, problems),
        rows=rows,
        headline_parties=_codes(file, "parties", parties, problems),
        headline_indicators=_codes(file, "indicators", indicators, problems),
    )


def _outside(folder: Path, file: BoardFile, problems: Problems) -> bool:
    """Whether a file of the board is a pipe or device, or lies elsewhere: `..`, or by a link.

    The program's own boards may be links, as some installers lay them out.
    """
    named = [folder / f"{table.name}.csv" for table in _TABLES]
    named += [*fact_files(folder, file), *(folder / name for name in file.tables.values())]
    whole, found = folder.resolve(), False
    own = whole.parent == BUILT_IN
    for path in named:
        if path.exists() and not (path.is_file() and (own or path.resolve().is_relative_to(whole))):
            found = True
            problems.error(
                "OUTSIDE_FILE",
                Where(path.name),
                "不是盘的文件夹里的普通文件",
                "this is no plain file in the board's folder",
                ("请把文件放进盘的文件夹", "put the file into the board's folder"),
            )
    return found


def load_facts(content: BoardContent, today: date) -> list[ReadFact]:
    """The facts of a board's files; raises the first error."""
    problems = Problems()
    found = read_all_facts(content, today, problems)
    refuse(problems.rows)
    return found


def read_all_facts(content: BoardContent, today: date, problems: Problems) -> list[ReadFact]:
    """The facts of a board's files; what cannot be read is added to `problems`."""
    terms = Terms(
        content.parties, content.indicators, content.sources, content.file.learned_on or today
    )
    rows: list[Row] = []
    for path in fact_files(content.folder, content.file):
        name = path.relative_to(content.folder).as_posix()
        rows += read_table(path, fields.FACTS, problems, name=name)
    return read_facts(rows, terms, problems)


def fact_files(folder: Path, file: BoardFile) -> list[Path]:
    """The fact files that the patterns name, each once, in order of name."""
    return sorted({path for pattern in file.facts for path in folder.glob(pattern)})


def files_digest(folder: Path, file: BoardFile) -> str:
    """The hash of every file that the facts depend on."""
    named = [folder / FILE, *(folder / f"{t}.csv" for t in ("parties", "indicators", "sources"))]
    found = [path for path in (*named, *fact_files(folder, file)) if path.is_file()]
    hashes = [
        [path.relative_to(folder).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest()]
        for path in found
    ]
    return digest(canonical_json([_READER, hashes]))


def _codes(
    file: BoardFile, what: str, table: PartyTree | IndicatorTable, problems: Problems
) -> tuple[str, ...]:
    """Headline names as codes."""
    found: list[str] = []
    key = f"headline.{what}"
    for name in getattr(file, what):
        thing = table.names.get(name)
        if thing is not None:
            found.append(thing.code if isinstance(thing, Party) else thing.slug)
            continue
        problems.error(
            "UNKNOWN",
            file.where(key),
            f"没有名为“{name}”的{'方' if what == 'parties' else '指标'}",
            f"{name!r} is not in {what}.csv",
            (f"请改名或在 {what}.csv 中加一行", f"change it or add a row to {what}.csv"),
        )
    return tuple(found)
