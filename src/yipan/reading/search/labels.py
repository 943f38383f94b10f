"""Figures with the names that stand for them in their sentence: A、B和C分别为…, 进口3.54万亿元."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from yipan.reading.model import Quantity
from yipan.reading.text.sentences import Sentence, last_of

_ROLES = frozenset(
    {"level", "share", "rate", "ratio", "structure", "points", "difference", "mean_rate"}
)
_PLAIN = frozenset({"rounded", "exact"})
_RUN = re.compile(r"A[^csQPNA]*(?P<run>[QPN](?:a[QPN])+)")
_VERBS = re.compile(
    r"(?:同比|环比|名义|实际|增长|增加|下降|减少|上升|上涨|提高|达到|达|为|是|有|完成|实现|占比|约|的|分别|依次)+\Z"
)
_HEADS = re.compile(r"^(?:其中|而|则|但|全年|当年|同期|截至|[0-9]{4}年(?:末|底)?)+")
_SPLIT = re.compile("、|和|与|以及|及")
_MOST, _KEPT = 30, 64


@dataclass(frozen=True, slots=True, eq=False)
class Label:
    """A figure with its name; `aligned`: told by 分别; `told`: its indicator is known."""

    name: str
    quantity: Quantity
    end: int
    aligned: bool
    told: bool


@lru_cache(maxsize=_KEPT)
def labels_of(sentence: Sentence) -> tuple[Label, ...]:
    """The plain figures of a sentence with their names."""
    aligned = _aligned(sentence)
    found: list[Label] = []
    for quantity in sentence.quantities[:_MOST]:
        if quantity.role not in _ROLES or quantity.qualifier not in _PLAIN:
            continue
        position = sentence.at[quantity.id]
        name = aligned.get(quantity.id) or _lead(sentence, position)
        told = bool(quantity.indicator) and "indicator" not in quantity.inherited
        end = sentence.tokens[position].end
        found.append(Label(name, quantity, end, quantity.id in aligned, told))
    return tuple(found)


def _aligned(sentence: Sentence) -> dict[str, str]:
    """The names before 分别 for the values behind it, where they are as many."""
    found: dict[str, str] = {}
    for match in _RUN.finditer(sentence.kinds) if "A" in sentence.kinds else ():
        held = [
            t.quantity
            for t in sentence.tokens[match.start("run") : match.end("run")]
            if t.kind != "a"
        ]
        start = last_of(sentence.kinds, "cs", match.start()) + 1
        words = sentence.block.text[
            sentence.tokens[start].start : sentence.tokens[match.start()].start
        ]
        names = [_bare(n) for n in _SPLIT.split(words)]
        if len(names) == len(held):
            found |= {q.id: n for q, n in zip(held, names, strict=True) if isinstance(q, Quantity)}
    return found


def _lead(sentence: Sentence, position: int) -> str:
    start = last_of(sentence.kinds, "csaoeQPNMp", position) + 1
    return _bare(
        sentence.block.text[sentence.tokens[start].start : sentence.tokens[position].start]
    )


def _bare(words: str) -> str:
    return _HEADS.sub("", _VERBS.sub("", words.strip()))
