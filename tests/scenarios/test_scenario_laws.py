"""Laws over random documents: the order of rows, conservation, same seed same bytes."""

from __future__ import annotations

import json
import random
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yipan.board.bindings.scenarios import simulation_json
from yipan.cli.backtest import backtest
from yipan.cli.evaluate import evaluate
from yipan.cli.simulate import simulate as simulate_command
from yipan.core.errors import YipanError
from yipan.scenarios.accounting import account
from yipan.scenarios.baseline import build
from yipan.scenarios.document import read_scenario
from yipan.scenarios.draws import Sample, pool
from yipan.scenarios.sampled import evaluate as evaluate_draws
from yipan.scenarios.simulate import simulate
from yipan.scenarios.table import YearTable

SCENARIO = """
scenario: laws
parties: [甲, 乙, 丙]
base_period: "2020"
horizon: 3
draws: 300
seed: 5
data: d.csv
units: {gdp: 亿元}
baseline: {method: auto, indicators: [gdp]}
levers:
  - {id: a, kind: relocation, from: 甲, to: 乙, unit: 亿元, path: {"2021": 3, "2023": 5},
     retention: 0.8, tax_rate: 0.15, tax_split: {from: 0.4, to: 0.4, fund: 0.2}, source: x}
  - {id: b, kind: relocation, from: 乙, to: 丙, unit: 万元, path: {"2022": 12345},
     retention: 1.1, tax_rate: 0.07, tax_split: {from: 1/3, to: 2/3}, source: x}
"""
PLAN = """
plan: laws
treated: [甲]
donors: all-others
data: d.csv
outcome: {indicator: gdp, transform: log-share}
treatment_period: "2015"
windows: [["2005", "2020"]]
estimators: [synthetic-control, difference-in-differences, event-study]
demean: [true]
placebo: {space: true, time: true}
leave_one_out: true
near_optimal: 0.25
"""


def _rows() -> list[str]:
    made = random.Random(7)
    found = []
    for party in "甲乙丙丁戊己":
        level = made.uniform(50, 400)
        for year in range(2005, 2021):
            level *= 1 + made.uniform(0, 0.12)
            found.append(f"{party},{year},gdp,{level:.4f}")
    return found


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "s.yaml").write_text(SCENARIO, "utf-8")
    (tmp_path / "p.yaml").write_text(PLAN, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


COMMANDS = [
    (simulate_command, ["s.yaml"]),
    (evaluate, ["p.yaml"]),
    (backtest, ["gdp", "--input", "d.csv"]),
]


@pytest.mark.parametrize(("command", "arguments"), COMMANDS, ids=["simulate", "evaluate", "test"])
def test_the_order_of_rows_changes_nothing(
    command: object, arguments: list[str], folder: Path
) -> None:
    """The same bytes of `result` from shuffled data, and from a second run."""
    rows = _rows()
    found = []
    for seed in (0, 1, 2, 2):
        random.Random(seed).shuffle(rows)
        text = "\n".join(["party,period,indicator,value", *rows])
        (folder / "d.csv").write_text(text, "utf-8")
        answer = CliRunner().invoke(command, [*arguments, "--json"], catch_exceptions=False)  # type: ignore[arg-type]
        found.append(json.dumps(json.loads(answer.output)["result"]))
    assert len(set(found)) == 1


amounts = st.dictionaries(
    st.sampled_from([2021, 2022, 2023]), st.fractions(0, 10**6, max_denominator=100), min_size=1
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    amounts,
    st.fractions(Fraction(1, 10), Fraction(6, 5), max_denominator=20),
    st.fractions(0, 1, max_denominator=40),
    st.lists(st.integers(0, 9), min_size=3, max_size=3).filter(any),
)
def test_money_and_value_added_are_conserved(
    tmp_path: Path,
    path: dict[int, Fraction],
    kept: Fraction,
    rate: Fraction,
    weights: list[int],
) -> None:
    """Every 分 of the tax is allotted; scenario less baseline is the sum of the levers, exactly."""
    shares = [Fraction(w, sum(weights)) for w in weights]
    dated = ", ".join(f'"{year}": {value}' for year, value in path.items())
    text = f"""
scenario: law
parties: [甲, 乙]
base_period: "2020"
horizon: 3
baseline: {{method: hold, indicators: [gdp]}}
levers:
  - {{id: m, kind: relocation, from: 甲, to: 乙, unit: 亿元, path: {{{dated}}},
     retention: {kept}, tax_rate: {rate}, source: x,
     tax_split: {{from: {shares[0]}, to: {shares[1]}, fund: {shares[2]}}}}}
"""
    file = tmp_path / "law.yaml"
    file.write_text(text, "utf-8")
    table = YearTable({("gdp", p, 2020): Fraction(10**6) for p in ("甲", "乙")})
    found = simulate(read_scenario(file), table)
    assert all(check.residual == 0 for check in found.checks)
    assert sum(check.identity.startswith("sum over parties") for check in found.checks) == 3
    rows = [e.row for e in found.accounting]
    for year in (2021, 2022, 2023):
        moved = path.get(year, Fraction(0))
        tax = sum(r.value for r in rows if (r.quantity, r.period) == ("tax", year))
        cent = Fraction(1, 10**10)  # one 分 in 亿元
        assert tax == rate * moved // cent * cent
        change = sum(r.value for r in rows if (r.quantity, r.period) == ("gdp-change", year))
        assert change == (kept - 1) * moved
        level = sum(r.value for r in rows if (r.quantity, r.period) == ("gdp", year))
        assert level == 2 * 10**6 + change


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, 2**31), st.integers(2, 400))
def test_the_seed_decides_every_byte(tmp_path: Path, seed: int, draws: int) -> None:
    """Twice the same, and bands that nest."""
    text = SCENARIO.replace("seed: 5", f"seed: {seed}").replace("draws: 300", f"draws: {draws}")
    file = tmp_path / "s.yaml"
    file.write_text(text, "utf-8")
    values = {}
    for row in _rows():
        party, year, indicator, value = row.split(",")
        values[indicator, party, int(year)] = Fraction(value)
    scenario = read_scenario(file)
    first, second = (simulation_json(simulate(scenario, YearTable(values)), "en") for _ in "ab")
    assert json.dumps(first) == json.dumps(second)
    for row in first["fan"]:
        fifty, eighty, ninety = (row["bands"][level] for level in ("50", "80", "90"))
        assert ninety[0] <= eighty[0] <= fifty[0] <= row["median"]
        assert row["median"] <= fifty[1] <= eighty[1] <= ninety[1]
    assert sum(s["share"] for s in first["variance"]) == pytest.approx(1) or not first["variance"]


def test_every_kind_of_lever_has_its_check_or_is_exact(tmp_path: Path) -> None:
    """What an accounting row says is what its reason re-computes to, for a product or a sum."""
    file = tmp_path / "s.yaml"
    file.write_text(SCENARIO.replace("draws: 300", "draws: 0"), "utf-8")
    scenario = read_scenario(file)
    for lever in scenario.levers:
        for row in account(lever, scenario, {}).rows:
            if row.quantity == "tax":
                product = Fraction(1)
                for factor in row.because.split(" × "):
                    product *= Fraction(factor)
                assert abs(product - row.value) <= Fraction(1, 10**6)


TWO = """
scenario: two
parties: [甲]
base_period: "2020"
horizon: 2
draws: 0
baseline: {method: hold}
levers:
  - {id: a, kind: growth, party: 甲, indicator: gdp, unit: ratio, path: {"2021": 0.1}, source: x}
  - {id: b, kind: growth, party: 甲, indicator: gdp, unit: ratio, path: {"2022": 0.2}, source: x}
  - {id: c, kind: growth, party: 甲, indicator: rd, unit: ratio, path: {"2021": 0.5}, source: x}
"""
WARD = """  - {id: ID, kind: services, party: 甲, indicator: beds, unit: 亿元, unit_cost: 2,
     depreciation: 0.1, target: 9, path: {"2021": 1}, source: x}
"""


def test_levels_share_one_baseline_and_never_mix_indicators(tmp_path: Path) -> None:
    """100 with +10 % and, from 2022, +20 %: 130, not 230; R&D stays a row of its own."""
    file = tmp_path / "two.yaml"
    file.write_text(TWO, "utf-8")
    table = YearTable({(i, "甲", 2020): Fraction(v) for i, v in (("gdp", 100), ("rd", 4))})
    scenario = read_scenario(file)
    found = simulate(scenario, table)
    levels = [e.row.value for e in found.accounting if e.row.period == 2022]
    assert sorted(levels) == [6, 130]
    baseline = build(scenario, table)
    drawn = evaluate_draws(scenario, baseline, [pool(s) for s in baseline.series], Sample(1))
    assert drawn.quantities["level", "甲", 2022] == pytest.approx(130)
    assert drawn.level("rd", "甲", 2022) == pytest.approx(6)
    assert all(check.residual == 0 for check in found.checks)


def test_two_levers_on_one_stock_are_refused(tmp_path: Path) -> None:
    """Each would count the stock itself."""
    file = tmp_path / "two.yaml"
    file.write_text(TWO + WARD.replace("ID", "w") + WARD.replace("ID", "v"), "utf-8")
    with pytest.raises(YipanError, match="w and v act on the same stock"):
        read_scenario(file)
