"""A second look at each alarm: whether the number comes out of other figures of its sentence.

Words can be read in more ways than one. Before a number is called false, the figures of its
sentence and of the one before are tried in every form that its relation allows, one of those in the
alarm among them. A reading that comes out takes the place of the alarm; an alarm that sets a figure
against itself is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import permutations

from yipan.reading.model import Claim, Formula, Quantity
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.base_words import CHANGED, told_as_base
from yipan.reading.reckoning.evidence import Evidence, Maker, coarse, same_measure
from yipan.reading.reckoning.figures import Figures
from yipan.reading.reckoning.near import place_of, telling_digits
from yipan.reading.text.sentences import Sentence

_MOST = 12
_WHOLE = 100  # no part is more than this many hundredths
_FALLS = re.compile(r"[降减跌]|回落|下滑|萎缩")
MEAN = re.compile(r"平均|年均")
_QUOTIENTS = frozenset({"multiple", "ratio", "share", "growth_rate"})
_LONGEST_RUN = 6
_GROWN = re.compile(r"(?:增长|增加|提高|扩大|增)了?(?:近|约)?\Z")
# Two figures that tell one change tell no other.
_OF_TWO = frozenset({"difference", "growth_rate", "share_change_pp", "rate_gap_pp"})


@dataclass(frozen=True, slots=True)
class Told:
    """The ids of figures that the words before them make bases of a comparison, or changes."""

    bases: frozenset[str]
    changes: frozenset[str]


# The forms of a relation over figures of one measure, some of them told as bases or changes.
Form = Callable[[list[Quantity], Told], Iterator[Formula]]


def second_look(figures: Figures, evidence: Evidence, claims: list[Claim]) -> None:
    """Replace or drop the alarms that another reading of the sentence explains."""
    make = Maker(figures.reading, evidence)
    taken = {
        (c.relation, frozenset(c.operands)): c.span
        for c in claims
        if c.verdict == "consistent" and c.relation in _OF_TWO
    }
    kept = []
    for claim in claims:
        if claim.verdict == "inconsistent" and claim.relation in FORMS:
            if _against_itself(claim, evidence) or _of_another_kind(claim, evidence):
                continue
            other = _explained(make, figures, claim)
            if other is not None and _free(other, taken):
                claim = other
        kept.append(claim)
    claims[:] = kept


def _free(claim: Claim, taken: dict[tuple[str, frozenset[str]], tuple[int, int]]) -> bool:
    """Whether its figures do not tell another number of the text already."""
    return taken.get((claim.relation, frozenset(claim.operands)), claim.span) == claim.span


def _against_itself(claim: Claim, evidence: Evidence) -> bool:
    """24.3亿元 ÷ 24.3亿元: one figure, or one printed twice, is no pair."""
    held = [evidence.quantities[i] for i in claim.operands if i != claim.trace.left]
    return claim.relation in _QUOTIENTS and len({q.absolute for q in held}) == 1 < 1 + len(held)


def _of_another_kind(claim: Claim, evidence: Evidence) -> bool:
    """A count is no share; 两年平均增长 is no growth from one level to the next."""
    number = _number(claim, evidence)
    if number is None:
        return False
    if claim.relation == "share" and number.dimension != "percent" and number.mid > _WHOLE:
        return True
    sentence = evidence.sentence_of.get(number.id)
    if claim.relation != "growth_rate" or sentence is None:
        return False
    return bool(MEAN.search(place_of(sentence, number).lead))


def _number(claim: Claim, evidence: Evidence) -> Quantity | None:
    """The printed number that is judged, where it is one."""
    left = claim.trace.left
    return evidence.quantities.get(left) if isinstance(left, str) else None


def _explained(make: Maker, figures: Figures, claim: Claim) -> Claim | None:
    known = make.evidence.quantities
    number = _number(claim, make.evidence)
    sentence = make.evidence.sentence_of.get(number.id) if number is not None else None
    if number is None or sentence is None or sentence.tabular or not telling_digits(number):
        return None
    told = {*claim.operands} - {number.id}
    falls = claim.relation == "growth_rate" and _FALLS.search(place_of(sentence, number).lead)
    form = _fall if falls else FORMS[claim.relation]
    if claim.relation == "multiple" and _GROWN.search(place_of(sentence, number).lead):
        form = _grown
    for held in _groups(figures, sentence, number):
        for formula in form(held, _told(held, make.evidence)):
            if not told & {*formulas.operands(formula, known)}:
                continue
            result = formulas.comes_out(formula, number.absolute, known)
            if result is not None and not coarse(result, number):
                return make.compare(
                    claim.relation, sentence, number, formula, pattern="another reading"
                )
    return None


def _groups(figures: Figures, sentence: Sentence, number: Quantity) -> Iterator[list[Quantity]]:
    """Figures of one measure near the number, in order; those of its own measure too."""
    before = figures.previous(sentence)
    near = [*(before.quantities if before else []), *sentence.quantities]
    near = [q for q in near if q.id != number.id and q.qualifier in {"rounded", "exact"}]
    near = [q for q in near if q.role != "structure"]  # one sector is not taken from another
    near = sorted(sorted(near, key=lambda q: abs(q.start - number.start))[:_MOST], key=_start)
    while near:
        group = [q for q in near if same_measure(q, near[0])]
        near = [q for q in near if q not in group]
        if len(group) > 1:
            yield group


def _start(quantity: Quantity) -> int:
    return quantity.start


def _told(held: list[Quantity], evidence: Evidence) -> Told:
    """What the words before the figures make of them."""
    at = [(q, s) for q in held if (s := evidence.sentence_of.get(q.id)) is not None]
    bases = frozenset(q.id for q, s in at if told_as_base(s, s.at[q.id]))
    changes = frozenset(
        q.id for q, s in at if q.role == "difference" or CHANGED.search(place_of(s, q).lead)
    )
    return Told(bases, changes)


def _pairs(held: list[Quantity]) -> Iterator[tuple[Quantity, Quantity]]:
    """Ordered pairs of different values."""
    return ((a, b) for a, b in permutations(held, 2) if a.absolute != b.absolute)


def _growth(held: list[Quantity], told: Told) -> Iterator[Formula]:
    """From a lower level to a higher, or a change against its base."""
    for a, b in _pairs(held):
        if b.absolute.below(a.absolute):
            yield formulas.growth(b.id, a.id)
        elif b.id in told.bases and a.id in told.changes:
            yield formulas.percent(a.id, b.id)


def _fall(held: list[Quantity], told: Told) -> Iterator[Formula]:
    """From a higher level to a lower, or a change against its base."""
    for a, b in _pairs(held):
        if a.absolute.below(b.absolute):
            yield formulas.fall(b.id, a.id)
            if b.id in told.bases and a.id in told.changes:
                yield formulas.percent(a.id, b.id)


def _share(held: list[Quantity], _: Told) -> Iterator[Formula]:
    """One figure, or a run of them, in another."""
    yield from (formulas.percent(a.id, b.id) for a, b in _pairs(held))
    for run in _runs(held):
        rest = [q for q in held if q not in run]
        yield from (formulas.percent(formulas.add([q.id for q in run]), q.id) for q in rest)


def _multiple(held: list[Quantity], _: Told) -> Iterator[Formula]:
    for a, b in _pairs(held):
        yield ("/", a.id, b.id)
        yield ("-", ("/", a.id, b.id), "1")


def _grown(held: list[Quantity], _: Told) -> Iterator[Formula]:
    """增长2.7倍 is what the level is more than its base, in bases."""
    return (("-", ("/", a.id, b.id), "1") for a, b in _pairs(held))


def _ratio(held: list[Quantity], told: Told) -> Iterator[Formula]:
    yield from _share(held, told)
    yield from _multiple(held, told)


def _difference(held: list[Quantity], _: Told) -> Iterator[Formula]:
    return (("-", a.id, b.id) for a, b in _pairs(held) if b.absolute.below(a.absolute))


def _runs(held: list[Quantity]) -> Iterator[list[Quantity]]:
    """Figures that follow one another, two or more."""
    for length in range(2, min(_LONGEST_RUN, len(held)) + 1):
        for first in range(len(held) - length + 1):
            yield held[first : first + length]


FORMS: dict[str, Form] = {
    "growth_rate": _growth,
    "share": _share,
    "ratio": _ratio,
    "multiple": _multiple,
    "difference": _difference,
    "share_change_pp": _difference,
    "rate_gap_pp": _difference,
}
