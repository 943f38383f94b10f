"""Doublings and directions whose levels stand apart, and references to another table."""

from __future__ import annotations

import pytest

from yipan.reading.check import check
from yipan.reading.replay import replay

TABLE = """

表1 2014年、2019年、2024年三市主要指标

地区\t地区生产总值（亿元）\t\t\t居民人均可支配收入（元）\t\t
\t2014年\t2019年\t2024年\t2014年\t2019年\t2024年
运城市\t1201.6\t1562.9\t2412.7\t13871\t19800\t27846
临汾市\t1220.0\t1500.1\t2380.4\t14215\t20100\t26410
渭南市\t1423.8\t1828.5\t2286.5\t12958\t19000\t27105
"""
REFERENCES = """

表1 2018—2022年研发与技术交易情况

地区\t研发强度(%)\t成交额(亿元)
甲省\t1.96\t1237.2
乙省\t1.81\t2817.6

表2 2022年财政收支情况(单位:亿元)

地区\t收入\t支出
甲省\t3280.7\t8626.3
乙省\t3101.8\t8991.6
"""

# text, relation, the words judged, what they are
FOUND = [
    (
        "高铁由2013年底的1284公里增加到2024年底的2669公里，势头强劲，新增1385公里，翻了一番。",
        "multiple",
        "一番",
        {"consistent"},
    ),
    (
        "高铁由2013年底的1284公里增加到2024年底的2169公里，势头强劲，新增885公里，翻了一番。",
        "multiple",
        "一番",
        {"hard"},
    ),
    (
        "利润46.2亿元，比2021年的22.7亿元翻了一番多；产值提升。",
        "multiple",
        "一番多",
        {"consistent"},
    ),
    (
        "装机累计21.2万千瓦，比上年末翻了一番多（上年末为14.7万千瓦）。",
        "multiple",
        "一番多",
        {"hard"},
    ),
    (
        "2024年，生产总值达到11.5万亿元，按现价计算较2013年翻番，占8.5%。",
        "multiple",
        "翻番",
        {"unverifiable"},
    ),
    (
        "运城市2024年生产总值2412.7亿元，较2014年翻了一番。" + TABLE,
        "multiple",
        "一番",
        {"consistent"},
    ),
    (
        "与2014年相比，2024年三市居民人均可支配收入均实现翻番。" + TABLE,
        "multiple",
        "翻番",
        {"consistent", "hard"},
    ),
    (
        "与2014年、2019年相比，三市居民人均可支配收入均持续增长。" + TABLE,
        "trend_monotone",
        "持续增长",
        {"consistent"},
    ),
    (
        "与2014年、2019年相比，三市居民人均可支配收入均持续下降。" + TABLE,
        "trend_monotone",
        "持续下降",
        {"hard"},
    ),
    (
        "2024年运城市生产总值2412.7亿元，超过其余两市之和。" + TABLE,
        "rank_order",
        "超过",
        {"hard"},
    ),
    (
        "2024年运城市生产总值2412.7亿元，低于其余两市之和。" + TABLE,
        "rank_order",
        "低于",
        {"consistent"},
    ),
    (
        "三次产业构成由2014年的5.2:41.3:53.5调整为2020年的4.8:28.0:67.2，第一产业占比略有下降。",
        "direction",
        "略有下降",
        {"consistent"},
    ),
    (
        "三次产业构成由2014年的4.2:42.3:53.5调整为2020年的4.8:28.0:67.2，第一产业占比略有下降。",
        "direction",
        "略有下降",
        {"soft"},
    ),
    (
        "极值比为2.47，较2016年的3.05明显缩小。",
        "direction",
        "明显缩小",
        {"consistent"},
    ),
    (
        "极值比为3.47，较2016年的3.05明显缩小。",
        "direction",
        "明显缩小",
        {"soft"},
    ),
    (
        "2021年一季度为289.6亿元，占内资的三成以上，较上年全年仍保持增长。",
        "direction",
        "仍保持增长",
        {"unverifiable"},
    ),
    (
        "2022年收入6382.5亿元、支出17617.9亿元(见表2)，甲省收入3280.7亿元，支出8626.3亿元。"
        + REFERENCES,
        "reference_match",
        "见表2",
        {"consistent"},
    ),
    (
        "2022年甲省收入3280.7亿元，支出8626.3亿元(见表1)。" + REFERENCES,
        "reference_match",
        "见表1",
        {"soft"},
    ),
    (
        "甲省研发强度1.96%，成交额1237.2亿元(见表1)。" + REFERENCES,
        "reference_match",
        "见表1",
        {"consistent"},
    ),
]


@pytest.mark.parametrize(("text", "relation", "words", "verdicts"), FOUND)
def test_found(text: str, relation: str, words: str, verdicts: set[str]) -> None:
    report = check(text)
    claims = [c for c in report.claims if c.relation == relation]
    held = {c.severity or c.verdict for c in claims if text[c.span[0] : c.span[1]] == words}
    assert held == verdicts


def test_what_grew_by_another_figure_is_not_doubled() -> None:
    text = "企业由412家增加到867家，就业人数达到3.2万人，翻了一番。收入力争到2030年翻番。"
    assert not [c for c in check(text).claims if c.relation == "multiple"]


def test_every_verdict_replays() -> None:
    import json

    for text, *_ in FOUND:
        assert replay(json.loads(check(text).to_json()), [text]) == []
