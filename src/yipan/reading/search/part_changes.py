"""What a part adds to the change of its whole: 总产比上年多19.5亿斤, 对增产的贡献率为66.3%."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from yipan.reading.model import Formula, Quantity
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.evidence import same_measure
from yipan.reading.reckoning.near import Candidate, Near, Place
from yipan.reading.text.sentences import Sentence

_MOST_CHANGES = 6
_MOST_PAIRS = 24
# A level and its base are of one order.
_WIDEST = 4


def part_of_change(near: Near, place: Place) -> Iterator[Candidate]:
    """A change over a larger one: both printed, or reckoned from a level and the base beside it."""
    own = list(islice(_changes(near, place.sentence, place.position), _MOST_CHANGES))
    wider = [c for s in near.earlier(place.sentence) for c in islice(_changes(near, s), 4)]
    pairs = ((a, b) for a in own for b in (*own, *wider) if a is not b)
    for (part, like), (whole, other) in islice(pairs, _MOST_PAIRS):
        if same_measure(like, other):
            yield Candidate(formulas.percent(part, whole))


def _changes(
    near: Near, sentence: Sentence, position: int | None = None
) -> Iterator[tuple[Formula, Quantity]]:
    """Changes of a sentence with a quantity of their measure: printed ones, then level less base."""
    numbers = sentence.quantities[:_MOST_PAIRS]
    for q in numbers:
        if q.role == "difference" and (position is None or sentence.at[q.id] < position):
            yield q.id, q
    for base in near.bases(sentence)[:2]:
        for last in near.amounts(sentence)[:_MOST_CHANGES]:
            a, b = last.quantity, base.quantity
            size, other = a.mid * a.scale, b.mid * b.scale
            if last is not base and same_measure(a, b) and other < size < _WIDEST * other:
                yield ("-", a.id, b.id), a
