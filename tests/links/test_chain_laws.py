"""Laws of chains: bounded by every stage, monotone, order of repair ends at the demand."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yipan.core.errors import Coded
from yipan.links.chain import report
from yipan.links.chain_model import Chain, Delivery, Stage, Supplier, in_order

FEW = settings(max_examples=80, deadline=None)


@st.composite
def chains(draw: st.DrawFn) -> Chain:
    count = draw(st.integers(1, 7))
    stages = []
    for i in range(count):
        needs = {
            f"s{j}": Fraction(draw(st.integers(1, 3))) for j in range(i) if draw(st.booleans())
        }
        stages.append(Stage(f"s{i}", needs))
    suppliers = []
    for k in range(draw(st.integers(0, 12))):
        stage = f"s{draw(st.integers(0, count - 1))}"
        place = (draw(st.sampled_from(["冀", "津", "粤"])), draw(st.sampled_from(["甲", "乙"])))
        suppliers.append(Supplier(f"x{k}", stage, place, Fraction(draw(st.integers(0, 60)))))
    demand = Fraction(draw(st.integers(1, 40)))
    region = (("冀",), ("津",))
    return Chain("p", "套/年", demand, f"s{count - 1}", tuple(stages), tuple(suppliers), region)


@given(chains())
@FEW
def test_throughput_is_the_minimum_cut(chain: Chain) -> None:
    """At most every capacity / need and the demand, and equal to one of them."""
    found = report(chain)
    cuts = [found.capacity[n] / need for n, need in found.need.items() if need > 0]
    assert found.throughput == min([chain.demand, *cuts])
    assert found.throughput <= chain.demand


@given(chains(), st.integers(0, 6), st.integers(1, 50))
@FEW
def test_adding_capacity_never_lowers_it(chain: Chain, which: int, more: int) -> None:
    """A further supplier inside the region helps or changes nothing; removing one never raises."""
    stage = chain.stages[which % len(chain.stages)].id
    extra = Supplier("new", stage, ("冀", "丙"), Fraction(more))
    wider = replace(chain, suppliers=(*chain.suppliers, extra))
    assert report(wider).throughput >= report(chain).throughput
    for supplier in chain.suppliers:
        rest = tuple(s for s in chain.suppliers if s.id != supplier.id)
        assert report(replace(chain, suppliers=rest)).throughput <= report(chain).throughput


@given(chains())
@FEW
def test_following_the_order_of_repair_reaches_the_demand(chain: Chain) -> None:
    """Each step, carried out with the capacity it names, gives the throughput it promises."""
    found = report(chain)
    suppliers = chain.suppliers
    for number, step in enumerate(found.order):
        extra = Supplier(f"r{number}", step.stage, ("冀", "新"), step.raise_by)
        suppliers = (*suppliers, extra)
        assert report(replace(chain, suppliers=suppliers)).throughput == step.throughput_after
    assert report(replace(chain, suppliers=suppliers)).throughput == chain.demand


@given(chains())
@FEW
def test_chokes_promise_what_they_give(chain: Chain) -> None:
    """The named capacity at the choke alone gains what is said; together-bound chokes gain 0."""
    found = report(chain)
    for choke in found.chokes:
        more = choke.raise_by if choke.gain else Fraction(1000)
        extra = Supplier("r", choke.stage, ("冀", "新"), more)
        after = report(replace(chain, suppliers=(*chain.suppliers, extra))).throughput
        assert after - found.throughput == choke.gain


@given(chains(), st.randoms(use_true_random=False))
@FEW
def test_names_and_rows_do_not_matter(chain: Chain, random: object) -> None:
    """Stages renamed and suppliers in another order: the same throughput, gaps renamed alike."""
    new = {s.id: f"环节{len(chain.stages) - i}" for i, s in enumerate(chain.stages)}
    suppliers = [replace(s, stage=new[s.stage]) for s in chain.suppliers]
    random.shuffle(suppliers)  # type: ignore[attr-defined]
    stages = tuple(
        Stage(new[s.id], {new[n]: q for n, q in s.needs.items()}, s.free) for s in chain.stages
    )
    other = replace(chain, target=new[chain.target], stages=stages, suppliers=tuple(suppliers))
    first, second = report(chain), report(other)
    assert first.throughput == second.throughput
    assert [new[b.stage] for b in first.breaks] == [b.stage for b in second.breaks]
    assert [new[r.stage] for r in first.order] == [r.stage for r in second.order]


@given(chains())
@FEW
def test_leaders_lose_most(chain: Chain) -> None:
    """The loss of a leader is the largest loss of any supplier, computed by removing each."""
    found = report(chain)
    losses = {
        s.id: found.throughput
        - report(replace(chain, suppliers=tuple(x for x in chain.suppliers if x != s))).throughput
        for s in chain.suppliers
    }
    most = max(losses.values(), default=Fraction(0))
    assert dict(found.leaders) == {n: loss for n, loss in losses.items() if loss == most and most}


def test_a_circle_is_named() -> None:
    """CYCLE shows the circle itself, not only that there is one."""
    one = Fraction(1)
    stages = (Stage("甲", {"丙": one}), Stage("乙", {"甲": one}), Stage("丙", {"乙": one}))
    with pytest.raises(Coded, match="CYCLE") as caught:
        in_order(stages)
    assert "甲" in str(caught.value)
    assert "→" in str(caught.value)


def test_ten_thousand_stages_in_a_row_do_not_exhaust_the_stack() -> None:
    """Depth is no limit."""
    one = Fraction(1)
    stages = [Stage("s0")] + [Stage(f"s{i}", {f"s{i - 1}": one}) for i in range(1, 10_000)]
    assert len(in_order(reversed(stages))) == 10_000


def test_output_that_leaves_is_an_extension() -> None:
    """30 leave for 粤 while the next stage could take 20 more at 2 each: 15 units, spare 20."""
    two = Fraction(2)
    chain = Chain(
        "p",
        "",
        Fraction(80),
        "乙",
        (Stage("甲"), Stage("乙", {"甲": two})),
        (
            Supplier("a", "甲", ("冀",), Fraction(160)),
            Supplier("b", "乙", ("津",), Fraction(100)),
        ),
        (("冀",), ("津",)),
        deliveries=(Delivery("甲", ("粤", "深圳"), Fraction(30)),),
    )
    (extension,) = report(chain).extensions
    assert (extension.leaves, extension.spare, extension.possible) == (30, 20, 15)
