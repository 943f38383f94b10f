"""Ranks as figures of their own: 居全国第1位 is the place 1, exact, of what the clause names."""

from __future__ import annotations

import re
from fractions import Fraction

from yipan.core.interval import Interval
from yipan.reading.model import Quantity
from yipan.reading.slots.told_nouns import told_noun
from yipan.reading.text.lexer import Token
from yipan.reading.text.numbers import chinese_number
from yipan.reading.text.sentences import Sentence

_RANK = re.compile(r"第(?P<n>[0-9]{1,4}|[一二三四五六七八九十百]{1,5})(?P<unit>[位名])\Z")


def rank_told(sentence: Sentence, position: int, token: Token, made: str) -> Quantity | None:
    """The rank that a token such as 居全国第1位 tells; `made`: the id it gets."""
    found = _RANK.search(sentence.words(token))
    if found is None:
        return None
    digits = found["n"]
    value = Fraction(digits) if digits.isascii() else chinese_number(digits)
    if not value:
        return None
    start, end = sentence.block.span(token.start + found.start("n"), token.end)
    noun = told_noun(sentence, position)
    return Quantity(
        made, sentence.document, start, end, "", value, Fraction(0), Interval.exact(value),
        "exact", found["unit"], found["unit"], Fraction(1), "rank",
        indicator_zh=f"{noun}位次" if noun else "位次", role="rank", sentence=sentence.index,
    )  # fmt: skip
