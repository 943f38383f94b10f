"""Ends that stand apart: a level in the sentence before, a rate told by its time, per 户 or 亩.

Expected by hand: (1987.3/1801.5)^(1/2) rises 5.0 % a year, 15200/196.4 = 77.4, 563/0.835 = 674 kg.
"""

from __future__ import annotations

import pytest

from yipan.reading.check import check

LEVELS = "2024年完成产值1987.3亿元。以2022年的1801.5亿元为基期，两年平均增长{}%。"
PER_ONE = "贷款余额1.52万亿元，支持经营主体196.4万户，户均贷款{}万元。"
POINTS = "1—5月增长5.3%，增速比1—4月加快0.{}个百分点（1—4月增长5.0%），上年全年增长4.1%。"


def verdicts(text: str, relation: str) -> list[tuple[str, str | None]]:
    return [(c.verdict, c.severity) for c in check(text).claims if c.relation == relation]


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        (LEVELS.format("5.0"), "cagr"),
        (PER_ONE.format("77.4"), "ratio"),
        ("水稻面积83.5万亩，总产5.63亿公斤，亩产674公斤。", "ratio"),
        (POINTS.format(3), "share_change_pp"),
        ("全市供水492.7万吨，上年521.9万吨，同比降5.6%。", "growth_rate"),
    ],
)
def test_what_comes_out_is_told(text: str, relation: str) -> None:
    assert ("consistent", None) in verdicts(text, relation)


def test_a_mean_or_a_quotient_that_one_digit_spoils_is_a_doubt() -> None:
    """5.9 and 47.4 in place of 5.0 and 77.4."""
    assert verdicts(LEVELS.format("5.9"), "cagr") == [("inconsistent", "soft")]
    assert verdicts(PER_ONE.format("47.4"), "ratio") == [("inconsistent", "soft")]


def test_an_early_year_is_no_span_of_time() -> None:
    """1485年 is a date; 1485年前 and 539年 are spans."""
    held = check("大桥始建于1485年，距今已有539年，比1200年前的旧桥长。").documents[0].quantities
    assert [q.text for q in held] == ["539年", "1200年"]
