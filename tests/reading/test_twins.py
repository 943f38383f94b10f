"""A change and its base that stands in another paragraph, under the same name and another year."""

from __future__ import annotations

import json

import pytest

from yipan.reading.check import check
from yipan.reading.replay import replay

TEXT = (
    "2023年，某口岸班列货运量1056.8万吨，同比增长7.0%。\n\n口岸新增线路12条。\n\n换装能力明显提高。\n\n"
    "作业时间压缩到6小时。\n\n附：2022年主要数据：通行车辆8.1万辆；货运量{base}万吨。"
)


@pytest.mark.parametrize(
    ("base", "verdict"),
    # 1056.8 / 987.7 = +7.0 %; / 978.7 = +8.0 %, two digits exchanged; / 612.4 is another thing.
    [("987.7", "consistent"), ("978.7", "inconsistent"), ("612.4", "unverifiable")],
)
def test_the_base_is_found_by_name_and_year(base: str, verdict: str) -> None:
    text = TEXT.format(base=base)
    report = check(text)
    held = [c for c in report.claims if text[slice(*c.span)] == "7.0%"]
    assert [c.verdict for c in held] == [verdict]
    assert not any(c.severity == "hard" for c in report.claims)
    assert replay(json.loads(report.to_json()), [text]) == []
