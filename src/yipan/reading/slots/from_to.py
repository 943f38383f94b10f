"""The two ends of a change: from where it counts, and where it arrives."""

from __future__ import annotations

import re

from yipan.core.period import Period
from yipan.reading.text.sentences import Sentence

_BECOMES = re.compile(r"(?:调整|优化|变化|转变|演变|变更|变)(?:为|成|到|至)\Z")


def start_before(sentence: Sentence, position: int) -> Period | None:
    """由2014年的A调整为2020年的B,第三产业占比由C…: the time from which the sentence counts."""
    times = [t.value for t in sentence.tokens[:position] if t.kind == "T"]
    told = [(t[0], t[1]) for t in times if isinstance(t, tuple)]
    if len(told) < 2 or told[-2][1] != "from" or told[-1][1] != "now":
        return None
    first: Period = told[-2][0]
    return first


def becomes(sentence: Sentence, position: int) -> bool:
    """由A调整为B: the later of two, without a word of rise or fall."""
    stop = sentence.tokens[position].start
    return bool(_BECOMES.search(sentence.block.text, max(sentence.start, stop - 3), stop))


def follows_from(kinds: str, position: int) -> bool:
    return re.search(r"F[TwLI]?w?\Z", kinds[:position]) is not None
