"""The noun that a clause itself tells before its number; told words win over inherited ones."""

from __future__ import annotations

import re

from yipan.reading.slots.slots import COMES_FROM, EDGE, NOUN_TAIL, TRIM, clause_of
from yipan.reading.text.sentences import NUMERIC_KINDS, Sentence

# Kinds that end the noun of a clause: what follows says what becomes of it.
_PREDICATES = frozenset("UDZYXBEKCVHtFAxgr")
_TELLS = frozenset("UDYE")
# Kinds before the noun that are no part of it.
_BEFORE = frozenset("TOilHe")
# Words that say how something moves, not what: 实现较快增长, 同步提升.
_MANNER = re.compile(
    r"(?:平稳|较快|快速|高速|继续|保持|稳定|小幅|大幅|总体|整体|同步|进一步|明显|显著|略有|仍然?|预计|平均|累计"
    r"|合计|总计|实际|名义|扣除价格因素|有所|呈|稳中|恢复性?|均|也|都|又|还|再|双双|普遍|净|同口径|可比|按|比|较|稳步|逐步|逐年"
    r"|合计|其余|分别|依次|同比|环比|约|近|超|达|为|是|只|仅|才|不|未|再次|首次|突破|规模|继续|实现|完成|力争|计划|预期|目标|当月|当年|全年"
    r"|之后|此后|随后|其后|期间|年内|今后|未来|目前|当前|近年来?|其中)+\Z"
)
_LABEL = re.compile(r".*[:：]")
_NO_NOUN = re.compile(
    r"\A(?:间|内|来(?!宾|访|华)|来自|属于|位于|比|较|按|与|同|其|该|这|那|此|据|经|扣除|受|因|自|从|由|剔除|增速|增幅|涨幅|降幅|两者|二者|前者|后者|以上|以下|左右|价格|同期|上年|全国|经济)"
)
# What a pronoun or a bare word of size stands for is told before: 总量, 规模, 比重.
_BARE = frozenset(
    ("新增", "新建", "净增", "完成", "总量", "总额", "规模", "数量", "总数", "金额", "比重", "占比", "总值", "面积", "人数", "余额", "总规模", "总面积", "增加值", "产值", "收入", "支出")
)  # fmt: skip


def told_noun(sentence: Sentence, position: int) -> str:
    """The noun phrase of the clause before the number at `position`; empty where it tells none."""
    start, _ = clause_of(sentence, position)
    kinds = sentence.kinds
    for spot in range(position - 1, start - 1, -1):
        if kinds[spot] in NUMERIC_KINDS or kinds[spot] == "R":
            start = spot + 1
            break
    dated = kinds.rfind("T", start, position)
    if dated > start and kinds[dated - 1] not in "FKEXBZS":
        behind = _noun_between(sentence, dated + 1, position)
        if behind:
            return behind
    return _noun_between(sentence, start, position)


def _noun_between(sentence: Sentence, start: int, position: int) -> str:
    """The words from `start` up to what says what becomes of them."""
    kinds = sentence.kinds
    while start < position and kinds[start] in _BEFORE:
        start += 1
    end = start
    while end < position and (
        (kinds[end] not in _PREDICATES and kinds[end] not in "ST") or _is_new(sentence, end)
    ):
        end += 1
    first = start
    text = sentence.block.text
    while first < end and kinds[first] in "LGaoe":
        if COMES_FROM.match(text, sentence.tokens[first].end):
            break
        first += 1
    return clean_noun(sentence, first, end)


def _is_new(sentence: Sentence, position: int) -> bool:
    """新增注册企业: 增 is part of a noun."""
    start = sentence.tokens[position].start
    return start > 0 and sentence.block.text[start - 1] == "新" and sentence.kinds[position] == "U"


def clean_noun(sentence: Sentence, first: int, end: int) -> str:
    """The words of some tokens without what opens and closes a noun."""
    if first >= end:
        return ""
    tokens = sentence.tokens
    text = sentence.block.text[tokens[first].start : tokens[end - 1].end]
    words = TRIM.sub("", _LABEL.sub("", text))
    before = ""
    while words != before:
        before = words
        words = _MANNER.sub("", EDGE.sub("", words))
    return "" if len(words) < 2 or words in _BARE or _NO_NOUN.match(words) else words[-24:]


def rate_noun(sentence: Sentence, position: int) -> str:
    """高技术产业增加值增长4.6%: what grows, where no name of the vocabulary stands in the clause."""
    start, _ = clause_of(sentence, position)
    between = sentence.kinds[start:position]
    if "I" in between or not _TELLS & set(between) or "S" in between:
        return ""
    noun = told_noun(sentence, position)
    return noun if noun and (NOUN_TAIL.search(noun) or len(noun) > 3) else ""


def gap_name(sentence: Sentence, position: int) -> str:
    """快于规模以上工业3.0个百分点: 快于 and what is outpaced."""
    kinds = sentence.kinds
    spot = max(kinds.rfind("X", 0, position), kinds.rfind("B", 0, position))
    if spot < 0 or position - spot > 4:
        return ""
    tokens = sentence.tokens
    words = TRIM.sub("", sentence.block.text[tokens[spot].start : tokens[position].start])
    return re.sub(r"(?:增速|增幅|涨幅|约|近)+\Z", "", words)[:16]
