"""Scenarios and policy evaluations on a board: found by name, run, returned as frozen results."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from yipan.board.bindings.compacts import library
from yipan.board.bindings.matching import match_problem
from yipan.board.bindings.problems import find_document, find_problem
from yipan.board.bindings.series import as_published, year_table
from yipan.core.errors import Coded
from yipan.scenarios.baseline import needed
from yipan.scenarios.document import Scenario, read_scenario
from yipan.scenarios.evaluate import Evaluation, evaluate
from yipan.scenarios.levers import Lever
from yipan.scenarios.plan import read_plan
from yipan.scenarios.shelf import Shelf
from yipan.scenarios.simulate import Simulation, simulate
from yipan.scenarios.table import YearTable, read_table, vintages_of

if TYPE_CHECKING:
    from yipan.board.ask import Day
    from yipan.board.board import Board
    from yipan.compacts.document.library import Addressed
    from yipan.matching.answer import Match


@dataclass(frozen=True, slots=True, eq=False)
class Simulated:
    """A simulation, its document, and the board that gave the data ("" for a file of its own)."""

    simulation: Simulation
    document: Path
    board: str


@dataclass(frozen=True, slots=True, eq=False)
class Evaluated:
    """An evaluation, its document, and the board that gave the data ("" for a file of its own)."""

    evaluation: Evaluation
    document: Path
    board: str


def simulate_document(
    name: str, board: str | Board, as_of: Day = None, factors: Mapping[str, Fraction] | None = None
) -> Simulated:
    """Run a scenario: a path, or the name of one that comes with the board (opened, or its name).

    `factors`: levers by id, each path multiplied so; paths of shares stay as they are.
    """
    place = _place(board)
    path = find_document(name, place, "scenarios")
    scenario = moved(read_scenario(path), factors or {})
    found = simulate_scenario(scenario, board, as_of, path.parent, shelf(path, place))
    return Simulated(found, path, "" if scenario.data else place)


def simulate_scenario(
    scenario: Scenario, board: str | Board, as_of: Day, folder: Path, known: Shelf
) -> Simulation:
    """Run a scenario that was read. `folder`: where the files are that it names."""
    if scenario.data:
        table, states = file_tables(folder / scenario.data)
        return simulate(scenario, table, states, _panels(scenario, folder), known)
    opened = _open(board)
    names = needed(scenario)
    scenario = replace(scenario, units={**units(opened, names), **scenario.units})
    table = year_table(opened, "", as_of, names)
    states = board_vintages(opened, as_of, names)
    panels = _panels(scenario, folder, lambda names: year_table(opened, "", as_of, names))
    then = as_published(opened, names) if as_of is None else None
    return simulate(scenario, table, states, panels, known, then)


def moved(scenario: Scenario, factors: Mapping[str, Fraction]) -> Scenario:
    """The scenario with the paths of some levers multiplied."""
    levers = tuple(
        replace(lever, path={y: v * factors[lever.id] for y, v in lever.path.items()})
        if lever.id in factors and movable(lever)
        else lever
        for lever in scenario.levers
    )
    return replace(scenario, levers=levers)


def movable(lever: Lever) -> bool:
    """Whether a lever's path is an amount that can be multiplied."""
    return bool(lever.path) and lever.unit != "ratio"


def evaluate_document(
    name: str,
    board: str,
    as_of: Day = None,
    progress: Callable[[int, int], None] | None = None,
) -> Evaluated:
    """Run a plan: a path, or the name of one that comes with the board."""
    path = find_document(name, board, "plans")
    plan = read_plan(path)
    if plan.data:
        file = path.parent / plan.data
        return Evaluated(evaluate(plan, lambda v: read_table(file, v), progress), path, "")
    opened = _open(board)

    def table(vintage: str) -> YearTable:
        return year_table(opened, vintage, as_of, [plan.outcome.indicator])

    return Evaluated(evaluate(plan, table, progress), path, board)


def shelf(path: Path, board: str) -> Shelf:
    """Compacts and match problems beside the document, else those of the board."""

    def compact(name: str) -> Addressed:
        beside = path.parent / name
        return library(board).find(str(beside) if beside.is_file() else name)

    def solve(name: str) -> Match:
        beside = path.parent / name
        problem = beside if beside.is_file() else find_problem(name, board)
        return match_problem(problem, board)

    return Shelf(compact, solve, path.parent)


def _panels(
    scenario: Scenario, folder: Path, of_board: Callable[[Sequence[str]], YearTable] | None = None
) -> dict[str, YearTable]:
    """The table of evidence of each response that names one."""
    found = {}
    for response in scenario.responses:
        evidence = response.evidence
        if evidence is not None and evidence.data:
            found[response.id] = read_table(folder / evidence.data)
        elif evidence is not None and of_board is not None:
            found[response.id] = of_board([evidence.outcome, evidence.driver])
    return found


def file_tables(path: Path) -> tuple[YearTable, tuple[YearTable, ...]]:
    """The table that counts (of the last vintage, where there are any), and all vintages."""
    names = vintages_of(path)
    if len(names) < 2:
        return read_table(path), ()
    states = tuple(read_table(path, name) for name in names)
    return states[-1], states


def board_vintages(board: Board, as_of: Day, indicators: Sequence[str]) -> tuple[YearTable, ...]:
    """A table for each vintage that the board's sources declare, in the order of the sources."""
    names = dict.fromkeys(s.vintage for s in board.sources.values() if s.vintage)
    found = []
    for name in names:
        with suppress(Coded):  # no figure of this vintage
            found.append(year_table(board, name, as_of, indicators))
    return tuple(found)


def units(board: Board, indicators: Sequence[str]) -> dict[str, str]:
    """The units in which the board's tables give the indicators."""
    return {name: board.indicators.find(name).unit for name in indicators}


def _place(board: str | Board) -> str:
    return board if isinstance(board, str) else str(board.path)


def _open(board: str | Board) -> Board:
    from yipan.board import open_board

    return open_board(board) if isinstance(board, str) else board


__all__ = [
    "Evaluated",
    "Scenario",
    "Simulated",
    "board_vintages",
    "evaluate_document",
    "file_tables",
    "movable",
    "moved",
    "simulate_document",
    "simulate_scenario",
]
