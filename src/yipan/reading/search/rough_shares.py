"""Shares told in round words: 近四成, 约占三分之一, 不到全省的两成, 占比过半.

A round word is true of many pairs, so only the figures that stand nearest are tried: the part just
before, and a whole that the words name or that stands beside it. What does not hold is an alarm
only where the whole stands between the verb and the share.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import islice

from yipan.core.printed import ABOUT, NEARLY, Qualifier
from yipan.reading.model import Claim, Formula, Quantity
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.evidence import Evidence, Maker, same_measure
from yipan.reading.reckoning.figures import Figure, Figures
from yipan.reading.reckoning.near import Near, Place, is_base, near_of, place_of
from yipan.reading.search.called import called, subject_of, wholes_of
from yipan.reading.search.portions import told_whole, within
from yipan.reading.text.sentences import last_of

_SHARE = re.compile(
    r"占|比重|份额|比例|相当于|仅为|只有|的(?:[约近]|接近|将近|大约|不到|不足|超过)?\Z"
)
_WORDS = (
    (re.compile(r"(?:不到|不足|未及|不及|低于|少于)[^，。；]{0,10}\Z"), Qualifier.BELOW),
    (re.compile(r"(?:超过?|逾|高于|多于|过)[^，。；近约]{0,10}\Z"), Qualifier.AT_LEAST),
    (re.compile(r"(?:接近|将近|近)[^，。；]{0,20}\Z"), Qualifier.NEARLY),
)
_BEFORE = {Qualifier.BELOW: "不到", Qualifier.AT_LEAST: "超过", Qualifier.NEARLY: "近"}
_NEAREST = 3


def rough_shares(figures: Figures, evidence: Evidence) -> Iterator[Claim]:
    """One claim for each round share whose part and whole stand near it."""
    make, near = Maker(figures.reading, evidence), near_of(figures)
    for sentence in figures.reading.sentences:
        if sentence.tabular:
            continue
        for quantity in sentence.quantities:
            if is_round(quantity):
                place = place_of(sentence, quantity)
                if _SHARE.search(place.lead) and (claim := _judged(near, make, place)):
                    yield claim


def is_round(quantity: Quantity) -> bool:
    """几成, or a fraction in words below one."""
    if quantity.unit == "成":
        return True
    return quantity.dimension == "number" and not quantity.step and 0 < quantity.mid < 1


def _judged(near: Near, make: Maker, place: Place) -> Claim | None:
    """The first pair that holds; the only pair of the sentence that does not is a doubt."""
    told = told_qualifier(place)
    first: Claim | None = None
    for part, whole in islice(_pairs(near, place), _NEAREST):
        claim = _compared(make, place, part, whole, told)
        if claim.verdict == "consistent":
            return claim
        first = first or (claim if _leaves_no_other(near, place, whole) else None)
    return first


def _leaves_no_other(near: Near, place: Place, whole: Figure) -> bool:
    """Whether the whole stands in the share's words and one figure alone before it."""
    return within(near, place) is whole and len(near.before(place)) == 2


def told_qualifier(place: Place) -> Qualifier:
    """The qualifier: printed with the number, or before the words of the whole."""
    own = Qualifier(place.quantity.qualifier)
    if own not in {Qualifier.EXACT, Qualifier.ROUNDED}:
        return own
    kinds, text = place.sentence.kinds, place.sentence.block.text
    start = last_of(kinds, "cs", place.position) + 1
    tokens = place.sentence.tokens
    clause = text[tokens[start].start : tokens[place.position].start]
    return next((kind for words, kind in _WORDS if words.search(clause)), own)


def _compared(make: Maker, place: Place, part: Figure, whole: Figure, told: Qualifier) -> Claim:
    formula: Formula = ("/", part.quantity.id, whole.quantity.id)
    if place.quantity.unit == "成":
        formula = formulas.percent(part.quantity.id, whole.quantity.id)
    return claim_of_round(make, place, formula, told, "share in round words")


def claim_of_round(
    make: Maker, place: Place, formula: Formula, told: Qualifier, pattern: str
) -> Claim:
    """A round word against a formula in its own measure: what it can stand for, by its qualifier."""
    quantity = place.quantity
    value = quantity.mid * quantity.scale
    tenths = quantity.unit == "成"
    low, high = _span(value, quantity.step * quantity.scale if tenths else Fraction(0), told)
    # The printed word is at least the share for 不到, at most the share for 超过.
    test = {Qualifier.BELOW: "at_least", Qualifier.AT_LEAST: "at_most"}.get(told, "meets")
    claim = make.compare(
        "share", place.sentence, quantity, formula, pattern=pattern,
        severity="soft", left=("range", str(low), str(high)), test=test,
    )  # fmt: skip
    claim.formula = f"{claim.formula.partition('; ')[0]}; 文中为 {_words(quantity, told)}"
    return claim


def _words(quantity: Quantity, told: Qualifier) -> str:
    """The round word with its qualifier, where that stands before the words of the whole."""
    printed = Qualifier(quantity.qualifier) not in {Qualifier.EXACT, Qualifier.ROUNDED}
    return quantity.text if printed else _BEFORE.get(told, "") + quantity.text


def _span(value: Fraction, step: Fraction, told: Qualifier) -> tuple[Fraction, Fraction]:
    """What the round word can stand for."""
    if told in {Qualifier.BELOW, Qualifier.AT_LEAST}:
        return value, value
    if told is Qualifier.NEARLY:
        return value * (1 - NEARLY), value
    if told is Qualifier.AND_MORE:
        return value, value + (step or value / 10)
    # A bare 三分之一 is no exact statement: it is read as 约.
    spread = max(value * ABOUT, step / 2 if told is not Qualifier.ABOUT else Fraction(0))
    return value - spread, value + spread


def _pairs(near: Near, place: Place) -> Iterator[tuple[Figure, Figure]]:
    """Part and whole, the natural ones first."""
    inner = within(near, place)
    held = [f for f in near.before(place) if not is_base(f)]
    if inner is not None:
        parts = [f for f in held if f.position < inner.position]
        yield from ((p, inner) for p in parts[:2] if same_measure(p.quantity, inner.quantity))
        return
    parts = [f for f in held if place.inside(f.position)] or near.behind(place)
    for part in parts[:1]:
        for whole in near.others(place, part.quantity):
            if not is_base(whole) and part.quantity.absolute.below(whole.quantity.absolute):
                yield part, whole
    named = called(near, place, subject_of(place))
    if named is not None:
        yield from ((named, w) for w in wholes_of(near, place, named, told_whole(place)))
