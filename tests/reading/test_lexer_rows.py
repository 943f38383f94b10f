"""The lexer tries a row only at the characters that can begin it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yipan.reading.text.firsts import first_characters
from yipan.reading.text.lexer import _WORD_GROUPS

TEXT = (
    "“十四五”以来,2023年1—8月,全省GDP为4.3万亿元(见图2),同比增长5.2%,其中第一产业占比约三分之一;"
    "较上年末减少近200家,连续3年居全国第2位;三地分别完成5∶3∶2、没有一半以上、由12%提高到15%。"
)


@pytest.mark.parametrize("row", range(len(_WORD_GROUPS)))
@given(st.lists(st.sampled_from(list(TEXT)), max_size=40).map("".join))
def test_a_row_begins_only_at_its_first_characters(row: int, text: str) -> None:
    """Wherever the row's expression is found, its first character is one of those computed."""
    _, words = _WORD_GROUPS[row]
    first = first_characters(words)
    assert first is not None
    for held in re.finditer(words, TEXT + text):
        assert held[0][0] in first


@pytest.mark.parametrize(
    ("pattern", "first"),
    [
        ("ab|c", {"a", "c"}),
        ("(?<!x)[ab]?c", {"a", "b", "c"}),
        ("(?:a|b?)(?=z)c+", {"a", "b", "c"}),
        ("[0-3]{2}", {"0", "1", "2", "3"}),
        ("a*", None),
        (r"\s?a", None),
        ("[^a]b", None),
    ],
)
def test_first_characters(pattern: str, first: set[str] | None) -> None:
    """By hand; None where any character can begin a match, or a match can be empty."""
    assert first_characters(pattern) == (None if first is None else frozenset(first))
