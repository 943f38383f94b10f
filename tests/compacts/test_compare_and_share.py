"""Compare is symmetric and finds the turning year; shares sum, blame the blocking coalition."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import yipan
from yipan.compacts.document.library import Library
from yipan.compacts.settling.comparing import Compared, compare_fields
from yipan.compacts.settling.facts_table import parse_rows
from yipan.compacts.settling.settling import settle
from yipan.compacts.settling.sharing import read_problem, share_cost
from yipan.core.errors import Coded
from yipan.core.strict_yaml import parse_yaml

LIBRARY = Library((Path(yipan.__file__).parent / "boards").glob("*/compacts"))
FACTS = """party,indicator,period,value,unit,to_party,case,source,attested_by
E,迁出地,,京,,,,,京;冀
E,迁入地,,冀,,,,,京;冀
E,政府主导,,是,,,,,京;冀
E,符合布局,,是,,,,,京;冀
E,迁移年度,,2016,,,,,京;冀
E,达产年度,,2017,,,,,京;冀
""" + "".join(
    f"E,三税.地方,{year},{amount},万元,,,,京;冀\n"
    for year, amount in [(y, 2000) for y in (2013, 2014, 2015)]
    + [(2017 + i, 6000) for i in range(4)]
)


def compare(*names: str) -> dict[str, Any]:
    """The comparison of built-in compacts over the same facts."""
    rows = parse_rows(FACTS, "f.csv")
    found = [LIBRARY.find(name) for name in names]
    settled = tuple(settle(a.versions, rows, forced=a.forced) for a in found)
    return compare_fields(Compared(names, settled))


def test_the_year_from_which_one_overtakes_the_other() -> None:
    """By hand: 92 gives 京 3000, 3000 and stops; 442 gives 2400 a year: 7200 > 6000 in 2019."""
    result = compare("tax-92", "tax-442")
    turns = {(t["party"], t["period"]) for t in result["overtakes"]}
    assert turns == {("京", "2019")}


def test_swapping_two_compacts_changes_only_the_sign() -> None:
    """Differences of A against B are minus those of B against A."""
    there, back = compare("tax-92", "tax-442"), compare("tax-442", "tax-92")
    for one, other in zip(there["rows"], back["rows"], strict=True):
        for key in ("net_difference", "held_difference"):
            assert int(one[key]["tax-442"]) == -int(other[key]["tax-92"])
    assert [t["period"] for t in there["overtakes"]] == [t["period"] for t in back["overtakes"]]


def problem(**changes: str) -> str:
    """Three parties; keys replaced or added."""
    keys = {
        "kind": "share",
        "unit": "万元",
        "smallest": "分",
        "parties": "[京, 津, 冀]",
        "cost": "{京: 100, 津: 60, 冀: 120, 京+津: 140, 京+冀: 180, 津+冀: 150, 京+津+冀: 210}",
        "ties": "[京, 津, 冀]",
        **changes,
    }
    return "".join(f"{key}: {value}\n" for key, value in keys.items() if value)


def share(principle: str, **changes: str) -> dict[str, Any]:
    """The result of sharing."""
    return share_cost(read_problem(parse_yaml(problem(**changes)), "p.yaml"), principle)


def test_a_grant_comes_off_first_and_the_core_is_judged_before_it() -> None:
    """20% of 210 from the centre: 168 shared 5:3:2 = 84, 50.4, 33.6."""
    result = share("benefit", benefit="{京: 5, 津: 3, 冀: 2}", grant="{from: 中央, rate: 20%}")
    assert result["grant"] == {"from": "中央", "exact": "42", "unit": "万元"}
    exact = [s["exact"] for s in result["shares"].values()]
    assert exact == ["84", "50.4", "33.6"]
    assert [b["coalition"] for b in result["core"]["blocking"]] == [["京"], ["津"], ["京", "津"]]


def test_without_all_costs_there_is_no_core() -> None:
    """Ratio 1:1:2 of 100: 25, 25, 50; nothing to test against."""
    result = share("ratio", cost="", total="100", weights="{京: 1, 津: 1, 冀: 2}")
    assert [s["exact"] for s in result["shares"].values()] == ["25", "25", "50"]
    assert result["core"] is None


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 1000), min_size=7, max_size=7))
def test_shapley_sums_to_the_whole_and_is_blind_to_order(costs: list[int]) -> None:
    """Shares sum to the cost of all; listing the parties in another order changes no share."""
    names = ["京", "津", "冀", "京+津", "京+冀", "津+冀", "京+津+冀"]
    cost = "{" + ", ".join(f"{n}: {c}" for n, c in zip(names, costs, strict=True)) + "}"
    result = share("shapley", cost=cost)
    exact = {p: Fraction(s["exact"]) for p, s in result["shares"].items()}
    assert sum(exact.values()) == costs[-1]
    if all(value >= 0 for value in exact.values()):
        assert sum(int(s["qty"]) for s in result["shares"].values()) == costs[-1] * 10**6
    turned = share("shapley", cost=cost, parties="[冀, 京, 津]")
    assert {p: Fraction(s["exact"]) for p, s in turned["shares"].items()} == exact


BAD = [
    ("shapley", {"cost": "{京: 1, 津: 1, 冀: 1, 京+津+冀: 3}"}, "MISSING_COALITION"),
    ("ratio", {"weights": "{京: 1}"}, "MISSING_WEIGHT"),
    ("equal", {"cost": '{"": 5, 京+津+冀: 3}'}, "EMPTY_NOT_ZERO"),
    (
        "shapley",
        {"parties": f"[{', '.join(f'p{i}' for i in range(11))}]", "cost": "", "total": "1"},
        "TOO_LARGE",
    ),
    ("equal", {"cost": "{京+云: 1}"}, "UNKNOWN_NAME"),
    ("equal", {"total": "200"}, "BAD_VALUE"),
    ("equal", {"unit": "吨"}, "UNIT_MISMATCH"),
    ("equal", {"grant": "{from: 中央, amount: 300}"}, "OUT_OF_RANGE"),
    ("equal", {"costs": "{}"}, "UNKNOWN_WORD"),
]


@pytest.mark.parametrize(("principle", "changes", "code"), BAD)
def test_a_wrong_problem_is_one_line(principle: str, changes: dict[str, str], code: str) -> None:
    """The code first, then what and where."""
    with pytest.raises(Coded) as caught:
        share(principle, **changes)
    assert caught.value.line("zh").startswith(f"{code} p.yaml")
