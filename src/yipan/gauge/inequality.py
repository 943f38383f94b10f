"""Inequality between parties: pure functions on arrays whose axis 0 is the party.

Shares: with a weight w (population) and a level x the amount is y = w x; s = y / Σ y is the income
share, p = w / Σ w the population share. Without weights p = 1/n. Further axes are independent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from yipan.gauge.arrays import Floats, Ints, group_sums, ratio_or_nan, x_log_x_over

# Cells of an indicator matrix of shuffled groups that stay in cache.
SHUFFLE_CELLS = 1_000_000


@dataclass(frozen=True, slots=True)
class Shares:
    """Income shares s and population shares p along axis 0, each summing to 1."""

    income: Floats
    population: Floats


@dataclass(frozen=True, slots=True)
class Split:
    """total = between + within; `within_group` are the groups' contributions (axis 0)."""

    total: Floats
    between: Floats
    within: Floats
    within_group: Floats


@dataclass(frozen=True, slots=True)
class NestedSplit:
    """total = between + between_subgroup + within, subgroups nested in groups."""

    total: Floats
    between: Floats
    between_subgroup: Floats
    within: Floats
    within_group: Floats


@dataclass(frozen=True, slots=True)
class CrossedSplit:
    """total = between first + between second + interaction + within the cells of both."""

    total: Floats
    first: Floats
    second: Floats
    interaction: Floats
    within: Floats


@dataclass(frozen=True, slots=True)
class Dagum:
    """Dagum (1997): gini = within + net_between + transvariation."""

    gini: float
    within: float
    net_between: float
    transvariation: float


@dataclass(frozen=True, slots=True)
class Permuted:
    """The observed statistic, its permutation mean and pseudo p-value (count + 1) / (n + 1)."""

    observed: Floats
    mean: Floats
    p_value: Floats


def shares(x: Floats, weight: Floats | None = None, *, total: bool = False) -> Shares:
    """Shares of a level x (or, with `total`, of amounts x)."""
    w = np.ones_like(x) if weight is None else np.broadcast_to(weight, x.shape)
    y = x if total else x * w
    return Shares(ratio_or_nan(y, y.sum(axis=0)), ratio_or_nan(w, w.sum(axis=0)))


def theil_t(s: Floats, p: Floats) -> Floats:
    """T = Σ s ln(s / p); x ln x = 0 at 0. Theil (1967)."""
    return np.asarray(x_log_x_over(s, p).sum(axis=0))


def theil_l(s: Floats, p: Floats) -> Floats:
    """L = Σ p ln(p / s), the mean log deviation; s is positive. Theil (1967)."""
    return np.asarray(x_log_x_over(p, s).sum(axis=0))


def entropy_measure(s: Floats, p: Floats, alpha: float) -> Floats:
    """GE(α) = [Σ p (s/p)^α - 1] / (α (α - 1)); α = 1 is T, α = 0 is L. Shorrocks (1980)."""
    if alpha == 1:
        return theil_t(s, p)
    if alpha == 0:
        return theil_l(s, p)
    power = (p * np.power(s / p, alpha)).sum(axis=0)
    return np.asarray((power - 1) / (alpha * (alpha - 1)))


Statistic = Callable[[Floats, Floats], Floats]


def split(s: Floats, p: Floats, codes: Ints, count: int, alpha: float = 1.0) -> Split:
    """GE(α) between and within groups; a group weighs S^α P^(1-α).

    For T (α = 1) the weight is the group's income share, for L (α = 0) its population share.
    """
    group_s, group_p = group_sums(s, codes, count), group_sums(p, codes, count)
    inner = np.stack([_inner(s, p, codes == g, alpha) for g in range(count)])
    if alpha == 1:
        weight = group_s
    elif alpha == 0:
        weight = group_p
    else:
        weight = group_p * np.power(group_s / group_p, alpha)
    within_group = weight * inner
    return Split(
        entropy_measure(s, p, alpha),
        entropy_measure(group_s, group_p, alpha),
        np.asarray(within_group.sum(axis=0)),
        within_group,
    )


def _inner(s: Floats, p: Floats, members: np.ndarray, alpha: float) -> Floats:
    """GE(α) inside one group; 0 where the group has no income and takes no part."""
    own_s, own_p = s[members], p[members]
    total = own_s.sum(axis=0)
    empty = total == 0
    relative = np.where(empty, 1 / len(own_s), own_s / np.where(empty, 1.0, total))
    if empty.any():
        own_p = np.where(empty, 1 / len(own_p), own_p)
    return entropy_measure(relative, own_p / own_p.sum(axis=0), alpha)


def nested_split(
    s: Floats, p: Floats, groups: Ints, subgroups: Ints, alpha: float = 1.0
) -> NestedSplit:
    """Two-level GE(α): between groups, between subgroups inside groups, within subgroups."""
    upper = split(s, p, groups, int(groups.max()) + 1, alpha)
    lower = split(s, p, subgroups, int(subgroups.max()) + 1, alpha)
    return NestedSplit(
        total=upper.total,
        between=upper.between,
        between_subgroup=np.asarray(lower.between - upper.between),
        within=lower.within,
        within_group=upper.within_group,
    )


def crossed_split(
    s: Floats, p: Floats, first: Ints, second: Ints, alpha: float = 1.0
) -> CrossedSplit:
    """GE(α) over two classifications that cross: both margins, their interaction, the cells."""
    a = split(s, p, first, int(first.max()) + 1, alpha)
    b = split(s, p, second, int(second.max()) + 1, alpha)
    _, cells = np.unique(first * (int(second.max()) + 1) + second, return_inverse=True)
    both = split(s, p, cells, int(cells.max()) + 1, alpha)
    interaction = both.between - a.between - b.between
    return CrossedSplit(a.total, a.between, b.between, np.asarray(interaction), both.within)


def permute_between(
    s: Floats, p: Floats, codes: Ints, count: int, permutations: int, seed: int, alpha: float = 1.0
) -> Permuted:
    """Permutation test of the between part: labels shuffled over parties.

    Shuffled groupings are rows of one indicator matrix, so that all group sums of a block are one
    matrix product; ties count as at least as large (relative tolerance 1e-12).
    """
    shape = s.shape[1:]
    flat_s, flat_p = s.reshape(len(s), -1), p.reshape(len(p), -1)
    equal = bool(np.all(flat_p == flat_p[:1]))
    sizes = np.bincount(codes, minlength=count) / len(codes)
    observed = entropy_measure(
        group_sums(flat_s, codes, count), group_sums(flat_p, codes, count), alpha
    )
    generator = np.random.Generator(np.random.PCG64(seed))
    parties, own = np.argsort(codes, kind="stable"), np.sort(codes)
    block = max(1, min(permutations, SHUFFLE_CELLS // (count * len(s))))
    member = np.empty(block * count * len(s))
    rows = (np.arange(block)[:, None] * count + own[None, :]) * len(s)
    total, at_least = np.zeros(flat_s.shape[1]), np.zeros(flat_s.shape[1])
    for start in range(0, permutations, block):
        size = min(block, permutations - start)
        drawn_parties = generator.permuted(np.tile(parties, (size, 1)), axis=1)
        member.fill(0.0)
        member[rows[:size] + drawn_parties] = 1.0
        grouped = member[: size * count * len(s)].reshape(size * count, -1)
        group_s = (grouped @ flat_s).reshape(size, count, -1).swapaxes(0, 1)
        if equal:
            group_p = np.broadcast_to(sizes[:, None, None], group_s.shape)
        else:
            group_p = (grouped @ flat_p).reshape(size, count, -1).swapaxes(0, 1)
        drawn = entropy_measure(group_s, group_p, alpha)
        total += drawn.sum(axis=0)
        at_least += (drawn >= observed * (1 - 1e-12)).sum(axis=0)
    return Permuted(
        np.asarray(observed).reshape(shape),
        (total / permutations).reshape(shape),
        ((at_least + 1) / (permutations + 1)).reshape(shape),
    )


def gini(s: Floats, p: Floats) -> Floats:
    """G = 1 - Σ p_i (L_i + L_{i-1}) over the Lorenz curve, by sorting on s/p. n-form."""
    order = np.argsort(s / p, axis=0, kind="stable")
    sorted_s, sorted_p = np.take_along_axis(s, order, 0), np.take_along_axis(p, order, 0)
    curve = np.cumsum(sorted_s, axis=0)
    return np.asarray(1 - (sorted_p * (2 * curve - sorted_s)).sum(axis=0))


def lorenz(s: Floats, p: Floats) -> tuple[Ints, Floats, Floats]:
    """The order of one column from poor to rich, cumulative population and cumulative income."""
    order = np.argsort(s / p, kind="stable")
    return order, np.cumsum(p[order]), np.cumsum(s[order])


def dagum(x: Floats, p: Floats, codes: Ints, count: int) -> Dagum:
    """Dagum's decomposition of one column by one sort and prefix sums (n log n).

    Δ_jh = mean |x_j - x_h|; G_jh = Δ_jh / (μ_j + μ_h); the pair's affluence D_jh = (d - p)/(d + p)
    with d - p = μ_j - μ_h and d + p = Δ_jh, j the group of the larger mean.
    """
    order = np.argsort(x, kind="stable")
    value, weight, member = x[order], p[order], np.eye(count)[codes[order]]
    mass = weight[:, None] * member
    amount = mass * value[:, None]
    cum_w, cum_y = np.cumsum(mass, axis=0), np.cumsum(amount, axis=0)
    group_w, group_y = cum_w[-1], cum_y[-1]
    # Σ_r w_r |x_i - x_r| over the members r of each group, for every i.
    distance = value[:, None] * (2 * cum_w - group_w) + (group_y - 2 * cum_y)
    apart = mass.T @ distance / np.outer(group_w, group_w)
    mean = group_y / group_w
    share = group_y / group_y.sum()
    pair_mean = mean[:, None] + mean[None, :]
    pair_gini = ratio_or_nan(apart, pair_mean)
    affluence = np.divide(
        np.abs(mean[:, None] - mean[None, :]), apart, out=np.zeros_like(apart), where=apart > 0
    )
    weight_pair = np.outer(group_w, share)
    own = np.diag(pair_gini * weight_pair)
    off = np.triu(pair_gini * (weight_pair + weight_pair.T), k=1)
    return Dagum(
        gini=float(gini(x * p / (x * p).sum(), p)),
        within=float(own.sum()),
        net_between=float((off * affluence).sum()),
        transvariation=float((off * (1 - affluence)).sum()),
    )


def atkinson(s: Floats, p: Floats, epsilon: float) -> Floats:
    """A = 1 - [Σ p (s/p)^(1-ε)]^(1/(1-ε)); ε = 1: 1 - geometric/arithmetic mean."""
    ratio = s / p
    if epsilon == 1:
        return np.asarray(1 - np.exp((p * np.log(ratio)).sum(axis=0)))
    power = 1 - epsilon
    return np.asarray(1 - (p * ratio**power).sum(axis=0) ** (1 / power))


def hoover(s: Floats, p: Floats) -> Floats:
    """H = ½ Σ |s - p|: the share that would have to move."""
    return np.asarray(np.abs(s - p).sum(axis=0) / 2)


def williamson(s: Floats, p: Floats) -> Floats:
    """V = sqrt(Σ p (x - μ)²) / μ about the weighted mean μ = Σ p x. Williamson (1965)."""
    return np.asarray(np.sqrt((p * (s / p - 1) ** 2).sum(axis=0)))


def variation(x: Floats, *, sample: bool) -> Floats:
    """Coefficient of variation sd / mean, population or sample sd."""
    return ratio_or_nan(x.std(axis=0, ddof=int(sample)), x.mean(axis=0))


def herfindahl(s: Floats) -> tuple[Floats, Floats, Floats]:
    """H = Σ s², its form on [0,1] (H - 1/n)/(1 - 1/n), and the equivalent number 1/H."""
    n = len(s)
    h = np.asarray((s * s).sum(axis=0))
    even = np.full_like(h, 1 / n)
    return h, ratio_or_nan(h - even, 1 - even), ratio_or_nan(np.ones_like(h), h)


def wolfson(s: Floats, p: Floats) -> Floats:
    """Bipolarisation W = 2 (2 T - G) μ/m of one column, T = ½ - L(½). Wolfson (1994).

    The Lorenz curve is linear between units; the median is the weighted one.
    """
    order, population, income = lorenz(s, p)
    half = float(np.interp(0.5, np.r_[0.0, population], np.r_[0.0, income]))
    relative = (s / p)[order]
    at = int(np.searchsorted(population, 0.5 - 1e-12))
    median = relative[at]
    if abs(population[at] - 0.5) <= 1e-12 and at + 1 < len(relative):
        median = (relative[at] + relative[at + 1]) / 2
    spread = 2 * (0.5 - half) - gini(s, p)
    return ratio_or_nan(np.asarray(2 * spread), np.asarray(median))


@dataclass(frozen=True, slots=True)
class SpatialGini:
    """Rey & Smith (2013): gini = neighbour part + non-neighbour part, with its p-value."""

    gini: float
    neighbour: float
    non_neighbour: float
    p_value: float


def spatial_gini(x: Floats, rows: Ints, columns: Ints, permutations: int, seed: int) -> SpatialGini:
    """Gini of pairs that are neighbours and pairs that are not (binary neighbours).

    The p-value is one-sided: how often shuffled values give a smaller neighbour part.
    """
    n, total = len(x), x.sum()
    scale = 2 * n * total
    near = float(np.abs(x[rows] - x[columns]).sum() / scale)
    even = np.full(n, 1 / n)
    whole = float(gini(x / total, even))
    p_value = np.nan
    if permutations:
        generator = np.random.Generator(np.random.PCG64(seed))
        drawn = generator.permuted(np.tile(x, (permutations, 1)), axis=1)
        parts = np.abs(drawn[:, rows] - drawn[:, columns]).sum(axis=1) / scale
        p_value = float((1 + (parts <= near * (1 + 1e-12)).sum()) / (permutations + 1))
    return SpatialGini(whole, near, whole - near, p_value)


def segregation(minority: Floats, total: Floats) -> dict[str, float]:
    """Two-group indices of residential segregation over areas (Massey & Denton 1988)."""
    area, place = minority / total, total / total.sum()
    whole = minority.sum() / total.sum()
    majority = total - minority
    x_share, y_share = minority / minority.sum(), majority / majority.sum()

    def entropy(q: Floats) -> Floats:
        return np.asarray(-x_log_x_over(q, np.ones_like(q)) - x_log_x_over(1 - q, np.ones_like(q)))

    city = float(entropy(np.array([whole]))[0])
    spread = np.abs(area[:, None] - area[None, :]) * np.outer(place, place)
    isolation = float((x_share * area).sum())
    return {
        "dissimilarity": float(np.abs(x_share - y_share).sum() / 2),
        "gini": float(spread.sum() / (2 * whole * (1 - whole))),
        "information-theory": float((place * (city - entropy(area))).sum() / city),
        "atkinson": float(
            1 - whole / (1 - whole) * ((place * np.sqrt(area * (1 - area))).sum() / whole) ** 2
        ),
        "isolation": isolation,
        "interaction": float((x_share * (1 - area)).sum()),
        "correlation-ratio": float((isolation - whole) / (1 - whole)),
        "concentration-profile-half": float(x_share[area >= 0.5].sum()),
        "minmax": float(
            1 - np.minimum(x_share, y_share).sum() / np.maximum(x_share, y_share).sum()
        ),
    }
