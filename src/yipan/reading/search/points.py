"""Percentage points between two printed rates of the sentence or of those before it."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator

from yipan.reading.model import Formula, Quantity
from yipan.reading.reckoning.base_words import told_as_base
from yipan.reading.reckoning.evidence import when
from yipan.reading.reckoning.near import Candidate, Near, Place
from yipan.reading.reckoning.tellings import Telling
from yipan.reading.search.mean_spans import EACH_YEAR, points_per_year
from yipan.reading.search.structures import structures_of
from yipan.reading.text.sentences import Sentence, last_of

_NAMED = re.compile(
    r"(?P<a>[\u4e00-\u9fff]{2,6}?)(?:地区|增速|增幅)*(?:比|高于|快于|低于|慢于)"
    r"(?P<b>[\u4e00-\u9fff]{2,6}?)(?:地区|增速)*(?:高|快|低|慢|多|少)?出?$"
)
_SHARES = {"share", "level"}
_APART = re.compile(r"相差|之差|差距为?|差为?$")


def points(near: Near, place: Place, row: Telling) -> Iterator[Candidate]:
    """Two percentages of the sentence or of neighbours."""
    if EACH_YEAR.search(place.lead):
        yield from points_per_year(near.figures, place)
        return
    held = place.sentence.quantities
    spot = bisect(held, place.quantity.start, key=start_of)
    around = [*held[max(0, spot - 9) : spot - 1][::-1], *held[spot : spot + 3]]
    around = [q for q in around if q.dimension == "percent" and q.role != "mean_rate"]
    around = [q for q in around if q.qualifier in {"rounded", "exact"}]
    yield from _told(place, around, row)
    change = structures_of(near).change(place)
    if change is not None:
        yield Candidate(change, True)
        return
    own = [q for q in around if _in_clause(place, q)]
    for order, a in enumerate(around):
        for b in around[order + 1 :]:
            if len(own) == 1 and own[0] not in (a, b):
                continue  # 较2020年的35.1%提高: the base stands in the clause
            if a.role == b.role or {a.role, b.role} == _SHARES:
                alone = a.role == b.role and sum(q.role == a.role for q in around) == 2
                only = alone and row.certain and _same_place(place, a, b)
                yield Candidate(_wider(a, b), only)
    for back in near.earlier(place.sentence):
        rates = [q for q in back.quantities[:8] if q.dimension == "percent"]
        for q in rates:
            if around and q.role == around[0].role:
                yield Candidate(_wider(around[0], q))
            elif not around:
                yield from (Candidate(_wider(q, o)) for o in rates if o is not q)


def _in_clause(place: Place, quantity: Quantity) -> bool:
    """Whether a rate stands in the clause of the points as what they are compared with."""
    position = place.sentence.at[quantity.id]
    inside = place.clause <= position < place.position
    return inside and told_as_base(place.sentence, position)


def _told(place: Place, around: list[Quantity], row: Telling) -> Iterator[Candidate]:
    """One told as base (上年为53.1%), or of the place that the lead compares with, and the nearest other."""
    sentence = place.sentence
    bases = [q for q in around if told_as_base(sentence, sentence.at[q.id])]
    bases = [q for q in bases if place.inside(sentence.at[q.id])] or bases
    if not bases:
        compared = {"K", "X", "B"} & set(sentence.kinds[place.clause : place.position])
        lead = range(place.clause, place.position)
        named = {sentence.words(sentence.tokens[n]) for n in lead if sentence.kinds[n] in "LG"}
        bases = [q for q in around if compared and named & _places_of(sentence, q)]
    timed = _at_time(place, around)
    sure, bases = not timed, timed or bases
    pair = _by_names(place, around)
    if pair is not None:
        yield Candidate(_wider(*pair), row.certain)
        return
    others = [q for q in around if q not in bases]
    if _APART.search(place.lead) and not bases and len(around) == 2:
        yield Candidate(_wider(*around), row.certain)
        return
    if len(bases) != 1 or not others:
        return
    base = bases[0]
    near = min(others, key=lambda q: abs(q.start - place.quantity.start))
    like = [q for q in others if q.role == base.role or {q.role, base.role} <= {"level", "share"}]
    one = near in like and len(like) == 1 and sentence.at[near.id] < place.position
    if not _linked(place, base):
        return
    only = sure and one and row.certain and _no_other(place, near)
    yield Candidate(_wider(near, base), only, True)


def _at_time(place: Place, around: list[Quantity]) -> list[Quantity]:
    """比1—4月加快0.3个百分点(1—4月…增长5.0%): the one rate of the time that is compared with."""
    tokens = place.sentence.tokens[place.clause : place.position]
    times = [t.value for t in tokens if t.kind == "T" and isinstance(t.value, tuple)]
    told = {when(t[0]) for t in times if t[1] == "base"}
    return [q for q in around if q.start > place.quantity.start and when(q.period) in told]


def _by_names(place: Place, around: list[Quantity]) -> tuple[Quantity, Quantity] | None:
    """西部比东部快0.9个百分点: the rates whose clauses begin with these names."""
    match = _NAMED.search(place.lead)
    if match is None:
        return None
    sentence = place.sentence
    held: list[list[Quantity]] = []
    for name in (match["a"], match["b"]):
        own = [q for q in around if _clause_of(sentence, q).startswith(name)]
        held.append([q for q in own if q.role == own[0].role])
    one = len(held[0]) == len(held[1]) == 1 and held[0] != held[1]
    same = one and held[0][0].role == held[1][0].role
    return (held[0][0], held[1][0]) if same else None


def _clause_of(sentence: Sentence, quantity: Quantity) -> str:
    position = sentence.at[quantity.id]
    start = last_of(sentence.kinds, "csoQNPp", position) + 1
    return sentence.block.text[sentence.tokens[start].start : sentence.tokens[position].start]


def _linked(place: Place, base: Quantity) -> bool:
    """Whether the clause of the points compares with this base: its time, its place, or itself."""
    sentence = place.sentence
    clause = range(place.clause, place.position)
    kinds = sentence.kinds[place.clause : place.position]
    spot = sentence.at[base.id]
    if "V" in kinds:
        return False  # a mean over years
    if spot in clause:
        return True
    times = [sentence.tokens[n].value for n in clause if sentence.kinds[n] == "T"]
    told = [when(t[0]) for t in times if isinstance(t, tuple)]
    start = last_of(sentence.kinds, "csoQNPp", spot) + 1
    own = [t.value for t in sentence.tokens[start:spot] if t.kind == "T"]
    if told:
        if place.inside(spot) and when(base.period) in told:
            return True
        return any(when(t[0]) in told for t in own if isinstance(t, tuple))
    named = {sentence.words(sentence.tokens[n]) for n in clause if sentence.kinds[n] in "LG"}
    return bool(named & _places_of(sentence, base)) if named else bool(own) or spot < place.position


def _no_other(place: Place, rate: Quantity) -> bool:
    """Whether no other time or thing is named between the rate and its points."""
    return not set("OIi") & set(place.between(place.sentence.at[rate.id]))


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
    start = last_of(sentence.kinds, "csoQNPp", position) + 1
    tokens = sentence.tokens[start:position]
    return {sentence.words(t) for t in tokens if t.kind in "LG"}


def start_of(quantity: Quantity) -> int:
    return quantity.start


def _wider(a: Quantity, b: Quantity) -> Formula:
    return ("-", a.id, b.id) if a.mid >= b.mid else ("-", b.id, a.id)
