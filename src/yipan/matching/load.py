"""A match problem from its file: `method` says which of the kernels reads and solves it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from yipan.core.fields import Section, read_document
from yipan.matching.answer import Match
from yipan.matching.assign import Assignment, assign, read_assignment
from yipan.matching.change import changes
from yipan.matching.deferred import deferred
from yipan.matching.relocation import Relocation, read_relocation
from yipan.matching.siting import Siting, place, read_siting
from yipan.matching.total import best_total

METHODS = ("deferred", "best", "assign", "place")
CHANGES_UP_TO = 2_000
Problem = Relocation | Assignment | Siting


def read_problem(path: Path) -> tuple[str, Problem]:
    """The declared method and the problem of a file."""
    root = read_document(path)
    return read_section(root)


def read_section(root: Section) -> tuple[str, Problem]:
    """The declared method and the problem of a document."""
    root.one_of("kind", ["match"])
    method = root.one_of("method", METHODS)
    for key in ("title", "mark", "note"):
        root.text(key, "")
    problem: Problem
    if method == "assign":
        problem = read_assignment(root)
    elif method == "place":
        problem = read_siting(root)
    else:
        problem = read_relocation(root)
    root.finish()
    return method, problem


def match(problem: Problem, method: str = "") -> Match:
    """Solves a problem; `method` chooses between deferred and best for a relocation."""
    if isinstance(problem, Assignment):
        return assign(problem)
    if isinstance(problem, Siting):
        return place(problem)
    if method == "best":
        return best_total(problem)
    found = deferred(problem)
    if len(problem.functions) > CHANGES_UP_TO:
        return replace(found, notes=(*found.notes, "CHANGES_NOT_COMPUTED"))
    return replace(found, changes=changes(problem, found))
