"""Interaction: gravity, potential, Huff, Reilly, Converse, catchments, city flow, centrality."""

from __future__ import annotations

import numpy as np

from yipan.core.errors import BadInput
from yipan.core.words import Words
from yipan.gauge import networks as kernel
from yipan.gauge import structural
from yipan.gauge.arrays import Floats
from yipan.gauge.ask import Ask, sheet_numbers
from yipan.gauge.families.common import rows_by
from yipan.gauge.families.inequality import column_keys
from yipan.gauge.families.structure import sector_cube, totals_of
from yipan.gauge.registry import SECTORAL, Domain, Setting, measure
from yipan.gauge.result import Outcome, Row, row

FAMILY = "interaction"
POSITIVE = Domain(zero="allowed for a mass, refused for a distance", negative="refused")
POWER = Setting("power", "2", "number", "exponent of distance")


def distances_of(ask: Ask, origins: list[str], destinations: list[str], *, own: bool) -> Floats:
    """The table distance (origin, destination, value); either direction stands for both.

    Every pair is needed, but not a place's distance to itself unless `own`.
    """
    sheet = ask.sheet("distance", "origin", "destination", "value")
    known: dict[tuple[str, str], float] = {}
    for a, b, d in zip(
        sheet["origin"], sheet["destination"], sheet_numbers(sheet, "value"), strict=True
    ):
        if d <= 0:
            raise BadInput(Words(f"{a}-{b} 距离须为正", f"the distance {a}-{b} must be positive"))
        known[a, b] = d
    out = np.full((len(origins), len(destinations)), np.nan)
    for i, a in enumerate(origins):
        for j, b in enumerate(destinations):
            if a == b and not own and (a, b) not in known:
                continue
            found = known.get((a, b), known.get((b, a)))
            if found is None:
                raise BadInput(Words(f"缺少 {a} 到 {b} 的距离", f"no distance from {a} to {b}"))
            out[i, j] = found
    return out


def plain_number(ask: Ask, key: str) -> float:
    """A positive setting that must be given."""
    ask.required(key)
    if (value := ask.number(key)) <= 0:
        raise BadInput(Words(f"{key} 须为正", f"{key} must be positive"))
    return value


def _numbers(*keys: str) -> tuple[Setting, ...]:
    return tuple(Setting(key, "", "number", key.replace("-", " of ")) for key in keys)


@measure(
    "converse",
    "断裂点",
    "Converse breaking point",
    FAMILY,
    answers=("两城影响力在哪里相等", "where the pull of two cities is equal"),
    formula="d_a = D/(1 + sqrt(P_b/P_a))",
    reference="Converse (1949) J. of Marketing 14:379-384",
    columns=(),
    settings=_numbers("population-a", "population-b", "distance"),
    items=("distance-from-a", "distance-from-b"),
    domain=Domain(zero="refused", negative="refused"),
)
def converse(ask: Ask) -> Outcome:
    a, b, d = (plain_number(ask, k) for k in ("population-a", "population-b", "distance"))
    from_a = d / (1 + np.sqrt(b / a))
    return Outcome((row("distance-from-a", {}, from_a), row("distance-from-b", {}, d - from_a)))


@measure(
    "reilly",
    "赖利法则",
    "Reilly's law",
    FAMILY,
    answers=("中间地购买力流向两城之比", "how a place between splits its trade"),
    formula="ratio (P_a/P_b)(D_b/D_a)²; share ratio/(1 + ratio)",
    reference="Reilly (1931) The Law of Retail Gravitation",
    columns=(),
    settings=_numbers("population-a", "population-b", "distance-a", "distance-b"),
    items=("ratio", "share-a"),
    domain=Domain(zero="refused", negative="refused"),
)
def reilly(ask: Ask) -> Outcome:
    keys = ("population-a", "population-b", "distance-a", "distance-b")
    pa, pb, da, db = (plain_number(ask, k) for k in keys)
    ratio = pa / pb * (db / da) ** 2
    return Outcome((row("ratio", {}, ratio), row("share-a", {}, ratio / (1 + ratio))))


@measure(
    "huff",
    "哈夫模型",
    "Huff model",
    FAMILY,
    answers=("各来源地去各目的地的份额", "what share of each origin goes to each destination"),
    formula="S_j^a d_ij^-b / Σ_k S_k^a d_ik^-b",
    reference="Huff (1962); Levy & Weitz (2009)",
    tables=("distance",),
    settings=(
        Setting("power-size", "1", "number", "exponent of size"),
        Setting("power-distance", "2", "number", "exponent of distance"),
    ),
    items=("share",),
    domain=POSITIVE,
)
def huff(ask: Ask) -> Outcome:
    cube = ask.cube()
    cube.refuse_not_positive(Words("规模须为正", "a size must be positive"))
    ask.one_indicator()
    if len(cube.names("period")) > 1:
        raise BadInput(
            Words("一次一个时期", "one period at a time"),
            hint=Words("用 --set period=", "choose one with --set period="),
        )
    stores = list(cube.names("party"))
    origins = sorted(set(ask.sheet("distance", "origin")["origin"]))
    d = distances_of(ask, origins, stores, own=True)
    pull = cube.values[:, 0, 0] ** ask.number("power-size") * d ** -ask.number("power-distance")
    share = pull / pull.sum(axis=1, keepdims=True)
    return Outcome(tuple(rows_by("share", share, ("origin", "destination"), (origins, stores))))


@measure(
    "gravity",
    "引力模型",
    "Gravity model",
    FAMILY,
    answers=("两地联系有多强", "how strong the link between two places is"),
    formula="F_ij = k M_i M_j/d_ij^b; M the product of indicators to the power 1/n",
    reference="Zipf (1946); 王德忠, 庄仁兴 (1996)",
    tables=("distance",),
    settings=(POWER, Setting("k", "1", "number", "constant")),
    items=("flow", "total", "share"),
    domain=POSITIVE,
    mergeable=True,
    cuts="period",
)
def gravity(ask: Ask) -> Outcome:
    cube = ask.cube()
    cube.refuse_negative()
    parties, periods, _ = cube.labels
    d = distances_of(ask, list(parties), list(parties), own=False)
    np.fill_diagonal(d, np.inf)
    mass = np.prod(cube.values, axis=2) ** (1 / cube.values.shape[2])
    rows: list[Row] = []
    for t, period in enumerate(periods):
        flow = kernel.gravity(mass[:, t], mass[:, t], d, ask.number("power"), ask.number("k"))
        total = flow.sum(axis=1)
        rows += [
            row("flow", {"party": a, "other": b, "period": period}, flow[i, j])
            for i, a in enumerate(parties)
            for j, b in enumerate(parties)
            if i != j
        ]
        for i, a in enumerate(parties):
            keys = {"party": a, "period": period}
            share = total[i] / total.sum() if total.sum() > 0 else np.nan
            rows += [row("total", keys, total[i]), row("share", keys, share, "sum-zero")]
    return Outcome(tuple(rows), variant=f"power={ask.text('power')}")


DECAY = Setting("decay", "power", "power|exponential|threshold", "how distance weighs")
PARAMETER = Setting("parameter", "1", "number", "exponent, rate or threshold of the decay")


def _accessibility(ask: Ask, item: str, *, own: bool) -> Outcome:
    cube = ask.cube()
    cube.refuse_negative()
    parties = list(cube.names("party"))
    d = distances_of(ask, parties, parties, own=own)
    weight = kernel.decay(d, ask.text("decay"), ask.number("parameter"))
    weight = np.where(np.isnan(d), 0.0, weight)
    rows = []
    for (t, k), keys in column_keys(cube):
        found = weight @ cube.values[:, t, k]
        rows += [row(item, {"party": p, **keys}, found[i]) for i, p in enumerate(parties)]
    return Outcome(tuple(rows), variant=f"{ask.text('decay')}({ask.text('parameter')})")


@measure(
    "potential",
    "市场潜力",
    "Potential",
    FAMILY,
    answers=("周边规模的总吸引", "the pull of everything around"),
    formula="Σ_j M_j f(d_ij), j ≠ i unless a distance to itself is given",
    reference="Harris (1954) Annals AAG 44:315-348",
    tables=("distance",),
    settings=(DECAY, PARAMETER),
    items=("potential",),
    domain=POSITIVE,
    mergeable=True,
    cuts="column",
)
def potential(ask: Ask) -> Outcome:
    return _accessibility(ask, "potential", own=False)


@measure(
    "hansen",
    "汉森可达性",
    "Hansen accessibility",
    FAMILY,
    answers=("机会有多容易到达", "how easily opportunities are reached"),
    formula="A_i = Σ_j O_j f(d_ij), own place included (its distance must be given)",
    reference="Hansen (1959) J. American Institute of Planners 25:73-76",
    tables=("distance",),
    settings=(DECAY, PARAMETER),
    items=("accessibility",),
    domain=POSITIVE,
    mergeable=True,
    cuts="column",
)
def hansen(ask: Ask) -> Outcome:
    return _accessibility(ask, "accessibility", own=True)


@measure(
    "two-step-catchment",
    "两步移动搜寻法",
    "Two-step floating catchment area",
    FAMILY,
    answers=("每人能到达多少服务", "how much service each person can reach"),
    formula="R_j = S_j/Σ_i P_i f(d_ij); A_i = Σ_j R_j f(d_ij); within the catchment",
    reference="Luo & Wang (2003) Environment and Planning B 30:865-884",
    tables=("distance",),
    settings=(
        Setting("supply", "", "text", "the indicator of supply"),
        Setting("demand", "", "text", "the indicator of demand (population)"),
        Setting("catchment", "", "number", "largest distance"),
        Setting("decay", "none", "none|power|exponential", "decay inside the catchment"),
        Setting("parameter", "1", "number", "exponent or rate of the decay"),
    ),
    items=("ratio", "accessibility"),
    domain=POSITIVE,
    cuts="period",
)
def two_step_catchment(ask: Ask) -> Outcome:
    from yipan.gauge.result import Check

    cube = ask.cube()
    cube.refuse_negative()
    parties, periods, names = cube.labels
    supply, demand = (cube.values[:, :, ask.place(key, names)] for key in ("supply", "demand"))
    d = distances_of(ask, list(parties), list(parties), own=True)
    inside = (d <= plain_number(ask, "catchment")).astype(np.float64)
    how = ask.text("decay")
    weight = inside if how == "none" else inside * kernel.decay(d, how, ask.number("parameter"))
    rows, checks = [], []
    for t, period in enumerate(periods):
        asked = weight.T @ demand[:, t]
        ratio = np.divide(supply[:, t], asked, out=np.full(len(asked), np.nan), where=asked > 0)
        reach = weight @ np.nan_to_num(ratio)
        for i, party in enumerate(parties):
            keys = {"party": party, "period": period}
            rows += [
                row("ratio", keys, ratio[i], "no-demand-within"),
                row("accessibility", keys, reach[i]),
            ]
        used = float(supply[:, t][np.isfinite(ratio)].sum())
        checks.append(
            Check(
                f"demand times accessibility = supply reached, {period}",
                float(demand[:, t] @ reach),
                used,
            )
        )
    return Outcome(tuple(rows), (), tuple(checks), variant=how)


@measure(
    "city-flow",
    "城市流强度",
    "City-flow intensity",
    FAMILY,
    answers=("城市对外服务能力有多强", "how much a city serves the outside"),
    formula="E_ij = G_ij (1 - 1/LQ_ij) where LQ > 1; F_i = N_i E_i, N_i = output per employee",
    reference="朱英明, 于念文 (2002); 姜博 等 (2008)",
    columns=SECTORAL,
    tables=("totals", "reference"),
    items=("outward-function", "efficiency", "flow", "tendency"),
    domain=Domain(negative="refused", zero="null where a total is 0"),
    mergeable=True,
    cuts="period",
)
def city_flow(ask: Ask) -> Outcome:
    from yipan.gauge.families.structure import reference_of

    cube = sector_cube(ask)
    output = totals_of(ask, cube)
    if output is None:
        ask.sheet("totals", "party", "value")
    assert output is not None
    lq = np.nan_to_num(structural.location_quotients(cube.values, reference_of(ask, cube)))
    outward = np.where(lq > 1, cube.values * (1 - 1 / np.where(lq > 1, lq, 1.0)), 0.0).sum(axis=2)
    staff = cube.values.sum(axis=2)
    per_head = np.divide(output, staff, out=np.full(staff.shape, np.nan), where=staff > 0)
    axes, labels = cube.axes[:2], cube.labels[:2]
    rows = [
        *rows_by("outward-function", outward, axes, labels),
        *rows_by("efficiency", per_head, axes, labels, "no-employment"),
        *rows_by("flow", outward * per_head, axes, labels, "no-employment"),
        *rows_by("tendency", outward * per_head / output, axes, labels, "no-employment"),
    ]
    return Outcome(tuple(rows))


@measure(
    "centrality",
    "网络中心度",
    "Network centrality",
    FAMILY,
    answers=("谁处在联系网络的中心", "who is at the centre of a network of links"),
    formula="degree, strength, closeness (n_r-1)²/((n-1) Σ d), betweenness (Brandes), eigenvector; "
    "length of a link 1/weight",
    reference="Freeman (1978) Social Networks 1:215-239; Brandes (2001)",
    columns=(),
    tables=("links",),
    settings=(Setting("directed", "false", "false|true", "links have a direction"),),
    items=(
        "out-degree",
        "in-degree",
        "out-strength",
        "in-strength",
        "closeness",
        "betweenness",
        "eigenvector",
    ),
    domain=Domain(zero="no link", negative="refused"),
)
def centrality(ask: Ask) -> Outcome:
    sheet = ask.sheet("links", "origin", "destination")
    weights = sheet_numbers(sheet, "value", 1.0)
    names = sorted({*sheet["origin"], *sheet["destination"]})
    flow, directed = np.zeros((len(names), len(names))), ask.flag("directed")
    for a, b, w in zip(sheet["origin"], sheet["destination"], weights, strict=True):
        if w < 0:
            raise BadInput(Words(f"{a}-{b} 为负", f"the link {a}-{b} is negative"))
        if a == b:
            continue
        flow[names.index(a), names.index(b)] += w
        if not directed:
            flow[names.index(b), names.index(a)] += w
    with np.errstate(divide="ignore"):
        length = np.where(flow > 0, 1 / flow, np.inf)
    distances, between = kernel.shortest_paths(length)
    n = len(names)
    pairs = (n - 1) * (n - 2)
    vector = kernel.eigenvector(flow)
    rows = []
    for i, name in enumerate(names):
        reached = np.isfinite(distances[i]) & (np.arange(n) != i)
        far = distances[i][reached].sum()
        close = reached.sum() ** 2 / ((n - 1) * far) if far > 0 else np.nan
        numbers = {
            "out-degree": int((flow[i] > 0).sum()),
            "in-degree": int((flow[:, i] > 0).sum()),
            "out-strength": flow[i].sum(),
            "in-strength": flow[:, i].sum(),
            "closeness": close,
            "betweenness": between[i] / pairs if pairs else np.nan,
            "eigenvector": vector[i],
        }
        rows += [row(item, {"party": name}, v, "isolated") for item, v in numbers.items()]
    return Outcome(tuple(rows), variant="directed" if directed else "undirected")
