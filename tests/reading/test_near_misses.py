"""Statements that one slip keeps from coming out are doubts; other figures near them are none."""

from __future__ import annotations

import json

import pytest

from yipan.reading.check import check
from yipan.reading.replay import replay

# A text whose numbers are right, and the same numeral mistyped: each raised no word before.
SLIPS = [
    (
        "甲县有幼儿园320所，在园幼儿48.62万人，其中普惠性31.18万人。公办园在园幼儿28.41万人，占58.4%。",
        "28.41",
        "23.41",
    ),
    (
        "全年投入1682.4亿元，其中财政1428.6亿元，占84.9%，为全省生产总值（20913亿元）的6.83%。",
        "20913",
        "29013",
    ),
    (
        "2014年，城区居民1276.3万人，占全市的59.3%；2024年降到1098.5万人，十年减少177.8万人。",
        "1276.3",
        "1267.3",
    ),
    (
        "年末普惠贷款余额1.52万亿元，年初为1.29万亿元；支持经营主体196.4万户，户均贷款77.4万元。",
        "77.4",
        "74.4",
    ),
    (
        "全年出生人口76.0万人，出生率7.76‰；死亡人口78.2万人，死亡率7.98‰；自然减少2.2万人。",
        "76.0",
        "73.0",
    ),
    ("全市合格产品3600件，送检4000件，合格率90.0%。", "90.0", "95.0"),
    ("12家门店销售额13.32亿元，购物人数17.01万人次，客单价7831元。", "17.01", "11.01"),
    ("城镇42210元，农村14048元；一年前是39833元和13131元，二者之比3.03。", "39833", "38933"),
]

# What differs for its meaning, or is of other figures, though a slip would make it come out.
OTHERS = [
    "甲市汽车产量249.1万辆，新能源汽车86.8万辆，占全国9.1%。",
    "保税区由2014年的2个增至11个，进出口4513.3亿元，较2014年增长10.2倍。",
    "前三位为甲市326.8万人次、乙市284.1万人次、丙市251.7万人次。10月1日至7日，日均接待266.1万人次。",
    "居民人均收入16396元。其中，工资性收入7311元，经营净收入5542元，财产净收入231元，转移净收入3312元。",
    "当月产量3.12亿块，上年同月2.57亿块，两年平均增长13.8%。",
    "居民收入26674元，名义增长6.6%（上年为25011元）；扣除价格因素，实际增长6.4%。",
    "预算收入达到40.6亿元上下，力争完成投资75亿元，比去年实际多6.6亿元。",
    "铁路由93公里增加到102公里，公路里程达到156公里，净增加19公里，增长13.9%。",
    "提前完成6项，达到进度9项，滞后3项，达到或超过进度的比例为83.3%。",
    "基金收入161.03亿元，支出148.77亿元，当年收支结余12.26亿元，年末滚存结余177.40亿元。",
    "年末城镇化率73.12%，距75%的目标尚差1.88个百分点。",
    "三地产值9.38万亿元和11.43万亿元，占三省合计的比重由80.2%变为82.8%（三省7.52万亿元和13.80万亿元）。",
    "医院诊疗1.12亿人次，占43.4%，基层机构诊疗1.35亿人次。",
]


def alarms(text: str) -> list[str]:
    return [c.formula for c in check(text).claims if c.severity]


@pytest.mark.parametrize(("text", "right", "wrong"), SLIPS)
def test_a_slip_raises_a_doubt_with_its_repair(text: str, right: str, wrong: str) -> None:
    """The text is silent; mistyped, it shows the sum and the number that mends it."""
    assert alarms(text) == []
    raw = text.replace(right, wrong, 1)
    report = check(raw)
    doubts = [c for c in report.claims if c.severity]
    mended = {raw[: r.start] + r.text + raw[r.end :] for c in doubts for r in c.repairs}
    assert text in mended
    assert replay(json.loads(report.to_json()), [raw]) == []


@pytest.mark.parametrize("text", OTHERS)
def test_other_figures_are_no_doubt(text: str) -> None:
    """占全国, 实际增长, a mean over years, a level without its base, figures told behind."""
    assert alarms(text) == []
