"""Totals of tables: a slip in a part or a total is seen; means and subtotals are not mistaken."""

from __future__ import annotations

import pytest

from yipan.reading.check import check

PORTS = (
    "表1 港口吞吐量（单位：万吨）\n港口\t2020年\t2024年\n甲港\t4286.5\t5193.8\n"
    "乙港\t3174.2\t3620.7\n丙港\t968.3\t1247.9\n三港合计\t8429.0\t10062.4\n"
)
GRAIN = (
    "表1 产量（2024年）\n品种\t面积（万亩）\t产量（亿斤）\t亩产（公斤）\n"
    "小麦\t1846.2\t162.5\t440.1\n玉米\t2905.3\t301.4\t518.7\n大豆\t642.7\t17.8\t138.5\n合计\t5394.2\t481.7\t446.5\n"
)
POWER = (
    "表1 能源产量\n产品\t计量单位\t7月\t1-7月累计\t上年同期累计\t累计增减（%）\n"
    "原油\t万吨\t46.8\t318.4\t311.9\t2.1\n发电量\t亿千瓦时\t152.3\t1003.8\t948.6\t5.8\n"
    "  其中：火电\t亿千瓦时\t122.6\t811.9\t808.1\t0.5\n  风电\t亿千瓦时\t10.5\t94.3\t72.8\t29.5\n"
    "  太阳能\t亿千瓦时\t19.2\t97.6\t67.7\t44.2\n"
)
BLOCKS = (
    "表2 收入（单位：万元、%）\n部门\t2023年\t2024年\t增长\n东部小计\t3486.2\t3907.5\t12.1\n"
    "一处\t2174.6\t2430.9\t11.8\n二处\t1311.6\t1476.6\t12.6\n西部小计\t1620.5\t1573.4\t-2.9\n三处\t918.3\t887.2\t-3.4\n"
    "四处\t702.2\t686.2\t-2.3\n合计\t5106.7\t5480.9\t7.3\n"
)
ONE_SPACE = (
    "表3 单位与人员\n行业      单位(个)  比重(%)  人员(人)\n制造业      12865  45.3  143720\n"
    "租赁业 15551  54.7  125220\n合计       28416  100.0  268940\n"
)


def alarms(text: str) -> list[tuple[str, str | None]]:
    """Relation and severity of what is wrong."""
    return [(c.relation, c.severity) for c in check(text).claims if c.severity]


@pytest.mark.parametrize("table", [PORTS, GRAIN, POWER, BLOCKS, ONE_SPACE])
def test_a_true_table_gives_no_alarm(table: str) -> None:
    """Totals, subtotals, rates and yields that come out."""
    assert alarms(table) == []


@pytest.mark.parametrize(
    ("table", "old", "new"),
    [
        (PORTS, "3620.7", "3260.7"),
        (PORTS, "8429.0", "8249.0"),
        (GRAIN, "301.4", "310.4"),
        (GRAIN, "518.7", "581.7"),
        (GRAIN, "481.7", "487.7"),
        (POWER, "152.3", "125.3"),
        (POWER, "94.3", "84.3"),
        (POWER, "311.9", "391.9"),
        (BLOCKS, "2430.9", "2340.9"),
        (BLOCKS, "5106.7", "5106.1"),
        (BLOCKS, "-3.4", "-4.3"),
        (BLOCKS, "1573.4", "1537.4"),
        (ONE_SPACE, "15551", "15515"),
        (ONE_SPACE, "54.7", "57.4"),
    ],
)
def test_a_slip_in_a_cell_is_seen(table: str, old: str, new: str) -> None:
    """One digit changed, or two exchanged, breaks what the other numbers obey."""
    assert table.count(old) == 1
    assert alarms(table.replace(old, new))


def test_the_only_column_of_a_total_is_a_doubt() -> None:
    """No other column establishes the sum: a warning, and only where one digit mends it."""
    table = "表1 用地（公顷）\n类别\t面积\n住宅\t318.6\n道路\t204.9\n绿地\t167.3\n合计\t690.8\n"
    assert alarms(table) == []
    assert alarms(table.replace("204.9", "240.9")) == [("sum_components", "soft")]
    assert alarms(table.replace("690.8", "512.3")) == []


def test_a_total_among_places_is_of_none_of_them() -> None:
    """北京 is the place of a text, not of the row 两市合计."""
    text = (
        "北京市2024年人口数据\n表1 人口（万人）\n地区\t2023年\t2024年\n甲市\t312.6\t318.4\n"
        "北京\t2185.8\t2183.2\n两市合计\t2498.4\t2501.6\n"
    )
    cells = {q.text: q.party for q in check(text).quantities if q.table is not None}
    assert cells["2183.2"] == "北京"
    assert cells["2501.6"] == "两市"
