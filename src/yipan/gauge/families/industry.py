"""Industry in its places: clusters, colocation, upgrading, rationalisation, gradient."""

from __future__ import annotations

import numpy as np

from yipan.core.errors import BadInput
from yipan.core.words import Words
from yipan.gauge import structural as kernel
from yipan.gauge.arrays import Floats
from yipan.gauge.ask import Ask, place_of
from yipan.gauge.families.common import rows_by
from yipan.gauge.families.structure import FAMILY, SHARES, sector_cube
from yipan.gauge.registry import SECTORAL, Domain, Setting, measure
from yipan.gauge.result import Outcome, row, warned
from yipan.gauge.table import Dense


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
    whole, letters = ask.place("reference", parties, "party"), []
    for name in ("employment", "area", "population", "plants"):
        column = cube.values[:, :, place_of(name, names)]
        letters.append(column / column[[whole]])
    e, a, p, b = letters
    found = (e / a) * (e / p) * (b / e)
    rows = rows_by("cluster-index", found, cube.axes[:2], (parties, periods))
    return Outcome(tuple(r for r in rows if r.keys["party"] != parties[whole]))


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


def _two(ask: Ask, first: str, second: str) -> tuple[Dense, Floats, Floats]:
    """Two indicators by party, period and sector."""
    cube = ask.dense("party", "period", "sector", "indicator")
    cube.refuse_negative()
    names = cube.names("indicator")
    arrays = [cube.values[:, :, :, ask.place(key, names)] for key in (first, second)]
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
