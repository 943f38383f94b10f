"""Every compact that ships: sources, words, open items, worked cases, and no idle clause."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from library_cases import CASES, HEAD, Case

import yipan
from yipan.compacts.document.checking import find_problems
from yipan.compacts.document.document import Compact
from yipan.compacts.document.library import Library
from yipan.compacts.document.linting import lint_compact
from yipan.compacts.settling.facts_table import parse_rows
from yipan.compacts.settling.results import settlement_fields
from yipan.compacts.settling.settling import settle
from yipan.core.errors import Coded

FOLDERS = sorted((Path(yipan.__file__).parent / "boards").glob("*/compacts"))
LIBRARY = Library(FOLDERS)
ALL = [compact for name in LIBRARY.ids for compact in LIBRARY.versions(name)]
NAMES = [f"{compact.id}@{compact.version}" for compact in ALL]


def run(case: Case, changed: Compact | None = None) -> dict[str, Any]:
    """The result of a case, possibly under a changed compact."""
    found = LIBRARY.find(case.compact)
    versions = found.versions
    if changed is not None:
        versions = tuple(changed if v.version == changed.version else v for v in versions)
    rows = parse_rows(HEAD + case.rows, "case.csv")
    return settlement_fields(settle(versions, rows, forced=found.forced))


@pytest.mark.parametrize("compact", ALL, ids=NAMES)
def test_a_shipped_compact_is_whole(compact: Compact) -> None:
    """It can be evaluated, names a source, quotes words for each clause, lists what is open."""
    assert find_problems(compact) == []
    assert compact.sources
    assert all(source.get("title") for source in compact.sources)
    assert all(clause.words for clause in compact.clauses)
    assert compact.opens
    assert compact.mark
    assert lint_compact(compact)["ok"]
    codes = {finding["code"] for finding in lint_compact(compact)["findings"]}
    assert not codes & {"NO_WORDS", "NEVER_FIRES"}


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.compact)
def test_a_worked_case(case: Case) -> None:
    """Moves, values, open items and stops are those worked out by hand."""
    result = run(case)
    moves = [(m["period"], m["clause"], m["from"], m["to"], int(m["qty"])) for m in result["moves"]]
    assert sorted(moves) == sorted(case.moves)
    values = {(v["name"], v["qty"]) for v in result["values"]}
    assert set(case.values) <= values
    opens = {item for u in result["undetermined"] for item in u["open"]}
    assert set(case.opens) <= opens
    assert tuple(s["clause"] for s in result["stopped"]) == case.stopped
    if "air" not in case.compact:
        assert all(not u["missing"] and not u["conflict"] for u in result["undetermined"])


def test_every_settling_compact_has_a_case() -> None:
    """No compact ships without a worked case."""
    covered = {case.compact.partition("@")[0] for case in CASES}
    assert {compact.id for compact in ALL if compact.clock} == covered


def _clauses() -> list[tuple[Compact, str]]:
    return [(compact, clause.id) for compact in ALL if compact.clock for clause in compact.clauses]


@pytest.mark.parametrize(
    ("compact", "clause"), _clauses(), ids=lambda x: x if isinstance(x, str) else x.id
)
def test_removing_any_clause_changes_some_case(compact: Compact, clause: str) -> None:
    """A clause without which everything stays the same would be idle."""
    kept = tuple(c for c in compact.clauses if c.id != clause)
    changed = replace(compact, clauses=kept)
    for case in (c for c in CASES if c.compact.partition("@")[0] == compact.id):
        try:
            if json.dumps(run(case, changed)) != json.dumps(run(case)):
                return
        except Coded:
            return
    pytest.fail(f"{compact.id}: {clause} is idle")


def test_the_cleared_payments_are_fewest_and_the_nets_close() -> None:
    """冀 owes 津 35, 津 owes 京 20: 冀 pays 京 20 and 津 15; two payments for three parties."""
    result = run(next(c for c in CASES if c.compact == "clear-medical"))
    assert result["payments"] == [
        {"from": "冀", "to": "京", "unit": "分", "qty": "20000000"},
        {"from": "冀", "to": "津", "unit": "分", "qty": "15000000"},
    ]


def test_prepayments_and_clearings_telescope_to_the_entitlement() -> None:
    """Over the years, prepaid plus cleared minus refunded is what was earned: 300 + 100."""
    result = run(next(c for c in CASES if c.compact == "eco-miyun-1"))
    assert result["net"]["冀"]["分"] == str(400 * 10**6)


def test_the_mean_of_the_years_before_is_rounded_half_up() -> None:
    """(1 + 1 + 2) / 3 元 = 133.33 分: 133, kept and not moved."""
    result = run(next(c for c in CASES if c.compact == "scenario-stay"))
    assert result["splits"][0]["parts"] == {"京": "133"}
    assert result["held"] == {"京": {"分": "133"}}
