"""What one text tells twice, and what it tells of other places, lists and distances.

Expected by reading: an equal second mention is confirmed, one that a slip parts is an alarm; a rise
of one place is no change of another; the last of a list is no total of the next sentence.
"""

from __future__ import annotations

import pytest

from yipan.reading.check import check
from yipan.reading.model import Claim

SERVICES = (
    "截至2024年底，粤桂两省累计推出跨省联办事项1286项。{again}\n\n"
    "延伸阅读\n\n截至2024年底，粤桂两省跨省联办事项{second}项。"
)


def claims(text: str, relation: str = "") -> list[Claim]:
    found = check(text).documents[0].claims
    return [c for c in found if not relation or c.relation == relation]


def alarms(text: str) -> list[Claim]:
    return [c for c in claims(text) if c.verdict == "inconsistent"]


def test_a_second_mention_is_confirmed() -> None:
    (match,) = claims(SERVICES.format(again="", second="1286"), "intra_doc_match")
    assert match.verdict == "consistent"


@pytest.mark.parametrize("second", ["1268", "1236", "7286"])
def test_a_slip_in_a_second_mention_is_an_alarm(second: str) -> None:
    (alarm,) = alarms(SERVICES.format(again="", second=second))
    assert alarm.relation == "intra_doc_match"
    assert "1286项" in alarm.formula


@pytest.mark.parametrize("second", ["842", "1503"])
def test_another_number_may_have_its_reason(second: str) -> None:
    assert not alarms(SERVICES.format(again="", second=second))


def test_a_longer_name_is_another_thing() -> None:
    text = "2022年，江西常住人口4528万人。\n\n2022年，江西城镇常住人口2528万人。"
    assert not alarms(text)


def test_a_structure_and_its_share_are_one_figure() -> None:
    text = "三次产业结构由2014年的6.1:40.2:53.7调整为2020年的5.0:31.0:64.0。"
    good = text + "2020年，第三产业增加值占地区生产总值的比重为64.0%。"
    assert not alarms(good)


REGION = "2023年，长三角三次产业结构由2013年的4.8∶46.0∶49.2优化为3.4∶39.5∶57.1，其中{told}。"


@pytest.mark.parametrize("told", ["安徽第三产业占比较2013年提升12.7个百分点"])
def test_a_change_of_one_place_is_none_of_the_region(told: str) -> None:
    text = REGION.format(told=told)
    assert not alarms(text)
    assert any(c.reason == "NO_EVIDENCE" for c in claims(text, "share_change_pp"))


def test_the_last_of_a_list_is_no_total() -> None:
    text = (
        "其中，湖北5.37万亿元，湖南4.87万亿元，江西3.21万亿元。武汉、长沙、南昌三个省会城市带动作用增强，"
        "武汉、长沙经济总量分别为1.89万亿元和1.40万亿元，南昌为0.72万亿元。"
    )
    assert not alarms(text)


def test_a_distance_is_no_level() -> None:
    text = (
        "2018年甲省技术合同成交额为1237.2亿元，乙省技术合同成交额为281.7亿元。"
        "2022年乙省技术合同成交额为2544.6亿元，乙省技术合同成交额与甲省的差距由955.5亿元收窄至496.2亿元。"
    )
    assert not [c for c in alarms(text) if c.relation == "intra_doc_match"]


def test_short_lines_among_whole_paragraphs_stand_alone() -> None:
    long = (
        "各地持续推进协同发展，产业、交通、生态、公共服务等领域取得了一系列进展，" * 3
        + "成效明显。"
    )
    text = f"{long}\n\n{long}\n\n政务协同\n跨省联办事项1286项\n同事同标事项230项\n"
    found = check(text).documents[0].quantities
    assert [q.indicator_zh for q in found] == ["跨省联办事项", "同事同标事项"]
