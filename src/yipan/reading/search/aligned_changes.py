"""Changes told in a row, each of its own level: 进口A、出口B,分别增长a和b(上年同期进口C、出口D).

Levels, bases and changes are as many, and stand in one order. Where all come out they are told;
where all but one do, that one is a doubt if one digit, or two exchanged, would make it come out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from yipan.reading.model import Claim, Formula, Quantity
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.base_words import told_as_base
from yipan.reading.reckoning.bases import OTHER_BASIS
from yipan.reading.reckoning.evidence import Evidence, Maker, coarse, same_measure
from yipan.reading.reckoning.figures import Figure, Figures
from yipan.reading.reckoning.near import Near, is_base, near_of, place_of
from yipan.reading.reckoning.repairs import one_number_mends
from yipan.reading.text.sentences import Sentence

_ROW = re.compile(r"[PQNp](?:[ac][PQNp])+")
_TOLD = re.compile(
    r"(?:分别|依次|各)[^。；]{0,10}?(?:(?P<up>增长|增加|提高|上升|上涨|增)|(?P<down>下降|减少|降低|回落|降|减))了?\Z"
    r"|(?:增幅|涨幅|升幅|增量|增速|(?:提高|提升|增长|上升)(?:幅度)?|(?P<fall>(?:降幅|减幅|跌幅|(?:下降|减少|降低)(?:幅度)?)))(?:分别|依次)(?:为|达到?)?\Z"
)
_EARLIER = re.compile(r"上年|去年|前年|同期|上月|年初|[0-9]{4}年")
_PLAIN = frozenset({"rounded", "exact"})
_RELATION = {"percent": "growth_rate", "percentage_point": "share_change_pp"}
_SET_AGAINST = ("相比", "相较", "比较")
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
    lasts = [f.quantity for f in amounts if f.position < first and not is_base(f)][-count:]
    bases = [f.quantity for f in _bases(sentence, amounts, end, count)]
    before = _rows_before(sentence, first, row) if not bases else None
    lasts, bases = before if before is not None else (lasts, bases)
    pairs = list(zip(lasts, bases, strict=False))
    if len(pairs) < count or not all(same_measure(a, b) for a, b in pairs):
        return
    down = bool(told["down"] or told["fall"])
    ways = [_formula(q, a, b, down) for q, (a, b) in zip(row, pairs, strict=True)]
    yield from _judged(make, sentence, row, ways)


def _rows_before(
    sentence: Sentence, first: int, row: Sequence[Quantity]
) -> tuple[list[Quantity], list[Quantity]] | None:
    """(levels, bases): 分别为A1、A2,与2019年的B1、B2相比,分别增长…; 分别由B1、B2提高到A1、A2,…."""
    rows: list[list[Quantity]] = []
    for match in _ROW.finditer(sentence.kinds, 0, first):
        held = [sentence.tokens[n].quantity for n in range(match.start(), match.end(), 2)]
        found = [q for q in held if isinstance(q, Quantity) and q.qualifier in _PLAIN]
        points = row[0].dimension == "percentage_point"
        if len(found) == len(row) and (found[0].dimension == "percent") == points:
            rows.append(found)
    if len(rows) < _FEWEST:
        return None
    a, b = rows[-2:]
    spots = [sentence.at[r[0].id] for r in (a, b)]
    if "Z" in sentence.kinds[spots[0] : spots[1]]:
        return b, a
    told = [
        told_as_base(sentence, spot)
        or sentence.block.text.startswith(_SET_AGAINST, sentence.tokens[sentence.at[r[-1].id]].end)
        for spot, r in zip(spots, (a, b), strict=True)
    ]
    if told[1] and not told[0]:
        return a, b
    return (b, a) if told[0] and not told[1] else None


def _bases(sentence: Sentence, amounts: list[Figure], end: int, count: int) -> list[Figure]:
    """The levels behind the row, where an earlier time opens them."""
    behind = [f for f in amounts if f.position >= end][:count]
    if len(behind) < count:
        return []
    start, stop = sentence.tokens[end - 1].end, sentence.tokens[behind[0].position].start
    return behind if _EARLIER.search(sentence.block.text, start, stop) else []


def _formula(change: Quantity, last: Quantity, base: Quantity, down: bool) -> Formula:
    a, b = last.id, base.id
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
        relation = _RELATION.get(change.dimension, "difference")
        claim = make.compare(
            relation, sentence, change, way, severity="soft", pattern="changes in a row"
        )
        if claim.verdict == "consistent" or (
            claim.verdict == "inconsistent" and one_number_mends(claim, make.reading, make.evidence)
        ):
            yield claim
