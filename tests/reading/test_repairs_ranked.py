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


def test_an_equation_far_off_that_no_slip_explains_is_a_warning() -> None:
    """148.77 − 12.26 = 136.51, and no digit makes it 177.40: the sentence says something else.

    Within a tenth it stays an error (4.28 + 1.67 + 4.34 = 10.29 against 10.44), and so does what
    one digit explains (300/200 = +50 %, printed 80 %).
    """
    far = "全市收入161.03亿元，支出148.77亿元，当年收支结余12.26亿元，年末滚存结余177.40亿元。"
    close = "三地分别为4.28万亿元、1.67万亿元和4.34万亿元,合计10.44万亿元。"
    slip = "甲市总产值由200亿元增加到300亿元，增长80.0%。"
    assert not [c for c in check(far).claims if c.severity == "hard"]
    assert [c.severity for c in check(close).claims if c.verdict == "inconsistent"] == ["hard"]
    assert [c.severity for c in check(slip).claims if c.verdict == "inconsistent"] == ["hard"]
