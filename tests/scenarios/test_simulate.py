"""Scenarios: closed forms, conservation, and what is refused."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from shared_data import shared

from yipan.board.bindings.scenarios import simulation_json
from yipan.cli.simulate import simulate as command
from yipan.core.errors import YipanError
from yipan.scenarios.accounting import allot
from yipan.scenarios.document import read_scenario
from yipan.scenarios.simulate import Simulation, simulate
from yipan.scenarios.table import YearTable

SCENARIO = """
scenario: example
parties: [甲, 乙]
base_period: "2023"
horizon: 3
draws: 200
seed: 7
units: {gdp: 亿元, sold: 亿元, rd: 亿元, beds: 张, people: 万人, per_head: 吨}
baseline: {method: drift, indicators: [gdp]}
levers:
  - {id: plants, kind: relocation, from: 甲, to: 乙, unit: 亿元,
     path: {"2024": 25, "2025": 40}, retention: 0.8, tax_rate: 0.15,
     tax_split: {from: "2/5", to: "2/5", fund: "1/5"}, source: made for this test}
  - {id: shops, kind: relocation, from: 甲, to: 乙, unit: 亿元,
     path: {"2025": 10}, retention: 1, tax_rate: 0.1,
     tax_split: {from: "1/3", to: "2/3"}, source: made for this test}
  - {id: tech, kind: contracts, from: 甲, to: 乙, indicator: sold, unit: ratio, reference: 0.05,
     path: {"2024": 0.1, "2026": 0.2}, source: made for this test}
  - {id: wards, kind: services, party: 乙, indicator: beds, unit: 亿元, unit_cost: 2,
     depreciation: 0.1, target: 120, path: {"2023": 20, "2024": 40}, source: made for this test}
  - {id: river, kind: compensation, from: 甲, to: 乙, unit: 万元, price: 3, share: "1/3",
     quantity: {"2024": 10}, source: made for this test}
  - {id: clean, kind: carbon, party: 乙, factors: [people, per_head], unit: 万吨,
     path: {per_head: {"2024": -0.1, "2025": -0.1}}, source: made for this test}
responses:
  - {id: to-rd, lever: plants, outcome: rd, party: 乙,
     elasticity: {central: 0, low: 0, high: 0.5}, lag: 1, source: made for this test}
targets:
  - {id: more, party: 乙, indicator: gdp, period: "2026", at_least: 300, solve_for: plants}
  - {id: less, party: 乙, indicator: gdp, period: "2026", at_least: 1, solve_for: plants}
  - {id: share, party: 乙, indicator: contracts-received, period: "2026", at_least: 500,
     solve_for: tech}
  - {id: idle, party: 甲, indicator: gdp, period: "2026", at_least: 900, solve_for: tech}
index: {id: i, items: [{indicator: gdp, lower: 100, upper: 600}]}
"""


def _table() -> YearTable:
    """Levels that grow along exact exponentials where the baseline drifts, constant elsewhere."""
    values: dict[tuple[str, str, int], Fraction] = {}
    for step, year in enumerate(range(2008, 2024)):
        wobble = Fraction(1 + step % 3, 100)
        values["gdp", "甲", year] = 400 * (1 + wobble) * Fraction(101, 100) ** step
        values["gdp", "乙", year] = 150 * (1 + wobble) * Fraction(102, 100) ** step
        values["sold", "甲", year] = Fraction(2000)
        values["rd", "乙", year] = Fraction(30)
        values["beds", "乙", year] = Fraction(100)
        values["people", "乙", year] = Fraction(50)
        values["per_head", "乙", year] = Fraction(4)
    return YearTable(values)


def _run(tmp_path: Path, text: str) -> Simulation:
    path = tmp_path / "s.yaml"
    path.write_text(text, encoding="utf-8")
    return simulate(read_scenario(path), _table())


@pytest.fixture
def result(tmp_path: Path) -> dict[str, Any]:
    """The example's result as the contract gives it."""
    return simulation_json(_run(tmp_path, SCENARIO), "en")


def _value(result: dict[str, Any], period: int, party: str, quantity: str) -> float:
    wanted = {"period": str(period), "party": party, "quantity": quantity}
    [row] = [r for r in result["blocks"]["accounting"] if wanted.items() <= r.items()]
    return float(row["value"])


# (period, party, quantity, value): worked by hand from the document and the identities.
BY_HAND = [
    (2025, "甲", "gdp-change", -50.0),  # 40 + 10
    (2025, "乙", "gdp-change", 42.0),  # 0.8 × 40 + 10
    (2024, "fund", "tax", 0.75),  # 1/5 × 0.15 × 25
    (2024, "甲", "tax", 1.5),
    (2024, "乙", "contracts-received", 200.0),  # 0.1 × 2000
    (2025, "乙", "contracts-received", 0.0),  # no entry is 0
    (2026, "乙", "contracts-received", 400.0),
    (2024, "乙", "stock", 100.0),  # 0.9 × 100 + 20 / 2
    (2025, "乙", "stock", 110.0),  # 0.9 × 100 + 40 / 2
    (2026, "乙", "stock", 99.0),
    (2026, "乙", "gap", 21.0),
    (2026, "乙", "cost-to-close", 42.0),
    (2024, "甲", "transfer", -10.0),
    (2024, "乙", "transfer", 10.0),
    (2024, "乙", "emissions", 180.0),  # 50 × 4 × 0.9
    (2026, "乙", "emissions", 162.0),
]


@pytest.mark.parametrize(("period", "party", "quantity", "value"), BY_HAND)
def test_accounting_by_hand(
    result: dict[str, Any], period: int, party: str, quantity: str, value: float
) -> None:
    """Each identity gives the value of the hand calculation."""
    assert _value(result, period, party, quantity) == pytest.approx(value, abs=1e-9)


def test_several_levers_add_up_and_show_their_parts(result: dict[str, Any]) -> None:
    """The sum stands under no lever; its parts follow."""
    wanted = {"period": "2025", "party": "甲", "quantity": "gdp-change"}
    [row] = [r for r in result["blocks"]["accounting"] if wanted.items() <= r.items()]
    assert row["lever"] is None
    assert {p["lever"]: p["value"] for p in row["by_lever"]} == {"plants": -40.0, "shops": -10.0}


def test_every_identity_holds_exactly(tmp_path: Path) -> None:
    """Conservation is exact: no residual, not a small one."""
    found = _run(tmp_path, SCENARIO)
    assert len(found.checks) >= 10
    assert {check.residual for check in found.checks} == {0}


def test_break_even(result: dict[str, Any]) -> None:
    """Solved, already met, out of range and without effect are told apart."""
    found = {row["target"]: row for row in result["break_even"]}
    assert found["less"]["status"] == "already-met"
    assert (found["share"]["status"], found["share"]["value"]) == ("solved", 0.25)
    assert found["idle"]["status"] == "no-effect"
    baseline = next(
        r["value"]
        for r in result["blocks"]["baseline"]
        if (r["period"], r["party"], r["indicator"]) == ("2026", "乙", "gdp")
    )
    assert found["more"]["value"] == pytest.approx((300 - baseline) / 0.8)


def test_a_response_is_assumed_and_zero_by_default(result: dict[str, Any]) -> None:
    """Central 0 leaves the baseline; the range follows ratio^0.5 a year later."""
    rows = {r["period"]: r for r in result["blocks"]["responses"]}
    assert all(r["label"] == "assumed" and r["value"] == 30.0 for r in rows.values())
    assert rows["2024"]["high"] == 30.0
    before = _value(result, 2024, "乙", "gdp") - 20
    assert rows["2025"]["high"] == pytest.approx(30 * ((before + 20) / before) ** 0.5)
    assert sum(s["share"] for s in result["variance"]) == pytest.approx(1) or not result["variance"]


def test_bands_nest_and_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    """50 % lies within 80 % within 90 %; a second run is byte-identical."""
    first = simulation_json(_run(tmp_path, SCENARIO), "zh")
    assert json.dumps(first) == json.dumps(simulation_json(_run(tmp_path, SCENARIO), "zh"))
    bands = [r["bands"] for r in first["blocks"]["baseline"] if r["bands"]]
    assert bands
    for band in bands:
        assert band["90"][0] <= band["80"][0] <= band["50"][0]
        assert band["50"][1] <= band["80"][1] <= band["90"][1]


@given(
    st.integers(0, 10**12),
    st.lists(st.fractions(0, 1, max_denominator=50), min_size=2, max_size=2),
)
def test_every_cent_is_allotted(total: int, cuts: list[Fraction]) -> None:
    """Largest remainder: the parts add up, none is off by a whole 分."""
    low, high = sorted(cuts)
    shares = (low, high - low, 1 - high)
    step = Fraction(1, 100)
    parts = allot(total * step, shares, step)
    assert sum(parts) == total * step
    for part, share in zip(parts, shares, strict=True):
        assert abs(part - total * step * share) < step


WRONG = [
    ("horizon: 3", "horizon: 11", "1 to 10"),
    ('path: {"2024": 25, "2025": 40}', "path: {}", "no dated value"),
    ('path: {"2024": 25, "2025": 40}', "path: 40", "by year"),
    ('path: {"2024": 25, "2025": 40}', "path: {soon: 40}", "not a year"),
    (
        'to: 乙, unit: 亿元,\n     path: {"2024": 25',
        'to: 乙, unit: 张,\n     path: {"2024": 25',
        "plants: 张 does not convert to 亿元",
    ),
    ('{"2024": 0.1, "2026"', '{"2024": 1.1, "2026"', "tech in 2024"),
    ("unit: 万元, price", "unit: 万圆, price", "not known"),
    ("unit: ratio, ", "", "key unit is missing"),
    ('"2025": 10', '"2031": 10', "outside 2024"),
    ('{from: "1/3", to: "2/3"}', '{from: "1/3", to: "1/3"}', "sum to exactly 1"),
    ("retention: 0.8", "retention: 1.3", "retention"),
    ("indicator: sold", "indicator: solt", "no indicator solt"),
    ("kind: carbon", "kind: carbn", "must be one of"),
    ("from: 甲, to: 乙, unit: 万元", "from: 甲, to: 丙, unit: 万元", "must be one of"),
    ('quantity: {"2024": 10}', 'quantity: {"2024": -10}', "swap from and to"),
    ("seed: 7\n", "", "key seed is missing"),
    ("solve_for: tech", "solve_for: teck", "cannot solve for"),
    ("at_least: 1,", "at_least: 1, at_most: 2,", "one of at_least"),
    (", reference: 0.05", ", referense: 0.05", "no key referense"),
    ("retention: 0.8", "retention: 1e-999999999", "'1e-999999999' is not a number"),
    ("horizon: 3", "horizon: 1e999999999", "is not a number"),
    ('{per_head: {"2024": -0.1', '{per_head: {"2024": -1', "yearly rate -1 of 2024"),
    ('{per_head: {"2024": -0.1', '{per_head: {"2024": 10.1', "0.05 is 5 %"),
    ("draws: 200", "draws: -1", "0 to 100000"),
    ("draws: 200", "draws: 1e12", "0 to 100000"),
    ("seed: 7", "seed: -7", "not be negative"),
    ("parties: [甲, 乙]", "parties: [甲, 乙, 甲]", "甲 is given twice"),
    ('"2025": 40}, retention', '"2025": 99999}, retention', "more gdp leaves 甲 in 2025"),
]


@pytest.mark.parametrize(("good", "bad", "words"), WRONG)
def test_what_is_refused_names_its_place(tmp_path: Path, good: str, bad: str, words: str) -> None:
    """One line that names the lever, key or period."""
    assert good in SCENARIO
    with pytest.raises(YipanError, match=words):
        _run(tmp_path, SCENARIO.replace(good, bad))


def test_a_share_may_be_written_in_percent(tmp_path: Path) -> None:
    """9.86% is 0.0986, exactly."""
    percent = _run(tmp_path, SCENARIO.replace('{"2024": 0.1, "2026"', '{"2024": 9.86%, "2026"'))
    ratio = _run(tmp_path, SCENARIO.replace('{"2024": 0.1, "2026"', '{"2024": 0.0986, "2026"'))
    assert percent.accounting == ratio.accounting


def test_units_of_a_lever_are_converted(tmp_path: Path) -> None:
    """250000 万元 move what 25 亿元 move; the rows keep the unit of the lever."""
    text = SCENARIO.replace(
        'unit: 亿元,\n     path: {"2024": 25, "2025": 40}',
        'unit: 万元,\n     path: {"2024": 250000, "2025": 400000}',
    )
    assert text != SCENARIO
    before, after = _run(tmp_path, SCENARIO), _run(tmp_path, text)
    for party in ("甲", "乙"):
        first, second = (
            next(
                e.row
                for e in found.accounting
                if (e.row.quantity, e.row.party, e.row.period) == ("gdp", party, 2025)
            )
            for found in (before, after)
        )
        assert (first.value, first.unit) == (second.value, second.unit)
    change = [e.row for e in after.accounting if e.row.quantity == "gdp-change"]
    assert {(r.unit, r.value) for r in change if (r.party, r.period) == ("甲", 2025)} == {
        ("万元", -400000),
        ("亿元", -10),
    }


def test_auto_goes_no_further_than_its_test(tmp_path: Path) -> None:
    """16 years test 8 ahead: auto refuses 9, a named method runs and says how far it was tested."""
    auto = SCENARIO.replace("method: drift", "method: auto").replace("horizon: 3", "horizon: 9")
    with pytest.raises(YipanError, match=r"auto \(9\) needs 17"):
        _run(tmp_path, auto)
    found = _run(tmp_path, SCENARIO.replace("horizon: 3", "horizon: 9"))
    assert any("tested to 8 years ahead" in words.en for words in found.warnings)
    last = [r for r in found.baseline if r.period == 2032]
    assert all(r.bands is None and r.tested is None for r in last)
    assert found.uncertainty.fan


def test_a_short_series_is_held_or_said(tmp_path: Path) -> None:
    """Two years: drift is refused; auto holds the last value and says so."""
    few = YearTable({key: v for key, v in _table().values.items() if key[2] > 2021})
    for method, words in (("drift", "drift needs 3"), ("auto", "")):
        path = tmp_path / "s.yaml"
        path.write_text(SCENARIO.replace("method: drift", f"method: {method}"), encoding="utf-8")
        if words:
            with pytest.raises(YipanError, match=words):
                simulate(read_scenario(path), few)
        else:
            found = simulate(read_scenario(path), few)
            assert {r.method for r in found.baseline} == {"hold"}
            assert any("its last value is held" in w.en for w in found.warnings)


@pytest.mark.parametrize("case", ["relocation-example", "share-above-one-refused"])
def test_golden_cases(monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    """The contract's closed-form cases, through the command line."""
    folder = shared(f"golden/scenarios/cases/{case}")
    expected = json.loads((folder / "expected.json").read_text())
    monkeypatch.chdir(folder)
    file = json.loads((folder / "params.json").read_text())["command"][1]
    if "refuses" in expected:
        answer = CliRunner().invoke(command, [file, "--json"])
        assert isinstance(answer.exception, YipanError)
        assert all(word in answer.exception.line("zh") for word in expected["refuses"])
        return
    answer = CliRunner().invoke(command, [file, "--json"], catch_exceptions=False)
    result = json.loads(answer.output)["result"]
    for row in expected["rows"]:
        rows = result
        for key in row["in"].split("."):
            rows = rows[key]
        [found] = [r for r in rows if row["match"].items() <= r.items()]
        assert found[row["field"]] == pytest.approx(row["value"], abs=1e-9)
    assert all(check["residual"] <= expected["residual"] for check in result["checks"])
