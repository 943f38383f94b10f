"""Compacts and matches inside scenarios, and scenarios side by side."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner

from yipan.board.bindings.comparing import compare_scenarios, comparison_json, is_scenario
from yipan.board.bindings.problems import find_document
from yipan.board.bindings.simulating import simulate_document
from yipan.cli.compare import compare as command
from yipan.core.errors import YipanError
from yipan.scenarios.simulate import Simulation

BOARD = "jingjinji"


def _run(name: str) -> Simulation:
    return simulate_document(name, BOARD).simulation


def test_a_relocation_settles_its_tax_by_the_rule_of_2015() -> None:
    """Half of 12 % of 5 and 6 亿元, until three years' tax before (7500 万元) is reached.

    3000 + 3600 leaves 900; nothing moves after that. Nets are zero in every year.
    """
    found = _run("relocate-by-match")
    moves = {m.period: m.quantity for m in found.moves if m.clause}
    assert moves == {2026: 3000, 2027: 3600, 2028: 900}
    settled = [e.row for e in found.accounting if e.row.quantity == "settled"]
    for year in moves:
        assert sum(r.value for r in settled if r.period == year) == 0
    assert all(check.residual == 0 for check in found.checks)


def test_a_match_decides_who_moves() -> None:
    """Placed functions of the match outside Beijing leave it; the unplaced stay and are named."""
    found = _run("relocate-by-match")
    moved = {x.id for x in found.scenario.levers if x.id.startswith("move-out/")}
    assert "move-out/铸造厂" in moved
    assert "move-out/行业协会" not in moved  # placed within Beijing
    assert "move-out/印染厂" not in moved
    assert any("印染厂" in w.zh and "目录禁止" in w.zh for w in found.warnings)
    change = {
        (e.row.party, e.row.period): e.row.value
        for e in found.accounting
        if e.row.quantity == "gdp-change"
    }
    assert change["北京", 2026] == -(Fraction("2.4") + Fraction("1.5") + 4 + 6 + 5)


def test_water_money_waits_for_the_gate() -> None:
    """Class II pays, class IV in two months does not, no data is undetermined and never zero."""
    found = _run("luanhe-compensation")
    assert [(m.period, m.quantity) for m in found.moves if m.clause] == [(2025, 5000)]
    assert any("2027" in w.zh and "未定" in w.zh for w in found.warnings)
    assert not any("2026" in w.zh for w in found.warnings)


def test_scenarios_side_by_side() -> None:
    """Differences are value less base; what one of them lacks is null."""
    names = ("relocate-to-caofeidian", "relocate-by-match")
    found = compare_scenarios(names, BOARD)
    rows = {(r.block, r.quantity, r.party, r.period): r for r in found.rows}
    row = rows["accounting", "gdp-change", "北京", 2029]
    assert row.values == (-150, Fraction("-25.7"))
    assert row.differences == (0, Fraction("124.3"))
    fund = rows["accounting", "tax", "fund", 2029]
    assert fund.values[1] is None
    assert fund.differences[1] is None
    same = rows["baseline", "gdp", "河北", 2029]
    assert same.differences == (0, 0)
    back = compare_scenarios(names[::-1], BOARD)
    again = {(r.block, r.quantity, r.party, r.period): r for r in back.rows}
    assert again["accounting", "gdp-change", "北京", 2029].differences[1] == Fraction("-124.3")


def test_horizons_and_methods_that_differ(tmp_path: Path) -> None:
    """The last year that both have is shown, and a baseline of its own is no effect of a lever."""
    held = tmp_path / "held.yaml"
    document = find_document("relocate-to-caofeidian", BOARD, "scenarios").read_text("utf-8")
    held.write_text(document.replace("method: auto", "method: hold"), "utf-8")
    names = ["more-tech-to-hebei", str(held)]
    said = comparison_json(compare_scenarios(names, BOARD), "en")["warnings"]
    assert said == [
        "the baselines of gdp differ themselves (other horizon, parties or method): that "
        "difference is no effect of a lever"
    ]
    text = CliRunner().invoke(command, [*names, "--lang", "en"], catch_exceptions=False).output
    block = text[text.index("2. FORECAST") :]
    [row] = [line for line in block.splitlines() if "天津" in line and "INDEX" not in line][:1]
    assert " 2029 " in row
    assert "—" not in row
    assert said[0] in text


def test_chances_of_targets_stand_side_by_side(tmp_path: Path) -> None:
    """The same target under a larger lever; a chance of 0 is not a missing one."""
    text = find_document("relocate-to-caofeidian", BOARD, "scenarios").read_text("utf-8")
    other = tmp_path / "more.yaml"
    other.write_text(text.replace('"2029": 120', '"2029": 20000'), "utf-8")
    found = compare_scenarios(["relocate-to-caofeidian", str(other)], BOARD)
    [row] = [r for r in found.rows if r.block == "targets"]
    assert (row.quantity, row.period, row.party) == ("hebei-57000", 2029, "河北")
    assert row.values[0] is not None
    assert row.values[1] is not None
    assert row.values[0] < row.values[1] <= 1


def test_levels_of_two_indicators_are_two_rows(tmp_path: Path) -> None:
    """A level bears the name of its indicator, a stock too."""
    file = tmp_path / "data.csv"
    rows = [f"甲,{y},{name},{100 + y % 10}" for y in (2022, 2023) for name in ("a", "b")]
    file.write_text("party,period,indicator,value\n" + "\n".join(rows), "utf-8")
    lever = "kind: growth, party: 甲, unit: ratio, path: {'2024': 0.1}, source: made"
    text = (
        "{scenario: s, parties: [甲], base_period: '2023', horizon: 1, data: data.csv, "
        "baseline: {method: hold}, units: {a: 亿元, b: 亿元}, levers: ["
        f"{{id: one, indicator: a, {lever}}}, {{id: two, indicator: b, {lever}}}]}}"
    )
    for name in ("x.yaml", "y.yaml"):
        (tmp_path / name).write_text(text, "utf-8")
    found = compare_scenarios([str(tmp_path / n) for n in ("x.yaml", "y.yaml")], BOARD)
    assert {r.quantity for r in found.rows if r.block == "accounting"} == {"a", "b"}


def test_the_command_tells_kinds_apart(tmp_path: Path) -> None:
    """Scenarios need no facts; compacts do; a file counts by its keys."""
    names = ["relocate-to-caofeidian", "relocate-by-match"]
    answer = CliRunner().invoke(command, [*names, "--json"], catch_exceptions=False)
    result = json.loads(answer.output)["result"]
    assert result["kind"] == "scenarios"
    assert result["limits"]
    text = CliRunner().invoke(command, [*names, "--lang", "en"], catch_exceptions=False).output
    assert "Δ relocate-by-match" in text
    with pytest.raises(YipanError, match="takes facts"):
        CliRunner().invoke(command, ["tax-92", "tax-442"], catch_exceptions=False)
    with pytest.raises(YipanError, match="two different"):
        CliRunner().invoke(command, [names[0], names[0]], catch_exceptions=False)
    other = tmp_path / "x.yaml"
    other.write_text("id: tax\n", "utf-8")
    assert not is_scenario(str(other), BOARD)
    other.write_text("scenario: s\n", "utf-8")
    assert is_scenario(str(other), BOARD)


DOCUMENT = """
scenario: s
parties: [北京, 河北]
base_period: "2024"
horizon: 2
baseline: {method: hold, indicators: [gdp]}
levers:
  - {id: m, kind: relocation, from: 北京, to: 河北, unit: 亿元, path: {"2025": 1}, retention: 1,
     tax_rate: 0.1, tax_split: {to: 1}, source: x}
EXTRA
"""
PLACING = """  - {id: p, kind: placement, from: 北京, problem: relocation, unit: 亿元, retention: 1,
     tax_rate: 0, tax_split: {to: 1}, source: x, places: PLACES, values: {铸造厂: {"2025": 1}}}
"""


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        ("agreements: [{id: a, compact: tax-92}]", "the key feed is missing"),
        (
            "agreements: [{id: a, compact: tax-29, feed: "
            "[{indicator: 三税.地方, party: E, lever: m, quantity: tax}]}]",
            "no compact is called",
        ),
        (
            "agreements: [{id: a, compact: tax-92, feed: "
            "[{indicator: 三税.地方, party: E, lever: n, quantity: tax}]}]",
            "must be one of m",
        ),
        (PLACING.replace("PLACES", "{雄安新区: 河北}"), "is not given"),
        (PLACING.replace("PLACES", "{雄安新区: 山东}"), "must be one of"),
    ],
)
def test_bad_agreements_and_placements(tmp_path: Path, extra: str, words: str) -> None:
    """One line names the entry."""
    path = tmp_path / "s.yaml"
    path.write_text(DOCUMENT.replace("EXTRA", extra), "utf-8")
    with pytest.raises(YipanError, match=words):
        _run(str(path))
