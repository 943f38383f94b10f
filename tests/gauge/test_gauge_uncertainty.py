"""Uncertainty of an index: variants agree with the chain run one by one; nothing fails silently."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import yipan.gauge as g
from yipan.core.errors import BadInput
from yipan.gauge import uncertainty
from yipan.gauge.composite import Group, Recipe, Steps, Tree, scores
from yipan.gauge.families.alternatives import printed_half_unit

NAMES = tuple(f"x{k}" for k in range(6))
TREE = Tree(
    (
        Group("A", NAMES[:3], (1.0, 2.0, 1.0)),
        Group("B", NAMES[3:], (1.0, 1.0, 3.0)),
        Group("index", ("A", "B"), (2.0, 1.0)),
    ),
    frozenset({"x4"}),
)


def values(parties: int = 12, seed: int = 4) -> np.ndarray:
    """Skewed positive values with one outlier a column."""
    x = np.random.default_rng(seed).lognormal(1, 0.6, (parties, 2, len(NAMES)))
    x[0, 0] *= 30
    return x


def records(x: np.ndarray) -> list[dict]:
    """The long table of an array."""
    return [
        {"party": f"P{p:02}", "period": str(2019 + t), "indicator": NAMES[k], "value": x[p, t, k]}
        for p, t, k in np.ndindex(x.shape)
    ]


def test_every_variant_equals_the_chain_run_alone():
    """Shared steps and effective weights give the scores of the tree computed node by node."""
    x = values()
    alternatives = uncertainty.DEFAULT | {
        "aggregate": ("arithmetic", "geometric", "harmonic", "copeland")
    }
    plan = uncertainty.plan_of(TREE, Recipe(low=0.01), NAMES, x, alternatives)
    variants = uncertainty.every(plan)
    found = uncertainty.run(plan, variants)
    for options, score, good in zip(variants, found.scores, found.good, strict=True):
        chosen = {f.name: f.options[o] for f, o in zip(plan.factors, options, strict=True)}
        if not good:
            assert chosen["normalise"] == "z-score"
            continue
        alone = scores(Steps(x, NAMES), TREE, replace(Recipe(low=0.01), **chosen))["index"]
        assert score == pytest.approx(alone, abs=1e-12)


def test_leaving_an_indicator_out_equals_the_smaller_tree():
    """A variant without an indicator is the tree without it."""
    x = values()
    plan = uncertainty.plan_of(TREE, Recipe(), NAMES, x, {}, leave_out=True)
    found = uncertainty.run(plan, uncertainty.every(plan))
    for score, left in zip(found.scores, plan.factors[0].options, strict=True):
        tree = TREE.without(left) if left else TREE
        assert score == pytest.approx(scores(Steps(x, NAMES), tree, Recipe())["index"])


def test_failed_variants_are_counted_and_named():
    """z-scores under a geometric mean fail; they are named, not skipped."""
    result = g.index(records(values()))
    failed = result.interval["failed"]
    assert failed
    assert all("z-score" in f["variant"] and "geometric" in f["variant"] for f in failed)
    for row in result.interval["rows"]:
        keys = {"party": row["party"], "period": row["period"]}
        assert row["low"] <= result.value(row["item"], **keys) <= row["high"]
    assert {row["item"] for row in result.interval["rows"]} == {"rank", "score"}


def test_monte_carlo_is_reproducible_and_contains_the_declared_rank():
    """The same seed gives the same rows; the declared variant is among them."""
    data = records(values())
    first = g.monte_carlo(data, variants=300)
    assert first.values == g.monte_carlo(data[::-1], variants=300).values
    assert first.values != g.monte_carlo(data, variants=300, seed=1).values
    for row in first.values:
        if row.name == "share-of-rank":
            assert 0 < row.value <= 1


def test_vintages_and_precision_are_alternatives():
    """A revised figure widens the interval; half-units of print move the values a little."""
    x = values()
    data = records(x)
    other = [
        dict(r, vintage="v2", value=r["value"] * (3 if r["party"] == "P03" else 1)) for r in data
    ]
    one = {"alternatives": "", "noise": 0, "variants": 20, "leave_out": False}
    moved = g.monte_carlo(data, tables={"vintages": other}, **one)
    assert moved.variant == "vintage"
    spread = [r["high"] - r["low"] for r in moved.interval["rows"] if r["party"] == "P03"]
    assert max(spread) > 0
    assert g.monte_carlo(data, precision="x0:0.05", **one).variant == "precision"


def test_sobol_of_one_choice_is_all_of_it():
    """With a single uncertain choice its first and total order are 1 where ranks move at all."""
    data = records(values())
    found = g.sobol(data, alternatives="aggregate", noise=0, leave_out=False, points=512)
    total = [r.value for r in found.values if r.name == "total" and r.value is not None]
    assert total
    assert total == pytest.approx([1] * len(total), abs=0.25)


def test_sobol_total_is_not_below_first_and_has_bounds():
    """Interactions make the total at least the first order, up to sampling error."""
    found = g.sobol(
        records(values()),
        points=512,
        alternatives="normalise,treat,aggregate",
        normalise_options="min-max,percentile-rank",
    )
    by_key = {(r.name, *r.keys.values()): r.value for r in found.values if r.value is not None}
    for (name, *keys), value in by_key.items():
        if name == "first":
            assert value <= by_key["total", *keys] + 0.3
    bounds = {(b["item"], b["factor"], b["output"]): b for b in found.interval["rows"]}
    for (name, *keys), value in by_key.items():
        bound = bounds[name, *keys]
        assert bound["low"] <= value + 0.1
        assert value <= bound["high"] + 0.1


def test_sobol_indices_of_a_known_function():
    """y = 2a + b with uniform options: shares 4/5 and 1/5 (definition)."""
    generator = np.random.default_rng(0)
    a, b = generator.random((4000, 2)), generator.random((4000, 2))

    def y(u: np.ndarray) -> np.ndarray:
        return (2 * u[:, 0] + u[:, 1])[:, None]

    mixed = []
    for i in range(2):
        m = a.copy()
        m[:, i] = b[:, i]
        mixed.append(y(m))
    found = uncertainty._indices(np.stack([y(a), y(b), *mixed]), 0, 0.9, 100)
    assert found.first[:, 0] == pytest.approx([0.8, 0.2], abs=0.05)
    assert found.total[:, 0] == pytest.approx([0.8, 0.2], abs=0.05)
    assert (found.total_bounds[0] < found.total_bounds[1]).all()


def test_rank_reversal_is_found():
    """Leaving D out puts A ahead of B again (min-max over the parties given)."""
    rows = {"A": (8, 14), "B": (19, 3), "C": (3, 6), "D": (12, 44)}
    data = [
        {"party": p, "period": "1", "indicator": f"x{k}", "value": v}
        for p, pair in rows.items()
        for k, v in enumerate(pair)
    ]
    found = g.rank_reversal(data)
    assert found.value("reversed-pairs", party="D") >= 1
    fixed = g.rank_reversal(data, normalise="goalposts", goalposts="0,50")
    assert {r.value for r in fixed.values} == {0}


def test_compare_index_of_opposites():
    """Opposite orders: correlations of -1 and the largest shift n - 1."""
    data = [
        {"party": p, "period": "1", "indicator": k, "value": v}
        for p, a, b in (("A", 1, 3), ("B", 2, 2), ("C", 3, 1))
        for k, v in (("a", a), ("b", b))
    ]
    found = g.compare_index(data, first="a", second="b")
    assert found.value("spearman") == pytest.approx(-1)
    assert found.value("max-rank-shift") == 2


def test_rank_quantiles_are_those_of_the_sorted_ranks():
    """Counting ranks gives the same quantiles as sorting them (inverted distribution)."""
    drawn = np.random.default_rng(6).random((333, 17))
    ranks = uncertainty.ranks_of(drawn[:, :, None])[:, :, 0]
    found = uncertainty.rank_quantiles(drawn, (0.05, 0.5, 0.95), block=50)
    expected = np.quantile(ranks, (0.05, 0.5, 0.95), axis=0, method="inverted_cdf")
    assert (found == expected).all()


def printed(x: np.ndarray) -> list[dict]:
    """The long table of values printed to one decimal."""
    return [dict(r, value=round(r["value"], 1)) for r in records(x)]


def spread(interval: dict, item: str) -> float:
    """The sum of all widths of an item."""
    return sum(r["high"] - r["low"] for r in interval["rows"] if r["item"] == item)


def test_rounding_is_in_the_interval_unless_it_is_ruled_out():
    """Printed to one decimal, a value may be 0.05 off; coarser print widens the scores."""
    data = printed(values())
    found, exact = g.index(data), g.index(data, precision="0")
    assert found.parameters["precision"] == "auto"
    assert found.interval["variants"] == exact.interval["variants"] + 20
    assert spread(found.interval, "score") >= spread(exact.interval, "score")
    assert spread(g.index(data, precision="20").interval, "score") > spread(exact.interval, "score")
    computed = g.index(records(values()))
    assert computed.interval["variants"] == exact.interval["variants"]


@pytest.mark.parametrize(
    ("numbers", "half"),
    [([1.5, 2.25, 3], 0.005), ([10, 20], 0.5), ([1 / 3, 2], 0.0), ([1e-9, 1], 0.0)],
)
def test_half_a_unit_of_the_last_printed_digit(numbers, half):
    """The most decimals of any value; more than six decimals are no print."""
    assert printed_half_unit(np.array(numbers, dtype=float)) == pytest.approx(half)


def unit_rows(x: np.ndarray) -> list[dict]:
    return [dict(r, value=round(r["value"] / x.max(), 2)) for r in records(x)]


@pytest.mark.parametrize(("name", "item"), [("coupling", "D"), ("obstacle", "obstacle")])
def test_shares_and_degrees_carry_every_alternative(name, item):
    """Forms or weights, each indicator left out, vintages, rounding: each widens the interval."""
    data = unit_rows(values())
    compute = getattr(g, name)
    other = [dict(r, vintage="v2", value=min(1.0, r["value"] * 1.5)) for r in data[:40]]
    plain = compute(data, precision="0").interval
    rounded = compute(data).interval
    revised = compute(data, precision="0", tables={"vintages": other}).interval
    assert rounded["variants"] == plain["variants"] + 19
    assert revised["variants"] == plain["variants"] + 1
    assert spread(rounded, item) >= spread(plain, item)
    assert spread(revised, item) > spread(plain, item)
    few = {"indicator": "x0,x1", "precision": "0"}
    assert compute(data, **few).interval["variants"] < plain["variants"] - 5


def test_synergy_carries_vintages_and_rounding():
    """Values are held within the bounds; the declared synergy lies inside."""
    data = unit_rows(values())
    sheet = [
        {"indicator": n, "subsystem": (n[-1] in "012" and "a") or "b", "lower": 0, "upper": 1}
        for n in NAMES
    ]
    found = g.synergy(data, tables={"structure": sheet})
    assert found.interval["variants"] == 2 + 1 + 19
    for row in found.interval["rows"]:
        keys = {"party": row["party"], "period": row["period"]}
        assert row["low"] <= found.value("synergy", **keys) <= row["high"]


def test_vintage_and_rounding_vary_together_in_a_draw():
    """Both are choices of Monte Carlo and of Sobol, beside leaving one out."""
    data = printed(values())
    other = [dict(r, vintage="old", value=r["value"] + 1) for r in data[:20]]
    found = g.sobol(data, tables={"vintages": other}, points=128)
    assert found.variant == "saltelli2010/jansen1999"
    factors = {r.keys["factor"] for r in found.values}
    assert {"vintage", "precision", "leave-out", "weights", "normalise"} <= factors
    assert {b["factor"] for b in found.interval["rows"]} <= factors


def test_a_tree_without_weight_is_refused():
    """All weights 0: no division by zero, a line that names the node."""
    tree = Tree((Group("A", ("x", "y"), (0.0, 0.0)), Group("index", ("A",), (1.0,))))
    with pytest.raises(BadInput, match="all weights under A are 0"):
        tree.effective()
