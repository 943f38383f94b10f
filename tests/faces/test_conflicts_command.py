"""`yipan conflicts` on a small board."""

from __future__ import annotations

import pytest
from terminal import Run


def test_conflicts_are_counted_by_class_and_shown_with_their_sum(run: Run) -> None:
    """One sum that does not add up, one revision."""
    ran = run("conflicts", "--lang", "en")
    assert ran.code == 0
    assert ran.out.startswith("2 disagreements: ")
    assert "420 + 260 = 680 ≠ 700 million EUR" in ran.out
    assert run("conflicts", "--json").result["counts"] == {"parts": 1, "vintage": 1}


def test_conflicts_of_one_indicator_party_or_class(run: Run) -> None:
    """Filters by any name."""
    assert run("conflicts", "--indicator", "就业率", "--json").result["found"] == 0
    assert run("conflicts", "--party", "South", "--json").result["counts"] == {"parts": 1}
    assert run("conflicts", "--class", "vintage", "--json").result["found"] == 1
    assert run("conflicts", "--limit", "1", "--json").result["shown"] == 1


def test_repairs_are_offered_with_what_else_they_restore(run: Run) -> None:
    """420 → 440 is one digit away from 700 - 260."""
    (row,) = run("conflicts", "--class", "parts", "--json").result["conflicts"]
    changes = [repair["changes"][0] for repair in row["repairs"]]
    assert ("420", "440") in {(change["from"], change["to"]) for change in changes}


def test_a_large_ledger_is_searched_in_sql_and_says_so(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Different values for one thing are found; sums are searched in what is selected."""
    monkeypatch.setattr("yipan.board.bindings.searching.LARGE", 5)
    ran = run("conflicts", "--json", "--lang", "en")
    assert ran.result["counts"] == {"vintage": 1}
    assert "only different values for one thing" in ran.err
    monkeypatch.setattr("yipan.board.bindings.searching.LARGE", 8)
    assert run("conflicts", "--indicator", "Output", "--json").result["found"] == 2
