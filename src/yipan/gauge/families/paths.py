"""Paths over time: trends, breaks, persistence, spatial panels."""

from __future__ import annotations

import math

import numpy as np

from yipan.core.words import Words
from yipan.gauge import convergence as kernel
from yipan.gauge.ask import Ask
from yipan.gauge.families.convergence import FAMILY, need, time_of
from yipan.gauge.families.space import weights_of
from yipan.gauge.registry import Domain, Setting, measure
from yipan.gauge.result import Outcome, row, warned
from yipan.gauge.table import Dense


@measure(
    "trend",
    "趋势",
    "Trend",
    FAMILY,
    answers=("数值在升还是降,是否显著", "whether values rise or fall, and how surely"),
    formula="Theil-Sen slope, Mann-Kendall p (ties corrected), least-squares slope and t",
    reference="Mann (1945); Sen (1968) JASA 63:1379-1389",
    items=("sen-slope", "mann-kendall-p", "slope", "slope-t"),
    order=True,
    cuts="party",
)
def trend(ask: Ask) -> Outcome:
    cube = ask.cube()
    need(len(cube.names("period")), 3, "时期", "periods")
    time, rows = time_of(cube.names("period")), []
    for p, k in np.ndindex(cube.values.shape[0], cube.values.shape[2]):
        found = kernel.trend(cube.values[p, :, k], time)
        keys = {"party": cube.names("party")[p], "indicator": cube.names("indicator")[k]}
        rows += [
            row("sen-slope", keys, found.sen),
            row("mann-kendall-p", keys, found.p_value),
            row("slope", keys, found.slope),
            row("slope-t", keys, found.slope_t, "exact-fit"),
        ]
    if len(time) < 8:
        ask.warnings.append(warned("small-sample", f"{len(time)} periods"))
    return Outcome(tuple(rows))


@measure(
    "structural-break",
    "结构断点检验",
    "Structural break test",
    FAMILY,
    answers=("走势从哪一期起变了", "since when the path changed"),
    formula="sup over dates of the Chow-Wald statistic, 15 % trimmed; 5 % value of Andrews",
    reference="Andrews (1993) Econometrica 61:821-856; (2003) 71:395-397",
    settings=(Setting("model", "mean", "mean|trend", "what may change: the mean, or the line"),),
    items=("break", "sup-wald", "critical", "significant"),
    order=True,
    cuts="party",
)
def structural_break(ask: Ask) -> Outcome:
    cube, trending = ask.cube(), ask.text("model") == "trend"
    periods = cube.names("period")
    need(len(periods), 8 if trending else 6, "时期", "periods")
    rows, time = [], time_of(periods)
    for p, k in np.ndindex(cube.values.shape[0], cube.values.shape[2]):
        y = cube.values[p, :, k]
        keys = {"party": cube.names("party")[p], "indicator": cube.names("indicator")[k]}
        if y.min() == y.max():
            rows.append(row("break", keys, None, "constant"))
            continue
        found = kernel.structural_break(y, time, with_trend=trending)
        exact = math.isinf(found.statistic)
        rows += [
            row("break", keys, periods[found.at]),
            row("sup-wald", keys, found.statistic, "exact-fit"),
            row("critical", keys, found.critical),
            row("significant", keys, "yes" if exact or found.statistic > found.critical else "no"),
        ]
    if len(periods) < 15:
        ask.warnings.append(warned("small-sample", f"{len(periods)} periods"))
    return Outcome(tuple(rows), variant=ask.text("model"))


@measure(
    "hurst",
    "赫斯特指数 (R/S)",
    "Hurst exponent (rescaled range)",
    FAMILY,
    answers=("走势是否会持续", "whether a movement tends to persist"),
    formula="slope of ln(R/S)_n on ln n, n = 3 .. T; on levels or first differences",
    reference="Hurst (1951) Trans. ASCE 116:770-808",
    settings=(Setting("on", "differences", "differences|levels", "the series that is ranged"),),
    items=("hurst", "rs", "v"),
    order=True,
    domain=Domain(constant="null, reason constant"),
    cuts="party",
)
def hurst(ask: Ask) -> Outcome:
    cube = ask.cube()
    need(len(cube.names("period")), 5, "时期", "periods")
    rows = []
    for p, k in np.ndindex(cube.values.shape[0], cube.values.shape[2]):
        y = cube.values[p, :, k]
        y = np.diff(y) if ask.text("on") == "differences" else y
        keys = {"party": cube.names("party")[p], "indicator": cube.names("indicator")[k]}
        ratio, v = kernel.rescaled_range(y)
        rows.append(row("hurst", keys, kernel.hurst(y), "constant"))
        for i in range(len(ratio)):
            at = {**keys, "n": str(i + 2)}
            rows += [row("rs", at, ratio[i], "constant"), row("v", at, v[i], "constant")]
    if len(cube.names("period")) < 30:
        ask.warnings.append(warned("small-sample", f"{len(cube.names('period'))} periods"))
    return Outcome(tuple(rows), variant=ask.text("on"))


@measure(
    "spatial-panel",
    "空间面板模型",
    "Spatial lag and error panel models",
    FAMILY,
    answers=("邻居的水平或冲击是否传导", "whether neighbours' levels or shocks spill over"),
    formula={
        "lag": "y = ρ W y + x β + μ + ε, maximum likelihood",
        "error": "y = x β + μ + u, u = λ W u + ε, maximum likelihood",
    },
    reference="Elhorst (2014) Spatial Econometrics; Anselin (1988)",
    tables=("neighbours",),
    settings=(
        Setting("dependent", "", "text", "the indicator explained"),
        Setting("explained-by", "", "list", "indicators that explain (default the others)"),
        Setting("variant", "lag", "lag|error", "spatial lag or spatial error"),
        Setting("effects", "party", "party|none", "fixed effects"),
        Setting("standardise", "row", "row|none", "row sums of the weights to 1"),
    ),
    items=("spatial", "spatial-std-error", "slope", "slope-std-error", "sigma2", "log-likelihood"),
    domain=Domain(constant="refused"),
)
def spatial_panel(ask: Ask) -> Outcome:
    cube = ask.cube()
    names = cube.names("indicator")
    ask.required("dependent")
    target = ask.names("dependent", names)[0]
    inputs = ask.names("explained-by", names) or tuple(n for n in names if n != target)
    need(len(inputs), 1, "解释指标", "explaining indicators")
    fixed, variant = ask.text("effects") == "party", ask.text("variant")
    need(cube.values.shape[1], 2 if fixed else 1, "时期", "periods")
    _refuse_constant(cube, fixed)
    found = kernel.spatial_panel(
        cube.values[:, :, names.index(target)],
        cube.values[:, :, [names.index(n) for n in inputs]],
        weights_of(ask, cube.names("party")),
        lag=variant == "lag",
        fixed=fixed,
    )
    labels = inputs if fixed else ("constant", *inputs)
    rows = [row("spatial", {}, found.spatial), row("spatial-std-error", {}, found.spatial_error)]
    for i, label in enumerate(labels):
        rows += [
            row("slope", {"indicator": label}, found.slopes[i]),
            row("slope-std-error", {"indicator": label}, found.errors[i]),
        ]
    rows += [row("sigma2", {}, found.sigma2), row("log-likelihood", {}, found.log_likelihood)]
    return Outcome(tuple(rows), variant=variant)


def _refuse_constant(cube: Dense, fixed: bool) -> None:
    axis = (1,) if fixed else (0, 1)
    flat = np.ptp(cube.values, axis=axis, keepdims=True).max(axis=0, keepdims=True) == 0
    cube.refuse(
        np.broadcast_to(flat, cube.values.shape),
        Words("该指标不变, 无法估计", "the indicator does not vary, nothing to estimate"),
    )
