"""Changes in a row, gaps between levels elsewhere, points between rates that only levels tell."""

from __future__ import annotations

import pytest

from yipan.reading.check import Text, check_texts

# (a true text, words in it, the same words damaged so that the statement is false).
_GAP = "2023年城镇39833元，农村13131元；2024年城镇42210元，农村14048元。"
_GAP += "绝对差由26702元扩大到28162元。"
_ROW = "进口86.3亿元、出口241.7亿元，分别增长5.1%和9.6%"
_ROW += "（上年同期进口82.1亿元、出口220.5亿元）。"
_MIXED = "货运量3.86亿吨，客运量1.24亿人次，分别比上年增长4.9%和8.8%；"
_MIXED += "上年分别为3.68亿吨和1.14亿人次。"
_RATES = "农村居民收入14048元（上年13131元），城镇居民42210元（上年39833元），"
_RATES += "农村增速快于城镇1.0个百分点。"
CASES = (
    (_ROW, "9.6%", "6.9%"),
    (_MIXED, "3.68", "3.98"),
    (_GAP, "28162", "82162"),
    (_GAP, "39833", "38933"),
    (_RATES, "13131", "13731"),
)


@pytest.mark.parametrize(("text", "right", "wrong"), CASES)
def test_rows_and_gaps_come_out_and_a_slip_is_flagged(text: str, right: str, wrong: str) -> None:
    """Clean: told and not flagged. Damaged: flagged."""
    claims = check_texts([Text("a", text)]).claims
    assert any(c.verdict == "consistent" for c in claims)
    assert not any(c.verdict == "inconsistent" for c in claims)
    damaged = check_texts([Text("a", text.replace(right, wrong, 1))]).claims
    assert any(c.verdict == "inconsistent" for c in damaged)
