"""Numbers that measure what another number of the sentence measures: 由A增至B, A，比上年的B."""

from __future__ import annotations

import re

from yipan.reading.model import Quantity
from yipan.reading.slots.slots import clause_of
from yipan.reading.text.sentences import Sentence

_ARRIVES = re.compile(r"Z(?:T|L|Lw)?\Z")
_BASE = re.compile(r"(?:K|E)(?:T|TL|LT)w?\Z")
_LEVELS = frozenset({"level", "share", "structure"})
# 14.9%的平均水平: the level of what is compared.
LEVEL_BEHIND = re.compile(r"的?(?:全国|全省|全市)?(?:平均)?(?:水平|均值|平均数)")
# 其中企业类76项: a kind of the things counted before.
_KIND_OF = re.compile(r"(?:类|型|级|性|建成|在建|竣工|投产|开工|完工)\Z")


def measured_alike(sentence: Sentence, position: int, quantity: Quantity) -> Quantity | None:
    """The number before this one that measures the same thing at another time."""
    before = sentence.kinds[max(0, position - 6) : position]
    arrives, base = _ARRIVES.search(before), _BASE.search(before)
    if not arrives and not base:
        return None
    start, _ = clause_of(sentence, position)
    for other in reversed(sentence.quantities[:-1]):
        if other.role not in _LEVELS or other.base_unit != quantity.base_unit:
            continue
        if not other.name:
            return None
        if base or (sentence.at[other.id] >= start and "F" in sentence.kinds[start:position]):
            return other
        return None
    return None


def kind_of(phrase: str, counted: str) -> str:
    """企业类 of 政务服务事项 is 企业类政务服务事项, 来自北京 is of them; other words stay."""
    if phrase.startswith(("来自", "属于", "位于")):
        return counted
    return phrase + counted if _KIND_OF.search(phrase) else phrase
