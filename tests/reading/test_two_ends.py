"""A change whose ends stand anywhere near it is told; one digit off in any of them is a doubt."""

from __future__ import annotations

import re

import pytest

from yipan.reading.check import Text, check_texts

# [number>damaged] is the change, {number>damaged} an end of it.
CASES = (
    "人均可支配收入{38421>38241}元，比上年多收[2196>2169]元；上年是{36225>36252}元。",
    "平台用户达{2846>2864}万户。一年前，这一数字是{2371>2317}万户，一年新增[475>457]万户。",
    "2018年末，公路里程{6530>6350}公里；2023年末为{8012>8102}公里，五年累计增长[22.7%>27.2%]。",
    "2015年票房{3.24>3.42}亿元。2021年票房达{5.36>5.63}亿元。六年间年均增长[8.8%>8.2%]。",
    "年末实有床位{12480>12840}张，上一年末为{11956>11965}张，一年增加[524>542]张。",
    "东港吞吐量{6032>6302}万吨，西港{5128>5182}万吨，东港比西港多[904>940]万吨。",
    "香港{1974.3>1947.3}亿元，美国{2386.1>2368.1}亿元，对美贸易额比香港多[411.8>418.1]亿元。",
    "甲县人均产值{71250>72150}元，乙县{58430>54830}元，两县相差[12820>18220]元。",
    "累计淘汰老旧货车{4318>4381}辆，三年任务6000辆，还剩[1682>1862]辆。",
    "投资增长{2.1%>2.7%}，社会消费品零售额增长{8.3%>8.6%}，消费增速比投资快[6.2>6.5]个百分点。",
    "全年发电量增长{9.8%>9.3%}，用电量增长{8.6%>6.8%}，前者快于后者[1.2>1.5]个百分点。",
    "平均利率{4.87%>4.37%}，上年为{5.30%>5.80%}，下降[43>34]个基点。",
    "算力由{2.4>2.9}EFLOPS提高到{8.9>9.8}EFLOPS，增长[2.7>7.2]倍。",
    "余额{2846>2486}亿元，比年初增加[312>321]亿元，同比多增46亿元（上年增加266亿元），年初2534亿元。",
    "外贸依存度{38.4%>34.8%}，较2020年的{35.1%>53.1%}提高[3.3>3.8]个百分点，比2015年高很多。",
    "两者差距17.3个百分点，比上年的{18.1>13.1}个百分点缩小[0.8>0.3]个百分点。",
    "2020年和2024年，园区税收分别为{18.6>13.6}亿元和{31.4>37.4}亿元，四年增长[68.8%>63.8%]。",
    "2020年全省研发强度2.14%。2024年提高到{2.63%>2.93%}，四年提高[0.49>0.94]个百分点。",
)
_MARK = re.compile(r"[\[{]([^>\]}]+)>([^\]}]+)[\]}]")


def _flags(text: str) -> int:
    claims = check_texts([Text("a", text)]).claims
    return sum(c.verdict == "inconsistent" for c in claims)


@pytest.mark.parametrize("case", CASES)
def test_the_change_comes_out_and_a_damaged_digit_is_flagged(case: str) -> None:
    """Clean: told as consistent, no alarm. One number damaged: at least one alarm."""
    text = _MARK.sub(r"\1", case)
    start = len(_MARK.sub(r"\1", case[: case.index("[")]))
    claims = check_texts([Text("a", text)]).claims
    told = [c for c in claims if c.span[0] <= start < c.span[1]]
    assert any(c.verdict == "consistent" for c in told)
    assert not any(c.verdict == "inconsistent" for c in claims)
    for match in _MARK.finditer(case):
        damaged = case[: match.start()] + match[2] + case[match.end() :]
        assert _flags(_MARK.sub(r"\1", damaged)), match[0]


def test_a_change_of_another_thing_stays_open() -> None:
    """The levels near it are no ends: a target, another subject, real growth."""
    for text in (
        "2014年人口1276.3万人，2024年降到1098.5万人。“降低15%”的目标已完成九成以上。",
        "全省粮食总产1636.6亿斤，上年1607.2亿斤，增29.4亿斤。玉米是主力：总产比上年多19.5亿斤。",
        "全市地区生产总值3865.2亿元，上年为3612.8亿元，增长5.2%。",
        "供电煤耗305.8克，比上年的309.4克下降3.6克；单位生产总值能耗比上年下降4.1%。",
        "营业收入3.14万亿元，同比增长6.8%；利润总额1386.7亿元，上年同期为1297.4亿元。",
    ):
        assert _flags(text) == 0, text
