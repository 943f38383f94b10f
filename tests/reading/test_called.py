"""Figures that a later clause calls by name: shares, quotients and contributions of them.

Expected by hand: 29.84/31.26 = 95.5 %, 5896/19853 = 29.7 %, 19.5/29.4 = 66.3 %, 42.6/88.2 = 48.3 %.
"""

from __future__ import annotations

import pytest

from yipan.reading.check import check
from yipan.reading.model import Claim


def at(text: str, number: str) -> list[Claim]:
    """The claims about one number of a text."""
    spot = text.rindex(number)
    return [c for c in check(text).claims if c.span[0] <= spot < c.span[1]]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("全省新收案件3126件，其中民事2984件、刑事101件、行政41件。民事案件占95.5%。", "95.5%"),
        ("货运完成6.42亿吨，其中铁路3.87亿吨，水路2.55亿吨。铁路货运占60.3%。", "60.3%"),
        ("人均消费支出19853元，其中食品烟酒5896元，恩格尔系数29.7%。", "29.7%"),
        ("粮食比上年增加29.4亿斤。玉米比上年多19.5亿斤，对粮食增产的贡献率为66.3%。", "66.3%"),
        ("云州市专利88.2万件，白沙市专利42.6万件。白沙市只相当于云州市的48.3%。", "48.3%"),
    ],
)  # fmt: skip
def test_a_number_reckoned_from_figures_called_by_name(text: str, number: str) -> None:
    assert {c.verdict for c in at(text, number)} == {"consistent"}


def test_a_share_of_a_figure_called_by_name_is_a_doubt_when_one_digit_spoils_it() -> None:
    """95.5 printed as 59.5: the part is called, its whole the one total before it."""
    text = "全省新收案件3126件，其中民事2984件、刑事101件、行政41件。民事案件占59.5%。"
    flags = [(c.relation, c.severity) for c in at(text, "59.5%") if c.verdict == "inconsistent"]
    assert flags == [("share", "soft")]


def test_a_name_that_two_figures_share_calls_neither() -> None:
    text = "一区民事案件31件，占全市案件的一半。甲院民事20件，乙院民事30件。民事案件占12.3%。"
    assert [c.verdict for c in check(text).claims if c.verdict == "inconsistent"] == []


def test_points_between_the_same_parts_of_two_structures() -> None:
    """11.1 less 10.7 is 0.4."""
    text = "三次产业结构由11.1：34.6：54.3调整为10.7：34.8：54.5，第一产业比重下降0.{}个百分点。"
    assert [c.verdict for c in at(text.format(4), "0.4")] == ["consistent"]
    assert [c.severity for c in at(text.format(9), "0.9")] == ["hard"]
