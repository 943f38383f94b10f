"""The figure that a clause calls by name: 民事案件占…, after 其中民事29843件 in a sentence before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice, pairwise

from yipan.reading.reckoning.evidence import same_measure
from yipan.reading.reckoning.figures import Figure, core, tidy
from yipan.reading.reckoning.near import Near, Place, clause_text, is_base

_AROUND_NAME = re.compile(
    r"^(?:其中|而|但|则|且|又|仅|单|如|以|[0-9]{4}年|我[省市县]|目前|同期)+"
    r"|(?:一[国省市家区县项]|“[^”]*”|[，、：:]|仅|就|只|只有|已|也|又|则|即|合计|所|总共)+$"
)
_VERB = re.compile(r"占|所占|比重|份额|只?相当于|仅?为|达到?|[，,。；;：:0-9“]")
_LONGEST = 40
_MOST_WHOLES = 4
_MOST_LOOKED_AT = 40
_FEWEST = 2
# A beginning of a name says more than its end, either more than characters in common.
_BEGINS, _ENDS = 3, 2
_LISTED = re.compile(r"[、和与及]")
_OF_BASE = re.compile(
    r"(?:是|为|相当于|达到?)(?:约|近)?(?P<base>[\u4e00-\u9fff]{2,10}?)的(?:约|近)?\Z"
)


def subject_of(place: Place) -> str:
    """The words before 占, 比重 or 的 that say what has the share; else those the segment begins with."""
    tokens, text = place.sentence.tokens, place.sentence.block.text
    own = text[tokens[place.clause].start : tokens[place.position].start]
    found = _tidied(_VERB.split(own, maxsplit=1)[0])
    if found or place.first == place.clause:
        return found
    return _tidied(_VERB.split(text[tokens[place.first].start :][:_LONGEST], maxsplit=1)[0])


def _tidied(words: str) -> str:
    last = ""
    while words != last:
        last, words = words, tidy(_AROUND_NAME.sub("", words.strip(" ，、")))
    return words


def called(near: Near, place: Place, name: str) -> Figure | None:
    """The one amount before the number that this name calls; none where two would fit as well."""
    if len(name) < _FEWEST:
        return None
    best: Figure | None = None
    most, one = 0, True
    for figure in _before(near, place):
        size = _shared(figure, name)
        if size > most:
            best, most, one = figure, size, True
        elif most and size == most and best is not None:
            one = one and figure.sentence is not best.sentence
    return best if one else None


def _before(near: Near, place: Place) -> Iterator[Figure]:
    earlier = chain.from_iterable(near.amounts(s)[::-1] for s in near.earlier(place.sentence))
    held = chain(near.before(place), earlier)
    return (f for f in islice(held, _MOST_LOOKED_AT) if not is_base(f))


def _shared(figure: Figure, name: str) -> int:
    """How well a name fits the words of a figure; 0 where it is not called so."""
    words, party = core(figure.words), figure.quantity.party or ""
    if party and "party" not in figure.quantity.inherited and name in {party, party + name[-1]}:
        return _BEGINS * len(name)
    if len(words) < _FEWEST:
        return 0
    if name.startswith(words) or words.startswith(name):
        return _BEGINS * min(len(words), len(name))
    if name.endswith(words) or words.endswith(name):
        return _ENDS * min(len(words), len(name))
    if _LISTED.search(words):
        return 0
    pairs = {a + b for a, b in pairwise(name)}
    common = pairs & {a + b for a, b in pairwise(words)}
    return len(common) if len(pairs) > _FEWEST and 4 * len(common) >= 3 * len(pairs) else 0


def wholes_of(near: Near, place: Place, part: Figure, told: str) -> list[Figure]:
    """The wholes of a part: those called so (占总取水量的), else the totals that its parts follow."""
    if told:
        return _told(near, place, part, told)
    sentence = part.sentence
    ahead = [f for f in near.amounts(sentence) if f.position < part.position]
    for held in (ahead, *(near.amounts(s) for s in near.earlier(sentence))):
        larger = [f for f in held if _can_hold(f, part)]
        if larger:
            return larger[:_MOST_WHOLES]
    return []


def _told(near: Near, place: Place, part: Figure, told: str) -> list[Figure]:
    held = [f for f in _before(near, place) if told in clause_text(f)]
    held = held or near.figures.ending(told, place.quantity.start)
    held = held or [f for f in _before(near, place) if f.words.endswith(told[-2:])]
    values = {f.quantity.absolute: f for f in held if _can_hold(f, part)}
    return list(values.values())[:_MOST_WHOLES]


def _can_hold(figure: Figure, part: Figure) -> bool:
    if figure is part or is_base(figure) or not same_measure(figure.quantity, part.quantity):
        return False
    return part.quantity.absolute.below(figure.quantity.absolute)


def pair_called(near: Near, place: Place) -> tuple[Figure, Figure] | None:
    """是净利润的2.02倍: the figure that the clause speaks of, and the one that is called its base."""
    match = _OF_BASE.search(place.lead)
    base = called(near, place, match["base"]) if match else None
    if base is None:
        return None
    last = called(near, place, subject_of(place))
    if last is None or last is base:
        last = next((f for f in near.before(place) if place.inside(f.position)), None)
    fits = last is not None and last is not base and same_measure(last.quantity, base.quantity)
    return (last, base) if last is not None and fits else None
