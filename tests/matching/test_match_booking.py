"""Bookings and vouchers: hours hold, the home treasury pays, the cap binds per firm and year."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yipan.core.errors import Coded
from yipan.matching.booking import Booking, Bookings, Instrument, Voucher, book
from yipan.matching.load import read_problem


def _bookings(*hours: int, rate: str = "1/2", cap: int = 20_000_000) -> Bookings:
    asked = tuple(
        Booking(f"b{i}", "企业甲", "津", Fraction(h), ("仪器",), "2019")
        for i, h in enumerate(hours)
    )
    instrument = Instrument("仪器", "京/实验室乙", Fraction(1000), Fraction(1_000_000))
    return Bookings(asked, (instrument,), {"津": Voucher(Fraction(rate), cap)})


def test_the_cap_of_the_year_binds() -> None:
    """30 万 then 20 万 at 50% with a cap of 20 万: 15 万, then 5 万 (the specification's F1)."""
    found = book(_bookings(30, 20))
    paid = [(m["from"], m["to"], m["qty"]) for m in found.moves]
    assert paid == [
        ("企业甲", "京/实验室乙", "30000000"),
        ("津", "企业甲", "15000000"),
        ("企业甲", "京/实验室乙", "20000000"),
        ("津", "企业甲", "5000000"),
    ]


@given(
    st.lists(st.integers(1, 400), min_size=1, max_size=5),
    st.sampled_from(["0", "1/3", "1/2", "1"]),
    st.integers(0, 10**9),
)
@settings(max_examples=40, deadline=None)
def test_never_more_back_than_paid_nor_than_the_cap(hours: list[int], rate: str, cap: int) -> None:
    """Hours within the instrument's; reimbursed at most paid and at most the cap; no empty move."""
    found = book(_bookings(*hours, rate=rate, cap=cap))
    used, limit = found.capacity["仪器"]
    assert used <= limit
    assert found.totals["reimbursed"] <= min(found.totals["paid"], Fraction(cap))
    assert all(int(m["qty"]) > 0 for m in found.moves)


def test_without_a_voucher_of_its_home_a_firm_pays_alone() -> None:
    """The treasury depends on the home only; where none is declared nothing is paid back."""
    problem = _bookings(10)
    found = book(Bookings(problem.bookings, problem.instruments, {"京": Voucher(Fraction(1), 9)}))
    assert [m["clause"] for m in found.moves] == ["service"]


def test_a_rate_above_one_is_refused(tmp_path: Path) -> None:
    """With its line."""
    path = tmp_path / "b.yaml"
    path.write_text(
        "kind: match\nmethod: book\n"
        "who: [{id: b, firm: f, home: 津, hours: 1, wants: [x]}]\n"
        "where: [{id: x, hours: 1, price: 5}]\n"
        "vouchers:\n  津: {rate: 150%, cap: 5万元}\n"
    )
    with pytest.raises(Coded) as caught:
        read_problem(path)
    assert caught.value.line("en").startswith("OUT_OF_RANGE b.yaml:6")
