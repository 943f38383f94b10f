"""An alarm gives way where the words can be read so that the number comes out.

Expected by hand: 28416 / 19872 = 1.430; (681.3 + 455.7 + 139.5) / 3416.2 = 37.4 %;
18.6 - 3.4 = 15.2; 23.6 / 1067.3 = 2.2 %.
"""

from __future__ import annotations

import pytest

from yipan.reading.check import check


def alarms(text: str) -> list[str]:
    """The words judged false."""
    return [text[c.span[0] : c.span[1]] for c in check(text).claims if c.verdict == "inconsistent"]


@pytest.mark.parametrize(
    "text",
    [
        "全县共有法人单位28416个，比2018年末的19872个增加8544个，增长43.0%。",
        "三市研发经费依次为681.3亿元、455.7亿元和139.5亿元，合计占三省研发经费3416.2亿元的37.4%。",
        "云州光电子占全市规上工业的18.6%，比白沙高15.2个百分点，后者为3.4%；工程机械占比21.3%。",
        "税收收入上年为1067.3亿元，今年少收了23.6亿元，降幅2.2%。",
        "研发经费支出24.3亿元，为2018年的1.9倍。全年研发经费支出24.3亿元。",
        "集成电路当月3.12亿块，上年同月2.57亿块，两年平均增长13.8%。",
    ],
)
def test_a_statement_that_another_reading_explains_is_no_alarm(text: str) -> None:
    assert alarms(text) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("全县共有法人单位28416个，比2018年末的19872个增加8454个。", "8454个"),
        ("云州钢铁营业收入1862.5亿元，是白沙石化1241.7亿元的5.1倍。", "5.1倍"),
    ],
)
def test_what_no_reading_explains_stays_an_alarm(text: str, number: str) -> None:
    assert alarms(text) == [number]
