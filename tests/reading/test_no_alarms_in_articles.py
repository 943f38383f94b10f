"""Sentences of articles that raised an alarm by mistake, and the mistakes of numbers beside them.

Expected by hand: 6.3/2.2 = 2.86; 7636.9 + 6147.7 + 5310.2 = 19094.8; 30.51/126.06 = 24.2 %.
"""

from __future__ import annotations

import pytest

from yipan.reading.check import check

TABLE = (
    "\n\n表1 2019年经费\n地区\t经费（亿元）\t企业资金占比（%）\t投入强度（%）\n"
    "江苏\t2779.5\t88.1\t2.8\n浙江\t1669.8\t90.3\t2.7\n广东\t3098.5\t85.5\t2.9\n全国\t22143.6\t76.3\t2.2\n"
)
RIGHT = [
    "2019年，北京和天津的投入强度分别为6.3%和3.3%，前者是全国平均水平（2.2%）的2.9倍。" + TABLE,
    "江苏、浙江、广东的企业资金占比均超过85%，其中浙江最高。" + TABLE,
    "2024年，北京地区生产总值4.98万亿元，三地合计11.5万亿元。其中，北京第三产业占比超过80%。",
    "2023年，经济总量达到14.06万亿元。其中，内地九市生产总值为11.02万亿元，"
    "香港、澳门分别约合人民币2.71万亿元和0.33万亿元。",
    "三地机场旅客吞吐量分别为7636.9万人次、6147.7万人次和5310.2万人次，合计超过1.9亿人次。",
    "2023年，长三角地区生产总值为30.51万亿元。长三角创造了全国24.2%的经济总量（全国为126.06万亿元）。",
]


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_right_raises_no_alarm(text: str) -> None:
    assert [c.formula for c in check(text).claims if c.severity] == []


@pytest.mark.parametrize(("number", "wrong"), [("2.9倍", "2.4倍"), ("（2.2%）", "（2.7%）")])
def test_a_base_in_brackets_is_the_base(number: str, wrong: str) -> None:
    found = [c for c in check(RIGHT[0].replace(number, wrong)).claims if c.severity]
    assert any(c.relation == "multiple" for c in found)


def test_the_words_of_a_sum_are_written_when_they_are_asked_for() -> None:
    (claim,) = [c for c in check(RIGHT[0]).claims if c.relation == "multiple"]
    assert callable(claim.told)
    assert claim.formula == "6.3% ÷ 2.2% = [2.777778, 2.953488]倍; 文中为 2.9倍"
