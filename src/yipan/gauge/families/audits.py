"""Audit of an index: Monte Carlo, Sobol, leaving out, rank reversal, comparison."""

from __future__ import annotations

import numpy as np

from yipan.core.errors import BadInput, UnknownName
from yipan.core.words import Words
from yipan.gauge import aggregating, scaling, uncertainty
from yipan.gauge.ask import Ask
from yipan.gauge.composite import Steps, scores
from yipan.gauge.families.alternatives import PRECISION, half_units_of, vintages_of
from yipan.gauge.families.common import INDEX_SETTINGS, tree_from, warn_constant
from yipan.gauge.families.indices import full_recipe
from yipan.gauge.families.inequality import SEED
from yipan.gauge.families.intervals import failures, rank_interval
from yipan.gauge.families.markov import kendall, pearson
from yipan.gauge.registry import Domain, Setting, measure
from yipan.gauge.result import Outcome, Row, row, warned
from yipan.gauge.table import Dense

FAMILY = "audit"
DOMAIN = Domain(
    negative="variants that cannot take it are counted and named", constant="weight 0 and a warning"
)
ALTERNATIVES = (
    Setting("alternatives", "normalise,weighting,aggregate,treat", "list", "choices that vary"),
    Setting(
        "normalise-options",
        ",".join(uncertainty.DEFAULT["normalise"]),
        "list",
        "alternatives of normalise",
    ),
    Setting(
        "weighting-options",
        ",".join(uncertainty.DEFAULT["weighting"]),
        "list",
        "alternatives of weighting",
    ),
    Setting(
        "aggregate-options",
        ",".join(uncertainty.DEFAULT["aggregate"]),
        "list",
        "alternatives of aggregate",
    ),
    Setting(
        "treat-options", ",".join(uncertainty.DEFAULT["treat"]), "list", "alternatives of treat"
    ),
    Setting("noise", "0.25", "number", "weights vary by this share either way; 0: not"),
    Setting("leave-out", "true", "false|true", "leaving one indicator out is a choice too"),
    PRECISION,
    Setting("level", "0.9", "number", "level of the interval"),
    SEED,
)


def plan_from(ask: Ask, cube: Dense) -> uncertainty.Plan:
    """The plan of the declared alternatives."""
    names = cube.names("indicator")
    known = tuple(uncertainty.DEFAULT)
    for name in (chosen := ask.items("alternatives")):
        if name not in known:
            raise UnknownName("setting", name, known)
    alternatives = {name: ask.items(f"{name}-options") for name in chosen}
    return uncertainty.plan_of(
        tree_from(ask, cube.names("indicator")),
        full_recipe(ask, cube),
        names,
        cube.values,
        alternatives,
        leave_out=ask.flag("leave-out"),
        noise=ask.number("noise"),
        half_units=half_units_of(ask, cube),
        vintages=vintages_of(ask, cube),
        seed=ask.integer("seed"),
    )


@measure(
    "monte-carlo",
    "蒙特卡罗不确定性",
    "Monte Carlo of an index",
    FAMILY,
    answers=("名次在各种合理做法下有多稳", "how ranks hold under other reasonable choices"),
    formula="ranks over random variants of the whole chain; failed variants counted and named",
    reference="Saisana, Saltelli & Tarantola (2005) JRSS A 168:307-323",
    tables=("tree", "vintages"),
    settings=(
        *INDEX_SETTINGS,
        Setting("variants", "1000", "integer", "number of variants"),
        *ALTERNATIVES,
    ),
    items=("rank", "rank-median", "rank-low", "rank-high", "share-of-rank"),
    domain=DOMAIN,
    order=True,
)
def monte_carlo(ask: Ask) -> Outcome:
    cube = ask.cube()
    warn_constant(ask)
    plan, level = plan_from(ask, cube), ask.number("level")
    drawn = uncertainty.sample(plan, ask.integer("variants"), ask.integer("seed"))
    drawn[0] = 0
    result = uncertainty.run(plan, drawn)
    if not result.good.any():
        raise BadInput(Words("所有变体都失败", "every variant failed"))
    rank = uncertainty.ranks_of(result.scores[result.good])
    tails = [(1 - level) / 2, 0.5, (1 + level) / 2]
    low, middle, high = np.quantile(rank, tails, axis=0, method="nearest")
    declared = uncertainty.ranks_of(result.scores[:1])[0]
    rows: list[Row] = []
    for i, party in enumerate(cube.labels[0]):
        for j, period in enumerate(cube.labels[1]):
            keys = {"party": party, "period": period}
            stays = float((rank[:, i, j] == declared[i, j]).mean())
            rows += [
                row("rank", keys, int(declared[i, j])),
                row("rank-median", keys, middle[i, j]),
                row("rank-low", keys, low[i, j]),
                row("rank-high", keys, high[i, j]),
                row("share-of-rank", keys, stays),
            ]
    interval = rank_interval(cube, result, level, "Monte Carlo quantiles", plan.tree.top)
    factors = ", ".join(f.name for f in plan.factors)
    return Outcome(tuple(rows), variant=factors, interval=interval)


@measure(
    "sobol",
    "Sobol 敏感性",
    "Sobol sensitivity of an index",
    FAMILY,
    answers=("哪个做法的选择最影响名次", "which choice moves ranks most"),
    formula="first: mean f_B (f_AB - f_A)/V; total: mean (f_A - f_AB)²/(2V); bootstrap bounds",
    reference="Saltelli et al. (2010) Computer Physics Communications 181:259-270; Jansen (1999)",
    tables=("tree", "vintages"),
    settings=(
        *INDEX_SETTINGS,
        Setting("points", "256", "integer", "rows of the base sample"),
        *ALTERNATIVES,
    ),
    items=("first", "total"),
    domain=DOMAIN,
    order=True,
)
def sobol(ask: Ask) -> Outcome:
    cube = ask.cube()
    warn_constant(ask)
    plan, level = plan_from(ask, cube), ask.number("level")
    found, failed, _ = uncertainty.sobol(plan, ask.integer("points"), ask.integer("seed"), level)
    outputs = [*cube.names("party"), "mean-rank-shift"]
    rows, bounds = [], []
    for f, factor in enumerate(plan.factors):
        for o, output in enumerate(outputs):
            keys = {"factor": factor.name, "output": output}
            for item, value, limits in (
                ("first", found.first, found.first_bounds),
                ("total", found.total, found.total_bounds),
            ):
                rows.append(row(item, keys, value[f, o], "rank-never-moves"))
                if np.isfinite(limits[:, f, o]).all():
                    low, high = (float(v) for v in limits[:, f, o])
                    bounds.append({"item": item, **keys, "low": low, "high": high})
    variants = ask.integer("points") * (len(plan.factors) + 2)
    interval = {
        "level": level,
        "method": "bootstrap",
        "variants": variants,
        "failed": failures(failed),
        "rows": bounds,
    }
    if found.points < 64:
        ask.warnings.append(warned("small-sample", f"{found.points} points"))
    return Outcome(tuple(rows), variant="saltelli2010/jansen1999", interval=interval)


@measure(
    "leave-one-out",
    "剔除一项检验",
    "Leave one indicator out",
    FAMILY,
    answers=("少了哪个指标名次变化最大", "which indicator's absence moves ranks most"),
    formula="ranks of the index without each indicator in turn",
    reference="Becker et al. (2022) COINr",
    tables=("tree",),
    settings=INDEX_SETTINGS,
    items=("rank", "mean-rank-shift", "max-rank-shift"),
    domain=DOMAIN,
    order=True,
)
def leave_one_out(ask: Ask) -> Outcome:
    cube = ask.cube()
    warn_constant(ask)
    tree, recipe = tree_from(ask, cube.names("indicator")), full_recipe(ask, cube)
    steps = Steps(cube.values, cube.names("indicator"))
    declared = aggregating.descending_rank(np.nan_to_num(scores(steps, tree, recipe)[tree.top]))
    rows: list[Row] = []
    for leaf in tree.leaves:
        without = tree.without(leaf)
        if without is None:
            rows.append(row("mean-rank-shift", {"indicator": leaf}, None, "only-one-in-its-group"))
            continue
        rank = aggregating.descending_rank(np.nan_to_num(scores(steps, without, recipe)[tree.top]))
        moved = np.abs(rank - declared)
        rows += [
            row("mean-rank-shift", {"indicator": leaf}, float(moved.mean())),
            row("max-rank-shift", {"indicator": leaf}, int(moved.max())),
        ]
        rows += [
            row("rank", {"indicator": leaf, "party": p, "period": t}, int(rank[i, j]))
            for i, p in enumerate(cube.labels[0])
            for j, t in enumerate(cube.labels[1])
        ]
    return Outcome(tuple(rows), variant=recipe.aggregate)


@measure(
    "rank-reversal",
    "逆序检验",
    "Rank-reversal test",
    FAMILY,
    answers=("去掉一个方,其余的次序会变吗", "whether leaving a party out reorders the others"),
    formula="pairs of the other parties that change order when a party is left out",
    reference="Wang & Luo (2009) Mathematical and Computer Modelling 49:1221-1229",
    tables=("tree",),
    settings=INDEX_SETTINGS,
    items=("reversed-pairs",),
    domain=DOMAIN,
    order=True,
)
def rank_reversal(ask: Ask) -> Outcome:
    cube = ask.cube()
    warn_constant(ask)
    tree, recipe = tree_from(ask, cube.names("indicator")), full_recipe(ask, cube)
    names, parties = cube.names("indicator"), cube.names("party")
    whole = scores(Steps(cube.values, names), tree, recipe)[tree.top]
    rows, found = [], 0
    for p, party in enumerate(parties):
        rest = np.delete(cube.values, p, axis=0)
        if len(rest) < 2:
            continue
        again = scores(Steps(rest, names), tree, recipe)[tree.top]
        before = np.delete(whole, p, axis=0)
        i, j = np.triu_indices(len(rest), k=1)
        swapped = (before[i] - before[j]) * (again[i] - again[j]) < -1e-24
        for t, period in enumerate(cube.names("period")):
            count = int(swapped[:, t].sum())
            found += count
            rows.append(row("reversed-pairs", {"party": party, "period": period}, count))
    if found:
        ask.warnings.append(warned("rank-reversal-possible", f"{found} pairs"))
    return Outcome(tuple(rows), variant=f"{recipe.normalise}, {recipe.aggregate}")


@measure(
    "compare-index",
    "指数比较",
    "Compare two indices",
    FAMILY,
    answers=("两个指数的次序有多一致", "how far two indices agree on the order"),
    formula="Spearman ρ, Kendall τ-b, mean and largest |Δrank| of two indicators by period",
    reference="Spearman (1904); Kendall (1938)",
    settings=(
        Setting("first", "", "text", "one index"),
        Setting("second", "", "text", "the other"),
    ),
    items=("spearman", "kendall", "mean-rank-shift", "max-rank-shift", "rank-shift"),
    order=True,
    domain=Domain(constant="null, reason constant"),
    cuts="period",
)
def compare_index(ask: Ask) -> Outcome:
    cube = ask.cube()
    names = cube.names("indicator")
    at = [ask.place(key, names) for key in ("first", "second")]
    rank = scaling.rank(cube.values, scaling.Scope("period"))
    rows: list[Row] = []
    for t, period in enumerate(cube.names("period")):
        a, b = rank[:, t, at[0]], rank[:, t, at[1]]
        keys = {"period": period}
        rows += [
            row("spearman", keys, pearson(a, b), "constant"),
            row("kendall", keys, kendall(a, b), "constant"),
            row("mean-rank-shift", keys, float(np.abs(a - b).mean())),
            row("max-rank-shift", keys, float(np.abs(a - b).max())),
        ]
        rows += [
            row("rank-shift", {"party": p, **keys}, float(a[i] - b[i]))
            for i, p in enumerate(cube.names("party"))
        ]
    return Outcome(tuple(rows))
