"""Quotients with a name and values per unit whose terms stand apart.

Expected by hand: 6.92/3.05 = 226.9 %, 1.52万亿/196.4万 = 77.4万, 782/58 = 13.5, 237.4万吨/599.3万亩
= 396 kg, 7.38/2.97 = 2.48, 2781/85 = 32.7, (46.28−11.37)/46.28 = 75.4 %, 15.83亿/46312 = 3.42万.
"""

from __future__ import annotations

import json

import pytest

from yipan.reading.check import check
from yipan.reading.replay import replay

CASES = [
    (
        "不良贷款余额3.05亿元。贷款减值准备余额6.92亿元，拨备覆盖率226.9%。",
        "6.92亿",
        "6.29亿",
        "226.9%",
    ),
    (
        "小微贷款余额1.52万亿元，年初为1.29万亿元；支持主体196.4万户，户均贷款77.4万元。",
        "196.4",
        "169.4",
        "77.4万元",
    ),
    (
        "营业网点58个，其中乡镇网点41个；员工782人，网均13.5人。",
        "782人",
        "728人",
        "13.5人",
    ),
    (
        "粮食播种面积599.3万亩，总产量237.4万吨，折合亩产396公斤。",
        "237.4",
        "273.4",
        "396公斤",
    ),
    (
        "全年客运量2.97亿人次。票款收入7.38亿元，每乘次平均票款收入2.48元。",
        "7.38",
        "7.83",
        "2.48元",
    ),
    (
        "全年采集血浆2781吨，浆站由79家增至85家，平均每站采浆32.7吨。",
        "2781",
        "2871",
        "32.7吨",
    ),
    (
        "公司营业收入46.28亿元，营业成本11.37亿元，综合毛利率为75.4%。",
        "75.4",
        "78.4",
        "78.4%",
    ),
    (
        "教学仪器设备值15.83亿元，折合在校生46312人，生均3.42万元。",
        "46312",
        "43612",
        "3.42万元",
    ),
]


def verdicts(text: str, number: str) -> set[str]:
    """What is said about a number."""
    return {c.verdict for c in check(text).claims if text[slice(*c.span)] == number}


@pytest.mark.parametrize(("text", "good", "bad", "number"), CASES)
def test_a_quotient_and_a_slip_in_it(text: str, good: str, bad: str, number: str) -> None:
    assert verdicts(text, number.replace("78.4", "75.4")) == {"consistent"}
    assert "inconsistent" in verdicts(text.replace(good, bad), number)


@pytest.mark.parametrize(
    ("text", "number", "verdict"),
    [
        ("贷款利率为4.87%，同比下降43个BP，上年为5.30%。", "43个BP", "consistent"),
        ("贷款利率3.68%，去年同月为4.06%，一年下降48个基点。", "48个基点", "inconsistent"),
        ("收入208350万元，完成年度预算446000万元的四成七。", "四成七", "consistent"),
        ("38个大类行业中有27个行业实现增长，增长面达71.1%。", "71.1%", "consistent"),
        ("工业总产值1734亿元，利润46.2亿元。利润率由2.0%升到2.7%。", "2.7%", "consistent"),
        (
            "年末可售面积1128万平方米，月均销售51.0万平方米，去化周期22.1个月。",
            "22.1个月",
            "consistent",
        ),
    ],
)
def test_points_tenths_and_faces(text: str, number: str, verdict: str) -> None:
    assert verdicts(text, number) == {verdict}


@pytest.mark.parametrize(
    "text",
    [
        "工业总产值1734亿元，利润46.2亿元。利润率相应由2.0%上升到2.7%。",
        "地区生产总值4038.73亿元，年末常住人口491.1万人，人均GDP为82347元。",
        "每千人口拥有3岁以下婴幼儿托位数由1.9个增至3.7个。",
        "南岭常住人口1282.8万人，其余29市常住人口合计由1.492亿人减少到1.466亿人。"
        "南岭占30市常住人口的比重由7.45%升至8.05%。",
    ],
)
def test_terms_of_another_time_or_a_mean_population_are_no_alarm(text: str) -> None:
    assert not [c for c in check(text).claims if c.verdict == "inconsistent"]


@pytest.mark.parametrize("case", CASES)
def test_a_doubt_replays(case: tuple[str, str, str, str]) -> None:
    text = case[0].replace(case[1], case[2])
    assert replay(json.loads(check(text).to_json()), [text]) == []
