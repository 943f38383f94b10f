"""Coordination: coupling with grades and lags, synergy, obstacles, coupling between places."""

from __future__ import annotations

import numpy as np

from yipan.core.errors import BadInput, UnknownName
from yipan.core.words import Words
from yipan.gauge import coordinating as kernel
from yipan.gauge.arrays import Floats
from yipan.gauge.ask import Ask, sheet_numbers
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
            "interval of D over standard, wang2021, fan2024 and equal weights",
        ),
        Setting("precision", "0", "number", "half a unit of the last printed digit of U"),
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


def _interval(ask: Ask, cube: Dense, w: Floats, variant: str) -> dict[str, object]:
    """The envelope of D over forms of C, equal weights and the rounding of U."""
    half, k = ask.number("precision"), ask.number("k")
    even = np.full(len(w), 1 / len(w))
    shifts = [0.0] if half == 0 else [0.0, -half, half]
    tried, failed, found = 0, [], []
    for form in dict.fromkeys((variant, "standard", "wang2021", "fan2024")):
        for weights, label in ((w, "given"), (even, "equal")):
            for shift in shifts:
                tried += 1
                d = degrees(np.clip(cube.values + shift, 0, 1), weights, form, k)[2]
                if np.isnan(d).any():
                    name = f"{form}, weights {label}, shift {shift:g}"
                    failed.append({"variant": name, "reason": "C below 0 for a cell"})
                found.append(d)
    stack = np.stack(found)
    low, high = np.nanmin(stack, axis=0), np.nanmax(stack, axis=0)
    rows = [
        {"item": "D", "party": p, "period": t, "low": float(low[i, j]), "high": float(high[i, j])}
        for i, p in enumerate(cube.names("party"))
        for j, t in enumerate(cube.names("period"))
    ]
    return {
        "level": 1.0,
        "method": "envelope over declared alternatives",
        "variants": tried,
        "failed": failed,
        "rows": rows,
    }


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
    settings=(
        WEIGHTS,
        Setting(
            "uncertainty",
            "variants",
            "variants|none",
            "interval over given, equal, entropy and CRITIC weights",
        ),
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
    interval = _obstacle_interval(cube, w) if ask.text("uncertainty") != "none" else None
    return Outcome(tuple(rows), variant="weights", interval=interval)


def _obstacle_interval(cube: Dense, w: Floats) -> dict[str, object]:
    """The envelope of the shares over weightings that the data themselves give."""
    from yipan.gauge.composite import weights_of_rows

    flat = cube.values.reshape(-1, cube.values.shape[2])
    schemes, failed = [w, np.full(len(w), 1 / len(w))], []
    for name in ("entropy", "critic"):
        found = weights_of_rows(name, flat) if len(flat) > 1 else np.full(len(w), np.nan)
        if np.isfinite(found).all():
            schemes.append(found)
        else:
            failed.append({"variant": f"weights={name}", "reason": "undefined on these values"})
    stack = np.stack([kernel.obstacle(cube.values, scheme) for scheme in schemes])
    rows = [
        {
            "item": "obstacle",
            **cube.place(at),
            "low": float(stack[:, *at].min()),
            "high": float(stack[:, *at].max()),
        }
        for at in np.ndindex(*cube.values.shape)
        if np.isfinite(stack[:, *at]).all()
    ]
    return {
        "level": 1.0,
        "method": "envelope over declared alternatives",
        "variants": len(schemes) + len(failed),
        "failed": failed,
        "rows": rows,
    }


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
    tables=("structure",),
    settings=(
        Setting("against", "first", "first|previous", "the period compared with"),
        Setting("order", "arithmetic", "arithmetic|geometric", "order degree of a subsystem"),
        Setting("uncertainty", "variants", "variants|none", "interval over both order degrees"),
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
        both = np.stack(
            [_synergies(_orders(scaled, weights, h), against) for h in ("arithmetic", "geometric")]
        )
        interval = {
            "level": 1.0,
            "method": "envelope over declared alternatives",
            "variants": 2,
            "failed": [],
            "rows": [
                {
                    "item": "synergy",
                    "party": p,
                    "period": t,
                    "low": float(both[:, i, j].min()),
                    "high": float(both[:, i, j].max()),
                }
                for i, p in enumerate(parties)
                for j, t in enumerate(periods[1:])
            ],
        }
    return Outcome(tuple(rows), variant=against, interval=interval)


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
