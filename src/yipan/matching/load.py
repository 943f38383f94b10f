"""A match problem from its file: `method` says which of the kernels reads and solves it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from yipan.core.fields import Section, read_document
from yipan.matching.answer import Match
from yipan.matching.assign import Assignment, assign, read_assignment
from yipan.matching.booking import Bookings, book, read_bookings
from yipan.matching.change import changes
from yipan.matching.deferred import deferred
from yipan.matching.relocation import Relocation, read_relocation
from yipan.matching.siting import Siting, place, read_siting
from yipan.matching.total import best_total

METHODS = ("deferred", "best", "assign", "place", "book")
CHANGES_UP_TO = 2_000
ILLUSTRATIVE = "ILLUSTRATIVE 数据为示意,不是事实"
Problem = Relocation | Assignment | Siting | Bookings


class Asked(NamedTuple):
    """A problem file: the declared method, the problem, and notes that go with every answer."""

    method: str
    problem: Problem
    notes: tuple[str, ...] = ()


def read_problem(path: Path) -> Asked:
    """The declared method and the problem of a file."""
    return read_section(read_document(path))


def read_section(root: Section) -> Asked:
    """The declared method and the problem of a document."""
    root.one_of("kind", ["match"])
    method = root.one_of("method", METHODS)
    for key in ("title", "note"):
        root.text(key, "")
    illustrative = root.text("mark", "") == "illustrative"
    problem: Problem
    if method == "assign":
        problem = read_assignment(root)
    elif method == "place":
        problem = read_siting(root)
    elif method == "book":
        problem = read_bookings(root)
    else:
        problem = read_relocation(root)
    root.finish()
    return Asked(method, problem, (ILLUSTRATIVE,) if illustrative else ())


def match(problem: Problem, method: str = "") -> Match:
    """Solves a problem; `method` chooses between deferred and best for a relocation."""
    if isinstance(problem, Assignment):
        return assign(problem)
    if isinstance(problem, Siting):
        return place(problem)
    if isinstance(problem, Bookings):
        return book(problem)
    if method == "best":
        return best_total(problem)
    found = deferred(problem)
    if len(problem.functions) > CHANGES_UP_TO:
        return replace(found, notes=(*found.notes, "CHANGES_NOT_COMPUTED"))
    return replace(found, changes=changes(problem, found))
