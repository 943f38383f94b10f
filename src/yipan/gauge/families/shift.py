"""Shift-share in all its variants."""

from __future__ import annotations

from typing import Any

import numpy as np

from yipan.core.errors import BadInput
from yipan.core.words import Words
from yipan.gauge import shifting as kernel
from yipan.gauge.arrays import Bools, Floats
from yipan.gauge.ask import Ask
from yipan.gauge.families.space import weights_of
from yipan.gauge.families.structure import reference_of, sector_cube
from yipan.gauge.registry import SECTORAL, Domain, Setting, measure
from yipan.gauge.result import Check, Outcome, row, warned
from yipan.gauge.table import Dense


@measure(
    "shift-share",
    "偏离-份额分析",
    "Shift-share analysis",
    "structure",
    answers=(
        "增长来自整体、结构还是竞争力",
        "whether growth came from the whole, the mix or the place",
    ),
    formula={
        "dunn": "e0 G + e0 (G_i - G) + e0 (g_i - G_i)",
        "esteban": "e0 G + e0 (G_i - G) + e0' (g_i - G_i) + (e0 - e0')(g_i - G_i), e0' = E0 r_i/r",
        "dynamic": "sum of yearly dunn parts",
        "spatial": "e0 G + e0 (near_i - G) + e0 (g_i - near_i), near_i the neighbours' growth",
    },
    reference="Dunn (1960); Esteban-Marquillas (1972); Barff & Knight (1988); "
    "Nazara & Hewings (2004)",
    columns=SECTORAL,
    tables=("reference", "neighbours"),
    settings=(
        Setting("variant", "dunn", "dunn|esteban|dynamic|spatial", "the decomposition"),
        Setting("by", "party", "party|sector", "parts by party, or by party and sector"),
        Setting("standardise", "row", "row|none", "row sums of the neighbour weights to 1"),
    ),
    items=("change",),
    parts=("national", "mix", "regional", "competitive", "allocation", "neighbour", "entry"),
    domain=Domain(zero="a zero base is the part entry", negative="refused"),
    mergeable=True,
)
def shift_share(ask: Ask) -> Outcome:
    cube, variant = sector_cube(ask), ask.text("variant")
    periods = cube.names("period")
    if len(periods) < 2:
        raise BadInput(Words("至少需要两个时期", "needs two periods at least"))
    reference = reference_of(ask, cube)
    whole = cube.values.sum(axis=0) if reference is None else reference
    near = weights_of(ask, cube.names("party")) if variant == "spatial" else None
    steps = range(len(periods) - 1) if variant == "dynamic" else [0]
    parts: dict[str, Floats] = {}
    entered = np.zeros(cube.values[:, 0].shape, dtype=bool)
    for t in steps:
        end = t + 1 if variant == "dynamic" else len(periods) - 1
        step, new = _step(cube, whole, near, variant, t, end)
        entered |= new
        parts = {name: parts.get(name, 0.0) + value for name, value in step.items()}
    change = cube.values[:, -1] - cube.values[:, 0]
    return _outcome(ask, cube, variant, parts, change, entered)


def _step(
    cube: Dense, whole: Floats, near: Floats | None, variant: str, start: int, end: int
) -> tuple[dict[str, Floats], Bools]:
    e0, e1, r0, r1 = cube.values[:, start], cube.values[:, end], whole[start], whole[end]
    if r0.sum() <= 0:
        raise BadInput(Words(f"{cube.names('period')[start]} 合计为 0", "the base sums to zero"))
    if variant == "spatial":
        assert near is not None
        found = kernel.spatial(e0, e1, r0, r1, near)
        lost = (near @ e0 == 0) & (e0 > 0)
        cells = np.zeros(cube.values.shape, dtype=bool)
        cells[:, start] = lost
        cube.refuse(
            cells,
            Words(
                "邻居该部门基期为 0, 增长无定义",
                "its neighbours have none of the sector, no growth is defined",
            ),
        )
    else:
        found = (kernel.esteban if variant == "esteban" else kernel.dunn)(e0, e1, r0, r1)
    return kernel.with_entry(found, e0, e1)


def _outcome(
    ask: Ask, cube: Dense, variant: str, parts: dict[str, Floats], change: Floats, entered: Bools
) -> Outcome:
    parties, sectors = cube.names("party"), cube.names("sector")
    by_sector = ask.text("by") == "sector"
    if entered.any():
        cells = [f"{parties[i]} {sectors[j]}" for i, j in np.argwhere(entered)]
        ask.warnings.append(warned("zero-base", ", ".join(cells)))
    total = sum(parts.values())
    values, rows, checks = [], [], []
    for p, party in enumerate(parties):
        places: list[tuple[dict[str, str], Any]] = [({"party": party}, slice(None))]
        if by_sector:
            places = [({"party": party, "sector": s}, [j]) for j, s in enumerate(sectors)]
        for keys, at in places:
            moved = float(change[p][at].sum())
            values.append(row("change", keys, moved))
            for name, array in parts.items():
                if name != "entry" or entered[p][at].any():
                    rows.append(row(name, keys, float(array[p][at].sum())))
            checks.append(
                Check(
                    f"change = sum of parts, {', '.join(keys.values())}",
                    moved,
                    float(np.asarray(total)[p][at].sum()),
                )
            )
    return Outcome(tuple(values), tuple(rows), tuple(checks), variant=variant)
