"""Each row that looks across figures reads its own example, and catches its own misprint."""

from __future__ import annotations

import pytest

from yipan.reading.check import check
from yipan.reading.reckoning.tellings import Telling, tellings

ROWS = tellings()


@pytest.mark.parametrize("row", ROWS, ids=[r.name for r in ROWS])
def test_example_yields_the_relation_of_its_row(row: Telling) -> None:
    """The example of a row is judged true in that row's relation, without alarm."""
    claims = check(row.example).claims
    held = [c for c in claims if c.relation == row.relation]
    assert "consistent" in {c.verdict for c in held}
    assert not [c.formula for c in claims if c.severity]


@pytest.mark.parametrize("row", [r for r in ROWS if r.wrong], ids=[r.name for r in ROWS if r.wrong])
def test_misprint_in_the_example_is_flagged_hard(row: Telling) -> None:
    """The same words with a false number are a hard inconsistency."""
    flagged = {c.relation for c in check(row.wrong).claims if c.severity == "hard"}
    assert row.relation in flagged


def test_names_of_rows_are_distinct() -> None:
    """A row's name goes into the trace."""
    assert len({r.name for r in ROWS}) == len(ROWS)
