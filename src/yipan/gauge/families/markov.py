"""Mobility between classes: Markov chains, spatial Markov chains, ranks."""

from __future__ import annotations

import numpy as np

from yipan.core.errors import BadInput
from yipan.core.words import Words
from yipan.gauge import scaling
from yipan.gauge.arrays import Floats, Ints, ratio_or_nan
from yipan.gauge.ask import Ask
from yipan.gauge.families.convergence import need
from yipan.gauge.families.space import STANDARDISE, weights_of
from yipan.gauge.registry import Domain, Setting, measure
from yipan.gauge.result import Outcome, Row, row
from yipan.gauge.table import Dense

FAMILY = "convergence"
CUTS = Setting("cuts", "", "list", "c1,c2: class k holds c(k-1) < x <= c(k); default by quantiles")
CLASSES = Setting("classes", "4", "integer", "classes by pooled quantiles where no cuts are given")
RELATIVE = Setting("relative", "false", "false|true", "x / mean of the period")


def class_of(ask: Ask, x: Floats) -> tuple[Ints, int]:
    """The class 0.. of every cell and the number of classes."""
    cuts = np.array(ask.numbers("cuts"))
    if not len(cuts):
        count = ask.integer("classes")
        need(count, 2, "类", "classes")
        cuts = np.quantile(x.reshape(-1), np.arange(1, count) / count)
    if (np.diff(cuts) <= 0).any():
        raise BadInput(Words("cuts 须递增且不重复", "cuts must rise"))
    return np.searchsorted(cuts, x, side="left").astype(np.int64), len(cuts) + 1


def transitions(classes: Ints, count: int) -> Floats:
    """Moves from class to class between consecutive periods."""
    moves = classes[:, :-1] * count + classes[:, 1:]
    counted = np.bincount(moves.reshape(-1), minlength=count * count)
    return counted.reshape(count, count).astype(np.float64)


def steady_state(p: Floats) -> Floats:
    """The stationary distribution; NaN where it is not unique or a class was never left."""
    if np.isnan(p).any():
        return np.full(len(p), np.nan)
    system = np.vstack([p.T - np.eye(len(p)), np.ones(len(p))])
    target = np.r_[np.zeros(len(p)), 1.0]
    if np.linalg.matrix_rank(p.T - np.eye(len(p)), tol=1e-10) < len(p) - 1:
        return np.full(len(p), np.nan)
    return np.asarray(np.linalg.lstsq(system, target, rcond=None)[0])


def _relative(ask: Ask, cube: Dense) -> Floats:
    if not ask.flag("relative"):
        return cube.values
    mean = cube.values.mean(axis=0, keepdims=True)
    cube.refuse(np.broadcast_to(mean == 0, cube.values.shape), Words("均值为 0", "the mean is 0"))
    return np.asarray(cube.values / mean)


def _chain_rows(counts: Floats, keys: dict[str, str]) -> list[Row]:
    p = ratio_or_nan(counts, counts.sum(axis=1, keepdims=True))
    rows = []
    for i, j in np.ndindex(*counts.shape):
        at = {**keys, "from": str(i + 1), "to": str(j + 1)}
        rows += [row("count", at, float(counts[i, j])), row("probability", at, p[i, j], "empty")]
    state = steady_state(p)
    rows += [
        row("steady-state", {**keys, "from": str(i + 1)}, v, "not-unique")
        for i, v in enumerate(state)
    ]
    mobility = (len(p) - np.trace(p)) / (len(p) - 1)
    return [*rows, row("mobility", keys, mobility, "empty")]


@measure(
    "markov",
    "马尔可夫链",
    "Markov chain",
    FAMILY,
    answers=(
        "各类之间如何流动,长期会怎样",
        "how parties move between classes, and where that leads",
    ),
    formula="p_ij = n_ij/Σ_j n_ij; π = π P; mobility (k - trace)/(k - 1)",
    reference="Quah (1993) European Economic Review 37:426-434; Shorrocks (1978)",
    settings=(CUTS, CLASSES, RELATIVE),
    items=("count", "probability", "steady-state", "mobility"),
    order=True,
    cuts="indicator",
)
def markov(ask: Ask) -> Outcome:
    cube = ask.cube()
    need(len(cube.names("period")), 2, "时期", "periods")
    x, rows = _relative(ask, cube), []
    for k, name in enumerate(cube.names("indicator")):
        classes, count = class_of(ask, x[:, :, k])
        rows += _chain_rows(transitions(classes, count), {"indicator": name})
    return Outcome(tuple(rows), variant="cuts" if ask.text("cuts") else "quantiles")


@measure(
    "spatial-markov",
    "空间马尔可夫链",
    "Spatial Markov chain",
    FAMILY,
    answers=("邻居的水平是否影响流动", "whether neighbours' level changes mobility"),
    formula="transition matrix for each class of the spatial lag at the start of the move",
    reference="Rey (2001) Geographical Analysis 33:194-214",
    tables=("neighbours",),
    settings=(CUTS, CLASSES, RELATIVE, STANDARDISE),
    items=("count", "probability", "steady-state", "mobility", "chi-square", "degrees-of-freedom"),
    order=True,
    cuts="indicator",
)
def spatial_markov(ask: Ask) -> Outcome:
    cube = ask.cube()
    need(len(cube.names("period")), 2, "时期", "periods")
    w = weights_of(ask, cube.names("party"))
    x, rows = _relative(ask, cube), []
    for k, name in enumerate(cube.names("indicator")):
        classes, count = class_of(ask, x[:, :, k])
        lags, _ = _class_like(ask, x[:, :, k], w @ x[:, :, k])
        whole = transitions(classes, count)
        statistic, freedom = 0.0, 0
        for lag in range(count):
            here = np.zeros((count, count))
            for p, t in np.argwhere(lags[:, :-1] == lag):
                here[classes[p, t], classes[p, t + 1]] += 1
            rows += _chain_rows(here, {"indicator": name, "lag": str(lag + 1)})
            added, free = _against(here, whole)
            statistic, freedom = statistic + added, freedom + free
        freedom -= sum(int((r > 0).sum()) - 1 for r in whole if r.sum() > 0)
        rows += [
            row("chi-square", {"indicator": name}, statistic),
            row("degrees-of-freedom", {"indicator": name}, freedom),
        ]
    return Outcome(tuple(rows))


def _class_like(ask: Ask, x: Floats, lag: Floats) -> tuple[Ints, int]:
    """Classes of the lag by the cuts of x itself."""
    cuts = np.array(ask.numbers("cuts"))
    if not len(cuts):
        count = ask.integer("classes")
        cuts = np.quantile(x.reshape(-1), np.arange(1, count) / count)
    return np.searchsorted(cuts, lag, side="left").astype(np.int64), len(cuts) + 1


def _against(here: Floats, whole: Floats) -> tuple[float, int]:
    """Pearson statistic of a conditional matrix against the pooled one, and its terms."""
    p = np.nan_to_num(ratio_or_nan(whole, whole.sum(axis=1, keepdims=True)))
    expected = here.sum(axis=1, keepdims=True) * p
    live = expected > 0
    statistic = float(((here - expected)[live] ** 2 / expected[live]).sum())
    return statistic, sum(int((p[i] > 0).sum()) - 1 for i in range(len(p)) if here[i].sum() > 0)


@measure(
    "rank-mobility",
    "位序流动",
    "Rank mobility",
    FAMILY,
    answers=("名次变动有多大", "how much ranks change"),
    formula="Spearman ρ and Kendall τ-b of consecutive periods; mean |Δrank|",
    reference="Kendall (1938); Rey (2004)",
    items=("spearman", "kendall", "mean-rank-change"),
    order=True,
    domain=Domain(constant="null, reason constant"),
    cuts="indicator",
)
def rank_mobility(ask: Ask) -> Outcome:
    cube = ask.cube()
    periods = cube.names("period")
    need(len(periods), 2, "时期", "periods")
    place = scaling.rank(cube.values, scaling.Scope("period"))
    rows = []
    for k, name in enumerate(cube.names("indicator")):
        for t in range(1, len(periods)):
            a, b = place[:, t - 1, k], place[:, t, k]
            keys = {"period": periods[t], "indicator": name}
            rows += [
                row("spearman", keys, pearson(a, b), "constant"),
                row("kendall", keys, kendall(a, b), "constant"),
                row("mean-rank-change", keys, np.abs(b - a).mean()),
            ]
    return Outcome(tuple(rows))


def pearson(a: Floats, b: Floats) -> float:
    """Correlation; NaN where one is constant."""
    x, y = a - a.mean(), b - b.mean()
    below = float(np.sqrt((x @ x) * (y @ y)))
    return float(x @ y) / below if below > 0 else np.nan


def kendall(a: Floats, b: Floats) -> float:
    """Kendall tau-b; NaN where one is constant."""
    i, j = np.triu_indices(len(a), k=1)
    x, y = np.sign(a[i] - a[j]), np.sign(b[i] - b[j])
    below = float(np.sqrt((x @ x) * (y @ y)))
    return float(x @ y) / below if below > 0 else np.nan
