"""The search for conflicts on a board of any size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yipan.core.errors import UnknownName
from yipan.core.words import Words
from yipan.facts.conflicts.find import find_conflicts
from yipan.facts.conflicts.repair import repairs
from yipan.facts.conflicts.sql import facts_in_conflict
from yipan.facts.selection import Selection

if TYPE_CHECKING:
    from datetime import date

    from yipan.board.board import Board
    from yipan.facts.conflicts.model import Conflict
    from yipan.facts.conflicts.repair import Repair

# Beyond this many rows the relations between things are searched only in a selection.
LARGE = 300_000


@dataclass(frozen=True, slots=True)
class Searched:
    """The conflicts, and what was left out where the ledger is large."""

    conflicts: list[Conflict]
    told: Words | None = None


def search_conflicts(
    board: Board, indicator: str = "", as_of: date | None = None, limit: int = 100
) -> Searched:
    """All conflicts; on a large ledger those of `indicator`, else only of single things."""
    if len(board.ledger) <= LARGE:
        return Searched(board.conflicts(as_of=as_of))
    asked = Selection(indicators=(indicator,) if indicator else (), as_of=as_of)
    if board.ledger.count(asked) <= LARGE:
        return Searched(find_conflicts(board.ledger.facts(asked), board.context))
    told = Words(
        f"账本超过 {LARGE} 行: 只比对同一事项的不同数值",
        f"more than {LARGE} rows: only different values for one thing are compared",
    )
    ledger = board.ledger
    rows = facts_in_conflict(ledger.connection, ledger.table(asked), asked.where(), limit)
    return Searched(find_conflicts(rows, board.context), told)


def is_conflict_id(name: str) -> bool:
    """Whether an id is that of a conflict: c and 4 to 12 hexadecimal digits."""
    digits = name[1:]
    return name[:1] == "c" and 4 <= len(digits) <= 12 and set(digits) <= set("0123456789abcdef")


def conflict_called(
    board: Board, name: str, as_of: date | None = None
) -> tuple[Conflict, list[Repair]]:
    """The conflict whose id begins with `name`, and what would restore it."""
    known = board.conflicts(as_of=as_of)
    found = [conflict for conflict in known if conflict.id.startswith(name)]
    if len(found) != 1:
        raise UnknownName("conflict", name, [conflict.id for conflict in known])
    return found[0], repairs(found[0], known)
