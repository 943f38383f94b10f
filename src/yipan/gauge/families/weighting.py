"""Weights of indicators: data-driven, expert, combined."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from yipan.core.errors import BadInput
from yipan.core.words import Words
from yipan.gauge import weighing as kernel
from yipan.gauge.arrays import Floats
from yipan.gauge.ask import Ask
from yipan.gauge.families.common import (
    DOWN,
    WEIGHTS,
    down_mask,
    matrix,
    tree_from,
    warn_constant,
    weight_rows,
)
from yipan.gauge.registry import Domain, Setting, measure
from yipan.gauge.result import Outcome, row
from yipan.gauge.table import Dense

FAMILY = "weights"
DOMAIN = Domain(constant="weight 0 and a warning")
POSITIVE = Domain(zero="refused", negative="refused", constant="weight 0 and a warning")
ROWS = Setting("normalise", "none", "none|min-max", "rescale columns before forming shares")


def simple(ask: Ask, compute: Callable[[Floats], Floats]) -> Outcome:
    """Weights of a function of the matrix of rows."""
    cube = ask.cube()
    warn_constant(ask)
    return Outcome(tuple(weight_rows(cube.names("indicator"), compute(matrix(cube)))))


def summarised(ask: Ask, compute: Callable[[kernel.Summary], Floats]) -> Outcome:
    """Weights of a function of the columns in small."""
    warn_constant(ask)
    columns = ask.columns()
    return Outcome(tuple(weight_rows(columns.names, compute(columns.summary))))


def refuse_negative(ask: Ask) -> None:
    """Name the first negative cell; the cells are read only where a column has one."""
    if (ask.columns().bounds.low < 0).any():
        for cube in ask.cubes():
            cube.refuse_negative()


@measure(
    "entropy",
    "熵权",
    "Entropy weights",
    FAMILY,
    answers=("按离散程度指标该有多大权重", "how much weight an indicator earns by its dispersion"),
    formula="p = z/Σz; e = -(1/ln m) Σ p ln p, m rows (parties x periods); w = (1-e)/Σ(1-e)",
    reference="Shannon (1948); Hwang & Yoon (1981)",
    settings=(ROWS,),
    items=("weight", "entropy"),
    domain=Domain(zero="limit p ln p = 0", negative="refused", constant="weight 0 and a warning"),
    mergeable=True,
    cuts="columns",
)
def entropy(ask: Ask) -> Outcome:
    columns, scaled = ask.columns(), ask.text("normalise") == "min-max"
    if not scaled:
        refuse_negative(ask)
    warn_constant(ask)
    if columns.rows < 2:
        raise BadInput(Words("熵权至少要两行", "entropy weights need two rows at least"))
    low = columns.bounds.low
    apart = columns.divergence(low if scaled else np.zeros_like(low))
    rows = weight_rows(columns.names, kernel.normed(apart, columns.constant))
    rows += weight_rows(columns.names, 1 - apart, "entropy")
    return Outcome(tuple(rows), variant=f"normalise={ask.text('normalise')}")


@measure(
    "critic",
    "CRITIC 权重",
    "CRITIC weights",
    FAMILY,
    answers=("按离散与独立程度的权重", "weights by contrast and by conflict with the others"),
    formula="c_j = sd(z_j) Σ_k (1 - r_jk), z min-max over all rows, Pearson r; w = c/Σc",
    reference="Diakoulaki, Mavrotas & Papayannakis (1995) Computers & OR 22(7)",
    items=("weight",),
    domain=DOMAIN,
    mergeable=True,
    cuts="columns",
)
def critic(ask: Ask) -> Outcome:
    return summarised(ask, kernel.critic)


@measure(
    "cv-weights",
    "变异系数权重",
    "CV weights",
    FAMILY,
    answers=("按相对离散程度的权重", "weights by relative dispersion"),
    formula="w = cv/Σcv, cv = sd/|mean|",
    reference="Diakoulaki et al. (1995); Zeleny (1982)",
    items=("weight",),
    domain=Domain(zero="refused where the mean is 0", constant="weight 0 and a warning"),
    mergeable=True,
    cuts="columns",
)
def cv_weights(ask: Ask) -> Outcome:
    columns = ask.columns()
    for k in np.flatnonzero(columns.summary.mean == 0):
        name = columns.names[int(k)]
        raise BadInput(
            Words(f"指标 {name}: 该指标均值为 0", f"indicator {name}: the mean of it is 0")
        )
    return summarised(ask, kernel.variation)


@measure(
    "sd-weights",
    "标准差权重",
    "Standard-deviation weights",
    FAMILY,
    answers=("按同一尺度上的离散程度的权重", "weights by dispersion on one scale"),
    formula="w = sd(z)/Σ sd(z), z min-max over all rows",
    reference="Diakoulaki et al. (1995)",
    items=("weight",),
    domain=DOMAIN,
    mergeable=True,
    cuts="columns",
)
def sd_weights(ask: Ask) -> Outcome:
    return summarised(ask, kernel.deviation)


@measure(
    "pca",
    "主成分权重",
    "PCA weights",
    FAMILY,
    answers=("按共同变动的权重", "weights by common movement"),
    formula={
        "first": "squared loadings of the first component of the correlation matrix",
        "kaiser": "squared loadings of components with eigenvalue >= 1, weighted by eigenvalue",
    },
    reference="OECD/JRC (2008) Handbook, step 6",
    settings=(Setting("variant", "first", "first|kaiser", "components that count"),),
    items=("weight", "eigenvalue"),
    domain=DOMAIN,
    mergeable=True,
    cuts="columns",
)
def pca(ask: Ask) -> Outcome:
    columns, variant = ask.columns(), ask.text("variant")
    if warn_constant(ask).all():
        raise BadInput(Words("所有指标恒定", "every indicator is constant"))
    values, _ = kernel.principal(columns.summary)
    rows = weight_rows(columns.names, kernel.pca(columns.summary, variant))
    rows += [row("eigenvalue", {"component": str(i)}, v) for i, v in enumerate(values, start=1)]
    return Outcome(tuple(rows), variant=variant)


@measure(
    "gini-weights",
    "基尼权重",
    "Gini weights",
    FAMILY,
    answers=("按基尼系数的权重", "weights by each indicator's Gini coefficient"),
    formula="w = G/ΣG, G over all rows",
    reference="Li & Chi (2009)",
    items=("weight",),
    domain=Domain(negative="refused", constant="weight 0 and a warning"),
    order=True,
)
def gini_weights(ask: Ask) -> Outcome:
    ask.cube().refuse_negative()
    return simple(ask, kernel.gini_weights)


@measure(
    "merec",
    "MEREC 权重",
    "MEREC weights",
    FAMILY,
    answers=("去掉一个指标影响有多大", "how much leaving an indicator out changes the whole"),
    formula="S = ln(1 + mean|ln n|); E_j = Σ|S(-j) - S|; w = E/ΣE",
    reference="Keshavarz-Ghorabaee et al. (2021) Symmetry 13:525",
    settings=(DOWN,),
    items=("weight",),
    domain=POSITIVE,
)
def merec(ask: Ask) -> Outcome:
    cube = ask.cube()
    cube.refuse_not_positive()
    down = down_mask(ask, cube.names("indicator"))
    return simple(ask, lambda x: kernel.merec(x, down))


def _impact_loss(ask: Ask) -> tuple[Dense, Floats]:
    cube = ask.cube()
    cube.refuse_not_positive()
    if warn_constant(ask).any():
        raise BadInput(
            Words("有恒定指标, 影响损失无定义", "an indicator is constant: no impact loss")
        )
    try:
        return cube, kernel.cilos(matrix(cube), down_mask(ask, cube.names("indicator")))
    except np.linalg.LinAlgError:
        raise BadInput(
            Words(
                "一行同时占所有指标之最, 权重无定义",
                "one row is best in every indicator: impact loss has no unique solution",
            ),
            hint=Words("换用 entropy 或 critic", "use entropy or critic"),
        ) from None


@measure(
    "cilos",
    "准则影响损失权重",
    "CILOS weights",
    FAMILY,
    answers=("选别的指标的最优时损失多少", "what is lost at the optimum of the others"),
    formula="F q = 0, Σ q = 1, F from relative losses at each indicator's best row",
    reference="Zavadskas & Podvezko (2016) Int. J. IT & Decision Making 15(2)",
    settings=(DOWN,),
    items=("weight",),
    domain=Domain(zero="refused", negative="refused", constant="refused"),
)
def cilos(ask: Ask) -> Outcome:
    cube, weights = _impact_loss(ask)
    return Outcome(tuple(weight_rows(cube.names("indicator"), weights)))


@measure(
    "idocriw",
    "IDOCRIW 权重",
    "IDOCRIW weights",
    FAMILY,
    answers=("熵权与影响损失之积", "entropy and impact loss together"),
    formula="w = q_j e_j / Σ q e, q of cilos, e of entropy",
    reference="Zavadskas & Podvezko (2016)",
    settings=(DOWN,),
    items=("weight",),
    domain=Domain(zero="refused", negative="refused", constant="refused"),
)
def idocriw(ask: Ask) -> Outcome:
    cube, loss = _impact_loss(ask)
    product = loss * kernel.entropy(matrix(cube))
    return Outcome(tuple(weight_rows(cube.names("indicator"), product / product.sum())))


@measure(
    "bod",
    "有利权重 (BoD)",
    "Benefit of the doubt",
    FAMILY,
    answers=("各方取对自己最有利的权重时得分多少", "each party's score under its own best weights"),
    formula="max Σ w y_i, subject to Σ w y_k <= 1 for all k in the period, w >= 0",
    reference="Melyn & Moesen (1991); Cherchye et al. (2007) Social Indicators Research 82",
    items=("score", "weight"),
    domain=Domain(zero="allowed, not for all indicators of a party", negative="refused"),
    cuts="period",
)
def bod(ask: Ask) -> Outcome:
    from yipan.gauge.programs import benefit_of_doubt

    cube = ask.cube()
    cube.refuse_negative()
    parties, periods, indicators = cube.labels
    rows = []
    for t, period in enumerate(periods):
        scores, weights = benefit_of_doubt(cube.values[:, t, :])
        for p, party in enumerate(parties):
            keys = {"party": party, "period": period}
            rows.append(row("score", keys, scores[p]))
            rows += [
                row("weight", {**keys, "indicator": n}, weights[p, k])
                for k, n in enumerate(indicators)
            ]
    return Outcome(tuple(rows))


@measure(
    "effective-weights",
    "有效权重",
    "Effective weights",
    FAMILY,
    answers=("每个指标最终占多大权重", "how much each indicator weighs in the end"),
    formula="product of the normed weights from the top of the tree",
    reference="Becker et al. (2022) COINr",
    tables=("tree",),
    settings=(WEIGHTS, DOWN),
    items=("weight",),
    cuts="columns",
)
def effective_weights(ask: Ask) -> Outcome:
    tree = tree_from(ask, ask.columns().names)
    found = tree.effective()
    return Outcome(tuple(row("weight", {"indicator": n}, w) for n, w in found.items()))


@measure(
    "optimise-weights",
    "优化权重",
    "Optimised weights",
    FAMILY,
    answers=(
        "怎样的权重使各指标对指数同等重要",
        "weights under which indicators matter as declared",
    ),
    formula="w such that corr(z_j, Σ w z) is proportional to the target",
    reference="Becker, Saisana, Paruolo & Vandecasteele (2017) Ecological Indicators 80",
    settings=(WEIGHTS,),
    items=("weight", "correlation", "loss"),
    domain=Domain(constant="refused"),
)
def optimise_weights(ask: Ask) -> Outcome:
    cube = ask.cube()
    names = cube.names("indicator")
    if warn_constant(ask).any():
        raise BadInput(Words("有恒定指标", "an indicator is constant"))
    target = ask.weights("weights", names)
    weights, found = kernel.optimise(kernel.min_max_columns(matrix(cube)), target)
    loss = float(np.abs(found / np.abs(found).sum() - target).max())
    rows = [*weight_rows(names, weights), *weight_rows(names, found, "correlation")]
    return Outcome((*rows, row("loss", {}, loss)))
