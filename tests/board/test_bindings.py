"""Bindings join a board to the kernels; every cut of yearly figures is the same one."""

from __future__ import annotations

from fractions import Fraction

import pytest

import yipan
from yipan.board.bindings.measures import Asked, take
from yipan.board.bindings.searching import conflict_called, is_conflict_id
from yipan.board.bindings.series import year_table
from yipan.board.bindings.yearly import yearly
from yipan.core.errors import Coded, UnknownName


@pytest.fixture(scope="module")
def board(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("YIPAN_HOME", str(tmp_path_factory.mktemp("home")))
        opened = yipan.open()
        opened.ledger.facts()
        yield opened


def test_series_measures_and_yearly_figures_are_one_cut(board):
    """Where all three have a cell it holds the same number; names differ, values do not."""
    figures = yearly(board, board.ledger.facts(board.select("gdp")))
    series = year_table(board, "", None, ["gdp"])
    table = take(board, Asked(["gdp"], mix_vintages=True)).table
    cube = table.dense("party", "period", "indicator")
    parties, periods = cube.names("party"), cube.names("period")
    compared = 0
    for (indicator, party, year), figure in figures.items():
        if "→" not in party and figure.fact.frequency != "share":
            assert series.values[indicator, board.party_name(party), year] == figure.value
        if party in parties and str(year) in periods:
            cell = cube.values[parties.index(party), periods.index(str(year)), 0]
            assert cell == pytest.approx(float(figure.value), rel=1e-12)
            compared += 1
    assert compared > 20


def test_a_yearly_figure_is_exact_and_in_the_indicators_unit(board):
    """万亿元 becomes 亿元 without a float; the interval is that of the printed digits."""
    figures = yearly(board, board.ledger.facts(board.select("gdp")))
    assert all(isinstance(f.value, Fraction) for f in figures.values())
    trillions = [f for f in figures.values() if f.fact.unit == "万亿元"]
    assert trillions
    for figure in trillions:
        assert figure.value == Fraction(figure.fact.value) * 10**4


def test_a_vintage_that_the_board_lacks_is_said(board):
    """Never an empty table."""
    with pytest.raises(Coded, match="no data of vintage"):
        year_table(board, "no such vintage", None, ["gdp"])


def test_a_conflict_is_found_by_the_beginning_of_its_id(board):
    """c1a2 is an id; a name that fits none or several is refused with near ones."""
    first = board.conflicts()[0]
    assert conflict_called(board, first.id)[0] == first
    assert is_conflict_id(first.id)
    assert not is_conflict_id("capital")
    with pytest.raises(UnknownName):
        conflict_called(board, "c00000")
