"""The interval of an index over its variants: bounds of ranks and of scores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from yipan.gauge import uncertainty
from yipan.gauge.arrays import Bools, Floats, Ints
from yipan.gauge.composite import Recipe, Tree
from yipan.gauge.families.alternatives import METHOD
from yipan.gauge.table import Dense


def failures(failed: tuple[tuple[str, str], ...]) -> list[dict[str, object]]:
    """Failed variants, each kind once with its count."""
    counts: dict[tuple[str, str], int] = {}
    for item in failed:
        counts[item] = counts.get(item, 0) + 1
    return [{"variant": v, "reason": r, "count": n} for (v, r), n in sorted(counts.items())]


def rank_interval(
    cube: Dense, run: uncertainty.Run, level: float, method: str, node: str
) -> dict[str, Any]:
    """Bounds of the ranks over the variants that succeeded."""
    rank = uncertainty.ranks_of(run.scores[run.good])
    tails = [(1 - level) / 2, (1 + level) / 2]
    low, high = np.quantile(rank, tails, axis=0, method="nearest")
    rows = [
        {
            "item": "rank",
            "party": p,
            "period": t,
            "node": node,
            "low": float(low[i, j]),
            "high": float(high[i, j]),
        }
        for i, p in enumerate(cube.labels[0])
        for j, t in enumerate(cube.labels[1])
    ]
    return {
        "level": level,
        "method": method,
        "variants": len(run.scores),
        "failed": failures(run.failed),
        "rows": rows,
    }


def default_interval(
    cube: Dense,
    tree: Tree,
    recipe: Recipe,
    *,
    vintages: Mapping[str, Floats] | None = None,
    half_units: Floats | None = None,
) -> Mapping[str, object]:
    """The envelope over the default alternatives: ranks over all, scores over those on its scale.

    Normalisation, weights, aggregation and treatment in every combination; each indicator left out,
    each other vintage, and draws of what rounding has taken, under the declared recipe.
    """
    names, none = cube.names("indicator"), dict[str, tuple[str, ...]]()
    plans = [
        uncertainty.plan_of(tree, recipe, names, cube.values, uncertainty.DEFAULT),
        uncertainty.plan_of(tree, recipe, names, cube.values, none, leave_out=True),
        uncertainty.plan_of(tree, recipe, names, cube.values, none, vintages=vintages),
        uncertainty.plan_of(tree, recipe, names, cube.values, none, half_units=half_units),
    ]
    runs, kept = [], []
    for plan in plans:
        if plan.factors:
            variants = uncertainty.every(plan)
            runs.append(uncertainty.run(plan, variants))
            kept.append(_on_scale(plan, variants))
    whole = uncertainty.Run(
        np.concatenate([r.scores for r in runs]), tuple(f for r in runs for f in r.failed)
    )
    found = rank_interval(cube, whole, 1.0, METHOD, tree.top)
    scale = whole.scores[np.concatenate(kept) & whole.good]
    rows = [
        {
            "item": "score",
            **dict(zip(("party", "period"), names_at, strict=True)),
            "node": tree.top,
            "low": float(own.min()),
            "high": float(own.max()),
        }
        for names_at, own in _cells(cube, scale)
    ]
    return {**found, "rows": [*found["rows"], *rows]}


def _on_scale(plan: uncertainty.Plan, variants: Ints) -> Bools:
    """Variants whose scores are on the scale of the declared normalisation."""
    for i, factor in enumerate(plan.factors):
        if factor.name == "normalise":
            return np.asarray(variants[:, i] == 0)
    return np.ones(len(variants), dtype=bool)


def _cells(cube: Dense, scores_: Floats) -> Iterator[tuple[tuple[str, str], Floats]]:
    """Party and period, and the values of the variants that have one."""
    for i, j in np.ndindex(*scores_.shape[1:]):
        own = scores_[:, i, j]
        if np.isfinite(own).any():
            yield (cube.labels[0][i], cube.labels[1][j]), own[np.isfinite(own)]
