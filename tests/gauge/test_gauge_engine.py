"""One measure, every engine: the same pipeline on the cube and in DuckDB."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import yipan.gauge as g
from yipan.core.errors import BadInput
from yipan.core.primitives import Engine
from yipan.facts.panel_engine import DuckPanel
from yipan.gauge import coordinating, inequality, weighing
from yipan.gauge.engine import CubeEngine, min_max_index, pipeline

NAMES = [f"k{k:02}" for k in range(6)]
SYSTEMS = [[0, 1, 2], [3, 4, 5]]


def values(seed: int = 2) -> np.ndarray:
    """Positive values, one indicator constant."""
    x = np.random.default_rng(seed).lognormal(0, 1, (40, 5, 6))
    x[:, :, 4] = 3.0
    return x


def write(path: Path, x: np.ndarray, *, drop: int = -1) -> Path:
    """The long CSV of an array, in a shuffled order."""
    lines = [
        f"P{p:02},{2000 + t},{NAMES[k]},{float(x[p, t, k])!r}" for p, t, k in np.ndindex(x.shape)
    ]
    if drop >= 0:
        lines.pop(drop)
    np.random.default_rng(0).shuffle(lines)
    path.write_text("\n".join(["party,period,indicator,value", *lines]) + "\n")
    return path


@pytest.fixture(params=["cube", "duckdb"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    """Every engine on the same numbers."""
    x = values()
    if request.param == "cube":
        return CubeEngine(x, NAMES)
    return DuckPanel(write(tmp_path / "panel.csv", x), memory="200MB")


def test_the_pipeline_equals_the_measures_one_by_one(engine):
    """Min-max, entropy weights, index, coupling and Theil, each from its own kernel."""
    x = values()
    flat = x.reshape(-1, 6)
    z = weighing.min_max_columns(flat)
    weights = weighing.entropy(z)
    index = (z @ weights).reshape(40, 5)
    systems = np.stack(
        [(z[:, s] @ (weights[s] / weights[s].sum())).reshape(40, 5) for s in SYSTEMS], axis=-1
    )
    share = inequality.shares(index)
    found = pipeline(engine, SYSTEMS)
    assert found.weights == pytest.approx(weights, abs=1e-10)
    assert found.weights[4] == 0
    assert found.index == pytest.approx(index, abs=1e-10)
    assert found.systems == pytest.approx(systems, abs=1e-10)
    assert found.coupling == pytest.approx(coordinating.coupling(systems, "standard"), abs=1e-9)
    theil = inequality.theil_t(share.income, share.population)
    assert found.theil == pytest.approx(theil, abs=1e-10)


def test_changing_the_weights_needs_one_combination(engine):
    """New weights on old bounds give the index of those weights."""
    x, w = values(), np.array([0.1, 0.2, 0.3, 0.2, 0.1, 0.1])
    expected = weighing.min_max_columns(x.reshape(-1, 6)) @ w
    found = min_max_index(engine, engine.bounds(), w[:, None])[:, 0]
    assert found == pytest.approx(expected, abs=1e-10)


def test_threads_do_not_show(tmp_path):
    """One thread or four: the same bits."""
    path = write(tmp_path / "panel.csv", values())
    found = [pipeline(DuckPanel(path, threads=n), SYSTEMS) for n in (1, 4)]
    assert found[0].index.tobytes() == found[1].index.tobytes()
    assert found[0].weights.tobytes() == found[1].weights.tobytes()


def test_a_gap_is_named(tmp_path):
    """The missing cell is named, not read as zero."""
    path = write(tmp_path / "panel.csv", values(), drop=31)
    with pytest.raises(BadInput, match="party P01, period 2000, indicator k01"):
        DuckPanel(path).bounds()


def test_the_registry_says_which_measures_need_an_order():
    """Gini, Dagum and ranks need an order; Theil, HHI and entropy weights do not."""
    order = {name for name, m in g.catalogue().items() if m.order}
    assert {"gini", "dagum", "lorenz", "copeland", "rank-mobility"} <= order
    assert not {"theil-t", "hhi", "entropy"} & order
