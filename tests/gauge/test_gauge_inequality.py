"""Inequality: published values, hand calculations, traps and laws."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import yipan.gauge as g
from yipan.core.errors import BadInput
from yipan.gauge import inequality as kernel

STOERMANN = [10, 10, 10, 20, 50]  # Stoermann, Regionaloekonomik (2009)
DOERSAM = [20, 50, 20, 10]  # Doersam, Grundlagen der Statistik (2004)


def table(values: list[float], **columns: list) -> dict[str, list]:
    """A one-period table of parties P01, P02, ..."""
    n = len(values)
    names = [f"P{i + 1:02}" for i in range(n)]
    base = {"party": names, "period": ["2020"] * n, "indicator": ["x"] * n, "value": values}
    return base | columns


def test_theil_t_is_not_theil_l():
    """The book's 0.2326 is the mean log deviation; T of the same numbers is 0.2502."""
    assert g.theil_l(table(STOERMANN)).values[0].value == pytest.approx(0.2326302, abs=5e-8)
    by_hand = sum(s * math.log(5 * s) for s in (0.1, 0.1, 0.1, 0.2, 0.5))
    assert g.theil(table(STOERMANN)).values[0].value == pytest.approx(by_hand, abs=1e-15)


def test_theil_weights_within_by_income_and_l_by_population():
    """T and L of two groups by hand, with population weights."""
    x, w = np.array([2.0, 6.0, 3.0]), np.array([1.0, 3.0, 4.0])
    result = g.theil_t(table(list(x), weight=list(w), group=["A", "A", "B"]))
    s, p = w * x / (w * x).sum(), w / w.sum()
    between = (s[0] + s[1]) * math.log((s[0] + s[1]) / 0.5) + s[2] * math.log(s[2] / 0.5)
    assert result.part("between") == pytest.approx(between, abs=1e-15)
    direct = float((s * np.log(s / p)).sum())
    assert result.values[0].value == pytest.approx(direct, abs=1e-15)
    assert result.checks[0].residual < 1e-15


def test_theil_l_refuses_zero_and_theil_t_takes_the_limit():
    """x ln x = 0 at 0; ln 0 has no limit and the cell is named."""
    assert g.theil_t(table([0, 10])).values[0].value == pytest.approx(math.log(2))
    with pytest.raises(BadInput, match=r"P01.*2020.*x"):
        g.theil_l(table([0, 10]))


def test_negative_and_missing_cells_are_named():
    """A negative or missing cell is refused with party, period and indicator."""
    with pytest.raises(BadInput, match="P02, period 2020, indicator x = -4"):
        g.theil_t(table([3, -4, 5]))
    with pytest.raises(BadInput, match=r"P02.*missing"):
        g.gini(table([3, math.nan, 5]))


def test_missing_rule_is_named_in_the_result():
    """A rule that was asked for stands in the parameters and in a warning."""
    result = g.gini(table([3, math.nan, 5]), missing="drop-party")
    assert result.parameters["missing"] == "drop-party"
    assert [w.code for w in result.warnings] == ["imputed"]
    assert result.values[0].value == pytest.approx(0.125)


def test_crossed_decomposition_adds_up():
    """Two classifications that cross: margins, interaction and cells sum to the total."""
    result = g.theil_t(
        table([1, 2, 3, 4, 7, 9], group=list("AABBAB"), subgroup=list("xyxyxy")), cross=True
    )
    parts = [r.value for r in result.parts if r.name != "within-group"]
    assert sum(parts) == pytest.approx(result.values[0].value, abs=1e-14)
    assert len(parts) == 4


def test_party_in_two_groups_is_refused():
    """A party belongs to one group."""
    data = table([1, 2], group=["A", "B"]) | {"party": ["P", "P"], "period": ["1", "2"]}
    with pytest.raises(BadInput, match="two groups"):
        g.theil_t(data)


def test_gini_forms():
    """Doersam (2004): 0.3 with divisor n; n/(n-1) of it in the other form."""
    assert g.gini(table(DOERSAM)).values[0].value == pytest.approx(0.3)
    assert g.gini(table(DOERSAM), form="n-1").values[0].value == pytest.approx(0.4)


def test_weighted_gini():
    """Doersam (2004), five income classes with their numbers: 0.5278."""
    values, weight = [500, 1500, 2500, 4000, 7500], [1000, 1200, 1600, 400, 200]
    found = kernel.gini(
        np.array(values) * np.array(weight) / np.dot(values, weight), np.array(weight) / 4400
    )
    pairs = sum(
        a * b * abs(x - y)
        for x, a in zip(values, weight, strict=True)
        for y, b in zip(values, weight, strict=True)
    )
    assert found == pytest.approx(pairs / (2 * 4400 * np.dot(values, weight)), abs=1e-14)


def dagum_by_double_sums(x: list[float], groups: str) -> tuple[float, float, float]:
    """Dagum's definition: d and p are mean positive differences of each ordered pair."""
    names = sorted(set(groups))
    member = {j: [v for v, h in zip(x, groups, strict=True) if h == j] for j in names}
    mean = {j: sum(v) / len(v) for j, v in member.items()}
    pop = {j: len(v) / len(x) for j, v in member.items()}
    share = {j: sum(v) / sum(x) for j, v in member.items()}
    within = net = over = 0.0
    for i, j in enumerate(names):
        for h in names[: i + 1]:
            a, b = (j, h) if mean[j] >= mean[h] else (h, j)
            pairs = [(p, q) for p in member[a] for q in member[b]]
            d = sum(max(p - q, 0) for p, q in pairs) / len(pairs)
            q = sum(max(q - p, 0) for p, q in pairs) / len(pairs)
            gini = (d + q) / (mean[a] + mean[b])
            if a == b:
                within += gini * pop[a] * share[a]
                continue
            weight = pop[a] * share[b] + pop[b] * share[a]
            net += gini * (d - q) / (d + q) * weight
            over += gini * (1 - (d - q) / (d + q)) * weight
    return within, net, over


def test_dagum_equals_the_double_sums_and_orders_pairs_by_mean():
    """Group Z has the smaller mean and A the larger: the pair is ordered by mean, not by name."""
    x, groups = [9.0, 2.0, 4.0, 1.0, 3.0, 8.0, 2.5], "AABBZZZ"
    result = g.dagum(table(x, group=list(groups)))
    expected = dagum_by_double_sums(x, groups)
    found = [result.part(n) for n in ("within", "net-between", "transvariation")]
    assert found == pytest.approx(expected, abs=1e-14)
    assert result.checks[0].residual < 1e-14


def test_williamson_is_about_the_weighted_mean():
    """About the plain mean the number differs; the weighted mean is right (Williamson 1965)."""
    x, w = np.array([1.0, 2.0, 6.0]), np.array([5.0, 1.0, 1.0])
    mean = float((w * x).sum() / w.sum())
    expected = math.sqrt(float((w * (x - mean) ** 2).sum() / w.sum())) / mean
    found = g.williamson(table(list(x), weight=list(w))).values[0].value
    assert found == pytest.approx(expected, abs=1e-15)


def test_hoover_and_herfindahl():
    """H = ½ Σ|s - p| by hand; Doersam's Herfindahl 0.34, 0.12, 2.94."""
    assert g.hoover(table([1, 3])).values[0].value == pytest.approx(0.25)
    found = [r.value for r in g.hhi(table(DOERSAM)).values]
    assert found == pytest.approx([0.34, 0.12, 1 / 0.34])


def test_atkinson():
    """ε = 0.5 gives 0.1154751 (REAT 3.0.3); ε = 1 is 1 - geometric / arithmetic mean."""
    assert g.atkinson(table(STOERMANN)).values[0].value == pytest.approx(0.1154751, abs=5e-8)
    found = g.atkinson(table([1, 4]), epsilon=1).values[0].value
    assert found == pytest.approx(1 - 2 / 2.5)


def test_permutation_p_value_is_small_for_separated_groups_only():
    """Perfectly separated groups give a small p; the same seed gives the same bytes."""
    values = [1.0, 1.1, 0.9, 1.2, 0.8, 9.0, 9.1, 8.8, 9.3, 9.2]
    data = table(values, group=list("AAAAABBBBB"))
    first = g.permutation(data, permutations=199)
    assert first.value("p-value") <= 0.03
    assert first.values == g.permutation(data, permutations=199).values
    mixed = table(values, group=list("ABABABABAB"))
    assert g.permutation(mixed, permutations=199).value("p-value") > 0.2


def test_spatial_gini_splits_pairs():
    """Four places on a line: neighbour pairs by hand; both parts sum to the Gini."""
    x = np.array([1.0, 2.0, 4.0, 8.0])
    rows, columns = np.array([0, 1, 1, 2, 2, 3]), np.array([1, 0, 2, 1, 3, 2])
    found = kernel.spatial_gini(x, rows, columns, 0, 0)
    assert found.neighbour == pytest.approx(2 * (1 + 2 + 4) / (2 * 4 * 15))
    assert found.neighbour + found.non_neighbour == pytest.approx(found.gini)


def test_segregation_by_hand():
    """Complete segregation is 1, an even spread 0 (dissimilarity, Gini, information theory)."""
    apart = kernel.segregation(np.array([10.0, 0.0]), np.array([10.0, 10.0]))
    even = kernel.segregation(np.array([5.0, 5.0]), np.array([10.0, 10.0]))
    for name in ("dissimilarity", "gini", "information-theory", "atkinson"):
        assert apart[name] == pytest.approx(1)
        assert even[name] == pytest.approx(0, abs=1e-12)


values = st.lists(st.floats(0.1, 1e4), min_size=4, max_size=12)


@settings(max_examples=60, deadline=None)
@given(values, st.integers(0, 10_000), st.sampled_from([0.0, 1.0, 2.0, -1.0]))
def test_decompositions_add_up_and_ignore_scale_and_order(x, seed, alpha):
    """between + within = total; scaling or reordering the parties changes nothing."""
    generator = np.random.default_rng(seed)
    y, w = np.array(x), generator.uniform(0.5, 2, len(x))
    codes = np.arange(len(x)) % 2
    s = kernel.shares(y, w)
    found = kernel.split(s.income, s.population, codes, 2, alpha)
    tolerance = 1e-12 * max(1.0, float(found.total))
    assert found.between + found.within == pytest.approx(float(found.total), abs=tolerance)
    order = generator.permutation(len(x))
    t = kernel.shares(7 * y[order], w[order])
    again = kernel.entropy_measure(t.income, t.population, alpha)
    assert again == pytest.approx(float(found.total), rel=1e-9, abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(values)
def test_dagum_adds_up(x):
    """within + net between + transvariation equals the Gini found by sorting."""
    y = np.array(x)
    found = kernel.dagum(y, np.full(len(y), 1 / len(y)), np.arange(len(y)) % 3, 3)
    total = found.within + found.net_between + found.transvariation
    assert total == pytest.approx(found.gini, abs=1e-12)
    assert min(found.within, found.net_between, found.transvariation) >= -1e-12


def test_frames_and_records_give_the_same_result():
    """A Polars frame, a pandas frame, records and columns are the same table."""
    pandas, polars = pytest.importorskip("pandas"), pytest.importorskip("polars")
    columns = table(STOERMANN)
    expected = g.gini(columns).values
    assert g.gini(pandas.DataFrame(columns)).values == expected
    assert g.gini(polars.DataFrame(columns)).values == expected
    assert g.gini(polars.DataFrame(columns).to_dicts()).values == expected


def test_unknown_settings_columns_and_measures_offer_near_misses():
    """A slip of the pen is refused with the nearest known name."""
    with pytest.raises(BadInput, match="form"):
        g.gini(table(DOERSAM), fom="n")
    with pytest.raises(BadInput, match="weight"):
        g.gini(table(DOERSAM, weigth=[1, 1, 1, 1]))
    with pytest.raises(AttributeError, match="gini"):
        _ = g.ginni


def test_duplicate_keys_are_refused():
    """Two rows of one key are refused and named."""
    data = table([1, 2]) | {"party": ["P", "P"]}
    with pytest.raises(BadInput, match="party P, period 2020, indicator x: there are two rows"):
        g.gini(data)


def test_arrays_are_tables():
    """(party,), (party, period) and (party, period, indicator) arrays; rows stay in order."""
    x = np.array(DOERSAM, dtype=float)
    assert g.gini(x).values[0].value == pytest.approx(0.3)
    both = g.gini(np.stack([x, x[::-1] * 2], axis=1))
    assert [r.value for r in both.values] == pytest.approx([0.3, 0.3])
    assert [r.keys["period"] for r in both.values] == ["1", "2"]
    many = np.arange(1.0, 13.0)
    found = g.normalise(many, method="rank")
    assert [r.value for r in found.values] == pytest.approx(list(many))


def test_a_boards_panel_is_a_table(monkeypatch, tmp_path):
    """The panel of a board can be measured as it is."""
    monkeypatch.setenv("YIPAN_HOME", str(tmp_path))
    import yipan

    panel = yipan.open().panel(["gdp_per_capita"], periods=["2014", "2023"])
    found = g.gini(panel)
    x = np.array([106732.0, 74960.0, 34507.0])
    by_hand = np.abs(x[:, None] - x[None, :]).sum() / (2 * 3 * x.sum())
    assert found.value("gini", period="2014") == pytest.approx(by_hand)
