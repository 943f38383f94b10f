"""The rest that words leave behind a list of parts: 83.6:9.5:5.4,其余1.5%为事业单位."""

from __future__ import annotations

import re

from yipan.reading.model import Quantity
from yipan.reading.reckoning.evidence import same_measure
from yipan.reading.text.sentences import Sentence

# Behind the last part: the rest, and whether a number stands in its clause.
_REST = re.compile(
    r"[^，。；0-9]{0,8}[，；、和及]?(?:而|另有|还有|尚有)?(?P<rest>其余|其他|其它|剩余|剩下|余下|另外)(?P<words>[^，。；0-9]{0,12})"
)
_LOOK = 40


def rest_behind(sentence: Sentence, last: Quantity) -> Quantity | bool:
    """The number of the rest behind a part; True where one is told without a number."""
    text, end = sentence.block.text, _end(sentence, last)
    match = _REST.match(text, end, min(sentence.end, end + _LOOK))
    if match is None:
        return False
    behind = [q for q in sentence.quantities if _start(sentence, q) >= match.end("rest")]
    first = behind[0] if behind else None
    if first is None or _start(sentence, first) > match.end() + 1:
        return True
    percent = {first.dimension, last.dimension} <= {"percent", "number", "ratio"}
    return first if percent or same_measure(first, last) else True


def _start(sentence: Sentence, quantity: Quantity) -> int:
    return sentence.tokens[sentence.at[quantity.id]].start


def _end(sentence: Sentence, quantity: Quantity) -> int:
    return sentence.tokens[sentence.at[quantity.id]].end
