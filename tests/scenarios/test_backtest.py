"""Back-tests: closed forms, the reference table of the real panels, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from shared_data import shared

from yipan.cli.backtest import backtest as command
from yipan.cli.evaluate import evaluate
from yipan.core.errors import Coded, YipanError
from yipan.scenarios.backtest import Protocol, Score, backtest, chosen
from yipan.scenarios.bands import conformal_radius
from yipan.scenarios.forecast import METHODS, damped, drift, pooled_drift, recent_drift


def test_exponential_growth_is_a_line_in_logs() -> None:
    """100 e^(0.06 i): drift errs by 0, the random walk by 0.06 h, and the ratio has no value."""
    y = 0.06 * np.arange(14.0)[None, :]
    found = backtest(["甲"], y, y, Protocol(("random-walk", "drift"), (1, 2), first=7))
    scores = {(s.method, s.horizon): s for s in found.scores}
    assert scores["drift", 2].mae == pytest.approx(0, abs=1e-12)
    assert scores["random-walk", 1].mae == pytest.approx(0.06)
    assert scores["random-walk", 2].mae == pytest.approx(0.12)
    assert scores["random-walk", 2].relative is None
    assert scores["random-walk", 2].origins == 5
    assert found.used == {"甲": "drift"}


def test_methods_by_hand() -> None:
    """Series 0,1,3,6,10,15: drift 3 a year, last five years the same; flat series stay flat."""
    y = np.array([[0.0, 1, 3, 6, 10, 15]])
    assert drift(y, 2).tolist() == [[18.0, 21.0]]
    assert recent_drift(y, 1).tolist() == [[18.0]]
    flat = np.full((2, 8), 4.0)
    for name, method in METHODS.items():
        assert method(flat, 3) == pytest.approx(np.full((2, 3), 4.0)), name


def test_pooled_drift_shrinks_to_the_common_growth() -> None:
    """Growth 1 and 3 without noise keep their own; with noise alone all get the mean."""
    line = np.arange(7.0)
    y = np.array([line, 3 * line])
    assert pooled_drift(y, 1)[:, 0].tolist() == [7.0, 21.0]
    noisy = np.array([[0, 4, 0, 4, 0, 4, 1.0], [0, -4, 0, -4, 0, -4, 1.0]])
    step = pooled_drift(noisy, 1)[:, 0] - noisy[:, -1]
    assert step[0] == pytest.approx(step[1])


def test_damped_trend_continues_and_flattens() -> None:
    """A straight line goes on, each further step a little smaller."""
    steps = np.diff(damped(np.arange(12.0)[None, :], 5)[0])
    assert (steps > 0).all()
    assert (np.diff(steps) < 0).all()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.1, 10), st.floats(-5, 5))
def test_methods_do_not_depend_on_scale_and_level(seed: int, scale: float, level: float) -> None:
    """Forecasts of a·y + b are a·(forecasts of y) + b."""
    y = np.random.default_rng(seed).normal(size=(4, 12)).cumsum(axis=1)
    for name, method in METHODS.items():
        expected = scale * method(y, 3) + level
        assert method(scale * y + level, 3) == pytest.approx(expected, rel=1e-6, abs=1e-6), name


def test_conformal_radius_is_the_ceiling_rank() -> None:
    """Of 9 scores the 80 % radius is the 8th, the 90 % the 9th; 8 scores are too few for 90 %."""
    scores = [float(n) for n in range(1, 10)]
    assert conformal_radius(scores, 80) == 8.0
    assert conformal_radius(scores, 90) == 9.0
    assert conformal_radius(scores[:8], 90) is None


def test_a_method_is_used_only_if_it_leads_at_the_longest_horizon() -> None:
    """Better on the whole and worse at the end is not used: a forecast leads there."""

    def scores(near: float, far: float) -> tuple[Score, ...]:
        pairs = (("damped", 1, near), ("damped", 2, far), ("drift", 1, 1.0), ("drift", 2, 1.0))
        return tuple(Score("甲", m, h, 4, 0.1 * r, r, None) for m, h, r in pairs)

    assert chosen(("甲",), scores(0.5, 0.9)) == {"甲": "damped"}
    assert chosen(("甲",), scores(0.5, 1.05)) == {"甲": "drift"}
    assert chosen(("甲",), scores(1.3, 0.9)) == {"甲": "drift"}


def test_a_short_series_is_refused() -> None:
    """One line says how many years are needed."""
    y = np.zeros((1, 8))
    with pytest.raises(Coded, match="8 years; the back-test needs at least 9"):
        backtest(["甲"], y, y, Protocol(first=7))


def test_a_table_of_ones_own_has_no_days(tmp_path: Path) -> None:
    """Its figures carry no dates of publication: --as-of is refused, not ignored."""
    data = tmp_path / "long.csv"
    rows = "\n".join(f"甲,{year},gdp,{year - 1900}" for year in range(2000, 2012))
    data.write_text(f"party,period,indicator,value\n{rows}", encoding="utf-8")
    given = ["gdp", "--input", str(data), "--as-of", "2005-01-01"]
    with pytest.raises(YipanError, match="--as-of does not apply"):
        CliRunner().invoke(command, given, catch_exceptions=False)
    plan = ["2014-strategy", "--as-of", "2015-01-01"]
    with pytest.raises(YipanError, match=r"gdp-31-provinces.csv carry no dates"):
        CliRunner().invoke(evaluate, plan, catch_exceptions=False)


def test_golden_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    """The contract's closed-form case, through the command line."""
    folder = shared("golden/scenarios/cases/backtest-example")
    params = json.loads((folder / "params.json").read_text())["command"]
    monkeypatch.chdir(folder)
    answer = CliRunner().invoke(command, [*params[1:], "--json"], catch_exceptions=False)
    rows = json.loads(answer.output)["result"]["rows"]
    for expected in json.loads((folder / "expected.json").read_text())["rows"]:
        [row] = [r for r in rows if expected["match"].items() <= r.items()]
        assert row[expected["field"]] == pytest.approx(expected["value"], abs=1e-9)


def test_real_time_fits_on_one_vintage_and_scores_on_another(tmp_path: Path) -> None:
    """A revision of +10 % shows as an error of log 1.1 even where the fit is perfect."""
    data = tmp_path / "long.csv"
    lines = ["party,period,indicator,value,vintage"]
    for year in range(2000, 2012):
        lines += [f"甲,{year},gdp,100,old", f"甲,{year},gdp,110,new"]
    data.write_text("\n".join(lines), encoding="utf-8")
    given = ["real-time=true", "vintage=old", "scored-on=new", "methods=drift", "horizons=1"]
    options = [part for item in given for part in ("--set", item)]
    args = ["gdp", "--input", str(data), "--json", *options]
    answer = CliRunner().invoke(command, args, catch_exceptions=False)
    [row] = json.loads(answer.output)["result"]["rows"]
    assert row["mae"] == pytest.approx(np.log(1.1))


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("real-time=yes", "real-time"),
        ("first-origin=1990", "first-origin"),
        ("last-origin=2040", "last-origin"),
        ("horizons=0", "horizons"),
        ("horizons=9", "9|shorter horizons"),
        ("methods=drif", "no method drif"),
        ("origin=2000", "origin=2000"),
    ],
)
def test_settings_that_mean_nothing_are_refused(tmp_path: Path, setting: str, words: str) -> None:
    """Never taken for the default."""
    data = tmp_path / "long.csv"
    rows = "\n".join(f"甲,{year},gdp,{year - 1900}" for year in range(2000, 2012))
    data.write_text(f"party,period,indicator,value\n{rows}", encoding="utf-8")
    given = ["gdp", "--input", str(data), "--set", setting]
    with pytest.raises(YipanError, match=words):
        CliRunner().invoke(command, given, catch_exceptions=False)
