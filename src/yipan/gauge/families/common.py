"""What several families share: rows over a cube, recipes from settings, trees from tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from yipan.core.errors import BadInput, UnknownName
from yipan.core.words import Words
from yipan.gauge.arrays import Bools, Floats
from yipan.gauge.ask import Ask, place_of, sheet_numbers
from yipan.gauge.composite import AGGREGATIONS, NORMALISATIONS, Recipe, Tree, flat_tree, tree_of
from yipan.gauge.registry import Setting
from yipan.gauge.result import Row, row, warned
from yipan.gauge.scaling import Scope
from yipan.gauge.table import Dense

SCOPE = Setting("scope", "panel", "panel|period|base:PERIOD", "cells that bounds or ranks use")
RANGE = Setting("range", "0,1", "pair", "range of the rescaled values")
DOWN = Setting("down", "", "list", "indicators where less is better (x becomes -x first)")
WEIGHTS = Setting("weights", "", "map", "weights by indicator, normed to 1; equal when empty")
GOALPOSTS = Setting("goalposts", "", "text", "lo,hi for all, or name:lo:hi;name:lo:hi")
REFERENCE = Setting("reference", "", "text", "the party that stands for the target")
TARGET = Setting("target", "", "number", "the target of distance-to-target")
METHODS = "|".join(NORMALISATIONS)
NORMALISE = Setting("normalise", "min-max", f"{METHODS}|none", "how indicators are rescaled")
AGGREGATE = Setting("aggregate", "arithmetic", "|".join(AGGREGATIONS), "how a node is formed")
INDEX_SETTINGS = (
    NORMALISE,
    SCOPE,
    RANGE,
    GOALPOSTS,
    REFERENCE,
    TARGET,
    Setting("aggregate", "arithmetic", "|".join(AGGREGATIONS), "how a node is formed"),
    Setting("power", "2", "number", "exponent of aggregate=power"),
    WEIGHTS,
    Setting("weighting", "given", "given|equal|entropy|critic|cv|sd|pca", "weights inside a group"),
    Setting("treat", "none", "none|winsorise|log-ct", "outlier treatment before rescaling"),
    Setting("winmax", "5", "integer", "most points that winsorising moves"),
    DOWN,
)


def rows_by(
    name: str,
    array: Floats,
    axes: Sequence[str],
    labels: Sequence[Sequence[str]],
    reason: str = "undefined",
) -> list[Row]:
    """A row for every cell of an array with labelled axes."""
    out = []
    for index in np.ndindex(*array.shape):
        keys = {axis: labels[i][at] for i, (axis, at) in enumerate(zip(axes, index, strict=True))}
        out.append(row(name, keys, array[index], reason))
    return out


def cube_rows(cube: Dense, name: str, array: Floats, reason: str = "constant") -> list[Row]:
    """party, period, indicator rows."""
    return rows_by(name, array, cube.axes, cube.labels, reason)


def panel_rows(cube: Dense, name: str, array: Floats, reason: str = "undefined") -> list[Row]:
    """party, period rows."""
    return rows_by(name, array, cube.axes[:2], cube.labels[:2], reason)


def weight_rows(names: Iterable[str], weights: Floats, item: str = "weight") -> list[Row]:
    """indicator rows."""
    pairs = zip(names, weights, strict=True)
    return [row(item, {"indicator": n}, w, "all-constant") for n, w in pairs]


def matrix(cube: Dense) -> Floats:
    """All party x period rows by indicator."""
    return cube.values.reshape(-1, cube.values.shape[2])


def warn_constant(ask: Ask) -> Bools:
    """Which indicators are constant over the panel; each is warned of."""
    columns = ask.columns()
    for k in np.flatnonzero(columns.constant):
        ask.warnings.append(warned("constant-indicator", columns.names[int(k)]))
    return columns.constant


def down_mask(ask: Ask, names: Sequence[str]) -> Bools:
    """Which indicators are better when less."""
    down = ask.names("down", names)
    return np.array([name in down for name in names], dtype=bool)


def scope_of(ask: Ask, cube: Dense) -> Scope:
    """The scope, its base period found; known in small where the cube is a cut of the panel."""
    kind, _, period = ask.text("scope").partition(":")
    if ask.whole is not None and kind != "period":
        known = ask.whole.columns if kind == "panel" else ask.whole.columns_of(period)
        return Scope(kind, known=known.summary)
    if kind != "base":
        return Scope(kind)
    return Scope("base", place_of(period, cube.names("period"), "period"))


def recipe_of(ask: Ask, cube: Dense, normalise: str) -> Recipe:
    """The normalising part of a recipe from the settings."""
    low, high = ask.pair("range")
    reference = -1
    if normalise == "distance-to-reference":
        reference = ask.place("reference", cube.names("party"), "party")
    if normalise == "distance-to-target":
        ask.required("target")
    posts = goalposts_of(ask.required("goalposts")) if normalise == "goalposts" else ()
    target = ask.number("target") if ask.text("target") else float("nan")
    return Recipe(normalise, scope_of(ask, cube), low, high, posts, reference, target)


def goalposts_of(text: str) -> tuple[tuple[str, float, float], ...]:
    """lo,hi for all indicators, or name:lo:hi;name:lo:hi."""
    wrong = BadInput(Words("goalposts 应写作 lo,hi", "write goalposts as lo,hi or name:lo:hi;..."))
    try:
        if ":" not in text:
            low, high = text.split(",")
            return (("", float(low), float(high)),)
        entries = [item.rsplit(":", 2) for item in text.split(";") if item]
        return tuple((name, float(low), float(high)) for name, low, high in entries)
    except ValueError:
        raise wrong from None


def tree_from(ask: Ask, names: Sequence[str]) -> Tree:
    """The tree of the table `tree`, or one node over all indicators."""
    sheet = ask.sheet_or_none("tree", "indicator", "parent")
    if sheet is None:
        return flat_tree(names, ask.weights("weights", names), ask.names("down", names))
    weights = sheet_numbers(sheet, "weight", 1.0)
    given = ask.mapping("weights")
    for name in given:
        if name not in sheet["indicator"]:
            raise UnknownName("indicator", name, sheet["indicator"])
    weights = np.array([given.get(n, w) for n, w in zip(sheet["indicator"], weights, strict=True)])
    tree = tree_of(sheet, weights, sheet_numbers(sheet, "direction", 1.0))
    extra = ask.names("down", names)
    return Tree(tree.groups, tree.down | set(extra))
