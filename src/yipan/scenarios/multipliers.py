"""Regional multipliers from a national table: location quotients, RAS, the exponent uncertain.

There are no interregional tables below the nation, so trade between regions is made up from sizes:
region r covers min(1, FLQ_ij) of its own inputs, FLQ_ij = (LQ_i / LQ_j) λ with
λ = log2(1 + x_r / x)^δ and LQ_i in place of the ratio where i = j (Flegg and Webber 1997); the rest
comes from the other regions by their output of i. RAS then restores the national sums. δ is not
known: every multiplier has a band over it. All are upper bounds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from yipan.scenarios.draws import stream
from yipan.scenarios.leontief import coefficients, extracted_loss, inverse, ras

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

DIGITS = 9
LOW, HIGH = 0.1, 0.9
EXPONENT = "exponent"


@dataclass(frozen=True, slots=True, eq=False)
class National:
    """Domestic flows (sellers × buyers) and output of a national table, in one unit."""

    sectors: tuple[str, ...]
    flows: Floats
    output: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Regions:
    """Output by region and sector; over the regions it is the national output."""

    names: tuple[str, ...]
    output: Floats


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number at the central exponent, and its 10th and 90th percentile over the exponents."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Spill:
    """Output in `to` for one unit of final demand in `at`, spent as `at` produces."""

    at: str
    to: str
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class Column:
    """Output multiplier of a sector of a region: in all regions, and in its own."""

    region: str
    sector: str
    total: Estimate
    own: Estimate


@dataclass(frozen=True, slots=True)
class Loss:
    """Part of a region's output that goes when another region is taken out of all trade."""

    extracted: str
    region: str
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class Multipliers:
    """Everything, and the largest distance of row and column sums after balancing."""

    spills: tuple[Spill, ...]
    columns: tuple[Column, ...]
    losses: tuple[Loss, ...]
    residual: float


@dataclass(frozen=True, slots=True)
class Exponents:
    """The central exponent and the range that is drawn from, uniformly."""

    central: float = 0.3
    low: float = 0.1
    high: float = 0.5
    draws: int = 100
    seed: int = 1


def multipliers(national: National, regions: Regions, exponents: Exponents) -> Multipliers:
    """Central values, and bands over the exponents."""
    uniform = stream(exponents.seed, EXPONENT).uniform(
        exponents.low, exponents.high, exponents.draws
    )
    runs = [_run(national, regions, float(d)) for d in (exponents.central, *uniform)]
    names, sectors = regions.names, national.sectors
    spill, total, own, loss = (np.stack([run[k] for run in runs]) for k in range(4))
    return Multipliers(
        spills=tuple(
            Spill(a, b, _estimate(spill[:, j, i]))
            for i, a in enumerate(names)
            for j, b in enumerate(names)
        ),
        columns=tuple(
            Column(r, s, _estimate(total[:, i, k]), _estimate(own[:, i, k]))
            for i, r in enumerate(names)
            for k, s in enumerate(sectors)
            if regions.output[i, k] > 0
        ),
        losses=tuple(
            Loss(a, b, _estimate(loss[:, i, j]))
            for i, a in enumerate(names)
            for j, b in enumerate(names)
            if a != b
        ),
        residual=max(run[4] for run in runs),
    )


def interregional(national: National, regions: Regions, exponent: float) -> Floats:
    """Flows of all regions, (region, sector) × (region, sector), balanced by RAS."""
    a = coefficients(national.flows, national.output)
    start = np.concatenate(
        [_column_block(a, national, regions, r, exponent) for r in range(len(regions.names))],
        axis=1,
    )
    sold = national.flows.sum(axis=1)
    share = np.where(
        national.output > 0, sold / np.where(national.output > 0, national.output, 1), 0
    )
    rows = (regions.output * share).ravel()
    columns = (regions.output * a.sum(axis=0)).ravel()
    return ras(start, rows, columns)


def _column_block(
    a: Floats, national: National, regions: Regions, buyer: int, exponent: float
) -> Floats:
    """What a region buys from every region before balancing."""
    own = np.minimum(1.0, quotients(national, regions, buyer, exponent))
    bought = a * regions.output[buyer]
    others = regions.output.copy()
    others[buyer] = 0.0
    supply = others.sum(axis=0)
    share = np.where(supply > 0, others / np.where(supply > 0, supply, 1.0), 0.0)
    block = share[:, :, None] * ((1 - own) * bought)[None, :, :]
    block[buyer] = own * bought
    block[buyer] += np.where(supply > 0, 0.0, 1.0)[:, None] * (1 - own) * bought
    return np.asarray(block.reshape(-1, len(national.sectors)))


def quotients(national: National, regions: Regions, region: int, exponent: float) -> Floats:
    """FLQ_ij of a region; a region that is the whole nation has 1 everywhere."""
    mine = regions.output[region]
    size = mine.sum() / national.output.sum()
    safe = np.where(national.output > 0, national.output, 1.0)
    quotient = np.where(national.output > 0, mine / safe, 0.0) / size
    divisor = np.where(quotient > 0, quotient, 1.0)
    cross = quotient[:, None] / divisor[None, :]
    np.fill_diagonal(cross, quotient)
    return np.asarray(cross * np.log2(1 + size) ** exponent)


def _run(
    national: National, regions: Regions, exponent: float
) -> tuple[Floats, Floats, Floats, Floats, float]:
    """(spill to × at, total and own multipliers region × sector, losses, residual)."""
    count, sectors = regions.output.shape
    output = regions.output.ravel()
    flows = interregional(national, regions, exponent)
    final = output - flows.sum(axis=1)
    found = inverse(coefficients(flows, output))
    blocks = found.reshape(count, sectors, count, sectors)
    by_region = blocks.sum(axis=1)
    weights = regions.output / regions.output.sum(axis=1, keepdims=True)
    spill = np.einsum("jik,ik->ji", by_region, weights)
    own = np.stack([by_region[i, i] for i in range(count)])
    parts = [slice(i * sectors, (i + 1) * sectors) for i in range(count)]
    lost = extracted_loss(found, output, final, parts).reshape(count, count, sectors).sum(axis=2)
    share = lost / regions.output.sum(axis=1)
    residual = float(np.abs(found @ final - output).max() / output.max())
    return spill, by_region.sum(axis=0), own, share, residual


def _estimate(values: Floats) -> Estimate:
    """The first run is the central one."""
    drawn = values[1:] if len(values) > 1 else values
    low, high = np.quantile(drawn, (LOW, HIGH), method="inverted_cdf")
    return Estimate(*(float(f"{v:.{DIGITS}g}") for v in (values[0], low, high)))
