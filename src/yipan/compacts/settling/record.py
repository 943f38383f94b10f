"""The record of moves 棋谱 while a compact is being settled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from yipan.compacts.words.spans import Span
from yipan.compacts.words.values import Node, Unknown, united


@dataclass(frozen=True, slots=True)
class Move:
    """A quantity of one unit from one party to another; `units` counts smallest units."""

    id: str
    case: str | None
    giver: str
    receiver: str
    dimension: str
    unit: str
    units: int
    amount: Fraction
    human_unit: str
    human: Fraction
    period: Span | None
    at: Span | None
    clause: str
    words: str
    status: str
    because: Node
    when: Node | None
    version: str
    zh: str = ""


@dataclass(frozen=True, slots=True)
class Undetermined:
    """What could not be had, and all that is missing for it."""

    case: str | None
    at: Span | None
    clause: str
    cause: Unknown
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """Which part of the record a cap or a `record` looks at."""

    clauses: tuple[str, ...]
    case: str | None
    within: str
    during: str
    at: Span | None
    giver: str | None = None
    receiver: str | None = None

    def holds(self, case: str | None, at: Span | None) -> bool:
        """Whether what happened in a case and period lies within reach."""
        if self.within == "case" and case != self.case:
            return False
        if self.during == "year" and at is not None and self.at is not None:
            return at.end.year == self.at.end.year
        return self.during == "all" or at == self.at


@dataclass(slots=True)
class RecordBook:
    """Moves made so far and clauses that are undetermined, by clause."""

    moves: list[Move] = field(default_factory=list)
    undetermined: list[Undetermined] = field(default_factory=list)
    _moves: dict[tuple[str, str | None], list[Move]] = field(default_factory=dict)
    _holes: dict[tuple[str, str | None], list[Undetermined]] = field(default_factory=dict)
    _all_moves: dict[str, list[Move]] = field(default_factory=dict)
    _all_holes: dict[str, list[Undetermined]] = field(default_factory=dict)

    def add(self, move: Move) -> None:
        """Write a move down."""
        self.moves.append(move)
        self._moves.setdefault((move.clause, move.case), []).append(move)
        self._all_moves.setdefault(move.clause, []).append(move)

    def leave_open(self, item: Undetermined, *, moving: bool = True) -> None:
        """Write down that a clause could not be decided; one that moves nothing bars no record."""
        self.undetermined.append(item)
        if moving:
            self.bar(item)

    def bar(self, item: Undetermined) -> None:
        """A clause that was not reached because something before it is undetermined."""
        self._holes.setdefault((item.clause, item.case), []).append(item)
        self._all_holes.setdefault(item.clause, []).append(item)

    def seen(self, reach: Reach) -> list[Move] | Unknown:
        """Moves within reach; undetermined when an earlier one within reach is."""
        holes = [hole.cause for hole in self._each_hole(reach) if reach.holds(hole.case, hole.at)]
        if holes:
            return united(holes)
        return [
            move
            for move in self._each_move(reach)
            if reach.holds(move.case, move.at)
            and (reach.giver is None or move.giver == reach.giver)
            and (reach.receiver is None or move.receiver == reach.receiver)
        ]

    def _each_move(self, reach: Reach) -> Iterator[Move]:
        for clause in reach.clauses:
            if reach.within == "case":
                yield from self._moves.get((clause, reach.case), [])
            else:
                yield from self._all_moves.get(clause, [])

    def _each_hole(self, reach: Reach) -> Iterator[Undetermined]:
        for clause in reach.clauses:
            if reach.within == "case":
                yield from self._holes.get((clause, reach.case), [])
            else:
                yield from self._all_holes.get(clause, [])
