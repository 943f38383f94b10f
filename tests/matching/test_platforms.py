"""Platforms: exact envelopment, overlap by pair, proposals from declared rules only."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shared_data import shared

from yipan.core.errors import Coded
from yipan.matching.envelopment import efficiencies
from yipan.matching.platforms import Rules, Site, read_platforms, report


def test_golden_numbers() -> None:
    """C2 and C3 of the reference numbers: Jaccard, efficiency and peers as fractions."""
    numbers = json.loads(shared("golden/compacts/gauge-numbers/numbers.json").read_text())
    case = numbers["C3_dea"]["one_output"]
    one = efficiencies(
        [[Fraction(x)] for x in case["inputs"]], [[Fraction(y)] for y in case["outputs"]]
    )
    assert [e.value for e in one] == [Fraction(v) for v in case["efficiency"]]
    case = numbers["C3_dea"]["two_outputs"]
    two = efficiencies(
        [[Fraction(x)] for x in case["inputs"]],
        [[Fraction(y) for y in row] for row in case["outputs"]],
    )
    assert [e.value for e in two] == [Fraction(v) for v in case["efficiency"]]
    assert two[2].peers == ((0, Fraction(12, 17)), (1, Fraction(9, 17)))
    sets = numbers["C2_jaccard"]["sets"]
    one_each = {"x": Fraction(1)}
    found = report(
        tuple(Site(f"P{i}", tuple(names), one_each, one_each) for i, names in enumerate(sets)), None
    )
    assert [o.jaccard for o in found.overlaps] == [1, 0, 0]
    assert found.mean_overlap == Fraction(1, 3)


@given(
    st.lists(
        st.tuples(*(st.integers(1, 30) for _ in range(4))).map(lambda v: tuple(map(Fraction, v))),
        min_size=1,
        max_size=6,
    )
)
@settings(max_examples=40, deadline=None)
def test_efficiency_equals_the_linear_program_of_scipy(units: list[tuple[Fraction, ...]]) -> None:
    """θ against HiGHS on the envelopment form; the mix of peers gives at least the outputs."""
    from scipy.optimize import linprog

    inputs, outputs = [u[:2] for u in units], [u[2:] for u in units]
    found = efficiencies(inputs, outputs)
    x, y = np.array(inputs, dtype=float), np.array(outputs, dtype=float)
    for unit, e in enumerate(found):
        upper = np.block([[-x[unit][:, None], x.T], [np.zeros((2, 1)), -y.T]])
        bound = np.concatenate([np.zeros(2), -y[unit]])
        solved = linprog([1.0, *([0.0] * len(units))], A_ub=upper, b_ub=bound)
        assert float(e.value) == pytest.approx(solved.fun, rel=1e-9)
        for r in range(2):
            assert sum(w * outputs[j][r] for j, w in e.peers) >= outputs[unit][r]
            assert e.target[r] <= e.value * inputs[unit][r]


def test_proposals_need_rules_and_history() -> None:
    """Closing asks for two periods; without the earlier one it stays open and says so."""
    weak, good = Fraction(4), Fraction(20)
    sites = (
        Site("强", ("甲",), {"x": Fraction(10)}, {"y": good}),
        Site("弱", ("乙",), {"x": Fraction(10)}, {"y": weak}),
        Site("久弱", ("丙",), {"x": Fraction(10)}, {"y": weak}, (Fraction(1, 4),)),
        Site("似", ("甲",), {"x": Fraction(10)}, {"y": Fraction(12)}),
    )
    rules = Rules(Fraction(1, 2), 2, Fraction(7, 10), Fraction(3, 5))
    actions = {p.platform: p.action for p in report(sites, rules).proposals}
    assert actions == {"强": "调整定位", "弱": "未定", "久弱": "退出", "似": "整合"}
    assert report(sites, None).proposals == ()


def test_nothing_produced_is_one_line(tmp_path: Path) -> None:
    """All outputs zero: refused with a code."""
    path = tmp_path / "p.yaml"
    path.write_text(
        "kind: platforms\ninputs: [a]\noutputs: [b]\nplatforms:\n  - {id: p, a: 3, b: 0}\n"
    )
    with pytest.raises(Coded, match="OUT_OF_RANGE"):
        read_platforms(path)
