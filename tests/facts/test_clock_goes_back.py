"""A clock that is set back: nothing is lost, nothing changes its order, the last word counts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from yipan.facts import Fact, Ledger, ResolveRule, Selection, correct, make_fact, withdraw

LATE, EARLY = date(2026, 5, 2), date(2020, 1, 1)


def figure(value: str = "100", learned_on: date = LATE) -> Fact:
    return make_fact(
        indicator="output", party="N", period="2024", value=value, unit="万元", source="YB",
        learned_on=learned_on,
    )  # fmt: skip


def counts(ledger: Ledger, learned_by: date | None = None) -> str | None:
    """The value that counts; None where the figure is taken out of account."""
    chosen = ledger.chosen(Selection(learned_by=learned_by), ResolveRule())
    return chosen[0].fact.value if chosen else None


@pytest.mark.parametrize("days", [(LATE, LATE), (LATE, EARLY), (EARLY, EARLY)])
def test_the_last_correction_counts_whatever_the_clock_shows(
    tmp_path: Path, days: tuple[date, date]
) -> None:
    """Also two on one day, and in an order in which the values would sort the other way."""
    target = figure()
    ledger = Ledger.create(tmp_path / "l")
    ledger.append([target])
    for value, day in zip(("900", "300"), days, strict=True):
        row = correct(target, value, reason="misprint", learned_on=day, rows=ledger.facts())
        assert ledger.append([row]).added == 1
        assert counts(ledger) == value


def test_an_amendment_is_never_learned_before_what_it_is_about(tmp_path: Path) -> None:
    """Asked by a day, its target is there whenever it is; a withdrawal can be put back."""
    target = figure()
    ledger = Ledger.create(tmp_path / "l")
    gone = withdraw(target, reason="not ours", learned_on=EARLY)
    back = withdraw(gone, reason="ours after all", learned_on=EARLY)
    assert {row.learned_on for row in (gone, back)} == {LATE}
    for row, wanted in ((target, "100"), (gone, None), (back, "100")):
        ledger.append([row])
        assert counts(ledger) == wanted
    assert ledger.facts(Selection(learned_by=EARLY)) == []


def test_imports_are_numbered_and_a_row_keeps_its_first_day(tmp_path: Path) -> None:
    """The state after goes on from the state before; what was known is not known later."""
    ledger = Ledger.create(tmp_path / "l")
    ledger.append([figure()])
    first = ledger.manifest
    again = ledger.append([figure(learned_on=EARLY), figure("101", EARLY)])
    assert (again.added, again.already_there) == (1, 1)
    assert ledger.manifest.sequence == first.sequence + 1
    assert ledger.manifest.parent == first.digest
    assert {f.value: f.learned_on for f in ledger.facts()} == {"100": LATE, "101": EARLY}
