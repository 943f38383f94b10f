"""What `yipan conflicts` must find on the built-in board, by name, and what it must not."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from terminal import Run

# What the built-in board must show, and what it must not: figures as the documents print them.
BUILT_IN = {
    "regional GDP 2014": ("vintage", "gdp", "2014", {"6.65", "5.87"}),
    "regional GDP 2023 and its parts": ("parts", "gdp", "2023", {"4.28", "1.67", "4.34", "10.44"}),
    "GDP, per head and residents": ("identity", "gdp", "2023", {"4.28", "200278", "2186"}),
    "total against per head, 天津": ("identity", "gdp", "2023", {"1.57", "1.67", "122752"}),
    "total against per head, 河北": ("identity", "gdp", "2023", {"2.94", "4.34", "59332"}),
    "tertiary share 2014": ("contradiction", "tertiary_share", "2014", {"53.5", "53.3"}),
    "symposia": ("identity", "symposium_count", "", {"3", "11"}),
    "regional GDP 2011 to 2014": ("growth", "gdp", "", {"4.4", "6.65"}),
}


@pytest.fixture
def built_in(run: Run) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = run(
        "conflicts", "--notes", "--limit", "999", "--json", board=False
    ).result["conflicts"]
    return rows


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_built_in_board_shows_each_known_disagreement(
    built_in: list[dict[str, Any]], name: str
) -> None:
    """Each by its class and its printed values."""
    kind, indicator, period, values = BUILT_IN[name]
    matching = [
        row
        for row in built_in
        if row["class"] == kind
        and row["indicator"] == indicator
        and period in row["period"]
        and values <= {fact["value"] for fact in row["facts"]}
    ]
    assert len(matching) == 1


def test_the_built_in_board_reports_nothing_that_agrees_after_rounding(
    built_in: list[dict[str, Any]],
) -> None:
    """2.13 + 1.57 + 2.94 against 6.65; R&D intensity with one and two decimals; 近, 超, 余."""
    slugs = {fact["indicator"] for row in built_in for fact in row["facts"]}
    assert not slugs & {
        "rd_intensity",
        "manufacturing_firms_relocated",
        "zgc_branches",
        "registrations_refused",
        "gdp_share_national",
        "foreign_trade",
    }
    parts = [row for row in built_in if row["class"] == "parts" and row["indicator"] == "gdp"]
    assert "2014" not in {row["period"] for row in parts}


def test_conflicts_of_the_built_in_board_by_class(built_in: list[dict[str, Any]]) -> None:
    """So few that a person can read them all; vintages that explain themselves are notes."""
    counted = Counter(row["class"] for row in built_in if row["severity"] != "note")
    assert counted == {
        "contradiction": 1,
        "parts": 3,
        "identity": 8,
        "vintage": 5,
        "growth": 2,
    }
    assert {row["class"] for row in built_in if row["severity"] == "note"} == {"vintage"}
