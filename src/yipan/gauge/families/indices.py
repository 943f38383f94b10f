"""Composite indices and rankings: trees, means, ideal points, outranking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from yipan.core.errors import BadInput
from yipan.core.words import Words
from yipan.gauge import aggregating as kernel
from yipan.gauge import scaling, weighing
from yipan.gauge.arrays import Floats
from yipan.gauge.ask import Ask
from yipan.gauge.composite import Recipe, Steps, Tree, normalise, scores, straight
from yipan.gauge.families.alternatives import PRECISION, half_units_of, vintages_of
from yipan.gauge.families.common import (
    DOWN,
    INDEX_SETTINGS,
    SCOPE,
    WEIGHTS,
    down_mask,
    matrix,
    panel_rows,
    recipe_of,
    scope_of,
    tree_from,
    warn_constant,
)
from yipan.gauge.registry import Domain, Setting, measure
from yipan.gauge.result import Outcome, Row, row, warned
from yipan.gauge.table import Dense

FAMILY = "aggregation"


def index_cuts(text: Callable[[str], str]) -> str:
    """Bounds, moments and entropy are known in small; ranks of a panel and treatment are not."""
    ranked = text("normalise") in ("rank", "borda", "percentile-rank")
    if text("treat") != "none" or (ranked and text("scope") != "period"):
        return "whole"
    moved = text("weighting") not in ("given", "equal") and (
        text("scope") != "panel" or text("normalise") not in ("none", "min-max", "z-score")
    )
    return "whole" if moved else "period"


def weighed(ask: Ask, tree: Tree, recipe: Recipe) -> tuple[Tree, Recipe]:
    """The tree with its data-driven weights, where a cut alone could not give them."""
    if ask.whole is None or recipe.weighting in ("given", "equal"):
        return tree, recipe
    columns, groups = ask.whole.columns, []
    sign = np.array([-1.0 if name in tree.down else 1.0 for name in columns.names])
    shift, slope = straight(recipe, columns.summary.turned(np.zeros_like(sign), sign))
    for group in tree.groups:
        if all(child in columns.names for child in group.children):
            at = [columns.names.index(child) for child in group.children]
            found = columns.weights(recipe.weighting, shift, slope * sign, at)
            found = np.where(np.isfinite(found), found, 1.0)
            group = replace(group, weights=tuple(found.tolist()))
        groups.append(group)
    return replace(tree, groups=tuple(groups)), replace(recipe, weighting="given")


# Above this many cells the interval is asked for by monte-carlo.
INTERVAL_CELLS = 200_000
SCALED = Domain(constant="weight 0 and a warning")


def full_recipe(ask: Ask, cube: Dense) -> Recipe:
    """Every choice of an index from the settings."""
    base = recipe_of(ask, cube, ask.text("normalise"))
    return replace(
        base,
        treat=ask.text("treat"),
        winmax=ask.integer("winmax"),
        weighting=ask.text("weighting"),
        aggregate=ask.text("aggregate"),
        power=ask.number("power"),
    )


@measure(
    "index",
    "综合指数",
    "Composite index",
    FAMILY,
    answers=("多个指标合成一个分数和名次", "one score and rank out of many indicators"),
    formula={
        "arithmetic": "Σ w z",
        "geometric": "Π z^w",
        "harmonic": "1/Σ(w/z)",
        "power": "(Σ w z^p)^(1/p)",
        "copeland": "pairs won minus pairs lost by weight",
    },
    reference="OECD/JRC (2008) Handbook on Constructing Composite Indicators",
    tables=("tree", "vintages"),
    settings=(
        *INDEX_SETTINGS,
        Setting("uncertainty", "alternatives", "alternatives|none", "interval of scores and ranks"),
        PRECISION,
    ),
    items=("score", "rank"),
    domain=Domain(
        zero="a geometric or harmonic mean is 0",
        negative="refused in geometric and harmonic means",
        constant="weight 0 and a warning",
    ),
    mergeable=True,
    cuts=index_cuts,
)
def index(ask: Ask) -> Outcome:
    cube = ask.cube()
    tree, recipe = tree_from(ask, cube.names("indicator")), full_recipe(ask, cube)
    warn_constant(ask)
    tree, recipe = weighed(ask, tree, recipe)
    if recipe.normalise == "min-max" and recipe.scope.kind != "base":
        ask.warnings.append(warned("rank-reversal-possible"))
    found = scores(Steps(cube.values, cube.names("indicator")), tree, recipe)
    rows: list[Row] = []
    parties, periods, _ = cube.labels
    for node in (group.name for group in reversed(tree.groups)):
        rows += node_rows(node, found[node], parties, periods)
    interval = None
    few = cube.values.size <= INTERVAL_CELLS and ask.whole is None
    if ask.text("uncertainty") != "none" and few:
        from yipan.gauge.families.audits import default_interval

        interval = default_interval(
            cube,
            tree,
            recipe,
            vintages=vintages_of(ask, cube),
            half_units=half_units_of(ask, cube),
        )
    return Outcome(tuple(rows), variant=recipe.aggregate, interval=interval)


def node_rows(
    node: str, score: Floats, parties: tuple[str, ...], periods: tuple[str, ...]
) -> list[Row]:
    """Score and rank (1 = highest) of a node, party by party and period by period."""
    places = kernel.descending_rank(np.nan_to_num(score, nan=-np.inf))
    out = []
    for p, party in enumerate(parties):
        for t, period in enumerate(periods):
            keys = {"party": party, "period": period, "node": node}
            known = np.isfinite(score[p, t])
            place = int(places[p, t]) if known else None
            out.append(row("score", keys, score[p, t], "constant"))
            out.append(row("rank", keys, place, "constant"))
    return out


@measure(
    "index-tree",
    "指标体系",
    "Indicator tree",
    "framework",
    answers=("指标体系有几层,每个指标占多少", "the levels of a tree and the weight of each node"),
    formula="level from the top, effective weight = product of normed weights",
    reference="OECD/JRC (2008) Handbook on Constructing Composite Indicators",
    tables=("tree",),
    settings=(WEIGHTS, DOWN),
    items=("level", "weight", "direction"),
    cuts="columns",
)
def index_tree(ask: Ask) -> Outcome:
    tree = tree_from(ask, ask.columns().names)
    level = {tree.top: 0}
    for group in reversed(tree.groups):
        level |= dict.fromkeys(group.children, level[group.name] + 1)
    rows = []
    for node, weight in tree.effective().items():
        keys = {"node": node}
        direction = -1 if node in tree.down else 1
        rows += [
            row("level", keys, level[node]),
            row("weight", keys, weight),
            row("direction", keys, direction),
        ]
    return Outcome(tuple(rows))


def scaled(ask: Ask) -> tuple[Dense, Floats, Floats]:
    """The cube, its min-max values (less-is-better turned) and the weights, constants at 0."""
    cube = ask.cube()
    constant = warn_constant(ask)
    down = [int(k) for k in np.flatnonzero(down_mask(ask, cube.names("indicator")))]
    z = normalise(cube.values, Recipe(scope=scope_of(ask, cube)), down)
    w = np.where(constant, 0.0, ask.weights("weights", cube.names("indicator")))
    return cube, np.nan_to_num(z), w / w.sum() if w.sum() > 0 else w


def by_period(z: Floats, compute: Callable[[Floats], Floats]) -> Floats:
    """A function of (party, indicator) for every period."""
    return np.stack([compute(z[:, t]) for t in range(z.shape[1])], axis=1)


@measure(
    "topsis",
    "逼近理想解法",
    "TOPSIS",
    FAMILY,
    answers=("离最优多近、离最劣多远", "how near to the best and far from the worst"),
    formula="C = d-/(d+ + d-) after v = w x / sqrt(Σ x²) over all rows",
    reference="Hwang & Yoon (1981) Multiple Attribute Decision Making",
    settings=(WEIGHTS, DOWN),
    items=("closeness",),
    domain=Domain(constant="adds no distance", zero="allowed"),
    cuts="period",
)
def topsis(ask: Ask) -> Outcome:
    cube, known = ask.cube(), ask.columns().summary
    warn_constant(ask)
    names = cube.names("indicator")
    w, down = ask.weights("weights", names), down_mask(ask, names)
    close = kernel.topsis(matrix(cube), w, down, known).reshape(cube.values.shape[:2])
    ask.warnings.append(warned("rank-reversal-possible"))
    return Outcome(tuple(panel_rows(cube, "closeness", close, "all-equal")), variant="vector")


@measure(
    "vikor",
    "VIKOR 折衷排序",
    "VIKOR",
    FAMILY,
    answers=("在总体与最差项之间折衷的排序", "a compromise between the whole and the worst item"),
    formula="S = Σ w(1-z), R = max w(1-z), Q = v S' + (1-v) R'; less is better",
    reference="Opricovic & Tzeng (2004) EJOR 156:445-455",
    settings=(WEIGHTS, DOWN, SCOPE, Setting("v", "0.5", "number", "weight of the majority")),
    items=("S", "R", "Q"),
    domain=SCALED,
)
def vikor(ask: Ask) -> Outcome:
    cube, z, w = scaled(ask)
    flat = z.reshape(-1, z.shape[2])
    found = kernel.vikor(flat, w, ask.number("v"))
    rows = []
    for name, values in zip("SRQ", found, strict=True):
        rows += panel_rows(cube, name, values.reshape(z.shape[:2]), "all-equal")
    return Outcome(tuple(rows))


@measure(
    "grey-relation",
    "灰色关联",
    "Grey relational grade",
    FAMILY,
    answers=("与最优序列有多接近", "how close to the best of every indicator"),
    formula="Σ w (min Δ + ρ max Δ)/(Δ + ρ max Δ), Δ = distance to the best on min-max",
    reference="邓聚龙 (1982); Deng (1989) J. Grey System 1:1-24",
    settings=(WEIGHTS, DOWN, SCOPE, Setting("rho", "0.5", "number", "distinguishing coefficient")),
    items=("grade",),
    domain=SCALED,
)
def grey_relation(ask: Ask) -> Outcome:
    cube, z, w = scaled(ask)
    found = kernel.grey_relation(z.reshape(-1, z.shape[2]), w, ask.number("rho"))
    return Outcome(tuple(panel_rows(cube, "grade", found.reshape(z.shape[:2]))))


@measure(
    "rank-sum-ratio",
    "秩和比",
    "Rank-sum ratio",
    FAMILY,
    answers=("各指标名次的平均", "the mean of ranks over indicators"),
    formula="RSR = Σ w R / n, R the rank in the period (n = best)",
    reference="田凤调 (1993) 秩和比法及其应用",
    settings=(WEIGHTS, DOWN),
    items=("rsr",),
    order=True,
    cuts="period",
)
def rank_sum_ratio(ask: Ask) -> Outcome:
    cube = ask.cube()
    sign = np.where(down_mask(ask, cube.names("indicator")), -1.0, 1.0)
    places = scaling.rank(cube.values * sign, scaling.Scope("period"))
    w = ask.weights("weights", cube.names("indicator"))
    return Outcome(tuple(panel_rows(cube, "rsr", places @ w / len(places))))


@measure(
    "fuzzy-evaluation",
    "模糊综合评价",
    "Fuzzy comprehensive evaluation",
    FAMILY,
    answers=("属于各等级的程度", "the degree of membership in each grade"),
    formula="B = W·R, triangular membership of z about the grades' centres",
    reference="Zadeh (1965); 汪培庄 (1983)",
    settings=(
        WEIGHTS,
        DOWN,
        SCOPE,
        Setting(
            "centres", "0,0.25,0.5,0.75,1", "list", "centres of the grades on the min-max scale"
        ),
    ),
    items=("membership", "grade"),
    domain=SCALED,
    cuts="period",
)
def fuzzy_evaluation(ask: Ask) -> Outcome:
    cube, z, w = scaled(ask)
    centres = np.array(ask.numbers("centres"))
    eye = np.eye(len(centres))
    member = np.stack([np.interp(z, centres, eye[g]) for g in range(len(centres))], axis=-1)
    found = np.einsum("ptkg,k->ptg", member, w)
    rows = []
    for g in range(len(centres)):
        rows += [
            row(r.name, {**r.keys, "grade": str(g + 1)}, r.value)
            for r in panel_rows(cube, "membership", found[:, :, g])
        ]
    best = found.argmax(axis=2) + 1
    rows += [
        row("grade", {"party": p, "period": t}, int(best[i, j]))
        for i, p in enumerate(cube.labels[0])
        for j, t in enumerate(cube.labels[1])
    ]
    return Outcome(tuple(rows))


@measure(
    "copeland",
    "Copeland 法",
    "Copeland score",
    FAMILY,
    answers=("两两比较中净胜多少", "net wins in pairwise comparison"),
    formula="pairs won minus pairs lost; a wins where the weight of indicators in its favour > ½",
    reference="Copeland (1951); Munda & Nardo (2009) Applied Economics 41",
    settings=(WEIGHTS, DOWN),
    items=("score",),
    order=True,
    cuts="period",
)
def copeland(ask: Ask) -> Outcome:
    cube = ask.cube()
    x = cube.values * np.where(down_mask(ask, cube.names("indicator")), -1.0, 1.0)
    w = ask.weights("weights", cube.names("indicator"))
    found = by_period(x, lambda z: kernel.copeland(z, w))
    return Outcome(tuple(panel_rows(cube, "score", found)))


@measure(
    "promethee",
    "PROMETHEE II",
    "PROMETHEE II",
    FAMILY,
    answers=("两两偏好的净流量", "the net flow of pairwise preference"),
    formula="φ = φ+ - φ-; preference linear up to the threshold on the min-max scale",
    reference="Brans & Vincke (1985) Management Science 31:647-656",
    settings=(
        WEIGHTS,
        DOWN,
        SCOPE,
        Setting("threshold", "0", "number", "gap of full preference; 0: any gap"),
    ),
    items=("net", "positive", "negative"),
    domain=SCALED,
    order=True,
    cuts="period",
)
def promethee(ask: Ask) -> Outcome:
    cube, z, w = scaled(ask)
    limit = ask.number("threshold")
    flows = [kernel.promethee(z[:, t], w, limit) for t in range(z.shape[1])]
    plus = np.stack([f[0] for f in flows], axis=1)
    minus = np.stack([f[1] for f in flows], axis=1)
    rows = [
        *panel_rows(cube, "net", plus - minus),
        *panel_rows(cube, "positive", plus),
        *panel_rows(cube, "negative", minus),
    ]
    return Outcome(tuple(rows), variant="usual" if limit == 0 else "linear")


@measure(
    "electre",
    "ELECTRE I",
    "ELECTRE I",
    FAMILY,
    answers=("谁级别高于谁", "who outranks whom"),
    formula="a outranks b: concordance >= c and discordance <= d",
    reference="Roy (1968) RIRO 2:57-75",
    settings=(
        WEIGHTS,
        DOWN,
        SCOPE,
        Setting("concordance", "0.65", "number", "least weight in favour"),
        Setting("discordance", "0.35", "number", "largest tolerated lag"),
    ),
    items=("outranks", "outranked-by", "kernel"),
    domain=SCALED,
    order=True,
    cuts="period",
)
def electre(ask: Ask) -> Outcome:
    cube, z, w = scaled(ask)
    rows = []
    for t, period in enumerate(cube.labels[1]):
        _, relation = kernel.electre(
            z[:, t], w, ask.number("concordance"), ask.number("discordance")
        )
        for p, party in enumerate(cube.labels[0]):
            keys = {"party": party, "period": period}
            beaten = int(relation[:, p].sum())
            rows += [
                row("outranks", keys, int(relation[p].sum())),
                row("outranked-by", keys, beaten),
                row("kernel", keys, "no" if beaten else "yes"),
            ]
    return Outcome(tuple(rows))


@measure(
    "mpi",
    "Mazziotta-Pareto 指数",
    "Mazziotta-Pareto index",
    FAMILY,
    answers=("扣除不均衡的平均", "the mean with a penalty for imbalance"),
    formula={"negative": "M - S cv over 100 + 10 z", "positive": "M + S cv over 100 + 10 z"},
    reference="Mazziotta & Pareto (2016) Social Indicators Research 127:983-1003",
    settings=(DOWN, SCOPE, Setting("penalty", "negative", "negative|positive", "sign of S cv")),
    items=("score",),
    domain=Domain(constant="left out and a warning"),
    cuts="period",
)
def mpi(ask: Ask) -> Outcome:
    cube = ask.cube()
    constant = warn_constant(ask)
    sign = np.where(down_mask(ask, cube.names("indicator")), -1.0, 1.0)
    scope = scope_of(ask, cube).turned(sign)
    z = 100 + 10 * scaling.z_score(cube.values * sign, scope, sample=False)
    penalty = ask.text("penalty")
    found = kernel.mazziotta_pareto(z[:, :, ~constant], 1 if penalty == "positive" else -1)
    return Outcome(tuple(panel_rows(cube, "score", found, "constant")), variant=penalty)


@measure(
    "mean-min",
    "均值-最小值函数",
    "Mean-min function",
    FAMILY,
    answers=("向最差项惩罚的平均", "the mean pulled towards the worst indicator"),
    formula="M - α (sqrt((M - min)² + β²) - β) on min-max",
    reference="Casadio Tarabusi & Guarini (2013) Social Indicators Research 112",
    settings=(
        WEIGHTS,
        DOWN,
        SCOPE,
        Setting("alpha", "1", "number", "0 mean .. 1 minimum"),
        Setting("beta", "0", "number", "smoothness of the penalty"),
    ),
    items=("score",),
    domain=SCALED,
    cuts="period",
)
def mean_min(ask: Ask) -> Outcome:
    cube, z, w = scaled(ask)
    live = w > 0
    found = kernel.mean_min(z[:, :, live], w[live], ask.number("alpha"), ask.number("beta"))
    return Outcome(tuple(panel_rows(cube, "score", found)))


@measure(
    "owa",
    "有序加权平均",
    "Ordered weighted average",
    FAMILY,
    answers=("按名次而非指标加权", "weights by place, not by indicator"),
    formula="Σ w_k z_(k), z sorted from the largest",
    reference="Yager (1988) IEEE Trans. SMC 18:183-190",
    settings=(DOWN, SCOPE, Setting("places", "", "list", "weight of the largest, the second, ...")),
    items=("score",),
    domain=SCALED,
    order=True,
    cuts="period",
)
def owa(ask: Ask) -> Outcome:
    cube = ask.cube()
    down = [int(k) for k in np.flatnonzero(down_mask(ask, cube.names("indicator")))]
    constant = warn_constant(ask)
    z = normalise(cube.values, Recipe(scope=scope_of(ask, cube)), down)[:, :, ~constant]
    places = np.array(ask.numbers("places")) if ask.text("places") else np.ones(z.shape[2])
    if len(places) != z.shape[2] or (places < 0).any() or places.sum() <= 0:
        raise BadInput(
            Words(
                f"places 需要 {z.shape[2]} 个非负数",
                f"places needs {z.shape[2]} numbers, none negative",
            )
        )
    return Outcome(tuple(panel_rows(cube, "score", kernel.ordered_mean(z, places))))


@measure(
    "cronbach",
    "克朗巴哈系数",
    "Cronbach's alpha",
    "audit",
    answers=("指标是否衡量同一事物", "whether the indicators measure one thing"),
    formula="α = k/(k-1) (1 - Σ var(x_j)/var(Σ x_j)) on the raw columns",
    reference="Cronbach (1951) Psychometrika 16:297-334",
    items=("alpha",),
    mergeable=True,
    cuts="columns",
)
def cronbach(ask: Ask) -> Outcome:
    products = ask.columns().summary.products
    k, whole = len(products), products.sum()
    alpha = k / (k - 1) * (1 - np.trace(products) / whole) if k > 1 and whole else np.nan
    return Outcome((row("alpha", {}, alpha, "one-indicator-or-constant"),))


@measure(
    "correlation-flags",
    "相关性警示",
    "Correlation flags",
    "audit",
    answers=("哪些指标重复或相互矛盾", "which indicators duplicate or contradict each other"),
    formula="Pearson r over all rows; redundant r >= high, contradicting r <= low",
    reference="OECD/JRC (2008) Handbook, step 4",
    settings=(
        DOWN,
        Setting("high", "0.92", "number", "redundant from here"),
        Setting("low", "-0.4", "number", "contradicting from here"),
    ),
    items=("r", "flag"),
    domain=Domain(constant="null, reason constant"),
    mergeable=True,
    cuts="columns",
)
def correlation_flags(ask: Ask) -> Outcome:
    columns = ask.columns()
    names = columns.names
    sign = np.where(down_mask(ask, names), -1.0, 1.0)
    live = np.flatnonzero(~warn_constant(ask))
    r = np.full((len(names), len(names)), np.nan)
    r[np.ix_(live, live)] = columns.summary.turned(np.zeros_like(sign), sign).correlations()
    rows: list[Row] = []
    for i, a in enumerate(names):
        for j in range(i + 1, len(names)):
            keys, value = {"indicator": a, "other": names[j]}, r[i, j]
            flag = "redundant" if value >= ask.number("high") else "fine"
            flag = "contradicting" if value <= ask.number("low") else flag
            rows += [
                row("r", keys, value, "constant"),
                row("flag", keys, None if np.isnan(value) else flag, "constant"),
            ]
    return Outcome(tuple(rows))


@measure(
    "pca-audit",
    "主成分检验",
    "PCA audit",
    "audit",
    answers=("数据有几个维度", "how many dimensions the data have"),
    formula="eigenvalues of the correlation matrix and the share of variance they explain",
    reference="OECD/JRC (2008) Handbook, step 4",
    items=("eigenvalue", "explained", "cumulative"),
    domain=Domain(constant="left out and a warning"),
    mergeable=True,
    cuts="columns",
)
def pca_audit(ask: Ask) -> Outcome:
    warn_constant(ask)
    values, _ = weighing.principal(ask.columns().summary)
    share = values / values.sum()
    rows = []
    for i, value in enumerate(values):
        keys = {"component": str(i + 1)}
        rows += [
            row("eigenvalue", keys, value),
            row("explained", keys, share[i]),
            row("cumulative", keys, share[: i + 1].sum()),
        ]
    return Outcome(tuple(rows))
