"""Space: Moran, Geary, Getis-Ord, LISA, spatial Gini, gravity centre and ellipse."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from yipan.core.errors import BadInput, UnknownName
from yipan.core.words import Words
from yipan.gauge import inequality
from yipan.gauge import spatial as kernel
from yipan.gauge.arrays import Floats
from yipan.gauge.ask import Ask, sheet_numbers
from yipan.gauge.families.inequality import SEED, column_keys
from yipan.gauge.registry import Domain, Setting, measure
from yipan.gauge.result import Outcome, Row, row
from yipan.gauge.table import Dense

FAMILY = "space"
STANDARDISE = Setting("standardise", "row", "row|none", "row sums of the weights to 1")
PERMUTATIONS = Setting("permutations", "0", "integer", "shuffles for the pseudo p-value; 0: none")
DOMAIN = Domain(constant="null, reason constant")


def weights_of(ask: Ask, parties: tuple[str, ...]) -> Floats:
    """The weight matrix of the table neighbours (party, neighbour, weight)."""
    sheet = ask.sheet("neighbours", "party", "neighbour")
    w = np.zeros((len(parties), len(parties)))
    place = {name: i for i, name in enumerate(parties)}
    numbers = sheet_numbers(sheet, "weight", 1.0)
    for a, b, weight in zip(sheet["party"], sheet["neighbour"], numbers, strict=True):
        for name in (a, b):
            if name not in place:
                raise UnknownName("party", name, parties)
        if weight < 0:
            raise BadInput(Words(f"{a}-{b} 的权重为负", f"the weight of {a}-{b} is negative"))
        w[place[a], place[b]] = weight
    if not w.any():
        raise BadInput(Words("没有邻居", "there are no neighbours"))
    if ask.text("standardise") == "row":
        total = w.sum(axis=1, keepdims=True)
        w = np.divide(w, total, out=np.zeros_like(w), where=total > 0)
    return w


def _global(
    ask: Ask, name: str, compute: Callable[[Floats, Floats, int, int], kernel.Association]
) -> Outcome:
    cube = ask.cube()
    w = weights_of(ask, cube.names("party"))
    rows: list[Row] = []
    for (t, k), keys in column_keys(cube):
        x = cube.values[:, t, k]
        if x.min() == x.max():
            rows.append(row(name, keys, None, "constant"))
            continue
        found = compute(x, w, ask.integer("permutations"), ask.integer("seed"))
        rows += [row(name, keys, found.value), row("expected", keys, found.expected)]
        if ask.integer("permutations"):
            rows.append(row("p-value", keys, found.p_value))
    return Outcome(tuple(rows), variant=f"standardise={ask.text('standardise')}")


@measure(
    "moran",
    "莫兰指数",
    "Moran's I",
    FAMILY,
    answers=("相邻的方是否相似", "whether neighbours are alike"),
    formula="I = n/S0 Σ w_ij z_i z_j / Σ z²; expected -1/(n-1)",
    reference="Moran (1950) Biometrika 37:17-23",
    tables=("neighbours",),
    settings=(STANDARDISE, PERMUTATIONS, SEED),
    items=("moran-i", "expected", "p-value"),
    domain=DOMAIN,
    cuts="column",
)
def moran(ask: Ask) -> Outcome:
    return _global(ask, "moran-i", kernel.moran)


@measure(
    "geary",
    "吉尔里指数",
    "Geary's C",
    FAMILY,
    answers=("相邻的方相差多大", "how different neighbours are"),
    formula="C = (n-1)/(2 S0) Σ w_ij (x_i - x_j)² / Σ z²; expected 1",
    reference="Geary (1954) The Incorporated Statistician 5:115-145",
    tables=("neighbours",),
    settings=(STANDARDISE, PERMUTATIONS, SEED),
    items=("geary-c", "expected", "p-value"),
    domain=DOMAIN,
    cuts="column",
)
def geary(ask: Ask) -> Outcome:
    return _global(ask, "geary-c", kernel.geary)


@measure(
    "getis-ord",
    "Getis-Ord 热点",
    "Getis-Ord G and G*",
    FAMILY,
    answers=("高值或低值聚集在哪里", "where high or low values cluster"),
    formula="G = Σ w x_i x_j / Σ x_i x_j (i≠j); z(G*) = (Σ w x - W x̄)/(s sqrt((n S - W²)/(n-1)))",
    reference="Getis & Ord (1992); Ord & Getis (1995) Geographical Analysis 27",
    tables=("neighbours",),
    settings=(Setting("standardise", "none", "row|none", "row sums of the weights to 1"),),
    items=("G", "expected", "g-star"),
    domain=Domain(negative="refused", constant="null, reason constant"),
    cuts="column",
)
def getis_ord(ask: Ask) -> Outcome:
    cube = ask.cube()
    cube.refuse_negative()
    parties = cube.names("party")
    w = weights_of(ask, parties)
    rows: list[Row] = []
    for (t, k), keys in column_keys(cube):
        x = cube.values[:, t, k]
        if x.min() == x.max():
            rows.append(row("G", keys, None, "constant"))
            continue
        whole, expected, z = kernel.getis_ord(x, w)
        rows += [row("G", keys, whole), row("expected", keys, expected)]
        rows += [
            row("g-star", {"party": p, **keys}, z[i], "all-neighbours")
            for i, p in enumerate(parties)
        ]
    return Outcome(tuple(rows), variant=f"standardise={ask.text('standardise')}")


@measure(
    "lisa",
    "局部莫兰 (LISA)",
    "Local Moran (LISA)",
    FAMILY,
    answers=(
        "每个方与邻居是高高、低低还是相异",
        "whether a party and its neighbours are alike or not",
    ),
    formula="I_i = z_i Σ w z_j / m2; quadrant by the signs of z and its lag; conditional p",
    reference="Anselin (1995) Geographical Analysis 27:93-115",
    tables=("neighbours",),
    settings=(STANDARDISE, Setting("permutations", "999", "integer", "shuffles; 0: none"), SEED),
    items=("local-i", "quadrant", "p-value"),
    domain=DOMAIN,
    cuts="column",
)
def lisa(ask: Ask) -> Outcome:
    cube = ask.cube()
    parties = cube.names("party")
    w = weights_of(ask, parties)
    rows: list[Row] = []
    for (t, k), keys in column_keys(cube):
        x = cube.values[:, t, k]
        if x.min() == x.max():
            rows += [row("local-i", {"party": p, **keys}, None, "constant") for p in parties]
            continue
        local, lag, p_value = kernel.lisa(x, w, ask.integer("permutations"), ask.integer("seed"))
        for i, party in enumerate(parties):
            where = {"party": party, **keys}
            side = "H" if x[i] > x.mean() else "L"
            near = "H" if lag[i] > 0 else "L"
            alone = not w[i].any()
            rows += [
                row("local-i", where, np.nan if alone else local[i], "no-neighbour"),
                row("quadrant", where, None if alone else side + near, "no-neighbour"),
                row("p-value", where, np.nan if alone else p_value[i], "no-neighbour"),
            ]
    return Outcome(tuple(rows), variant=f"standardise={ask.text('standardise')}")


@measure(
    "spatial-gini",
    "空间基尼分解",
    "Spatial Gini",
    FAMILY,
    answers=("差距有多少在相邻的方之间", "how much of the Gini lies between neighbours"),
    formula="G = Σ near |x_i - x_j|/(2 n² μ) + Σ not near; p: shuffled near part at most as large",
    reference="Rey & Smith (2013) Letters in Spatial and Resource Sciences 6:55-70",
    tables=("neighbours",),
    settings=(
        Setting("standardise", "none", "row|none", "ignored: neighbours are binary"),
        Setting("permutations", "99", "integer", "shuffles; 0: none"),
        SEED,
    ),
    items=("gini", "p-value"),
    parts=("neighbour", "non-neighbour"),
    domain=Domain(negative="refused", constant="0"),
    cuts="column",
)
def spatial_gini(ask: Ask) -> Outcome:
    from yipan.gauge.result import Check

    cube = ask.cube()
    cube.refuse_negative()
    near = weights_of(ask, cube.names("party")) > 0
    np.fill_diagonal(near, False)
    rows, columns = (a.astype(np.int64) for a in np.nonzero(near))
    values, parts, checks = [], [], []
    for (t, k), keys in column_keys(cube):
        x = cube.values[:, t, k]
        if x.sum() == 0:
            values.append(row("gini", keys, None, "sum-zero"))
            continue
        found = inequality.spatial_gini(
            x, rows, columns, ask.integer("permutations"), ask.integer("seed")
        )
        values += [row("gini", keys, found.gini), row("p-value", keys, found.p_value, "not-drawn")]
        parts += [
            row("neighbour", keys, found.neighbour),
            row("non-neighbour", keys, found.non_neighbour),
        ]
        apart = np.abs(x[:, None] - x[None, :]) / (2 * len(x) * x.sum())
        checks.append(
            Check(
                f"gini by sorting = all pairs, {', '.join(keys.values())}",
                found.gini,
                float(apart.sum()),
            )
        )
    return Outcome(tuple(values), tuple(parts), tuple(checks))


def _places(ask: Ask, cube: Dense) -> tuple[Floats, Floats]:
    sheet = ask.sheet("coordinates", "party", "x", "y")
    place = {name: i for i, name in enumerate(sheet["party"])}
    for party in cube.names("party"):
        if party not in place:
            raise BadInput(Words(f"{party} 没有坐标", f"{party} has no coordinates"))
    order = [place[p] for p in cube.names("party")]
    return sheet_numbers(sheet, "x")[order], sheet_numbers(sheet, "y")[order]


@measure(
    "gravity-centre",
    "重心",
    "Gravity centre",
    FAMILY,
    answers=("重心在哪里,移动了多远", "where the centre of gravity lies and how far it moved"),
    formula="(Σ w x/Σ w, Σ w y/Σ w); shift: distance from the previous period, in the units given",
    reference="Lefever (1926) American Journal of Sociology 32:88-94",
    tables=("coordinates",),
    items=("x", "y", "shift"),
    domain=Domain(negative="refused"),
    mergeable=True,
    cuts="indicator",
)
def gravity_centre(ask: Ask) -> Outcome:
    cube = ask.cube()
    cube.refuse_negative()
    x, y = _places(ask, cube)
    rows: list[Row] = []
    before: dict[str, tuple[float, float]] = {}
    for (t, k), keys in column_keys(cube):
        w = cube.values[:, t, k]
        if w.sum() == 0:
            rows.append(row("x", keys, None, "sum-zero"))
            continue
        here = (float(w @ x / w.sum()), float(w @ y / w.sum()))
        rows += [row("x", keys, here[0]), row("y", keys, here[1])]
        name = keys["indicator"]
        if name in before:
            there = before[name]
            rows.append(row("shift", keys, np.hypot(here[0] - there[0], here[1] - there[1])))
        before[name] = here
    return Outcome(tuple(rows))


@measure(
    "ellipse",
    "标准差椭圆",
    "Standard-deviational ellipse",
    FAMILY,
    answers=("分布沿哪个方向展开", "in which direction the distribution stretches"),
    formula="weighted principal axes; sd with Σw; angle of the major axis from north, 0-180°",
    reference="Lefever (1926); Yuill (1971) Geografiska Annaler B 53:28-39",
    tables=("coordinates",),
    items=("x", "y", "major", "minor", "angle"),
    domain=Domain(negative="refused"),
    mergeable=True,
    cuts="column",
)
def ellipse(ask: Ask) -> Outcome:
    cube = ask.cube()
    cube.refuse_negative()
    x, y = _places(ask, cube)
    rows: list[Row] = []
    for (t, k), keys in column_keys(cube):
        w = cube.values[:, t, k]
        if w.sum() == 0:
            rows.append(row("x", keys, None, "sum-zero"))
            continue
        found = kernel.ellipse(x, y, w)
        round_ = found.major - found.minor <= 1e-12 * max(found.major, 1.0)
        rows += [
            row("x", keys, found.x),
            row("y", keys, found.y),
            row("major", keys, found.major),
            row("minor", keys, found.minor),
            row("angle", keys, None if round_ else found.angle, "a-circle"),
        ]
    return Outcome(tuple(rows))
