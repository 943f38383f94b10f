"""What settling gives: moves, splits, named values, what was stopped or is undetermined."""

from __future__ import annotations

from dataclasses import dataclass, field

from yipan.compacts.document.document import Compact
from yipan.compacts.settling.facts_table import FactTable
from yipan.compacts.settling.moving import Split
from yipan.compacts.settling.record import Move, RecordBook, Undetermined
from yipan.compacts.words.spans import Span
from yipan.compacts.words.values import Node, Quantity, Value
from yipan.core.interval import rational_text

NOTE = "模拟结果, 不是任何机关的决定"


@dataclass(frozen=True, slots=True)
class Named:
    """A value that a `let` gave a name to."""

    case: str | None
    at: Span | None
    clause: str
    name: str
    value: Value
    because: Node
    version: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """A gate that was false."""

    case: str | None
    at: Span | None
    clause: str
    words: str
    because: Node
    version: str


@dataclass(slots=True)
class Settlement:
    """All moves of a compact over its cases and periods."""

    id: str
    compacts: dict[str, Compact]
    book: RecordBook = field(default_factory=RecordBook)
    splits: list[Split] = field(default_factory=list)
    values: list[Named] = field(default_factory=list)
    stopped: list[Stopped] = field(default_factory=list)
    versions: list[str] = field(default_factory=list)
    tables: dict[str, FactTable] = field(default_factory=dict)

    @property
    def moves(self) -> list[Move]:
        """Moves in the order they were made."""
        return self.book.moves

    @property
    def undetermined(self) -> list[Undetermined]:
        """What could not be had."""
        return self.book.undetermined


def shown_value(value: Value, compact: Compact) -> tuple[str, str | None]:
    """A named value for people: moving dimensions in the unit shown, else in the base unit."""
    if isinstance(value, Quantity):
        for unit in compact.units.values():
            if unit.dimension == value.dimension:
                return rational_text(value.amount / unit.show_factor), unit.show
        return rational_text(value.amount), value.dimension
    fields = getattr(value, "text", None)
    if fields is not None:
        return str(fields), None
    truth = getattr(value, "holds", None)
    if truth is not None:
        return ("是" if truth else "否"), None
    members = getattr(value, "members", ())
    return ";".join(shown_value(m.value, compact)[0] for m in members), None
