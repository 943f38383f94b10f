"""A change whose base is told beside it: one digit wrong in one of the three is a doubt."""

from __future__ import annotations

import pytest

from yipan.reading.check import check

SPOILT = [
    ("养老金月人均3286元，调整前为3189元，人均每月上涨97元。", "3189", "3198"),
    ("博士教师1945人，比上学年的1872人多73人。", "1872", "1827"),
    ("全年旅客87.6万人次，较上年的76.5万人次多运11.1万人次。", "76.5", "71.5"),
    ("基站10.42万个，每万人17.0个，一年净增2.31万个，上年末为8.11万个。", "8.11", "8.17"),
    ("进出口7551.8亿元，而2023年是6936.5亿元，一年间扩大了615.3亿元。", "6936.5", "6963.5"),
    ("库存周期22.1个月，比上年末的19.4个月拉长了2.7个月。", "19.4", "16.4"),
    ("均价73.41元/吨，上年均价68.50元/吨，每吨上涨4.91元。", "68.50", "68.30"),
]


@pytest.mark.parametrize(("text", "right", "wrong"), SPOILT)
def test_a_slip_beside_its_base_is_flagged(text: str, right: str, wrong: str) -> None:
    """The clean text has no flag; with one digit or one exchange wrong it has one."""
    assert not [c for c in check(text).claims if c.verdict == "inconsistent"]
    assert [c for c in check(text.replace(right, wrong, 1)).claims if c.verdict == "inconsistent"]


FREE = [
    # The bracket tells the base of the second change.
    "零售额9872.4亿元，增速比上半年加快0.4个百分点，高于全国0.7个百分点（同期全国增长4.5%），全省增长5.2%。",
    # A level that is reached is no change.
    "每千人托位由1.9个增至3.7个，目标为4.6个。",
    # The base has told its change.
    "产销率98.3%，比4月份（97.6%）提高0.7个百分点，比上年同月低0.2个百分点。",
]


@pytest.mark.parametrize("text", FREE)
def test_a_pair_that_tells_another_change_is_left_alone(text: str) -> None:
    """No flag where the level and the base beside a change belong to another."""
    assert not [c for c in check(text).claims if c.verdict == "inconsistent"]
