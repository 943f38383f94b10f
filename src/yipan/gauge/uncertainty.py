"""Uncertainty of an index: declared alternatives, variants of the whole chain, Sobol indices.

A variant is one option of every factor. Variants that share data, treatment and normalisation
share those steps; their weights are scored together by one matrix product. Nested arithmetic,
geometric, harmonic and power means equal the flat mean under effective weights.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from yipan.core.errors import BadInput
from yipan.core.words import Words
from yipan.gauge.arrays import Bools, Floats, Ints
from yipan.gauge.composite import (
    Group,
    Recipe,
    Steps,
    Tree,
    combine,
    group_weights,
    normalise,
    scores,
    treat,
)

# Draws of what rounding may have taken from the printed values.
SHIFTS = 19
DEFAULT = {
    "normalise": ("min-max", "z-score", "percentile-rank"),
    "weighting": ("given", "equal", "entropy", "critic"),
    "aggregate": ("arithmetic", "geometric"),
    "treat": ("none", "winsorise"),
}


@dataclass(frozen=True, slots=True)
class Factor:
    """An uncertain choice and its options; the first is the declared one."""

    name: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What may vary: factors, versions of the data, and effective weights drawn with noise.

    `versions`: the data and other vintages of it; `shifts`: what rounding may have taken, 0 first.
    """

    tree: Tree
    recipe: Recipe
    factors: tuple[Factor, ...]
    names: tuple[str, ...]
    versions: tuple[Floats, ...]
    shifts: tuple[Floats, ...]
    noise: Floats  # (draws, indicators), multiplies the effective weights


@dataclass(frozen=True, slots=True)
class Run:
    """Scores (variant, party, period) of the top node; failed variants are NaN and named."""

    scores: Floats
    failed: tuple[tuple[str, str], ...]

    @property
    def good(self) -> Bools:
        """Which variants gave scores."""
        return np.asarray(~np.isnan(self.scores).all(axis=(1, 2)))


def plan_of(
    tree: Tree,
    recipe: Recipe,
    names: Sequence[str],
    x: Floats,
    alternatives: dict[str, tuple[str, ...]],
    *,
    leave_out: bool = False,
    noise: float = 0.0,
    draws: int = 100,
    half_units: Floats | None = None,
    vintages: Mapping[str, Floats] | None = None,
    seed: int = 0,
) -> Plan:
    """The factors in play; each begins with what the recipe declares."""
    declared = {
        "normalise": recipe.normalise,
        "weighting": recipe.weighting,
        "aggregate": recipe.aggregate,
        "treat": recipe.treat,
    }
    factors = []
    for name, options in alternatives.items():
        chosen = tuple(dict.fromkeys((declared[name], *options)))
        if len(chosen) > 1:
            factors.append(Factor(name, chosen))
    generator = np.random.Generator(np.random.PCG64(seed))
    versions, shifts = [x, *(vintages or {}).values()], [np.zeros(1)]
    if vintages:
        factors.append(Factor("vintage", ("", *vintages)))
    if half_units is not None and half_units.any():
        shifts += [generator.uniform(-1, 1, x.shape) * half_units for _ in range(SHIFTS)]
        factors.append(Factor("precision", tuple(str(i) for i in range(len(shifts)))))
    spread = np.ones((1, len(names)))
    if noise > 0:
        spread = np.vstack([spread, generator.uniform(1 - noise, 1 + noise, (draws, len(names)))])
        factors.append(Factor("weights", tuple(str(i) for i in range(len(spread)))))
    if leave_out and len(tree.leaves) > 2:
        possible = [leaf for leaf in tree.leaves if tree.without(leaf) is not None]
        factors.append(Factor("leave-out", ("", *possible)))
    return Plan(tree, recipe, tuple(factors), tuple(names), tuple(versions), tuple(shifts), spread)


def every(plan: Plan) -> Ints:
    """All combinations of options, one a row."""
    grids = np.meshgrid(*[np.arange(len(f.options)) for f in plan.factors], indexing="ij")
    return np.stack([g.reshape(-1) for g in grids], axis=1).astype(np.int64)


def sample(plan: Plan, count: int, seed: int) -> Ints:
    """Random variants, the declared one first."""
    return options_at(
        plan, np.random.Generator(np.random.PCG64(seed)).random((count, len(plan.factors)))
    )


def options_at(plan: Plan, points: Floats) -> Ints:
    """Options at points of the unit cube."""
    sizes = np.array([len(f.options) for f in plan.factors])
    return np.asarray(np.minimum((points * sizes).astype(np.int64), sizes - 1))


def run(plan: Plan, variants: Ints) -> Run:
    """Scores of all variants, steps shared."""
    steps = _Data(plan)
    parties, periods = plan.versions[0].shape[:2]
    distinct, inverse = np.unique(variants, axis=0, return_inverse=True)
    out = np.full((len(distinct), parties, periods), np.nan)
    failed: dict[int, str] = {}
    batches: dict[Hashable, list[tuple[int, Floats]]] = {}
    arrays: dict[Hashable, tuple[Floats, Recipe]] = {}
    for v, options in enumerate(distinct):
        chosen = {f.name: f.options[o] for f, o in zip(plan.factors, options, strict=True)}
        key, z, recipe = _prepared(plan, steps, chosen)
        if recipe.aggregate == "copeland":
            out[v] = _by_tree(plan, steps, chosen, recipe)
            continue
        if recipe.aggregate != "arithmetic" and (z < 0).any():
            failed[v] = f"{recipe.normalise} values below zero under a {recipe.aggregate} mean"
            continue
        arrays[key, recipe.aggregate] = (z, recipe)
        weights = _weights(plan, steps, chosen, z, recipe, key)
        batches.setdefault((key, recipe.aggregate), []).append((v, weights))
    for at, batch in batches.items():
        z, recipe = arrays[at]
        found = score_many(z, np.stack([w for _, w in batch]), recipe)
        out[[v for v, _ in batch]] = found
    inverse = inverse.reshape(-1)
    names = tuple(
        (_named(plan, variants[i]), failed[int(v)])
        for i, v in enumerate(inverse)
        if int(v) in failed
    )
    return Run(out[inverse], names)


class _Data:
    """The steps of each version of the data, made when a variant asks for them."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._vintages = {f.name: f.options for f in plan.factors}.get("vintage", ("",))
        self._held: dict[tuple[int, int], Steps] = {}

    def of(self, chosen: Mapping[str, str]) -> tuple[tuple[int, int], Steps]:
        """Vintage and shift of a variant, and their steps."""
        key = (self._vintages.index(chosen.get("vintage", "")), int(chosen.get("precision", "0")))
        if key not in self._held:
            x = self._plan.versions[key[0]] + self._plan.shifts[key[1]]
            self._held[key] = Steps(x, self._plan.names)
        return key, self._held[key]


def _named(plan: Plan, options: Ints) -> str:
    pairs = zip(plan.factors, options, strict=True)
    return ", ".join(f"{f.name}={f.options[int(o)]}" for f, o in pairs)


def _prepared(plan: Plan, steps: _Data, chosen: dict[str, str]) -> tuple[Hashable, Floats, Recipe]:
    declared = plan.recipe
    recipe = replace(
        declared,
        normalise=chosen.get("normalise", declared.normalise),
        weighting=chosen.get("weighting", declared.weighting),
        aggregate=chosen.get("aggregate", declared.aggregate),
        treat=chosen.get("treat", declared.treat),
    )
    version, held = steps.of(chosen)
    treated = held.once(
        ("treated", recipe.treat), lambda: treat(held.x, recipe.treat, recipe.winmax)
    )
    down = [k for k, name in enumerate(plan.names) if name in plan.tree.down]
    key = (version, recipe.treat, recipe.normalise)
    z = held.once(("z", *key), lambda: normalise(treated, recipe, down, plan.names))
    return key, z, recipe


def _weights(
    plan: Plan,
    steps: _Data,
    chosen: dict[str, str],
    z: Floats,
    recipe: Recipe,
    key: Hashable,
) -> Floats:
    """Effective weights of the indicators in a variant; constant ones at 0."""
    left = chosen.get("leave-out", "")

    def compute() -> Floats:
        tree = (plan.tree.without(left) or plan.tree) if left else plan.tree
        place = {name: k for k, name in enumerate(plan.names)}
        groups = tuple(
            Group(g.name, g.children, tuple(group_weights(z, g, place, recipe).tolist()))
            for g in tree.groups
        )
        effective = Tree(groups, tree.down).effective()
        return np.array([effective.get(name, 0.0) for name in plan.names])

    weights = steps.of({})[1].once(("w", key, recipe.weighting, left), compute)
    drawn = weights * plan.noise[int(chosen.get("weights", "0"))]
    return np.asarray(drawn / drawn.sum())


def _by_tree(plan: Plan, steps: _Data, chosen: dict[str, str], recipe: Recipe) -> Floats:
    left = chosen.get("leave-out", "")
    tree = (plan.tree.without(left) or plan.tree) if left else plan.tree
    return scores(steps.of(chosen)[1], tree, recipe)[tree.top]


def score_many(z: Floats, weights: Floats, recipe: Recipe) -> Floats:
    """Scores (variant, party, period) under many weights (variant, indicator)."""
    if np.isnan(z).any():
        return np.stack([combine(z, w, recipe) for w in weights])
    flat = z.reshape(-1, z.shape[2])
    how = recipe.aggregate
    if how == "arithmetic":
        found = weights @ flat.T
    else:
        power = {"geometric": 0.0, "harmonic": -1.0}.get(how, recipe.power)
        with np.errstate(divide="ignore", invalid="ignore"):
            shaped = np.log(flat) if power == 0 else flat**power
        lost = ~np.isfinite(shaped)
        mean = weights @ np.where(lost, 0.0, shaped).T
        with np.errstate(divide="ignore"):
            found = np.exp(mean) if power == 0 else mean ** (1 / power)
        if lost.any():
            found = np.where((weights > 0).astype(float) @ lost.T.astype(float) > 0, 0.0, found)
    return np.asarray(found).reshape(len(weights), *z.shape[:2])


def ranks_of(scores_: Floats) -> Ints:
    """Ranks along axis 1, 1 = highest; equal scores in the order of the parties."""
    order = np.argsort(-scores_, axis=1, kind="stable")
    out = np.empty(order.shape, dtype=np.int64)
    places = np.arange(1, order.shape[1] + 1).reshape(1, -1, *[1] * (order.ndim - 2))
    np.put_along_axis(out, order, np.broadcast_to(places, order.shape), axis=1)
    return out


@dataclass(frozen=True, slots=True)
class Sobol:
    """First and total order by factor (axis 0) and output, with bootstrap bounds."""

    first: Floats
    total: Floats
    first_bounds: Floats  # (2, factor, output)
    total_bounds: Floats
    points: int


def sobol(
    plan: Plan, points: int, seed: int, level: float, resamples: int = 200
) -> tuple[Sobol, tuple[tuple[str, str], ...], tuple[Floats, Floats]]:
    """Variance-based sensitivity of the ranks of the last period, and of their mean shift.

    Saltelli et al. (2010) for the first order, Jansen (1999) for the total. The last output is the
    mean absolute shift of ranks from the declared variant.
    """
    k = len(plan.factors)
    if k < 1:
        raise BadInput(Words("没有不确定的选择", "no choice is uncertain"))
    draw = np.random.Generator(np.random.PCG64(seed)).random((points, 2 * k))
    a, b = draw[:, :k], draw[:, k:]
    blocks = [a, b]
    for i in range(k):
        mixed = a.copy()
        mixed[:, i] = b[:, i]
        blocks.append(mixed)
    declared = np.zeros((1, k), dtype=np.int64)
    result = run(plan, np.vstack([declared, *(options_at(plan, block) for block in blocks)]))
    rank = ranks_of(np.nan_to_num(result.scores[:, :, -1:]))[:, :, 0].astype(np.float64)
    shift = np.abs(rank - rank[0]).mean(axis=1)
    outputs = np.column_stack([rank, shift])[1:].reshape(k + 2, points, -1)
    good = result.good[1:].reshape(k + 2, points).all(axis=0)
    if good.sum() < 8:
        raise BadInput(Words("可用的变体太少", "too few variants succeeded"))
    found = _indices(outputs[:, good], seed, level, resamples)
    return found, result.failed, (rank[0], shift[1:])


def _indices(y: Floats, seed: int, level: float, resamples: int) -> Sobol:
    base, other, mixed = y[0], y[1], y[2:]
    n = len(base)
    # Centred: the same estimate with less noise.
    first_terms = (other - other.mean(axis=0)) * (mixed - base)
    total_terms = (base - mixed) ** 2 / 2
    both = np.concatenate([base, other])
    variance = both.var(axis=0)
    generator = np.random.Generator(np.random.PCG64(seed + 1))
    counts = generator.multinomial(n, np.full(n, 1 / n), size=resamples) / n

    def share(terms: Floats) -> tuple[Floats, Floats]:
        safe = np.where(variance > 0, variance, np.nan)
        value = terms.mean(axis=1) / safe
        moment = counts @ ((base**2 + other**2) / 2) - (counts @ ((base + other) / 2)) ** 2
        below = np.where(moment > 0, moment, np.nan)
        drawn = np.stack([counts @ t for t in terms]) / below
        tails = [(1 - level) / 2, (1 + level) / 2]
        return value, np.quantile(drawn, tails, axis=1)

    first, first_bounds = share(first_terms)
    total, total_bounds = share(total_terms)
    return Sobol(first, total, first_bounds, total_bounds, n)


def rank_quantiles(scores_: Floats, levels: Sequence[float], block: int = 512) -> Floats:
    """Quantiles of each party's rank over variants (variant, party): (level, party)."""
    variants, parties = scores_.shape
    kind = np.int16 if parties < 2**15 else np.int32
    ranks = np.empty((parties, variants), dtype=kind)
    places = np.arange(1, parties + 1, dtype=kind)
    held = np.empty((block, parties), dtype=kind)
    for start in range(0, variants, block):
        order = np.argsort(-scores_[start : start + block], axis=1)
        for i, row in enumerate(order):
            held[i, row] = places
        ranks[:, start : start + len(order)] = held[: len(order)].T
    ranks.sort(axis=1, kind="stable")  # a radix sort: ranks are small integers
    at = [min(max(math.ceil(level * variants - 1e-9) - 1, 0), variants - 1) for level in levels]
    return ranks[:, at].T.astype(np.float64)
