"""Numbers reckoned from figures that no rule names: told where it is no accident, silent else."""

from __future__ import annotations

import json
import random

import pytest

from yipan.reading.check import check
from yipan.reading.replay import replay

PATTERN = "figures around"

# (text, the number, relation, what it is reckoned from by hand)
FOUND = [
    (
        "全年技术合同成交额2272亿元。规划提出，到2025年成交额达到3000亿元。"
        "照此计算，已走完目标的75.7%。",
        "75.7%", "2272 / 3000",
    ),
    (
        "2018年过境班列才2050列，通道刚刚贯通。到2023年，口岸两次扩能，过境班列已有7762列。"
        "折算下来年均增长30.5%。",
        "30.5%", "(7762 / 2050)^(1/5)",
    ),
    (
        "表1 总产值（单位：亿元）\n\n|市|2019年|2023年|\n|---|---|---|\n|甲市|1204.5|1893.2|\n"
        "|乙市|877.4|1311.9|\n|丙市|430.8|655.6|\n\n说明：三市四年间合计净增1348.0亿元。",
        "1348.0亿元", "1893.2 + 1311.9 + 655.6 − (1204.5 + 877.4 + 430.8)",
    ),
    (
        "毕业生6124人，其中签约就业2631人，升学2718人，自主创业31人。"
        "去向落实情况好于往年，两项之和的占比为87.3%。",
        "87.3%", "(2631 + 2718) / 6124",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "number", "sum_by_hand"), FOUND)
def test_a_number_that_comes_out_of_figures_around_is_told(
    text: str, number: str, sum_by_hand: str
) -> None:
    report = check(text)
    held = [c for c in report.claims if number in text[slice(*c.span)]]
    assert "consistent" in {c.verdict for c in held}, sum_by_hand
    assert replay(json.loads(report.to_json()), [text]) == []


def test_numbers_at_random_seldom_come_out() -> None:
    """Of 150 shares and differences drawn at random, among ten figures each, few are told to agree.

    Each text holds some ninety ordered pairs; a share of three digits meets one in a few hundred.
    """
    draw = random.Random(20260)
    told = 0
    for _ in range(150):
        amounts = [f"{name}{draw.uniform(100, 900):.1f}亿元" for name in "甲乙丙丁戊己庚辛壬癸"]
        share = f"另一方面，重点项目的占比是{draw.uniform(10, 90):.1f}%。"
        report = check("，".join(amounts) + "。" + share)
        told += any(c.pattern.startswith(PATTERN) for c in report.claims)
    assert told <= 15
