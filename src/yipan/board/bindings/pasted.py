"""Scenarios and compacts that come as text: what they name is looked up, never opened as a path."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from yipan.board.bindings.compacts import library
from yipan.board.bindings.matching import match_problem
from yipan.board.bindings.simulating import moved, simulate_scenario
from yipan.compacts.document.library import Addressed
from yipan.compacts.document.reading_document import parse_compact
from yipan.core.errors import Coded, near_misses
from yipan.core.words import Words
from yipan.scenarios.document import Scenario, parse_scenario
from yipan.scenarios.shelf import Shelf

if TYPE_CHECKING:
    from yipan.board.ask import Day
    from yipan.board.board import Board
    from yipan.scenarios.simulate import Simulation

LONGEST = 500_000


def pasted_scenario(text: str, board: Board, file: str = "scenario.yaml") -> Scenario:
    """The scenario in a text; files, compacts and problems that it names must be the board's."""
    scenario = parse_scenario(_bounded(text, file), file)
    tables = _tables(board)
    evidence = [r.evidence.data for r in scenario.responses if r.evidence is not None]
    for field, name in (
        ("data", scenario.data),
        *(("responses.evidence.data", name) for name in evidence),
        *(("agreements.facts", a.facts) for a in scenario.agreements),
    ):
        if name:
            _known(name, tables, file, field)
    for agreement in scenario.agreements:
        ids = library(str(board.path)).ids
        _known(agreement.compact.partition("@")[0], ids, file, "agreements.compact")
    for placement in scenario.placements:
        _known(placement.problem, _problems(board), file, "levers.problem")
    return scenario


def simulate_pasted(
    scenario: Scenario, board: Board, as_of: Day, factors: Mapping[str, Fraction]
) -> Simulation:
    """Run a scenario that `pasted_scenario` gave; `factors`: levers by id."""
    place, problems = str(board.path), _problems(board)
    folder = board.path / "scenarios"
    known = Shelf(library(place).find, lambda name: match_problem(problems[name], place), folder)
    return simulate_scenario(moved(scenario, factors), board, as_of, folder, known)


def pasted_compact(text: str, file: str = "compact.yaml") -> Addressed:
    """The compact in a text, in force for every period."""
    compact = parse_compact(_bounded(text, file), file)
    return Addressed(compact.id, (compact,), forced=True)


def _bounded(text: str, file: str) -> str:
    if len(text) > LONGEST:
        fact = Words(f"超过 {LONGEST} 字", f"more than {LONGEST} characters")
        raise Coded("TOO_LARGE", fact, file=file)
    return text


def _tables(board: Board) -> list[str]:
    folder = board.path / "scenarios"
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.csv"))


def _problems(board: Board) -> dict[str, Path]:
    return {path.stem: path for path in sorted((board.path / "problems").glob("*.yaml"))}


def _known(name: str, names: Collection[str], file: str, field: str) -> None:
    if name in names:
        return
    near = ", ".join(near_misses(name, names) or sorted(names)[:12])
    fact = Words(f"此盘没有 {name}", f"this board has no {name}")
    hint = Words(f"可用 {near}", f"use {near}") if near else ""
    raise Coded("UNKNOWN_NAME", fact, hint=hint, file=file, field=field)
