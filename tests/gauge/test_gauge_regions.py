"""Convergence, mobility, space, structure, shift-share: textbook values, traps and laws."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import yipan.gauge as g
from yipan.gauge import convergence as kernel
from yipan.gauge import decomposing, shifting, spatial, structural


def panel(series: dict[str, list[float]], start: int = 2000, name: str = "x") -> list[dict]:
    """Records of yearly series by party."""
    return [
        {"party": p, "period": str(start + t), "indicator": name, "value": v}
        for p, values in series.items()
        for t, v in enumerate(values)
    ]


def sectors(rows: dict[str, list[float]], period: str = "2020") -> list[dict]:
    """Records of sectors S1, S2, ... by party."""
    return [
        {"party": p, "period": period, "sector": f"S{j + 1}", "value": v}
        for p, values in rows.items()
        for j, v in enumerate(values)
    ]


LINE = {"party": list("ABBCCD"), "neighbour": list("BACBDC")}


def test_half_life_is_over_the_whole_period():
    """b = -0.0830704 over 5 years: 6.5 years, not 40 (Barro & Sala-i-Martin 1992)."""
    slope = -0.0830704260874
    found = g.half_life(slope=slope, years=5)
    rate = -math.log(1 + 5 * slope) / 5
    assert found.value("half-life") == pytest.approx(math.log(2) / rate)
    assert found.value("half-life") == pytest.approx(6.46, abs=0.01)
    none = g.half_life(slope=-0.3, years=5)
    assert none.values[0].value is None
    assert none.values[0].reason == "1+bT<=0"


def test_beta_recovers_an_exact_line():
    """Growth that falls exactly with the log level: slope and half-life by hand."""
    start = [100.0, 200.0, 400.0, 900.0]
    end = [math.exp(math.log(v) * (1 - 0.02 * 10) + 1) for v in start]
    data = [
        {"party": f"P{i}", "period": t, "indicator": "x", "value": v}
        for i, pair in enumerate(zip(start, end, strict=True))
        for t, v in zip(("2000", "2010"), pair, strict=True)
    ]
    found = g.beta(data)
    assert found.value("slope") == pytest.approx(-0.02)
    assert found.value("half-life") == pytest.approx(10 * math.log(2) / -math.log(0.8))
    assert found.variant == "absolute"


def test_conditional_beta_holds_the_control_constant():
    """Growth driven by a control: the conditional slope is that of the equation."""
    generator = np.random.default_rng(3)
    x0, c = generator.uniform(1, 9, 12), generator.uniform(0, 1, 12)
    x1 = x0 * np.exp(5 * (0.1 - 0.03 * np.log(x0) + 0.4 * c))
    data = [
        {"party": f"P{i:02}", "period": t, "indicator": k, "value": v}
        for i in range(12)
        for k, t, v in (
            ("x", "2000", x0[i]),
            ("x", "2005", x1[i]),
            ("c", "2000", c[i]),
            ("c", "2005", c[i]),
        )
    ]
    found = g.beta(data, controls="c")
    assert found.value("slope") == pytest.approx(-0.03)
    assert found.value("control", control="c") == pytest.approx(0.4)


def test_sigma_gives_both_measures():
    """The sd of logs can rise while the CV falls: both are given."""
    found = g.sigma(panel({"A": [1, 2], "B": [10, 12], "C": [11, 30]}))
    items = {r.name for r in found.values}
    assert {"cv", "sd-log"} <= items


def paths(limits: list[float], periods: int = 30, spread: float = 1.0) -> np.ndarray:
    """Paths that approach their limits like 1/t."""
    t = np.arange(1, periods + 1)
    wiggle = np.array([0.3, -0.5, 0.8, -0.2, 0.6, -0.7])[: len(limits), None]
    return np.array(limits)[:, None] + spread * wiggle / t**1.2


def test_log_t_accepts_one_limit_and_rejects_two():
    """A common limit converges (t > -1.65); two limits do not."""
    one = kernel.log_t(paths([10.0] * 6), 0.3, inclusive=False, hac="qs-fixed")
    two = kernel.log_t(paths([10.0] * 3 + [20.0] * 3), 0.3, inclusive=False, hac="qs-fixed")
    assert one.t > -1.65
    assert two.t < -1.65
    assert one.observations == 21


def test_log_t_start_and_kernel_are_parameters():
    """[rT] = 9: exclusive starts at 10 (21 points), inclusive at 9 (22); kernels change t only."""
    x = paths([10.0] * 3 + [20.0] * 3)
    found = {
        hac: kernel.log_t(x, 0.3, inclusive=True, hac=hac)
        for hac in ("qs-fixed", "qs-auto", "newey-west", "none")
    }
    assert {f.observations for f in found.values()} == {22}
    assert len({round(f.b, 12) for f in found.values()}) == 1
    assert len({round(f.t, 6) for f in found.values()}) > 1


def test_clubs_find_the_two_limits():
    """Two limits make two clubs, the higher one first."""
    x = paths([20.0] * 3 + [10.0] * 3)
    found = kernel.clubs(x, 0.3, "qs-fixed", sieve=0.0, merge=False)
    assert found.tolist() == [1, 1, 1, 2, 2, 2]


def test_trend_and_break():
    """Mann-Kendall of a rising series; a step in a flat series is found where it is."""
    found = g.trend(panel({"A": [1, 2, 3, 4, 5, 6, 7, 9]}))
    assert found.value("sen-slope") == pytest.approx(1)
    assert found.value("mann-kendall-p") < 0.01
    step = g.structural_break(panel({"A": [1, 1.1, 0.9, 1, 1.05, 3, 3.1, 2.9, 3, 3.05]}))
    assert step.value("break") == "2005"
    assert step.value("significant") == "yes"


def test_markov_by_hand():
    """Two classes, cut 1: classes hold c(k-1) < x <= c(k); the steady state solves π = πP."""
    found = g.markov(panel({"A": [0.5, 1.0, 2.0, 2.0], "B": [2.0, 0.5, 0.5, 2.0]}), cuts="1")
    assert found.value("count", **{"from": "1", "to": "1"}) == 2
    assert found.value("probability", **{"from": "1", "to": "2"}) == 0.5
    assert found.value("probability", **{"from": "2", "to": "1"}) == 0.5
    assert found.value("steady-state", **{"from": "1"}) == pytest.approx(0.5)


def test_spatial_markov_counts_add_up_to_the_plain_chain():
    """The conditional matrices partition the moves."""
    generator = np.random.default_rng(5)
    data = panel({p: list(generator.uniform(0, 2, 8)) for p in "ABCD"})
    whole = g.markov(data, cuts="0.7,1.3")
    parted = g.spatial_markov(data, tables={"neighbours": LINE}, cuts="0.7,1.3")
    for i, j in np.ndindex(3, 3):
        keys = {"from": str(i + 1), "to": str(j + 1)}
        parts = [
            r.value
            for r in parted.values
            if r.name == "count" and keys.items() <= dict(r.keys).items()
        ]
        assert sum(parts) == whole.value("count", **keys)


def test_rank_mobility_of_a_reversal():
    """Complete reversal: both rank correlations are -1."""
    found = g.rank_mobility(panel({"A": [1, 3], "B": [2, 2], "C": [3, 1]}))
    assert found.value("spearman") == pytest.approx(-1)
    assert found.value("kendall") == pytest.approx(-1)


def test_moran_geary_and_lisa_by_hand():
    """Four places on a line, values 1 2 3 4, row-standardised weights."""
    data = [
        {"party": p, "period": "1", "indicator": "x", "value": v}
        for p, v in zip("ABCD", (1, 2, 3, 4), strict=True)
    ]
    # z = -1.5 -.5 .5 1.5; lags = -.5 -.5 .5 .5; Σ z lag = .75 + .25 + .25 + .75 = 2; Σ z² = 5.
    assert g.moran(data, tables={"neighbours": LINE}).value("moran-i") == pytest.approx(0.4)
    # Σ w (x_i - x_j)² = 4 (each row sums to 1); C = 3 · 4 / (2 · 4 · 5).
    assert g.geary(data, tables={"neighbours": LINE}).value("geary-c") == pytest.approx(0.3)
    local = g.lisa(data, tables={"neighbours": LINE}, permutations=99)
    total = sum(r.value for r in local.values if r.name == "local-i")
    assert total / 4 == pytest.approx(0.4)
    assert local.value("quadrant", party="A") == "LL"
    assert local.value("quadrant", party="D") == "HH"


def test_getis_ord_by_hand():
    """G of a pair among three places."""
    x, w = np.array([1.0, 2.0, 3.0]), np.array([[0, 1, 0], [1, 0, 0], [0, 0, 0.0]])
    whole, expected, _ = spatial.getis_ord(x, w)
    assert whole == pytest.approx(2 * 2 / (2 * (2 + 3 + 6)))
    assert expected == pytest.approx(2 / 6)


def test_moran_permutation_p_value():
    """A smooth line is significant, and the same seed gives the same number."""
    n = 30
    w = np.eye(n, k=1) + np.eye(n, k=-1)
    found = spatial.moran(np.arange(n, dtype=float), w, 199, 7)
    assert found.p_value == 1 / 200
    assert found == spatial.moran(np.arange(n, dtype=float), w, 199, 7)


def test_gravity_centre_and_ellipse():
    """The centre of two weights and the ellipse of points on a diagonal."""
    data = [
        {"party": p, "period": t, "indicator": "x", "value": v}
        for p, t, v in (("A", "1", 1), ("B", "1", 1), ("A", "2", 1), ("B", "2", 3))
    ]
    at = {"party": ["A", "B"], "x": ["0", "4"], "y": ["0", "4"]}
    found = g.gravity_centre(data, tables={"coordinates": at})
    assert found.value("x", period="2") == pytest.approx(3)
    assert found.value("shift", period="2") == pytest.approx(math.sqrt(2))
    ellipse = g.ellipse(data, tables={"coordinates": at})
    assert ellipse.value("angle", period="1") == pytest.approx(45)
    assert ellipse.value("minor", period="1") == pytest.approx(0, abs=1e-9)
    assert ellipse.value("major", period="1") == pytest.approx(math.sqrt(8))


def test_location_quotient_and_krugman_variants():
    """Shares 0.75/0.25 against 0.25/0.75; all, rest and mean of others differ and are named."""
    data = sectors({"A": [3, 1], "B": [1, 3], "C": [1, 1]})
    lq = g.location_quotient(data)
    assert lq.value("lq", party="A", sector="S1") == pytest.approx(1.5)
    found = {
        against: g.krugman(data, against=against).value("krugman", party="A")
        for against in ("all", "rest", "mean-of-others")
    }
    assert found["all"] == pytest.approx(0.5)
    assert found["rest"] == pytest.approx(2 * (0.75 - 2 / 6))
    assert found["mean-of-others"] == pytest.approx(2 * (0.75 - 0.375))
    half = g.krugman(data, form="half")
    assert half.value("krugman", party="A") == pytest.approx(0.25)
    assert half.variant == "all/half"


def test_similarity_says_how_many_sectors():
    """Identical structures are at 1, disjoint ones at 0; the number of sectors is given."""
    found = g.structural_similarity(sectors({"A": [1, 1, 0], "B": [2, 2, 0], "C": [0, 0, 5]}))
    assert found.value("similarity", party="A", other="B") == pytest.approx(1)
    assert found.value("similarity", party="A", other="C") == 0
    assert found.value("sectors") == 3


def test_ellison_glaeser_may_be_negative():
    """An even spread of equal plants gives a γ below zero."""
    found = structural.ellison_glaeser(np.ones(4), np.ones(4), np.ones(4))
    assert found.gamma == pytest.approx((0 - 0.75 * 0.25) / (0.75 * 0.75))


def test_complexity_orders_a_nested_matrix():
    """In a nested matrix the most diversified place is the most complex."""
    m = np.tril(np.ones((5, 5)))[::-1]
    m[-1, 0] = 1
    found = structural.complexity(m)
    assert np.argmax(found.eci) == np.argmax(found.diversity)
    assert found.eci.mean() == pytest.approx(0, abs=1e-12)


def test_gradient_rationalisation_and_upgrading_by_hand():
    """Output 3:1 over labour 1:1 in A, the reverse in B."""
    data = [
        {"party": p, "period": "1", "sector": s, "indicator": k, "value": v}
        for p, y in (("A", (3, 1)), ("B", (1, 3)))
        for s, out in zip(("S1", "S2"), y, strict=True)
        for k, v in (("value_added", out), ("employment", 1))
    ]
    tl = g.rationalisation(data)
    by_hand = 0.75 * math.log(1.5) + 0.25 * math.log(0.5)
    assert tl.value("tl", party="A") == pytest.approx(by_hand)
    igc = g.gradient(data)
    assert igc.value("gradient", party="A", sector="S1") == pytest.approx(1.5 * 0.75 / 0.5)
    up = g.upgrading(
        [
            {k: v for k, v in r.items() if k != "indicator"}
            for r in data
            if r["indicator"] == "value_added"
        ]
    )
    assert up.value("ratio", party="B") == pytest.approx(3)
    assert up.value("level", party="B") == pytest.approx(1.75)


def test_shift_share_zero_base_is_an_entry():
    """A sector that was absent is the part `entry`, with a warning; the parts still add up."""
    data = sectors({"A": [10, 0], "B": [20, 30]}, "2010") + sectors(
        {"A": [12, 5], "B": [22, 33]}, "2015"
    )
    found = g.shift_share(data, by="sector")
    assert found.part("entry", party="A", sector="S2") == 5
    assert found.part("national", party="A", sector="S2") == 0
    assert [w.code for w in found.warnings] == ["zero-base"]
    assert max(c.residual for c in found.checks) < 1e-12


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(["dunn", "esteban", "dynamic", "spatial"]))
def test_shift_share_adds_up(seed, variant):
    """Every variant's parts sum to the change, party by party."""
    x = np.random.default_rng(seed).uniform(1, 9, (4, 3, 3))
    data = [
        {"party": "ABCD"[p], "period": str(2000 + t), "sector": f"S{s}", "value": x[p, t, s]}
        for p, t, s in np.ndindex(x.shape)
    ]
    found = g.shift_share(data, tables={"neighbours": LINE}, variant=variant)
    for p, party in enumerate("ABCD"):
        parts = sum(r.value for r in found.parts if r.keys["party"] == party)
        assert parts == pytest.approx((x[p, 2] - x[p, 0]).sum(), abs=1e-9)


def test_esteban_homothetic_part():
    """Allocation is (e0 - e0')(g - G): zero where the place has the reference's structure."""
    e0 = np.array([[2.0, 4.0], [1.0, 2.0]])
    e1 = np.array([[3.0, 4.0], [1.0, 3.0]])
    parts = shifting.esteban(e0, e1, e0.sum(axis=0), e1.sum(axis=0))
    assert parts["allocation"] == pytest.approx(0)


def test_lmdi_zero_takes_the_whole_change():
    """The factor that vanishes takes the fall, the others none; no small number stands in."""
    x0, x1 = np.array([[50.0], [1.2], [2.4]]), np.array([[62.0], [1.0], [0.0]])
    assert decomposing.lmdi1(x0, x1)[:, 0] == pytest.approx([0, 0, -144])
    both = decomposing.lmdi1(np.array([[2.0], [3.0], [4.0]]), np.array([[0.0], [0.0], [5.0]]))
    assert both[:, 0] == pytest.approx([-12, -12, 0])
    assert decomposing.lmdi1(x1, x0)[:, 0] == pytest.approx([0, 0, 144])


def test_log_mean_is_exact_at_equality_and_near_it():
    """L(a, a) = a; near equality it is the mean to second order."""
    found = decomposing.log_mean(np.array([3.0, 3.0 + 1e-9, 0.0]), np.array([3.0, 3.0, 2.0]))
    assert found == pytest.approx([3.0, 3.0 + 5e-10, 0.0], abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000))
def test_lmdi_adds_up(seed):
    """Effects add to the change exactly, zeros included; LMDI-II and the ratio form too."""
    generator = np.random.default_rng(seed)
    x0 = generator.uniform(0.1, 5, (3, 4)) * (generator.random((3, 4)) > 0.15)
    x1 = generator.uniform(0.1, 5, (3, 4)) * (generator.random((3, 4)) > 0.15)
    change = x1.prod(axis=0) - x0.prod(axis=0)
    assert decomposing.lmdi1(x0, x1).sum(axis=0) == pytest.approx(change, abs=1e-10)
    a, b = np.abs(x0) + 0.1, np.abs(x1) + 0.1
    whole = (b.prod(axis=0) - a.prod(axis=0)).sum()
    assert decomposing.lmdi2(a, b).sum() == pytest.approx(whole, abs=1e-9)
    ratio = b.prod(axis=0).sum() / a.prod(axis=0).sum()
    assert decomposing.multiplicative(a, b).prod() == pytest.approx(ratio)


def test_kaya_adds_up():
    """Four effects sum to the change of emissions."""
    data = [
        {"party": "A", "period": t, "indicator": k, "value": v}
        for t, values in (("2019", (10, 50, 30, 80)), ("2020", (11, 60, 31, 78)))
        for k, v in zip(("population", "gdp", "energy", "carbon"), values, strict=True)
    ]
    found = g.kaya(data)
    assert sum(r.value for r in found.parts) == pytest.approx(-2)
    assert found.part("population") > 0


TAPIO = [  # growth of pressure, of the driver, state (Tapio 2005)
    (-0.02, 0.05, "strong-decoupling"),
    (0.02, 0.05, "weak-decoupling"),
    (0.05, 0.05, "expansive-coupling"),
    (0.10, 0.05, "expansive-negative-decoupling"),
    (0.02, -0.05, "strong-negative-decoupling"),
    (-0.02, -0.05, "weak-negative-decoupling"),
    (-0.05, -0.05, "recessive-coupling"),
    (-0.10, -0.05, "recessive-decoupling"),
    (0.02, 0.0, "undefined"),
    (0.02, 1e-9, "undefined"),
]


@pytest.mark.parametrize(("pressure", "driver", "state"), TAPIO)
def test_tapio_states(pressure, driver, state):
    """Eight states by the elasticity and the sign of growth; no growth reads `undefined`."""
    value, found = decomposing.tapio_state(pressure, driver, 1e-6)
    assert found == state
    assert math.isnan(value) == (state == "undefined")


@pytest.mark.parametrize(("variant", "spatial_share"), [("lag", 0.5), ("error", 0.4)])
def test_spatial_panel_recovers_what_made_the_data(variant, spatial_share):
    """y = ρWy + 2x + μ + ε (or λ in the errors): the estimates come near (40 x 12 cells)."""
    generator = np.random.default_rng(11)
    n, periods = 40, 12
    w = np.eye(n, k=1) + np.eye(n, k=-1)
    w = w / w.sum(axis=1, keepdims=True)
    x = generator.normal(size=(n, periods))
    own, noise = generator.normal(size=(n, 1)), 0.3 * generator.normal(size=(n, periods))
    inverse = np.linalg.inv(np.eye(n) - spatial_share * w)
    y = inverse @ (2 * x + own + noise) if variant == "lag" else 2 * x + own + inverse @ noise
    found = kernel.spatial_panel(y, x[:, :, None], w, lag=variant == "lag", fixed=True)
    assert found.spatial == pytest.approx(spatial_share, abs=0.08)
    assert found.slopes[0] == pytest.approx(2, abs=0.05)
    assert abs(found.spatial - spatial_share) < 4 * found.spatial_error


def test_wolfson_of_two_camps():
    """1, 1, 3, 3: L(½) = ¼, G = ¼, mean and median 2: W = 2 (½ - ¼) = ½; equality gives 0."""

    def data(values):
        return [
            {"party": f"P{i}", "period": "1", "indicator": "x", "value": v}
            for i, v in enumerate(values)
        ]

    assert g.wolfson(data([1, 1, 3, 3])).values[0].value == pytest.approx(0.5)
    assert g.wolfson(data([2, 2, 2])).values[0].value == pytest.approx(0, abs=1e-12)


def test_city_flow_and_colocation_by_hand():
    """A holds 3 of 4 in S1: outward 3 (1 - 1/1.5) = 1, times output per employee 10/4."""
    data = sectors({"A": [3, 1], "B": [1, 3]})
    totals = {"party": ["A", "B"], "period": ["2020", "2020"], "value": ["10", "20"]}
    flow = g.city_flow(data, tables={"totals": totals})
    assert flow.value("outward-function", party="A") == pytest.approx(1)
    assert flow.value("flow", party="A") == pytest.approx(2.5)
    near = g.colocation(data)
    assert near.value("colocation") == pytest.approx(0.75 * 0.25 + 0.25 * 0.75)
    assert near.value("expected") == pytest.approx(0.5)
