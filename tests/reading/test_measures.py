"""Figures of one dimension in different units are not added up as if they were of one."""

from __future__ import annotations

import pytest

from yipan.reading.check import check


@pytest.mark.parametrize(
    "text",
    # 3000 kg + 5000 kg are 8 t; 300 ha are 4500 mu; 1200 m are 1.2 km.
    [
        "仓库存粮8吨，其中小麦3000公斤、玉米5000公斤。",
        "全村耕地4500亩，其中水田200公顷、旱地100公顷。",
        "新建道路5公里，其中主路3800米、支路1200米。",
        "全镇蔬菜产量由5吨增加到8000公斤，增长60.0%。",
        "全镇绿地由30公顷增加到540亩，扩大20.0%。",
    ],
)
def test_parts_in_another_unit_raise_no_alarm(text: str) -> None:
    assert [c.formula for c in check(text).claims if c.verdict == "inconsistent"] == []


def test_two_names_of_one_unit_are_one() -> None:
    """千克 and 公斤 are the same: 3000 + 4000 is not 8000."""
    report = check("仓库存粮8000公斤，由小麦3000千克和玉米4000千克组成。")
    assert [c.verdict for c in report.claims if c.relation == "sum_components"] == ["inconsistent"]
