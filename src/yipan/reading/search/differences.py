"""Kernels for differences and multiples of two levels."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from yipan.reading.model import Formula, Quantity
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.evidence import same_measure
from yipan.reading.reckoning.figures import Figure
from yipan.reading.reckoning.near import (
    Candidate,
    Near,
    Place,
    clause_text,
    gap,
    is_base,
    telling_digits,
)
from yipan.reading.reckoning.tellings import Telling
from yipan.reading.relations.additive import splits
from yipan.reading.search.derived import clause_words
from yipan.reading.search.portions import ratio_of
from yipan.reading.search.rates import bases_of, identity

_COMPARED = re.compile(
    r"(?P<a>[\u4e00-\u9fff]{2,8}?)(?:产量|总量|总额|规模|数量)?(?:比|是|为|相当于|高于|多于)(?P<b>[\u4e00-\u9fff]{2,8}?)"
    r"(?:多出?|高出?|少|低|的)?(?:了|近|约)?$"
)

_BRACKET = 40
_BASE = re.compile(r"o[QPN]ew?\Z")
_REACHED = re.compile(r"达|至|到")

_OTHER_PART = re.compile(r"(?:\A|[是为])(?P<other>[\u4e00-\u9fff]{2,6})的(?:约|近)?\Z")


def difference(near: Near, place: Place, row: Telling) -> Iterator[Candidate]:
    """Two levels of the measure: certain where the sentence has these two and tells which is less."""
    if len(row.parts) == 2 and row.measure != "amount":
        yield from _of_parts(place, row)
        return
    held = [f for f in near.before(place) if same_measure(f.quantity, place.quantity)]
    held += [f for f in near.behind(place) if same_measure(f.quantity, place.quantity)]
    for order, a in enumerate(held):
        for b in held[order + 1 :]:
            two = row.certain and _pair(place, held, a, b, row)
            yield Candidate(gap(a, b), two, not two and _parts_told(a, b, row))
    yield from _named_pair(near, place, False)
    yield from _former_and_latter(near, place, False)
    yield from _with_rate(near, place)
    last = next((f for f in held if not is_base(f)), held[0] if held else None)
    if last is not None:
        for other in near.others(place, last.quantity):
            if other.sentence is not place.sentence:
                yield Candidate(gap(last, other))


def _named_pair(near: Near, place: Place, times: bool) -> Iterator[Candidate]:
    """云州市比白沙市多42.7万人次, 黑龙江产量是辽宁的3.0倍: the figures that carry these names."""
    words = clause_words(place)
    if words.startswith("比"):
        named = (t for t in place.sentence.tokens[: place.clause] if t.kind in "LI")
        subject = next((t for t in named if t.kind == "L"), None)
        words = (place.sentence.words(subject) if subject else "") + words
    match = _COMPARED.search(words)
    if match is None:
        return
    for sentence in (place.sentence, *near.earlier(place.sentence)):
        held = [f for f in near.amounts(sentence) if f.quantity.id != place.quantity.id]
        if sentence is place.sentence:
            held = [f for f in held if f.position < place.position]
        if not times:
            held = [f for f in held if same_measure(f.quantity, place.quantity)]
        pair = [[f for f in held if _carries(f, match[side])] for side in ("a", "b")]
        if len(pair[0]) == 1 and len(pair[1]) == 1 and pair[0] != pair[1]:
            a, b = pair[0][0], pair[1][0]
            if same_measure(a.quantity, b.quantity):
                formula = ("/", a.quantity.id, b.quantity.id) if times else gap(a, b)
                yield Candidate(formula, True)
            return


def _carries(figure: Figure, name: str) -> bool:
    """Whether a figure is that of the place or thing named."""
    party = figure.quantity.party or ""
    told = bool(party) and "party" not in figure.quantity.inherited
    return (told and name.startswith(party)) or figure.words.endswith(name)


def _with_rate(near: Near, place: Place) -> Iterator[Candidate]:
    """减少3.3亿立方米,下降3.6%: the rate behind says which two levels the change is of."""
    rate = next(
        (
            t.quantity
            for t in place.sentence.tokens[place.position + 1 : place.position + 5]
            if t.kind == "P" and isinstance(t.quantity, Quantity) and t.quantity.role == "rate"
        ),
        None,
    )
    if rate is None or not telling_digits(rate):
        return
    known = {}
    for base in bases_of(near, place):
        for last in near.others(place, base.quantity):
            if is_base(last) or not same_measure(last.quantity, place.quantity):
                continue
            known.update({q.id: q for q in (base.quantity, last.quantity)})
            growth = formulas.evaluate(formulas.growth(base.quantity.id, last.quantity.id), known)
            if growth.meets(rate.interval) or (growth * -1).meets(rate.interval):
                yield Candidate(gap(last, base), True)
                return


def _pair(place: Place, held: list[Figure], a: Figure, b: Figure, row: Telling) -> bool:
    """Whether the segment has these two levels alone, one of them told as base or by the words."""
    inner = [f for f in held if place.inside(f.position)]
    ahead = [f for f in inner if f.position < place.position]
    if len(ahead) > 1:
        inner = ahead[:2] if row.parts else ahead
    if {identity(f) for f in inner} != {identity(a), identity(b)} or "O" in place.between(
        b.position
    ):
        return False
    if row.parts:
        return _parts_told(a, b, row)
    last = b if is_base(a) else a
    reached = last.position < place.position or _REACHED.search(clause_text(last))
    return is_base(a) != is_base(b) and bool(reached)


def _parts_told(a: Figure, b: Figure, row: Telling) -> bool:
    """Whether the clauses of the two figures hold the words that the row asks for: 出生 and 死亡."""
    words = [clause_text(f) for f in (a, b)]
    return bool(row.parts) and all(any(p in w for w in words) for p in row.parts)


def times(near: Near, place: Place, row: Telling) -> Iterator[Candidate]:
    """A是B的n倍 with both figures near it."""
    yield from _named_pair(near, place, True)
    yield from _former_and_latter(near, place, True)
    yield from _in_brackets(near, place)
    yield from _base_in_brackets(place)
    rest = next(_of_other_part(near, place), None)
    if rest is not None:
        yield rest
        return
    yield from ratio_of(near, place, row)
    held = near.before(place)[:4]
    for order, b in enumerate(held):
        for a in held[order + 1 :]:
            if same_measure(a.quantity, b.quantity):
                larger, smaller = (a, b) if _size(a) >= _size(b) else (b, a)
                two = len([f for f in held if same_measure(f.quantity, a.quantity)]) == 2
                dated = "T" in place.sentence.kinds[place.clause : place.position]
                alone = two and not dated and place.inside(a.position) and place.inside(b.position)
                yield Candidate(("/", larger.quantity.id, smaller.quantity.id), False, alone)


def _of_parts(place: Place, row: Telling) -> Iterator[Candidate]:
    """自然增长率-2.25‰: the rates of births and deaths, told before it."""
    held = [q for q in place.sentence.quantities if q.start < place.quantity.start]
    held = [q for q in held if same_measure(q, place.quantity)]
    pair = [[q for q in held if part in (q.indicator_zh or "")] for part in row.parts]
    if len(pair[0]) == len(pair[1]) == 1:
        first, second = sorted((pair[0][0], pair[1][0]), key=lambda q: -q.mid * q.scale)
        yield Candidate(("-", first.id, second.id), True)


def _size(figure: Figure) -> Fraction:
    return figure.quantity.mid * figure.quantity.scale


def _of_other_part(near: Near, place: Place) -> Iterator[Candidate]:
    """进出口97.8亿美元,其中出口86.2亿美元,是进口的7.4倍: the other part is what the total leaves."""
    match = _OTHER_PART.search(clause_words(place))
    held = near.before(place)[:2]
    if match is None or len(held) < 2 or not place.inside(held[1].position):
        return
    part, whole = held
    larger = _size(part) < _size(whole) and same_measure(part.quantity, whole.quantity)
    if not larger or "O" not in place.sentence.kinds[whole.position : part.position]:
        return
    for words, complete in splits():
        two = complete and len(words) == 2 and match["other"] in words
        if two and any(w != match["other"] and w in clause_text(part) for w in words):
            rest: Formula = ("-", whole.quantity.id, part.quantity.id)
            yield Candidate(("/", part.quantity.id, rest), False, True)


def _former_and_latter(near: Near, place: Place, times: bool) -> Iterator[Candidate]:
    """前者是后者的2.43倍: the two figures told last, in their order."""
    words = clause_words(place)
    if "前者" not in words or "后者" not in words:
        return
    held = near.before(place)
    for sentence in near.earlier(place.sentence):
        if len(held) < 2:
            held = [*held, *near.amounts(sentence)[::-1]]
    if len(held) > 1 and same_measure(held[0].quantity, held[1].quantity):
        b, a = held[0], held[1]
        formula = ("/", a.quantity.id, b.quantity.id) if times else gap(a, b)
        only = a.sentence is b.sentence is place.sentence
        yield Candidate(formula, only, True)


def _base_in_brackets(place: Place) -> Iterator[Candidate]:
    """分别为6.3%和3.3%,前者是全国平均水平(2.2%)的2.9倍: the base in brackets, of 前者 the first of two."""
    sentence = place.sentence
    if not _BASE.search(sentence.kinds[: place.position]):
        return
    held = [q for q in sentence.quantities if q.start < place.quantity.start]
    *before, base = held
    like = [q for q in before if same_measure(q, base)]
    words = clause_words(place)
    pick = -2 if "前者" in words else -1
    if len(like) >= -pick:
        yield Candidate(("/", like[pick].id, base.id), "者" in words)


def _in_brackets(near: Near, place: Place) -> Iterator[Candidate]:
    """2.19倍(10143.3亿元与4640.8亿元之比): the bracket says what it is of."""
    end = place.sentence.tokens[place.position].end
    text = place.sentence.block.text[end : end + _BRACKET]
    held = near.behind(place)[:2]
    if text.startswith("(") and "之比" in text and len(held) == 2:
        yield Candidate(("/", held[0].quantity.id, held[1].quantity.id), True)
