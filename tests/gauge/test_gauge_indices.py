"""Normalising, treating, weights and indices: published values, traps and laws."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import yipan.gauge as g
from yipan.core.errors import BadInput
from yipan.gauge import aggregating, scaling, weighing

# Diakoulaki, Mavrotas & Papayannakis (1995), eight firms, three ratios.
DIAKOULAKI = {
    "x1": [61, 20.7, 16.3, 9, 5.4, 4, -6.1, -34.6],
    "x2": [1.08, 0.26, 1.98, 3.29, 2.77, 4.12, 3.52, 3.31],
    "x3": [4.33, 4.34, 2.53, 1.65, 2.33, 1.21, 2.1, 0.98],
}
BEFORE = {"A": (8, 14), "B": (19, 3), "C": (3, 6)}


def wide(columns: dict[str, list[float]], periods: list[str] | None = None) -> list[dict]:
    """Records of parties P1.. in one period (or of one party in several)."""
    return [
        {
            "party": f"P{i + 1}" if periods is None else "P",
            "period": "2020" if periods is None else periods[i],
            "indicator": name,
            "value": value,
        }
        for name, values in columns.items()
        for i, value in enumerate(values)
    ]


def pairs(rows: dict[str, tuple]) -> list[dict]:
    """Records of named parties with indicators x1, x2, ..."""
    return [
        {"party": p, "period": "2020", "indicator": f"x{k + 1}", "value": v}
        for p, values in rows.items()
        for k, v in enumerate(values)
    ]


def test_critic_published():
    """Diakoulaki et al. (1995): 0.202, 0.481, 0.317."""
    found = [r.value for r in g.critic(wide(DIAKOULAKI)).values]
    assert found == pytest.approx([0.20222554, 0.48090173, 0.31687273], abs=5e-9)


def test_entropy_constant_of_a_panel_is_the_number_of_rows():
    """4 parties x 3 years: m = 12; with m = 3 every 1 - e is negative and the order reverses."""
    generator = np.random.default_rng(1)
    x = generator.uniform(1, 9, (4, 3, 3)) ** np.array([0.5, 1.0, 2.0])
    data = [
        {"party": f"P{p}", "period": str(2018 + t), "indicator": f"x{k}", "value": x[p, t, k]}
        for p, t, k in np.ndindex(x.shape)
    ]
    flat = x.reshape(-1, 3) / x.reshape(-1, 3).sum(axis=0)
    e = -(flat * np.log(flat)).sum(axis=0) / math.log(12)
    expected = (1 - e) / (1 - e).sum()
    found = [r.value for r in g.entropy(data).values if r.name == "weight"]
    assert found == pytest.approx(expected, abs=1e-14)
    assert found[0] < found[1] < found[2]


def test_entropy_takes_the_limit_at_zero():
    """A zero contributes nothing; substituting 0.01 gives other weights."""
    z = np.array([[0.0, 1.0], [1.0, 3.0], [2.0, 3.0]])
    p = np.array([1 / 3, 2 / 3])
    e = -(p * np.log(p)).sum() / math.log(3)
    assert weighing.entropies(z)[0] == pytest.approx(e, abs=1e-15)
    assert not np.allclose(weighing.entropy(z), weighing.entropy(z + 0.01), atol=1e-3)


@pytest.mark.parametrize("measure", ["entropy", "critic", "cv_weights", "sd_weights", "pca"])
def test_constant_column_has_weight_zero_and_the_others_are_as_if_absent(measure):
    """One constant column must not make all weights missing."""
    columns = {"a": [1.0, 2, 4, 4], "b": [2.0, 2, 3, 9], "c": [5.0, 5, 5, 5]}
    compute = getattr(g, measure)
    result = compute(wide(columns))
    alone = compute(wide({k: columns[k] for k in "ab"}))
    weights = {r.keys["indicator"]: r.value for r in result.values if r.name == "weight"}
    expected = {r.keys["indicator"]: r.value for r in alone.values if r.name == "weight"}
    assert weights["c"] == 0
    assert {k: weights[k] for k in "ab"} == pytest.approx(expected)
    assert "constant-indicator" in {w.code for w in result.warnings}


def test_normalised_constant_is_null_with_its_reason():
    """0/0 is neither 0 nor 0.5."""
    result = g.normalise(wide({"a": [3.0, 3.0]}))
    assert [(r.value, r.reason) for r in result.values] == [(None, "constant")] * 2


def test_ahp_judgements_of_saaty_type():
    """A consistent matrix has CR 0 and its own weights; a contradictory one is warned of."""
    rows = [("a", "b", 2), ("a", "c", 4), ("b", "c", 2)]
    data = [dict(zip(("indicator", "other", "value"), r, strict=True)) for r in rows]
    found = g.ahp(data)
    assert [r.value for r in found.values[:3]] == pytest.approx([4 / 7, 2 / 7, 1 / 7])
    assert found.value("cr") == pytest.approx(0, abs=1e-12)
    data[1]["value"] = 1 / 9
    assert [w.code for w in g.ahp(data).warnings] == ["inconsistent"]
    with pytest.raises(BadInput, match="no judgement of a against c"):
        g.ahp(data[:1] + data[2:])


def test_game_theory_combination_of_equal_schemes_is_that_scheme():
    """Combining a scheme with itself changes nothing; the product sharpens it."""
    w = np.array([[0.2, 0.8], [0.2, 0.8]])
    assert weighing.game_theory(w)[0] == pytest.approx([0.2, 0.8])
    assert weighing.multiplicative(w) == pytest.approx([0.04 / 0.68, 0.64 / 0.68])


def test_cilos_and_merec_by_hand():
    """Two indicators: impact losses balance (q1 p12 = q2 p21 of the square matrix)."""
    x = np.array([[4.0, 1.0], [2.0, 3.0]])
    q = weighing.cilos(x, np.array([False, False]))
    z = x / x.sum(axis=0)
    loss_1, loss_2 = (z[0, 0] - z[1, 0]) / z[0, 0], (z[1, 1] - z[0, 1]) / z[1, 1]
    assert q[0] * loss_1 == pytest.approx(q[1] * loss_2)
    assert q.sum() == pytest.approx(1)
    n = x.min(axis=0) / x
    s = [math.log(1 + sum(abs(math.log(v)) for v in r) / 2) for r in n]
    drop = [
        sum(abs(math.log(1 + abs(math.log(r[1 - j])) / 2) - s[i]) for i, r in enumerate(n))
        for j in range(2)
    ]
    assert weighing.merec(x, np.array([False] * 2)) == pytest.approx(np.array(drop) / sum(drop))


def test_bwm_consistent_example():
    """Fully consistent comparisons give ξ = 0 and weights proportional to 8 : 4 : 2 : 1."""
    pytest.importorskip("scipy")
    best = {"a": 1, "b": 2, "c": 4, "d": 8}
    worst = {"a": 8, "b": 4, "c": 2, "d": 1}
    found = g.bwm(best=best, worst=worst)
    assert [r.value for r in found.values[:4]] == pytest.approx([8 / 15, 4 / 15, 2 / 15, 1 / 15])
    assert found.value("xi") == pytest.approx(0, abs=1e-9)


def test_benefit_of_the_doubt():
    """Each party on the frontier scores 1; a dominated one less (here half of B)."""
    pytest.importorskip("scipy")
    found = g.bod(pairs({"A": (4, 1), "B": (2, 3), "C": (1, 1.5)}))
    assert found.value("score", party="A") == pytest.approx(1)
    assert found.value("score", party="B") == pytest.approx(1)
    assert found.value("score", party="C") == pytest.approx(0.5)


def test_scope_decides_whether_common_growth_is_seen():
    """Every party doubles: per-period scaling shows no change, the panel scope does."""
    data = [
        {"party": p, "period": t, "indicator": "x", "value": v * f}
        for p, v in (("A", 10), ("B", 20), ("C", 30))
        for t, f in (("2019", 1), ("2020", 2))
    ]
    period = g.normalise(data, scope="period")
    assert period.value("normalised", party="B", period="2020") == 0.5
    panel = g.normalise(data, scope="panel")
    assert panel.value("normalised", party="B", period="2020") == pytest.approx(0.6)
    base = g.normalise(data, scope="base:2019")
    assert base.value("normalised", party="C", period="2020") == pytest.approx(2.5)


def test_rank_reversal_and_goalposts():
    """Adding D puts B ahead of A under min-max; with goalposts A stays where it was."""
    before, after = BEFORE, BEFORE | {"D": (12, 44)}
    first, second = g.index(pairs(before)), g.index(pairs(after))
    assert first.value("score", party="A") == pytest.approx(0.65625)
    assert second.value("score", party="A") == pytest.approx(0.29039634, abs=1e-8)
    assert first.value("rank", party="A") == 1
    assert second.value("rank", party="A") == 3
    assert "rank-reversal-possible" in {w.code for w in first.warnings}
    fixed = {"normalise": "goalposts", "goalposts": "0,50"}
    same = [g.index(pairs(d), **fixed).value("score", party="A") for d in (before, after)]
    assert same[0] == same[1]


def test_geometric_floor_decides_ranks():
    """With floor 0.01 B leads, with floor 0.3 A does; a floor of 0 annihilates A."""
    data = pairs({"A": (0, 0.9), "B": (0.3, 0.2), "C": (1, 1), "D": (0.2, 0)})
    ranks = {}
    for floor in ("0.01", "0.3", "0"):
        found = g.index(data, range=f"{floor},1", aggregate="geometric")
        ranks[floor] = [found.value("score", party=p) for p in "AB"]
    assert ranks["0.01"][0] < ranks["0.01"][1]
    assert ranks["0.3"][0] > ranks["0.3"][1]
    assert ranks["0"][0] == 0
    with pytest.raises(BadInput, match="negative"):
        g.index(data, normalise="z-score", aggregate="geometric")


def test_direction_is_turned_before_rescaling():
    """Less is better: the least value becomes 1; goalposts turn with it."""
    found = g.normalise(pairs({"A": (1,), "B": (3,), "C": (5,)}), down="x1")
    assert [r.value for r in found.values] == pytest.approx([1, 0.5, 0])
    posts = g.normalise(
        pairs({"A": (1,), "B": (3,)}), down="x1", method="goalposts", goalposts="1,5"
    )
    assert [r.value for r in posts.values] == pytest.approx([1, 0.5])


def test_winsorise_moves_one_point_at_a_time():
    """One outlier among ten: it becomes the next value, then the column is tame."""
    x = np.array([1.0, 2, 3, 4, 5, 6, 7, 8, 9, 500])
    assert scaling.winsorise(x, 5).max() == 9
    assert scaling.winsorise(x, 0).max() == 500
    assert scaling.winsorise(-x, 5).min() == -9


def test_skewness_and_kurtosis_are_sample_forms():
    """G1 and G2 of 1, 2, 3, 10 by hand (Joanes & Gill 1998)."""
    x = np.array([1.0, 2, 3, 10])
    d = x - 4
    g1 = (d**3).mean() / (d**2).mean() ** 1.5
    g2 = (d**4).mean() / (d**2).mean() ** 2 - 3
    assert scaling.skewness(x) == pytest.approx(g1 * math.sqrt(12) / 2)
    assert scaling.kurtosis(x) == pytest.approx(3 / 2 * (5 * g2 + 6))


def test_topsis_by_hand():
    """Two parties, one indicator: the best is at 1, the worst at 0."""
    found = g.topsis(pairs({"A": (3, 1), "B": (4, 1)}))
    assert [r.value for r in found.values] == pytest.approx([0, 1])


def test_rankings_agree_on_a_dominant_party():
    """A party that is best in everything leads under every method."""
    data = pairs({"A": (9, 9, 9), "B": (5, 1, 3), "C": (1, 5, 2)})
    for name, item in (
        ("index", "score"),
        ("topsis", "closeness"),
        ("grey-relation", "grade"),
        ("rank-sum-ratio", "rsr"),
        ("copeland", "score"),
        ("promethee", "net"),
        ("mpi", "score"),
        ("mean-min", "score"),
        ("owa", "score"),
    ):
        rows = [r for r in g.gauge(name, data).values if r.name == item]
        assert max(rows, key=lambda r: r.value).keys["party"] == "A", name
    assert g.vikor(data).value("Q", party="A") == 0
    assert g.electre(data).value("kernel", party="A") == "yes"


def test_tree_weights_multiply_and_cycles_are_refused():
    """Effective weight = product of normed weights; a broken tree is refused."""
    tree = {"indicator": ["x1", "x2", "N"], "parent": ["N", "N", "top"], "weight": ["1", "3", "2"]}
    data = pairs({"A": (1, 2), "B": (2, 1)})
    found = g.effective_weights(data, tables={"tree": tree})
    assert found.value("weight", indicator="x2") == pytest.approx(0.75)
    tree["parent"] = ["N", "N", ""]
    tree["indicator"].append("N2")
    tree["parent"].append("top")
    tree["weight"].append("1")
    with pytest.raises(BadInput, match="2 tops"):
        g.index(data, tables={"tree": tree})


def test_cronbach_by_hand():
    """Identical columns give α = 1."""
    found = g.cronbach(wide({"a": [1.0, 2, 3], "b": [1.0, 2, 3]}))
    assert found.value("alpha") == pytest.approx(1)


def test_imputation_changes_no_known_value():
    """Every method keeps the known cells and fills what it can."""
    data = [
        {"party": p, "period": t, "indicator": k, "value": v, "group": "G"}
        for p, k, values in (
            ("A", "x", [1, None, 3]),
            ("B", "x", [2, 4, 6]),
            ("A", "y", [1, 2, 3]),
            ("B", "y", [2, 4, 6.5]),
        )
        for t, v in zip(("1", "2", "3"), values, strict=True)
    ]
    expected = {"linear": 2, "previous": 1, "mean": 4, "median": 4, "group": 4}
    for method in ("linear", "previous", "mean", "median", "group", "knn"):
        found = g.impute(data, method=method)
        for record in data:
            if record["value"] is not None:
                keys = {k: record[k] for k in ("party", "period", "indicator")}
                assert found.value("imputed", **keys) == record["value"]
        value = found.value("imputed", party="A", period="2", indicator="x")
        assert value == expected.get(method, value)
        assert value is not None


def test_missing_sheet_setting_and_scale_are_named():
    """What is missing or unknown is said in one line."""
    data = pairs(BEFORE)
    with pytest.raises(BadInput, match="period"):
        g.normalise(data, scope="base:1999")
    with pytest.raises(BadInput, match="x3"):
        g.index(data, weights={"x3": 1})
    with pytest.raises(BadInput, match="scheme"):
        g.combine_weights(tables={"schemes": {"scheme": ["a"], "weight": ["1"]}})


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 6), st.integers(3, 12))
def test_weights_sum_to_one_and_ignore_row_order(seed, columns, rows):
    """Every data-driven weighting sums to 1, is not negative and ignores the order of rows."""
    generator = np.random.default_rng(seed)
    x = generator.uniform(0.1, 9, (rows, columns))
    order = generator.permutation(rows)
    for compute in (
        weighing.entropy,
        lambda z: weighing.critic(weighing.summary(z)),
        lambda z: weighing.variation(weighing.summary(z)),
        lambda z: weighing.deviation(weighing.summary(z)),
        weighing.gini_weights,
        lambda z: weighing.pca(weighing.summary(z), "kaiser"),
    ):
        w = compute(x)
        assert w.sum() == pytest.approx(1)
        assert (w >= -1e-12).all()
        assert compute(x[order]) == pytest.approx(w, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0.01, 1), min_size=2, max_size=6), st.integers(0, 1000))
def test_means_are_ordered(values, seed):
    """harmonic <= geometric <= arithmetic <= quadratic, and all lie between min and max."""
    z = np.array(values)
    w = np.random.default_rng(seed).uniform(0.1, 1, len(z))
    means = [
        aggregating.harmonic(z, w),
        aggregating.geometric(z, w),
        aggregating.arithmetic(z, w),
        aggregating.power_mean(z, w, 2.0),
    ]
    chain = [z.min(), *map(float, means), z.max()]
    assert all(a <= b + 1e-12 for a, b in itertools.pairwise(chain))
