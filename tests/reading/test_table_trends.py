"""Trends over the lines of a table that the words name, and over lists of times in turn."""

from __future__ import annotations

import json

import pytest

from yipan.reading.check import check
from yipan.reading.replay import replay

TABLE = """年份	上坝氨氮（mg/L）	上坝总磷（mg/L）	下坝电站总磷（mg/L）
2016	1.24	0.118	0.092
2018	0.81	0.094	0.095
2020	0.52	0.071	0.077
2022	0.43	0.066	0.063

"""
SPOILT = [
    (TABLE + "上坝断面两项指标持续下降。", "0.81\t0.094", "0.81\t0.064", "trend_monotone"),
    (TABLE + "2018年以来下坝电站断面总磷逐期走低。", "0.077", "0.097", "trend_monotone"),
    ("入园人数连续三年减少，2020年至2023年依次为36.92万人、34.75万人、31.08万人和27.64万人。",
     "34.75", "37.45", "trend_run"),
    ("2024年总结\n\n渗透率30.1%，而2022年、2023年分别为12.4%和18.7%，连续两年提升。",
     "18.7", "38.7", "trend_run"),
    ("2021至2023年分别为2343亿元、3054亿元、4121亿元，2023年增速（34.9%）快于上年。",
     "3054", "3504", "growth_rate"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "right", "wrong", "relation"), SPOILT)
def test_a_trend_agrees_and_a_slip_breaks_it(
    text: str, right: str, wrong: str, relation: str
) -> None:
    """The true text agrees, the slip is flagged, and every verdict replays."""
    clean = check(text).claims
    assert relation in {c.relation for c in clean if c.verdict == "consistent"}
    assert not [c.formula for c in clean if c.verdict == "inconsistent"]
    spoilt = text.replace(right, wrong, 1)
    report = check(spoilt)
    assert relation in {c.relation for c in report.claims if c.verdict == "inconsistent"}
    assert not replay(json.loads(report.to_json()), [spoilt])


def test_turns_and_peaks_of_a_line() -> None:
    """先升后降 and the highest value, where the line of the table bears them out."""
    text = TABLE + "下坝电站总磷先升后降，2018年达到最高值0.095。"
    found = {c.relation for c in check(text).claims if c.verdict == "consistent"}
    assert {"trend_monotone", "extremum"} <= found


def test_a_short_name_inside_a_longer_word_names_no_line() -> None:
    """教育 is a line of the table, 义务教育学位缺口 is not."""
    table = "年份\t教育\t医疗\n2018\t0.31\t0.42\n2020\t0.27\t0.40\n2022\t0.25\t0.38\n\n"
    text = table + "义务教育学位缺口五年来不断缩小。教育、医疗两个领域差距逐年缩小。"
    spans = [text[slice(*c.span)] for c in check(text).claims if c.verdict == "consistent"]
    assert "不断缩小" not in spans
    assert spans.count("逐年缩小") == 2
