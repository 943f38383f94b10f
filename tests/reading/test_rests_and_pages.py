"""Rests behind parts, increments, changes per year, and what a page carries beside its text."""

from __future__ import annotations

import json

import pytest

from yipan.reading.check import check
from yipan.reading.replay import replay

RIGHT = [
    # The rest is told beside the structure, with its number or without.
    "按来源分，财政、企业、社会投入之比为41.2:36.5:18.1，其余4.2%来自银行。",
    "三大板块占比为45.5:35.1:10.4，其余为服务业。",
    "签约项目有214个，东县、西县、南县分别承接78个、91个和38个，其余落在北县。",
    # The verb that arrives has a subject of its own.
    "中央奖励退坡为5.4亿元，地方出资不变，基金总额相应降为9.8亿元。",
    # A change is no end of a mean over years.
    "三市总量比2017年的4289亿元多出1673亿元，六年年均名义增长5.6%。",
    # Per year is not from end to end.
    "城镇化率由51.3%提高到58.1%，平均每年提高1.36个百分点。",
    # A share of an increment is that of a change.
    "2023年粮食产量2908亿斤，较2014年的2306亿斤增长26.1%，占全国增量（1765亿斤）的34.1%。",
    # The base in brackets is a share of another time.
    "零售额558.4亿元，其中新能源车214.6亿元，占零售额的比重（38.4%）与去年全年（35.1%）相比提升3.3个百分点。",
    # A change whose rate comes out is right.
    "零售额558.4亿元，其中新能源车214.6亿元，同比增加43.9亿元，增长25.7%。",
    # A page number and the head beside it stand in the middle of a sentence.
    "东港统计\n公路货运量由上年的\n— 4 —\n东港统计\n9876万吨减至9513万吨，减少3.7%。",
]
WRONG = [
    ("按来源分，财政、企业、社会投入之比为41.2:36.5:18.1，其余4.2%来自银行。", "36.5", "39.5"),
    (
        "2023年粮食产量2908亿斤，较2014年的2306亿斤增长26.1%，占全国增量（1765亿斤）的34.1%。",
        "34.1",
        "31.4",
    ),
    (
        "两县在校生分别为68.4万人和63.9万人，两县之和占全市总量（341.6万人）的38.7%。",
        "68.4",
        "64.4",
    ),
    ("东港统计\n公路货运量由9876万吨\n— 4 —\n东港统计\n减至9513万吨，减少3.7%。", "3.7", "7.3"),
    # An ASCII stop ends a sentence.
    ("外贸1268.4亿元, 其中出口836.8亿元, 进口431.6亿元. 玩具35.2亿元.", "431.6", "437.6"),
    ("城镇化率由51.3%提高到58.1%，五年平均每年提高1.36个百分点。", "1.36", "1.63"),
]  # fmt: skip


@pytest.mark.parametrize("text", RIGHT)
def test_true_statements_raise_no_alarm(text: str) -> None:
    """No flag of any kind."""
    assert not [c.formula for c in check(text).claims if c.verdict == "inconsistent"]


@pytest.mark.parametrize(("text", "right", "wrong"), WRONG)
def test_a_slip_is_flagged(text: str, right: str, wrong: str) -> None:
    """The clean text has no flag, one slip gives one, and each verdict replays."""
    assert not [c for c in check(text).claims if c.verdict == "inconsistent"]
    report = check(text.replace(right, wrong, 1))
    assert [c for c in report.claims if c.verdict == "inconsistent"]
    told = json.loads(report.to_json())
    assert not replay(told, [text.replace(right, wrong, 1)])
