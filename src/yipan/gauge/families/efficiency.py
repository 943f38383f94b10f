"""Efficiency: DEA, SBM, super-efficiency, Malmquist and its green form."""

from __future__ import annotations

import numpy as np

from yipan.core.errors import BadInput
from yipan.core.words import Words
from yipan.gauge import frontier as kernel
from yipan.gauge.arrays import Floats
from yipan.gauge.ask import Ask
from yipan.gauge.families.convergence import need
from yipan.gauge.registry import Domain, Setting, measure
from yipan.gauge.result import Check, Outcome, Row, row, warned
from yipan.gauge.table import Dense

FAMILY = "efficiency"
INPUTS = Setting("inputs", "", "list", "indicators that are inputs")
OUTPUTS = Setting("outputs", "", "list", "indicators that are outputs")
BADS = Setting("bads", "", "list", "outputs that are undesirable")
RETURNS = Setting("returns", "crs", "crs|vrs", "constant or variable returns to scale")
ORIENTATION = Setting("orientation", "input", "input|output", "what is contracted or expanded")
DOMAIN = Domain(zero="allowed where some input and output is positive", negative="refused")
POSITIVE = Domain(zero="refused", negative="refused")


def _columns(ask: Ask, *keys: str) -> tuple[Dense, list[Floats], list[tuple[str, ...]]]:
    """The cube and (party, period, indicator) blocks of the named lists."""
    cube = ask.cube()
    cube.refuse_negative(Words("不能为负", "must not be negative"))
    known, blocks, named = cube.names("indicator"), [], []
    for key in keys:
        if key != "bads":
            ask.required(key)
        names = ask.names(key, known)
        named.append(names)
        blocks.append(cube.values[:, :, [known.index(n) for n in names]])
    units, factors = len(cube.names("party")), sum(map(len, named))
    if units < 3 * factors:
        ask.warnings.append(warned("few-units", f"{units} < 3 x {factors}"))
    return cube, blocks, named


def _refuse_empty(cube: Dense, blocks: list[Floats], named: list[tuple[str, ...]]) -> None:
    for block, names in zip(blocks, named, strict=True):
        empty = np.zeros(cube.values.shape, dtype=bool)
        at = cube.names("indicator").index(names[0])
        empty[:, :, at] = (block == 0).all(axis=2)
        cube.refuse(empty, Words("投入或产出全为 0", "all inputs or all outputs are zero"))


@measure(
    "dea",
    "数据包络分析",
    "Data envelopment analysis",
    FAMILY,
    answers=("离效率前沿有多远", "how far from the efficient frontier"),
    formula={
        "crs-input": "min θ: Σ λ x <= θ x_o, Σ λ y >= y_o",
        "crs-output": "1/max φ",
        "vrs-input": "min θ with Σ λ = 1",
        "vrs-output": "1/max φ with Σ λ = 1",
    },
    reference="Charnes, Cooper & Rhodes (1978); Banker, Charnes & Cooper (1984)",
    settings=(INPUTS, OUTPUTS, RETURNS, ORIENTATION),
    items=("efficiency", "slack"),
    domain=DOMAIN,
)
def dea(ask: Ask) -> Outcome:
    cube, blocks, named = _columns(ask, "inputs", "outputs")
    _refuse_empty(cube, blocks, named)
    x, y = (b.reshape(-1, b.shape[2]) for b in blocks)
    vrs, output = ask.text("returns") == "vrs", ask.text("orientation") == "output"
    rows: list[Row] = []
    for i, keys in enumerate(_units(cube)):
        score = kernel.radial(x[i], y[i], x, y, vrs=vrs, output=output)
        rest = kernel.slacks(x[i], y[i], x, y, score, vrs=vrs, output=output)
        rows.append(row("efficiency", keys, min(score, 1.0) if score < 1 + 1e-9 else score))
        rows += [
            row("slack", {**keys, "indicator": n}, max(v, 0.0) if v > -1e-9 else v)
            for n, v in zip((*named[0], *named[1]), rest, strict=True)
        ]
    return Outcome(tuple(rows), variant=f"{ask.text('returns')}-{ask.text('orientation')}")


def _units(cube: Dense) -> list[dict[str, str]]:
    return [{"party": p, "period": t} for p in cube.labels[0] for t in cube.labels[1]]


@measure(
    "super-efficiency",
    "超效率 DEA",
    "Super-efficiency DEA",
    FAMILY,
    answers=("有效单元之间谁更优", "which efficient unit is ahead"),
    formula="dea with the unit itself left out of the frontier; infeasible is null",
    reference="Andersen & Petersen (1993) Management Science 39:1261-1264",
    settings=(INPUTS, OUTPUTS, RETURNS, ORIENTATION),
    items=("efficiency",),
    domain=DOMAIN,
)
def super_efficiency(ask: Ask) -> Outcome:
    cube, blocks, named = _columns(ask, "inputs", "outputs")
    _refuse_empty(cube, blocks, named)
    x, y = (b.reshape(-1, b.shape[2]) for b in blocks)
    need(len(x), 2, "单元", "units")
    vrs, output = ask.text("returns") == "vrs", ask.text("orientation") == "output"
    rows = []
    for i, keys in enumerate(_units(cube)):
        others = np.arange(len(x)) != i
        score = kernel.radial(x[i], y[i], x[others], y[others], vrs=vrs, output=output)
        rows.append(row("efficiency", keys, score, "infeasible"))
    return Outcome(tuple(rows), variant=f"{ask.text('returns')}-{ask.text('orientation')}")


@measure(
    "sbm",
    "SBM 模型",
    "Slack-based measure",
    FAMILY,
    answers=(
        "计入全部松弛与非期望产出的效率",
        "efficiency with all slacks and undesirable outputs",
    ),
    formula="min [1 - mean(s-/x)]/[1 + mean(s+/y, s_b/b)], non-oriented",
    reference="Tone (2001) EJOR 130:498-509; Tone (2003)",
    settings=(INPUTS, OUTPUTS, BADS, RETURNS),
    items=("efficiency", "slack"),
    domain=POSITIVE,
)
def sbm(ask: Ask) -> Outcome:
    cube, blocks, named = _columns(ask, "inputs", "outputs", "bads")
    cube.refuse_not_positive(Words("SBM 须为正", "must be positive"))
    x, y, b = (block.reshape(cube.values[..., 0].size, -1) for block in blocks)
    rows: list[Row] = []
    for i, keys in enumerate(_units(cube)):
        found = kernel.slack_based((x[i], y[i], b[i]), x, y, b, vrs=ask.text("returns") == "vrs")
        rows.append(row("efficiency", keys, found.value, "infeasible"))
        rows += [
            row("slack", {**keys, "indicator": n}, v, "infeasible")
            for n, v in zip((*named[0], *named[1], *named[2]), found.slacks, strict=True)
        ]
    return Outcome(tuple(rows), variant=f"{ask.text('returns')}, {len(named[2])} bads")


@measure(
    "malmquist",
    "Malmquist 指数",
    "Malmquist productivity index",
    FAMILY,
    answers=(
        "生产率变化来自效率还是技术",
        "whether productivity moved by efficiency or technology",
    ),
    formula={
        "malmquist": "M = EC × TC; EC = D1(1)/D0(0); TC = sqrt[D0(1)/D1(1) × D0(0)/D1(0)]",
        "luenberger": "with bads: D = 1/(1+β), β directional; M = EC × TC in these D",
    },
    reference="Färe et al. (1994) American Economic Review 84:66-83; Chung et al. (1997)",
    settings=(INPUTS, OUTPUTS, BADS),
    items=("index",),
    parts=("efficiency-change", "technology"),
    domain=POSITIVE,
    order=True,
)
def malmquist(ask: Ask) -> Outcome:
    cube, blocks, named = _columns(ask, "inputs", "outputs", "bads")
    cube.refuse_not_positive(Words("须为正", "must be positive"))
    need(len(cube.names("period")), 2, "时期", "periods")
    green = bool(named[2])
    values, parts, checks = [], [], []
    for t, period in enumerate(cube.names("period")[1:], start=1):
        for p, party in enumerate(cube.names("party")):
            keys = {"party": party, "period": period}
            distance = {
                (frontier, unit): _distance(blocks, p, frontier, unit, green)
                for frontier in (t - 1, t)
                for unit in (t - 1, t)
            }
            index = np.sqrt(
                distance[t - 1, t] / distance[t - 1, t - 1] * distance[t, t] / distance[t, t - 1]
            )
            change = distance[t, t] / distance[t - 1, t - 1]
            technology = np.sqrt(
                distance[t - 1, t] / distance[t, t] * distance[t - 1, t - 1] / distance[t, t - 1]
            )
            values.append(row("index", keys, index, "infeasible"))
            parts += [
                row("efficiency-change", keys, change, "infeasible"),
                row("technology", keys, technology, "infeasible"),
            ]
            if np.isfinite(index):
                checks.append(
                    Check(
                        f"index = efficiency x technology, {party}, {period}",
                        float(index),
                        float(change * technology),
                    )
                )
    return Outcome(
        tuple(values), tuple(parts), tuple(checks), variant="luenberger" if green else "malmquist"
    )


def _distance(blocks: list[Floats], party: int, frontier: int, unit: int, green: bool) -> float:
    """D of a unit against a frontier; 1/(1 + β) in the directional (green) form."""
    x, y, b = (block[:, frontier] for block in blocks)
    own = tuple(block[party, unit] for block in blocks)
    if not green:
        return kernel.radial(own[0], own[1], x, y, vrs=False, output=True)
    beta = kernel.directional((own[0], own[1], own[2]), x, y, b)
    if beta <= -1:
        raise BadInput(Words("方向距离无界", "the directional distance is unbounded"))
    return 1 / (1 + beta)
