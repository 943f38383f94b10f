"""Distributions in their order: Gini, Dagum, Lorenz, parade, polarisation, segregation."""

from __future__ import annotations

import numpy as np

from yipan.core.errors import BadInput
from yipan.core.words import Words
from yipan.gauge import inequality as kernel
from yipan.gauge.ask import Ask
from yipan.gauge.families.inequality import FAMILY, VALUE, column_keys, rows_of, shares_of
from yipan.gauge.registry import Domain, Setting, measure
from yipan.gauge.result import Check, Outcome, row


@measure(
    "gini",
    "基尼系数",
    "Gini coefficient",
    FAMILY,
    answers=("差距有多大 (0 到 1)", "how unequal parties are, from 0 to 1"),
    formula={
        "n": "G = 1 - Σ p_i (L_i + L_(i-1)) over the Lorenz curve",
        "n-1": "G n/(n-1)",
    },
    reference="Gini (1912); Lorenz (1905)",
    optional=("weight",),
    settings=(Setting("form", "n", "n|n-1", "divisor n, or n-1 for a small sample"), VALUE),
    items=("gini",),
    domain=Domain(negative="refused", constant="0"),
    order=True,
    cuts="column",
)
def gini(ask: Ask) -> Outcome:
    cube, share = shares_of(ask)
    values = kernel.gini(share.income, share.population)
    form, n = ask.text("form"), len(cube.names("party"))
    if form == "n-1":
        values = values * n / (n - 1) if n > 1 else np.full(values.shape, np.nan)
    return Outcome(tuple(rows_of(cube, "gini", values)), variant=form)


@measure(
    "dagum",
    "达古姆基尼分解",
    "Dagum Gini decomposition",
    FAMILY,
    answers=(
        "差距来自组内、组间还是组间重叠",
        "how much of the Gini lies within, between and in overlap",
    ),
    formula="G = Σ G_jj p_j s_j + Σ G_jh D_jh (p_j s_h + p_h s_j) + Σ G_jh (1-D_jh)(...), "
    "D_jh = (d-p)/(d+p), j the group with the larger mean",
    reference="Dagum (1997) Empirical Economics 22:515-531",
    columns=("party", "period", "indicator", "value", "group"),
    optional=("weight",),
    items=("gini",),
    parts=("within", "net-between", "transvariation"),
    domain=Domain(negative="refused", constant="0"),
    order=True,
    cuts="column",
)
def dagum(ask: Ask) -> Outcome:
    cube = ask.cube()
    cube.refuse_negative()
    coded = cube.group_codes()
    assert coded is not None
    names, codes = coded
    values, parts, checks = [], [], []
    for (t, k), keys in column_keys(cube):
        x = cube.values[:, t, k]
        if x.sum() == 0:
            raise BadInput(
                Words(
                    f"{keys['period']} {keys['indicator']} 合计为 0",
                    f"{keys['period']} {keys['indicator']} sums to zero",
                )
            )
        w = np.ones_like(x) if cube.weights is None else cube.weights[:, t, k]
        found = kernel.dagum(x, w / w.sum(), codes, len(names))
        values.append(row("gini", keys, found.gini))
        parts += [
            row("within", keys, found.within),
            row("net-between", keys, found.net_between),
            row("transvariation", keys, found.transvariation),
        ]
        added = found.within + found.net_between + found.transvariation
        checks.append(
            Check(f"gini by sorting = sum of parts, {', '.join(keys.values())}", found.gini, added)
        )
    return Outcome(tuple(values), tuple(parts), tuple(checks), variant="dagum1997")


@measure(
    "lorenz",
    "洛伦兹曲线",
    "Lorenz curve",
    FAMILY,
    answers=("最低的若干份人口占多少", "what the poorest share of the population holds"),
    formula="cumulative p and cumulative s in the order of s/p",
    reference="Lorenz (1905) Publ. American Statistical Association 9:209-219",
    optional=("weight",),
    settings=(VALUE,),
    items=("population", "share"),
    domain=Domain(negative="refused"),
    order=True,
    cuts="column",
)
def lorenz(ask: Ask) -> Outcome:
    cube, share = shares_of(ask)
    parties, rows = cube.names("party"), []
    for (t, k), keys in column_keys(cube):
        order, population, income = kernel.lorenz(share.income[:, t, k], share.population[:, t, k])
        for i, party in enumerate(order):
            where = {"party": parties[party], **keys}
            rows += [row("population", where, population[i]), row("share", where, income[i])]
    return Outcome(tuple(rows))


@measure(
    "parade",
    "潘氏队列",
    "Pen's parade",
    FAMILY,
    answers=("各方相对平均水平的次序", "the parties in order of height relative to the mean"),
    formula="x / weighted mean, with its rank from the lowest",
    reference="Pen (1971) Income Distribution",
    optional=("weight",),
    settings=(VALUE,),
    items=("height", "rank"),
    domain=Domain(negative="refused"),
    order=True,
    cuts="column",
)
def parade(ask: Ask) -> Outcome:
    cube, share = shares_of(ask)
    parties, rows = cube.names("party"), []
    for (t, k), keys in column_keys(cube):
        height = share.income[:, t, k] / share.population[:, t, k]
        for rank, i in enumerate(np.argsort(height, kind="stable"), start=1):
            where = {"party": parties[int(i)], **keys}
            rows += [row("height", where, height[i]), row("rank", where, rank)]
    return Outcome(tuple(rows))


@measure(
    "wolfson",
    "沃尔夫森极化指数",
    "Wolfson polarisation",
    FAMILY,
    answers=("中间是否被掏空", "whether the middle is hollowing out"),
    formula="W = 2 (2T - G) μ/m, T = ½ - L(½), m the median",
    reference="Wolfson (1994) American Economic Review 84:353-358",
    optional=("weight",),
    settings=(VALUE,),
    items=("wolfson",),
    domain=Domain(negative="refused", constant="0"),
    order=True,
    cuts="column",
)
def wolfson(ask: Ask) -> Outcome:
    cube, share = shares_of(ask)
    rows = []
    for (t, k), keys in column_keys(cube):
        value = kernel.wolfson(share.income[:, t, k], share.population[:, t, k])
        rows.append(row("wolfson", keys, value, "median-zero"))
    return Outcome(tuple(rows))


@measure(
    "segregation",
    "隔离指数族",
    "Segregation indices",
    FAMILY,
    answers=("两类人口在各地分布有多不同", "how differently two groups spread over places"),
    formula={
        "two-group": "D = ½ Σ |x_i/X - y_i/Y| and relatives over areas",
    },
    reference="Duncan & Duncan (1955); Massey & Denton (1988) Social Forces 67:281-315",
    settings=(
        Setting("minority", "", "text", "the indicator that counts the group"),
        Setting("total", "", "text", "the indicator that counts everyone"),
    ),
    items=(
        "dissimilarity",
        "gini",
        "information-theory",
        "atkinson",
        "isolation",
        "interaction",
        "correlation-ratio",
        "concentration-profile-half",
        "minmax",
    ),
    domain=Domain(zero="allowed for the group, refused for the total", negative="refused"),
    cuts="period",
)
def segregation(ask: Ask) -> Outcome:
    cube = ask.cube()
    cube.refuse_negative()
    names = cube.names("indicator")
    minority, total = (ask.names(key, names) for key in ("minority", "total"))
    ask.required("minority")
    ask.required("total")
    x = cube.values[:, :, names.index(minority[0])]
    n = cube.values[:, :, names.index(total[0])]
    only_total = np.zeros(cube.values.shape, dtype=bool)
    only_total[:, :, names.index(total[0])] = n <= 0
    cube.refuse(only_total, Words("总数须为正", "the total must be positive"))
    above = np.zeros(cube.values.shape, dtype=bool)
    above[:, :, names.index(minority[0])] = x > n
    cube.refuse(above, Words("大于总数", "exceeds the total"))
    rows = []
    for t, period in enumerate(cube.names("period")):
        share = x[:, t].sum() / n[:, t].sum()
        if not 0 < share < 1:
            raise BadInput(Words(f"{period}: 只有一类人口", f"{period}: there is one group only"))
        found = kernel.segregation(x[:, t], n[:, t])
        rows += [row(name, {"period": period}, value) for name, value in found.items()]
    return Outcome(tuple(rows), variant="two-group")
