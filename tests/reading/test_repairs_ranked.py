"""Repairs leave what else holds as it is; figures whose share comes out are not one figure."""

from __future__ import annotations

from yipan.reading.check import check


def test_a_number_that_another_statement_confirms_is_mended_last() -> None:
    """120 is 20 % more than 100, so that a part of 40 beside 70 is misprinted, not the total."""
    text = (
        "2023年全市进出口总额120.0亿元，比2022年的100.0亿元增长20.0%。"
        "其中，出口70.0亿元，进口40.0亿元。"
    )
    flags = [c for c in check(text).claims if c.relation == "sum_components"]
    assert [c.verdict for c in flags] == ["inconsistent"]
    assert [r.text for r in flags[0].repairs][-1] == "110.0亿元"


def test_a_part_and_its_whole_are_no_two_mentions_of_one_figure() -> None:
    """4009.4/6175.0 = 64.9 %: the whole is not the part printed once more."""
    text = (
        "2023年，湖南省进出口总值6175亿元，其中出口4009.4亿元，进口2165.6亿元。"
        "2023年湖南省出口4009.4亿元，占进出口总值6175.0亿元的64.9%。"
    )
    assert [c.formula for c in check(text).claims if c.verdict == "inconsistent"] == []
