"""Levels that others are compared with: 较2019年的X, 上年为X, 比年初(X)."""

from __future__ import annotations

import re
from functools import lru_cache

from yipan.reading.text.sentences import Sentence, last_of

# Of what many rules ask about the numbers next to each other.
_KEPT = 2048
_MOST_WIDE = 160
_CLAUSE = "csoe"
# 比去年同期多登记1402户: the amount is a change, no base.
CHANGED = re.compile(r"[多少高低](?:[\u4e00-\u9fff]{0,3})$|[增减升降涨跌](?:[\u4e00-\u9fff]{0,2})$")
_RATIO = re.compile(r"[重例值率]?(?:分别|依次)?(?:为|达|是|约|近)")
_MADE_OF = re.compile(r"构成|组成")
_MADE_OF_LIST = re.compile(r"[^，。；]*(?:构成|组成)")
_BASE_WORDS = re.compile(
    r"(?:上年度?|去年|上期|上届|上月|上季度?|前年|前一年|同期|年初|上年[末底]|基期|改革前|整治前|此前|原(?:来|先|有)|原(?=[为是]))"
    r"(?:同期|[末底])?[^，。；()]{0,12}?的?(?:为|是|仅|只有|约|有)*$"
)


@lru_cache(maxsize=_KEPT)
def told_as_base(sentence: Sentence, position: int) -> bool:
    """较2019年的X, 上年为X, 比年初(X), X相比; ，2020年为X behind a change."""
    kinds, text = sentence.kinds, sentence.block.text
    if kinds[max(0, position - 1) : position] == "Z":
        return False  # 去年降到1098.5万人
    start = last_of(kinds, _CLAUSE, position) + 1
    spot = max(kinds.rfind("K", start, position), kinds.rfind("F", start, position))
    if spot >= 0 and not set("QNPM") & set(kinds[spot:position]):
        behind = text[sentence.tokens[spot].end : sentence.tokens[position].start]
        made = _MADE_OF.search(behind) or _MADE_OF_LIST.match(
            text, sentence.tokens[position].end, sentence.tokens[position].end + _MOST_WIDE
        )
        if not made and not _RATIO.match(behind):  # 由四部分构成: A…; 抚养比为
            return not CHANGED.search(behind)
    if text.startswith(("相比", "相较", "比较", "为基期", "为基数"), sentence.tokens[position].end):
        return True
    if _in_bracket_of_base(sentence, position) or _year_alone(sentence, start, position):
        return True
    first = sentence.tokens[start].start
    return bool(_BASE_WORDS.search(text[first : sentence.tokens[position].start])) and not set(
        "QNPM"
    ) & set(kinds[start:position])


def _in_bracket_of_base(sentence: Sentence, position: int) -> bool:
    """比全省平均水平(5.9%)高: the bracket explains what is compared with."""
    kinds = sentence.kinds
    if kinds[max(0, position - 1) : position] != "o" or kinds[position + 1 : position + 2] != "e":
        return False
    start = last_of(kinds, "cseQNPpM", position - 1) + 1
    return bool(set("KXB") & set(kinds[start : position - 1]))


def _year_alone(sentence: Sentence, start: int, position: int) -> bool:
    """，2020年为238.5亿元: an earlier time and nothing else before the number, behind a change."""
    kinds = sentence.kinds
    behind = kinds[start - 2 : start - 1] in ("P", "M", "p") or kinds[start - 2 : start] in (
        "Qo",
        "No",
    )
    if kinds[start:position] != "T" or start < 2 or not behind:
        return False
    token, told = sentence.tokens[start], sentence.tokens[start - 2].quantity
    before = sentence.block.text[sentence.tokens[start - 1].end : token.start]
    if before.strip():
        return False  # 为2019年4806万人次的108.6%
    period = getattr(told, "period", None)
    if not isinstance(token.value, tuple) or period is None:
        return False
    earlier, end = token.value[0].end, period.end
    return earlier is not None and end is not None and earlier < end
