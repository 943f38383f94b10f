"""Draws: the float twin of the accounting, common shocks, known shares of variance, speed."""

from __future__ import annotations

import time
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from yipan.core.errors import YipanError
from yipan.scenarios.accounting import account
from yipan.scenarios.baseline import Series, build
from yipan.scenarios.document import Scenario, read_scenario
from yipan.scenarios.draws import (
    Sample,
    deviations,
    draw,
    pool,
    quantiles,
    stream,
    years_in_common,
)
from yipan.scenarios.revisions import revisions
from yipan.scenarios.sampled import evaluate
from yipan.scenarios.simulate import simulate
from yipan.scenarios.table import YearTable

LEVERS = """
scenario: draws
parties: [甲, 乙]
base_period: "2023"
horizon: 4
draws: 4000
seed: 11
baseline: {method: METHOD, indicators: [gdp]}
levers:
  - {id: plants, kind: relocation, from: 甲, to: 乙, unit: 亿元, indicator: gdp,
     path: {"2024": 25, "2026": 40}, retention: 0.8, tax_rate: 0.15,
     ranges: {retention: {low: 0.6, high: 1.0, source: made for this test}},
     tax_split: {from: "1/2", to: "1/2"}, source: made for this test}
  - {id: more, kind: growth, party: 乙, indicator: gdp, unit: ratio,
     path: {"2025": 0.01, "2026": 0.02}, source: made for this test}
  - {id: tech, kind: contracts, from: 甲, to: 乙, indicator: sold, unit: ratio,
     path: {"2024": 0.1}, source: made for this test}
  - {id: wards, kind: services, party: 乙, indicator: beds, unit: 亿元, unit_cost: 2,
     depreciation: 0.1, target: 120, path: {"2023": 20}, source: made for this test}
  - {id: river, kind: compensation, from: 甲, to: 乙, unit: 万元, price: 3, share: "1/3",
     quantity: {"2024": 10}, source: made for this test}
  - {id: clean, kind: carbon, party: 乙, factors: [beds, gdp], unit: 万吨,
     path: {gdp: {"2024": -0.1}}, source: made for this test}
"""


def _table() -> YearTable:
    random = np.random.default_rng(1)
    values: dict[tuple[str, str, int], Fraction] = {}
    shocks = random.normal(0, 0.03, 20)
    for step, year in enumerate(range(2004, 2024)):
        for party, start in (("甲", 400), ("乙", 150)):
            level = start * np.exp(0.05 * step + shocks[: step + 1].sum())
            values["gdp", party, year] = Fraction(f"{level:.6f}")
        values["sold", "甲", year] = Fraction(2000 + step)
        values["beds", "乙", year] = Fraction(100 + step % 4)
    return YearTable(values)


def _scenario(tmp_path: Path, method: str = "drift", extra: str = "") -> Scenario:
    path = tmp_path / "s.yaml"
    path.write_text(LEVERS.replace("METHOD", method) + extra, encoding="utf-8")
    return read_scenario(path)


def test_without_shocks_the_draws_are_the_exact_accounting(tmp_path: Path) -> None:
    """Every quantity of every lever, and every level, to twelve digits."""
    scenario = _scenario(tmp_path)
    baseline = build(scenario, _table())
    pools = [pool(series) for series in baseline.series]
    found = evaluate(scenario, baseline, pools, Sample(1))
    compared = 0
    for lever in scenario.levers:
        for row in account(lever, scenario, baseline.values).rows:
            value = found.quantities[row.quantity, row.party, row.period]
            assert value == pytest.approx(float(row.value), rel=1e-12, abs=1e-9), row
            compared += 1
    assert compared > 40
    exact = simulate(scenario, _table())
    levels = {
        (e.row.party, e.row.period): e.row.value
        for e in exact.accounting
        if e.row.quantity == "gdp"
    }
    assert found.level("gdp", "甲", 2026) == pytest.approx(float(levels["甲", 2026]), rel=1e-12)


def _series(history: np.ndarray, method: str) -> Series:
    parties = tuple(f"p{i}" for i in range(len(history)))
    return Series("y", parties, history, True, None, (method,) * len(parties))


def _sample(scenario: Scenario, series: Series, draws: int = 20000) -> np.ndarray:
    found = pool(series)
    years = found.shocks.shape[1]
    return deviations(found, draw(scenario, [found], 3, draws), scenario.horizon, years)


def test_a_shock_to_all_parties_stays_common(tmp_path: Path) -> None:
    """Two series with the same steps move together in every draw; opposite ones never do."""
    walk = np.random.default_rng(2).normal(size=20).cumsum()
    scenario = _scenario(tmp_path)
    found = _sample(scenario, _series(np.array([walk, walk + 3, -walk]), "drift"))
    assert found[0] == pytest.approx(found[1])
    assert found[0] == pytest.approx(-found[2])


def test_a_shorter_series_beside_it_does_not_move_the_fan(tmp_path: Path) -> None:
    """Growth was 10 % for ten years, then 2 %: drawn from the last ten, the mean stays where it is.

    Shocks are of years that every series has; what they leave out must not become a trend.
    """
    steps = np.concatenate([np.full(10, 0.10), 0.02 + 0.01 * np.resize([1.0, -1.0], 10)])
    history = np.concatenate([[0.0], steps.cumsum()])[None, :]
    scenario = _scenario(tmp_path)
    long = pool(_series(history, "drift"))
    short = pool(_series(history[:, -11:] * 0 + np.arange(11.0) % 3, "drift"))
    sample = draw(scenario, [long, short], 3, 20000)
    moved = deviations(long, sample, scenario.horizon, years_in_common([long, short]))[0]
    assert moved.mean(axis=1) == pytest.approx(np.zeros(scenario.horizon), abs=2e-3)


def test_spread_of_a_random_walk_grows_with_the_root_of_time(tmp_path: Path) -> None:
    """Var(h) = h σ² for a random walk; drift adds (h σ)² / n for its own uncertain trend."""
    steps = np.random.default_rng(4).choice([-1.0, 1.0], 30)
    steps[:15], steps[15:] = 1.0, -1.0  # mean 0, variance 1
    history = np.concatenate([[0.0], steps.cumsum()])[None, :]
    scenario = _scenario(tmp_path)
    walk = _sample(scenario, _series(history, "random-walk"))[0].var(axis=1)
    assert walk == pytest.approx([1, 2, 3, 4], rel=0.04)
    drift = _sample(scenario, _series(history, "drift"))[0].var(axis=1)
    assert drift == pytest.approx([h + h * h / 30 for h in (1, 2, 3, 4)], rel=0.04)
    held = _sample(scenario, _series(history, "hold"))
    assert not held.any()


def test_shares_of_variance_of_a_known_model(tmp_path: Path) -> None:
    """Held baseline, two ranges on one product: shares and interaction follow in closed form.

    Y = φ s m with φ in [0.6, 1] and s in [0.5, 1], uniform and independent:
    V(φ) E(s)² : V(s) E(φ)² : V(φ) V(s).
    """
    text = LEVERS[: LEVERS.index("  - {id: more")].replace(
        "ranges: {", "ranges: {path: {low: 0.5, high: 1, source: made for this test}, "
    )
    path = tmp_path / "s.yaml"
    goal = """targets:
  - {id: g, party: 乙, indicator: gdp, period: "2026", at_least: 0, solve_for: plants}
"""
    path.write_text(text.replace("METHOD", "hold").replace("4000", "20000") + goal, "utf-8")
    found = simulate(read_scenario(path), _table()).uncertainty
    kept, part = 0.4**2 / 12, 0.5**2 / 12
    parts = [kept * 0.75**2, part * 0.8**2, kept * part]
    expected = dict(zip(("plants.retention", "plants.path", "interaction"), parts, strict=True))
    shares = {s.source: s.share for s in found.variance}
    assert sum(shares.values()) == pytest.approx(1)
    for source, value in expected.items():
        assert shares[source] == pytest.approx(value / sum(parts), abs=0.02), source
    swings = {s.source: s for s in found.tornado}
    base = float(_table().value("gdp", "乙", 2023))
    assert swings["plants.retention"].low == pytest.approx(base + 0.6 * 40, rel=1e-8)
    assert swings["plants.path"].high == pytest.approx(base + 0.8 * 40, rel=1e-8)
    assert [s.source for s in found.tornado] == ["plants.path", "plants.retention"]


def test_probability_of_a_target_is_the_part_of_draws_that_meet_it(tmp_path: Path) -> None:
    """A bound at the median of the fan is met in half of the draws; at 0 in all."""
    goal = """targets:
  - {id: sure, party: 乙, indicator: gdp, period: "2027", at_least: 0, solve_for: plants}
  - {id: half, party: 乙, indicator: gdp, period: "2027", at_least: MEDIAN, solve_for: plants}
"""
    first = simulate(_scenario(tmp_path, extra=goal.replace("MEDIAN", "1")), _table())
    fan = first.uncertainty.fan
    row = next(r for r in fan if (r.party, r.period) == ("乙", 2027))
    assert row.bands["90"][0] < row.bands["80"][0] < row.bands["50"][0] < row.median
    again = simulate(_scenario(tmp_path, extra=goal.replace("MEDIAN", str(row.median))), _table())
    assert again.uncertainty.chances is not None
    assert again.uncertainty.chances["sure"] == 1.0
    assert again.uncertainty.chances["half"] == pytest.approx(0.5, abs=0.001)
    assert again.uncertainty.fan == fan


def test_the_next_revision_is_as_large_as_one_seen(tmp_path: Path) -> None:
    """Old 10 % below new: none, up or down by 10 %, for all parties at once."""
    new = _table()
    old = YearTable({k: v / Fraction("1.1") for k, v in new.values.items()})
    scenario = _scenario(tmp_path, method="hold")
    baseline = build(scenario, new)
    series = next(s for s in baseline.series if s.indicator == "gdp")
    states = revisions(series, (old, new))
    step = np.log(1.1)
    assert states == pytest.approx(np.array([[0, 0], [0, 0], [step, step], [-step, -step]]))
    assert revisions(series, (new,)) is None
    found = simulate(scenario, new, (old, new)).uncertainty
    row = next(r for r in found.fan if (r.party, r.period) == ("甲", 2024))
    held = float(new.value("gdp", "甲", 2023))
    assert row.median == pytest.approx(held - 25, rel=1e-8)
    assert row.bands["80"][0] == pytest.approx(held / 1.1 - 25, rel=1e-8)
    assert row.bands["80"][1] == pytest.approx(held * 1.1 - 25, rel=1e-8)


def test_each_source_has_its_own_stream() -> None:
    """One more source does not change the numbers of the others."""
    assert stream(5, "a").random(3).tolist() == stream(5, "a").random(3).tolist()
    assert stream(5, "a").random(3).tolist() != stream(5, "b").random(3).tolist()


@pytest.mark.parametrize(
    ("ranges", "words"),
    [
        ("{retention: {low: 0.9, high: 1, source: x}}", "low ≤ 4/5 ≤ high"),
        ("{retention: {low: 0.6, high: 1.5, source: x}}", "must be 0 to 6/5"),
        ("{price: {low: 0, high: 1, source: x}}", "there is no key price"),
        ("{retention: {low: 0.6, high: 1}}", "the key source is missing"),
    ],
)
def test_a_range_that_cannot_be_is_refused(tmp_path: Path, ranges: str, words: str) -> None:
    """One line names what is wrong."""
    held = "{retention: {low: 0.6, high: 1.0, source: made for this test}}"
    path = tmp_path / "s.yaml"
    path.write_text(LEVERS.replace("METHOD", "hold").replace(held, ranges), "utf-8")
    with pytest.raises(YipanError, match=words):
        read_scenario(path)


@pytest.mark.parametrize(("parties", "years", "limit"), [(3, 15, 0.1), (31, 20, 0.5)])
def test_ten_thousand_draws_are_quick(parties: int, years: int, limit: float) -> None:
    """Draws, paths and quantiles; processor time, three times the bound to allow for noise."""
    history = np.random.default_rng(0).normal(size=(parties, 24)).cumsum(axis=1)
    found = pool(_series(history, "drift"))
    started = time.process_time()
    picked = stream(1, "baseline").integers(0, 23, size=(years, 10_000))
    again = stream(1, "trend").integers(0, 23, size=(23, 10_000))
    sample = Sample(10_000, {"baseline": picked, "trend": again})
    assert quantiles(np.exp(deviations(found, sample, years, 23))).shape[:2] == (parties, years)
    assert time.process_time() - started < 3 * limit
