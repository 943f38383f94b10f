"""Measures at real scale, on the same numbers as the peers to 9 digits.

Peers run in a scratch environment: hand-written numpy and Polars, PySAL (inequality, libpysal) and
scikit-criteria. COINr is named as not run where R is absent. Seconds are of processor time, all
threads together, linear algebra on one thread, so that a shared machine does not blur them.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from bench._gauge_ledger import from_ledger, larger_than_memory, systems, write_long
from bench._peers import ask
from bench.results import Row
from yipan.gauge import uncertainty
from yipan.gauge.composite import Group, Recipe, Tree
from yipan.gauge.engine import CubeEngine, min_max_index, pipeline, pipelines
from yipan.gauge.inequality import permute_between, shares, spatial_gini

SIZES = {"small": (285, 10, 20), "full": (2_850, 30, 60)}
POLARS, NUMPY = ("polars", "numpy"), ("numpy",)
PYSAL = ("inequality", "libpysal", "scikit-criteria", "numpy")


def run(size: str) -> list[Row]:
    """All rows of the area, measured in a process whose linear algebra has one thread."""
    one = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    code = "import sys; from bench.gauge import child; child(sys.argv[1])"
    done = subprocess.run(
        [sys.executable, "-c", code, size], env=one, check=True, stdout=subprocess.PIPE, text=True
    )
    return [Row(**row) for row in json.loads(done.stdout.splitlines()[-1])]


def large() -> list[Row]:
    """A panel of 20 GB in a process of 4 GB: `./run bench gauge --size large`."""
    return larger_than_memory()


def child(size: str) -> None:
    """Measure and print the rows as JSON."""
    print(json.dumps([asdict(row) for row in measured(size)]))


def measured(size: str) -> list[Row]:
    """All rows of the area."""
    full = size == "full"
    with tempfile.TemporaryDirectory() as folder:
        return [
            *_pipeline(Path(folder), SIZES[size], full=full),
            *_weights(SIZES[size], full=full),
            *_monte_carlo(full=full),
            *_theil(Path(folder), (3_000, 30) if full else (300, 5), full=full),
            *_spatial_gini(Path(folder), 3_000 if full else 300, full=full),
        ]


def _panel(shape: tuple[int, int, int]) -> np.ndarray:
    return np.random.default_rng(0).lognormal(0, 1, shape)


def _agree(ours: float, theirs: float) -> None:
    assert math.isclose(ours, theirs, rel_tol=1e-9), (ours, theirs)


START = """
import json, sys, time
import numpy as np
x = np.load(sys.argv[1])
def timed(work, times=3):
    best = 1e9
    for _ in range(times):
        started = time.process_time(); answer = work()
        best = min(best, time.process_time() - started)
    return best, answer
"""

NUMPY_PIPELINE = (
    START
    + """
def work():
    flat = x.reshape(-1, x.shape[2])
    low, high = flat.min(axis=0), flat.max(axis=0)
    z = (flat - low) / (high - low)
    p = z / z.sum(axis=0)
    e = -(p * np.log(np.where(p > 0, p, 1))).sum(axis=0) / np.log(len(flat))
    w = (1 - e) / (1 - e).sum()
    index = (z @ w).reshape(x.shape[:2])
    u = np.stack([z[:, g::5] @ (w[g::5] / w[g::5].sum()) for g in range(5)], axis=1)
    c = u.prod(axis=1) ** 0.2 / u.mean(axis=1)
    d = np.sqrt(c * u.mean(axis=1))
    s = index / index.sum(axis=0)
    theil = (s * np.log(s * len(s))).sum(axis=0)
    return [float(index.sum()), float(d.sum()), float(theil.sum())]
spent, answer = timed(work)
print(json.dumps({"seconds": spent, "answer": answer}))
"""
)

POLARS_PIPELINE = (
    START
    + """
import polars as pl
n, t, k = x.shape
names = [f"k{i:02}" for i in range(k)]
frame = pl.DataFrame({name: x[:, :, i].reshape(-1) for i, name in enumerate(names)})
frame = frame.with_columns(period=pl.Series(np.tile(np.arange(t), n)))
def work():
    z = frame.select("period", *[
        ((pl.col(c) - pl.col(c).min()) / (pl.col(c).max() - pl.col(c).min())) for c in names])
    shares = [(pl.col(c) / pl.col(c).sum()) for c in names]
    e = z.select([(-(pl.when(s > 0).then(s * s.log()).otherwise(0.0)).sum()
                   / np.log(n * t)).alias(c) for s, c in zip(shares, names)])
    e = np.array(e.row(0)); w = (1 - e) / (1 - e).sum()
    def score(columns):
        v = w[columns] / (1 if len(columns) == k else w[columns].sum())
        return pl.sum_horizontal([pl.col(names[i]) * float(a) for i, a in zip(columns, v)])
    u = [f"u{g}" for g in range(5)]
    out = z.select("period", score(list(range(k))).alias("index"),
                   *[score(list(range(g, k, 5))).alias(u[g]) for g in range(5)])
    product = pl.col("u0") * pl.col("u1") * pl.col("u2") * pl.col("u3") * pl.col("u4")
    mean = pl.sum_horizontal(u) / 5
    out = out.with_columns(d=(product ** 0.2 / mean * mean).sqrt())
    s = pl.col("index") / pl.col("index").sum()
    theil = out.group_by("period", maintain_order=True).agg((s * (s * n).log()).sum().alias("t"))
    return [float(out["index"].sum()), float(out["d"].sum()), float(theil["t"].sum())]
spent, answer = timed(work)
print(json.dumps({"seconds": spent, "answer": answer}))
"""
)

CRITERIA_PIPELINE = (
    START
    + """
from inequality.theil import Theil
from skcriteria import mkdm
from skcriteria.preprocessing.scalers import MinMaxScaler
from skcriteria.preprocessing.weighters import EntropyWeighter
def work():
    n, t, k = x.shape
    matrix = mkdm(x.reshape(-1, k), [max] * k)
    matrix = MinMaxScaler(target="matrix").transform(matrix)
    matrix = EntropyWeighter().transform(matrix)
    z, w = matrix.matrix.to_numpy(), matrix.weights.to_numpy()
    index = (z @ w).reshape(n, t)
    u = np.stack([z[:, g::5] @ (w[g::5] / w[g::5].sum()) for g in range(5)], axis=1)
    d = np.sqrt(u.prod(axis=1) ** 0.2 / u.mean(axis=1) * u.mean(axis=1))
    theil = sum(float(Theil(index[:, j]).T) for j in range(t))
    return [float(index.sum()), float(d.sum()), theil]
spent, answer = timed(work, 1)
print(json.dumps({"seconds": spent, "answer": answer}))
"""
)


def _pipeline(folder: Path, shape: tuple[int, int, int], *, full: bool) -> list[Row]:
    x = _panel(shape)
    path = folder / "panel.npy"
    np.save(path, x)
    names = [f"k{i:02}" for i in range(shape[2])]
    groups = systems(shape[2])
    engine = CubeEngine(x, names)
    ours = _best(lambda: pipeline(engine, groups))
    found = pipeline(engine, groups)
    mine = [float(found.index.sum()), float(found.coordination.sum()), float(found.theil.sum())]
    size = " × ".join(map(str, shape))
    rows = [_row("pipeline in memory", size, ours, aim="≤ 0.1 s", met=ours <= 0.1, full=full)]
    peers = (
        ("hand-written numpy", NUMPY, NUMPY_PIPELINE, "", None),
        ("hand-written Polars", POLARS, POLARS_PIPELINE, "at least as fast", 1.0),
        ("scikit-criteria + PySAL", PYSAL, CRITERIA_PIPELINE, "≥ 5 ×", 5.0),
    )
    for name, packages, program, aim, least in peers:
        rows.append(
            _against("pipeline", size, ours, mine, name, packages, program, path, aim, least, full)
        )
    rows.append(Row("normalise and aggregate", size, ours, "CPU s", None, "COINr (R)"))
    parquet = folder / "panel.parquet"
    write_long(parquet, x, names)
    rows.append(_from_file(parquet, size, groups, mine, full=full))
    spent = from_ledger(shape, _best)
    aim = {"aim": "≤ 0.2 s", "met": spent <= 0.2}
    rows.append(_row("pipeline from the ledger", size, spent, full=full, **aim))
    bounds = engine.bounds()
    w = np.full((shape[2], 1), 1 / shape[2])
    spent = _best(lambda: min_max_index(engine, bounds, w))
    aim = {"aim": "≤ 10 ms", "met": spent <= 0.01}
    return [*rows, _row("other weights, same bounds", size, spent, full=full, **aim)]


def _from_file(
    path: Path, size: str, groups: list[list[int]], mine: list[float], *, full: bool
) -> Row:
    from yipan.facts.panel_engine import DuckPanel

    panel = DuckPanel(path)

    def work() -> Any:
        return next(result for _, result in pipelines(panel, groups))

    spent, found = _best(work, 3), work()
    _agree(float(found.index.sum()), mine[0])
    _agree(float(found.theil.sum()), mine[2])
    panel.close()
    return _row("pipeline from long Parquet", size, spent, full=full)


def _weights(shape: tuple[int, int, int], *, full: bool) -> list[Row]:
    n, k = shape[0], shape[2]
    draws = 10_000 if full else 500
    generator = np.random.default_rng(1)
    z, w = generator.random((n, 1, k)), generator.dirichlet(np.ones(k), draws)
    recipe = Recipe()
    spent = _best(lambda: uncertainty.score_many(z, w, recipe), 3)
    scores = uncertainty.score_many(z, w, recipe)[:, :, 0]
    ranked = _best(lambda: uncertainty.rank_quantiles(scores, (0.05, 0.5, 0.95)), 1)
    size = f"{draws:,} draws, {n} × {k}"
    return [
        _row("weight draws scored", size, spent, aim="≤ 0.1 s", met=spent <= 0.1, full=full),
        _row("ranked with quantiles", size, ranked, aim="≤ 2 s", met=ranked <= 2, full=full),
    ]


def _monte_carlo(*, full: bool) -> list[Row]:
    generator = np.random.default_rng(2)
    names = tuple(f"k{i:02}" for i in range(49))
    x = generator.lognormal(0, 1.5, (51, 1, 49))
    groups = [
        Group(f"g{g}", names[g * 7 : g * 7 + 7], tuple(generator.uniform(1, 2, 7)))
        for g in range(7)
    ]
    top = Group("index", tuple(g.name for g in groups), tuple(generator.uniform(1, 2, 7)))
    tree, recipe = Tree((*groups, top)), Recipe(low=1.0, high=100.0)
    count = 1_000 if full else 100

    def plan() -> uncertainty.Plan:
        return uncertainty.plan_of(tree, recipe, names, x, uncertainty.DEFAULT, noise=0.25)

    def work() -> None:
        # A fresh plan: no step is left over from the run before.
        fresh = plan()
        uncertainty.ranks_of(
            np.nan_to_num(uncertainty.run(fresh, uncertainty.sample(fresh, count, 0)).scores)
        )

    spent = _best(work)
    sensitivity = _best(lambda: uncertainty.sobol(plan(), 128, 0, 0.9))
    size = f"51 × 49, {count} variants, 5 choices"
    return [
        _row("Monte Carlo of an index", size, spent, aim="≤ 0.2 s", met=spent <= 0.2, full=full),
        Row("Monte Carlo of an index", size, spent, "CPU s", None, "COINr (R)"),
        _row(
            "Sobol over all outputs",
            "51 × 49, 896 runs, 52 outputs",
            sensitivity,
            aim="≤ 0.2 s",
            met=sensitivity <= 0.2,
            full=full,
        ),
    ]


PYSAL_THEIL = (
    START
    + """
from inequality.theil import TheilDSim
groups = np.arange(len(x)) % 8
def work():
    np.random.seed(0)
    found = TheilDSim(x, groups, permutations=999)
    return [float(found.bg[0].sum())]
spent, answer = timed(work, 1)
print(json.dumps({"seconds": spent, "answer": answer}))
"""
)


def _theil(folder: Path, shape: tuple[int, int], *, full: bool) -> list[Row]:
    x = np.random.default_rng(3).lognormal(0, 1, shape)
    path = folder / "theil.npy"
    np.save(path, x)
    share = shares(x)
    codes = np.arange(len(x)) % 8

    def work() -> Any:
        return permute_between(share.income, share.population, codes, 8, 999, 0)

    spent = _best(work, 2)
    size = f"{shape[0]} × {shape[1]}, 999 permutations"
    mine = [float(work().observed.sum())]
    return [
        _against(
            "Theil between groups",
            size,
            spent,
            mine,
            "PySAL inequality",
            PYSAL,
            PYSAL_THEIL,
            path,
            "≥ 40 ×",
            40.0,
            full,
        )
    ]


PYSAL_GINI = (
    START
    + """
import libpysal
from inequality.gini import Gini_Spatial
n = len(x)
w = libpysal.weights.W({i: [j for j in (i - 1, i + 1) if 0 <= j < n] for i in range(n)},
                       silence_warnings=True)
def work():
    np.random.seed(0)
    found = Gini_Spatial(x, w, permutations=99)
    return [float(found.g), float(found.wcg / (2 * n * x.sum()))]
spent, answer = timed(work, 1)
print(json.dumps({"seconds": spent, "answer": answer[:1]}))
"""
)


def _spatial_gini(folder: Path, n: int, *, full: bool) -> list[Row]:
    x = np.random.default_rng(4).lognormal(0, 1, n)
    path = folder / "gini.npy"
    np.save(path, x)
    rows = np.r_[np.arange(n - 1), np.arange(1, n)]
    columns = np.r_[np.arange(1, n), np.arange(n - 1)]
    spent = _best(lambda: spatial_gini(x, rows, columns, 99, 0))
    mine = [spatial_gini(x, rows, columns, 0, 0).gini]
    return [
        _against(
            "spatial Gini",
            f"{n} places, 99 permutations",
            spent,
            mine,
            "PySAL inequality",
            PYSAL,
            PYSAL_GINI,
            path,
            "≥ 80 ×",
            80.0,
            full,
        )
    ]


def _against(
    name: str,
    size: str,
    ours: float,
    mine: list[float],
    peer: str,
    packages: tuple[str, ...],
    program: str,
    path: Path,
    aim: str,
    least: float | None,
    full: bool,
) -> Row:
    """Our seconds beside a peer's; the answers must agree to 9 digits."""
    found = ask(packages, program, str(path))
    if found is None:
        return Row(name, size, ours, "CPU s", None, peer, aim)
    for a, b in zip(mine, found["answer"], strict=True):
        _agree(a, b)
    theirs = float(found["seconds"])
    met = theirs / ours >= least if full and least else None
    return Row(name, size, ours, "CPU s", theirs, peer, aim, met)


def _row(
    name: str, size: str, spent: float, *, full: bool, aim: str = "", met: bool | None = None
) -> Row:
    return Row(name, size, spent, "CPU s", None, "", aim, met if full else None)


def _best(work: Callable[[], Any], times: int = 5) -> float:
    found = []
    for _ in range(times):
        started = time.process_time()
        work()
        found.append(time.process_time() - started)
    return min(found)
