"""Sums and shares told in words: true ones agree, false ones are flagged, near misses stay silent.

The sentences are written for these tests; the expected verdicts follow from the sums beside them.
"""

# ruff: noqa: E501
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
    ("制造业占57.9%，批发业占23.9%，信息业占15.1%，三者合计占96.9%。", "96.9%"),
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


SHARES_OF_AREAS = [
    ("2023年甲乙丙丁四市港口吞吐量36.2亿吨，占全省的81.9%。全省港口吞吐量44.2亿吨。", "81.9%"),
    ("对三家企业的贷款分别为57.9亿元、23.9亿元和15.1亿元，占贷款总额的46.3%、19.1%和12.1%。贷款总额125.0亿元。", "19.1%"),
    ("开户企业36.5万家，占全部60万家的六成以上。", "六成以上"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), SHARES_OF_AREAS)
def test_wholes_of_an_area_lists_and_wholes_beside_the_share(text: str, words: str) -> None:
    """36.2 / 44.2 = 81.9 %; 23.9 / 125 = 19.1 %; 36.5 / 60 = 60.8 %."""
    claim = judged(text, "share", words)
    assert claim is not None
    assert claim.verdict == "consistent"


CHANGES = [
    ("政府性基金收入398.2亿元，比上年减少102.6亿元，下降20.5%。", "growth_rate", "20.5%", ""),
    ("政府性基金收入398.2亿元，比上年减少102.6亿元，下降25.8%。", "growth_rate", "25.8%", "hard"),
    ("年末馆藏图书共6842册。与上年相比，馆藏图书总数增加412册，增幅6.4%。", "growth_rate", "6.4%", ""),
    ("服务费由593.2亿元增加到1016.8亿元，增加423.6亿元，年均增长11.4%，五年间增长71.4%。", "growth_rate", "71.4%", ""),
    ("服务费由593.2亿元增加到1016.8亿元，增加423.6亿元，年均增长11.4%，五年间增长74.1%。", "growth_rate", "74.1%", "hard"),
    ("通办事项从第一批的210项扩展到355项，增加145项。", "difference", "145项", ""),
    ("通办事项从第一批的210项扩展到355项，增加155项。", "difference", "155项", "hard"),
    ("办理用时压缩至38分钟，较改革前的50分钟缩短12分钟。", "difference", "12分钟", ""),
    ("出口561.3亿元，进口331.3亿元。贸易顺差230.0亿元。", "difference", "230.0亿元", ""),
    ("出口561.3亿元，进口331.3亿元。贸易顺差203.0亿元。", "difference", "203.0亿元", "hard"),
    ("2023年货运收入1016.8亿元，是2013年274.8亿元的3.7倍。", "multiple", "3.7倍", ""),
    ("2023年货运收入1016.8亿元，是2013年274.8亿元的7.3倍。", "multiple", "7.3倍", "hard"),
    ("2024年前三季度，工业投资同比增长5.1%，增速较上半年回落0.2个百分点。2024年上半年，工业投资同比增长5.3%。", "share_change_pp", "0.2个百分点", ""),
    ("2024年前三季度，工业投资同比增长5.1%，增速较上半年回落0.6个百分点。2024年上半年，工业投资同比增长5.3%。", "share_change_pp", "0.6个百分点", "hard"),
    ("上海、江苏、安徽的投资强度分别为4.34%、3.29%和2.69%。上海高出安徽1.65个百分点。", "rate_gap_pp", "1.65个百分点", ""),
    ("上海、江苏、安徽的投资强度分别为4.34%、3.29%和2.69%。上海高出安徽1.56个百分点。", "rate_gap_pp", "1.56个百分点", "hard"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "relation", "words", "severity"), CHANGES)
def test_changes_follow_from_printed_ends(
    text: str, relation: str, words: str, severity: str
) -> None:
    """102.6 / 500.8 = 20.5 %; 412 / 6430 = 6.4 %; 1016.8 / 593.2 = 1.714; 4.34 - 2.69 = 1.65."""
    claim = judged(text, relation, words)
    assert claim is not None
    assert (claim.verdict, claim.severity or "") == (
        "inconsistent" if severity else "consistent",
        severity,
    )


QUOTIENTS = [
    ("参加考试4000人，合格3600人，合格率90.0%。", "share", "90.0%"),
    ("2023年四市实现收入81986.7亿元，服务人口9850万人，人均约8.3万元。", "ratio", "8.3万元"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "relation", "words"), QUOTIENTS)
def test_rates_and_values_per_head_follow_from_the_figures_beside_them(
    text: str, relation: str, words: str
) -> None:
    """3600 / 4000 = 90 %; 81986.7 / 0.985 = 83235 yuan."""
    claim = judged(text, relation, words)
    assert claim is not None
    assert claim.verdict == "consistent"


def test_a_ratio_beside_both_its_named_terms_is_certain() -> None:
    """50124 / 25062 = 2.00, printed 2.10 in the same sentence."""
    text = (
        "2023年城镇居民人均可支配收入50124元，农村居民人均可支配收入25062元，城乡居民收入比为2.10。"
    )
    claim = judged(text, "ratio", "2.10")
    assert claim is not None
    assert claim.severity == "hard"


SILENT_CHANGES = [
    "参加考试4000人，合格3600人，合格率87.4%，缺考率3.0%。",
    "最快62分钟，比开通初期的74分钟缩短12分钟。",
    "存款余额8623.8亿元，比年初增加486.5亿元，同比增长9.5%。",
    "一般公共预算收入812.4亿元，比上年增加31.6亿元，同口径增长6.0%。",
    "工业增加值912.4亿元，比上年增加31.6亿元，增长6.0%。",
    "车站发送旅客368万人次，其中高铁210万人次，增加12万人次，增长6.1%。",
    "2024年前三季度，工业投资同比增长5.1%，增速较1—8月回落0.6个百分点。2024年上半年，工业投资同比增长5.3%。",
    "2023年出口561.3亿元，2022年进口331.3亿元。2023年贸易顺差203.0亿元。",
    "两地往返只需62分钟，途经38个站点，比原来的线路多12个。",
]  # fmt: skip


@pytest.mark.parametrize("text", SILENT_CHANGES)
def test_other_bases_and_other_things_are_no_alarm(text: str) -> None:
    """年初 against 同比, another basis, constant prices, another period, another unit."""
    assert [c.formula for c in check(text).claims if c.severity] == []
