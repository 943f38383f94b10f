"""Aggregation of normalised indicators to scores: pure functions; the last axis is the indicator.

A NaN (a constant indicator) has weight 0 and the other weights are rescaled to 1.
"""

from __future__ import annotations

import numpy as np

from yipan.gauge.arrays import Bools, Floats, Ints, ratio_or_nan
from yipan.gauge.weighing import Summary


def live_weights(z: Floats, w: Floats) -> tuple[Floats, Floats]:
    """z with NaN set to 0 and weights per cell that sum to 1 over the last axis."""
    known = ~np.isnan(z)
    if known.all():
        return z, np.broadcast_to(w / w.sum(), z.shape)
    live = np.where(known, w, 0.0)
    return np.where(known, z, 0.0), ratio_or_nan(live, live.sum(axis=-1, keepdims=True))


def arithmetic(z: Floats, w: Floats) -> Floats:
    """Σ w z."""
    if not np.isnan(z).any():
        return np.asarray(z @ (w / w.sum()))
    clean, live = live_weights(z, w)
    return np.asarray((clean * live).sum(axis=-1))


def geometric(z: Floats, w: Floats) -> Floats:
    """Π z^w; 0 where a z with weight is 0."""
    clean, live = live_weights(z, w)
    zero = ((clean == 0) & (live > 0) & ~np.isnan(z)).any(axis=-1)
    logs = np.log(np.where(clean > 0, clean, 1.0))
    return np.asarray(np.where(zero, 0.0, np.exp((live * logs).sum(axis=-1))))


def harmonic(z: Floats, w: Floats) -> Floats:
    """1 / Σ (w / z); 0 where a z with weight is 0."""
    return power_mean(z, w, -1.0)


def power_mean(z: Floats, w: Floats, power: float) -> Floats:
    """(Σ w z^p)^(1/p); p = 0 is the geometric mean."""
    if power == 0:
        return geometric(z, w)
    clean, live = live_weights(z, w)
    counted = (live > 0) & ~np.isnan(z)
    zero = ((clean == 0) & counted).any(axis=-1) if power < 0 else np.zeros(z.shape[:-1], bool)
    safe = np.where(counted & (clean > 0), clean, 1.0) if power < 0 else clean
    total = (live * safe**power).sum(axis=-1)
    root = np.where(total > 0, total, 1.0) ** (1 / power)
    return np.asarray(np.where(zero | (total <= 0), 0.0, root))


def outranking(z: Floats, w: Floats) -> Floats:
    """Σ w over indicators where a is ahead of b, ties count half; (a, b)."""
    ahead = (z[:, None, :] > z[None, :, :]) @ w
    level = (z[:, None, :] == z[None, :, :]) @ w
    return np.asarray((ahead + level / 2) / w.sum())


def copeland(z: Floats, w: Floats) -> Floats:
    """Pairs won minus pairs lost on the outranking matrix. Copeland (1951)."""
    table = outranking(np.nan_to_num(z), np.where(np.isnan(z).any(axis=0), 0.0, w))
    won, lost = table > 0.5 + 1e-12, table < 0.5 - 1e-12
    np.fill_diagonal(won, False)
    np.fill_diagonal(lost, False)
    return np.asarray(won.sum(axis=1) - lost.sum(axis=1), dtype=np.float64)


def promethee(z: Floats, w: Floats, threshold: float) -> tuple[Floats, Floats]:
    """Positive and negative flows; preference linear up to `threshold` (0: usual). Brans (1985)."""
    gap = z[:, None, :] - z[None, :, :]
    preference = (gap > 0).astype(float) if threshold == 0 else np.clip(gap / threshold, 0.0, 1.0)
    pi = preference @ (w / w.sum())
    n = max(len(z) - 1, 1)
    return np.asarray(pi.sum(axis=1) / n), np.asarray(pi.sum(axis=0) / n)


def electre(z: Floats, w: Floats, agree: float, object_: float) -> tuple[Floats, Bools]:
    """Concordance and the outranking relation of ELECTRE I. Roy (1968).

    Discordance: the largest lag over the largest range of any indicator.
    """
    gap = z[:, None, :] - z[None, :, :]
    concordance = (gap >= 0) @ (w / w.sum())
    span = (z.max(axis=0) - z.min(axis=0)).max()
    discordance = np.clip(-gap, 0, None).max(axis=2) / (span if span > 0 else 1.0)
    relation = (concordance >= agree) & (discordance <= object_)
    np.fill_diagonal(relation, False)
    return np.asarray(concordance), np.asarray(relation)


def topsis(x: Floats, w: Floats, down: Bools, known: Summary) -> Floats:
    """Closeness d- / (d+ + d-) after vector normalisation. Hwang & Yoon (1981).

    `known`: the columns over all rows, of which x may be a part.
    """
    norm = np.sqrt(np.diag(known.products) + known.rows * known.mean**2)
    scale = w * np.divide(1.0, norm, out=np.zeros_like(norm), where=norm > 0)
    v = x * scale
    best = np.where(down, known.low, known.high) * scale
    worst = np.where(down, known.high, known.low) * scale
    far = np.sqrt(((v - worst) ** 2).sum(axis=1))
    near = np.sqrt(((v - best) ** 2).sum(axis=1))
    return ratio_or_nan(far, far + near)


def vikor(z: Floats, w: Floats, v: float) -> tuple[Floats, Floats, Floats]:
    """S, R and Q on min-max columns (larger is better). Opricovic & Tzeng (2004)."""
    lag = (1 - z) * w
    s, r = lag.sum(axis=1), lag.max(axis=1)
    parts = [ratio_or_nan(a - a.min(), np.full(len(a), a.max() - a.min())) for a in (s, r)]
    return np.asarray(s), np.asarray(r), v * parts[0] + (1 - v) * parts[1]


def grey_relation(z: Floats, w: Floats, rho: float) -> Floats:
    """Σ w (min Δ + ρ max Δ)/(Δ + ρ max Δ), Δ the distance to the best column by column."""
    gap = np.abs(z.max(axis=0) - z)
    if gap.max() == 0:
        return np.ones(len(z))
    return np.asarray(((gap.min() + rho * gap.max()) / (gap + rho * gap.max())) @ w)


def mazziotta_pareto(z: Floats, sign: int) -> Floats:
    """M + sign S cv over standardised 100 ± 10 indicators. Mazziotta & Pareto (2016)."""
    mean, sd = z.mean(axis=-1), z.std(axis=-1)
    return np.asarray(mean + sign * sd * sd / mean)


def mean_min(z: Floats, w: Floats, alpha: float, beta: float) -> Floats:
    """M - α (sqrt((M - min)² + β²) - β). Casadio Tarabusi & Guarini (2013)."""
    mean = z @ (w / w.sum())
    return np.asarray(mean - alpha * (np.sqrt((mean - z.min(axis=-1)) ** 2 + beta**2) - beta))


def ordered_mean(z: Floats, w: Floats) -> Floats:
    """OWA: weights by place, the largest value first. Yager (1988)."""
    return np.asarray(np.sort(z, axis=-1)[..., ::-1] @ (w / w.sum()))


def descending_rank(score: Floats) -> Ints:
    """1 = highest along axis 0; equal scores share the better rank."""
    flat = score.reshape(len(score), -1)
    ordered = np.sort(flat, axis=0)
    columns = [
        len(flat) + 1 - np.searchsorted(ordered[:, j], flat[:, j], side="right")
        for j in range(flat.shape[1])
    ]
    return np.stack(columns, axis=1).astype(np.int64).reshape(score.shape)
