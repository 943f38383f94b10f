"""Structure and specialisation of sectors."""

from __future__ import annotations

import numpy as np

from yipan.core.errors import BadInput, UnknownName
from yipan.core.words import Words
from yipan.gauge import structural as kernel
from yipan.gauge.arrays import Floats
from yipan.gauge.ask import Ask, sheet_numbers
from yipan.gauge.families.common import rows_by
from yipan.gauge.registry import SECTORAL, Domain, Setting, measure
from yipan.gauge.result import Outcome, Row, row
from yipan.gauge.table import Dense

FAMILY = "structure"
SHARES = Domain(negative="refused", zero="allowed; null where a total is 0")


def sector_cube(ask: Ask) -> Dense:
    """The party, period, sector array without negative values."""
    cube = ask.sectors()
    cube.refuse_negative()
    return cube


def reference_of(ask: Ask, cube: Dense) -> Floats | None:
    """The table `reference` (period, sector, value) as (period, sector), or None."""
    sheet = ask.sheet_or_none("reference", "period", "sector", "value")
    if sheet is None:
        return None
    periods, sectors = cube.names("period"), cube.names("sector")
    out = np.full((len(periods), len(sectors)), np.nan)
    for t, s, v in zip(
        sheet["period"], sheet["sector"], sheet_numbers(sheet, "value"), strict=True
    ):
        if t in periods and s in sectors:
            out[periods.index(t), sectors.index(s)] = v
    for i, j in np.argwhere(np.isnan(out)):
        raise BadInput(
            Words(
                f"reference 缺 {periods[i]} {sectors[j]}",
                f"reference has no period {periods[i]}, sector {sectors[j]}",
            )
        )
    return out


def quotients(ask: Ask) -> tuple[Dense, Floats]:
    """The cube and its location quotients."""
    cube = sector_cube(ask)
    return cube, kernel.location_quotients(cube.values, reference_of(ask, cube))


def _sector_rows(cube: Dense, name: str, values: Floats, reason: str) -> list[Row]:
    return rows_by(name, values, cube.axes, cube.labels, reason)


@measure(
    "location-quotient",
    "区位商",
    "Location quotient (RCA)",
    FAMILY,
    answers=("哪个部门在哪里专业化", "which sector is over-represented where"),
    formula="(e_ij/e_i.)/(e_.j/e..)",
    reference="Hoover (1936); Balassa (1965)",
    columns=SECTORAL,
    tables=("reference",),
    items=("lq",),
    domain=SHARES,
    mergeable=True,
    cuts="period",
)
def location_quotient(ask: Ask) -> Outcome:
    cube, lq = quotients(ask)
    return Outcome(tuple(_sector_rows(cube, "lq", lq, "sector-or-party-zero")))


@measure(
    "krugman",
    "克鲁格曼指数",
    "Krugman specialisation index",
    FAMILY,
    answers=("产业结构与别处有多不同", "how different a structure is from elsewhere"),
    formula={
        "all/sum": "Σ |s_ij - s_j|, s_j of all parties together, [0,2]",
        "rest/sum": "s_j of the other parties together",
        "mean-of-others/sum": "s_j the mean share of the other parties",
        "all/half": "½ Σ |s_ij - s_j|, [0,1]",
        "rest/half": "½ Σ, s_j of the other parties together",
        "mean-of-others/half": "½ Σ, s_j the mean share of the other parties",
    },
    reference="Krugman (1991) Geography and Trade",
    columns=SECTORAL,
    settings=(
        Setting("against", "all", "all|rest|mean-of-others", "what a party is set against"),
        Setting("form", "sum", "sum|half", "sum on [0,2] or half on [0,1]"),
    ),
    items=("krugman",),
    domain=SHARES,
    mergeable=True,
    cuts="period",
)
def krugman(ask: Ask) -> Outcome:
    cube, against, form = sector_cube(ask), ask.text("against"), ask.text("form")
    if len(cube.names("party")) < 2:
        raise BadInput(Words("至少需要两个方", "needs two parties at least"))
    found = np.stack(
        [kernel.krugman(cube.values[:, t], against, form) for t in range(cube.values.shape[1])],
        axis=1,
    )
    rows = rows_by("krugman", found, cube.axes[:2], cube.labels[:2], "sum-zero")
    return Outcome(tuple(rows), variant=f"{against}/{form}")


@measure(
    "structural-similarity",
    "产业结构相似系数 (同构)",
    "Structural similarity (UNIDO)",
    FAMILY,
    answers=("两地产业结构有多相似", "how alike two structures are"),
    formula="Σ s t / sqrt(Σ s² Σ t²) on shares; coarse sectors look similar",
    reference="UNIDO (1979) World Industry since 1960",
    columns=SECTORAL,
    items=("similarity", "sectors"),
    domain=SHARES,
    mergeable=True,
    cuts="period",
)
def structural_similarity(ask: Ask) -> Outcome:
    cube = sector_cube(ask)
    parties, periods, sectors = cube.labels
    rows: list[Row] = [row("sectors", {}, len(sectors))]
    for t, period in enumerate(periods):
        found = kernel.similarity(cube.values[:, t])
        rows += [
            row("similarity", {"party": a, "other": b, "period": period}, found[i, j], "sum-zero")
            for i, a in enumerate(parties)
            for j, b in enumerate(parties)
            if i != j
        ]
    return Outcome(tuple(rows), variant=f"{len(sectors)} sectors")


def totals_of(ask: Ask, cube: Dense) -> Floats | None:
    """The table `totals` (party, period, value) as (party, period), or None."""
    sheet = ask.sheet_or_none("totals", "party", "value")
    if sheet is None:
        return None
    parties, periods = cube.names("party"), cube.names("period")
    out = np.full((len(parties), len(periods)), np.nan)
    stamps = sheet.get("period", [""] * len(sheet["party"]))
    for p, t, v in zip(sheet["party"], stamps, sheet_numbers(sheet, "value"), strict=True):
        if p in parties and (t in periods or not t):
            out[parties.index(p), periods.index(t) if t else slice(None)] = v
    for i, j in np.argwhere(~(out > 0)):
        raise BadInput(
            Words(
                f"totals 缺 {parties[i]} {periods[j]} 的正值",
                f"totals has no positive value for {parties[i]}, {periods[j]}",
            )
        )
    return out


@measure(
    "locational-gini",
    "区位基尼系数",
    "Locational Gini",
    FAMILY,
    answers=("一个部门在空间上有多集中", "how concentrated a sector is over places"),
    formula={
        "equal": "Gini (divisor n) of location quotients, unweighted",
        "size": "Gini of location quotients weighted by the parties' totals",
    },
    reference="Krugman (1991); Kim, Barkley & Henry (2000)",
    columns=SECTORAL,
    tables=("totals",),
    settings=(Setting("form", "equal", "equal|size", "unweighted, or weighted by size"),),
    items=("locational-gini",),
    domain=SHARES,
    order=True,
    cuts="period",
)
def locational_gini(ask: Ask) -> Outcome:
    from yipan.gauge.inequality import gini

    cube, form = sector_cube(ask), ask.text("form")
    totals = totals_of(ask, cube)
    size = cube.values.sum(axis=2) if totals is None else totals
    cube.refuse(
        np.broadcast_to((size <= 0)[:, :, None], cube.values.shape),
        Words("该方合计为 0", "the total of the party is 0"),
    )
    rows = []
    for j, sector in enumerate(cube.names("sector")):
        for t, period in enumerate(cube.names("period")):
            own, p = cube.values[:, t, j], size[:, t] / size[:, t].sum()
            value = np.nan
            if own.sum() > 0:
                s = own / own.sum()
                value = kernel.equal_gini(s / p) if form == "equal" else float(gini(s, p))
            rows.append(
                row("locational-gini", {"sector": sector, "period": period}, value, "sector-zero")
            )
    return Outcome(tuple(rows), variant=form)


@measure(
    "ellison-glaeser",
    "埃里森-格莱泽指数",
    "Ellison-Glaeser index",
    FAMILY,
    answers=("集聚是否超过企业规模所致", "whether clustering exceeds what plant sizes explain"),
    formula="γ = (G - (1 - Σx²) H)/((1 - Σx²)(1 - H)), G = Σ(s - x)², H = Σ z²; may be negative",
    reference="Ellison & Glaeser (1997) J. Political Economy 105:889-927",
    columns=("party", "period", "indicator", "value", "plant"),
    tables=("totals",),
    items=("gamma", "G", "H"),
    domain=Domain(negative="refused", constant="allowed"),
)
def ellison_glaeser(ask: Ask) -> Outcome:
    table = ask.rows()
    sheet = ask.sheet("totals", "party", "value")
    regions = dict(zip(sheet["party"], sheet_numbers(sheet, "value"), strict=True))
    values = table.numbers["value"]
    for at in np.flatnonzero(~(values >= 0)):
        party, plant = table.text["party"][at], table.text["plant"][at]
        raise BadInput(
            Words(
                f"{party} {plant}: 缺值或为负", f"party {party}, plant {plant}: missing or negative"
            )
        )
    for party in table.distinct("party"):
        if party not in regions:
            raise UnknownName("party", party, regions)
    names, rows = sorted(regions), []
    whole = np.array([regions[n] for n in names])
    for period in table.distinct("period"):
        for indicator in table.distinct("indicator"):
            chosen = [
                i
                for i in range(len(table))
                if table.text["period"][i] == period and table.text["indicator"][i] == indicator
            ]
            local = np.zeros(len(names))
            for i in chosen:
                local[names.index(table.text["party"][i])] += values[i]
            if not chosen or local.sum() == 0:
                continue
            found = kernel.ellison_glaeser(values[chosen], whole, local)
            keys = {"period": period, "indicator": indicator}
            rows += [
                row("gamma", keys, found.gamma, "one-plant"),
                row("G", keys, found.g),
                row("H", keys, found.h),
            ]
    return Outcome(tuple(rows), variant="plants")


@measure(
    "diversity",
    "多样性与普遍性",
    "Diversity and ubiquity",
    FAMILY,
    answers=(
        "有几个优势部门,一个部门有几地占优",
        "how many strong sectors, in how many places strong",
    ),
    formula="diversity: sectors with quotient > 1; ubiquity: parties with quotient > 1",
    reference="Hidalgo & Hausmann (2009) PNAS 106:10570-10575",
    columns=SECTORAL,
    tables=("reference",),
    items=("diversity", "ubiquity"),
    domain=SHARES,
    mergeable=True,
    cuts="period",
)
def diversity(ask: Ask) -> Outcome:
    cube, lq = quotients(ask)
    strong = np.nan_to_num(lq) > 1
    parties, periods, sectors = cube.labels
    rows = [
        row("diversity", {"party": p, "period": t}, int(strong[i, j].sum()))
        for i, p in enumerate(parties)
        for j, t in enumerate(periods)
    ]
    rows += [
        row("ubiquity", {"sector": s, "period": t}, int(strong[:, j, k].sum()))
        for k, s in enumerate(sectors)
        for j, t in enumerate(periods)
    ]
    return Outcome(tuple(rows))


@measure(
    "hachman",
    "Hachman 指数",
    "Hachman index",
    FAMILY,
    answers=("结构有多接近整体", "how close a structure is to the whole"),
    formula="1/Σ_j s_ij LQ_ij",
    reference="Hachman (1995); REAT; EconGeo",
    columns=SECTORAL,
    tables=("reference",),
    items=("hachman",),
    domain=SHARES,
    mergeable=True,
    cuts="period",
)
def hachman(ask: Ask) -> Outcome:
    cube, lq = quotients(ask)
    total = (kernel.sector_shares(cube.values) * np.nan_to_num(lq)).sum(axis=2)
    found = np.divide(1.0, total, out=np.full(total.shape, np.nan), where=total > 0)
    return Outcome(tuple(rows_by("hachman", found, cube.axes[:2], cube.labels[:2], "sum-zero")))
