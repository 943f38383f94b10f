"""Gates: panels with a known answer, what stands in the way of each gate, and the labels."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from shared_data import shared

from yipan.board.bindings.scenarios import simulation_json
from yipan.board.bindings.simulating import simulate_document
from yipan.scenarios.gates import critical, fixed_effects, judge, within

PARTIES, YEARS = 31, 18


def _panel(kind: str, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Outcome and driver (levels) whose link is known: 0.4 a year later, reversed, or none."""
    random = np.random.default_rng(seed)
    common = random.normal(0, 0.03, YEARS)
    du = random.normal(0.05, 0.1, (PARTIES, YEARS)) + common
    noise = random.normal(0.06, 0.02, (PARTIES, YEARS)) + random.normal(0, 0.02, YEARS)
    dy = noise + random.normal(0, 0.01, (PARTIES, 1))
    if kind == "true":
        dy[:, 1:] += 0.4 * du[:, :-1]
    elif kind == "reversed":
        shared_part = random.normal(0, 0.1, (PARTIES, YEARS))
        dy += shared_part
        du[:, 1:] += shared_part[:, :-1]
        du[:, :-1] += 0.5 * shared_part[:, 1:]
    return np.exp(dy.cumsum(axis=1)), np.exp(du.cumsum(axis=1))


def test_a_true_link_is_estimated() -> None:
    """Planted 0.4: found within its interval, all gates passed."""
    found = judge(*_panel("true"))
    assert found.passed
    low, high = found.interval
    assert low < 0.4 < high
    assert high - low < 0.1


def test_one_in_twenty_true_links_is_held_back() -> None:
    """The lead is tested at 5 %: of twelve true links nearly all pass, of twelve others none."""
    assert sum(judge(*_panel("true", seed)).passed for seed in range(12)) >= 10
    for kind in ("none", "reversed"):
        assert not any(judge(*_panel(kind, seed)).passed for seed in range(12))


def test_no_link_fails_the_sign() -> None:
    """Independent series: the estimate does not differ from zero and forecasts gain nothing."""
    found = judge(*_panel("none"))
    assert not found.sign_passed
    assert not found.gain_passed


def test_a_link_backwards_fails_the_lead() -> None:
    """Today's outcome moves next year's driver: the lead differs from zero."""
    found = judge(*_panel("reversed"))
    assert not found.lead_passed
    assert not found.passed


def test_the_sign_that_is_claimed_counts() -> None:
    """A positive link claimed to be negative fails."""
    assert not judge(*_panel("true"), positive=False).sign_passed


def test_few_parties_or_years_are_not_tested() -> None:
    """Three provinces decide nothing; neither do values that have no logarithm."""
    y, u = _panel("true")
    assert judge(y[:3], u[:3]).reason is not None
    assert judge(y[:, :6], u[:, :6]).reason is not None
    assert judge(y - y.max(), u).reason is not None
    assert not judge(y[:3], u[:3]).passed


def test_fixed_effects_are_those_of_dummies() -> None:
    """The same coefficient as least squares with a dummy for each party and year."""
    random = np.random.default_rng(0)
    u = random.normal(size=(6, 7))
    y = (
        0.7 * u
        + random.normal(size=(6, 1))
        + random.normal(size=(1, 7))
        + random.normal(size=(6, 7))
    )
    rows, years = np.indices(u.shape)
    dummies = [(rows == i).ravel() for i in range(6)] + [(years == t).ravel() for t in range(1, 7)]
    x = np.column_stack([u.ravel(), *dummies]).astype(float)
    expected = np.linalg.lstsq(x, y.ravel(), rcond=None)[0][0]
    assert fixed_effects(y, [u])[0][0] == pytest.approx(expected)
    assert within(y).sum(axis=0) == pytest.approx(np.zeros(7), abs=1e-12)


@pytest.mark.parametrize(("degrees", "point"), [(9, 2.262157), (12, 2.178813), (30, 2.042272)])
def test_critical_points_of_t(degrees: int, point: float) -> None:
    """Against the printed table of Student's t."""
    assert critical(degrees) == pytest.approx(point, abs=0.002)


DOCUMENT = """
scenario: s
parties: [p0, p1]
base_period: "2017"
horizon: 2
draws: 0
data: own.csv
baseline: {method: hold}
levers:
  - {id: more, kind: growth, party: p0, indicator: u, unit: ratio, path: {"2018": 0.1}, source: x}
responses:
  - id: link
    lever: more
    outcome: y
    party: p0
    elasticity: {central: 0, low: 0, high: 0.2}
    lag: 1
    source: x
    evidence: {data: panel.csv, driver: u, outcome: y, lag: 1}
"""


@pytest.mark.parametrize("kind", ["true", "none"])
def test_only_a_link_that_passed_is_labelled_estimated(kind: str, tmp_path: Path) -> None:
    """Estimated takes the panel's own size; assumed keeps zero and the document's range."""
    for name, parties in (("own.csv", 2), ("panel.csv", PARTIES)):
        lines = ["party,period,indicator,value"]
        for slug, grid in zip("yu", _panel(kind), strict=True):
            lines += [
                f"p{i},{2000 + t},{slug},{grid[i, t]:.9f}"
                for i in range(parties)
                for t in range(YEARS)
            ]
        (tmp_path / name).write_text("\n".join(lines), "utf-8")
    path = tmp_path / "s.yaml"
    path.write_text(DOCUMENT, "utf-8")
    result = simulation_json(simulate_document(str(path), "jingjinji").simulation, "en")
    row = next(r for r in result["blocks"]["responses"] if r["period"] == "2019")
    base = next(
        float(line.split(",")[3])
        for line in (tmp_path / "own.csv").read_text().splitlines()
        if line.startswith("p0,2017,y,")
    )
    [evidence] = result["evidence"]
    if kind == "true":
        assert row["label"] == "estimated"
        assert row["gates"] == {"sign": True, "lead": True, "out_of_sample": True}
        assert row["value"] == pytest.approx(base * 1.1 ** evidence["estimate"], rel=1e-6)
    else:
        assert row["label"] == "assumed"
        assert row["value"] == pytest.approx(base)
        assert any("no estimates" in text for text in result["limits"])


def test_spending_on_science_does_not_pass() -> None:
    """Public panels: 0.39 (t 8.6) in levels with a lead of 0.22 (t 4.5); 0.03 to 0.08 in growth."""
    values: dict[tuple[str, str, int], float] = {}
    path = shared("data/cn_province/science_tech_budget_long_2000_2023.csv")
    wanted = {("RDIntense", "RD经费"): "rd", ("PublicBudget", "科学技术"): "science"}
    for row in csv.DictReader(path.open(encoding="utf-8")):
        name = wanted.get((row["dataset"], row["item_cn"]))
        if name and row["province"] != "全国" and row["value"]:
            values[name, row["province"], int(row["year"])] = float(row["value"])
    parties = sorted({p for _, p, _ in values})
    rd, science = (
        np.array([[values[name, p, t] for t in range(2011, 2024)] for p in parties])
        for name in ("rd", "science")
    )
    level = judge(rd, science, form="level")
    assert level.estimate == pytest.approx(0.39, abs=0.03)
    assert level.lead == pytest.approx(0.22, abs=0.05)
    assert not level.lead_passed
    growth = judge(rd, science)
    assert growth.estimate is not None
    assert 0.03 <= growth.estimate <= 0.08
    assert not growth.passed
