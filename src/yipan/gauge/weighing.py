"""Weights of indicators: pure functions on column summaries or on a matrix of rows by indicators.

Rows are party x period. A constant column has weight 0 and the others are weighted as if it were
absent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from yipan.core.primitives import EntropySums
from yipan.gauge.arrays import Bools, Floats, x_log_x_over

# Saaty's random consistency index for n = 1..9.
RANDOM_INDEX = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45)


@dataclass(frozen=True, slots=True)
class Ahp:
    """Priorities of a judgement matrix and its consistency."""

    weights: Floats
    lambda_max: float
    ci: float
    cr: float


def constant_columns(z: Floats) -> Bools:
    """Which columns do not vary."""
    return np.asarray(z.min(axis=0) == z.max(axis=0))


def normed(score: Floats, constant: Bools) -> Floats:
    """Scores that sum to 1, constant columns at 0; NaN when every column is constant."""
    clean = np.where(constant, 0.0, score)
    total = clean.sum()
    return np.asarray(clean / total) if total > 0 else np.full(len(clean), np.nan)


def min_max_columns(x: Floats) -> Floats:
    """Columns on [0, 1]; a constant column is 0."""
    low, span = x.min(axis=0), x.max(axis=0) - x.min(axis=0)
    return np.asarray(np.divide(x - low, span, out=np.zeros_like(x), where=span > 0))


@dataclass(frozen=True, slots=True)
class Summary:
    """Columns in small: bounds, mean and centred sums of products over `rows` rows."""

    low: Floats
    high: Floats
    mean: Floats
    products: Floats
    rows: int

    @property
    def constant(self) -> Bools:
        """Which columns do not vary."""
        return np.asarray(self.low == self.high)

    @property
    def sd(self) -> Floats:
        """Population standard deviations; exactly 0 for a constant column."""
        square = np.where(self.constant, 0.0, np.diag(self.products))
        return np.asarray(np.sqrt(square / self.rows))

    def correlations(self) -> Floats:
        """Pearson correlation of the columns that vary."""
        live = np.flatnonzero(~self.constant)
        root = np.sqrt(np.diag(self.products)[live])
        return np.asarray(self.products[np.ix_(live, live)] / np.outer(root, root))

    def turned(self, shift: Floats, scale: Floats) -> Summary:
        """The summary of shift + scale x."""
        ends = np.stack([shift + scale * self.low, shift + scale * self.high])
        products = self.products * np.outer(scale, scale)
        return Summary(
            ends.min(axis=0), ends.max(axis=0), shift + scale * self.mean, products, self.rows
        )

    def only(self, columns: Sequence[int]) -> Summary:
        """The summary of some columns."""
        at = list(columns)
        products = self.products[np.ix_(at, at)]
        return Summary(self.low[at], self.high[at], self.mean[at], products, self.rows)


def summary(x: Floats) -> Summary:
    """The summary of a matrix of rows."""
    mean = x.mean(axis=0)
    centred = x - mean
    return Summary(x.min(axis=0), x.max(axis=0), mean, np.asarray(centred.T @ centred), len(x))


def entropies(z: Floats) -> Floats:
    """e = -(1/ln m) Σ p ln p over the m rows, p = z / Σ z; 1 for a column of zeros."""
    total = z.sum(axis=0)
    p = np.divide(z, total, out=np.full_like(z, 1 / len(z)), where=total > 0)
    return np.asarray(-x_log_x_over(p, np.ones_like(p)).sum(axis=0) / np.log(len(z)))


def entropy(z: Floats) -> Floats:
    """w = (1 - e) / Σ (1 - e). Shannon (1948); Hwang & Yoon (1981)."""
    return normed(1 - entropies(z), constant_columns(z))


def divergence(sums: EntropySums) -> Floats:
    """1 - e from Σ z and Σ z ln z over all rows; z in units of its mean keeps every digit."""
    safe = np.where(sums.total > 0, sums.total, 1.0)
    found = (sums.log_total / safe - np.log(safe / sums.rows)) / np.log(sums.rows)
    return np.where(sums.total > 0, found, 0.0)


def critic(x: Summary) -> Floats:
    """c_j = sd(z_j) Σ_k (1 - r_jk), z min-max, Pearson r. Diakoulaki et al. (1995)."""
    live = ~x.constant
    score = np.zeros(len(x.mean))
    conflict = (1 - x.correlations()).sum(axis=0) if live.sum() > 1 else np.ones(int(live.sum()))
    score[live] = x.sd[live] / (x.high - x.low)[live] * conflict
    return normed(score, x.constant)


def correlations(z: Floats) -> Floats:
    """Pearson correlation of columns, none of them constant."""
    return summary(z).correlations()


def variation(x: Summary) -> Floats:
    """w by the coefficient of variation."""
    return normed(np.abs(x.sd / np.where(x.constant, 1.0, x.mean)), x.constant)


def deviation(x: Summary) -> Floats:
    """w by the sd of min-max columns."""
    span = np.where(x.constant, 1.0, x.high - x.low)
    return normed(x.sd / span, x.constant)


def gini_weights(x: Floats) -> Floats:
    """w by the Gini coefficient of each column. 李刚, 程砚秋 (2014); Li & Chi (2009)."""
    n = len(x)
    ordered = np.sort(x, axis=0)
    place = (2 * np.arange(1, n + 1) - n - 1)[:, None]
    spread = (place * ordered).sum(axis=0) / (n * n)
    constant = constant_columns(x)
    return normed(spread / np.where(constant, 1.0, np.abs(x.mean(axis=0))), constant)


def principal(x: Summary) -> tuple[Floats, Floats]:
    """Eigenvalues (falling) and unit eigenvectors of the correlations of columns that vary."""
    values, vectors = np.linalg.eigh(x.correlations())
    order = np.argsort(values)[::-1]
    return np.asarray(values[order]), np.asarray(vectors[:, order])


def pca(x: Summary, variant: str) -> Floats:
    """first: squared loadings of the first component; kaiser: squared loadings of components with
    eigenvalue >= 1, weighted by the variance they explain (OECD Handbook 2008)."""
    values, vectors = principal(x)
    kept = 1 if variant == "first" else max(1, int((values >= 1 - 1e-9).sum()))
    score = np.zeros(len(x.mean))
    score[~x.constant] = (vectors[:, :kept] ** 2 * values[:kept]).sum(axis=1)
    return normed(score, x.constant)


def merec(x: Floats, down: Bools) -> Floats:
    """Removal effects on S = ln(1 + mean |ln n|). Keshavarz-Ghorabaee et al. (2021)."""
    n = np.where(down, x / x.max(axis=0), x.min(axis=0) / x)
    logs = np.abs(np.log(n))
    count, total = x.shape[1], logs.sum(axis=1, keepdims=True)
    whole, without = np.log1p(total / count), np.log1p((total - logs) / count)
    return normed(np.abs(without - whole).sum(axis=0), constant_columns(x))


def cilos(x: Floats, down: Bools) -> Floats:
    """Criterion impact loss: F q = 0 with Σ q = 1. Zavadskas & Podvezko (2016)."""
    z = np.where(down, x.min(axis=0) / x, x)
    z = z / z.sum(axis=0)
    square = z[z.argmax(axis=0)]
    loss = (np.diag(square) - square) / np.diag(square)
    np.fill_diagonal(loss, 0.0)
    system = loss - np.diag(loss.sum(axis=0))
    system[-1] = 1.0
    target = np.zeros(len(system))
    target[-1] = 1.0
    return np.asarray(np.linalg.solve(system, target))


def ahp(matrix: Floats) -> Ahp:
    """Principal eigenvector, λ, CI = (λ - n)/(n - 1), CR = CI/RI. Saaty (1980)."""
    n = len(matrix)
    values, vectors = np.linalg.eig(matrix)
    at = int(np.argmax(values.real))
    vector = np.abs(vectors[:, at].real)
    largest = float(values[at].real)
    ci = (largest - n) / (n - 1) if n > 1 else 0.0
    random = RANDOM_INDEX[n - 1] if n <= len(RANDOM_INDEX) else float("nan")
    return Ahp(vector / vector.sum(), largest, ci, ci / random if random else 0.0)


def game_theory(schemes: Floats) -> tuple[Floats, Floats]:
    """Weights nearest to all schemes (rows): W Wᵀ α = diag(W Wᵀ), α normed by |α|."""
    gram = schemes @ schemes.T
    alpha = np.abs(np.linalg.lstsq(gram, np.diag(gram), rcond=None)[0])
    share = alpha / alpha.sum()
    return np.asarray(share @ schemes), np.asarray(share)


def multiplicative(schemes: Floats) -> Floats:
    """Product of the schemes, normed."""
    product = schemes.prod(axis=0)
    return np.asarray(product / product.sum())


def optimise(z: Floats, target: Floats, rounds: int = 2000) -> tuple[Floats, Floats]:
    """Weights whose index correlates with each column in proportion to `target`.

    Fixed-point w ← w (target / share of correlation)^¼; returns weights and correlations.
    """
    w = target.copy()
    centred = z - z.mean(axis=0)
    sd = centred.std(axis=0)
    for _ in range(rounds):
        score = centred @ w
        r = (centred * score[:, None]).mean(axis=0) / (sd * score.std())
        step = (target / np.maximum(r / np.abs(r).sum(), 1e-6)) ** 0.25
        fresh = w * step / (w * step).sum()
        if np.abs(fresh - w).max() < 1e-13:
            break
        w = fresh
    return w, np.asarray(r)
