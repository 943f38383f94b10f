"""Shares in round words: what holds is told, what cannot is a doubt only where nothing is guessed.

Expected by hand: 88/163 = 54 %, 490/940 = 52 %, 81.3/467.2 = 17 %, 52.4/163.9 = 32 %.
"""

from __future__ import annotations

import pytest

from yipan.reading.check import check
from yipan.reading.model import Claim


def rough(text: str) -> list[Claim]:
    """The claims about round words."""
    return [c for c in check(text).claims if c.pattern == "share in round words"]


@pytest.mark.parametrize(
    "text",
    [
        "研发投入达到88亿元，占全部支出163亿元的一半以上。",
        "全省新签合同940亿元，其中省内转化490亿元，占比过半。",
        "全年游客467.2万人次，其中云州81.3万人次，不到全省的两成。",
        "社会消费品零售总额163.9亿元，限额以上单位52.4亿元，约占三分之一。",
    ],
)
def test_a_round_share_that_holds(text: str) -> None:
    assert [c.verdict for c in rough(text)] == ["consistent"], text


def test_a_round_share_of_a_printed_whole_that_does_not_hold_is_a_doubt() -> None:
    """88 of 163 is no third."""
    found = rough("研发投入达到88亿元，只有全部支出163亿元的三分之一。")
    assert [(c.verdict, c.severity) for c in found] == [("inconsistent", "soft")]


def test_a_round_share_whose_whole_is_not_told_raises_no_alarm() -> None:
    """The whole is that of the nation; no figure of it is printed."""
    text = "全市粮食产量88万吨，蔬菜产量163万吨，占全国的近一成。"
    assert [c.verdict for c in check(text).claims if c.verdict == "inconsistent"] == []
