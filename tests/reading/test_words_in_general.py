"""Sums and shares told in words: true ones agree, false ones are flagged, near misses stay silent.

The sentences are written for these tests; the expected verdicts follow from the sums beside them.
"""

from __future__ import annotations

import json

import pytest

from yipan.reading.check import Report, check
from yipan.reading.model import Claim
from yipan.reading.replay import replay


def judged(text: str, relation: str, words: str) -> Claim | None:
    """The claim of a relation on a printed number; everything said of the text replays."""
    report: Report = check(text)
    assert replay(json.loads(report.to_json()), [text]) == []
    start = text.index(words)
    held = [c for c in report.claims if c.relation == relation]
    inside = (c for c in held if c.span[0] < start + len(words) and start < c.span[1])
    return next(inside, None)


TRUE_SUMS = [
    ("全年完成造林面积48.6万亩。其中，人工造林30.2万亩，增长3%；飞播造林18.4万亩。", "48.6万亩"),
    ("年末共有在册车辆6800辆，其中客车2100辆、货车4700辆。", "6800辆"),
    ("全市实有水库共35座，大型3座，中型12座，小型20座。", "35座"),
    ("全年接待参观者96.4万人次。按来源分，本地居民51.9万人次，外地居民44.5万人次。", "96.4万人次"),
    ("甲、乙、丙三类企业营业收入分别占41.2%、22.7%和9.6%，三类合计73.5%。", "73.5%"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), TRUE_SUMS)
def test_parts_that_make_up_their_total_agree(text: str, words: str) -> None:
    """30.2 + 18.4 = 48.6; 2100 + 4700 = 6800; 3 + 12 + 20 = 35; 51.9 + 44.5 = 96.4."""
    claim = judged(text, "sum_components", words)
    assert claim is not None
    assert claim.verdict == "consistent"


FALSE_SUMS = [
    ("全年税务部门组织收入512.6亿元。其中，税收收入401.3亿元，非税收入101.3亿元。", "512.6亿元"),
    ("全校在校生共9120人，其中本科生6410人，硕士生2196人，博士生526人。", "9120人"),
    ("甲、乙、丙三类企业营业收入分别占41.2%、22.7%和9.6%，三类合计75.3%。", "75.3%"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), FALSE_SUMS)
def test_parts_that_cannot_make_up_their_total_are_hard(text: str, words: str) -> None:
    """401.3 + 101.3 = 502.6; 6410 + 2196 + 526 = 9132 > 9120; 41.2 + 22.7 + 9.6 = 73.5."""
    claim = judged(text, "sum_components", words)
    assert claim is not None
    assert claim.severity == "hard"


SILENT_SUMS = [
    "居民人均可支配收入38652元，其中城镇居民48936元，农村居民23418元。",
    "全年货运量2860万吨，其中公路2310万吨，铁路340万吨。",
    "全市共有医生8600人，其中女性5100人，高级职称4900人。",
    "全年存款余额2400.5亿元，其中住户存款1400.2亿元，控制目标为2600亿元。",
]


@pytest.mark.parametrize("text", SILENT_SUMS)
def test_values_per_head_open_lists_and_overlapping_parts_are_no_alarm(text: str) -> None:
    """Values per head do not add; parts may be some of all; women may be senior."""
    assert [c.formula for c in check(text).claims if c.severity] == []


TRUE_SHARES = [
    ("全年项目资金86.4亿元，其中市级财政安排32.1亿元，占37.2%。", "37.2%"),
    ("全年税收收入271.2亿元，占比76.0%。", None),
    ("年末在园企业2480家。外资企业412家，占在园企业总数的16.6%。", "16.6%"),
    ("全年新开工项目318个，投产项目204个，占新开工项目的64.2%。", "64.2%"),
    ("上半年新增岗位42.3万个，完成全年目标的70.5%，全年目标为60万个。", "70.5%"),
]


@pytest.mark.parametrize(("text", "words"), TRUE_SHARES)
def test_shares_find_their_whole_by_its_words(text: str, words: str | None) -> None:
    """32.1 / 86.4 = 37.15 %; 412 / 2480 = 16.61 %; 204 / 318 = 64.15 %; 42.3 / 60 = 70.5 %."""
    claim = judged(text, "share", words or "76.0%")
    if words is None:
        assert claim is None or claim.verdict == "unverifiable"
    else:
        assert claim is not None
        assert claim.verdict == "consistent"


FALSE_SHARES = [
    ("年末在园企业2480家。外资企业412家，占在园企业总数的61.6%。", "61.6%"),
    ("上半年新增岗位42.3万个，完成全年目标的75.0%，全年目标为60万个。", "75.0%"),
]


@pytest.mark.parametrize(("text", "words"), FALSE_SHARES)
def test_false_shares_of_a_named_whole_are_hard(text: str, words: str) -> None:
    """The whole is named by the words that stand with its figure."""
    claim = judged(text, "share", words)
    assert claim is not None
    assert claim.severity == "hard"


SILENT_SHARES = [
    "2022年末在园企业2480家。2023年末外资企业512家，占在园企业总数的18.8%。",
    "全年税收收入271.2亿元，占全省的9.3%。全省粮食产量3100.5万吨。",
    "2023年出口总额31.4亿美元，占进出口总额的58.0%。全年进出口总额386.2亿元。",
]


@pytest.mark.parametrize("text", SILENT_SHARES)
def test_wholes_of_another_year_thing_or_currency_are_not_taken(text: str) -> None:
    """Another year, another indicator or another currency is no whole."""
    assert [c.formula for c in check(text).claims if c.severity] == []
