"""Quantities of a text: value, unit, qualifier, step, place, indicator, period."""

from __future__ import annotations

import pytest

from yipan.reading.check import check
from yipan.reading.model import Quantity


def only(text: str) -> Quantity:
    """The one quantity of a text."""
    (found,) = check(text).quantities
    return found


@pytest.mark.parametrize(
    ("words", "mid", "unit", "qualifier", "low", "high"),
    [
        ("全省进出口总值6.65万亿元。", "6.65", "万亿元", "rounded", "6.645", "6.655"),
        ("新建便民网点7700余个。", "7700", "个", "and_more", "7700", "7800"),
        ("新增工业企业近3000家。", "3000", "家", "nearly", "2700", "3000"),
        ("新增工业企业超过3200家。", "3200", "家", "at_least", "3200", None),
        ("整治小巷约1000条。", "1000", "条", "about", "950", "1050"),
        ("建成学校十二所。", "12", "所", "exact", "12", "12"),
        ("森林覆盖率不足三成。", "3", "成", "below", "0", "3"),
        ("全县完成投资１２３．４亿元。", "123.4", "亿元", "rounded", "123.35", "123.45"),
        ("全市有企业1,234家。", "1234", "家", "exact", "1234", "1234"),
        ("通勤时间1—1.5小时。", "1.25", "小时", "range", "1", "1.5"),
    ],
)
def test_value_unit_and_qualifier(
    words: str, mid: str, unit: str, qualifier: str, low: str, high: str | None
) -> None:
    """The interval follows from the printed digits and the word beside them."""
    from yipan.core.interval import rational_text

    found = only(words)
    assert rational_text(found.mid) == mid
    assert (found.unit, found.qualifier) == (unit, qualifier)
    assert found.interval.lo is not None
    assert rational_text(found.interval.lo) == low
    assert (None if found.interval.hi is None else rational_text(found.interval.hi)) == high


@pytest.mark.parametrize(
    "text",
    [
        "启用PM2.5监测网络和5G专网。",
        "《公报（2023）》已发布。",
        "推进“2+4+46”平台和“四纵四横”通道。",
        "会议听取了第9次专题汇报。",
        "文献见(李某等,2024)。",
        "详情见https://example.org/a?id=2023。",
        "2024年3月5日,会议召开。",
    ],
)
def test_numbers_in_names_are_no_statistics(text: str) -> None:
    """Names, codes, titles, citations and dates swallow their numerals."""
    assert check(text).quantities == []


def test_offsets_are_those_of_the_raw_text() -> None:
    """A number broken by the page is joined for reading and reported where it stands."""
    raw = "2024年，全市完成工业投资968.3\n亿元，\u200f增长5.0％。"
    found = check(raw).quantities
    assert [raw[q.start : q.end] for q in found] == ["968.3\n亿元", "5.0％"]
    assert all(q.text == raw[q.start : q.end] for q in found)


def test_aligned_lists_zip_places_with_values_in_order() -> None:
    """分别为: the first value belongs to the first name."""
    found = check("2022年,四川、重庆的人均地区生产总值分别为67777元、90663元。").quantities
    assert [(q.party, q.indicator, str(q.mid)) for q in found] == [
        ("四川", "gdp_per_capita", "67777"),
        ("重庆", "gdp_per_capita", "90663"),
    ]


def test_part_of_frame_inherits_indicator_and_period() -> None:
    """其中 keeps what is measured; the inherited slots are named."""
    text = "2023年,川渝地区生产总值达到9.02万亿元。其中,四川6.01万亿元,重庆3.01万亿元。"
    _, first, second = check(text).quantities
    assert (first.party, first.indicator, str(first.period)) == ("四川", "gdp", "2023")
    assert (second.party, second.indicator) == ("重庆", "gdp")
    assert {"indicator", "period"} <= set(second.inherited)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("2024年1—8月", "2024-01/2024-08"),
        ("2024年前三季度", "2024-01/2024-09"),
        ("2024年上半年", "2024-H1"),
        ("2024年末", "2024-12-31"),
        ("“十四五”时期", "FYP14"),
        ("2019年以来", "2019-01-01/.."),
        ("去年", "2024"),
    ],
)
def test_periods_resolve_to_days(words: str, code: str) -> None:
    """Relative words lean on the dateline."""
    found = only(f"2025年10月1日\n\n{words},全市完成投资123.4亿元。")
    assert str(found.period) == code


def test_tab_tables_become_observations() -> None:
    """Two header rows are filled to the right; the unit comes from the header."""
    table = (
        "表1 两省主要指标\n\n年份\t常住人口（万人）\t\t森林覆盖率（%）\t\n"
        "\t湖南\t湖北\t湖南\t湖北\n"
        "2022\t6604\t5844\t53.15\t42.11\n2023\t6568\t5838\t53.15\t42.11\n"
    )
    cells = check(table).quantities
    assert len(cells) == 8
    last = cells[-1]
    assert (last.party, last.indicator, last.unit) == ("湖北", "forest_cover", "%")
    assert str(last.period) == "2023"
