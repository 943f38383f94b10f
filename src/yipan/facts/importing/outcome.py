"""What became of the cells: facts, missing, structure and rejects; their sum is what was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from yipan.core.words import Words
from yipan.facts.record import Fact

FactRow = tuple[str | date | None, ...]
STRUCTURE = ("title", "heading", "label", "note", "padding", "unused", "left_out")


@dataclass(frozen=True, slots=True)
class Reject:
    """A cell that did not become a fact, and why. `about`: the label to blame, if any."""

    file: str
    sheet: str
    cell: str
    code: str
    reason: Words
    text: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """What all facts of an import share."""

    source: str
    published_on: str = ""
    public_from: date | None = None
    learned_on: date | None = None


@dataclass(slots=True)
class Tally:
    """Cells by what became of them."""

    cells: int = 0
    facts: int = 0
    rejects: int = 0
    missing: Counter[str] = field(default_factory=Counter)
    structure: Counter[str] = field(default_factory=Counter)

    @property
    def accounted(self) -> int:
        """Cells with a known fate."""
        return self.facts + self.rejects + self.missing.total() + self.structure.total()

    def add(self, other: Tally) -> None:
        """Add the counts of another."""
        self.cells += other.cells
        self.facts += other.facts
        self.rejects += other.rejects
        self.missing.update(other.missing)
        self.structure.update(other.structure)

    def check(self) -> None:
        """Cells = facts + missing + structure + rejects; else the program is at fault."""
        if self.cells != self.accounted:
            raise RuntimeError(f"{self.cells} cells read, {self.accounted} accounted for")

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return {
            "cells": self.cells,
            "facts": self.facts,
            "missing": dict(sorted(self.missing.items())),
            "structure": dict(sorted(self.structure.items())),
            "rejects": self.rejects,
        }


@dataclass(frozen=True, slots=True)
class TableView:
    """How a table was understood, for the person who asks: its place, layout and columns."""

    place: str
    titles: tuple[str, ...]
    said: str
    rows: str
    columns: tuple[tuple[str, str, str], ...]
    labels: str


@dataclass(slots=True)
class SheetOutcome:
    """A sheet's facts (as ledger rows), rejects, counts and how it was understood."""

    file: str
    sheet: str
    rows: list[FactRow] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    tables: list[TableView] = field(default_factory=list)
    remarks: list[Words] = field(default_factory=list)

    def facts(self) -> Iterator[Fact]:
        """The ledger rows as facts."""
        return (Fact(*row) for row in self.rows)  # type: ignore[arg-type]
