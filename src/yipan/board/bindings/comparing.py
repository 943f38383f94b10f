"""Scenarios side by side on a board, and their fields for JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yipan.board.bindings.compacts import refuse_alike
from yipan.board.bindings.problems import documents
from yipan.board.bindings.scenarios import limits_of, number
from yipan.board.bindings.simulating import Simulated, simulate_document
from yipan.core.errors import YipanError
from yipan.core.strict_yaml import read_yaml
from yipan.scenarios.comparing import Compared, compare, unlike

if TYPE_CHECKING:
    from yipan.board.ask import Day


@dataclass(frozen=True, slots=True, eq=False)
class SideBySide:
    """The scenarios by the names they were asked for, and their rows."""

    names: tuple[str, ...]
    simulated: tuple[Simulated, ...]
    rows: tuple[Compared, ...]


def is_scenario(name: str, board: str) -> bool:
    """Whether a name is that of a scenario: a file with the key `scenario`, or one of the board."""
    path = Path(name)
    if not path.is_file():
        return path.name.removesuffix(".yaml") in documents(board, "scenarios")
    try:
        tree = read_yaml(path)
    except YipanError:
        return False  # whoever reads it next says what is wrong with it
    return isinstance(tree, dict) and "scenario" in tree


def compare_scenarios(names: Sequence[str], board: str, as_of: Day = None) -> SideBySide:
    """Two or more different scenarios; the first is the base."""
    refuse_alike(names)
    found = tuple(simulate_document(name, board, as_of) for name in names)
    return SideBySide(tuple(names), found, compare([f.simulation for f in found]))


def comparison_json(found: SideBySide, lang: str) -> dict[str, Any]:
    """Rows with a value and a difference for each scenario."""
    limits = [limits_of(s.simulation, lang) for s in found.simulated]
    return {
        "kind": "scenarios",
        "base": found.names[0],
        "rows": [_row(row, found.names) for row in found.rows],
        "break_even": [
            {
                "scenario": name,
                "target": b.target,
                "solve_for": b.solve_for,
                "status": b.status,
                "unit": b.unit,
                "value": None if b.value is None else number(b.value),
            }
            for name, s in zip(found.names, found.simulated, strict=True)
            for b in s.simulation.break_even
        ],
        "warnings": [words.pick(lang) for words in unlike(found.rows)],
        "limits": list(dict.fromkeys(text for texts in limits for text in texts)),
    }


def _row(row: Compared, names: Sequence[str]) -> dict[str, Any]:
    held = zip(names, row.values, strict=True)
    apart = zip(names, row.differences, strict=True)
    return {
        "block": row.block,
        "quantity": row.quantity,
        "period": str(row.period),
        "party": row.party,
        "unit": row.unit,
        "values": {name: None if v is None else number(v) for name, v in held},
        "difference": {name: None if v is None else number(v) for name, v in apart},
    }
