"""Goals: closed forms of rates and gaps, chances, groups, and what is undetermined."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from yipan.board.bindings.targeting import aim_board
from yipan.cli.targets import targets as command
from yipan.core.errors import YipanError
from yipan.core.words import Words
from yipan.scenarios.document import read_scenario
from yipan.scenarios.simulate import simulate
from yipan.scenarios.table import YearTable
from yipan.scenarios.targets import Aimed, Goal, aim, rate, read_goals


def _goal(bound: str, year: int, *, at_least: bool = True, party: str = "甲") -> Goal:
    return Goal("g", Words("目标", "goal"), party, "y", year, Fraction(bound), at_least, "亿元")


def _growing(years: int = 16, rate: float = 0.05) -> YearTable:
    """100 (1 + rate)^i, so that every method but holding is exact."""
    start = 2024 - years + 1
    return YearTable(
        {("y", "甲", start + i): Fraction(f"{100 * (1 + rate) ** i:.9f}") for i in range(years)}
    )


def _one(goal: Goal, table: YearTable) -> Aimed:
    [found] = aim([goal], table, draws=2000)
    return found


def test_rates_and_gaps_of_steady_growth() -> None:
    """At 5 % a year, a bound 1.02⁴ above the trend takes 2 % more a year, in every draw."""
    table = _growing()
    last = float(table.value("y", "甲", 2024))
    bound = last * (1.05 * 1.02) ** 4
    found = _one(_goal(f"{bound:.9f}", 2028), table)
    assert found.status == "open"
    assert found.past_rate == pytest.approx(0.05, abs=1e-8)
    assert found.required_rate == pytest.approx(1.05 * 1.02 - 1, abs=1e-8)
    assert found.required_step == pytest.approx((bound - last) / 4)
    assert found.extra_rate is not None
    assert found.extra_rate.median == pytest.approx(0.02, abs=1e-6)
    assert found.amount is not None
    assert found.amount.median == pytest.approx(bound - last * 1.05**4, rel=1e-5)
    assert found.chance == 0.0
    below = _one(_goal(f"{bound:.9f}", 2028, at_least=False), table)
    assert (below.status, below.chance) == ("met-so-far", 1.0)


def test_a_noisy_series_has_a_chance_between() -> None:
    """The chance is the part of the draws; the extra rate changes sign where the bound is met."""
    random = np.random.default_rng(3)
    level = 100 * np.exp((0.05 + random.normal(0, 0.03, 20)).cumsum())
    table = YearTable({("y", "甲", 2005 + i): Fraction(f"{v:.6f}") for i, v in enumerate(level)})
    middle = _one(_goal("1", 2027), table)
    assert middle.chance == 1.0
    assert middle.baseline is not None
    near = _one(_goal(f"{float(middle.baseline.value):.6f}", 2027), table)
    assert near.chance == pytest.approx(0.5, abs=0.1)
    assert near.extra_rate is not None
    assert near.extra_rate.low < 0 < near.extra_rate.high


def test_past_goals_and_long_ones() -> None:
    """A date that has come is met or missed; one beyond ten years is not forecast."""
    table = _growing()
    assert _one(_goal("1", 2020), table).status == "met"
    assert _one(_goal("999", 2020), table).status == "missed"
    far = _one(_goal("999", 2040), table)
    assert far.chance is None
    assert "16 years ahead" in far.reasons[0].en
    short = _one(_goal("999", 2030), _growing(years=9))
    assert short.chance is None
    assert short.required_rate is not None
    assert "needs 14" in short.reasons[0].en
    nobody = _one(_goal("999", 2030, party="乙"), table)
    assert nobody.status == "undetermined"


@given(st.fractions(1, 1000), st.floats(-0.2, 0.3), st.integers(1, 10))
def test_required_rate_leads_to_the_bound(start: Fraction, growth: float, years: int) -> None:
    """start × (1 + rate)^n = bound."""
    end = start * Fraction((1 + growth) ** years)
    found = rate(start, end, years)
    assert found is not None
    assert float(start) * (1 + found) ** years == pytest.approx(float(end), rel=1e-6)


def test_the_board_says_what_its_goals_leave_open() -> None:
    """Printed goals first, each with what its text lacks; assumed ones are marked."""
    found = aim_board("jingjinji", draws=200)
    printed = [a for a in found.aimed if a.goal.mark == "printed"]
    assert len(printed) == 13
    assert all(a.reasons for a in printed if a.status == "undetermined")
    circle = next(a for a in printed if a.goal.id == "circle")
    assert "区间" in circle.reasons[0].zh
    region = next(a for a in found.aimed if a.goal.id == "region-gdp")
    assert region.value == Fraction("49670.2") + Fraction("17931.3") + Fraction("47448.1")
    assert region.chance is not None


def test_the_command_and_its_languages() -> None:
    """JSON holds every goal; the same seed gives the same bytes; assumed goals carry a star."""
    run = CliRunner()
    arguments = ["goals-2030", "--draws", "300", "--json"]
    first = run.invoke(command, arguments, catch_exceptions=False).output
    assert first == run.invoke(command, arguments, catch_exceptions=False).output
    result = json.loads(first)["result"]
    assert {g["mark"] for g in result["goals"]} == {"assumed"}
    assert result["limits"]
    text = run.invoke(command, ["goals-2030", "--lang", "en"], catch_exceptions=False).output
    assert "trillion*: 河北 2030 ≥ 70000" in text
    assert "no document sets them" in text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("targets: x\ngoals: []", "the key goals is missing"),
        ("targets: x\ngoals: [{id: a, party: 北京, indicator: gdp, at_least: 1}]", "period"),
        (
            "targets: x\ngoals: [{id: a, party: 北京, indicator: gdp, period: '2030', source: s}]",
            "one of at_least and at_most",
        ),
    ],
)
def test_bad_documents(tmp_path: Path, text: str, words: str) -> None:
    """One line names the key."""
    path = tmp_path / "t.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(YipanError, match=words):
        read_goals(path)


def test_break_even_in_every_draw(tmp_path: Path) -> None:
    """Held baseline, retention in [0.6, 1]: m = (bound - level) / φ, so the band follows φ."""
    text = """
scenario: s
parties: [甲, 乙]
base_period: "2024"
horizon: 2
draws: 4000
seed: 1
baseline: {method: hold}
levers:
  - {id: m, kind: relocation, from: 甲, to: 乙, indicator: y, unit: 亿元, path: {"2025": 1},
     retention: 0.8, tax_rate: 0, tax_split: {from: 1},
     ranges: {retention: {low: 0.6, high: 1, source: x}}, source: x}
targets:
  - {id: t, party: 乙, indicator: y, period: "2026", at_least: 124, solve_for: m}
"""
    path = tmp_path / "s.yaml"
    path.write_text(text, "utf-8")
    values = {("y", p, 2024): Fraction(100) for p in ("甲", "乙")}
    found = simulate(read_scenario(path), YearTable(values))
    [exact] = found.break_even
    assert exact.value == 30
    assert found.uncertainty.needed is not None
    band = found.uncertainty.needed["t"]
    assert band is not None
    assert band.low == pytest.approx(24 / 0.96, rel=0.01)
    assert band.median == pytest.approx(30, rel=0.01)
    assert band.high == pytest.approx(24 / 0.64, rel=0.01)
