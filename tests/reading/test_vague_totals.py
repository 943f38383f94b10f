"""Round totals and their parts, members of a group in a table, counts with their name behind.

Expected by hand: 35 + 39 + 52 = 126; 464.8 + 386.2 + 455.1 + 200.4 = 1506.5, less than 1600 by 6 %;
2233.6 + 463.0 + 566.7 = 3263.3.
"""

from __future__ import annotations

import pytest

from yipan.reading.check import check
from yipan.reading.model import Claim

SIGNED = "2019年以来累计签约项目{}个，其中2019年35个、2020年39个、2021年前5个月{}个。"
TABLE = "\n\n表1 2019年R&D经费\n地区\tR&D经费（亿元）\n北京\t2233.6\n天津\t463.0\n河北\t566.7\n"


def sums(text: str) -> list[Claim]:
    return [c for c in check(text).claims if c.relation == "sum_components"]


@pytest.mark.parametrize(("total", "last", "verdict"), [
    ("120余", 52, "consistent"), ("超过120", 52, "consistent"), ("120余", 92, "inconsistent"),
])  # fmt: skip
def test_parts_fit_into_a_round_total(total: str, last: int, verdict: str) -> None:
    assert [c.verdict for c in sums(SIGNED.format(total, last))] == [verdict]


def test_a_list_that_says_less_than_more_than_is_no_error() -> None:
    assert not sums(SIGNED.format("超过150", 52))


def test_a_list_of_all_parts_misses_about() -> None:
    text = (
        "2024年末常住人口约1600万人，"
        "其中甲市464.8万人、乙市386.2万人、丙市455.1万人、丁市200.4万人。"
    )
    (claim,) = sums(text)
    assert (claim.verdict, claim.severity) == ("inconsistent", "soft")


@pytest.mark.parametrize(
    ("number", "verdict"), [("3263.3", "consistent"), ("3236.3", "inconsistent")]
)
def test_members_of_a_group_stand_in_the_table(number: str, verdict: str) -> None:
    found = sums(f"2019年，京津冀R&D经费合计{number}亿元。{TABLE}")
    assert verdict in {c.verdict for c in found}


@pytest.mark.parametrize(("second", "severity"), [("1268", "hard"), ("1286", None)])
def test_a_count_is_named_behind_its_number(second: str, severity: str | None) -> None:
    """Two digits exchanged in a count that is told twice cannot both be right."""
    text = f"三地累计推出1286项“跨省通办”事项，便利群众。\n\n三地“跨省通办”事项{second}项。"
    (claim,) = [c for c in check(text).claims if c.relation == "intra_doc_match"]
    assert claim.severity == severity


@pytest.mark.parametrize(
    "before", ["2024年，经济总量11.5万亿元，", "2024年，江苏生产总值11.5万亿元。江苏生产总值"]
)
def test_a_doubling_over_a_base_that_is_printed(before: str) -> None:
    told = {
        b: [
            c.verdict
            for c in check(f"{before}较2013年的{b}万亿元实现翻番。").claims
            if c.relation == "multiple"
        ]
        for b in ("5.5", "6.8")
    }
    assert told == {"5.5": ["consistent"], "6.8": ["inconsistent"]}


@pytest.mark.parametrize(("part", "verdict"), [("1.05", "consistent"), ("1.50", "inconsistent")])
def test_a_mark_that_is_passed_is_no_part(part: str, verdict: str) -> None:
    """1.05 + 0.72 = 1.77."""
    text = (
        "2024年，川渝两地进出口总值1.77万亿元，"
        f"其中四川突破1万亿元，达到{part}万亿元，重庆为0.72万亿元。"
    )
    assert [c.verdict for c in sums(text)] == [verdict]


def test_an_amount_is_told_from_printed_levels_whatever_the_prices_of_its_rate() -> None:
    """8.72 − 6.82 = 1.90; the rate at constant prices stays open."""
    text = (
        "2024年，川渝地区生产总值8.72万亿元，其中四川5.72万亿元、重庆3.00万亿元；"
        "经济总量较2020年的6.82万亿元增加1.90万亿元，按不变价格计算，比上年增长5.8%。"
    )
    found = {c.relation: (c.verdict, c.reason) for c in check(text).claims}
    assert found["difference"] == ("consistent", "AGREES")
    assert found["growth_rate"] == ("unverifiable", "PRICE_BASIS")
