"""A panel and a history convert units exactly and never fill a gap."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from yipan.core.errors import UnknownName
from yipan.facts import Fact, Ledger, Selection, correct, make_fact

DAY = date(2025, 3, 1)


def gdp(party: str, year: int, value: str, unit: str = "亿元", **more: str) -> Fact:
    fields = {"frequency": "annual", "source": "D0", "published_on": "2025-01"} | more
    return make_fact(
        indicator="gdp",
        party=party,
        period=str(year),
        value=value,
        unit=unit,
        learned_on=DAY,
        **fields,  # type: ignore[arg-type]
    )


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    found = Ledger.create(tmp_path / "l")
    found.append(
        [
            gdp("jjj", 2014, "6.65", "万亿元"),
            gdp("bj", 2014, "21300"),
            gdp("bj", 2015, "1", "人"),
            gdp("tj", 2014, "1.57", "万亿元", definition="new area only"),
            gdp("he", 2014, "8.3", "亿元", frequency="annual"),
            gdp("he", 2014, "8.4", "亿元", frequency="cum"),
        ]
    )
    return found


def test_units_convert_and_every_gap_says_why(ledger: Ledger) -> None:
    """6.65 万亿元 is 66500 亿元, give or take 50 亿元."""
    panel = ledger.panel(
        {"gdp": "亿元"}, parties=["jjj", "bj", "tj", "he"], periods=["2014", "2015"]
    )
    assert panel.values.shape == (4, 2, 1)
    assert panel.values[0, 0, 0] == 66500
    assert panel.exact("jjj", "2014", "gdp") == 66500
    interval = panel.interval("jjj", "2014", "gdp")
    assert interval is not None
    assert (interval.lo, interval.hi) == (66450, 66550)
    why = {(m.party, m.period): m.why.en for m in panel.missing()}
    assert why[("jjj", "2015")] == "no figure"
    assert "does not convert" in why[("bj", "2015")]
    assert "new area only" in why[("tj", "2014")]
    assert why[("he", "2014")] == "more than one thing: annual; cum"
    assert np.isnan(panel.values).sum() == len(why) == 6
    assert panel.exact("he", "2014", "gdp") is None


def test_labels_are_those_found_unless_given(ledger: Ledger) -> None:
    panel = ledger.panel({"gdp": "亿元"}, frequencies=["annual"])
    assert panel.parties == ("bj", "he", "jjj", "tj")
    assert panel.periods == ("2014", "2015")
    assert panel.matrix("gdp")[1, 0] == 8.3
    with pytest.raises(UnknownName):
        panel.matrix("population")


def test_history_of_a_figure(tmp_path: Path) -> None:
    """GDP 2014: 6.65, then 6.649 (rounding only), then 5.87 万亿元 in another unit."""
    first = gdp("jjj", 2014, "6.65", "万亿元", published_on="2015")
    ledger = Ledger.create(tmp_path / "l")
    ledger.append(
        [
            gdp("jjj", 2014, "58700", "亿元", published_on="2020", source="D3"),
            gdp("jjj", 2014, "66490", "亿元", published_on="2016", source="D1"),
            first,
            correct(first, "6.64", reason="slip", learned_on=DAY),
        ]
    )
    (history,) = ledger.history(Selection(indicators=("gdp",)))
    assert [e.change for e in history.editions] == [None, Fraction("-0.001"), Fraction("-0.779")]
    assert [e.only_rounding for e in history.editions] == [False, True, False]
    assert history.revised_by == Fraction("-0.78")
    assert history.latest.relative == Fraction("-0.779") / Fraction("6.649")
    assert history.first.standing.counts.value == "6.64"


def test_year_ends_stand_beside_the_flows_of_their_year(tmp_path: Path) -> None:
    """GDP of 2022 and the residents of 31 December 2022 share the column 2022."""
    common = {"party": "11", "source": "S", "learned_on": date(2024, 1, 1)}
    gdp = make_fact(indicator="gdp", period="2022", value="41610.9", unit="亿元", **common)
    people = make_fact(indicator="people", period="2022-12-31", value="2184", unit="万人", **common)
    ledger = Ledger.create(tmp_path / "l")
    ledger.append([gdp, people])
    panel = ledger.panel({"gdp": "亿元", "people": "万人"}, periods=["2022"], year_ends=True)
    assert panel.periods == ("2022",)
    assert panel.exact("11", "2022", "people") == 2184
    assert panel.missing() == []
