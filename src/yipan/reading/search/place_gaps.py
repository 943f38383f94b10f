"""Distances between two places: 低于全国平均水平0.6个百分点, 比北京低32.1个百分点, 与天津相差5.3万元.

The figure of the place itself stands before the distance, the other in the words of the comparison,
in another sentence by the same name, or in the row of a table that the other place names.
Structures a:b:c tell the shares of their sectors.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from yipan.reading.model import Claim, Formula, Quantity
from yipan.reading.reckoning.evidence import Evidence, Maker, same_measure
from yipan.reading.reckoning.figures import Figures
from yipan.reading.reckoning.near import Near, Place, near_of, place_of, telling_digits
from yipan.reading.reckoning.repairs import one_number_mends
from yipan.reading.search.compared_places import (
    Compared,
    compared_of,
    in_tables,
    is_lower,
    last_told,
    level_of,
    of_other,
)
from yipan.reading.search.structures import sector_of, structures_of

PATTERN = "distance between two places"
_CHANGE = re.compile(r"_(?:change|gap|yoy_gap|growth)\Z")
_CHANGE_WORDS = re.compile(r"(?:占比变动|变动|增速高于全国|增减额)\Z")
_BACK = 2
_POINTS = "percentage_point"

# (own figure, that of the other place, how sure: 2 printed in one clause, 1 by name or column, 0)
Pair = tuple[Quantity, Quantity, int]


def place_gaps(figures: Figures, evidence: Evidence, told: Iterable[Claim]) -> Iterator[Claim]:
    """Claims about distances that compare two places and are not decided yet."""
    make, near = Maker(figures.reading, evidence), near_of(figures)
    decided = {c.span for c in told if c.verdict == "consistent"}
    for sentence in figures.reading.sentences:
        if sentence.tabular or "L" not in sentence.kinds:
            continue
        for quantity in sentence.quantities:
            if (quantity.start, quantity.end) in decided or quantity.dimension == "percent":
                continue
            place = place_of(sentence, quantity)
            compared = compared_of(place)
            claim = _judge(make, near, place, compared) if compared is not None else None
            if claim is not None:
                yield claim


def _judge(make: Maker, near: Near, place: Place, compared: Compared) -> Claim | None:
    """The first pair that comes out; else one that the words leave alone, or that a slip parts."""
    number = place.quantity
    relation = "rate_gap_pp" if number.dimension == _POINTS else "difference"
    doubt: Claim | None = None
    for own, other, sure in _pairs(make.evidence, near, place, compared):
        low, high = (own, other) if is_lower(place, own, other) else (other, own)
        formula: Formula = ("-", high.id, low.id)
        claim = make.compare(
            relation, place.sentence, number, formula, pattern=PATTERN,
            severity="hard" if sure > 1 else "soft",
        )  # fmt: skip
        if claim.verdict == "consistent" and (sure or telling_digits(number)):
            return claim
        if doubt is None and sure and claim.verdict == "inconsistent":
            slips = sure > 1 or one_number_mends(claim, make.reading, make.evidence)
            doubt = claim if slips else None
    return doubt


def _pairs(evidence: Evidence, near: Near, place: Place, compared: Compared) -> Iterator[Pair]:
    """The two figures, the surest first."""
    own = last_told(place, compared)
    if own is not None and compared.figure is not None:
        yield own, compared.figure, 2 if compared.here else 1
    if own is not None:
        found = of_other(evidence, near, place, own, compared.name)
        yield from ((own, q, int(bool(own.name) and q.name == own.name)) for q in found)
        yield from ((own, q, 1) for q in in_tables(near, own, compared.name))
    if place.quantity.dimension == _POINTS:
        yield from _of_structures(evidence, near, place, compared)
    yield from _by_name(evidence, place, compared)


def _of_structures(
    evidence: Evidence, near: Near, place: Place, compared: Compared
) -> Iterator[Pair]:
    party, sector, structures = place.quantity.party or "", sector_of(place), structures_of(near)
    for mine in structures.part(party, sector, place.quantity.period):
        for other in structures.part(compared.name, sector, mine.period):
            yield mine, other, 1
        found = of_other(evidence, near, place, mine, compared.name)
        yield from ((mine, q, 0) for q in found)


def _by_name(evidence: Evidence, place: Place, compared: Compared) -> Iterator[Pair]:
    """Both figures by the name of the distance, its place and its time."""
    number, name = place.quantity, _name(place.quantity)
    party = level_of(place) or number.party or ""
    if not name or not party or party == compared.name:
        return
    others = [compared.figure] if compared.figure is not None else []
    others = others or evidence.find(name, compared.name, number.period)[:_BACK]
    for mine in evidence.find(name, party, number.period)[:_BACK]:
        yield from ((mine, q, 1) for q in others if same_measure(mine, q))


def _name(quantity: Quantity) -> str:
    """The name of the figures whose distance this is."""
    if quantity.indicator:
        return _CHANGE.sub("", quantity.indicator)
    return _CHANGE_WORDS.sub("", quantity.indicator_zh or "")
