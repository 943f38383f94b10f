"""Relations between figures of a text and the calendar, running totals, lists and tables."""

# ruff: noqa: E501
from __future__ import annotations

import json

import pytest

from yipan.reading.check import check
from yipan.reading.replay import replay

TABLE = "年份\t东区\t西区\t南区\t合计\n2020\t86.4\t210.3\t41.5\t338.2\n2021\t91.2\t218.9\t44.0\t354.1\n2022\t{}\t230.1\t46.8\t374.4\n"

TRUE = [
    ("period_anchor", "2021年是“十四五”开局之年，全市完成投资210亿元。"),
    ("period_anchor", "“十三五”收官之年2020年，全市完成投资210亿元。"),
    ("cumulative_monotone", "2023年1—9月，全省货运量为13.05亿吨。2023年1—10月，全省货运量为14.62亿吨。"),
    ("extremum", "2023年，黑龙江、吉林、辽宁粮食产量分别为7788.2万吨、4186.5万吨和2563.4万吨。三省中，黑龙江产量最高。"),
    ("extremum", "云州市46家、白沙市27家、南屏市15家，其中南屏市最少。"),
    ("structure_sum", "三次产业就业人员中，第一产业占22.8%，第二产业占29.1%，第三产业占48.1%。"),
    ("sum_components", TABLE.format("97.5")),
    ("sum_components", "医院共86个。医院中，公立医院34个，民营医院52个。"),
    ("index_rate", "居民消费价格指数（CPI）为100.4（上年=100），即比上年上涨0.4%。"),
    ("contribution_share", "全省地区生产总值同比增长5.6%。其中工业拉动2.0个百分点，对经济增长的贡献率为35.7%。"),
    ("weighted_mean", "全校毕业生落实率为93.16%，其中本科生4310人，硕士生2196人，博士生336人，落实率分别为90.86%、96.99%和97.69%。"),
]  # fmt: skip

FALSE = [
    ("period_anchor", "2022年是“十四五”开局之年，全市完成投资210亿元。", "hard"),
    ("period_anchor", "“十三五”收官之年2019年，全市完成投资210亿元。", "hard"),
    ("cumulative_monotone", "2023年1—9月，全省货运量为15.05亿吨。2023年1—10月，全省货运量为14.62亿吨。", "hard"),
    ("extremum", "2023年，黑龙江、吉林、辽宁粮食产量分别为7788.2万吨、4186.5万吨和2563.4万吨。三省中，吉林产量最高。", "soft"),
    ("structure_sum", "三次产业就业人员中，第一产业占22.8%，第二产业占29.1%，第三产业占41.8%。", "hard"),
    ("sum_components", TABLE.format("95.7"), "hard"),
    ("sum_components", "医院共86个。医院中，公立医院34个，民营医院25个。", "hard"),
    ("weighted_mean", "全校毕业生落实率为99.15%，其中本科生4310人，硕士生2196人，博士生336人，落实率分别为90.86%、96.99%和97.69%。", "soft"),
]  # fmt: skip


@pytest.mark.parametrize(("relation", "text"), TRUE)
def test_true_statements_agree(relation: str, text: str) -> None:
    """Judged true, nothing flagged, and the verdicts replay from the JSON."""
    report = check(text)
    held = {c.verdict for c in report.claims if c.relation == relation}
    assert "consistent" in held
    assert [c.formula for c in report.claims if c.severity] == []
    assert replay(json.loads(report.to_json()), [text]) == []


@pytest.mark.parametrize(("relation", "text", "severity"), FALSE)
def test_false_statements_are_flagged(relation: str, text: str, severity: str) -> None:
    """Flagged with the severity of the relation."""
    report = check(text)
    assert severity in {c.severity for c in report.claims if c.relation == relation}
    assert replay(json.loads(report.to_json()), [text]) == []


SILENT = [
    "2023年1—9月，全省实现利润25.05亿元。2023年1—10月，全省实现利润24.62亿元。",
    "2023年1—9月，全省货运量为15.05亿吨。2023年1—10月，全市货运量为4.62亿吨。",
    "云州市46家、白沙市27家，其中东岭市最多。",
    "年份\t东区\t西区\t合计\n2020\t86.4\t210.3\t400.2\n2021\t91.2\t218.9\t410.1\n",
    "第一产业占22.8%，第二产业占29.1%。",
]  # fmt: skip


@pytest.mark.parametrize("text", SILENT)
def test_what_cannot_be_decided_is_no_alarm(text: str) -> None:
    """Profits may fall, places differ, a list may be partial, a total may hold more columns."""
    assert [c.formula for c in check(text).claims if c.severity] == []
