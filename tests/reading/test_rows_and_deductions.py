"""Rows of levels, bases and changes in one order; deductions; a share and its rest; gaps."""

from __future__ import annotations

import json

import pytest

from yipan.reading.check import check
from yipan.reading.replay import replay

SPOILT = [
    ("三圈销售额分别为3716亿元、4195亿元和2082亿元；与2019年的2710亿元、3026亿元和1491亿元相比，"
     "三圈分别增长37.1%、38.6%和39.6%。", "1491", "1421"),
    ("城镇、农村居民收入分别由36154元、14328元提高到44870元、20165元，分别增长24.1%和40.7%。",
     "20165", "21065"),
    ("占比由4.9%、5.2%、4.6%升至9.6%、12.4%、10.3%，提升幅度分别为4.7个、7.2个和5.7个百分点。",
     "12.4", "14.2"),
    ("样本21475家，剔除信息缺失的1896家和已注销的937家，得到有效样本18642家。", "1896", "1986"),
    ("愿意退养的养殖户比例为64.5%，其余35.5%提出须提高标准。", "35.5", "33.5"),
    ("甲为102677元，乙47867元，二者之比为2.15:1，而2018年为2.28:1，差距有所缩小。", "2.28", "2.08"),
    ("里程由1987公里增加到3117公里，跃居全国前列，增幅56.9%。", "1987", "1897"),
    ("一亩地毛收入3844元，刨去种子、化肥、人工1650元，净落2194元。", "1650", "1560"),
    ("进出口总额97.8亿美元，其中出口86.2亿美元，是进口的7.4倍。", "86.2", "82.6"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "right", "wrong"), SPOILT)
def test_a_slip_in_a_row_or_a_rest_is_flagged(text: str, right: str, wrong: str) -> None:
    """No flag on the true words, one on the slip, and every verdict replays."""
    assert not [c.formula for c in check(text).claims if c.verdict == "inconsistent"]
    spoilt = text.replace(right, wrong, 1)
    report = check(spoilt)
    assert [c for c in report.claims if c.verdict == "inconsistent"]
    assert not replay(json.loads(report.to_json()), [spoilt])


FREE = [
    # Of several shares the rest is what all leave.
    "本地占50.2%，外地占30.1%，其余19.7%来自境外。",
    # A ratio below one that grows is a gap that narrows.
    "鲁南人均产值与胶东之比由0.46:1提高到0.49:1，差距有所缩小。",
]


@pytest.mark.parametrize("text", FREE)
def test_what_is_true_in_other_words_is_left_alone(text: str) -> None:
    """No flag."""
    assert not [c.formula for c in check(text).claims if c.verdict == "inconsistent"]
