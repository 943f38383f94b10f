"""Points between two places: 低于全国平均水平0.6个百分点, 比北京低32.1个百分点, 与全国相差0.8个百分点.

The rate of the place itself stands before the points, the other in the words of the comparison, in
another sentence by the same name, or in the row of a table that the other place names. Structures
a:b:c tell the shares of their sectors.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from yipan.reading.model import Claim, Formula, Quantity
from yipan.reading.reckoning.evidence import Evidence, Maker, same_measure, when
from yipan.reading.reckoning.figures import Figures
from yipan.reading.reckoning.near import Near, Place, near_of, place_of
from yipan.reading.search.structures import sector_of, structures_of
from yipan.reading.search.table_names import tables_of
from yipan.reading.text.names import Place as Named
from yipan.reading.text.sentences import last_of

PATTERN = "points between two places"
_THAN = re.compile(r"比(?!重|例)|较|[高低快慢优多少]于|[高低多]出|超过|超出|领先|落后|不及")
_APART = re.compile(r"相差|之差|差距为?|差")
_LESS = re.compile(r"低|慢|少|落后|不及")
_CHANGE = re.compile(r"_(?:change|gap|yoy_gap|growth)\Z")
_CHANGE_WORDS = re.compile(r"(?:占比变动|变动|增速高于全国)\Z")
_RATES = frozenset({"level", "share", "rate", "structure", "ratio"})
_BACK = 2


def place_gaps(figures: Figures, evidence: Evidence, told: Iterable[Claim]) -> Iterator[Claim]:
    """Claims about points that compare two places and are not decided yet."""
    make, near = Maker(figures.reading, evidence), near_of(figures)
    decided = {c.span for c in told if c.verdict == "consistent"}
    for sentence in figures.reading.sentences:
        if sentence.tabular or "p" not in sentence.kinds:
            continue
        for quantity in sentence.quantities:
            points = quantity.dimension == "percentage_point"
            if points and (quantity.start, quantity.end) not in decided:
                claim = _judge(make, near, place_of(sentence, quantity))
                if claim is not None:
                    yield claim


def _judge(make: Maker, near: Near, place: Place) -> Claim | None:
    """The first pair that comes out; else the pair that one clause prints."""
    other = _other_place(place)
    if other is None:
        return None
    words = place.sentence.block.text[_start(place) : _stop(place)]
    apart = bool(_APART.search(words)) and not _LESS.search(words)
    doubt: Claim | None = None
    for own, theirs, sure in _pairs(make.evidence, near, place, other):
        low, high = (own, theirs) if _LESS.search(words) else (theirs, own)
        if apart and own.mid < theirs.mid:
            low, high = own, theirs
        formula: Formula = ("-", high.id, low.id)
        claim = make.compare(
            "rate_gap_pp", place.sentence, place.quantity, formula, pattern=PATTERN,
            severity="hard" if sure else "soft",
        )  # fmt: skip
        if claim.verdict == "consistent":
            return claim
        doubt = doubt or (claim if sure else None)
    return doubt


def _start(place: Place) -> int:
    """Where the clause begins, numbers in it or not."""
    kinds = place.sentence.kinds
    clause = last_of(kinds, "cs", place.position) + 1
    return place.sentence.tokens[clause].start


def _stop(place: Place) -> int:
    return place.sentence.tokens[place.position].start


def _other_place(place: Place) -> str | None:
    """The place that the clause compares with."""
    sentence, text = place.sentence, place.sentence.block.text
    named = [
        t for t in sentence.tokens[: place.position]
        if t.kind == "L" and isinstance(t.value, Named) and t.start >= _start(place)
    ]  # fmt: skip
    compared = _THAN.search(text, _start(place), _stop(place))
    if compared is not None:
        named = [t for t in named if t.start >= compared.end()][:1]
    elif not _APART.search(text, _start(place), _stop(place)):
        return None
    return named[-1].value.name if named else None


Pair = tuple[Quantity, Quantity, bool]


def _pairs(evidence: Evidence, near: Near, place: Place, other: str) -> Iterator[Pair]:
    """(own rate, rate of the other place, whether the clause prints both), the surest first."""
    own = _last_rate(place, other)
    inside = _in_comparison(place)
    if own is not None and inside is not None:
        yield own, inside, True
    if own is not None:
        yield from ((own, q, False) for q in _of_other(evidence, near, place, own, other))
        yield from ((own, q, False) for q in _in_tables(near, own, other))
    party, sector, structures = place.quantity.party or "", sector_of(place), structures_of(near)
    for mine in structures.part(party, sector, place.quantity.period):
        for theirs in structures.part(other, sector, mine.period):
            yield mine, theirs, False
        yield from ((mine, q, False) for q in _of_other(evidence, near, place, mine, other))
    name = _name(place.quantity)
    if name and party and party != other:
        period = place.quantity.period
        theirs_held = [inside] if inside is not None else evidence.find(name, other, period)
        for mine in evidence.find(name, party, period)[:_BACK]:
            yield from ((mine, q, False) for q in theirs_held[:_BACK] if same_measure(mine, q))


def _last_rate(place: Place, other: str) -> Quantity | None:
    """The rate told last before the comparison, of the place itself."""
    sentence = place.sentence
    compared = _THAN.search(sentence.block.text, _start(place), _stop(place))
    stop = compared.start() if compared else _stop(place)
    held = [q for q in sentence.quantities if sentence.tokens[sentence.at[q.id]].start < stop]
    rates = [q for q in held if q.dimension == "percent" and q.role in _RATES and q.party != other]
    plain = [q for q in rates if q.qualifier in {"rounded", "exact"}]
    return plain[-1] if plain and plain[-1] is rates[-1] else None


def _in_comparison(place: Place) -> Quantity | None:
    """高于全国14.9%的平均水平1.5个百分点: the rate between the comparison and the points."""
    sentence = place.sentence
    compared = _THAN.search(sentence.block.text, _start(place), _stop(place))
    if compared is None:
        return None
    held = [
        q
        for q in sentence.quantities
        if q.dimension == "percent" and q.start < place.quantity.start
        and sentence.tokens[sentence.at[q.id]].start >= compared.end()
    ]  # fmt: skip
    return held[0] if len(held) == 1 else None


def _of_other(
    evidence: Evidence, near: Near, place: Place, own: Quantity, other: str
) -> Iterator[Quantity]:
    """The same rate of the other place: by its name and time, or told near by the same words."""
    if own.name:
        found = evidence.find(own.name, other, own.period, own)
        yield from (q for q in found[:_BACK] if q.id != own.id)
    for sentence in (place.sentence, *list(near.earlier(place.sentence))[:_BACK]):
        for q in sentence.quantities:
            like = q.party == other and q.role == own.role and same_measure(q, own)
            same = q.name == own.name or when(q.period) == when(own.period)
            if like and same and q is not own:
                yield q


def _in_tables(near: Near, own: Quantity, other: str) -> Iterator[Quantity]:
    """The cell of the other place in the column where the table prints the rate itself."""
    tables = tables_of(near)
    for row in tables.rows:
        if own.party not in row.names:
            continue
        theirs = next((r for r in tables.rows if r.matrix is row.matrix and other in r.names), None)
        if theirs is None:
            continue
        for mine, cell in zip(row.line.cells, theirs.line.cells, strict=True):
            same = mine is not None and mine.mid == own.mid and same_measure(mine, own)
            if same and cell is not None:
                yield cell


def _name(quantity: Quantity) -> str:
    """The name of the rate whose points these are."""
    if quantity.indicator:
        return _CHANGE.sub("", quantity.indicator)
    return _CHANGE_WORDS.sub("", quantity.indicator_zh or "")
