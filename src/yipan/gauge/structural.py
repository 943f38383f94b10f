"""Structure of sectors: pure functions on arrays (party, sector) or (party, period, sector)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from yipan.gauge.arrays import Floats, ratio_or_nan


@dataclass(frozen=True, slots=True)
class EllisonGlaeser:
    """γ and its parts: raw concentration G, plant Herfindahl H."""

    gamma: float
    g: float
    h: float


def sector_shares(x: Floats) -> Floats:
    """Shares along the last axis."""
    return ratio_or_nan(x, x.sum(axis=-1, keepdims=True))


def location_quotients(x: Floats, reference: Floats | None = None) -> Floats:
    """(e_ij/e_i.)/(e_.j/e..), the reference the sum of parties (axis 0) unless given."""
    whole = x.sum(axis=0) if reference is None else reference
    return ratio_or_nan(sector_shares(x), np.broadcast_to(sector_shares(whole), x.shape))


def krugman(x: Floats, against: str, form: str) -> Floats:
    """Σ_j |s_ij - s_j| against all, the rest, or the mean of the others; half: [0, 1]."""
    own, n = sector_shares(x), len(x)
    if against == "all":
        other = np.broadcast_to(sector_shares(x.sum(axis=0)), own.shape)
    elif against == "rest":
        other = sector_shares(x.sum(axis=0) - x)
    else:
        other = (own.sum(axis=0) - own) / (n - 1)
    distance = np.abs(own - other).sum(axis=-1)
    return np.asarray(distance / 2 if form == "half" else distance)


def similarity(x: Floats) -> Floats:
    """Σ s t / sqrt(Σ s² Σ t²) for every pair of rows, on shares. UNIDO (1979)."""
    s = sector_shares(x)
    cross = s @ s.T
    own = np.sqrt(np.diag(cross))
    return ratio_or_nan(cross, np.outer(own, own))


def equal_gini(x: Floats) -> float:
    """Gini of values, unweighted, divisor n."""
    n, ordered = len(x), np.sort(x)
    place = 2 * np.arange(1, n + 1) - n - 1
    total = ordered.sum()
    return float((place * ordered).sum() / (n * total)) if total > 0 else np.nan


def ellison_glaeser(sizes: Floats, regions: Floats, local: Floats) -> EllisonGlaeser:
    """γ = (G - (1 - Σx²) H)/((1 - Σx²)(1 - H)). Ellison & Glaeser (1997).

    `sizes` of plants, `regions` the aggregate employment, `local` the industry's by region.
    """
    x, s = regions / regions.sum(), local / local.sum()
    z = sizes / sizes.sum()
    g, h, spread = float(((s - x) ** 2).sum()), float((z * z).sum()), 1 - float((x * x).sum())
    below = spread * (1 - h)
    return EllisonGlaeser((g - spread * h) / below if below > 0 else np.nan, g, h)


def rationalisation(output: Floats, labour: Floats) -> Floats:
    """TL = Σ y ln(y / l), y and l sector shares of output and labour. 干春晖 等 (2011)."""
    from yipan.gauge.arrays import x_log_x_over

    return np.asarray(x_log_x_over(sector_shares(output), sector_shares(labour)).sum(axis=-1))


@dataclass(frozen=True, slots=True)
class Complexity:
    """Economic complexity of places and sectors, each standardised; the RCA matrix used."""

    eci: Floats
    pci: Floats
    diversity: Floats
    ubiquity: Floats


def complexity(m: Floats) -> Complexity:
    """Second eigenvector of M̃ = D⁻¹ M U⁻¹ Mᵀ, standardised, sign by diversity.

    Hidalgo & Hausmann (2009). Rows and columns of m must not be empty.
    """
    diversity, ubiquity = m.sum(axis=1), m.sum(axis=0)
    places = (m / diversity[:, None]) @ (m / ubiquity[None, :]).T
    eci = _second(places)
    if np.corrcoef(eci, diversity)[0, 1] < 0:
        eci = -eci
    pci = (m.T @ eci) / ubiquity
    return Complexity(_standard(eci), _standard(pci), diversity, ubiquity)


def _second(matrix: Floats) -> Floats:
    values, vectors = np.linalg.eig(matrix)
    order = np.argsort(values.real)[::-1]
    return np.asarray(vectors[:, order[1]].real)


def _standard(x: Floats) -> Floats:
    sd = x.std()
    return np.asarray((x - x.mean()) / sd) if sd > 0 else np.full(len(x), np.nan)


def proximity(m: Floats) -> Floats:
    """φ_ab = places with both / places with the commoner one. Hidalgo et al. (2007)."""
    both = m.T @ m
    own = np.diag(both)
    phi = ratio_or_nan(both, np.maximum(own[:, None], own[None, :]))
    return np.nan_to_num(phi)


def relatedness_density(m: Floats) -> Floats:
    """Σ_b M_pb φ_ab / Σ_b φ_ab, b other than a: how near a sector is to what a place has."""
    phi = proximity(m)
    np.fill_diagonal(phi, 0.0)
    return ratio_or_nan(m @ phi, np.broadcast_to(phi.sum(axis=0), m.shape))
