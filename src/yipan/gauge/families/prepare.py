"""Data of an index: panel, screening, denominating, imputing, treating and rescaling."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from yipan.core.words import Words
from yipan.gauge import scaling
from yipan.gauge.ask import Ask
from yipan.gauge.composite import normalise as normalise_array
from yipan.gauge.composite import treat as treat_array
from yipan.gauge.families.common import (
    DOWN,
    GOALPOSTS,
    METHODS,
    RANGE,
    REFERENCE,
    SCOPE,
    TARGET,
    cube_rows,
    down_mask,
    panel_rows,
    recipe_of,
    warn_constant,
)
from yipan.gauge.missing import IMPUTATIONS
from yipan.gauge.missing import impute as impute_array
from yipan.gauge.registry import Domain, Setting, measure
from yipan.gauge.result import Outcome, row

ANY = Domain(constant="null, reason constant")
IMPUTE_CUTS = {"linear": "party", "previous": "party", "knn": "whole"}
BY_RANK = ("rank", "borda", "percentile-rank")


def normalise_cuts(text: Callable[[str], str]) -> str:
    """Ranks over the whole panel need all of it at once; bounds and moments are known in small."""
    ranked = text("method") in BY_RANK and text("scope") != "period"
    return "whole" if ranked else "period"


@measure(
    "panel",
    "面板概况",
    "Panel",
    "data",
    answers=("面板有多大,缺了哪里", "how large the panel is and where it has gaps"),
    formula="counts of labels and of missing cells",
    reference="Yipan",
    items=("parties", "periods", "indicators", "missing"),
    domain=Domain(missing="counted"),
    mergeable=True,
    cuts="columns",
)
def panel(ask: Ask) -> Outcome:
    found: dict[str, set[str]] = {"party": set(), "period": set(), "indicator": set()}
    missing: dict[str, int] = {}
    for cube in ask.cubes():
        for axis, names in zip(cube.axes, cube.labels, strict=True):
            found[axis] |= set(names)
        gaps = np.isnan(cube.values).sum(axis=(0, 1))
        for name, count in zip(cube.names("indicator"), gaps, strict=True):
            missing[name] = missing.get(name, 0) + int(count)
    words = {"party": "parties", "period": "periods", "indicator": "indicators"}
    rows = [row(words[axis], {}, len(names)) for axis, names in found.items()]
    rows += [row("missing", {"indicator": name}, missing[name]) for name in sorted(missing)]
    return Outcome(tuple(rows))


@measure(
    "screen",
    "数据可得性筛查",
    "Screening by availability",
    "data",
    answers=("哪些方数据够多", "which parties have enough data"),
    formula="availability = known cells / all cells; kept where it reaches the threshold",
    reference="OECD/JRC (2008) Handbook on Constructing Composite Indicators",
    settings=(
        Setting("threshold", "0.65", "number", "least share of known cells"),
        Setting("zeros", "allowed", "allowed|count-as-missing", "whether a zero is a known cell"),
    ),
    items=("availability", "kept"),
    domain=Domain(missing="counted"),
    mergeable=True,
    cuts="period",
)
def screen(ask: Ask) -> Outcome:
    cube = ask.long().dense("party", "period", "indicator")
    known = ~np.isnan(cube.values)
    if ask.text("zeros") == "count-as-missing":
        known &= cube.values != 0
    share, limit = known.mean(axis=2), ask.number("threshold")
    kept = [
        row(r.name, r.keys, "yes" if r.value == 1.0 else "no")
        for r in panel_rows(cube, "kept", (share >= limit).astype(float))
    ]
    return Outcome((*panel_rows(cube, "availability", share), *kept))


@measure(
    "denominate",
    "按分母换算",
    "Denominate",
    "data",
    answers=("每人、每平方公里、每元是多少", "how much per head, per km², per yuan"),
    formula="factor x / denominator",
    reference="OECD/JRC (2008) Handbook on Constructing Composite Indicators",
    settings=(
        Setting("by", "", "text", "the indicator in the denominator"),
        Setting("factor", "1", "number", "multiplies the quotient"),
    ),
    items=("denominated",),
    domain=Domain(zero="refused in the denominator", constant="allowed"),
    mergeable=True,
    cuts="period",
)
def denominate(ask: Ask) -> Outcome:
    cube = ask.cube()
    names = cube.names("indicator")
    ask.required("by")
    by = names.index(ask.names("by", names)[0])
    zero = np.zeros(cube.values.shape, dtype=bool)
    zero[:, :, by] = cube.values[:, :, by] == 0
    cube.refuse(zero, Words("分母为 0", "the denominator is zero"))
    with np.errstate(divide="ignore", invalid="ignore"):
        quotient = ask.number("factor") * cube.values / cube.values[:, :, [by]]
    rows = cube_rows(cube, "denominated", quotient)
    return Outcome(tuple(r for r in rows if r.keys["indicator"] != names[by]))


@measure(
    "impute",
    "缺失插补",
    "Imputation",
    "data",
    answers=("缺的值按某规则是多少", "what missing cells are under a rule"),
    formula={
        "linear": "linear in time, ends carried",
        "previous": "last known value",
        "mean": "mean of the parties in the period",
        "median": "median of the parties in the period",
        "group": "mean of the party's group in the period",
        "knn": "mean of the 3 nearest rows (range-scaled distance over shared indicators)",
    },
    reference="OECD/JRC (2008) Handbook on Constructing Composite Indicators",
    optional=("group",),
    settings=(Setting("method", "linear", "|".join(IMPUTATIONS), "the rule"),),
    items=("imputed", "flag"),
    domain=Domain(missing="filled by the method; null where it has nothing to go by"),
    cuts=lambda text: IMPUTE_CUTS.get(text("method"), "period"),
)
def impute(ask: Ask) -> Outcome:
    cube = ask.long().dense("party", "period", "indicator")
    method = ask.text("method")
    filled = impute_array(cube, method)
    was = np.isnan(cube.values).astype(float)
    flags = [
        row("flag", r.keys, "imputed" if r.value else "known") for r in cube_rows(cube, "flag", was)
    ]
    rows = cube_rows(cube, "imputed", filled.values, "nothing-known")
    return Outcome((*rows, *flags), variant=method)


@measure(
    "treat",
    "异常值处理",
    "Outlier treatment",
    "data",
    answers=("去掉极端值的影响后是多少", "what remains when extreme values are tamed"),
    formula={
        "winsorise": "extreme values become the next, one point at a time, until |skew| <= 2 or "
        "excess kurtosis <= 3.5, at most winmax",
        "log-ct": "ln(x - min + 0.01 range)",
        "box-cox": "((x - min + 1)^λ - 1)/λ",
    },
    reference="OECD/JRC (2008); Becker et al. (2022) COINr, JOSS 7(78)",
    settings=(
        Setting("method", "winsorise", "winsorise|log-ct|box-cox", "the treatment"),
        Setting("winmax", "5", "integer", "most points that winsorising moves"),
        Setting("lambda", "0", "number", "exponent of box-cox"),
    ),
    items=("treated", "skewness", "kurtosis"),
    domain=Domain(constant="unchanged"),
    order=True,
    cuts="indicator",
)
def treat(ask: Ask) -> Outcome:
    cube, method = ask.cube(), ask.text("method")
    treated = treat_array(cube.values, method, ask.integer("winmax"), ask.number("lambda"))
    rows = cube_rows(cube, "treated", treated)
    for k, name in enumerate(cube.names("indicator")):
        column = cube.values[:, :, k].reshape(-1)
        for item, value in (
            ("skewness", scaling.skewness(column)),
            ("kurtosis", scaling.kurtosis(column)),
        ):
            rows.append(row(item, {"indicator": name}, value, "constant-or-too-few"))
    return Outcome(tuple(rows), variant=method)


@measure(
    "normalise",
    "归一化",
    "Normalisation",
    "normalisation",
    answers=("不同单位的指标放到同一尺度", "indicators of different units on one scale"),
    formula={
        "min-max": "(x - min)/(max - min), rescaled to range",
        "z-score": "(x - mean)/sd, sample sd",
        "rank": "1 = lowest, ties averaged",
        "borda": "rank - 1",
        "percentile-rank": "(rank - 1)/(n - 1)",
        "fraction-of-max": "x/max",
        "goalposts": "(x - lo)/(hi - lo), clipped, rescaled to range",
        "distance-to-reference": "1 - (ref - x)/(ref - min)",
        "distance-to-target": "1 - (target - x)/(target - min)",
    },
    reference="OECD/JRC (2008) Handbook on Constructing Composite Indicators",
    settings=(
        Setting("method", "min-max", METHODS, "the rescaling"),
        SCOPE,
        RANGE,
        GOALPOSTS,
        REFERENCE,
        TARGET,
        DOWN,
    ),
    items=("normalised",),
    domain=ANY,
    cuts=normalise_cuts,
)
def normalise(ask: Ask) -> Outcome:
    cube, method = ask.cube(), ask.text("method")
    recipe = recipe_of(ask, cube, method)
    down = [int(k) for k in np.flatnonzero(down_mask(ask, cube.names("indicator")))]
    if method not in (*BY_RANK, "goalposts"):
        warn_constant(ask)
    z = normalise_array(cube.values, recipe, down, cube.names("indicator"))
    return Outcome(tuple(cube_rows(cube, "normalised", z)), variant=method)
