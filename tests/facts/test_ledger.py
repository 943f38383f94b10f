"""The ledger keeps what it was given, once, and in one order."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from yipan.core.errors import LedgerError
from yipan.facts import Fact, Ledger, Selection
from yipan.facts.record import make_fact


def gdp(value: str, year: int = 2014, party: str = "130000", **more: str) -> Fact:
    return make_fact(
        indicator="gdp",
        party=party,
        period=str(year),
        frequency="annual",
        value=value,
        unit="万亿元",
        source="D0",
        learned_on=date(2025, 3, 1),
        **more,
    )


def test_a_fact_comes_back_as_it_went_in(tmp_path: Path) -> None:
    """Every column survives, odd characters included."""
    fact = gdp("2.94", note='a "quoted", line\nbreak, 逗号', locator="一/9", published_on="2025-01")
    ledger = Ledger.create(tmp_path / "l")
    ledger.append([fact])
    assert Ledger.open(tmp_path / "l").facts() == [fact]
    assert fact.public_from == date(2025, 1, 31)


def test_the_same_fact_twice_adds_nothing(tmp_path: Path) -> None:
    """Identity leaves out the day of learning."""
    ledger = Ledger.create(tmp_path / "l")
    assert ledger.append([gdp("2.94"), gdp("2.94"), gdp("1.57", party="120000")]).added == 2
    before = ledger.digest
    again = ledger.append([gdp("2.94")])
    assert (again.added, again.already_there, ledger.digest) == (0, 1, before)


def test_two_figures_of_one_thing_are_both_kept(tmp_path: Path) -> None:
    """2.00 is not 2."""
    ledger = Ledger.create(tmp_path / "l")
    ledger.append([gdp("2"), gdp("2.00")])
    assert {f.value for f in ledger.facts()} == {"2", "2.00"}


def test_selection(tmp_path: Path) -> None:
    ledger = Ledger.create(tmp_path / "l")
    ledger.append([gdp("1", year, party) for year in (2013, 2014) for party in ("11", "12")])
    found = ledger.facts(Selection(indicators=("gdp",), parties=("11",), periods=("2014",)))
    assert [(f.party, f.period) for f in found] == [("11", "2014")]
    assert ledger.facts(Selection(indicators=("nothing",))) == []


def test_create_refuses_to_overwrite(tmp_path: Path) -> None:
    Ledger.create(tmp_path / "l")
    with pytest.raises(LedgerError, match="already"):
        Ledger.create(tmp_path / "l")
    with pytest.raises(LedgerError, match="no ledger"):
        Ledger.open(tmp_path / "elsewhere")


def test_a_fact_is_found_by_its_id(tmp_path: Path) -> None:
    """The engine hashes as `Fact.id` does, odd characters included."""
    odd = "".join(map(chr, range(1, 32))) + '"\\/ 京 \u2028 \x7f é 😀'
    facts = [gdp("1", note=odd), gdp("2", published_on="2024-02"), gdp("3", year=2015)]
    ledger = Ledger.create(tmp_path / "l")
    ledger.append(facts)
    assert [ledger.find(fact.id) for fact in facts] == [[fact] for fact in facts]
    assert ledger.find(facts[1].id[:6]) == [facts[1]]
    assert ledger.find(facts[1].id, Selection(periods=("2015",))) == []
    assert ledger.find("") == ledger.facts()
