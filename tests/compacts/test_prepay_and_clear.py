"""预拨 → 考核 → 清算: whatever was prepaid, prepayments plus clearings are the entitlement."""

from __future__ import annotations

from datetime import date
from typing import Any

from compact_worlds import HEADER
from hypothesis import given, settings
from hypothesis import strategies as st

from yipan.board.bindings.compacts import library
from yipan.compacts.settling.facts_table import parse_rows
from yipan.compacts.settling.results import settlement_fields
from yipan.compacts.settling.settling import settle

YEARS = (2018, 2019, 2020)
Amounts = dict[int, tuple[int, tuple[int, ...]]]
years = st.fixed_dictionaries(
    {
        year: st.tuples(
            st.integers(0, 10**12),
            st.lists(st.integers(0, 10**12), max_size=3).map(tuple),
        )
        for year in YEARS
    }
)


def run(amounts: Amounts, as_of: date | None = None) -> dict[str, Any]:
    """密云水库上游潮白河 over three years: what was earned, what was prepaid month by month."""
    rows = []
    for year, (earned, prepaid) in amounts.items():
        rows.append(f"冀,应得补偿,{year},{earned},分,,,考核,")
        rows += [f"京,预拨,{year}-{m:02d},{p},分,冀,,财政," for m, p in enumerate(prepaid, 1)]
    table = parse_rows(HEADER + "\n".join(rows) + "\n", "f.csv")
    versions = library("jingjinji").find("eco-miyun-1").versions
    return settlement_fields(settle(versions, table, as_of=as_of, forced=False))


@settings(max_examples=60, deadline=None)
@given(years)
def test_prepayments_and_clearings_telescope_to_the_entitlement(amounts: Amounts) -> None:
    """Over the years the net of 冀 is the sum of what was earned; 京 pays exactly that."""
    result = run(amounts)
    earned = sum(entitled for entitled, _ in amounts.values())
    nets = {party: int(units["分"]) for party, units in result["net"].items()}
    assert nets.get("冀", 0) == earned
    assert nets.get("京", 0) == -earned
    assert result["undetermined"] == []


@settings(max_examples=60, deadline=None)
@given(years)
def test_each_clearing_is_entitlement_less_prepayment_of_its_year(amounts: Amounts) -> None:
    """Too much prepaid comes back as a move the other way, under its own clause."""
    cleared = {m["period"]: m for m in run(amounts)["moves"] if m["status"] == "cleared"}
    for year, (earned, prepaid) in amounts.items():
        due = earned - sum(prepaid)
        move = cleared.pop(str(year), None)
        if due == 0:
            assert move is None
            continue
        assert move is not None
        assert int(move["qty"]) == abs(due)
        assert (move["from"], move["clause"]) == (
            ("京", "clear") if due > 0 else ("冀", "clear_back")
        )
    assert cleared == {}


@settings(max_examples=30, deadline=None)
@given(years)
def test_what_is_known_by_a_year_end_does_not_change_later(amounts: Amounts) -> None:
    """Clearing year by year writes the moves of clearing at the end."""
    whole = run(amounts)["moves"]
    for year in YEARS:
        early = run(amounts, date(year, 12, 31))["moves"]
        assert early == [m for m in whole if int(m["period"][:4]) <= year]
