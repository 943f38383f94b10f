"""A complete panel is read from the cache as one column; anything else falls back to its cells."""

from __future__ import annotations

import itertools
import random
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from yipan.facts import Fact, Ledger, Panel, correct, make_fact, regular, wide
from yipan.facts import ledger as ledger_module

UNITS = {"people": "万人", "gdp": "亿元", "share": "%"}
PRINTED = {"people": "人", "gdp": "万元", "share": "%"}
PARTIES = ["he", "bj", "tj"]
YEARS = ["2014", "2016", "2015", "2013"]


def facts(learned_on: date = date(2020, 1, 1), **other: str) -> list[Fact]:
    """A figure for every cell, in a random order."""
    chance = random.Random(3)
    cells = list(itertools.product(UNITS, PARTIES, YEARS))
    chance.shuffle(cells)
    return [
        make_fact(
            indicator=indicator,
            party=party,
            period=year,
            value=str(chance.randrange(1, 10**6)),
            published_on="2019",
            learned_on=learned_on,
            **{"unit": PRINTED[indicator], "source": "D" + year, "frequency": "annual", **other},
        )
        for indicator, party, year in cells
    ]


@pytest.fixture
def used(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each panel that was cut from the cache was read as one column."""
    found: list[bool] = []

    def seen(*given: object) -> object:
        answer = regular.regular(*given)  # type: ignore[arg-type]
        found.append(answer is not None)
        return answer

    monkeypatch.setattr(wide, "regular", seen)
    return found


def both(ledger: Ledger, monkeypatch: pytest.MonkeyPatch, **asked: list[str]) -> Panel:
    """The panel from the cache, equal to that from the rows."""
    monkeypatch.setattr(ledger_module, "DIRECT", 10**9)
    direct = ledger.panel(UNITS, **asked)
    monkeypatch.setattr(ledger_module, "DIRECT", -1)
    cached = ledger.panel(UNITS, **asked)
    assert (cached.parties, cached.periods) == (direct.parties, direct.periods)
    np.testing.assert_array_equal(cached.values, direct.values)
    assert dict(cached.cells) == dict(direct.cells)
    return cached


def made(folder: Path, rows: list[Fact]) -> Ledger:
    ledger = Ledger.create(folder / "l")
    ledger.append(rows)
    return ledger


@pytest.mark.parametrize(
    ("asked", "column"),
    [
        ({}, True),
        ({"parties": ["tj", "bj", "he"]}, True),
        ({"parties": ["tj", "he"]}, True),
        ({"periods": ["2014", "2015"]}, True),
        ({"periods": ["2015", "2014"]}, False),
        ({"parties": ["tj", "nobody"]}, False),
    ],
)
def test_a_complete_panel_is_one_column(tmp_path, monkeypatch, used, asked, column):
    """Units are turned, labels stand as asked for; bit for bit the values of the rows."""
    both(made(tmp_path, facts()), monkeypatch, **asked)
    assert used == [column] or (used == [] and not column)


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows[1:],
        lambda rows: [*rows, correct(rows[0], "7", reason="slip", learned_on=date(2021, 1, 1))],
        lambda rows: [*rows, *facts(definition="narrow")[:1]],
        lambda rows: [*rows, *facts(frequency="cum")],
    ],
    ids=["gap", "corrected", "another definition", "two frequencies"],
)
def test_uneven_rows_are_cut_cell_by_cell(tmp_path, monkeypatch, used, change):
    """A gap, an amendment or competing things are never read as one column."""
    both(made(tmp_path, change(facts())), monkeypatch)
    assert used == [False]


def test_two_units_of_one_indicator_are_turned_cell_by_cell(tmp_path, monkeypatch, used):
    """One figure in another unit: the column has no single factor."""
    rows = facts()
    at = next(i for i, fact in enumerate(rows) if fact.indicator == "gdp")
    rows[at] = facts(unit="亿元")[at]
    both(made(tmp_path, rows), monkeypatch)
    assert used == [False]


def test_rows_that_came_later_do_not_stand_in_order(tmp_path, monkeypatch, used):
    """A cache that was brought up to date is asked cell by cell."""
    ledger = made(tmp_path, facts())
    both(ledger, monkeypatch)
    ledger.append(facts(date(2021, 1, 1), source="D9")[:3])
    both(ledger, monkeypatch)
    assert used == [True, False]
