"""Statements that nothing near confirms: whether one slip keeps them from coming out.

Others tell what comes out, and what certainly does not. Here a number that its words tell to be
reckoned, and that no reading has decided, is held against the one reckoning that the words make
best. Where one digit changed, or two neighbours exchanged, in one number would make it come out, and
that is no likely accident, the statement is a doubt with its calculation and that repair.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, islice, pairwise
from math import log

from yipan.reading.model import Claim, Formula, Quantity
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.base_words import told_as_base
from yipan.reading.reckoning.bases import OTHER_BASIS
from yipan.reading.reckoning.evidence import Evidence, Maker, coarse
from yipan.reading.reckoning.figures import Figures, clause_start
from yipan.reading.reckoning.near import (
    Candidate,
    Near,
    Place,
    last_told,
    near_of,
    place_of,
    telling_digits,
    words_of,
)
from yipan.reading.reckoning.repairs import one_number_mends
from yipan.reading.reckoning.tellings import Telling, tellings_of
from yipan.reading.search.agreeing import SEARCHES, constant_prices, rounded_mean
from yipan.reading.search.derived import clause_words, per_one
from yipan.reading.search.portions import OTHER_AREA, told_whole
from yipan.reading.search.second_look import MEAN
from yipan.reading.search.share_words import is_former
from yipan.reading.search.table_pool import from_tables

_MOST_TRIED = 24
# How often figures at random may be one slip from the number: where the words leave one reckoning,
# where one stands nearer than the others, where several stand equally near.
_SURE, _LIKELY, _RARE = 10.0, 0.5, 0.1
# The same of all ways of which one alone is a slip from the number.
_TOGETHER = 0.25
# Where a figure stands, from the number: its segment, its sentence, behind it, elsewhere.
_SEGMENT, _SENTENCE, _BEHIND, _AFAR = range(4)
# Of one digit: nine others, and the exchange with the next.
_SLIPS = 10
_PLAIN = frozenset({"rounded", "exact"})
_RATES = frozenset({"growth", "mean"})
# Answers that leave a statement open for want of a number, not for its meaning.
_WANTING = frozenset({"NO_EVIDENCE"})
_TRENDS = frozenset({"direction", "trend_endpoint", "trend_monotone", "trend_run", "rank_order"})


Told = set[tuple[str, frozenset[str]]]


@dataclass(frozen=True, slots=True)
class Way:
    """A way to reckon a number: the figures in it, how near they stand, what chance may be left."""

    candidate: Candidate
    numbers: tuple[Quantity, ...]
    nearest: int
    farthest: int

    @property
    def sure(self) -> bool:
        """Whether its kernel takes the words to mean these figures."""
        return self.candidate.only or self.candidate.alone


def near_misses(figures: Figures, evidence: Evidence, claims: Sequence[Claim]) -> Iterator[Claim]:
    """Doubts about undecided numbers that one slip keeps from coming out."""
    judge = _Judge(near_of(figures), Maker(figures.reading, evidence), _told(claims, evidence))
    settled = {c.span for c in claims if c.reason not in _WANTING and c.relation not in _TRENDS}
    settled |= _changes(claims, evidence)
    for sentence in figures.reading.sentences:
        for quantity in () if sentence.tabular else sentence.quantities:
            if (quantity.start, quantity.end) in settled or quantity.qualifier not in _PLAIN:
                continue
            place = place_of(sentence, quantity)
            listed = sentence.kinds[max(0, place.position - 1) : place.position] == "Z"
            claim = judge.of(place) if telling_digits(quantity) and not listed else None
            if claim is not None:
                yield claim


def _changes(claims: Iterable[Claim], evidence: Evidence) -> set[tuple[int, int]]:
    """同比增加43.9亿元,增长25.7%: the changes whose rate comes out are right themselves."""
    agreed = (c for c in claims if c.verdict == "consistent" and c.relation == "growth_rate")
    held = (evidence.quantities[i] for c in agreed for i in c.operands)
    return {(q.start, q.end) for q in held if q.role == "difference"}


def _told(claims: Iterable[Claim], evidence: Evidence) -> Told:
    """What the figures of each reckoning that comes out have told already: one pair, one statement."""
    agreed = (c for c in claims if c.verdict == "consistent" and isinstance(c.trace.left, str))
    found = ((evidence.quantities.get(str(c.trace.left)), c) for c in agreed)
    return {(q.dimension, frozenset(c.operands) - {q.id}) for q, c in found if q is not None}


@dataclass(frozen=True, slots=True)
class _Judge:
    near: Near
    make: Maker
    told: Told

    def of(self, place: Place) -> Claim | None:
        """The doubt of the first row that has one best reckoning; none where any comes out."""
        found: list[tuple[Telling, Way, float]] = []
        several: list[tuple[Telling, Sequence[Way]]] = []
        for row in tellings_of(place):
            held = self._ways(place, row)
            if any(self._agrees(place, row, way) for way in held):
                return None
            if row.kernel == "growth" and MEAN.search(place.lead):
                continue
            if row.kernel == "share" and is_former(place):
                continue
            free = [w for w in held if w.sure or self._fits(place, row, w)]
            best = self._best(place, free)
            if best is not None:
                found.append((row, *best))
            several.append((row, free))
        claims = (self._doubt(place, row, way, most) for row, way, most in found)
        one = next((c for c in claims if c is not None), None)
        return one or next(
            (c for row, free in several if (c := self._of_several(place, row, free))), None
        )

    def _of_several(self, place: Place, row: Telling, free: Sequence[Way]) -> Claim | None:
        """The one of several ways that a slip mends, where few figures at random would be that near."""
        kind = place.quantity.dimension
        held = [w for w in free if (kind, frozenset(q.id for q in w.numbers)) not in self.told]
        held = [w for w in held if w.farthest < _BEHIND or w.sure]
        if not held or sum(_chance(place, w) for w in held) > _TOGETHER:
            return None
        claims = [c for w in held if (c := self._doubt(place, row, w, _SURE))]
        return claims[0] if len(claims) == 1 else None

    def _ways(self, place: Place, row: Telling) -> list[Way]:
        """The ways to reckon the number, each once."""
        found: dict[Formula, Candidate] = {}
        ways = chain(
            SEARCHES[row.kernel](self.near, place, row), from_tables(self.near, place, row)
        )
        for way in islice(ways, _MOST_TRIED):
            if way.formula not in found or way.alone:
                found[way.formula] = way
        return [self._way(place, c) for c in found.values()]

    def _way(self, place: Place, candidate: Candidate) -> Way:
        known = self.make.evidence.quantities
        ids = dict.fromkeys(formulas.operands(candidate.formula, known))
        numbers = tuple(known[i] for i in ids)
        steps = [_step(place, q) for q in numbers] or [_AFAR]
        return Way(candidate, numbers, min(steps), max(steps))

    def _agrees(self, place: Place, row: Telling, way: Way) -> bool:
        """Whether it comes out, and closely; figures that have told another number prove nothing."""
        known = self.make.evidence.quantities
        if (place.quantity.dimension, frozenset(q.id for q in way.numbers)) in self.told:
            return False
        left = rounded_mean(place.quantity, row)
        stated = place.quantity.absolute if left is None else formulas.evaluate(left, known)
        result = formulas.comes_out(way.candidate.formula, stated, known)
        return result is not None and not coarse(result, place.quantity)

    def _fits(self, place: Place, row: Telling, way: Way) -> bool:
        """Whether the words allow these figures, the one told last among them."""
        if row.parts or not all(q.qualifier in _PLAIN and telling_digits(q) for q in way.numbers):
            return False
        last = last_told(place, way.numbers)
        area = OTHER_AREA.search(place.lead.rpartition("占")[2])
        if last is None or (area and not any(area[0] in self._clause(q) for q in way.numbers)):
            return False
        whole = told_whole(place) if row.kernel == "share" else ""
        if whole and not _alike(whole, self._clause(way.numbers[-1])):
            return False
        if not all(q.id in place.sentence.at or self._of_name(last, q) for q in way.numbers):
            return False
        per = per_one(clause_words(place))
        if per is None:
            return True
        at = self.make.evidence.sentence_of
        held = ((q, at.get(q.id)) for q in way.numbers)
        bases = any(s is not None and told_as_base(s, s.at[q.id]) for q, s in held)
        return way.numbers[-1].base_unit.startswith(per) and not bases

    def _of_name(self, last: Quantity, far: Quantity) -> bool:
        """Whether a figure of another sentence is named with words of this one's."""
        return _alike(self._clause(far), self._clause(last))

    def _clause(self, quantity: Quantity) -> str:
        sentence = self.make.evidence.sentence_of.get(quantity.id)
        if sentence is None:
            return ""
        position = sentence.at[quantity.id]
        start = sentence.tokens[clause_start(sentence, max(0, position - 1))].start
        return sentence.block.text[start : sentence.tokens[position].start]

    def _best(self, place: Place, held: Sequence[Way]) -> tuple[Way, float] | None:
        """The one that the words make best, and the chance that it leaves."""
        kind = place.quantity.dimension
        free = [w for w in held if (kind, frozenset(q.id for q in w.numbers)) not in self.told]
        sure = [w for w in free if w.sure]
        if sure:
            return (sure[0], _SURE) if len(sure) == 1 else None
        if not free or len(free) < len(held):
            return None
        first, *others = sorted(free, key=lambda w: (w.nearest, w.farthest))
        if all(w.farthest > first.farthest for w in others) and _before(first, bool(others)):
            return first, _LIKELY
        return (free[0], _RARE) if _before(free[0], False) else None

    def _doubt(self, place: Place, row: Telling, way: Way, most: float) -> Claim | None:
        if OTHER_BASIS.search(words_of(place)) or not all(map(telling_digits, way.numbers)):
            return None
        if row.kernel in _RATES and constant_prices(self.make, place, way.candidate):
            return None
        claim = self.make.compare(
            row.relation, place.sentence, place.quantity, way.candidate.formula, severity="soft",
            pattern=row.name + ", one slip away", left=rounded_mean(place.quantity, row),
        )  # fmt: skip
        if claim.verdict != "inconsistent" or _chance(place, way) > most:
            return None
        mended = one_number_mends(claim, self.make.reading, self.make.evidence)
        return claim if mended else None


def _alike(a: str, b: str) -> bool:
    """Whether two names have two characters in a row in common."""
    return any(x + y in b for x, y in pairwise(a))


def _step(place: Place, quantity: Quantity) -> int:
    sentence = place.sentence
    if quantity.id not in sentence.at:
        return _AFAR
    if quantity.start > place.quantity.start:
        return _BEHIND
    return _SEGMENT if place.inside(sentence.at[quantity.id]) else _SENTENCE


def _before(way: Way, here: bool) -> bool:
    """Whether the figures stand before the number, one of them in its sentence; `here`: both."""
    near = way.nearest <= _SENTENCE and way.farthest != _BEHIND
    return near and (way.farthest < _BEHIND or not here)


def _chance(place: Place, way: Way) -> float:
    """How often other figures are one slip from this number: slips × its width, over a decade."""
    numbers = (place.quantity, *way.numbers)
    digits = sum(c.isdigit() for q in numbers for c in q.text or str(q.mid))
    size = abs(place.quantity.mid)
    width = (place.quantity.step or 1) / size if size else Fraction(1)
    return float(_SLIPS * digits * width) / log(10)
