"""The states that a ledger has had, each told by a mark of what was visible in it.

A ledger is append only: each of its earlier states is the rows of its first imports, and what a
board knew by a day is the rows that it had learned by then. A mark does not depend on the order of
rows, on how they are cut into parts, or on the day of learning.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from yipan.core.canonical import canonical_json, digest
from yipan.facts.engine import rows
from yipan.facts.parts import IDENTITY_TEXT
from yipan.facts.selection import Selection

if TYPE_CHECKING:
    from yipan.facts.ledger import Ledger

# A larger ledger is marked by the hashes of its parts: its rows are not read for that.
READ_ROWS = 300_000
LENGTH = 8


@dataclass(frozen=True, slots=True)
class State:
    """The rows of the first `imports` imports (None: of all) that were learned by a day."""

    imports: int | None = None
    learned_by: date | None = None


NOW = State()


def mark_of(ledger: Ledger, as_of: date | None = None) -> str:
    """The mark of what is visible in a ledger as of a day: 8 hexadecimal digits."""
    marks = _marks(ledger, as_of)
    return marks[-1] if marks else _mark(0, 0)


def state_with(ledger: Ledger, mark: str, as_of: date | None = None) -> State | None:
    """The newest earlier state in which exactly that was visible; None where there was none."""
    marks = _marks(ledger, as_of)
    found = [number for number, own in enumerate(marks, start=1) if own == mark]
    return State(found[-1]) if found else None


def codes_in(ledger: Ledger, as_of: date | None = None) -> frozenset[str] | None:
    """Indicators, parties and sources that visible rows name; None for a large ledger."""
    if len(ledger) > READ_ROWS:
        return None
    columns = ("indicator", "party", "counterparty", "source")
    picked = ", ".join(f"list(DISTINCT {name})" for name in columns)
    where = Selection(as_of=as_of).where()
    sql = f"SELECT {picked} FROM {ledger.table()} WHERE {where}"
    (found,) = rows(ledger.connection.cursor(), sql)
    return frozenset(code for codes in found for code in codes or ())


def _marks(ledger: Ledger, as_of: date | None) -> list[str]:
    """The mark after each import, oldest first."""
    weights = _by_hash(ledger) if len(ledger) > READ_ROWS else _by_row(ledger, as_of)
    by_import: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for part in ledger.manifest.parts:
        by_import[part.imported].append(weights.get(part.file, (0, 0)))
    found, total, count = [], 0, 0
    for receipt in ledger.manifest.imports:
        for weight, number in by_import[receipt.number]:
            total ^= weight
            count += number
        found.append(_mark(total, count))
    return found


def _by_hash(ledger: Ledger) -> dict[str, tuple[int, int]]:
    return {part.file: (int(part.sha256[:16], 16), part.rows) for part in ledger.manifest.parts}


def _by_row(ledger: Ledger, as_of: date | None) -> dict[str, tuple[int, int]]:
    """For each part the hashes of its visible rows, taken together, and their number."""
    table = ledger.table(named=True)
    if not ledger.manifest.parts:
        return {}
    sql = (
        "SELECT parse_filename(filename), bit_xor(md5_number_lower("
        + IDENTITY_TEXT
        + ")), count(*) "
        f"FROM {table} WHERE {Selection(as_of=as_of).where()} GROUP BY 1"
    )
    found = rows(ledger.connection.cursor(), sql)
    return {file: (int(weight), int(number)) for file, weight, number in found}


def _mark(total: int, count: int) -> str:
    return digest(canonical_json([total, count]))[:LENGTH]
