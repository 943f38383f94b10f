"""Energy and carbon: LMDI, Kaya, Tapio."""

from __future__ import annotations

from typing import Any

import numpy as np

from yipan.core.errors import BadInput
from yipan.core.words import Words
from yipan.gauge import decomposing as kernel
from yipan.gauge.arrays import Floats
from yipan.gauge.ask import Ask
from yipan.gauge.registry import Domain, Setting, measure
from yipan.gauge.result import Check, Outcome, Row, row
from yipan.gauge.table import Dense

FAMILY = "energy"
ZEROS = Domain(
    zero="analytic limits: the factor that appears or disappears takes the change",
    negative="refused",
)


def _ends(cube: Dense) -> tuple[int, int]:
    if len(cube.names("period")) < 2:
        raise BadInput(Words("至少需要两个时期", "needs two periods at least"))
    return 0, len(cube.names("period")) - 1


def _factors(ask: Ask) -> tuple[Dense, tuple[str, ...], Floats, Floats, tuple[str, ...]]:
    """The factors (k, sector) of the first and last period."""
    table = ask.long()
    parties = table.distinct("party")
    if len(parties) > 1:
        raise BadInput(
            Words(f"有多个方: {', '.join(parties[:5])}", "there are several parties"),
            hint=Words("用 --set party= 选一个", "choose one with --set party="),
        )
    sectoral = table.has("sector")
    cube = (
        ask.dense("period", "sector", "indicator") if sectoral else ask.dense("period", "indicator")
    )
    cube.refuse_negative()
    names = cube.names("indicator")
    ask.required("factors")
    factors = ask.names("factors", names)
    first, last = _ends(cube)
    at = [names.index(f) for f in factors]
    x = cube.values[..., at] if sectoral else cube.values[:, None, at]
    sectors = cube.names("sector") if sectoral else ("total",)
    return cube, factors, x[first].T, x[last].T, sectors


@measure(
    "lmdi",
    "LMDI 分解",
    "LMDI decomposition",
    FAMILY,
    answers=("变化中各因素贡献多少", "how much each factor contributed to a change"),
    formula={
        "lmdi1-additive": "ΔV_k = Σ_i L(V_i1, V_i0) ln(x_k1/x_k0), L(a,b) = (a-b)/ln(a/b)",
        "lmdi1-multiplicative": "D_k = exp(Σ_i L(V_i1, V_i0)/L(V_1, V_0) ln(x_k1/x_k0))",
        "lmdi2-additive": "weights L(s_i1, s_i0)/Σ L(s) × L(V_1, V_0), s sector shares",
    },
    reference="Ang (2005) Energy Policy 33:867-871; Ang, Zhang & Choi (1998); Wood & Lenzen (2006)",
    columns=("period", "indicator", "value"),
    optional=("sector", "party"),
    settings=(
        Setting("factors", "", "list", "indicators whose product is the total"),
        Setting(
            "variant",
            "lmdi1-additive",
            "lmdi1-additive|lmdi1-multiplicative|lmdi2-additive",
            "the decomposition",
        ),
        Setting("by", "total", "total|sector", "effects in total or by sector"),
    ),
    items=("change",),
    parts=("the names of the factors",),
    domain=ZEROS,
    mergeable=True,
)
def lmdi(ask: Ask) -> Outcome:
    _, factors, x0, x1, sectors = _factors(ask)
    variant, by_sector = ask.text("variant"), ask.text("by") == "sector"
    v0, v1 = x0.prod(axis=0), x1.prod(axis=0)
    if variant != "lmdi1-additive" and (v0.sum() == 0 or v1.sum() == 0):
        raise BadInput(Words("合计为 0", "the total is zero in a period"))
    if variant == "lmdi1-multiplicative":
        return _multiplicative(factors, x0, x1, by_sector)
    effects = kernel.lmdi1(x0, x1) if variant == "lmdi1-additive" else kernel.lmdi2(x0, x1)
    values, parts, checks = [], [], []
    places: list[tuple[dict[str, str], Any]] = [({}, slice(None))]
    if by_sector:
        places = [({"sector": s}, [i]) for i, s in enumerate(sectors)]
    for keys, at in places:
        change, added = float(v1[at].sum() - v0[at].sum()), float(effects[:, at].sum())
        values.append(row("change", keys, change))
        parts += [row(f, keys, float(effects[k, at].sum())) for k, f in enumerate(factors)]
        if not by_sector or variant == "lmdi1-additive":
            checks.append(Check(f"change = sum of effects {keys}", change, added))
    if by_sector and variant == "lmdi2-additive":
        checks.append(
            Check(
                "total change = sum of all effects",
                float(v1.sum() - v0.sum()),
                float(effects.sum()),
            )
        )
    return Outcome(tuple(values), tuple(parts), tuple(checks), variant=variant)


def _multiplicative(factors: tuple[str, ...], x0: Floats, x1: Floats, by_sector: bool) -> Outcome:
    if by_sector:
        raise BadInput(
            Words("乘法分解只给合计", "the multiplicative form gives totals only"),
            hint=Words("用 by=total", "use by=total"),
        )
    found = kernel.multiplicative(x0, x1)
    ratio = float(x1.prod(axis=0).sum() / x0.prod(axis=0).sum())
    parts = tuple(row(f, {}, found[k]) for k, f in enumerate(factors))
    check = Check("ratio = product of effects", ratio, float(found.prod()))
    return Outcome((row("change", {}, ratio),), parts, (check,), variant="lmdi1-multiplicative")


@measure(
    "kaya",
    "卡亚恒等式",
    "Kaya identity",
    FAMILY,
    answers=(
        "排放变化来自人口、富裕、能耗还是碳强度",
        "what drove emissions: people, income, energy, carbon",
    ),
    formula="C = P (G/P)(E/G)(C/E), LMDI-I additive between consecutive periods",
    reference="Kaya (1990); Ang (2005)",
    settings=tuple(
        Setting(key, key, "text", f"the indicator of {key}")
        for key in ("population", "gdp", "energy", "carbon")
    ),
    items=("change",),
    parts=("population", "income", "energy-intensity", "carbon-intensity"),
    domain=Domain(zero="refused", negative="refused"),
    mergeable=True,
    cuts="party",
)
def kaya(ask: Ask) -> Outcome:
    cube = ask.cube()
    names = cube.names("indicator")
    _ends(cube)
    at = [ask.place(key, names) for key in ("population", "gdp", "energy", "carbon")]
    used = np.zeros(cube.values.shape, dtype=bool)
    used[:, :, at] = True
    cube.refuse(used & (cube.values <= 0), Words("须为正", "must be positive"))
    p, g, e, c = (cube.values[:, :, k] for k in at)
    factors = np.stack([p, g / p, e / g, c / e])
    labels = ("population", "income", "energy-intensity", "carbon-intensity")
    values, parts, checks = [], [], []
    for i, party in enumerate(cube.names("party")):
        for t, period in enumerate(cube.names("period")[1:], start=1):
            found = kernel.lmdi1(factors[:, i, [t - 1]], factors[:, i, [t]])[:, 0]
            keys, change = {"party": party, "period": period}, float(c[i, t] - c[i, t - 1])
            values.append(row("change", keys, change))
            parts += [row(label, keys, found[k]) for k, label in enumerate(labels)]
            checks.append(
                Check(f"change = sum of effects, {party}, {period}", change, float(found.sum()))
            )
    return Outcome(tuple(values), tuple(parts), tuple(checks), variant="lmdi1-additive")


@measure(
    "tapio",
    "Tapio 脱钩",
    "Tapio decoupling",
    FAMILY,
    answers=("增长是否与排放脱钩", "whether growth is decoupled from pressure"),
    formula="e = %E/%G; thresholds 0, 0.8, 1.2 and the sign of growth: eight states, or undefined",
    reference="Tapio (2005) Transport Policy 12:137-151",
    settings=(
        Setting("pressure", "", "text", "the indicator of pressure"),
        Setting("driver", "", "text", "the indicator of growth"),
        Setting("tolerance", "1e-6", "number", "growth within this is no growth: undefined"),
    ),
    items=("elasticity", "state"),
    domain=Domain(zero="refused as a base", negative="refused"),
    order=True,
    cuts="party",
)
def tapio(ask: Ask) -> Outcome:
    cube = ask.cube()
    cube.refuse_negative()
    names = cube.names("indicator")
    at = [ask.place(key, names) for key in ("pressure", "driver")]
    _ends(cube)
    base = np.zeros(cube.values.shape, dtype=bool)
    base[:, :-1, at] = cube.values[:, :-1, at] == 0
    cube.refuse(base, Words("基期为 0, 增长率无定义", "a zero base has no growth rate"))
    rows: list[Row] = []
    for i, party in enumerate(cube.names("party")):
        for t, period in enumerate(cube.names("period")[1:], start=1):
            e, g = (cube.values[i, t, k] / cube.values[i, t - 1, k] - 1 for k in at)
            value, state = kernel.tapio_state(float(e), float(g), ask.number("tolerance"))
            keys = {"party": party, "period": period}
            rows += [row("elasticity", keys, value, "no-growth"), row("state", keys, state)]
    return Outcome(tuple(rows), variant="eight-states")
