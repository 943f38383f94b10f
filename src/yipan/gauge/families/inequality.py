"""Inequality: Theil, GE, Gini, Dagum, Atkinson, Hoover, Williamson, Lorenz and relatives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product

import numpy as np

from yipan.core.errors import BadInput
from yipan.core.words import Words
from yipan.gauge import inequality as kernel
from yipan.gauge.arrays import Floats, Ints, codes_of
from yipan.gauge.ask import Ask
from yipan.gauge.registry import Domain, Setting, measure
from yipan.gauge.result import Check, Outcome, Row, row
from yipan.gauge.table import Dense

FAMILY = "inequality"
KEYS = "period, indicator"
VALUE = Setting("value", "level", "level|total", "value is per head (level) or a sum (total)")
SHARES = Domain(zero="allowed (x ln x = 0)", negative="refused", constant="0")
CROSS = Setting("cross", "false", "false|true", "subgroup crosses group instead of nesting in it")
SEED = Setting("seed", "0", "integer", "seed of the permutations (PCG64)")


def column_keys(cube: Dense) -> Iterator[tuple[tuple[int, int], dict[str, str]]]:
    """Index and keys of every period and indicator."""
    periods, indicators = cube.names("period"), cube.names("indicator")
    for t, k in product(range(len(periods)), range(len(indicators))):
        yield (t, k), {"period": periods[t], "indicator": indicators[k]}


def rows_of(cube: Dense, name: str, values: Floats, reason: str = "undefined") -> list[Row]:
    """A row for every period and indicator."""
    return [row(name, keys, values[at], reason) for at, keys in column_keys(cube)]


def shares_of(ask: Ask) -> tuple[Dense, kernel.Shares]:
    """The cube and its shares; refuses negative values and columns that sum to zero."""
    cube = ask.cube()
    cube.refuse_negative()
    empty = np.broadcast_to(cube.values.sum(axis=0) == 0, cube.values.shape)
    cube.refuse(empty, Words("该期该指标合计为 0", "the column sums to zero, shares are undefined"))
    total = ask.text("value") == "total"
    return cube, kernel.shares(cube.values, cube.weights, total=total)


def plain(
    ask: Ask, name: str, compute: Callable[[Floats, Floats], Floats], variant: str = ""
) -> Outcome:
    """An outcome of one number per period and indicator from the shares."""
    cube, share = shares_of(ask)
    values = compute(share.income, share.population)
    return Outcome(tuple(rows_of(cube, name, values)), variant=variant)


def entropy_outcome(ask: Ask, name: str, alpha: float, variant: str) -> Outcome:
    """GE(α) with its decomposition by group and subgroup where those columns are there."""
    cube, share = shares_of(ask)
    s, p = share.income, share.population
    if alpha <= 0:
        cube.refuse_not_positive()
    total = kernel.entropy_measure(s, p, alpha)
    values = rows_of(cube, name, total)
    coded = cube.group_codes()
    if coded is None:
        return Outcome(tuple(values), variant=variant)
    names, codes = coded
    lower = cube.group_codes("subgroup")
    if lower is None:
        found = kernel.split(s, p, codes, len(names), alpha)
        parts = [("between", found.between), ("within", found.within)]
        contributions = found.within_group
    elif ask.flag("cross"):
        crossed = kernel.crossed_split(s, p, codes, lower[1], alpha)
        contributions = kernel.split(s, p, codes, len(names), alpha).within_group
        parts = [
            ("between", crossed.first),
            ("between-subgroup", crossed.second),
            ("interaction", crossed.interaction),
            ("within", crossed.within),
        ]
    else:
        nested = kernel.nested_split(s, p, codes, _nested_codes(cube), alpha)
        contributions = nested.within_group
        parts = [
            ("between", nested.between),
            ("between-subgroup", nested.between_subgroup),
            ("within", nested.within),
        ]
    rows = [r for part, numbers in parts for r in rows_of(cube, part, numbers)]
    for g, group in enumerate(names):
        for at, keys in column_keys(cube):
            rows.append(row("within-group", {"group": group, **keys}, contributions[g][at]))
    checks = _sum_checks(cube, name, total, sum(n for _, n in parts))  # type: ignore[arg-type]
    return Outcome(tuple(values), tuple(rows), checks, variant=variant)


def _nested_codes(cube: Dense) -> Ints:
    assert cube.groups is not None
    assert cube.subgroups is not None
    pairs = [f"{g}\x1f{h}" for g, h in zip(cube.groups, cube.subgroups, strict=True)]
    return codes_of(pairs)[1]


def _sum_checks(cube: Dense, name: str, total: Floats, added: Floats) -> tuple[Check, ...]:
    return tuple(
        Check(
            f"{name} = sum of parts, {', '.join(keys.values())}", float(total[at]), float(added[at])
        )
        for at, keys in column_keys(cube)
    )


ENTROPY_PARTS = ("between", "between-subgroup", "interaction", "within", "within-group")


@measure(
    "theil-t",
    "泰尔指数 T",
    "Theil T",
    FAMILY,
    answers=(
        "地区间差距有多大,多少在组间",
        "how unequal parties are, and how much lies between groups",
    ),
    formula="T = Σ s ln(s/p), s income share, p population share; within weighted by income share",
    reference="Theil (1967); Shorrocks (1980)",
    optional=("weight", "group", "subgroup"),
    settings=(VALUE, CROSS),
    items=("theil-t",),
    parts=ENTROPY_PARTS,
    domain=SHARES,
    mergeable=True,
    cuts="column",
)
def theil_t(ask: Ask) -> Outcome:
    return entropy_outcome(ask, "theil-t", 1.0, "theil-t")


@measure(
    "theil-l",
    "泰尔指数 L (平均对数离差)",
    "Theil L (mean log deviation)",
    FAMILY,
    answers=("差距有多大,对低端更敏感", "how unequal parties are, with more weight at the bottom"),
    formula="L = Σ p ln(p/s); within weighted by population share",
    reference="Theil (1967); Shorrocks (1980)",
    optional=("weight", "group", "subgroup"),
    settings=(VALUE, CROSS),
    items=("theil-l",),
    parts=ENTROPY_PARTS,
    domain=Domain(zero="refused", negative="refused", constant="0"),
    mergeable=True,
    cuts="column",
)
def theil_l(ask: Ask) -> Outcome:
    return entropy_outcome(ask, "theil-l", 0.0, "theil-l")


@measure(
    "ge",
    "广义熵指数",
    "Generalised entropy",
    FAMILY,
    answers=("在选定敏感度下差距有多大", "how unequal parties are at a chosen sensitivity"),
    formula="GE(α) = [Σ p (s/p)^α - 1] / (α(α-1)); α=1 is T, α=0 is L",
    reference="Shorrocks (1980) Econometrica 48:613-625",
    optional=("weight", "group", "subgroup"),
    settings=(Setting("alpha", "2", "number", "sensitivity α"), VALUE, CROSS),
    items=("ge",),
    parts=ENTROPY_PARTS,
    domain=Domain(zero="refused for α <= 0", negative="refused", constant="0"),
    mergeable=True,
    cuts="column",
)
def ge(ask: Ask) -> Outcome:
    return entropy_outcome(ask, "ge", ask.number("alpha"), f"ge({ask.text('alpha')})")


@measure(
    "atkinson",
    "阿特金森指数",
    "Atkinson index",
    FAMILY,
    answers=(
        "在给定厌恶度下差距的福利损失",
        "the welfare loss from inequality at a given aversion",
    ),
    formula="A = 1 - [Σ p (s/p)^(1-ε)]^(1/(1-ε)); ε=1: 1 - geometric/arithmetic mean",
    reference="Atkinson (1970) J. Economic Theory 2:244-263",
    optional=("weight",),
    settings=(Setting("epsilon", "0.5", "number", "inequality aversion ε > 0"), VALUE),
    items=("atkinson",),
    domain=Domain(zero="refused for ε >= 1", negative="refused", constant="0"),
    mergeable=True,
    cuts="column",
)
def atkinson(ask: Ask) -> Outcome:
    epsilon = ask.number("epsilon")
    if epsilon <= 0:
        raise BadInput(Words("epsilon 须为正", "epsilon must be positive"))
    if epsilon >= 1:
        ask.cube().refuse_not_positive()
    return plain(
        ask, "atkinson", lambda s, p: kernel.atkinson(s, p, epsilon), f"epsilon={epsilon:g}"
    )


@measure(
    "hoover",
    "胡佛指数",
    "Hoover (Schutz) index",
    FAMILY,
    answers=("需转移多大份额才平均", "the share that would have to move to be even"),
    formula="H = ½ Σ |s - p|",
    reference="Hoover (1936) Review of Economics and Statistics 18:162-171",
    optional=("weight",),
    settings=(VALUE,),
    items=("hoover",),
    domain=Domain(negative="refused", constant="0"),
    mergeable=True,
    cuts="column",
)
def hoover(ask: Ask) -> Outcome:
    return plain(ask, "hoover", kernel.hoover)


@measure(
    "williamson",
    "威廉姆森系数",
    "Williamson index (weighted CV)",
    FAMILY,
    answers=("人口加权的相对差异", "the population-weighted relative dispersion"),
    formula="V = sqrt(Σ p (x-μ)²)/μ, μ = Σ p x the weighted mean",
    reference="Williamson (1965) Economic Development and Cultural Change 13",
    optional=("weight",),
    settings=(VALUE,),
    items=("williamson",),
    domain=Domain(negative="refused", constant="0"),
    mergeable=True,
    cuts="column",
)
def williamson(ask: Ask) -> Outcome:
    return plain(ask, "williamson", kernel.williamson, "weighted-mean")


@measure(
    "cv",
    "变异系数",
    "Coefficient of variation",
    FAMILY,
    answers=("相对离散程度", "the relative dispersion"),
    formula={"population": "sd/mean, sd with n", "sample": "sd/mean, sd with n-1"},
    reference="Pearson (1896)",
    settings=(Setting("sd", "population", "population|sample", "divisor of the sd: n or n-1"),),
    items=("cv",),
    domain=Domain(constant="0", zero="null where the mean is 0"),
    mergeable=True,
    cuts="column",
)
def cv(ask: Ask) -> Outcome:
    cube, sd = ask.cube(), ask.text("sd")
    values = kernel.variation(cube.values, sample=sd == "sample")
    return Outcome(tuple(rows_of(cube, "cv", values, "mean-zero")), variant=sd)


@measure(
    "hhi",
    "赫芬达尔指数",
    "Herfindahl-Hirschman index",
    FAMILY,
    answers=("有多集中,相当于几个等份", "how concentrated, and equal to how many equal shares"),
    formula="H = Σ s²; (H - 1/n)/(1 - 1/n); 1/H",
    reference="Hirschman (1945); Herfindahl (1950)",
    items=("hhi", "hhi-normalised", "equivalent-number"),
    domain=Domain(negative="refused", constant="1/n"),
    mergeable=True,
    cuts="column",
)
def hhi(ask: Ask) -> Outcome:
    cube = ask.cube()
    cube.refuse_negative()
    found = kernel.herfindahl(kernel.shares(cube.values).income)
    names = ("hhi", "hhi-normalised", "equivalent-number")
    pairs = zip(names, found, strict=True)
    return Outcome(tuple(r for name, x in pairs for r in rows_of(cube, name, x, "sum-zero")))


@measure(
    "permutation",
    "组间差距置换检验",
    "Permutation test of the between part",
    FAMILY,
    answers=("组间差距是否大于随机分组", "whether the between part exceeds that of random groups"),
    formula="p = (1 + #{between of shuffled groups >= observed}) / (permutations + 1)",
    reference="Rey (2004) in Spatially Integrated Social Science",
    columns=("party", "period", "indicator", "value", "group"),
    optional=("weight",),
    settings=(
        Setting("statistic", "theil-t", "theil-t|theil-l", "which decomposition"),
        Setting("permutations", "999", "integer", "number of shuffles"),
        SEED,
        VALUE,
    ),
    items=("between", "between-mean", "p-value"),
    domain=SHARES,
    cuts="column",
)
def permutation(ask: Ask) -> Outcome:
    cube, share = shares_of(ask)
    statistic = ask.text("statistic")
    if statistic == "theil-l":
        cube.refuse_not_positive()
    coded = cube.group_codes()
    assert coded is not None
    found = kernel.permute_between(
        share.income,
        share.population,
        coded[1],
        len(coded[0]),
        ask.integer("permutations"),
        ask.integer("seed"),
        1.0 if statistic == "theil-t" else 0.0,
    )
    rows = [
        *rows_of(cube, "between", found.observed),
        *rows_of(cube, "between-mean", found.mean),
        *rows_of(cube, "p-value", found.p_value),
    ]
    return Outcome(tuple(rows), variant=statistic)
