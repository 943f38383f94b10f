"""Qualifiers that do not touch their number: 分别超800家和300家, 约为…的4倍, 高达800亿元."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from yipan.core.interval import Interval
from yipan.core.printed import ABOUT, NEARLY, Qualifier, last_digit_step
from yipan.reading.text.lexer import Token
from yipan.reading.text.numbers import NUMERAL, Read
from yipan.reading.text.sentences import Sentence

_PLAIN = frozenset({Qualifier.ROUNDED.value, Qualifier.EXACT.value})
# 约为北京的4倍, 约占全国的三成: the word stands before the verb.
_ABOUT_BEFORE = re.compile(r"约(?:占|为|相当于|等于|是|合)[^0-9，。；]{1,24}\Z")
_UP_TO = re.compile(r"高达了?\Z")
_DIGITS = re.compile(rf"\D*({NUMERAL})")
_FARTHEST = 30


def share_qualifiers(sentence: Sentence, zipped: dict[int, tuple[int, int, int]]) -> None:
    """Give the numbers of a series the word before its first one: 分别超800家和300家."""
    for position, (order, count, first) in zipped.items():
        if order == 0 or count < 2:
            continue
        head, token = sentence.tokens[first].quantity, sentence.tokens[position]
        before = sentence.block.text[sentence.tokens[first].start]
        if head.qualifier in _PLAIN or before.isdigit() or token.quantity.qualifier not in _PLAIN:
            continue
        token.quantity = with_qualifier(token.quantity, head.qualifier, sentence.words(token))


def qualified_apart(sentence: Sentence, token: Token, read: Read) -> Read:
    """The number as a word further before it qualifies it."""
    if read.qualifier not in _PLAIN or not token.start:
        return read
    text = sentence.block.text
    low = max(sentence.start, token.start - _FARTHEST)
    lead = text[low : token.start]
    if _UP_TO.search(lead):
        return with_qualifier(read, "about", sentence.words(token)) if is_round(read) else read
    if "约" in lead and _ABOUT_BEFORE.search(lead):
        return with_qualifier(read, "about", sentence.words(token))
    return read


def is_round(read: Read) -> bool:
    """800 and 1200 are round, 47.9 and 1532 are not; nor is any share."""
    if read.mid.denominator != 1 or read.dimension in {"percent", "percentage_point"}:
        return False
    digits = str(read.mid)
    bare = digits.rstrip("0")
    return len(digits) > 1 and len(bare) <= min(2, len(digits) - len(bare) or 0)


def with_qualifier(read: Read, kind: str, words: str) -> Read:
    """The same numeral under another word."""
    found = _DIGITS.match(words)
    step = last_digit_step(found[1].replace(",", "")) if found else read.step
    return replace(read, qualifier=kind, step=step, interval=_interval(read.mid, kind))


def _interval(value: Fraction, kind: str) -> Interval:
    match kind:
        case "about":
            return Interval(value * (1 - ABOUT), value * (1 + ABOUT))
        case "nearly":
            return Interval(value * (1 - NEARLY), value)
        case "at_least":
            return Interval(value, None)
        case "below":
            return Interval(Fraction(0), value)
        case _:
            return Interval.exact(value)
