"""A composite index: tree of indicators, the steps from values to scores, and their cache.

Steps: turn the direction, treat, normalise, weight, aggregate up the tree. Each step is keyed by
its inputs and parameters, so that variants of an index recompute only what changed.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

import numpy as np

from yipan.core.errors import BadInput, UnknownName
from yipan.core.words import Words
from yipan.gauge import aggregating, scaling, weighing
from yipan.gauge.arrays import Floats

T = TypeVar("T")

WEIGHTINGS: dict[str, Callable[[weighing.Summary], Floats]] = {
    "critic": weighing.critic,
    "cv": weighing.variation,
    "sd": weighing.deviation,
    "pca": lambda x: weighing.pca(x, "first"),
}
NORMALISATIONS = (
    "min-max",
    "z-score",
    "rank",
    "borda",
    "percentile-rank",
    "fraction-of-max",
    "goalposts",
    "distance-to-reference",
    "distance-to-target",
)
AGGREGATIONS = ("arithmetic", "geometric", "harmonic", "power", "copeland")


@dataclass(frozen=True, slots=True)
class Group:
    """An inner node: its children (indicators or nodes) and their weights."""

    name: str
    children: tuple[str, ...]
    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """Groups from the bottom up; the last one is the top. `down`: indicators where less is more."""

    groups: tuple[Group, ...]
    down: frozenset[str] = frozenset()

    @property
    def leaves(self) -> tuple[str, ...]:
        """The indicators, in the order of the groups."""
        inner = {group.name for group in self.groups}
        return tuple(c for group in self.groups for c in group.children if c not in inner)

    @property
    def top(self) -> str:
        """The name of the index."""
        return self.groups[-1].name

    def effective(self) -> dict[str, float]:
        """The product of the normed weights from the top to each indicator and node."""
        weight = {self.top: 1.0}
        for group in reversed(self.groups):
            total = sum(group.weights)
            if not total > 0:
                raise _weightless(group.name)
            for child, own in zip(group.children, group.weights, strict=True):
                weight[child] = weight[group.name] * own / total
        return weight

    def without(self, leaf: str) -> Tree | None:
        """The tree without an indicator, or None where its group would be empty."""
        groups = []
        for group in self.groups:
            kept = [
                pair for pair in zip(group.children, group.weights, strict=True) if pair[0] != leaf
            ]
            if not kept:
                return None
            children, weights = zip(*kept, strict=True)
            groups.append(Group(group.name, children, weights))
        return Tree(tuple(groups), self.down)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How an index is built; every choice named. `base` is the index of a base period."""

    normalise: str = "min-max"
    scope: scaling.Scope = field(default_factory=scaling.Scope)
    low: float = 0.0
    high: float = 1.0
    posts: tuple[tuple[str, float, float], ...] = ()
    reference: int = -1
    target: float = float("nan")
    treat: str = "none"
    winmax: int = 5
    weighting: str = "given"
    aggregate: str = "arithmetic"
    power: float = 2.0


class Steps:
    """Results of steps by their key; the values they started from are part of the key."""

    def __init__(self, x: Floats, names: Sequence[str]) -> None:
        self.x = x
        self.names = tuple(names)
        self._held: dict[Hashable, object] = {}

    def once(self, key: Hashable, compute: Callable[[], T]) -> T:
        """The result of a step, computed the first time it is asked for."""
        if key not in self._held:
            self._held[key] = compute()
        return self._held[key]  # type: ignore[return-value]


def tree_of(rows: Mapping[str, Sequence[str]], weights: Floats, directions: Floats) -> Tree:
    """The tree of a table indicator, parent, weight, direction; refuses cycles and two tops."""
    children: dict[str, list[tuple[str, float]]] = {}
    parent_of: dict[str, str] = {}
    for child, parent, weight in zip(rows["indicator"], rows["parent"], weights, strict=True):
        if child in parent_of:
            raise _bad_tree(f"{child} 有两个上级", f"{child} has two parents")
        if weight < 0:
            raise _bad_tree(f"{child} 的权重为负", f"the weight of {child} is negative")
        if parent:
            parent_of[child] = parent
            children.setdefault(parent, []).append((child, float(weight)))
    tops = [name for name in children if name not in parent_of]
    if len(tops) != 1:
        raise _bad_tree("树应有一个顶点", f"the tree has {len(tops)} tops, it must have one")
    groups: list[Group] = []
    pending = [tops[0]]
    while pending:
        name = pending.pop(0)
        if any(group.name == name for group in groups):
            raise _bad_tree(f"{name} 成环", f"{name} is in a cycle")
        pairs = children[name]
        if sum(weight for _, weight in pairs) <= 0:
            raise _weightless(name)
        groups.append(Group(name, tuple(c for c, _ in pairs), tuple(w for _, w in pairs)))
        pending += [child for child, _ in pairs if child in children]
    down = {c for c, d in zip(rows["indicator"], directions, strict=True) if d < 0}
    if inner := sorted(down & set(children)):
        raise _bad_tree(f"{inner[0]} 不是指标", f"{inner[0]} is no indicator: direction 1 only")
    return Tree(tuple(reversed(groups)), frozenset(down))


def flat_tree(names: Sequence[str], weights: Floats, down: Sequence[str]) -> Tree:
    """One node `index` over all indicators."""
    group = Group("index", tuple(names), tuple(float(w) for w in weights))
    return Tree((group,), frozenset(down))


def _weightless(name: str) -> BadInput:
    return _bad_tree(f"{name} 之下权重全为 0", f"all weights under {name} are 0")


def _bad_tree(zh: str, en: str) -> BadInput:
    return BadInput(Words(f"指标树: {zh}", f"indicator tree: {en}"))


def scores(steps: Steps, tree: Tree, recipe: Recipe) -> dict[str, Floats]:
    """The score (party, period) of every node."""
    for leaf in tree.leaves:
        if leaf not in steps.names:
            raise UnknownName("indicator", leaf, steps.names)
    z = steps.once(_normal_key(tree, recipe), lambda: _normalised(steps, tree, recipe))
    place = {name: k for k, name in enumerate(steps.names)}
    out: dict[str, Floats] = {}
    for group in tree.groups:
        weights = group_weights(z, group, place, recipe)
        columns = [z[:, :, place[c]] if c in place else out[c] for c in group.children]
        out[group.name] = combine(np.stack(columns, axis=-1), weights, recipe)
    return out


def group_weights(z: Floats, group: Group, place: Mapping[str, int], recipe: Recipe) -> Floats:
    """The declared weights; with a data-driven weighting, those of the group's indicators."""
    given = np.array(group.weights)
    if recipe.weighting == "given" or not all(c in place for c in group.children):
        return given
    if recipe.weighting == "equal":
        return np.ones(len(given))
    flat = z[:, :, [place[c] for c in group.children]].reshape(-1, len(given))
    if len(flat) < 2:
        return np.ones(len(given))
    live = ~np.isnan(flat).any(axis=0)
    out = np.zeros(len(given))
    if live.any():
        found = weights_of_rows(recipe.weighting, flat[:, live])
        out[live] = np.where(np.isfinite(found), found, 1.0)
    return out


def weights_of_rows(how: str, rows: Floats) -> Floats:
    """Data-driven weights of a matrix; entropy takes min-max columns where values are negative."""
    if how != "entropy":
        return WEIGHTINGS[how](weighing.summary(rows))
    return weighing.entropy(weighing.min_max_columns(rows) if (rows < 0).any() else rows)


def combine(z: Floats, w: Floats, recipe: Recipe) -> Floats:
    """Aggregate the last axis; geometric and harmonic means refuse negative values."""
    how = recipe.aggregate
    if how == "arithmetic":
        return aggregating.arithmetic(z, w)
    if how == "copeland":
        return np.stack([aggregating.copeland(z[:, t], w) for t in range(z.shape[1])], axis=1)
    fractional = how == "power" and recipe.power != int(recipe.power)
    if (how in ("geometric", "harmonic") or fractional) and (z < 0).any():
        raise BadInput(
            Words(f"{how} 平均不能用于负值", f"a {how} mean takes no negative values"),
            hint=Words("换用 min-max 归一化", "normalise by min-max"),
        )
    if how == "geometric":
        return aggregating.geometric(z, w)
    return aggregating.power_mean(z, w, -1.0 if how == "harmonic" else recipe.power)


def _normal_key(tree: Tree, recipe: Recipe) -> Hashable:
    return ("normal", tree.down, replace(recipe, aggregate="", power=0.0, weighting=""))


def _normalised(steps: Steps, tree: Tree, recipe: Recipe) -> Floats:
    key = ("treated", recipe.treat, recipe.winmax)
    treated = steps.once(key, lambda: treat(steps.x, recipe.treat, recipe.winmax))
    down = [k for k, name in enumerate(steps.names) if name in tree.down]
    return normalise(treated, recipe, down, steps.names)


def treat(x: Floats, method: str, winmax: int = 5, power: float = 0.0) -> Floats:
    """Each indicator over all its rows."""
    if method == "none":
        return x
    out = x.copy()
    for k in range(x.shape[2]):
        column = x[:, :, k].reshape(-1)
        if column.min() == column.max():
            continue
        if method == "winsorise":
            column = scaling.winsorise(column, winmax)
        elif method == "log-ct":
            column = scaling.log_ct(column)
        else:
            column = scaling.box_cox(column, power)
        out[:, :, k] = column.reshape(x.shape[:2])
    return out


def normalise(x: Floats, recipe: Recipe, down: Sequence[int], names: Sequence[str] = ()) -> Floats:
    """The normalised array; columns in `down` become -x first (their goalposts and target too)."""
    sign = np.ones(x.shape[2])
    sign[list(down)] = -1.0
    y, how = (x * sign if down else x), recipe.normalise
    scope = recipe.scope.turned(sign)
    if how == "none":
        return y
    if how == "min-max":
        return scaling.min_max(y, scope, recipe.low, recipe.high)
    if how == "z-score":
        return scaling.z_score(y, scope)
    if how == "goalposts":
        return _by_goalposts(y, recipe, sign, names)
    if how == "distance-to-reference":
        return scaling.distance_to(y, y[[recipe.reference]], scope)
    if how == "distance-to-target":
        return scaling.distance_to(y, np.full((1, 1, x.shape[2]), recipe.target) * sign, scope)
    if how == "fraction-of-max":
        if down:
            raise BadInput(Words("占最大值之比不能反向", "fraction-of-max cannot be turned down"))
        return scaling.fraction_of_max(y, scope)
    return _by_rank(y, how, scope)


def straight(recipe: Recipe, y: weighing.Summary) -> tuple[Floats, Floats]:
    """Shift and slope of a rescaling of the whole panel that is a straight line of y."""
    if recipe.normalise == "none":
        return np.zeros_like(y.mean), np.ones_like(y.mean)
    if recipe.normalise == "z-score":
        start, span, low, wide = y.mean, y.sd * np.sqrt(y.rows / max(y.rows - 1, 1)), 0.0, 1.0
    else:
        start, span, low, wide = y.low, y.high - y.low, recipe.low, recipe.high - recipe.low
    slope = wide * np.divide(1.0, span, out=np.zeros_like(span), where=span > 0)
    return low - slope * start, slope


def _by_rank(y: Floats, how: str, scope: scaling.Scope) -> Floats:
    if scope.kind == "base":
        raise BadInput(Words("名次没有基期", "ranks have no base period"))
    place = scaling.rank(y, scope)
    n = y.shape[0] if scope.kind == "period" else y.shape[0] * y.shape[1]
    if how == "rank":
        return place
    return place - 1 if how == "borda" else (place - 1) / max(n - 1, 1)


def _by_goalposts(y: Floats, recipe: Recipe, sign: Floats, names: Sequence[str]) -> Floats:
    out = np.empty_like(y)
    posts = {name: (a, b) for name, a, b in recipe.posts}
    for k in range(y.shape[2]):
        name = names[k] if names else ""
        if "" not in posts and name not in posts:
            raise BadInput(Words(f"{name} 没有 goalposts", f"{name} has no goalposts"))
        a, b = posts.get(name, posts.get("", (0.0, 1.0)))
        if not a < b:
            raise BadInput(Words("goalposts 应 lo < hi", "goalposts need lo < hi"))
        turned = (a, b) if sign[k] > 0 else (-b, -a)
        out[:, :, k] = scaling.goalposts(y[:, :, k], turned, recipe.low, recipe.high)
    return out
