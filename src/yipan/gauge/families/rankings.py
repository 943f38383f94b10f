"""Rankings of parties: ideal points, outranking, means that penalise imbalance."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from yipan.core.errors import BadInput
from yipan.core.words import Words
from yipan.gauge import aggregating as kernel
from yipan.gauge import scaling
from yipan.gauge.arrays import Floats
from yipan.gauge.ask import Ask
from yipan.gauge.composite import Recipe, normalise
from yipan.gauge.families.common import (
    DOWN,
    SCOPE,
    WEIGHTS,
    down_mask,
    matrix,
    panel_rows,
    scope_of,
    warn_constant,
)
from yipan.gauge.families.indices import FAMILY
from yipan.gauge.registry import Domain, Setting, measure
from yipan.gauge.result import Outcome, row, warned
from yipan.gauge.table import Dense

SCALED = Domain(constant="weight 0 and a warning")


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
