"""Back-tests of a lever: panels with a known answer, the public panels, what is refused."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from shared_data import shared

from yipan.cli.backtest import backtest as command
from yipan.core.errors import YipanError
from yipan.scenarios.backtest import Protocol
from yipan.scenarios.lever_test import lever_test

PARTIES, YEARS = 20, 16
PROTOCOL = Protocol(horizons=(1, 2, 3))


def _panel(elasticity: float, seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Logs of an outcome that follows its driver a year later, next to nothing else."""
    random = np.random.default_rng(seed)
    du = random.normal(0.05, 0.1, (PARTIES, YEARS))
    dy = random.normal(0.06, 0.005, (PARTIES, YEARS))
    dy[:, 1:] += elasticity * du[:, :-1]
    return dy.cumsum(axis=1), du.cumsum(axis=1)


def test_by_hand() -> None:
    """Driver 0, then a step of 1 a year from year 8; outcome 0.5 of it a year later.

    Frozen in year 8 (index 7): drift of both is 0; two years ahead the outcome is 0.5, the driver
    a year before 1, so that an elasticity of 0.5 leaves no error, and one of 0.25 half of it.
    """
    u = np.array([[0.0] * 8 + [1.0, 2.0, 3.0]])
    y = np.array([[0.0] * 9 + [0.5, 1.0]])
    protocol = Protocol(horizons=(1, 2), last=7)
    [found] = lever_test(y, u, protocol, lag=1, form="growth", stated=0.5).scores
    assert (found.horizon, found.origins) == (2, 1)
    assert (found.without, found.with_lever, found.gain) == (0.5, 0.0, 1.0)
    [half] = lever_test(y, u, protocol, lag=1, form="growth", stated=0.25).scores
    assert half.gain == pytest.approx(0.5)


def test_up_to_the_lag_there_is_nothing_to_test() -> None:
    """What happened before the origin is known with and without."""
    y, u = _panel(0.4)
    horizons = [s.horizon for s in lever_test(y, u, PROTOCOL, lag=2, form="growth").scores]
    assert horizons == [3]
    assert lever_test(y, u, PROTOCOL, lag=3, form="growth").scores == ()


def test_a_planted_link_gains_and_its_size_is_found() -> None:
    """0.4 in the panel: found at each origin from the years before it, and forecasts gain."""
    found = lever_test(*_panel(0.4), PROTOCOL, lag=1, form="growth")
    assert all(e == pytest.approx(0.4, abs=0.03) for e in found.elasticities.values())
    assert all((s.gain or 0) > 0.15 for s in found.scores)


def test_an_origin_never_sees_what_comes_after() -> None:
    """Years after the last scored one change nothing."""
    y, u = _panel(0.4)
    first = lever_test(y, u, Protocol(horizons=(2,), last=9), lag=1, form="growth")
    y[:, 12:] += 5
    u[:, 12:] -= 5
    assert lever_test(y, u, Protocol(horizons=(2,), last=9), lag=1, form="growth") == first


def test_no_link_gains_nothing() -> None:
    """Independent series: no horizon gets better by a tenth."""
    y, _ = _panel(0.0)
    _, u = _panel(0.0, seed=9)
    assert all((s.gain or 0) < 0.1 for s in lever_test(y, u, PROTOCOL, lag=1, form="growth").scores)


def test_three_parties_need_a_stated_elasticity() -> None:
    """Nothing is estimated from three series."""
    y, u = _panel(0.4)
    assert lever_test(y[:3], u[:3], PROTOCOL, lag=1, form="growth").scores == ()
    stated = lever_test(y[:3], u[:3], PROTOCOL, lag=1, form="growth", stated=0.4)
    assert all((s.gain or 0) > 0.2 for s in stated.scores)


def _written(tmp_path: Path, elasticity: float) -> Path:
    path = tmp_path / "panel.csv"
    lines = ["party,period,indicator,value"]
    for name, grid in zip("yu", _panel(elasticity), strict=True):
        lines += [
            f"p{i:02},{2000 + t},{name},{np.exp(grid[i, t]):.9f}"
            for i in range(PARTIES)
            for t in range(YEARS)
        ]
    path.write_text("\n".join(lines), "utf-8")
    return path


def _answer(*arguments: str) -> dict[str, Any]:
    answer = CliRunner().invoke(command, [*arguments, "--json"], catch_exceptions=False)
    found: dict[str, Any] = json.loads(answer.output)["result"]
    return found


def test_the_command_tells_the_gates_and_the_label(tmp_path: Path) -> None:
    """A planted link is estimated; where it is claimed to go down it stays assumed."""
    path = str(_written(tmp_path, 0.4))
    found = _answer("y", "--lever", "u", "--input", path)
    assert found["label"] == "estimated"
    assert found["gates"] == {"sign": True, "lead": True, "out_of_sample": True, "reason": None}
    assert [row["horizon"] for row in found["frozen"]] == [2, 3, 4, 5]
    assert all(row["gain"] > 0 for row in found["frozen"])
    assert found["limits"]
    down = _answer("y", "--lever", "u", "--input", path, "--set", "sign=down")
    assert down["label"] == "assumed"
    said = CliRunner().invoke(
        command, ["y", "--lever", "u", "--input", path, "--lang", "en"], catch_exceptions=False
    )
    assert "All three gates passed" in said.output
    assert "What may not be concluded" in said.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["y", "--lever", "y"], "lever"),
        (["y", "--lever", "v"], "no indicator v"),
        (["y", "--lever", "u", "--set", "lag=9"], "lag"),
        (["y", "--lever", "u", "--set", "form=ratio"], "form"),
        (["y", "--lever", "u", "--set", "sign=plus"], "sign"),
        (["y", "--lever", "u", "--set", "elasticity=much"], "elasticity"),
        (["y", "--lever", "u", "--set", "elasticity=nan"], "elasticity"),
        (["y", "--lever", "u", "--set", "first-origin=1990"], "first-origin"),
        (["y", "--lever", "u", "--set", "methods=drift"], "methods"),
    ],
)
def test_what_is_refused(tmp_path: Path, arguments: list[str], words: str) -> None:
    """One line that names the setting or the indicator."""
    path = str(_written(tmp_path, 0.0))
    with pytest.raises(YipanError, match=words):
        CliRunner().invoke(command, [*arguments, "--input", path], catch_exceptions=False)


def test_few_years_are_refused(tmp_path: Path) -> None:
    """Eight years in common are one too few."""
    lines = ["party,period,indicator,value"]
    lines += [f"p,{2000 + t},{name},{1 + t}" for name in "yu" for t in range(8)]
    (tmp_path / "few.csv").write_text("\n".join(lines), "utf-8")
    arguments = ["y", "--lever", "u", "--input", str(tmp_path / "few.csv")]
    with pytest.raises(YipanError, match=r"at most 8 years in a row; 9 are needed"):
        CliRunner().invoke(command, arguments, catch_exceptions=False)


def test_spending_on_science_stays_assumed(tmp_path: Path) -> None:
    """Public panels of 31 provinces: the lead fails in levels, the sign in growth rates."""
    path = shared("data/cn_province/science_tech_budget_long_2000_2023.csv")
    wanted = {("RDIntense", "RD经费"): "rd", ("PublicBudget", "科学技术"): "science"}
    lines = ["party,period,indicator,value"]
    for row in csv.DictReader(path.open(encoding="utf-8")):
        name = wanted.get((row["dataset"], row["item_cn"]))
        if name and row["province"] != "全国" and row["value"]:
            lines.append(f"{row['province']},{row['year']},{name},{row['value']}")
    (tmp_path / "rd.csv").write_text("\n".join(lines), "utf-8")
    base = ["rd", "--lever", "science", "--input", str(tmp_path / "rd.csv")]
    level = _answer(*base, "--set", "form=level")
    assert (level["gates"]["sign"], level["gates"]["lead"]) == (True, False)
    growth = _answer(*base)
    assert (growth["gates"]["sign"], growth["label"]) == (False, "assumed")
    assert len(growth["parties"]) == 31
