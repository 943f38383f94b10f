"""Coordination of systems: pure functions; the last axis of U is the system, values in 0..1."""

from __future__ import annotations

import numpy as np

from yipan.gauge.arrays import Floats, Ints, ratio_or_nan

VARIANTS = ("standard", "wang2021", "fan2024", "power", "unnormalised")
GRADES = (
    "极度失调",
    "严重失调",
    "中度失调",
    "轻度失调",
    "濒临失调",
    "勉强协调",
    "初级协调",
    "中级协调",
    "良好协调",
    "优质协调",
)


def coupling(u: Floats, variant: str, k: float = 2.0) -> Floats:
    """The coupling degree C; 0 where a system is at zero (except fan2024).

    standard (Π U)^(1/n)/mean; power [Π U/mean^n]^k; unnormalised (Π U)^(1/n);
    wang2021 sqrt{[1 - Σ|U_i-U_j|/(n(n-1)/2)] (Π U/max U)^(1/(n-1))}; fan2024 1 - 2 sd.
    """
    n = u.shape[-1]
    if variant == "fan2024":
        return np.asarray(1 - 2 * u.std(axis=-1))
    geometric = _geometric_mean(u)
    if variant == "unnormalised":
        return geometric
    mean = u.mean(axis=-1)
    if variant in ("standard", "power"):
        standard = np.minimum(np.nan_to_num(ratio_or_nan(geometric, mean)), 1.0)
        return standard if variant == "standard" else np.asarray(standard ** (n * k))
    low, high = np.triu_indices(n, k=1)
    spread = np.abs(u[..., low] - u[..., high]).mean(axis=-1)
    most = u.max(axis=-1, keepdims=True)
    relative = np.divide(u, most, out=np.zeros_like(u), where=most > 0)
    balance = relative.prod(axis=-1) ** (1 / (n - 1))
    return np.asarray(np.sqrt(np.maximum(1 - spread, 0.0) * balance))


def _geometric_mean(u: Floats) -> Floats:
    """(Π U)^(1/n), exactly U where all are equal, 0 where one is 0."""
    zero = (u == 0).any(axis=-1)
    logs = np.log(np.where(u > 0, u, 1.0)).mean(axis=-1)
    level = (u == u[..., :1]).all(axis=-1)
    return np.asarray(np.where(zero, 0.0, np.where(level, u[..., 0], np.exp(logs))))


FOUR = ("低度协调", "中度协调", "高度协调", "极度协调")
GRADINGS = {"ten": GRADES, "four": FOUR}


def grade(d: Floats, grading: str = "ten") -> Ints:
    """ten: steps of 0.1, 1 for D < 0.1 .. 10 for D >= 0.9; four: from 0, 0.3, 0.5, 0.8."""
    if grading == "four":
        return np.searchsorted([0.3, 0.5, 0.8], d + 1e-10, side="right").astype(np.int64) + 1
    return np.clip(np.floor(d * 10 + 1e-9).astype(np.int64) + 1, 1, 10)


def obstacle(z: Floats, w: Floats) -> Floats:
    """O_j = w_j (1 - z_j)/Σ w (1 - z); NaN at the ideal point."""
    lag = w * (1 - z)
    return ratio_or_nan(lag, lag.sum(axis=-1, keepdims=True))


def synergy(now: Floats, before: Floats) -> Floats:
    """θ (Π |Δu|)^(1/K), θ = +1 only if every change is positive. 孟庆松, 韩文秀 (2000)."""
    change = now - before
    size = np.abs(change)
    zero = (size == 0).any(axis=-1)
    value = np.exp(np.log(np.where(size > 0, size, 1.0)).mean(axis=-1))
    sign = np.where((change > 0).all(axis=-1), 1.0, -1.0)
    return np.asarray(np.where(zero, 0.0, sign * value))
