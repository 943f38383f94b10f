"""Comparisons and places in words whose figures stand elsewhere: in the sentence, in a column."""

from __future__ import annotations

import pytest

from yipan.reading.check import check

TABLE = """

表1 2019年部分地区研发情况

地区\t研发经费(亿元)\t研发经费投入强度(%)\t企业资金占比(%)
北京\t2233.6\t6.3\t44.2
天津\t463.0\t3.3\t78.3
河北\t566.7\t1.6\t86.0
上海\t1524.6\t4.0\t59.7
江苏\t2779.5\t2.8\t88.1
浙江\t1669.8\t2.7\t90.3
广东\t3098.5\t2.9\t85.5
全国\t22143.6\t2.2\t76.3
"""

# text, the words judged, what they are (with the severity of an alarm)
IN_TEXT = [
    (
        "北京、天津、河北生产总值分别为3.61万亿元、1.41万亿元和3.62万亿元，河北总量略高于北京。",
        "略高于",
        "consistent",
    ),
    (
        "北京、天津、河北生产总值分别为3.64万亿元、1.41万亿元和3.62万亿元，河北总量略高于北京。",
        "略高于",
        "hard",
    ),
    (
        "新兴产业和高技术制造业增加值分别增长17.4%和9.6%，新兴产业的增速明显快于高技术制造业。",
        "明显快于",
        "consistent",
    ),
    (
        "新兴产业和高技术制造业增加值分别增长7.4%和9.6%，新兴产业的增速明显快于高技术制造业。",
        "明显快于",
        "hard",
    ),
    ("全年进口3.54万亿元、出口1.43万亿元，进口明显大于出口。", "明显大于", "consistent"),
    ("全年进口1.54万亿元、出口2.43万亿元，进口明显大于出口。", "明显大于", "soft"),
    (
        "园区平台15个，制造平台20个，服务平台8个，农业平台3个，制造平台占比最高。",
        "最高",
        "consistent",
    ),
    (
        "甲省投入强度为3.20%，乙省为2.69%，甲省提高0.71个百分点，乙省提高0.78个百分点，乙省增幅大于甲省。",
        "大于",
        "consistent",
    ),
    ("园区平台15个，制造平台20个，服务平台8个，农业平台3个，服务平台占比最高。", "最高", "soft"),
]
IN_COLUMN = [
    (
        "2019年,北京研发经费投入强度为6.3%,天津为3.3%,天津却高于江苏、浙江和广东。",
        "高于",
        "consistent",
    ),
    ("2019年,北京研发经费投入强度为6.3%,天津为3.3%,天津却低于江苏、浙江和广东。", "低于", "hard"),
    ("2019年，浙江企业资金占比达90.3%，居首位。", "居首位", "consistent"),
    ("2019年，江苏企业资金占比达88.1%，居首位。", "居首位", "soft"),
    ("2019年，河北企业资金占比达86.0%，在七省市中列第三位。", "列第三位", "consistent"),
    ("2019年，河北企业资金占比达86.0%，在七省市中列第二位。", "列第二位", "hard"),
    ("2019年，上海研发经费投入强度为4.0%，高1.8个百分点，在表1所列地区中最高。", "最高", "hard"),
    ("2019年，广东研发经费规模居七省市之首。", "居七省市之首", "consistent"),
    ("2019年，广东企业资金占比达85.5%，研发经费规模居七省市之首。", "居七省市之首", "consistent"),
    ("2019年，浙江企业资金占比达90.3%，研发经费规模居七省市之首。", "居七省市之首", "hard"),
    ("2019年，北京、上海研发经费投入强度分别为6.3%和4.0%，北京最高。", "最高", "consistent"),
    ("2019年，江苏研发经费规模居七省市之首。", "居七省市之首", "hard"),
    ("2019年七省市研发经费投入强度均低于北京6.4%的水平。", "均低于", "consistent"),
]
SILENT = [
    "甲市、乙市、丙市自给率分别为38.0%、34.5%和40.5%，丙市最高。乙市支出规模居首位，收入少8.9亿元。",
    "第一年发送850万人次，第二年1560万人次，第三年1890万人次，第三年比第一年多1040万人次。",
]


def judged(text: str) -> dict[str, str]:
    """The words of the orders of a text, with what they are."""
    claims = [c for c in check(text).claims if c.relation in {"rank_order", "extremum"}]
    held = [c for c in claims if c.verdict != "unverifiable"]
    return {text[c.span[0] : c.span[1]]: c.severity or c.verdict for c in held}


@pytest.mark.parametrize(("text", "words", "verdict"), IN_TEXT)
def test_in_the_text(text: str, words: str, verdict: str) -> None:
    assert judged(text)[words] == verdict


@pytest.mark.parametrize(("text", "words", "verdict"), IN_COLUMN)
def test_in_a_column(text: str, words: str, verdict: str) -> None:
    assert judged(text + TABLE)[words] == verdict


def test_a_torn_comparison_is_left_open() -> None:
    text = "北京、天津产值分别为3.61万亿元、\n\n1.41万亿元，北京产值低于天津。\n"
    assert [c.reason for c in check(text).claims if c.relation == "rank_order"] == ["TORN"]


def test_a_growth_is_not_compared_by_the_levels_of_a_table() -> None:
    text = "2019年，河北研发经费下降20.0%，降幅大于广东。" + TABLE
    assert judged(text) == {}


@pytest.mark.parametrize("text", SILENT)
def test_another_thing(text: str) -> None:
    assert not [c.formula for c in check(text).claims if c.verdict == "inconsistent"]
