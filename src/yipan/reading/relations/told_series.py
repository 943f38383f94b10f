"""Series printed in a sentence: the same measure at several times, in their order."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

from yipan.core.period import Period
from yipan.reading.model import Quantity
from yipan.reading.reckoning.evidence import same_measure
from yipan.reading.text.sentences import Sentence

_LIST = re.compile(r"[QPN](?:[ac][QPN]){2,}")
_YEARS = re.compile(
    r"[近过这]?[一二三四五六七八九十两0-9]{1,2}(?:年[来间里内以]|个?季度|[年季月个](?=来|间|里|内))|[近过][一二三四五六七八九十两0-9]{1,2}[年季月个]|[0-9]{1,2}月?[-—–至到~～][0-9]{1,2}月|各(?:年|季度|月)|(?:19|20)[0-9]{2}年?[-—–至到~～]|[、和](?:19|20)[0-9]{2}年|季度|[、和][0-9]{1,2}月"
)
_IN_TURN = re.compile(r"(?:依次|分别)(?:为|是|达到?)?\Z")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_OTHER_NUMBER = re.compile(r"[0-9。；]")
# A name that only tells times, 而2022年、2023年, is none.
_TIMES_ALONE = re.compile(
    r"(?:而|但|其中|[0-9]{4}年|[0-9]{1,2}月|上年|去年|前年|同期|[、和与及年至])+\Z"
)
_FEWEST = 3


def told_series(sentence: Sentence, stop: int) -> list[Quantity]:
    """The series before an offset: a list over years, or figures of times that follow each other.

    Where none stands before it, the list over years that follows it: 连续三年减少,2020年至2023年依次为….
    """
    return _listed(sentence, stop) or _dated(sentence, stop) or _listed_behind(sentence, stop)


def _listed_behind(sentence: Sentence, start: int) -> list[Quantity]:
    """The first list behind the words, told over times that are printed between the two."""
    for match in _LIST.finditer(sentence.kinds):
        first = sentence.tokens[match.start()]
        if first.start < start:
            continue
        lead = sentence.block.text[start : first.start]
        held = [t.quantity for t in sentence.tokens[match.start() : match.end() : 2]]
        found = [q for q in held if isinstance(q, Quantity)]
        years = [q.period.year for q in found]
        told = all(y is not None for y in years) and len({*years}) == len(found)
        fits = _IN_TURN.search(lead) and not _OTHER_NUMBER.search(_YEAR.sub("", lead))
        if fits and told and len(found) == len(held) and _one_measure(found):
            return found
        return []
    return []


def _listed(sentence: Sentence, stop: int) -> list[Quantity]:
    """2020—2024年…分别为312.4、318.6、321.9、325.7和330.1万吨: a list that is not one of places."""
    for match in reversed(list(_LIST.finditer(sentence.kinds))):
        first, last = sentence.tokens[match.start()], sentence.tokens[match.end() - 1]
        if last.end > stop:
            continue
        held = [t.quantity for t in sentence.tokens[match.start() : match.end() : 2]]
        found = [q for q in held if isinstance(q, Quantity)]
        lead = sentence.block.text[sentence.start : first.start]
        places = sum(sentence.kinds[: match.start()].count(k) for k in "LG")
        over_time = bool(_YEARS.search(lead)) and places < len(held)
        if over_time and len(found) == len(held) and _one_measure(found):
            return found
    return []


def _dated(sentence: Sentence, stop: int) -> list[Quantity]:
    """一季度4.8%,上半年5.1%,前三季度5.4%: the same role and measure at times in their order."""
    held = [q for q in sentence.quantities if sentence.tokens[sentence.at[q.id]].end <= stop]
    if not held:
        return []
    last = held[-1]
    found = [q for q in held if _alike(q, last) and same_measure(q, last)]
    found = [q for q in found if _one_name(q, last) and q.party == last.party]
    found.sort(key=lambda q: _end(q.period))
    ends = [_end(q.period) for q in found]
    ordered = all(a < b for a, b in pairwise(ends))
    # 渗透率30.1%,而2022年、2023年分别为…: the one of now needs no time.
    told = all("period" not in q.inherited for q in found[:-1])
    return found if len(found) >= _FEWEST and ordered and told else []


def _alike(a: Quantity, b: Quantity) -> bool:
    return a.role == b.role or {a.role, b.role} == {"level", "share"}


def _one_name(a: Quantity, b: Quantity) -> bool:
    """2022年占比38.1%,2023年39.6%: the later ones need no name."""
    names = {_TIMES_ALONE.sub("", q.name) for q in (a, b)}
    return len(names) == 1 or "" in names or "indicator" in b.inherited


def _end(period: Period) -> date:
    return period.end or date.min


def _one_measure(found: list[Quantity]) -> bool:
    plain = all(q.qualifier in {"rounded", "exact"} for q in found)
    return plain and all(q.role == found[0].role and same_measure(q, found[0]) for q in found)
