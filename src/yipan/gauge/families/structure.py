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
from yipan.gauge.result import Outcome, Row, row, warned
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
    "cluster-index",
    "集群指数",
    "Cluster index (Litzenberger-Sternberg)",
    FAMILY,
    answers=("一个产业在一地是否成群", "whether an industry forms a cluster in a place"),
    formula="(e/a)(e/p)(b/e), each letter the share of the reference in employment, area, "
    "population, plants",
    reference="Litzenberger & Sternberg (2006) Geographische Zeitschrift 94",
    settings=(Setting("reference", "", "text", "the party that is the whole"),),
    items=("cluster-index",),
    domain=Domain(zero="refused", negative="refused"),
    mergeable=True,
    cuts="period",
)
def cluster_index(ask: Ask) -> Outcome:
    cube = ask.cube()
    cube.refuse_not_positive(Words("须为正", "must be positive"))
    parties, periods, names = cube.labels
    reference = ask.required("reference")
    if reference not in parties:
        raise UnknownName("party", reference, parties)
    letters = []
    for name in ("employment", "area", "population", "plants"):
        if name not in names:
            raise UnknownName("indicator", name, names)
        column = cube.values[:, :, names.index(name)]
        letters.append(column / column[[parties.index(reference)]])
    e, a, p, b = letters
    found = (e / a) * (e / p) * (b / e)
    rows = rows_by("cluster-index", found, cube.axes[:2], (parties, periods))
    return Outcome(tuple(r for r in rows if r.keys["party"] != reference))


@measure(
    "colocation",
    "共区位指数",
    "Colocation index",
    FAMILY,
    answers=("两个部门的企业是否同处一地", "whether plants of two sectors share places"),
    formula="CL = Σ_r n_ar n_br/(N_a N_b); expected Σ_r (n_r/N)²; value = plant counts",
    reference="Howard, Newman & Tarp (2016) J. Economic Geography 16:1141-1164",
    columns=SECTORAL,
    items=("colocation", "expected", "excess"),
    domain=SHARES,
    mergeable=True,
    cuts="period",
)
def colocation(ask: Ask) -> Outcome:
    cube = sector_cube(ask)
    sectors, rows = cube.names("sector"), []
    for t, period in enumerate(cube.names("period")):
        x = cube.values[:, t]
        share = np.divide(x, x.sum(axis=0), out=np.full(x.shape, np.nan), where=x.sum(axis=0) > 0)
        whole = x.sum(axis=1) / x.sum() if x.sum() > 0 else np.full(len(x), np.nan)
        found, expected = share.T @ share, float((whole * whole).sum())
        for i, a in enumerate(sectors):
            for j in range(i + 1, len(sectors)):
                keys = {"sector": a, "other": sectors[j], "period": period}
                rows += [
                    row("colocation", keys, found[i, j], "sector-zero"),
                    row("expected", keys, expected, "sum-zero"),
                    row("excess", keys, found[i, j] - expected, "sector-zero"),
                ]
    return Outcome(tuple(rows))


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


def _two(ask: Ask, first: str, second: str) -> tuple[Dense, Floats, Floats]:
    """Two indicators by party, period and sector."""
    cube = ask.dense("party", "period", "sector", "indicator")
    cube.refuse_negative()
    names, arrays = cube.names("indicator"), []
    for key in (first, second):
        name = ask.required(key)
        if name not in names:
            raise UnknownName("indicator", name, names)
        arrays.append(cube.values[:, :, :, names.index(name)])
    return cube, arrays[0], arrays[1]


BY_SECTOR = ("party", "period", "sector", "indicator", "value")
OUTPUT = Setting("output", "value_added", "text", "the indicator of output by sector")
LABOUR = Setting("labour", "employment", "text", "the indicator of labour by sector")


@measure(
    "rationalisation",
    "产业结构合理化",
    "Rationalisation of structure",
    FAMILY,
    answers=("产出与就业结构是否匹配", "whether output and labour are spread alike"),
    formula="TL = Σ y ln(y/l), y and l sector shares of output and labour; 0 is balanced",
    reference="干春晖, 郑若谷, 余典范 (2011) 经济研究 46(5):4-16",
    columns=BY_SECTOR,
    settings=(OUTPUT, LABOUR),
    items=("tl", "deviation"),
    domain=Domain(zero="allowed for output, refused for labour", negative="refused"),
    cuts="period",
)
def rationalisation(ask: Ask) -> Outcome:
    cube, output, labour = _two(ask, "output", "labour")
    bad = np.broadcast_to((labour <= 0)[..., None], cube.values.shape)
    cube.refuse(bad, Words("该部门从业人员须为正", "the labour of the sector must be positive"))
    y, l = kernel.sector_shares(output), kernel.sector_shares(labour)  # noqa: E741
    tl = kernel.rationalisation(output, labour)
    deviation = np.abs(y / l - 1).sum(axis=2)
    rows = rows_by("tl", tl, cube.axes[:2], cube.labels[:2])
    return Outcome((*rows, *rows_by("deviation", deviation, cube.axes[:2], cube.labels[:2])))


@measure(
    "upgrading",
    "产业结构高级化",
    "Upgrading of structure",
    FAMILY,
    answers=("结构是否向服务业升级", "whether the structure moves towards services"),
    formula="ratio: tertiary/secondary; level: Σ k s_k, sectors in the given order from 1",
    reference="干春晖 等 (2011); 徐敏, 姜勇 (2015)",
    columns=SECTORAL,
    settings=(Setting("order", "", "list", "sectors from the first to the last"),),
    items=("ratio", "level"),
    domain=SHARES,
    mergeable=True,
    cuts="period",
)
def upgrading(ask: Ask) -> Outcome:
    cube = sector_cube(ask)
    names = cube.names("sector")
    order = ask.names("order", names, "sector") or names
    if set(order) != set(names):
        raise BadInput(Words("order 须列出全部部门", "order must list every sector"))
    place = [names.index(n) for n in order]
    shares = kernel.sector_shares(cube.values)[:, :, place]
    level = shares @ np.arange(1, len(place) + 1)
    last, second = shares[:, :, -1], shares[:, :, -2] if len(place) > 1 else shares[:, :, -1]
    ratio = np.divide(last, second, out=np.full(last.shape, np.nan), where=second > 0)
    axes, labels = cube.axes[:2], cube.labels[:2]
    return Outcome(
        (
            *rows_by("ratio", ratio, axes, labels, "sector-zero"),
            *rows_by("level", level, axes, labels, "sum-zero"),
        ),
        variant=",".join(order),
    )


@measure(
    "gradient",
    "产业梯度系数",
    "Industrial gradient coefficient",
    FAMILY,
    answers=("哪地的哪个产业处于高梯度", "where an industry stands on a higher gradient"),
    formula="IGC = LQ × CLP; CLP = share of the sector's output / share of its labour",
    reference="戴宏伟 等 (2003); 熊必琳 等 (2007)",
    columns=BY_SECTOR,
    settings=(OUTPUT, LABOUR),
    items=("gradient", "lq", "labour-productivity"),
    domain=Domain(zero="null where a total is 0", negative="refused"),
    mergeable=True,
    cuts="period",
)
def gradient(ask: Ask) -> Outcome:
    cube, output, labour = _two(ask, "output", "labour")
    lq = kernel.location_quotients(output)
    with np.errstate(divide="ignore", invalid="ignore"):
        own = output / output.sum(axis=0)
        productivity = own / (labour / labour.sum(axis=0))
    axes, labels = cube.axes[:3], cube.labels[:3]
    rows = [
        *rows_by("gradient", lq * productivity, axes, labels, "total-zero"),
        *rows_by("lq", lq, axes, labels, "total-zero"),
        *rows_by("labour-productivity", productivity, axes, labels, "total-zero"),
    ]
    if len(cube.names("party")) < 3:
        ask.warnings.append(warned("small-sample", "the whole is the sum of the parties given"))
    return Outcome(tuple(rows))
