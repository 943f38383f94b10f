"""Percentage points between two printed rates of the sentence or of those before it."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator

from yipan.reading.model import Formula, Quantity
from yipan.reading.near import Candidate, Near, Place
from yipan.reading.sentences import Sentence
from yipan.reading.tellings import Telling


def points(near: Near, place: Place, row: Telling) -> Iterator[Candidate]:
    """Two percentages of the sentence or of neighbours."""
    held = place.sentence.quantities
    spot = bisect(held, place.quantity.start, key=start_of)
    around = [*held[max(0, spot - 9) : spot - 1][::-1], *held[spot : spot + 3]]
    around = [q for q in around if q.dimension == "percent" and q.role != "mean_rate"]
    for order, a in enumerate(around):
        for b in around[order + 1 :]:
            if a.role == b.role:
                alone = sum(q.role == a.role for q in around) == 2
                only = alone and row.certain and _same_place(place, a, b)
                yield Candidate(_wider(a, b), only, alone)
    for back in near.earlier(place.sentence):
        rates = [q for q in back.quantities[:8] if q.dimension == "percent"]
        for order, q in enumerate(rates):
            if around and q.role == around[0].role:
                yield Candidate(_wider(around[0], q), alone=order == 0)


def _same_place(place: Place, a: Quantity, b: Quantity) -> bool:
    """增速比全国高…(全国增长7.7%): the lead names the place of one of them and compares with it."""
    sentence = place.sentence
    lead = range(place.clause, place.position)
    named = {sentence.words(sentence.tokens[n]) for n in lead if sentence.kinds[n] in "LG"}
    if not named or not {"K", "X", "B"} & set(sentence.kinds[place.clause : place.position]):
        return False
    return any(named & _places_of(sentence, q) for q in (a, b))


def _places_of(sentence: Sentence, quantity: Quantity) -> set[str]:
    position = sentence.at[quantity.id]
    start = max(sentence.kinds.rfind(mark, 0, position) for mark in "csoQNPp") + 1
    tokens = sentence.tokens[start:position]
    return {sentence.words(t) for t in tokens if t.kind in "LG"}


def start_of(quantity: Quantity) -> int:
    return quantity.start


def _wider(a: Quantity, b: Quantity) -> Formula:
    return ("-", a.id, b.id) if a.mid >= b.mid else ("-", b.id, a.id)
