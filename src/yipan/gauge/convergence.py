"""Convergence and change: pure functions on arrays (party, period)."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from yipan.gauge.arrays import Floats, Ints

REJECT = -1.65  # one-sided 5 % of the log t test


@dataclass(frozen=True, slots=True)
class Line:
    """Ordinary least squares: coefficients (constant first), standard errors, residuals."""

    coefficients: Floats
    errors: Floats
    residuals: Floats

    @property
    def t(self) -> Floats:
        """Coefficients over their errors."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(self.coefficients / self.errors)


@dataclass(frozen=True, slots=True)
class LogT:
    """Phillips & Sul (2007): H by period and the regression with robust error of b."""

    h: Floats
    a: float
    b: float
    error: float
    t: float
    observations: int
    bandwidth: float


def ols(y: Floats, x: Floats) -> Line:
    """y on a constant and the columns of x."""
    design = np.column_stack([np.ones(len(y)), x])
    inverse = np.linalg.pinv(design.T @ design)
    coefficients = inverse @ design.T @ y
    residuals = y - design @ coefficients
    free = len(y) - design.shape[1]
    variance = residuals @ residuals / free if free > 0 else np.nan
    return Line(coefficients, np.sqrt(np.diag(inverse) * variance), residuals)


def speed(slope: float, years: float) -> tuple[float, float]:
    """λ = -ln(1 + bT)/T and ln 2 / λ; NaN where 1 + bT <= 0. Barro & Sala-i-Martin (1992)."""
    inside = 1 + slope * years
    if inside <= 0:
        return math.nan, math.nan
    rate = -math.log(inside) / years
    return rate, math.log(2) / rate if rate > 0 else math.nan


def log_t(x: Floats, r: float, *, inclusive: bool, hac: str) -> LogT:
    """Regress ln(H_1/H_t) - 2 ln ln t on ln t, t after the first [rT] periods."""
    relative = x / x.mean(axis=0)
    h = ((relative - 1) ** 2).mean(axis=0)
    periods = x.shape[1]
    left_out = math.floor(r * periods + 1e-9)
    first = max(2, left_out if inclusive else left_out + 1)
    t = np.arange(first, periods + 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        y = np.log(h[0] / h[first - 1 :]) - 2 * np.log(np.log(t))
    log_time = np.log(t)
    if not np.isfinite(y).all() or len(t) < 3:
        return LogT(h, math.nan, math.nan, math.nan, math.nan, len(t), math.nan)
    line = ols(y, log_time[:, None])
    if hac == "none":
        error, width = float(line.errors[1]), 0.0
    else:
        error, width = robust_error(log_time, line.residuals, hac)
    a, b = map(float, line.coefficients)
    return LogT(h, a, b, error, b / error if error > 0 else math.nan, len(t), width)


def robust_error(x: Floats, residuals: Floats, kernel: str) -> tuple[float, float]:
    """Error of the slope that allows for autocorrelation; and its bandwidth.

    qs-fixed: long-run variance of the residuals times the inverse of the design, as Phillips & Sul
    (2007) compute it. The others take the long-run variance of the moments: qs-auto: quadratic
    spectral, Andrews (1991) AR(1) plug-in on the slope's moment; newey-west: Bartlett with
    4 (n/100)^(2/9).
    """
    n = len(x)
    design = np.column_stack([np.ones(n), x])
    bread = np.linalg.inv(design.T @ design)
    if kernel == "qs-fixed":
        long_run_variance, width = _of_residuals(residuals)
        return math.sqrt(max(float(bread[1, 1]) * long_run_variance, 0.0)), width
    moments = design * residuals[:, None]
    if kernel == "newey-west":
        width = float(math.floor(4 * (n / 100) ** (2 / 9)))
        weights = [1 - j / (width + 1) for j in range(int(width) + 1)]
    else:
        width = _andrews(moments[:, 1] - moments[:-1, 1].mean())
        weights = [1.0, *(_quadratic_spectral(j / width) for j in range(1, n))] if width else [1.0]
    long_run = moments.T @ moments
    for j, weight in enumerate(weights[1:], start=1):
        lagged = moments[j:].T @ moments[:-j]
        long_run = long_run + weight * (lagged + lagged.T)
    variance = float((bread @ long_run @ bread)[1, 1]) * n / (n - 2)
    return math.sqrt(max(variance, 0.0)), width


def _of_residuals(u: Floats) -> tuple[float, float]:
    """Quadratic-spectral long-run variance with the AR(1) bandwidth of Andrews (1991).

    Divisors are n - 1 and products leave the last residual out, as in the authors' program.
    """
    kept, width = u[:-1], _andrews(u)
    if not width:
        return float(u @ u) / len(kept), width
    lagged = sum(
        _quadratic_spectral(j / width) * float(kept[:-j] @ kept[j:]) for j in range(1, len(kept))
    )
    return (float(u @ u) + 2 * lagged) / len(kept), width


def _quadratic_spectral(z: float) -> float:
    angle = 6 * math.pi * z / 5
    return 25 / (12 * math.pi**2 * z**2) * (math.sin(angle) / angle - math.cos(angle))


def _andrews(u: Floats) -> float:
    """Bandwidth 1.3221 (4 ρ² n/(1 - ρ)⁴)^(1/5) of an AR(1) in u. Andrews (1991)."""
    below = float(u[:-1] @ u[:-1])
    rho = float(u[1:] @ u[:-1]) / below if below > 0 else 0.0
    rho = min(max(rho, -0.97), 0.97)
    return float(1.3221 * (4 * rho**2 / (1 - rho) ** 4 * len(u)) ** 0.2)


def clubs(x: Floats, r: float, hac: str, *, sieve: float, merge: bool) -> Ints:
    """Club of each row (1 = highest), 0 for the divergent. Phillips & Sul (2007, 2009)."""

    def t_of(members: list[int]) -> float:
        found = log_t(x[members], r, inclusive=False, hac=hac).t
        return -math.inf if math.isnan(found) else found

    rest = sorted(range(len(x)), key=lambda i: (-x[i, -1], i))
    found: list[list[int]] = []
    while len(rest) > 1:
        if t_of(rest) > REJECT:
            found.append(rest)
            rest = []
            break
        club = _next_club(rest, t_of, sieve)
        if club is None:
            break
        found.append(club)
        rest = [i for i in rest if i not in club]
    if merge:
        found = _merged(found, t_of)
    out = np.zeros(len(x), dtype=np.int64)
    for number, members in enumerate(found, start=1):
        out[members] = number
    return out


def _next_club(
    rest: list[int], t_of: Callable[[list[int]], float], sieve: float
) -> list[int] | None:
    """The core group from the top of the order, then everyone who passes the sieve."""
    start = next((k for k in range(len(rest) - 1) if t_of(rest[k : k + 2]) > REJECT), None)
    if start is None:
        return None
    core, best = rest[start : start + 2], t_of(rest[start : start + 2])
    for end in range(start + 3, len(rest) + 1):
        t = t_of(rest[start:end])
        if t <= REJECT:
            break
        if t > best:
            core, best = rest[start:end], t
    others = [i for i in rest if i not in core]
    single = {i: t_of([*core, i]) for i in others}
    limit = sieve
    while True:
        joined = [i for i in others if single[i] > limit]
        if not joined or t_of([*core, *joined]) > REJECT:
            return [*core, *joined]
        limit = min(single[i] for i in joined)


def _merged(found: list[list[int]], t_of: Callable[[list[int]], float]) -> list[list[int]]:
    """Adjacent clubs that converge together become one. Phillips & Sul (2009)."""
    out: list[list[int]] = []
    for club in found:
        if out and t_of([*out[-1], *club]) > REJECT:
            out[-1] = [*out[-1], *club]
        else:
            out.append(club)
    return out


@dataclass(frozen=True, slots=True)
class Trend:
    """Mann-Kendall S and its two-sided p, Theil-Sen and least-squares slopes per period."""

    s: float
    p_value: float
    sen: float
    slope: float
    slope_t: float


def trend(y: Floats, time: Floats) -> Trend:
    """The trend of one series; ties corrected, normal approximation."""
    i, j = np.triu_indices(len(y), k=1)
    rise = y[j] - y[i]
    s = float(np.sign(rise).sum())
    n = len(y)
    _, counts = np.unique(y, return_counts=True)
    ties = float((counts * (counts - 1) * (2 * counts + 5)).sum())
    variance = (n * (n - 1) * (2 * n + 5) - ties) / 18
    z = 0.0 if s == 0 or variance <= 0 else (s - math.copysign(1, s)) / math.sqrt(variance)
    line = ols(y, time[:, None])
    sen = float(np.median(rise / (time[j] - time[i])))
    return Trend(
        s, math.erfc(abs(z) / math.sqrt(2)), sen, float(line.coefficients[1]), float(line.t[1])
    )


# Andrews (1993, corrected 2003), 5 % values of sup-F times its parameters, 15 % trimming.
SUP_WALD = {1: 8.68, 2: 11.72}


@dataclass(frozen=True, slots=True)
class Break:
    """The likeliest break: index of the first period after it, sup-Wald, its 5 % value."""

    at: int
    statistic: float
    critical: float


def structural_break(y: Floats, time: Floats, *, with_trend: bool, trim: float = 0.15) -> Break:
    """Quandt-Andrews: the largest Chow statistic over all inner dates."""
    design = np.column_stack([np.ones(len(y)), time]) if with_trend else np.ones((len(y), 1))
    parameters = design.shape[1]
    least = max(parameters + 1, math.ceil(trim * len(y)))
    whole = _squares(y, design)
    best, at = -math.inf, -1
    for k in range(least, len(y) - least + 1):
        parted = _squares(y[:k], design[:k]) + _squares(y[k:], design[k:])
        free = len(y) - 2 * parameters
        if free <= 0:
            continue
        wald = math.inf if parted <= 1e-14 * whole else (whole - parted) / (parted / free)
        if wald > best:
            best, at = wald, k
    return Break(at, best, SUP_WALD[parameters])


def _squares(y: Floats, design: Floats) -> float:
    residuals = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
    return float(residuals @ residuals)


def rescaled_range(y: Floats) -> tuple[Floats, Floats]:
    """R/S and V = (R/S)/√n of the first n values, n = 2 .. len(y); NaN for a constant start."""
    out = np.full(len(y) + 1, np.nan)
    for n in range(2, len(y) + 1):
        part = y[:n]
        walk = np.cumsum(part - part.mean())
        sd = part.std()
        out[n] = (walk.max() - walk.min()) / sd if sd > 0 else np.nan
    ratio = out[2:]
    return ratio, ratio / np.sqrt(np.arange(2, len(y) + 1))


def hurst(y: Floats) -> float:
    """Slope of ln(R/S) on ln n over n = 3 .. len(y). Hurst (1951)."""
    ratio, _ = rescaled_range(y)
    n = np.arange(2, len(y) + 1)
    use = (n >= 3) & (ratio > 0)
    if use.sum() < 2:
        return math.nan
    return float(ols(np.log(ratio[use]), np.log(n[use])[:, None]).coefficients[1])


@dataclass(frozen=True, slots=True)
class SpatialPanel:
    """Spatial lag (rho) or error (lambda) panel model by maximum likelihood."""

    spatial: float
    spatial_error: float
    slopes: Floats
    errors: Floats
    sigma2: float
    log_likelihood: float


def spatial_panel(y: Floats, x: Floats, w: Floats, *, lag: bool, fixed: bool) -> SpatialPanel:
    """y (party, period) on x (party, period, k) with weights w (party, party). Elhorst (2014).

    `fixed` takes party means out. The log-Jacobian is T Σ ln(1 - ρ ω) over eigenvalues of w.
    """
    n, periods = y.shape
    if fixed:
        y, x = y - y.mean(axis=1, keepdims=True), x - x.mean(axis=1, keepdims=True)
    else:
        x = np.concatenate([np.ones((n, periods, 1)), x], axis=2)
    wy = w @ y
    wx = np.einsum("ij,jtk->itk", w, x)
    roots = np.linalg.eigvals(w).real

    def flat(a: Floats) -> Floats:
        return a.reshape(n * periods, -1)

    def fit(rho: float) -> tuple[float, Floats, float]:
        target = flat(y - rho * wy)[:, 0]
        design = flat(x if lag else x - rho * wx)
        beta = np.linalg.lstsq(design, target, rcond=None)[0]
        residuals = target - design @ beta
        sigma2 = float(residuals @ residuals) / (n * periods)
        jacobian = periods * float(np.log(np.maximum(1 - rho * roots, 1e-300)).sum())
        value = jacobian - n * periods / 2 * (math.log(2 * math.pi * sigma2) + 1)
        return value, np.asarray(beta, dtype=np.float64), sigma2

    low, high = 1 / min(roots.min(), -1e-6), 1 / max(roots.max(), 1e-6)
    rho = _golden(lambda r: fit(r)[0], max(low, -1) * 0.999, min(high, 1) * 0.999)
    value, beta, sigma2 = fit(rho)
    step = 1e-4
    curve = (fit(rho + step)[0] - 2 * value + fit(rho - step)[0]) / step**2
    design = flat(x if lag else x - rho * wx)
    errors = np.sqrt(np.diag(np.linalg.pinv(design.T @ design)) * sigma2)
    spatial_error = math.sqrt(-1 / curve) if curve < 0 else math.nan
    return SpatialPanel(rho, spatial_error, beta, errors, sigma2, value)


def _golden(function: Callable[[float], float], low: float, high: float) -> float:
    """The place of the largest value on [low, high] of a unimodal function."""
    ratio = (math.sqrt(5) - 1) / 2
    a, b = high - ratio * (high - low), low + ratio * (high - low)
    at_a, at_b = function(a), function(b)
    for _ in range(80):
        if at_a < at_b:
            low, a, at_a = a, b, at_b
            b = low + ratio * (high - low)
            at_b = function(b)
        else:
            high, b, at_b = b, a, at_a
            a = high - ratio * (high - low)
            at_a = function(a)
    return (low + high) / 2
