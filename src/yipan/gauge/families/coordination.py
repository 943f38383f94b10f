"""Coordination: coupling with grades and lags, synergy, obstacles, coupling between places."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from yipan.core.errors import BadInput, UnknownName
from yipan.core.words import Words
from yipan.gauge import coordinating as kernel
from yipan.gauge.arrays import Floats
from yipan.gauge.ask import Ask, sheet_numbers
from yipan.gauge.composite import weights_of_rows
from yipan.gauge.families.alternatives import PRECISION, envelope, versions_of
from yipan.gauge.families.common import WEIGHTS
from yipan.gauge.families.space import weights_of
from yipan.gauge.registry import Domain, Setting, measure
from yipan.gauge.result import Outcome, Row, row, warned
from yipan.gauge.table import Dense

FAMILY = "coordination"
UNIT = Domain(
    zero="allowed: C = 0",
    negative="refused",
    constant="allowed",
    missing="refused unless a rule is asked for; values beyond 0..1 are refused",
)
VARIANT = Setting("variant", "standard", "|".join(kernel.VARIANTS), "form of C")
POWER = Setting("k", "2", "number", "exponent of variant=power")
LAG = Setting("lag", "0.1", "number", "a system lags when this much below the highest")
FORMULAS = {
    "standard": "C = (Π U)^(1/n)/mean(U); T = Σ a U; D = sqrt(C T)",
    "wang2021": "C = sqrt{[1 - Σ|U_i-U_j|/(n(n-1)/2)] (Π U/max U)^(1/(n-1))}",
    "fan2024": "C = 1 - 2 sd(U), population sd",
    "power": "C = [Π U/mean^n]^k",
    "unnormalised": "C = (Π U)^(1/n): level, not balance",
}


def unit_cube(ask: Ask) -> Dense:
    """The cube, every value within 0..1."""
    cube = ask.cube()
    outside = (cube.values < 0) | (cube.values > 1)
    cube.refuse(
        outside,
        Words("超出 0..1", "is outside 0..1"),
        Words("先归一化 (measure normalise 或 index)", "normalise it first"),
    )
    return cube


@measure(
    "coupling",
    "耦合协调度",
    "Coupling coordination degree",
    FAMILY,
    answers=("各系统是否均衡且水平高", "whether systems are balanced and at a high level"),
    formula=FORMULAS,
    reference="丛晓男 (2019) 经济地理 39(4); 王淑佳 等 (2021) 自然资源学报 36(3):793-810",
    tables=("vintages",),
    settings=(
        VARIANT,
        POWER,
        WEIGHTS,
        Setting("grades", "ten", "ten|four", "steps of 0.1, or from 0.3, 0.5, 0.8"),
        LAG,
        Setting(
            "uncertainty",
            "variants",
            "variants|none",
            "interval of D over standard, wang2021, fan2024, equal weights, each system left out, "
            "vintages and rounding",
        ),
        PRECISION,
    ),
    items=("C", "T", "D", "grade", "grade-name", "lag"),
    domain=UNIT,
    mergeable=True,
    cuts="period",
)
def coupling(ask: Ask) -> Outcome:
    cube, variant = unit_cube(ask), ask.text("variant")
    names = cube.names("indicator")
    if len(names) < 2:
        raise BadInput(Words("至少需要两个子系统", "needs two subsystems at least"))
    w = ask.weights("weights", names)
    c, t, d = degrees(cube.values, w, variant, ask.number("k"))
    if variant == "unnormalised":
        ask.warnings.append(warned("unnormalised-variant"))
    grades = kernel.grade(np.nan_to_num(d), ask.text("grades"))
    titles = kernel.GRADINGS[ask.text("grades")]
    rows: list[Row] = []
    for p, party in enumerate(cube.names("party")):
        for y, period in enumerate(cube.names("period")):
            keys = {"party": party, "period": period}
            known = np.isfinite(d[p, y])
            rows += [
                row("C", keys, c[p, y]),
                row("T", keys, t[p, y]),
                row("D", keys, d[p, y], "C below 0"),
                row("grade", keys, int(grades[p, y]) if known else None, "C below 0"),
                row(
                    "grade-name",
                    keys,
                    titles[grades[p, y] - 1] if known else None,
                    "C below 0",
                ),
                row("lag", keys, _lag(cube.values[p, y], names, ask.number("lag"))),
            ]
    interval = None
    if ask.text("uncertainty") != "none":
        interval = _interval(ask, cube, w, variant)
    return Outcome(tuple(rows), variant=variant, interval=interval)


def degrees(u: Floats, w: Floats, variant: str, k: float) -> tuple[Floats, Floats, Floats]:
    """C, T and D = sqrt(C T); D is NaN where C < 0."""
    c, t = kernel.coupling(u, variant, k), u @ w
    with np.errstate(invalid="ignore"):
        return c, t, np.sqrt(c * t)


def _lag(u: Floats, names: tuple[str, ...], margin: float) -> str:
    low = int(np.argmin(u))
    return names[low] if u.max() - u[low] > margin + 1e-12 else "synchronous"


def _interval(ask: Ask, cube: Dense, w: Floats, variant: str) -> dict[str, Any]:
    """D over forms of C, equal weights, each system left out, other vintages and rounding."""
    k, found = ask.number("k"), {}
    names = cube.names("indicator")
    weightings = {"given": w, "equal": np.full(len(w), 1 / len(w))}
    for form in dict.fromkeys((variant, "standard", "wang2021", "fan2024")):
        for label, weights in weightings.items():
            name = f"variant={form}, weights={label}"
            found[name] = degrees(cube.values, weights, form, k)[2]
    for i, name in enumerate(names if len(names) > 2 else ()):
        rest = np.delete(np.arange(len(names)), i)
        if w[rest].sum() > 0:
            left = degrees(cube.values[:, :, rest], w[rest] / w[rest].sum(), variant, k)
            found[f"leave-out={name}"] = left[2]
    for name, values in versions_of(ask, cube):
        if name:
            found[name] = degrees(np.clip(values, 0, 1), w, variant, k)[2]
    return envelope("D", cube.axes[:2], cube.labels[:2], found, "C below 0 for a cell")


@measure(
    "metacoupling",
    "近远程耦合",
    "Metacoupling (peri- and tele-coupling)",
    FAMILY,
    answers=("与邻地和远地的耦合有多强", "how coupled a place is with near and far places"),
    formula="C, T, D of the levels of two places; peri where neighbours, tele elsewhere",
    reference="Liu (2017) Ecology and Society 22(4):24; 王淑佳 等 (2021)",
    tables=("neighbours",),
    settings=(VARIANT, POWER, Setting("standardise", "none", "none|row", "neighbours are binary")),
    items=("C", "T", "D", "type", "mean-D"),
    domain=UNIT,
    cuts="period",
)
def metacoupling(ask: Ask) -> Outcome:
    ask.one_indicator()
    cube = unit_cube(ask)
    parties, periods, _ = cube.labels
    near = weights_of(ask, parties) > 0
    near |= near.T
    variant, rows = ask.text("variant"), []
    for t, period in enumerate(periods):
        u = cube.values[:, t, 0]
        pairs = np.stack(np.broadcast_arrays(u[:, None], u[None, :]), axis=-1)
        c, level, d = degrees(pairs, np.array([0.5, 0.5]), variant, ask.number("k"))
        for i, a in enumerate(parties):
            for j, b in enumerate(parties):
                if i == j:
                    continue
                keys = {"party": a, "other": b, "period": period}
                rows += [
                    row("C", keys, c[i, j]),
                    row("T", keys, level[i, j]),
                    row("D", keys, d[i, j], "C below 0"),
                    row("type", keys, "peri" if near[i, j] else "tele"),
                ]
            for kind, mask in (("peri", near[i]), ("tele", ~near[i])):
                others = mask.copy()
                others[i] = False
                value = float(d[i][others].mean()) if others.any() else None
                rows.append(
                    row(
                        "mean-D",
                        {"party": a, "period": period, "type": kind},
                        value,
                        "no-such-place",
                    )
                )
    return Outcome(tuple(rows), variant=variant)


@measure(
    "obstacle",
    "障碍度",
    "Obstacle degree",
    FAMILY,
    answers=("哪些指标最拖后腿", "which indicators hold a party back most"),
    formula="O_j = w_j (1 - z_j)/Σ w (1 - z)",
    reference="雷勋平, 邱广华 (2016) 农业工程学报 32(12)",
    tables=("vintages",),
    settings=(
        WEIGHTS,
        Setting(
            "uncertainty",
            "variants",
            "variants|none",
            "interval over given, equal, entropy and CRITIC weights, each indicator left out, "
            "vintages and rounding",
        ),
        PRECISION,
    ),
    items=("obstacle",),
    domain=UNIT,
    mergeable=True,
    cuts=lambda text: "period" if text("uncertainty") == "none" else "whole",
)
def obstacle(ask: Ask) -> Outcome:
    cube = unit_cube(ask)
    names = cube.names("indicator")
    w = ask.weights("weights", names)
    found = kernel.obstacle(cube.values, w)
    for p, t in np.argwhere(np.isnan(found[:, :, 0])):
        place = f"{cube.names('party')[p]} {cube.names('period')[t]}"
        ask.warnings.append(warned("at-ideal-point", place))
    rows = [
        row("obstacle", cube.place(at), found[at], "at-ideal-point")
        for at in np.ndindex(*found.shape)
    ]
    interval = _obstacle_interval(ask, cube, w) if ask.text("uncertainty") != "none" else None
    return Outcome(tuple(rows), variant="weights", interval=interval)


def _obstacle_interval(ask: Ask, cube: Dense, w: Floats) -> dict[str, Any]:
    """The shares over weightings, each indicator left out, other vintages and rounding."""
    flat, names = cube.values.reshape(-1, len(w)), cube.names("indicator")
    found = {"": kernel.obstacle(cube.values, w)}
    found["weights=equal"] = kernel.obstacle(cube.values, np.full(len(w), 1 / len(w)))
    for how in ("entropy", "critic"):
        own = weights_of_rows(how, flat) if len(flat) > 1 else np.full(len(w), np.nan)
        found[f"weights={how}"] = kernel.obstacle(cube.values, own)
    for i, name in enumerate(names if len(names) > 2 else ()):
        rest = w * (np.arange(len(w)) != i)
        if rest.sum() > 0:
            left = kernel.obstacle(cube.values, rest / rest.sum())
            left[:, :, i] = found[""][:, :, i]  # of itself it says nothing
            found[f"leave-out={name}"] = left
    for name, values in versions_of(ask, cube):
        if name:
            found[name] = kernel.obstacle(np.clip(values, 0, 1), w)
    return envelope("obstacle", cube.axes, cube.labels, found, "undefined on these values")


@measure(
    "synergy",
    "复合系统协同度",
    "Composite-system synergy",
    FAMILY,
    answers=("各子系统是否一同变好", "whether subsystems improve together"),
    formula={
        "first": "θ (Π |u_k(t) - u_k(first)|)^(1/K), θ = +1 only if every change is positive",
        "previous": "θ (Π |u_k(t) - u_k(t-1)|)^(1/K), θ = +1 only if every change is positive",
    },
    reference="孟庆松, 韩文秀 (2000) 天津大学学报 33(4)",
    tables=("structure", "vintages"),
    settings=(
        Setting("against", "first", "first|previous", "the period compared with"),
        Setting("order", "arithmetic", "arithmetic|geometric", "order degree of a subsystem"),
        Setting(
            "uncertainty",
            "variants",
            "variants|none",
            "interval over both order degrees, equal weights, vintages and rounding",
        ),
        PRECISION,
    ),
    items=("order", "synergy"),
    domain=Domain(
        zero="no change: synergy 0",
        negative="allowed within the bounds",
        missing="refused unless a rule is asked for; beyond the bounds is refused",
    ),
    order=True,
    cuts="party",
)
def synergy(ask: Ask) -> Outcome:
    cube = ask.cube()
    if len(cube.names("period")) < 2:
        raise BadInput(Words("至少需要两个时期", "needs two periods at least"))
    names, weights, scaled = _order_parameters(ask, cube)
    how, against = ask.text("order"), ask.text("against")
    order = _orders(scaled, weights, how)
    parties, periods = cube.names("party"), cube.names("period")
    rows = [
        row("order", {"party": p, "period": t, "subsystem": s}, order[i, j, k])
        for i, p in enumerate(parties)
        for j, t in enumerate(periods)
        for k, s in enumerate(names)
    ]
    found = _synergies(order, against)
    rows += [
        row("synergy", {"party": p, "period": t}, found[i, j])
        for i, p in enumerate(parties)
        for j, t in enumerate(periods[1:])
    ]
    interval = None
    if ask.text("uncertainty") != "none":
        interval = _synergy_interval(ask, cube)
    return Outcome(tuple(rows), variant=against, interval=interval)


def _synergy_interval(ask: Ask, cube: Dense) -> dict[str, Any]:
    """Synergy over both order degrees, equal weights, other vintages and rounding."""
    declared, against = ask.text("order"), ask.text("against")
    found: dict[str, Floats] = {}
    _, weights, scaled = _order_parameters(ask, cube)
    for how in dict.fromkeys((declared, "arithmetic", "geometric")):
        found[f"order={how}"] = _synergies(_orders(scaled, weights, how), against)
    even = [np.full(len(w), 1 / len(w)) for w in weights]
    found["weights=equal"] = _synergies(_orders(scaled, even, declared), against)
    for name, values in versions_of(ask, cube):
        if name:
            moved = _scaled_within(ask, cube, values)
            found[name] = _synergies(_orders(moved, weights, declared), against)
    labels = (cube.labels[0], cube.labels[1][1:])
    return envelope("synergy", ("party", "period"), labels, found, "undefined on these values")


def _scaled_within(ask: Ask, cube: Dense, values: Floats) -> list[Floats]:
    """Scaled order parameters of other values, held within the bounds."""
    names, within = cube.names("indicator"), values.copy()
    sheet = ask.sheet("structure", "indicator", "lower", "upper")
    lower, upper = sheet_numbers(sheet, "lower"), sheet_numbers(sheet, "upper")
    for i, name in enumerate(sheet["indicator"]):
        k = names.index(name)
        within[:, :, k] = np.clip(within[:, :, k], lower[i], upper[i])
    return _order_parameters(ask, replace(cube, values=within))[2]


def _synergies(order: Floats, against: str) -> Floats:
    before = order[:, :1] if against == "first" else order[:, :-1]
    return kernel.synergy(order[:, 1:], before)


def _order_parameters(ask: Ask, cube: Dense) -> tuple[list[str], list[Floats], list[Floats]]:
    """Subsystems, normed weights and scaled order parameters (x - lower)/(upper - lower)."""
    sheet = ask.sheet("structure", "indicator", "subsystem", "lower", "upper")
    lower, upper = sheet_numbers(sheet, "lower"), sheet_numbers(sheet, "upper")
    weight, turn = sheet_numbers(sheet, "weight", 1.0), sheet_numbers(sheet, "direction", 1.0)
    names = cube.names("indicator")
    out: dict[str, tuple[list[float], list[Floats]]] = {}
    for i, name in enumerate(sheet["indicator"]):
        if name not in names:
            raise UnknownName("indicator", name, names)
        if not lower[i] < upper[i]:
            raise BadInput(Words(f"{name}: 下限须小于上限", f"{name}: lower must be below upper"))
        k = names.index(name)
        outside = np.zeros(cube.values.shape, dtype=bool)
        column = cube.values[:, :, k]
        outside[:, :, k] = (column < lower[i]) | (column > upper[i])
        cube.refuse(outside, Words("超出上下限", f"is outside {lower[i]:g}..{upper[i]:g}"))
        z = (column - lower[i]) / (upper[i] - lower[i])
        held = out.setdefault(sheet["subsystem"][i], ([], []))
        held[0].append(float(weight[i]))
        held[1].append(z if turn[i] > 0 else 1 - z)
    subsystems = sorted(out)
    shares = [np.array(out[s][0]) / sum(out[s][0]) for s in subsystems]
    return subsystems, shares, [np.stack(out[s][1], axis=-1) for s in subsystems]


def _orders(scaled: list[Floats], weights: list[Floats], how: str) -> Floats:
    from yipan.gauge.aggregating import arithmetic, geometric

    compute = arithmetic if how == "arithmetic" else geometric
    return np.stack([compute(z, w) for z, w in zip(scaled, weights, strict=True)], axis=-1)
