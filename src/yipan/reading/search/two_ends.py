"""The two ends of a change, wherever they stand: level and base of its sentence or of those around it.

Other rules ask for words of their own between the numbers. Here every ordered pair of levels near a
change is tried: one that comes out is told. Where none does, the pair that the words bind most is a
doubt, if one digit, or two exchanged, in one number would make it come out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from yipan.reading.model import Claim, Formula
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.bases import LONGEST, other_prices
from yipan.reading.reckoning.evidence import Evidence, Maker, coarse, same_measure
from yipan.reading.reckoning.figures import Figures
from yipan.reading.reckoning.near import last_told, place_of
from yipan.reading.reckoning.repairs import one_number_mends
from yipan.reading.search.agreeing import FAR
from yipan.reading.search.end_pool import Pool, bound, bounds_of
from yipan.reading.search.end_words import NO_NAME, End, Told, span_of, told_change

_DECIDED = frozenset({"consistent", "inconsistent"})
_OF_ENDS = frozenset(
    {"difference", "growth_rate", "share_change_pp", "rate_gap_pp", "cagr", "multiple"}
)
RELATIONS = {
    "rate": "growth_rate",
    "points": "share_change_pp",
    "times": "multiple",
    "mean": "cagr",
}
_FAMILY = {"rate_gap_pp": "share_change_pp"}
_MOST_NUMBERS = 40
_FEWEST_DIGITS = 2
# What the words must bind a pair by before it may contradict a printed number.
_ENOUGH = 3
# A level and its base are of one order.
_WIDEST = 4
_MOST_TIED = 8

_YEAR_BEFORE = re.compile(r"上年|去年|上一年")


@dataclass(frozen=True, slots=True)
class Pair:
    """A level and a base that a change may stand between, and by how much the words bind them."""

    last: End
    base: End
    years: int
    bound: int

    @property
    def together(self) -> bool:
        """Whether both stand in the segment of the change."""
        return self.last.inside and self.base.inside

    @property
    def ids(self) -> tuple[str, str]:
        return self.last.quantity.id, self.base.quantity.id


def two_ends(figures: Figures, evidence: Evidence, told: Iterable[Claim]) -> Iterator[Claim]:
    """Changes whose ends are found, and doubts about those that one digit spoils."""
    make, pool = Maker(figures.reading, evidence), Pool(figures)
    decided = {c.span for c in told if c.verdict in _DECIDED and c.relation != "direction"}
    used = _used(told, evidence)
    linked = {pair for _, pair in used}
    for sentence in figures.reading.sentences:
        if sentence.tabular:
            continue
        for quantity in sentence.quantities[:_MOST_NUMBERS]:
            if (quantity.start, quantity.end) in decided:
                continue
            place = place_of(sentence, quantity)
            change = told_change(place)
            if change is not None:
                claim = _judge(make, pool, change, used, linked)
                if claim is not None:
                    yield claim


def _used(told: Iterable[Claim], evidence: Evidence) -> set[tuple[str, frozenset[str]]]:
    """Pairs that are the ends of another change already, by its relation."""
    found = set()
    for claim in told:
        if claim.verdict == "consistent" and claim.relation in _OF_ENDS:
            left = claim.trace.left if isinstance(claim.trace.left, str) else ""
            number = evidence.quantities.get(left)
            if number is not None:
                found.add((_FAMILY.get(claim.relation, claim.relation), frozenset(claim.operands)))
    return found


def _judge(
    make: Maker,
    pool: Pool,
    change: Told,
    used: set[tuple[str, frozenset[str]]],
    linked: set[frozenset[str]],
) -> Claim | None:
    place, known = change.place, make.evidence.quantities
    if change.kind in {"rate", "mean"} and other_prices(make.evidence, change.place):
        return None
    pairs = [
        replace(p, bound=p.bound + 2 * (p.together and frozenset(p.ids) in linked))
        for p in _pairs(pool, change)
        if (RELATIONS.get(change.kind, "difference"), frozenset(p.ids)) not in used
    ]
    for pair in sorted(pairs, key=_least_bound):
        if not _about(change, pair):
            continue
        result = formulas.evaluate(_formula(change, pair), known)
        tells = change.digits + pair.bound > _FEWEST_DIGITS or pair.bound >= _ENOUGH
        if pair.bound < _ENOUGH and _of_another_level(change, pair):
            continue
        if tells and result.meets(place.quantity.absolute) and not coarse(result, place.quantity):
            return _claim(make, change, pair, "" if pair.bound >= _ENOUGH else FAR)
    return _doubt(make, change, pairs)


def _of_another_level(change: Told, pair: Pair) -> bool:
    """年初79.42元，年末97.49元，上涨22.8%: a rate is of the level told last, not of others afar."""
    ends = (pair.last.quantity, pair.base.quantity)
    return change.kind == "rate" and not change.names and last_told(change.place, ends) is None


def _doubt(make: Maker, change: Told, pairs: Sequence[Pair]) -> Claim | None:
    """The one pair that the words bind most, where one digit makes it come out."""
    able = [p for p in pairs if p.bound >= _ENOUGH and not _far_off(change, p)]
    if change.kind == "gap" and any(_comes_out(make, change, p) for p in able):
        return None
    most = max((p.bound for p in able), default=0)
    if change.digits < _FEWEST_DIGITS and most <= _ENOUGH:
        return None
    best = [p for p in able if p.bound == most and _same_subject(change, p)]
    mended = []
    for pair in best if len(best) <= _MOST_TIED else ():
        claim = _claim(make, change, pair, "")
        if claim.verdict != "inconsistent" or _tells_another(make, change, pair):
            continue
        if one_number_mends(claim, make.reading, make.evidence):
            mended.append(claim)
    same = {frozenset(c.operands) for c in mended}  # of a gap either may be the larger
    return mended[0] if len(same) == 1 else None


def _comes_out(make: Maker, change: Told, pair: Pair) -> bool:
    """Whether a gap comes out within the printed steps, however wide these are."""
    result = formulas.evaluate(_formula(change, pair), make.evidence.quantities)
    return result.meets(change.place.quantity.absolute)


def _far_off(change: Told, pair: Pair) -> bool:
    """Whether the ends are of other orders than the change lets them be."""
    if change.names is not None or change.kind in {"points", "gap"}:
        return False
    low, high = sorted((abs(pair.last.size), abs(pair.base.size)))
    stated = float(change.place.quantity.mid)
    grown = {"rate": 1 + stated / 100, "times": 1 + stated}.get(change.kind, 1.0)
    return high > _WIDEST * max(1.0, grown) * low


def _same_subject(change: Told, pair: Pair) -> bool:
    """六年间年均增长8.8%: where both ends stand in other sentences, nothing new is named here."""
    if change.kind == "gap" or not (pair.last.far and pair.base.far):
        return True
    sentence = change.place.sentence
    words = sentence.block.text[sentence.start : sentence.tokens[change.place.position].start]
    return not NO_NAME.sub("", words)


def _tells_another(make: Maker, change: Told, pair: Pair) -> bool:
    """Whether the pair comes out as another number of the sentence."""
    own = change.place.quantity
    result = formulas.evaluate(_formula(change, pair), make.evidence.quantities)
    return any(
        result.meets(q.absolute)
        for q in change.place.sentence.quantities[:_MOST_NUMBERS]
        if q is not own and q.dimension == own.dimension and q.id not in pair.ids
    )


def _least_bound(pair: Pair) -> int:
    return -pair.bound


def _pairs(pool: Pool, change: Told) -> Iterator[Pair]:
    """Every level with every base of its measure, but those that the words rule out."""
    held = pool.ends(change)
    bounds = bounds_of(change, held)
    for last in held:
        if last.base and change.kind != "gap" and change.names is None:
            continue
        for base in held:
            if base is last or not same_measure(last.quantity, base.quantity):
                continue
            strength = bound(change, bounds, last, base)
            if strength is None:
                continue
            for years in _years(change, last, base):
                yield Pair(last, base, years, strength)


def _years(change: Told, last: End, base: End) -> list[int]:
    """For a mean the number of years between the ends, else nothing that counts."""
    if change.kind != "mean":
        return [0]
    a, b = base.quantity.period.year, last.quantity.period.year
    between = b - a if a and b else 0
    spans = [n for n in span_of(change.place) if n > 0]
    if not between and _YEAR_BEFORE.search(base.clause):
        spans = [n for n in spans or [1] if n == 1]
    told = [between] if between > 0 else spans
    return [n for n in told if n <= LONGEST]


def _about(change: Told, pair: Pair) -> bool:
    """Whether the change comes out within a tenth, by floats: what is far off is not reckoned exactly."""
    last, base = pair.last.size, pair.base.size
    stated = float(change.place.quantity.mid * change.place.quantity.scale)
    if not base or not last:
        return False
    sign = -1 if change.down else 1
    if change.kind in {"rate", "times"}:
        made = sign * (last / base - 1) * (100 if change.kind == "rate" else 1)
    elif change.kind == "mean":
        made = sign * ((last / base) ** (1 / pair.years) - 1) * 100 if last * base > 0 else 0.0
    else:
        made = sign * (last - base)
    return abs(made - stated) <= max(abs(stated), abs(made)) / 5


def change_between(change: Told, last: str, base: str, years: int) -> Formula:
    """How a change is reckoned from its two ends; `years`: those that a mean is told over."""
    if change.kind == "mean":
        mean = formulas.mean_growth(base, last, years)
        return ("-", "0", mean) if change.down else mean
    if change.kind == "times":
        return ("-", ("/", last, base), "1")
    if change.kind == "rate":
        return formulas.fall(base, last) if change.down else formulas.growth(base, last)
    return ("-", base, last) if change.down else ("-", last, base)


def _formula(change: Told, pair: Pair) -> Formula:
    return change_between(change, *pair.ids, pair.years)


def _claim(make: Maker, change: Told, pair: Pair, far: str) -> Claim:
    points = change.kind == "gap" and change.place.quantity.dimension == "percentage_point"
    return make.compare(
        "rate_gap_pp" if points else RELATIONS.get(change.kind, "difference"), change.place.sentence, change.place.quantity,
        _formula(change, pair), severity="soft", pattern="the two ends of a change" + far,
    )  # fmt: skip
