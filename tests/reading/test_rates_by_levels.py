"""Rates and amounts of one change, numbers told again, columns of a table named before.

Expected by hand: 1092.2/810.1 − 1 = 34.8 %; 1 − 1.99/3.20 = 37.8 %; 1388.5 − 1388.5/1.052 = 68.6.
"""

from __future__ import annotations

import pytest

from yipan.reading.check import check
from yipan.reading.model import Claim

RISE = "2024年，河北技术合同成交额1092.2亿元，比2023年的810.1亿元增加282.1亿元，同比增长{}%。"
FALL = "2013年末，河北钢铁产能为3.20亿吨，到2020年末已压减到1.99亿吨，累计减少1.21亿吨，降幅为{}%。"
LEVEL = "2024年，北京出口交货值1388.5亿元，同比增长5.2%，比上年同期增加约{}亿元。"
TABLE = (
    "\n\n表1 2019年经费来源\n地区\t政府资金占比(%)\t企业资金占比(%)\n浙江\t8.2\t90.3\n"
    "上海\t36.0\t59.7\n河北\t12.0\t86.0\n"
)


def of(text: str, relation: str) -> list[Claim]:
    return [c for c in check(text).claims if c.relation == relation]


@pytest.mark.parametrize(
    ("text", "right", "wrong"), [(RISE, "34.8", "43.8"), (FALL, "37.8", "37.3")]
)
def test_a_rate_is_told_from_both_levels(text: str, right: str, wrong: str) -> None:
    (claim,) = of(text.format(right), "growth_rate")
    assert claim.verdict == "consistent"
    assert len(claim.operands) == 3  # both levels, and the change beside them
    assert [c.verdict for c in of(text.format(wrong), "growth_rate")] == ["inconsistent"]


@pytest.mark.parametrize(("amount", "verdict"), [("69", "consistent"), ("96", "inconsistent")])
def test_an_amount_behind_a_level_and_its_rate(amount: str, verdict: str) -> None:
    assert [c.verdict for c in of(LEVEL.format(amount), "difference")] == [verdict]


@pytest.mark.parametrize(("number", "verdict"), [("59.7", "consistent"), ("57.9", "inconsistent")])
def test_a_column_named_before_is_that_of_the_places_that_follow(number: str, verdict: str) -> None:
    text = f"2019年浙江企业资金占比达90.3%，居首位，上海为{number}%，河北为86.0%。{TABLE}"
    told = {c.formula.rpartition("文中为 ")[2]: c.verdict for c in of(text, "text_table_match")}
    assert told == {"90.3%": "consistent", f"{number}%": verdict, "86.0%": "consistent"}


def test_a_number_told_again_is_confirmed() -> None:
    text = "全省共设立产业承接平台52个。各地加快建设。\n\n建议对52个平台开展年度评估。"
    assert [c.verdict for c in of(text, "intra_doc_match")] == ["consistent"]


def test_a_text_without_a_year_is_given_no_date() -> None:
    found = check("今年前三季度，全市进出口总值1388.5亿元，上年同期为1319.9亿元。").documents[0]
    assert {q.period.start for q in found.quantities} == {None}
