"""Places in lists, turns, directions in words, and levels that a change adds up to."""

from __future__ import annotations

import pytest

from yipan.reading.check import Text, check_texts

# (a true text, words in it, the same words damaged so that the statement is false).
CASES = (
    (
        "四市中，甲市增长6.8%，乙市增长5.9%，丙市增长7.4%，丁市增长6.1%，丙市增速最快。",
        "7.4%",
        "4.7%",
    ),
    ("三大产业增速分别为3.2%、5.7%和6.4%，第三产业增长最快。", "6.4%", "4.6%"),
    (
        "完成率依次为：东县92.4%、西县88.1%、南县85.7%，东县居首位，南县垫底。",
        "南县85.7%",
        "南县95.7%",
    ),
    ("三港中，东港6032万吨、西港5128万吨、南港4216万吨，西港居第二位。", "5128", "8128"),
    (
        "四个季度销售额依次为3.18亿元、3.46亿元、3.92亿元、4.15亿元，呈逐季走高态势。",
        "3.46",
        "4.36",
    ),
    ("三年来，万元产值能耗分别为0.57吨、0.53吨、0.49吨标准煤，持续下降。", "0.53", "0.35"),
    ("2022年占比38.1%，2023年39.6%，2024年41.2%，占比逐年提高。", "39.6%", "36.9%"),
    ("2019年至2022年亏损企业分别为86家、124家、103家和79家，先升后降。", "79家", "179家"),
    ("抚养比为2.58，上年为2.63，继续走低。", "2.58", "2.85"),
    ("现有面积286万平方米，将新增45万平方米，增加到331万平方米。", "331", "313"),
    ("原有产能2860万吨，已压减420万吨，保留2440万吨。", "420", "240"),
)


@pytest.mark.parametrize(("text", "right", "wrong"), CASES)
def test_true_words_pass_and_false_ones_are_flagged(text: str, right: str, wrong: str) -> None:
    """Clean: something is told, nothing is flagged. Damaged: an alarm with its figures."""
    claims = check_texts([Text("a", text)]).claims
    assert any(c.verdict == "consistent" for c in claims)
    assert not any(c.verdict == "inconsistent" for c in claims)
    damaged = check_texts([Text("a", text.replace(right, wrong, 1))]).claims
    flagged = [c for c in damaged if c.verdict == "inconsistent"]
    assert flagged
    assert all(c.formula for c in flagged)


def test_lists_that_do_not_tell_the_whole_are_left_alone() -> None:
    """A rank in a wider whole, a member missing from the list, falls beside rises."""
    for text in (
        "甲市6.8%，乙市5.9%，丙市7.4%，乙市在全省居首位。",
        "主要县中东县92.4%、西县88.1%、南县85.7%，西县居第三位。",
        "甲市增长6.8%，乙市下降5.9%，丙市增长7.4%，乙市增速最慢。",
    ):
        claims = check_texts([Text("a", text)]).claims
        assert not any(c.verdict == "inconsistent" for c in claims), text
