"""What is watched: watch.yaml in the board's folder; without one, findings, conflicts and ranks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from yipan.core.fields import Section, read_document
from yipan.core.words import Words

if TYPE_CHECKING:
    from yipan.board.board import Board

FILE = "watch.yaml"


@dataclass(frozen=True, slots=True)
class WatchedMeasure:
    """A measure of an indicator over the headline's parties."""

    measure: str
    indicator: str


@dataclass(frozen=True, slots=True)
class WatchedCompact:
    """A compact settled over a file of facts; which of its clauses move something is watched."""

    compact: str
    facts: Path


@dataclass(frozen=True, slots=True)
class Plan:
    """`ranks`: indicators whose order of parties is watched. Paths are whole."""

    findings: bool = True
    conflicts: bool = True
    ranks: tuple[str, ...] = ()
    measures: tuple[WatchedMeasure, ...] = ()
    documents: tuple[Path, ...] = ()
    compacts: tuple[WatchedCompact, ...] = ()


def read_plan(board: Board) -> Plan:
    """The board's watch.yaml; every name is looked up, so that a misspelling is found at once."""
    path = board.path / FILE
    if not path.is_file():
        return Plan(ranks=board.headline_indicators)
    document = read_document(path)
    plan = Plan(
        findings=document.truth("findings", True),
        conflicts=document.truth("conflicts", True),
        ranks=_ranks(board, document),
        measures=tuple(_measure(board, row) for row in document.records("measures")),
        documents=tuple(_file(board, document, name) for name in document.texts("documents")),
        compacts=tuple(_compact(board, row) for row in document.records("compacts")),
    )
    document.finish()
    return plan


def _ranks(board: Board, document: Section) -> tuple[str, ...]:
    names = document.texts("ranks") if document.has("ranks") else board.headline_indicators
    return tuple(board.indicators.find(name, where=FILE).slug for name in names)


def _measure(board: Board, row: Section) -> WatchedMeasure:
    from yipan.gauge.registry import find_measure

    measure = find_measure(row.text("measure")).id
    indicator = board.indicators.find(row.text("indicator"), where=FILE).slug
    row.finish()
    return WatchedMeasure(measure, indicator)


def _compact(board: Board, row: Section) -> WatchedCompact:
    found = WatchedCompact(row.text("compact"), _file(board, row, row.text("facts")))
    row.finish()
    return found


def _file(board: Board, section: Section, name: str) -> Path:
    """A file inside the board's folder."""
    root = board.path.resolve()
    path = (root / name).resolve()
    if root not in path.parents:
        raise section.bad(
            "BAD_VALUE",
            f"“{name}”不在盘的文件夹内",
            f"{name!r} is not inside the board's folder",
            hint=Words("请把文件放进盘的文件夹", "put the file into the board's folder"),
        )
    if not path.is_file():
        raise section.bad(
            "BAD_VALUE",
            f"没有文件 {name}",
            f"there is no file {name}",
            hint=Words("请核对路径", "check the path"),
        )
    return path
