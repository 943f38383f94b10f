"""Index decomposition by the logarithmic mean Divisia index: pure functions.

Factors x[k, i] of sector i multiply to V_i. Zeros by analytic limits (Ang, Zhang & Choi 1998):
factors that appear or disappear share a sector's change equally; the others have none of it.
"""

from __future__ import annotations

import numpy as np

from yipan.gauge.arrays import Floats


def log_mean(a: Floats, b: Floats) -> Floats:
    """L(a, b) = (a - b)/ln(a/b), L(a, a) = a, 0 where either is 0."""
    positive = (a > 0) & (b > 0)
    safe_a, safe_b = np.where(positive, a, 1.0), np.where(positive, b, 1.0)
    # ln(a/b) by log1p keeps digits when a is near b.
    change = (safe_a - safe_b) / safe_b
    logs = np.log1p(change)
    ratio = np.divide(safe_a - safe_b, logs, out=safe_a.copy(), where=logs != 0)
    return np.where(positive, ratio, 0.0)


def log_ratios(x0: Floats, x1: Floats) -> Floats:
    """ln(x1/x0), 0 where either is 0 (handled by the limits)."""
    positive = (x0 > 0) & (x1 > 0)
    return np.log(np.divide(x1, x0, out=np.ones_like(x1), where=positive))


def limit_shares(x0: Floats, x1: Floats) -> Floats:
    """For each sector, equal shares among the factors that appear or disappear."""
    v0, v1 = x0.prod(axis=0), x1.prod(axis=0)
    flips = ((x0 > 0) != (x1 > 0)) & ((v0 > 0) != (v1 > 0))
    toward = np.where(v1 > 0, x1 > 0, x0 > 0)
    flips = flips & toward
    count = flips.sum(axis=0)
    return np.asarray(np.divide(flips, count, out=np.zeros(x0.shape), where=count > 0))


def lmdi1(x0: Floats, x1: Floats) -> Floats:
    """Additive LMDI-I: effect[k, i] = L(V_i1, V_i0) ln(x_k1/x_k0). Ang (2005)."""
    v0, v1 = x0.prod(axis=0), x1.prod(axis=0)
    smooth = log_mean(v1, v0) * log_ratios(x0, x1)
    return np.asarray(np.where((v0 > 0) & (v1 > 0), smooth, limit_shares(x0, x1) * (v1 - v0)))


def lmdi2(x0: Floats, x1: Floats) -> Floats:
    """Additive LMDI-II: weights L(s_i1, s_i0)/Σ L × L(V_1, V_0). Ang & Choi (1997)."""
    v0, v1 = x0.prod(axis=0), x1.prod(axis=0)
    total0, total1 = v0.sum(), v1.sum()
    s0, s1 = v0 / total0, v1 / total1
    means = log_mean(s1, s0)
    whole = log_mean(np.array([total1]), np.array([total0]))[0]
    smooth = means * log_ratios(x0, x1)
    limits = limit_shares(x0, x1) * (s1 - s0)
    return np.asarray(np.where((v0 > 0) & (v1 > 0), smooth, limits) / means.sum() * whole)


def multiplicative(x0: Floats, x1: Floats) -> Floats:
    """Multiplicative LMDI-I: D_k = exp(Σ_i effect_ki / L(V_1, V_0))."""
    total0, total1 = x0.prod(axis=0).sum(), x1.prod(axis=0).sum()
    whole = log_mean(np.array([total1]), np.array([total0]))[0]
    return np.asarray(np.exp(lmdi1(x0, x1).sum(axis=1) / whole))


def tapio_state(pressure: float, driver: float, tolerance: float) -> tuple[float, str]:
    """Elasticity %E/%G and its state. Tapio (2005) Transport Policy 12:137-151."""
    if abs(driver) <= tolerance:
        return float("nan"), "undefined"
    e = pressure / driver
    if driver > 0:
        if e < 0:
            return e, "strong-decoupling"
        if e < 0.8:
            return e, "weak-decoupling"
        return e, "expansive-coupling" if e <= 1.2 else "expansive-negative-decoupling"
    if e < 0:
        return e, "strong-negative-decoupling"
    if e < 0.8:
        return e, "weak-negative-decoupling"
    return e, "recessive-coupling" if e <= 1.2 else "recessive-decoupling"
