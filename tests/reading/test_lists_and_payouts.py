"""Lists against the number that counts them, shares that make 100, dividends: true and false."""

# ruff: noqa: E501
from __future__ import annotations

import json

import pytest

from yipan.reading.check import check
from yipan.reading.replay import replay

# (relation, true, false)
CASES = [
    ("list_count", "抓好三件事：一是修路；二是架桥；三是植树。", "抓好四件事：一是修路；二是架桥；三是植树。"),
    ("list_count", "通过三项议案：年度报告、分红方案、章程修订。", "通过四项议案：年度报告、分红方案、章程修订。"),
    ("list_count", "甲区、乙区、丙区和丁区4个区快于全市。", "甲区、乙区、丙区和丁区5个区快于全市。"),
    ("list_count", "有5个市负增长，分别为甲市、乙市、丙市、丁市和戊市。", "有6个市负增长，分别为甲市、乙市、丙市、丁市和戊市。"),
    ("structure_sum", "内销、外销、自用占比分别为36.8%、52.4%和10.8%。", "内销、外销、自用占比分别为38.6%、52.4%和10.8%。"),
    ("structure_sum", "用途结构为工业46.2%、居民28.5%、农业16.8%、其他8.5%。", "用途结构为工业46.2%、居民28.5%、农业18.6%、其他8.5%。"),
    ("ratio", "以总股本18.31亿股为基数，每10股派2元（含税），共计派发3.662亿元。", "以总股本18.31亿股为基数，每10股派2元（含税），共计派发3.626亿元。"),
    ("ratio", "公司以52000万股为基数，每10股派发现金红利3.5元，合计派发1.82亿元。", "公司以52000万股为基数，每10股派发现金红利5.3元，合计派发1.82亿元。"),
    ("ratio", "拟每股派发现金红利0.24元，总股本15.6亿股，合计派发现金3.744亿元。", "拟每股派发现金红利0.24元，总股本16.5亿股，合计派发现金3.744亿元。"),
]  # fmt: skip


@pytest.mark.parametrize(("relation", "true", "false"), CASES)
def test_the_true_text_agrees_and_the_false_one_is_flagged(
    relation: str, true: str, false: str
) -> None:
    """Every verdict replays from the words."""
    for text, verdict in ((true, "consistent"), (false, "inconsistent")):
        report = check(text)
        assert replay(json.loads(report.to_json()), [text]) == []
        assert verdict in [c.verdict for c in report.claims if c.relation == relation]
        if text is true:
            assert not [c for c in report.claims if c.severity]


SILENT = [
    # Each place's own share; 等 leaves a list open.
    "甲、乙、丙三地服务业占比分别为83.8%、61.3%、52.1%。",
    "邀请甲公司、乙公司、丙公司等20家企业参加。",
]


@pytest.mark.parametrize("text", SILENT)
def test_what_need_not_be_all_is_left_alone(text: str) -> None:
    """No flag."""
    assert not [c for c in check(text).claims if c.severity]
