"""Economic complexity and relatedness of sectors."""

from __future__ import annotations

import numpy as np

from yipan.core.errors import BadInput
from yipan.core.words import Words
from yipan.gauge import structural as kernel
from yipan.gauge.arrays import Floats
from yipan.gauge.ask import Ask
from yipan.gauge.families.structure import quotients
from yipan.gauge.registry import SECTORAL, Domain, Setting, measure
from yipan.gauge.result import Outcome, row

FAMILY = "complexity"
DOMAIN = Domain(negative="refused", zero="a party or sector without quotient >= 1 is null")
CUTOFF = Setting("cutoff", "1", "number", "a sector is present where its quotient is at least this")


def _presence(ask: Ask, lq: Floats) -> Floats:
    return (np.nan_to_num(lq) >= ask.number("cutoff")).astype(np.float64)


@measure(
    "eci",
    "经济复杂度",
    "Economic complexity (ECI, PCI)",
    FAMILY,
    answers=("结构有多复杂", "how complex the structure is"),
    formula="second eigenvector of D⁻¹ M U⁻¹ Mᵀ, standardised, sign by diversity; PCI = mean ECI",
    reference="Hidalgo & Hausmann (2009) PNAS 106:10570-10575",
    columns=SECTORAL,
    tables=("reference",),
    settings=(CUTOFF,),
    items=("eci", "pci"),
    domain=DOMAIN,
    cuts="period",
)
def eci(ask: Ask) -> Outcome:
    cube, lq = quotients(ask)
    parties, periods, sectors = cube.labels
    rows = []
    for t, period in enumerate(periods):
        m = _presence(ask, lq[:, t])
        keep_p, keep_s = np.flatnonzero(m.sum(axis=1)), np.flatnonzero(m.sum(axis=0))
        if len(keep_p) < 3 or len(keep_s) < 2:
            raise BadInput(
                Words(
                    f"{period}: 至少要有 3 个有优势部门的方",
                    f"{period}: needs three parties with a strong sector",
                )
            )
        found = kernel.complexity(m[np.ix_(keep_p, keep_s)])
        places = dict(zip(keep_p.tolist(), found.eci, strict=True))
        products = dict(zip(keep_s.tolist(), found.pci, strict=True))
        rows += [
            row("eci", {"party": p, "period": period}, places.get(i), "no-strong-sector")
            for i, p in enumerate(parties)
        ]
        rows += [
            row("pci", {"sector": s, "period": period}, products.get(j), "nowhere-strong")
            for j, s in enumerate(sectors)
        ]
    return Outcome(tuple(rows))


@measure(
    "relatedness",
    "关联度与产品空间",
    "Relatedness and product space",
    FAMILY,
    answers=("新部门离已有优势有多近", "how near a sector is to what a party is strong in"),
    formula="φ_ab = both/max(alone); density = Σ_b M_pb φ_ab/Σ_b φ_ab, b ≠ a",
    reference="Hidalgo, Klinger, Barabási & Hausmann (2007) Science 317:482-487",
    columns=SECTORAL,
    tables=("reference",),
    settings=(CUTOFF,),
    items=("density", "proximity"),
    domain=DOMAIN,
    cuts="period",
)
def relatedness(ask: Ask) -> Outcome:
    cube, lq = quotients(ask)
    parties, periods, sectors = cube.labels
    rows = []
    for t, period in enumerate(periods):
        m = _presence(ask, lq[:, t])
        density, phi = kernel.relatedness_density(m), kernel.proximity(m)
        rows += [
            row("density", {"party": p, "sector": s, "period": period}, density[i, j], "unrelated")
            for i, p in enumerate(parties)
            for j, s in enumerate(sectors)
        ]
        rows += [
            row("proximity", {"sector": s, "other": o, "period": period}, phi[i, j])
            for i, s in enumerate(sectors)
            for j, o in enumerate(sectors)
            if i < j
        ]
    return Outcome(tuple(rows))
