"""Flows: exact shares and balances, PageRank and gravity against their definitions."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yipan.core.errors import Coded
from yipan.links.flows import Flows, poisson, report
from yipan.links.flows_file import read_flows

NAMES = ["京", "津", "冀/唐山", "粤", "沪"]
REGION = (("京",), ("津",), ("冀",))


@given(
    st.dictionaries(
        st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)),
        st.integers(0, 99).map(Fraction),
        min_size=1,
    )
)
def test_balances_cancel_and_the_inside_share_is_exact(
    flows: dict[tuple[str, str], Fraction],
) -> None:
    """Net over all parties is zero; centrality adds up to one; the share is kept over given."""
    found = report(Flows("亿元", flows, REGION, {}, {}))
    assert sum(p.balance for p in found.parties) == 0
    assert sum(p.centrality for p in found.parties) == pytest.approx(1, abs=1e-5)
    inside = {"京", "津", "冀/唐山"}
    kept = sum(q for (a, b), q in flows.items() if a in inside and b in inside)
    given_by = sum(q for (a, _), q in flows.items() if a in inside)
    assert found.inside == (Fraction(kept, given_by) if given_by else None)


def test_gravity_finds_the_law_that_made_the_flows() -> None:
    """Flows from ln E = 1 + 0.8 ln M + 0.5 ln M' - 1.2 ln D are fitted exactly."""
    random = np.random.default_rng(1)
    mass, other, distance = (random.random(40) * 9 + 1 for _ in range(3))
    design = np.column_stack([np.ones(40), np.log(mass), np.log(other), -np.log(distance)])
    law = np.array([1.0, 0.8, 0.5, 1.2])
    assert poisson(design, np.exp(design @ law)) == pytest.approx(law, abs=1e-9)


def test_the_fitted_total_is_the_actual_total() -> None:
    """The first-order condition of Poisson with a constant; zero flows stay in."""
    random = np.random.default_rng(2)
    design = np.column_stack([np.ones(30), random.random((30, 3)) * 3])
    actual = np.floor(random.random(30) * 5)
    fitted = np.exp(design @ poisson(design, actual))
    assert fitted.sum() == pytest.approx(actual.sum(), rel=1e-9)


def test_too_few_pairs_and_equal_masses_are_said(tmp_path: Path) -> None:
    """No coefficient is guessed."""
    path = tmp_path / "f.yaml"
    head = "kind: flows\nflows: [{from: 京, to: 津, qty: 3}]\nregion: [京, 津]\n"
    path.write_text(head + "masses: [{party: 京, mass: 1}, {party: 津, mass: 1}]\n")
    found = report(read_flows(path))
    assert found.notes[0].startswith("GRAVITY_NOT_FITTED")
    with pytest.raises(Coded, match="NO_SOLUTION"):
        poisson(np.ones((9, 2)), np.ones(9))


def test_aliases_name_one_party(tmp_path: Path) -> None:
    """北京 and 京 are one giver; units convert, other dimensions are refused."""
    path = tmp_path / "f.yaml"
    rows = "flows: [{from: 北京, to: 津, qty: 3亿元}, {from: 京, to: 津, qty: 5000万元}]\n"
    path.write_text("kind: flows\nunit: 亿元\nregion: [京]\n" + rows)
    problem = read_flows(path, {"北京": "京"})
    assert problem.flows == {("京", "津"): Fraction(7, 2)}
    path.write_text("kind: flows\nunit: 亿元\nflows: [{from: 京, to: 津, qty: 3吨}]\n")
    with pytest.raises(Coded) as caught:
        read_flows(path)
    assert caught.value.line("en").startswith("UNIT_MISMATCH f.yaml:3")
