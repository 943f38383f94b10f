"""With which place a clause compares, and the figures of the two that stand near."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from yipan.reading.model import Quantity
from yipan.reading.reckoning.evidence import Evidence, same_measure, when
from yipan.reading.reckoning.near import Near, Place
from yipan.reading.search.table_names import tables_of
from yipan.reading.text.lexer import Token
from yipan.reading.text.names import Place as Named
from yipan.reading.text.sentences import last_of

_THAN = re.compile(r"比(?!重|例)|较|[高低快慢优多少]于|[高低多]出|超过|超出|领先|落后|不及")
_BESIDE = re.compile(r"(?:[与和同较比]|[高低快慢优多少]于|不及|超过)\Z")
_FEW_WORDS = 12
_APART = re.compile(r"(?:相差|之差|差距|差)(?:为|达)?(?:约|近)?\Z")
_LESS = re.compile(r"低|慢|少|落后|不及")
# The words right before an amount that is a distance, and no level compared with.
_DISTANCE = re.compile(r"(?:[高低多少快慢]出?|相差|差距为?|差)了?(?:约|近|超)?\Z")
_ROLES = frozenset({"level", "share", "rate", "structure", "ratio"})
_PLAIN = frozenset({"rounded", "exact"})
_POINTS = "percentage_point"
_BACK = 2


@dataclass(frozen=True, slots=True)
class Compared:
    """A place that is compared with; the figure printed with it; whether its clause is the own one."""

    name: str
    figure: Quantity | None
    here: bool
    start: int


def compared_of(place: Place) -> Compared | None:
    """The place that the clause of a distance compares with, or that a clause before it does."""
    points = place.quantity.dimension == _POINTS
    if not points and not _DISTANCE.search(place.lead):
        return None
    text, start, stop = place.sentence.block.text, _start(place), _stop(place)
    named = [t for t in _named(place) if t.start >= start]
    compared = _THAN.search(text, start, stop)
    behind = [t for t in named if compared is not None and t.start >= compared.end()]
    if behind:
        return _compared(place, behind[0], True, compared.start() if compared else start)
    if _APART.search(place.lead) and named:
        return _compared(place, named[-1], True, start)
    if not _DISTANCE.search(place.lead) and "分别" not in text[start:stop]:
        return None
    first = place.sentence.tokens[place.first].start
    ahead = [t for t in _named(place) if first <= t.start < start]
    ahead = [t for t in ahead if _BESIDE.search(text, max(first, t.start - 3), t.start)]
    return _compared(place, ahead[-1], False, ahead[-1].start) if ahead else None


def _named(place: Place) -> list[Token]:
    tokens = place.sentence.tokens[: place.position]
    return [t for t in tokens if t.kind == "L" and isinstance(t.value, Named)]


def _compared(place: Place, token: Token, here: bool, start: int) -> Compared:
    """全国14.9%的平均水平, 全国平均水平(65.22%): the figure next to the place, of the measure asked."""
    sentence = place.sentence
    held = [
        q
        for q in sentence.quantities
        if token.end <= sentence.tokens[sentence.at[q.id]].start <= token.end + _FEW_WORDS
        and q is not place.quantity and _fits(place, q) and q.start < place.quantity.start
    ]  # fmt: skip
    return Compared(token.value.name, held[0] if len(held) == 1 else None, here, start)


def _fits(place: Place, quantity: Quantity) -> bool:
    if place.quantity.dimension == _POINTS:
        return quantity.dimension == "percent" and quantity.role in _ROLES
    return same_measure(quantity, place.quantity) and quantity.role in _ROLES


def _start(place: Place) -> int:
    """Where the clause begins, numbers in it or not."""
    clause = last_of(place.sentence.kinds, "cs", place.position) + 1
    return place.sentence.tokens[clause].start


def _stop(place: Place) -> int:
    return place.sentence.tokens[place.position].start


def level_of(place: Place) -> str | None:
    """The place that the clause itself speaks of: 江西与全国相差, 其中湖南低."""
    named = [t for t in _named(place) if t.start >= _start(place)]
    return named[0].value.name if named else None


def last_told(place: Place, compared: Compared) -> Quantity | None:
    """The figure of the place itself: in turn behind 分别, else by its name, else the last told."""
    sentence, text = place.sentence, place.sentence.block.text
    held = [
        q for q in sentence.quantities
        if sentence.tokens[sentence.at[q.id]].start < compared.start and _fits(place, q)
    ]  # fmt: skip
    if "分别" in text[_start(place) : _stop(place)]:
        return _in_turn(place, held)
    party = level_of(place)
    if party is not None and party != compared.name:
        own = [q for q in held if q.party == party]
        return own[-1] if own and own[-1].qualifier in _PLAIN else None
    others = [q for q in held if q.party != compared.name]
    return others[-1] if others and others[-1].qualifier in _PLAIN else None


def _in_turn(place: Place, held: list[Quantity]) -> Quantity | None:
    """分别为2.48%和2.26%,分别低0.17个和0.39个百分点: the one of the same turn."""
    sentence, start = place.sentence, _start(place)
    row = [
        q for q in sentence.quantities
        if sentence.tokens[sentence.at[q.id]].start >= start
        and q.dimension == place.quantity.dimension
    ]  # fmt: skip
    order = row.index(place.quantity)
    return held[-len(row) :][order] if len(row) > 1 and len(held) >= len(row) else None


def is_lower(place: Place, own: Quantity, other: Quantity) -> bool:
    """Whether the own figure is said to be the lower; of 相差 the one that is."""
    words = place.sentence.block.text[_start(place) : _stop(place)]
    if _LESS.search(words):
        return True
    return bool(_APART.search(place.lead)) and own.absolute.below(other.absolute)


def of_other(
    evidence: Evidence, near: Near, place: Place, own: Quantity, other: str
) -> Iterator[Quantity]:
    """The same figure of the other place: by its name and time, or told near by the same words."""
    if own.name:
        found = evidence.find(own.name, other, own.period, own)
        yield from (q for q in found[:_BACK] if q.id != own.id)
    for sentence in (place.sentence, *list(near.earlier(place.sentence))[:_BACK]):
        for q in sentence.quantities:
            like = q.party == other and q.role == own.role and same_measure(q, own)
            same = q.name == own.name or when(q.period) == when(own.period)
            if like and same and q is not own:
                yield q


def in_tables(near: Near, own: Quantity, other: str) -> Iterator[Quantity]:
    """The cell of the other place in the column where the table prints the own figure."""
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
