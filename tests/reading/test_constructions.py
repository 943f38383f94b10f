"""Each row of the table of constructions reads its own example, and catches its own misprint."""

from __future__ import annotations

import pytest

from yipan.reading.check import check
from yipan.reading.reckoning.constructions import Construction, table

ROWS = list(table())


@pytest.mark.parametrize("row", ROWS, ids=[r.name for r in ROWS])
def test_example_is_read_by_its_construction(row: Construction) -> None:
    """The example of a row yields a claim with that row's name and no alarm."""
    claims = check(row.example).claims
    assert row.name in {c.pattern for c in claims}
    assert not [c.formula for c in claims if c.verdict == "inconsistent"]


@pytest.mark.parametrize("row", [r for r in ROWS if r.wrong], ids=[r.name for r in ROWS if r.wrong])
def test_misprint_in_the_example_is_flagged_hard(row: Construction) -> None:
    """The same words with a false number are a hard inconsistency of that construction."""
    flagged = [c.pattern for c in check(row.wrong).claims if c.severity == "hard"]
    assert row.name in flagged


def test_names_of_constructions_are_distinct() -> None:
    """A pattern's name goes into the trace, so it must point at one row."""
    assert len({r.name for r in ROWS}) == len(ROWS)
