"""Composite indices and rankings: trees, means, ideal points, outranking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from yipan.gauge import aggregating as kernel
from yipan.gauge.arrays import Floats
from yipan.gauge.ask import Ask
from yipan.gauge.composite import Recipe, Steps, Tree, scores, straight
from yipan.gauge.families.alternatives import PRECISION, half_units_of, vintages_of
from yipan.gauge.families.common import (
    DOWN,
    INDEX_SETTINGS,
    WEIGHTS,
    recipe_of,
    tree_from,
    warn_constant,
)
from yipan.gauge.families.intervals import default_interval
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
