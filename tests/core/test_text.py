"""Chinese print: marks beside Chinese characters are full width, others stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yipan.core.text import chinese_punctuation, fold_width


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("增长91.8%,北京次之", "增长91.8%\uff0c北京次之"),
        ("单位:亿元;来源:D0, D2。", "单位\uff1a亿元\uff1b来源\uff1aD0, D2。"),
        ("转折(p = 0.014)。", "转折\uff08p = 0.014\uff09。"),
        ("指数(2010=100)为1,092.2点", "指数\uff082010=100\uff09为1,092.2点"),
        ("a (b, c): 1,092.2; d", "a (b, c): 1,092.2; d"),
        ("(中):2014年4%,2022年3%", "\uff08中\uff09\uff1a2014年4%\uff0c2022年3%"),
        ("up 4%,down 3%", "up 4%,down 3%"),
        ("为什么?", "为什么\uff1f"),
    ],
)
def test_marks_follow_their_neighbours(written: str, printed: str) -> None:
    """Examples by hand."""
    assert chinese_punctuation(written) == printed


@given(st.text(alphabet="中文ab12,;:?!()%。 "))
def test_only_the_width_changes(text: str) -> None:
    """As many characters, the same after folding, and nothing more to do the second time."""
    printed = chinese_punctuation(text)
    assert len(printed) == len(text)
    assert fold_width(printed) == fold_width(text)
    assert chinese_punctuation(printed).count("(") <= text.count("(")
