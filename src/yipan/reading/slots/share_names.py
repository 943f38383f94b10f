"""Names of shares: 高新技术产业占地区生产总值比重, 第三产业占比; each part of a list its own."""

from __future__ import annotations

import re
from itertools import pairwise

from yipan.reading.slots.slots import clause_of
from yipan.reading.slots.told_nouns import clean_noun, told_noun
from yipan.reading.text.sentences import Sentence

_IS_SHARE = re.compile(r"(?:占比|比重|比例|份额|率|强度)\Z")
_SHARE_WORDS = frozenset({"占比", "比例", "比重", "份额"})
_TAIL = re.compile(
    r"(?:增加值|总产值|产值|营业收入|收入|利润总额|利润|投资额?|销售额|零售额|进出口总?[值额]|产量|吞吐量|成交额|经费|面积|人数|数量)\Z"
)
_ENDED = re.compile(r"(?:值|额|量|率|数|收入|利润|投资|经费|面积|出口|进口|比重|占比|强度|人口)\Z")


def is_share_name(name: str) -> bool:
    """Whether a name is one of a share already: 第三产业占比."""
    return _IS_SHARE.search(name) is not None


def share_of(sentence: Sentence, position: int) -> str:
    """北京投资来源的企业占83.96%: whose share it is, where the clause itself says so."""
    start, _ = clause_of(sentence, position)
    spot = sentence.kinds.find("S", start, position)
    if spot < 0:
        return ""
    noun = told_noun(sentence, spot)
    first, last = sentence.kinds.find("I", start, spot), sentence.kinds.rfind("I", start, spot)
    if first >= 0 and last == spot - 1:
        return ""  # the vocabulary has its name
    return noun


def share_told(sentence: Sentence, position: int) -> bool:
    """占全国的四分之一: whether the clause says 占."""
    start, _ = clause_of(sentence, position)
    return "S" in sentence.kinds[start:position]


def share_word(sentence: Sentence, position: int) -> str:
    """比例 where the text says 优良比例, else 占比."""
    start, _ = clause_of(sentence, position)
    spot = sentence.kinds.find("S", start, position)
    words = sentence.words(sentence.tokens[spot]) if spot >= 0 else ""
    return words if words in _SHARE_WORDS else "占比"


def named_apart(sentence: Sentence, position: int, count: int) -> list[str]:
    """A和B占…分别为: the names of a list before a series of as many numbers, else none."""
    start, _ = clause_of(sentence, position)
    kinds = sentence.kinds
    while start < position and kinds[start] in "TLGOi":
        start += 1
    stop = next((n for n in range(start, position) if kinds[n] in "SAUDYXBEKHVr"), position)
    marks = [n for n in range(start, stop) if kinds[n] == "a"]
    if len(marks) != count - 1 or count < 2:
        return []
    edges = [start - 1, *marks, stop]
    names = [clean_noun(sentence, a + 1, b) for a, b in pairwise(edges)]
    return names if all(names) else []


def denominator_words(sentence: Sentence, position: int) -> str:
    """占…的比重: the words of the whole."""
    text = sentence.block.text[sentence.start : sentence.tokens[position].start]
    found = text.rfind("占")
    if found < 0 or "。" in text[found:] or text[found : found + 2] == "占比":
        return ""
    words = re.split(
        r"的?比重|的?比例|的(?=[近约超达从由]|\Z)|达到?|为|从|由|，|分别", text[found + 1 :]
    )[0]
    return words.strip("的")[:24]


def with_tail(names: list[str]) -> list[str]:
    """战略性新兴产业和高技术制造业增加值: the end of the last name holds for all."""
    tail = _TAIL.search(names[-1]) if names else None
    if tail is None:
        return names
    ended = [_ENDED.search(name) is not None for name in names]
    return [name if done else name + tail[0] for name, done in zip(names, ended, strict=True)]
