"""Identities and the past of emissions: by hand, the printed table, conservation, refusals."""

from __future__ import annotations

import csv
from fractions import Fraction
from math import exp, log
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shared_data import shared

from yipan.board.bindings.scenarios import simulation_json
from yipan.core.errors import YipanError
from yipan.scenarios.document import Scenario, read_scenario
from yipan.scenarios.identities import Identity, worked_out
from yipan.scenarios.simulate import Simulation, simulate
from yipan.scenarios.table import YearTable

DOCUMENT = """
scenario: heads
parties: [甲, 乙]
base_period: "2023"
horizon: 2
draws: 100
seed: 5
units: {gdp: 亿元, people: 万人, farms: 万元, shops: 亿元, total: 亿元}
baseline: {method: hold, indicators: [gdp]}
levers:
  - {id: plants, kind: relocation, from: 甲, to: 乙, unit: 亿元, path: {"2024": 20},
     retention: 0.8, tax_rate: 0.1, tax_split: {from: 1/2, to: 1/2}, source: made}
  - {id: births, kind: growth, party: 乙, indicator: people, unit: ratio,
     path: {"2025": 0.1}, source: made}
identities:
  - {id: head, kind: per-head, indicator: gdp, residents: people, unit: 元/人}
  - {id: both, kind: sum, parts: [farms, shops], total: total, unit: 亿元}
targets:
  - {id: rich, party: 乙, indicator: head, period: "2024", at_least: 60000, solve_for: plants}
"""


def _table() -> YearTable:
    values = {"gdp": (520, 210), "people": (50, 40), "farms": (30000, 1), "shops": (100, 0)}
    held = {
        (name, party, 2023): Fraction(value)
        for name, pair in values.items()
        for party, value in zip("甲乙", pair, strict=True)
    }
    return YearTable(held | {("total", "甲", 2023): Fraction(104)}, "made")


def _run(tmp_path: Path, text: str = DOCUMENT, table: YearTable | None = None) -> Simulation:
    path = tmp_path / "heads.yaml"
    path.write_text(text, "utf-8")
    return simulate(read_scenario(path), table or _table())


def _value(found: Simulation, quantity: str, party: str, year: int) -> Fraction:
    [row] = [
        e.row
        for e in found.accounting
        if (e.row.quantity, e.row.party, e.row.period) == (quantity, party, year)
    ]
    return row.value


def test_per_head_by_hand(tmp_path: Path) -> None:
    """226 亿元 over 40 万人 are 56500 元; a tenth more people in 2025 count half in that year."""
    found = _run(tmp_path)
    assert _value(found, "head", "乙", 2024) == 56500
    assert _value(found, "head-change", "乙", 2024) == 4000
    assert _value(found, "head", "乙", 2025) == Fraction(210 * 10**8, 42 * 10**4)
    assert _value(found, "head", "甲", 2024) == 100000
    assert all(check.residual == 0 for check in found.checks)
    assert sum("per head × residents" in check.identity for check in found.checks) == 4


def test_a_sum_converts_its_parts_and_says_what_the_total_says(tmp_path: Path) -> None:
    """30000 万元 + 100 亿元 = 103 亿元; the printed total of 104 stands beside it."""
    found = _run(tmp_path)
    assert _value(found, "both", "甲", 2024) == 103
    assert [w.en for w in found.warnings] == [
        "both: the parts of 甲 in 2023 sum to 103, total is 104 亿元"
    ]


def test_a_target_may_name_an_identity(tmp_path: Path) -> None:
    """60000 元 × 40 万 = 240 亿元: 30 more, of which 0.8 stay: 37.5."""
    found = _run(tmp_path)
    [solved] = found.break_even
    assert (solved.status, solved.value) == ("solved", Fraction("37.5"))
    result = simulation_json(found, "en")
    assert result["targets"][0]["probability"] == 0.0
    with pytest.raises(YipanError, match="acts on the residents"):
        _run(tmp_path, DOCUMENT.replace("solve_for: plants", "solve_for: births"))


@pytest.mark.parametrize(
    ("good", "bad", "words"),
    [
        ("unit: 元/人}", "unit: 吨}", "head: 亿元/万人 does not convert to 吨"),
        ("people: 万人, ", "", "head: 亿元/ does not convert"),
        ("kind: sum", "kind: summ", "must be one of"),
        ("parts: [farms, shops]", "parts: [farms]", "two or more"),
        ("residents: people", "residents: peopel", "no indicator peopel"),
        ("unit: 元/人}", "unit: 圆/人}", "not known"),
        ("{id: both, ", "{id: head, ", "head is given twice"),
        ("{id: both, ", "{id: gdp, ", "gdp is an indicator"),
    ],
)
def test_what_is_refused(tmp_path: Path, good: str, bad: str, words: str) -> None:
    """One line that names the identity, key or unit."""
    assert good in DOCUMENT
    with pytest.raises(YipanError, match=words):
        _run(tmp_path, DOCUMENT.replace(good, bad))


def test_the_printed_values_per_head(tmp_path: Path) -> None:
    """GDP over mean residents gives 28 of 30 printed values within 20 yuan.

    The other two are Hebei's of 2014 and 2015: its residents before 2015 are not published alike.
    """
    path = shared("golden/replications/printed-table-3-gdp-per-head/input_expected.csv")
    head = Identity("head", "per-head", ("gdp", "people"), "元/人")
    scenario = _scenario(tmp_path)
    rows = list(csv.DictReader(path.open(encoding="utf-8")))
    far = []
    for row in rows:
        year = int(row["year"])
        values = {
            ("gdp", "甲", year): Fraction(row["gdp_v2_100m"]),
            ("people", "甲", year): Fraction(row["pop_10k"]),
            ("people", "甲", year - 1): Fraction(row["pop_prev_10k"]),
        }
        value, _ = worked_out(head, scenario, values, "甲", year)
        printed = Fraction(row["printed_pc_gdp"])
        if abs(value - printed) > 20:
            far.append((row["province"], year))
    assert far == [("河北", 2014), ("河北", 2015)]
    assert len(rows) == 30


def _scenario(tmp_path: Path) -> Scenario:
    path = tmp_path / "any.yaml"
    path.write_text(DOCUMENT, "utf-8")
    return read_scenario(path)


CARBON = """
scenario: air
parties: [甲]
base_period: "2023"
horizon: 1
units: {}
baseline: {method: hold}
levers:
  - {id: air, kind: carbon, party: 甲, factors: [a, b], unit: 万吨, path: {b: {"2024": -0.1}},
     source: made}
"""


def _past(tmp_path: Path, a: list[float], b: list[float]) -> Simulation:
    values = {
        (name, "甲", 2023 - len(row) + 1 + i): Fraction(str(value))
        for name, row in (("a", a), ("b", b))
        for i, value in enumerate(row)
    }
    return _run(tmp_path, CARBON, YearTable(values, "made"))


def test_effects_by_hand(tmp_path: Path) -> None:
    """From 2·3 to 4·3 the first factor made all; L(12, 6) = 6 / ln 2, times ln 2, is 6."""
    [past] = _past(tmp_path, [2, 4], [3, 3]).past
    assert (past.years, past.ends) == ((2022, 2023), (6, 12))
    assert past.effects == {"a": 6, "b": 0}
    [two] = _past(tmp_path, [2, 4], [3, 2]).past
    weight = (8 - 6) / log(8 / 6)
    assert float(two.effects["a"]) == pytest.approx(weight * log(2))
    assert float(two.effects["b"]) == pytest.approx(weight * log(2 / 3))


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.floats(-2, 2), min_size=2, max_size=6), st.data())
def test_effects_sum_to_the_change(tmp_path: Path, logs: list[float], data: st.DataObject) -> None:
    """Nothing is left over, exactly; a factor that never changes has no effect."""
    size = st.lists(st.floats(-2, 2), min_size=len(logs), max_size=len(logs))
    others = data.draw(size)
    found = _past(tmp_path, [round(exp(x), 6) for x in logs], [round(exp(x), 6) for x in others])
    [past] = found.past
    assert past.check.residual == 0
    [still] = _past(tmp_path, [round(exp(x), 6) for x in logs], [2.0] * len(logs)).past
    assert abs(float(still.effects["b"])) < 1e-9


def test_one_year_has_no_past(tmp_path: Path) -> None:
    """Nothing is said of a change that cannot be seen."""
    found = _past(tmp_path, [2], [3])
    assert found.past == ()
    assert simulation_json(found, "en")["past"] == []
