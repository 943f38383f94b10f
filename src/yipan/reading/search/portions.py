"""Kernels for parts of a whole: what a share or a ratio in % can be of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yipan.reading.model import Formula, Quantity
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.evidence import same_measure
from yipan.reading.reckoning.figures import Figure, tidy
from yipan.reading.reckoning.near import (
    Candidate,
    Near,
    Place,
    clause_text,
    is_base,
)
from yipan.reading.reckoning.tellings import Telling
from yipan.reading.search.called import called, pair_called, subject_of, wholes_of
from yipan.reading.search.rates import identity
from yipan.reading.search.shared_sums import shared_sums
from yipan.reading.text.sentences import last_of

_OF = re.compile(r"的?(?:比重|比例|份额)?(?:分别|依次)?(?:达到?|为|是|约|近|超过?|了|的)*$")
OTHER_AREA = re.compile(r"全[国省市县区州]|世界|全球")
_IS = re.compile(r"[，,(]?(?:约?为|即|合|计|达到?|约|有|共)+(?:约|近)?")
_ANY_WHOLE = re.compile(r"(?:其|总|总数|总量|总额|全部|总体|全市|全省|全国|全县|全区|全年)?")


def share(near: Near, place: Place, _: Telling) -> Iterator[Candidate]:
    """Part and whole: the part nearest, the whole any larger amount of its measure near it."""
    inner = within(near, place)
    if inner is not None:
        part = next((f for f in near.before(place) if f.position < inner.position), None)
        if part is not None and same_measure(part.quantity, inner.quantity):
            yield Candidate(formulas.percent(part.quantity.id, inner.quantity.id))
        return
    behind = _told_behind(near, place)
    if behind is not None:
        held = [f for f in near.before(place) if same_measure(f.quantity, behind.quantity)]
        alone = len(held) == 1 and not OTHER_AREA.search(place.lead.rpartition("占")[2])
        for whole in held:
            yield Candidate(formulas.percent(behind.quantity.id, whole.quantity.id), False, alone)
    yield from shared_sums(near, place)
    parts = _parts(near, place)
    for part in parts:
        for whole in near.others(place, part.quantity):
            if not whole.quantity.absolute.below(part.quantity.absolute):
                alone = part is parts[0] and _natural(near, place, part, whole)
                yield Candidate(formulas.percent(part.quantity.id, whole.quantity.id), False, alone)
    yield from _called(near, place)
    for part in parts[:1]:
        for far in near.anywhere(part.quantity, place.quantity):
            if _fits_words(place, far):
                yield Candidate(formulas.percent(part.quantity.id, far.id), far=True)


def _called(near: Near, place: Place) -> Iterator[Candidate]:
    """民事案件占95.5%: the part is called by name, and its whole stands before it."""
    inner = [f for f in near.before(place) if place.inside(f.position) and not is_base(f)]
    part = called(near, place, subject_of(place)) or (inner[0] if len(inner) == 1 else None)
    if part is None:
        return
    wholes = wholes_of(near, place, part, told_whole(place))
    for whole in wholes:
        alone = len(wholes) == 1 and not OTHER_AREA.search(place.lead.rpartition("占")[2])
        yield Candidate(formulas.percent(part.quantity.id, whole.quantity.id), False, alone)


def _natural(near: Near, place: Place, part: Figure, whole: Figure) -> bool:
    """货运量42艘,其中绿色79艘,占58.1%: the part, and before it the one larger figure of its measure."""
    if whole.sentence is not part.sentence:
        return False
    totals = [f for f in near.before(place) if f.words.startswith(("总", "全部"))]
    if [identity(f) for f in totals] == [identity(whole)] and not told_whole(place):
        return True
    if whole.position > part.position:
        return False
    like = [f for f in near.before(place) if same_measure(f.quantity, part.quantity)]
    like = [f for f in like if not is_base(f)]
    told = told_whole(place)
    if OTHER_AREA.search(place.lead.rpartition("占")[2]):
        return False  # 占全国9.1%: the whole is that of another place
    named = not told or whole.words.endswith(told[-2:])
    if not (named and like):
        return False
    return identity(like[0]) == identity(part) and identity(like[-1]) == identity(whole)


def told_whole(place: Place) -> str:
    """The words of the whole: 占销售总额的 says 销售总额, 占比 nothing."""
    _, mark, words = place.lead.partition("占")
    told = _OF.sub("", words).removeprefix("比") if mark else ""
    return "" if _ANY_WHOLE.fullmatch(told) else told


def _fits_words(place: Place, whole: Quantity) -> bool:
    told = told_whole(place)
    return not told or told[-2:] in (whole.indicator_zh or "")


def within(near: Near, place: Place) -> Figure | None:
    """The amount between the verb and the share: 为2019年4806.3万人次的108.6%."""
    if not place.lead.endswith("的"):
        return None
    head = last_of(place.sentence.kinds, "QN", place.position)
    if head < place.clause:
        return None
    return next((f for f in near.before(place) if f.position == head), None)


def _told_behind(near: Near, place: Place) -> Figure | None:
    """其中水浇地占19.7%，为1557万亩: the share tells its part behind it."""
    found = next(iter(near.behind(place)), None)
    if found is None:
        return None
    tokens = place.sentence.tokens
    begin, end = tokens[place.position].end, tokens[found.position].start
    return found if _IS.fullmatch(place.sentence.block.text[begin:end]) else None


def _parts(near: Near, place: Place) -> list[Figure]:
    thing = tidy(place.lead.partition("占")[0])
    named = [f for f in near.before(place) if thing and clause_text(f).startswith(thing)]
    inner = [f for f in near.before(place) if place.inside(f.position)][:2]
    return named[:1] or inner or near.behind(place)[:1]


def ratio_of(near: Near, place: Place, _: Telling) -> Iterator[Candidate]:
    """为2019年4806.3万人次的108.6%, 恢复至上年的73.1%: certain where one level stands before."""
    base = within(near, place)
    if base is None:
        pair = pair_called(near, place)
        if pair is not None:
            yield Candidate(_part(pair[0], pair[1], place), False, True)
        return
    held = [
        f
        for f in near.before(place)
        if f.position < base.position and same_measure(f.quantity, base.quantity)
    ]
    # Another change between them may be that of another level.
    for last in held[:2]:
        only = last is held[0] and len([f for f in held if place.inside(f.position)]) == 1
        yield Candidate(_part(last, base, place), only)


def _part(last: Figure, base: Figure, place: Place) -> Formula:
    if place.quantity.unit == "倍":
        return ("/", last.quantity.id, base.quantity.id)
    return formulas.percent(last.quantity.id, base.quantity.id)
