"""Numbers whose figures the words of a sentence tell: true they agree, one slip is a doubt."""

from __future__ import annotations

import json

import pytest

from yipan.reading.check import check
from yipan.reading.replay import replay

SPOILT = [
    # The two levels of a segment, by their years.
    ("研发经费2023年达到1211.7亿元，2016年仅为494.2亿元，七年间增长1.45倍。", "494.2", "424.2"),
    ("产量2019年是356.2万吨，2024年是412.8万吨，年均增长3.0%。", "356.2", "326.2"),
    # The years of a mean: those of another pair of the sentence.
    (
        "产值由2020年的137亿元升至2025年的188亿元；税收由8.32亿元增至10.47亿元，年均增长4.7%。",
        "8.32",
        "8.23",
    ),
    ("执业医师从4.83万人增至7.96万人，七年间年均增速7.4%。", "4.83", "4.38"),
    # A list over years: its ends, of all pairs the one that a slip mends.
    (
        "2020至2023年依次为36.92万人、34.75万人、31.08万人和27.64万人，三年减少9.28万人。",
        "36.92",
        "36.29",
    ),
    # Lists of which a share is told, behind it or before it.
    (
        "吞吐量增至20.6亿吨；甲、乙、丙三港占89.2%，分别为7.13亿吨、6.22亿吨、5.02亿吨。",
        "7.13",
        "7.73",
    ),
    ("全市产值316.4亿元，两县合计占47.8%（东县92.1亿元，西县59.1亿元）。", "92.1", "91.2"),
    # A rate with a name and the two figures before it.
    ("累计成本93.6亿元，而获得补偿35.8亿元，补偿覆盖率仅38.2%。", "93.6", "98.6"),
    ("年加工能力95.4万吨，实际加工62.3万吨，产能利用率65.3%。", "62.3", "26.3"),
    # Verbs of change.
    ("利润由2870亿元骤降到1254亿元，缩水56.3%。", "2870", "2780"),
    ("集装箱387.6万标准箱，同比多装27.1万标准箱，增长7.5%。", "27.1", "21.1"),
]


@pytest.mark.parametrize(("text", "right", "wrong"), SPOILT)
def test_a_slip_in_what_the_words_tell_is_flagged(text: str, right: str, wrong: str) -> None:
    """No flag on the true words, one on the slip, and every verdict replays."""
    assert not [c.formula for c in check(text).claims if c.verdict == "inconsistent"]
    spoilt = text.replace(right, wrong, 1)
    report = check(spoilt)
    assert [c for c in report.claims if c.verdict == "inconsistent"]
    assert not replay(json.loads(report.to_json()), [spoilt])


FREE = [
    # The rate is of a year that is not printed.
    "产量2019年是356.2万吨，2024年是412.8万吨，同比增长3.9%。",
    # Two lists and a share of something else.
    "甲港7.13亿吨、乙港6.22亿吨，三港占全国的31.7%，吞吐量20.6亿吨。",
    "床位12.6万张，比上年增加0.8万张，使用率85.4%。",
]


@pytest.mark.parametrize("text", FREE)
def test_what_the_words_do_not_tell_is_left_alone(text: str) -> None:
    """No flag."""
    assert not [c.formula for c in check(text).claims if c.verdict == "inconsistent"]
