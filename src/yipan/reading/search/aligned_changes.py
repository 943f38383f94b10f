"""Changes told in a row, each of its own level: 进口A、出口B,分别增长a和b(上年同期进口C、出口D).

Levels, bases and changes are as many, and stand in one order. Where all come out they are told;
where all but one do, that one is a doubt if one digit, or two exchanged, would make it come out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from yipan.reading.model import Claim, Formula, Quantity
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.bases import OTHER_BASIS
from yipan.reading.reckoning.evidence import Evidence, Maker, coarse, same_measure
from yipan.reading.reckoning.figures import Figure, Figures
from yipan.reading.reckoning.near import Near, is_base, near_of, place_of
from yipan.reading.reckoning.repairs import one_number_mends
from yipan.reading.text.sentences import Sentence

_ROW = re.compile(r"[PQNp](?:[ac][PQNp])+")
_TOLD = re.compile(
    r"(?:分别|依次|各)[^。；]{0,10}?(?:(?P<up>增长|增加|提高|上升|上涨|增)|(?P<down>下降|减少|降低|回落|降|减))了?\Z"
)
_EARLIER = re.compile(r"上年|去年|前年|同期|上月|年初|[0-9]{4}年")
_PLAIN = frozenset({"rounded", "exact"})
_MOST = 6
_FEWEST = 2


def aligned_changes(figures: Figures, evidence: Evidence) -> Iterator[Claim]:
    """Changes in a row whose levels and bases stand in rows of the same order."""
    make, near = Maker(figures.reading, evidence), near_of(figures)
    for sentence in figures.reading.sentences:
        if sentence.tabular or len(sentence.quantities) < 3 * _FEWEST:
            continue
        for match in _ROW.finditer(sentence.kinds):
            held = [sentence.tokens[n].quantity for n in range(match.start(), match.end(), 2)]
            row = [q for q in held if isinstance(q, Quantity)]
            if len(row) == len(held) <= _MOST:
                yield from _row(make, near, sentence, row, match.end())


def _row(
    make: Maker, near: Near, sentence: Sentence, row: list[Quantity], end: int
) -> Iterator[Claim]:
    lead = place_of(sentence, row[0]).lead
    told = _TOLD.search(lead)
    plain = all(q.qualifier in _PLAIN and q.dimension == row[0].dimension for q in row)
    if told is None or not plain or OTHER_BASIS.search(lead):
        return
    count, first = len(row), sentence.at[row[0].id]
    amounts = [f for f in near.amounts(sentence) if f.quantity.qualifier in _PLAIN]
    lasts = [f for f in amounts if f.position < first and not is_base(f)][-count:]
    bases = _bases(sentence, amounts, end, count)
    pairs = list(zip(lasts, bases, strict=False))
    if len(pairs) < count or not all(same_measure(a.quantity, b.quantity) for a, b in pairs):
        return
    ways = [_formula(q, a, b, bool(told["down"])) for q, (a, b) in zip(row, pairs, strict=True)]
    yield from _judged(make, sentence, row, ways)


def _bases(sentence: Sentence, amounts: list[Figure], end: int, count: int) -> list[Figure]:
    """The levels behind the row, where an earlier time opens them."""
    behind = [f for f in amounts if f.position >= end][:count]
    if len(behind) < count:
        return []
    start, stop = sentence.tokens[end - 1].end, sentence.tokens[behind[0].position].start
    return behind if _EARLIER.search(sentence.block.text, start, stop) else []


def _formula(change: Quantity, last: Figure, base: Figure, down: bool) -> Formula:
    a, b = last.quantity.id, base.quantity.id
    if change.dimension == "percent":
        return formulas.fall(b, a) if down else formulas.growth(b, a)
    return ("-", b, a) if down else ("-", a, b)


def _judged(
    make: Maker, sentence: Sentence, row: Sequence[Quantity], ways: Sequence[Formula]
) -> Iterator[Claim]:
    known = make.evidence.quantities
    good = []
    for change, way in zip(row, ways, strict=True):
        result = formulas.evaluate(way, known)
        good.append(result.meets(change.absolute) and not coarse(result, change))
    if sum(good) < len(row) - 1:
        return
    for change, way in zip(row, ways, strict=True):
        relation = "growth_rate" if change.dimension == "percent" else "difference"
        claim = make.compare(
            relation, sentence, change, way, severity="soft", pattern="changes in a row"
        )
        if claim.verdict == "consistent" or (
            claim.verdict == "inconsistent" and one_number_mends(claim, make.reading, make.evidence)
        ):
            yield claim
