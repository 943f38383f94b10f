"""Shares whose part or whole stands in another clause or sentence and is called by name.

Expected by hand: 2103.5/8210.4 = 25.6 %, (320+410)/1240 = 58.9 %, (12.3+9.6)/86.4 = 25.3 %,
1860/9300 = 20 %, 2386.1/1542.8 = 1.55, 5314/2538 = 2.09,
138/412 = 33.5 %, 56.1/64.3 = 87.2 %, (7.2+8.1)/35.0 = 43.7 %, 4120.6/7056.2 = 58.4 %.
"""

from __future__ import annotations

import pytest

from yipan.reading.check import check
from yipan.reading.model import Claim

TEXTS = [
    (
        "全市外贸进出口总值8210.4亿元。对东盟、欧盟、美国进出口分别为2103.5亿元、1498.2亿元和1120.7亿元。"
        "东盟占全市外贸的25.6%。",
        "25.6%",
    ),
    ("科研人员共1240人，其中教授320人、副教授410人、讲师510人，教授和副教授合计占58.9%。", "58.9%"),
    (
        "全县耕地保有量86.4万亩。城关镇耕地12.3万亩，北川镇耕地9.6万亩，两镇合计占全县的25.3%。",
        "25.3%",
    ),
    ("本年度公司采浆1860吨，采浆站增至62家。公司采浆量约占全国总量（9300吨）的两成。", "两成"),
    (
        "全区总取水量64.3亿立方米。\n按水源分：黄河水56.1亿立方米，地下水5.9亿立方米。取用黄河水占总取水量的比重为87.2%。",
        "87.2%",
    ),
    (
        "一至四季度营收依次为7.2亿元、8.1亿元、9.3亿元和10.4亿元，合计35.0亿元。上半年占全年的43.7%。",
        "43.7%",
    ),
    (
        "2014年城区人口1276.3万人，占全市的59.3%；去年降到1098.5万人，"
        "在全市2183.2万常住人口中的占比随之降至50.3%。",
        "50.3%",
    ),
    ("粮食播种面积1203.6万亩，总产量478.2万吨。全省总产占全国（6950万吨）的比重为6.9%。", "6.9%"),
]

TIMES = [
    (
        "去年，对东盟、香港、美国分别进出口2386.1亿元、1974.3亿元和1542.8亿元。"
        "对东盟进出口居首位，为美国的1.55倍，是香港的1.21倍。",
        "1.55倍",
    ),
    (
        "甲山海洋生产总值5314亿元，烟台、威海、日照分别为2538亿元、1216亿元和742亿元。"
        "甲山一市相当于烟台的2.09倍。",
        "2.09倍",
    ),
    ("问卷显示，412家受访企业中，设有研发机构的138家，刚过三分之一，其余未设。", "三分之一"),
    (
        "前五大伙伴依次是越南、巴西、泰国，进出口额分别为2903.6亿元、418.5亿元和355.1亿元。"
        "仅越南一国，就占三国的79.0%。",
        "79.0%",
    ),
    (
        "全区税收收入359740万元。增值税128615万元、所得税53290万元、契税61874万元，"
        "三项合计占税收收入的67.8%。",
        "67.8%",
    ),
]


def told(text: str, number: str) -> list[Claim]:
    """The claims whose number is the given one."""
    return [c for c in check(text).claims if text[slice(*c.span)] == number]


@pytest.mark.parametrize(("text", "number"), [*TEXTS, *TIMES])
def test_a_share_of_what_its_words_name(text: str, number: str) -> None:
    assert [c.verdict for c in told(text, number)] == ["consistent"]


@pytest.mark.parametrize(
    ("text", "good", "bad", "number"),
    [
        (TEXTS[0][0], "东盟占全市外贸的25.6%", "东盟占全市外贸的26.5%", "26.5%"),
        (TEXTS[0][0], "2103.5亿元", "2013.5亿元", "25.6%"),
        (TEXTS[1][0], "58.9%", "59.8%", "59.8%"),
        (TEXTS[5][0], "43.7%", "47.3%", "47.3%"),
        (TEXTS[6][0], "1098.5万人", "1058.9万人", "50.3%"),
        (TIMES[0][0], "1542.8亿元", "1524.8亿元", "1.55倍"),
        (TEXTS[7][0], "6950万吨", "6590万吨", "6.9%"),
    ],
)
def test_one_wrong_digit_is_a_doubt(text: str, good: str, bad: str, number: str) -> None:
    assert "inconsistent" in {c.verdict for c in told(text.replace(good, bad), number)}


@pytest.mark.parametrize(
    "text",
    [
        "全省发电量4210.5亿千瓦时，其中火电2890.3亿千瓦时，火电占比由上年的70.2%降至68.6%。",
        "六地共有中试基地142个，其中甲市21个、乙市19个。建议到2027年其余两地的占比由4.8%提高到10%。",
        "全市中心87个，占全省的61.2%；全省共有站点142个，另有中心若干。",
    ],
)
def test_a_share_of_another_time_or_place_is_no_alarm(text: str) -> None:
    assert not [c for c in check(text).claims if c.verdict == "inconsistent"]
