"""Coordination, interaction and efficiency: textbook values, traps and laws."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import yipan.gauge as g
from yipan.core.errors import BadInput
from yipan.gauge import coordinating, networks


def systems(rows: dict[str, tuple], period: str = "2020") -> list[dict]:
    """Records of subsystems x1, x2, ... by party."""
    return [
        {"party": p, "period": period, "indicator": f"x{k + 1}", "value": v}
        for p, values in rows.items()
        for k, v in enumerate(values)
    ]


@pytest.mark.parametrize("variant", ["standard", "wang2021", "fan2024", "power"])
@pytest.mark.parametrize("level", [0.1, 0.3, 0.7, 1.0])
@pytest.mark.parametrize("count", [2, 3, 5])
def test_equal_systems_give_exactly_one(variant, level, count):
    """Every wrong formula (0.5, 0.25, 1.5) fails here."""
    found = coordinating.coupling(np.full((1, count), level), variant, 2.0)[0]
    assert found == pytest.approx(1.0, abs=1e-12)


def test_coupling_of_two_by_hand():
    """0.2 and 0.8: standard 2 sqrt(0.16)/1 = 0.8; Wang sqrt(0.4 · 0.25); Fan 1 - 2 · 0.3."""
    u = np.array([[0.2, 0.8]])
    expected = {
        "standard": 0.8,
        "wang2021": math.sqrt(0.1),
        "fan2024": 0.4,
        "power": 0.8**4,
        "unnormalised": 0.4,
    }
    for variant, value in expected.items():
        assert coordinating.coupling(u, variant, 2.0)[0] == pytest.approx(value), variant


def test_a_system_at_zero_has_no_coupling():
    """C is 0, never 2 and never missing, for one zero and for all zeros."""
    data = systems({"A": (0, 0), "B": (0, 0.5)})
    for variant in ("standard", "wang2021"):
        found = g.coupling(data, variant=variant)
        assert [r.value for r in found.values if r.name == "C"] == [0, 0]


def test_grades_lag_and_variant_are_named():
    """D of two levels at 0.36 is grade 4 轻度失调 (10 steps); the lowest system lags."""
    found = g.coupling(systems({"A": (0.1, 0.5), "B": (0.95, 0.95)}))
    d = math.sqrt(2 * math.sqrt(0.05) / 0.6 * 0.3)
    assert found.value("D", party="A") == pytest.approx(d)
    assert found.value("grade", party="A") == int(d * 10) + 1
    assert found.value("lag", party="A") == "x1"
    assert found.value("lag", party="B") == "synchronous"
    assert found.value("grade-name", party="B") == "优质协调"
    level = g.coupling(systems({"A": (0.1, 0.5)}), variant="unnormalised")
    assert [w.code for w in level.warnings] == ["unnormalised-variant"]


def test_coupling_comes_with_an_interval_that_holds_its_value():
    """Three forms by two weightings, and 19 draws of rounding; it contains D."""
    found = g.coupling(systems({"A": (0.2, 0.9), "B": (0.4, 0.5)}), precision=0.005)
    for row in found.interval["rows"]:
        assert row["low"] <= found.value("D", party=row["party"]) <= row["high"]
    assert found.interval["variants"] == 3 * 2 + 19


def test_values_outside_the_unit_interval_are_refused_by_name():
    """U = 1.2 is refused with party and indicator."""
    with pytest.raises(BadInput, match=r"party P, period 2020, indicator x1 = 1\.2"):
        g.coupling(systems({"P": (1.2, 0.6)}))


def test_obstacle_at_the_ideal_point_is_null():
    """0/0 is null with its reason and a warning, not 0."""
    found = g.obstacle(systems({"A": (1, 1), "B": (0.5, 1)}))
    assert found.value("obstacle", party="A", indicator="x1") is None
    assert found.value("obstacle", party="B", indicator="x1") == 1
    assert "at-ideal-point" in {w.code for w in found.warnings}


STRUCTURE = {
    "indicator": ["x1", "x2"],
    "subsystem": ["s1", "s2"],
    "lower": ["0", "0"],
    "upper": ["1", "1"],
    "weight": ["1", "1"],
}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ((0.2, 0.1), math.sqrt(0.02)),
        ((-0.2, -0.1), -math.sqrt(0.02)),
        ((0.2, -0.1), -math.sqrt(0.02)),
        ((0.2, 0.0), 0.0),
    ],
)
def test_synergy_sign(change, expected):
    """Two falling subsystems are not synergy though their product is positive."""
    data = systems({"R": (0.5, 0.5)}, "2018") + systems(
        {"R": (0.5 + change[0], 0.5 + change[1])}, "2019"
    )
    found = g.synergy(data, tables={"structure": STRUCTURE})
    assert found.value("synergy") == pytest.approx(expected, abs=1e-12)


def test_synergy_against_first_or_previous_differ():
    """The two questions have different answers; a direction of -1 turns an indicator."""
    data = [r for t, u in (("1", 0.2), ("2", 0.6), ("3", 0.5)) for r in systems({"R": (u, u)}, t)]
    first = g.synergy(data, tables={"structure": STRUCTURE})
    step = g.synergy(data, tables={"structure": STRUCTURE}, against="previous")
    assert first.value("synergy", period="3") == pytest.approx(0.3)
    assert step.value("synergy", period="3") == pytest.approx(-0.1)
    turned = STRUCTURE | {"direction": ["-1", "-1"]}
    assert g.synergy(data, tables={"structure": turned}).value(
        "synergy", period="2"
    ) == pytest.approx(-0.4)


def test_metacoupling_tells_near_from_far():
    """Neighbours are peri-coupled, others tele-coupled."""
    data = [
        {"party": p, "period": "1", "indicator": "u", "value": v}
        for p, v in (("A", 0.5), ("B", 0.5), ("C", 0.125))
    ]
    near = {"party": ["A"], "neighbour": ["B"]}
    found = g.metacoupling(data, tables={"neighbours": near})
    assert found.value("type", party="B", other="A") == "peri"
    assert found.value("C", party="A", other="B") == pytest.approx(1)
    assert found.value("mean-D", party="C", type="peri") is None


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=2, max_size=6))
def test_coupling_stays_in_bounds_and_ignores_order(values):
    """0 <= C <= 1 for standard and Wang; the order of systems does not matter."""
    u = np.array(values)
    for variant in ("standard", "wang2021", "power"):
        c = coordinating.coupling(u, variant, 2.0)
        assert 0 <= c <= 1 + 1e-12
        assert coordinating.coupling(u[::-1].copy(), variant, 2.0) == pytest.approx(float(c))


def test_converse_reilly_and_huff_published():
    """Huff (1962): 46.86 / 33.14; Converse (1949): 0.9144; Levy & Weitz (2009): 1/9."""
    found = g.converse(population_a=400000, population_b=200000, distance=80)
    assert found.value("distance-from-a") == pytest.approx(46.8629150101524)
    law = g.reilly(population_a=39851, population_b=37366, distance_a=27, distance_b=25)
    assert law.value("ratio") == pytest.approx(0.9143555, abs=5e-7)
    stores = [
        {"party": p, "period": "1", "indicator": "size", "value": v}
        for p, v in (("E", 5000), ("N", 10000))
    ]
    distance = {"origin": ["RC", "RC"], "destination": ["E", "N"], "value": ["10", "5"]}
    huff = g.huff(stores, tables={"distance": distance})
    assert huff.value("share", origin="RC", destination="E") == pytest.approx(1 / 9)


def test_gravity_potential_and_catchment():
    """Two places by hand; a missing distance is named; the catchment conserves supply."""
    data = [
        {"party": p, "period": "1", "indicator": "m", "value": v} for p, v in (("A", 4), ("B", 9))
    ]
    far = {"origin": ["A"], "destination": ["B"], "value": ["3"]}
    assert g.gravity(data, tables={"distance": far}).value(
        "flow", party="A", other="B"
    ) == pytest.approx(4)
    assert g.potential(data, tables={"distance": far}).value(
        "potential", party="A"
    ) == pytest.approx(3)
    with pytest.raises(BadInput, match="no distance from A to A"):
        g.hansen(data, tables={"distance": far})
    beds = [
        {"party": p, "period": "1", "indicator": k, "value": v}
        for p, s, d in (("A", 10, 100), ("B", 5, 50))
        for k, v in (("s", s), ("d", d))
    ]
    table = {"origin": ["A", "A", "B"], "destination": ["A", "B", "B"], "value": ["1", "8", "1"]}
    found = g.two_step_catchment(
        beds, tables={"distance": table}, supply="s", demand="d", catchment=5
    )
    assert found.value("accessibility", party="A") == pytest.approx(0.1)
    assert found.checks[0].residual < 1e-12


def test_centrality_of_a_line():
    """A - B - C: B carries the only shortest path between A and C."""
    links = {"origin": ["A", "B"], "destination": ["B", "C"], "value": ["1", "1"]}
    found = g.centrality(tables={"links": links})
    assert found.value("betweenness", party="B") == pytest.approx(1)
    assert found.value("closeness", party="B") == pytest.approx(1)
    assert found.value("eigenvector", party="A") == pytest.approx(1 / math.sqrt(2))


def test_betweenness_splits_equal_paths():
    """A square: the two shortest paths between opposite corners share evenly."""
    length = np.full((4, 4), np.inf)
    for i in range(4):
        length[i, (i + 1) % 4] = length[(i + 1) % 4, i] = 1
    _, between = networks.shortest_paths(length)
    assert between == pytest.approx(np.full(4, 1.0))


# Cooper, Seiford & Tone, Data Envelopment Analysis, example 2.2: two inputs, one output of 1.
COOPER = {"A": (4, 3), "B": (7, 3), "C": (8, 1), "D": (4, 2), "E": (2, 4), "F": (10, 1)}


def units(rows: dict[str, tuple], period: str = "1") -> list[dict]:
    """Records of in1, in2, out."""
    return [
        {"party": p, "period": period, "indicator": k, "value": v}
        for p, x in rows.items()
        for k, v in zip(("in1", "in2", "out"), (*x, 1)[:3], strict=True)
    ]


def test_dea_published():
    """Example 2.2: A 0.8571, B 0.6316, the others 1, F with slack in input 1."""
    pytest.importorskip("scipy")
    found = g.dea(units(COOPER), inputs="in1,in2", outputs="out")
    scores = [found.value("efficiency", party=p) for p in "ABCDEF"]
    assert scores == pytest.approx([6 / 7, 12 / 19, 1, 1, 1, 1], abs=1e-9)
    assert found.value("slack", party="F", indicator="in1") == pytest.approx(2)
    assert "few-units" in {w.code for w in found.warnings}


def test_super_efficiency_and_sbm():
    """Efficient units exceed 1 without themselves; SBM is at most the radial score."""
    pytest.importorskip("scipy")
    data = units(COOPER)
    radial = g.dea(data, inputs="in1,in2", outputs="out")
    beyond = g.super_efficiency(data, inputs="in1,in2", outputs="out")
    slack = g.sbm(data, inputs="in1,in2", outputs="out")
    assert beyond.value("efficiency", party="D") > 1
    for party in "ABCDEF":
        score = radial.value("efficiency", party=party)
        assert slack.value("efficiency", party=party) <= score + 1e-9
    assert beyond.value("efficiency", party="A") == pytest.approx(6 / 7)


def test_infeasible_super_efficiency_is_null():
    """Under variable returns the largest unit has no frontier: null with its reason."""
    pytest.importorskip("scipy")
    data = [
        {"party": p, "period": "1", "indicator": k, "value": v}
        for p, x, y in (("A", 1, 1), ("B", 2, 5))
        for k, v in (("x", x), ("y", y))
    ]
    found = g.super_efficiency(data, inputs="x", outputs="y", returns="vrs")
    assert found.value("efficiency", party="B") is None


def test_malmquist_of_pure_technical_progress():
    """Every unit doubles its output with the same inputs: index 2 = 1 x 2."""
    pytest.importorskip("scipy")
    data = [
        {"party": p, "period": t, "indicator": k, "value": v * f if k == "y" else v}
        for p, x, y in (("A", 2, 2), ("B", 3, 6), ("C", 5, 4))
        for t, f in (("1", 1), ("2", 2))
        for k, v in (("x", x), ("y", y))
    ]
    found = g.malmquist(data, inputs="x", outputs="y")
    for party in "ABC":
        assert found.value("index", party=party) == pytest.approx(2)
        assert found.part("efficiency-change", party=party) == pytest.approx(1)
    assert max(c.residual for c in found.checks) < 1e-9


def test_green_malmquist_counts_falling_emissions():
    """The same inputs and outputs with a tenth less emissions: the green index rises above 1."""
    pytest.importorskip("scipy")
    data = [
        {"party": p, "period": t, "indicator": k, "value": v * f if k == "b" else v}
        for p, x, y, b in (("A", 2, 3, 2), ("B", 3, 4, 4), ("C", 4, 7, 5))
        for t, f in (("1", 1.0), ("2", 0.9))
        for k, v in (("x", x), ("y", y), ("b", b))
    ]
    found = g.malmquist(data, inputs="x", outputs="y", bads="b")
    assert found.variant == "luenberger"
    values = [r.value for r in found.values if r.value is not None]
    assert values
    assert min(values) > 1
    assert max(c.residual for c in found.checks) < 1e-9
