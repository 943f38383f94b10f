"""Documents that come with the built-in board: found by name, and they say where numbers end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from yipan.board.bindings.backtests import Source, backtest_document, backtest_series
from yipan.board.bindings.problems import document_folder, documents
from yipan.board.bindings.simulating import evaluate_document, simulate_document
from yipan.cli.evaluate import evaluate
from yipan.cli.simulate import simulate
from yipan.core.errors import Coded
from yipan.core.strict_yaml import read_yaml
from yipan.scenarios.backtest import beating
from yipan.scenarios.forecast import METHODS
from yipan.scenarios.table import YearTable, read_table

BOARD = "jingjinji"
SCENARIOS = documents(BOARD, "scenarios")


def _json(command: Any, *arguments: str) -> dict[str, Any]:
    answer = CliRunner().invoke(command, [*arguments, "--json"], catch_exceptions=False)
    assert answer.exit_code == 0
    return dict(json.loads(answer.output)["result"])


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_scenario_runs_by_name_in_both_languages(name: str) -> None:
    """All checks close, and what may not be concluded is there."""
    result = _json(simulate, name)
    assert result["limits"]
    assert all(check["residual"] == 0 for check in result["checks"])
    for lang in ("zh", "en"):
        answer = CliRunner().invoke(simulate, [name, "--lang", lang], catch_exceptions=False)
        assert ("WHAT MAY NOT" if lang == "en" else "不能由此得出") in answer.output


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_lever_and_response_names_its_source(name: str) -> None:
    """Nothing is without a source; what is made up says 示意 or 假设."""
    tree = read_yaml(document_folder(BOARD, "scenarios") / f"{name}.yaml")
    assert isinstance(tree, dict)
    for part in [*tree["levers"], *(tree.get("responses") or [])]:
        assert part["source"]


def test_more_technology_follows_from_printed_figures() -> None:
    """1092.2 (D2) times 9.86/8.06 (D0): 1336.12."""
    result = _json(simulate, "more-tech-to-hebei")
    [row] = [
        r
        for r in result["blocks"]["accounting"]
        if (r["period"], r["quantity"]) == ("2030", "level")
    ]
    assert row["value"] == pytest.approx(1092.2 * 9.86 / 8.06)
    [solved] = result["break_even"]
    assert solved["status"] == "solved"
    assert result["warnings"]


def test_the_plan_gives_the_published_contradiction() -> None:
    """Level removed, 2006 to 2023: +1.3, p 0.24 (a public evaluation of the same panel); the
    grid as a whole has both signs."""
    result = _json(evaluate, "2014-strategy")
    wanted = {"treated": "京津冀", "estimator": "synthetic-control", "demean": True}
    [row] = [
        s
        for s in result["specifications"]
        if wanted.items() <= s.items() and s["window"] == ["2006", "2023"]
    ]
    assert row["gap_last"] == pytest.approx(1.3, abs=0.05)
    assert row["placebo_p"] == pytest.approx(0.24, abs=0.01)
    assert result["summary"]["positive"] > 5
    assert result["summary"]["negative"] > 5


def test_a_name_that_is_not_there_lists_those_that_are() -> None:
    """One line, near misses first."""
    with pytest.raises(Coded, match="more-tech-to-hebei"):
        simulate_document("more-tech", BOARD)
    with pytest.raises(Coded, match="2014-strategy"):
        evaluate_document("strategy", BOARD)


def test_parties_with_gaps_are_left_out_and_named() -> None:
    """The board has two years of the nation's GDP: no series, so the three provinces are tested."""
    tested = backtest_document("gdp", {}, BOARD)
    assert tested.found.parties == ("北京", "天津", "河北")
    assert "全国" in tested.warnings[0].zh


def test_real_time_sees_what_was_published() -> None:
    """Fitted on the vintage of the day: errors differ, and the origins are the same."""
    now = backtest_document("gdp", {"methods": "drift"}, BOARD)
    then = backtest_document("gdp", {"methods": "drift", "real-time": "true"}, BOARD)
    assert then.real_time
    first, second = now.found.score("天津", "drift", 1), then.found.score("天津", "drift", 1)
    assert first is not None
    assert second is not None
    assert second.origins == first.origins
    assert second.mae != first.mae


def test_real_time_by_hand() -> None:
    """Seen as 100 in its own year, revised to 110 the year after: every error is log 1.1."""
    import numpy as np

    years = range(2000, 2012)

    def table(last: int) -> YearTable:
        return read(last)

    def read(last: int) -> YearTable:
        from fractions import Fraction

        return YearTable(
            {("y", "甲", t): Fraction(100 if last < 2030 else 110) for t in years if t < last}
        )

    source = Source(lambda _: read(2030), lambda day: table(day.year))
    given = {"real-time": "true", "methods": "drift", "horizons": "1"}
    tested = backtest_series("y", given, source)
    [score] = tested.found.scores
    assert score.mae == pytest.approx(np.log(1.1))
    assert score.origins == 4


def test_the_panel_of_the_plan_is_whole() -> None:
    """31 provinces, 2006 to 2024, no gaps; sums of the three equal the board's own figures."""
    folder = document_folder(BOARD, "plans")
    table = read_table(Path(folder) / "gdp-31-provinces.csv", "五经普后")
    assert len(table.values) == 31 * 19
    assert float(table.value("gdp", "天津", 2024)) == pytest.approx(17931.3, abs=0.4)


def test_what_other_tested_methods_give_stands_beside_a_forecast() -> None:
    """Methods that beat drift for the party, the one in use left out; each as a run of its own."""
    found = simulate_document("relocate-to-caofeidian", BOARD).simulation
    [series] = [s for s in found.histories if s.indicator == "gdp"]
    assert series.test is not None
    rows = [r for r in found.baseline if r.indicator == "gdp"]
    assert any(r.others for r in rows)
    for row in rows:
        assert set(row.others) == {*beating(series.test.scores, row.party)} - {row.method}
        for method, value in row.others.items():
            path = METHODS[method](series.history, len(found.scenario.years))
            at = series.parties.index(row.party), row.period - found.scenario.base - 1
            assert value == pytest.approx(np.exp(path[at]))


def test_each_forecast_shows_both_back_tests() -> None:
    """Beside the error relative to drift stands the one in real time; where it fails, a word."""
    result = _json(simulate, "more-tech-to-hebei")
    rows = [r for r in result["blocks"]["baseline"] if r["indicator"] == "gdp"]
    assert len(rows) == 18
    assert all(r["backtest"]["relative"] < 1 for r in rows if r["period"] == "2027")
    assert all(r["backtest"]["real_time"]["origins"] >= 1 for r in rows)
    then = backtest_document("gdp", {"real-time": "true", "horizons": "1,2,3,4,5,6"}, BOARD)
    score = then.found.score("北京", "damped", 3)
    [row] = [r for r in rows if (r["party"], r["period"]) == ("北京", "2027")]
    assert score is not None
    assert row["method"] == "damped"
    assert row["backtest"]["real_time"]["relative"] == pytest.approx(score.relative)
    assert any("实时" in text for text in result["warnings"])
