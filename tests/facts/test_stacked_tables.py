"""Stacked selections written in pieces: the rows of one query, whatever the pieces look like."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from yipan.facts import plans
from yipan.facts.plans import Selection, Step, TooWideError, running

NUMBERS = Step("numbers", "SELECT i, NULLIF(i % 2, 0) AS odd FROM range(100) t(i)", kept=True)


def written(folder: Path, *stacked: Selection) -> list[tuple[int, ...]]:
    """The rows of the file that the pieces are joined into."""
    query = " UNION ALL ".join(selection.query() for selection in stacked)
    with running([NUMBERS, Step("all", query, stacked=stacked)], {}, threads=2) as done:
        count = done.write("all", folder / "all.parquet")
        rows = done.rows('SELECT * FROM "all"')
    table = pq.read_table(folder / "all.parquet")
    found = list(zip(*(column.to_pylist() for column in table.columns), strict=True))
    assert count == len(found)
    assert found == rows
    return found


@pytest.fixture(autouse=True)
def _many_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plans, "STRETCH", 0)
    monkeypatch.setattr(plans, "PIECE", 9)


def test_rows_come_in_the_order_of_the_selections(tmp_path: Path) -> None:
    """One of them has no rows, and most of its pieces none."""
    found = written(
        tmp_path,
        Selection("i, 1 AS part", "numbers", "i >= 50"),
        Selection("i, 2 AS part", "numbers", "i < 0"),
        Selection("i, 3 AS part", "numbers", "i < 7 OR i = 90"),
    )
    assert found == [*((i, 1) for i in range(50, 100)), *((i, 3) for i in [*range(7), 90])]


def test_a_column_that_may_be_empty_in_one_selection_alone(tmp_path: Path) -> None:
    """Pieces differ in what they say of it, so the table is written as one."""
    found = written(
        tmp_path,
        Selection("i, 5 AS odd", "numbers", "i > 97"),
        Selection("i, odd", "numbers", "i < 2"),
    )
    assert found == [(98, 5), (99, 5), (0, None), (1, 1)]


def test_what_a_piece_cannot_hold_leaves_no_file(tmp_path: Path) -> None:
    """The error is that of the query, and the other pieces end."""
    wide = Selection("CAST(9223372036854775807 AS BIGINT) + i AS i", "numbers", "TRUE")
    with pytest.raises(TooWideError):
        written(tmp_path, wide)
    assert not list(tmp_path.iterdir())
