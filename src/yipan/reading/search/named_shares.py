"""Shares whose part and whole are called by name, wherever in the paragraph they stand.

Other rules take the amounts next to a share. What they leave open is looked up by its words: the
part by the subject of the clause, by the names that it lists or by what stands before it; the whole
by the words behind 占, by a bracket, or, where these are general (占全市的), as the total of which the
part is told to be one. Where words bind both firmly, no other pair comes out, and one digit would
make this one come out, it is a doubt.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from yipan.reading.model import Claim, Formula, Quantity
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.evidence import Evidence, Maker
from yipan.reading.reckoning.figures import Figures
from yipan.reading.reckoning.near import Place, near_of, place_of
from yipan.reading.reckoning.repairs import one_number_mends
from yipan.reading.reckoning.tellings import tellings
from yipan.reading.search.agreeing import FAR
from yipan.reading.search.phrases import CLOSE, EXACT, LOOSE, TOLD_BEFORE
from yipan.reading.search.rough_shares import claim_of_round, is_round, told_qualifier
from yipan.reading.search.share_parts import Ground, Part, parts_of, wholes_of
from yipan.reading.search.share_words import can_be_share, told_as_share
from yipan.reading.search.table_pool import from_tables
from yipan.reading.search.terms import terms_near

PATTERN = "a share of what its words name"
_MOST_PARTS = 6
_SURE, _SURE_ROUND = EXACT + TOLD_BEFORE, EXACT + CLOSE
_FEWEST_DIGITS, _TELLING_DIGITS = 2, 3


def named_shares(figures: Figures, evidence: Evidence, told: Sequence[Claim]) -> Iterator[Claim]:
    """Claims about shares that no other rule has decided."""
    make, near = Maker(figures.reading, evidence), near_of(figures)
    decided = {c.span for c in told if c.verdict != "unverifiable"}
    totals = _totals(told, evidence)
    for sentence in figures.reading.sentences:
        if sentence.tabular or not set("PqM") & set(sentence.kinds):
            continue
        for quantity in sentence.quantities:
            if (quantity.start, quantity.end) in decided or not can_be_share(quantity):
                continue
            place = place_of(sentence, quantity)
            if told_as_share(place):
                ground = Ground(near, place, terms_near(near, place), totals)
                yield from _judged(ground, make)


def _totals(told: Iterable[Claim], evidence: Evidence) -> dict[str, Quantity]:
    """The total of each amount that a sum has been found to hold."""
    found: dict[str, Quantity] = {}
    for claim in told:
        if claim.relation == "sum_components" and claim.verdict == "consistent":
            ids = {*claim.operands, str(claim.trace.left)}
            held = [evidence.quantities[i] for i in sorted(ids) if i in evidence.quantities]
            whole = max(held, key=lambda q: q.mid * q.scale)
            for quantity in held:
                if quantity is not whole:
                    found.setdefault(quantity.id, whole)
    return found


def _judged(ground: Ground, make: Maker) -> Iterator[Claim]:
    """The firmest pair that comes out, else a doubt about the one that the words leave."""
    place = ground.place
    pairs = [
        (part.bound + whole.bound, _compared(make, place, part, whole))
        for part in parts_of(ground)[:_MOST_PARTS]
        for whole in wholes_of(ground, part)
    ]
    pairs.sort(key=lambda p: -p[0])
    right = [p for p in pairs if p[1].verdict == "consistent"]
    if right:
        yield from (claim for bound, claim in right[:1] if bound >= _enough(place))
        return
    in_table = _from_tables(ground, make)
    if in_table is not None:
        yield in_table
        return
    firmest = [p for p in pairs if p[0] == pairs[0][0]]
    if not ground.former and len(firmest) == 1 and _is_doubt(make, place, *firmest[0]):
        yield firmest[0][1]


def _from_tables(ground: Ground, make: Maker) -> Claim | None:
    """A line of a table over its total, where the sentence names the line."""
    place = ground.place
    if is_round(place.quantity) or place.quantity.dimension != "percent":
        return None
    row = next(r for r in tellings() if r.kernel == "share")
    for found in from_tables(ground.near, place, row):
        claim = make.compare(
            "share", place.sentence, place.quantity, found.formula, pattern=PATTERN + FAR
        )
        if claim.verdict == "consistent":
            return claim
    return None


def _is_doubt(make: Maker, place: Place, bound: int, claim: Claim) -> bool:
    if claim.verdict != "inconsistent":
        return False
    sure = _SURE_ROUND if is_round(place.quantity) else _SURE
    return bound >= sure and one_number_mends(claim, make.reading, make.evidence)


def _enough(place: Place) -> int:
    """How firmly part and whole must be bound for a number of so many digits to be told."""
    digits = sum(c.isdigit() for c in place.quantity.text)
    if is_round(place.quantity) or digits < _FEWEST_DIGITS:
        return EXACT + LOOSE
    return EXACT if digits < _TELLING_DIGITS else CLOSE


def _compared(make: Maker, place: Place, part: Part, whole: Part) -> Claim:
    quantity = place.quantity
    formula: Formula = ("/", part.formula, whole.formula)
    if quantity.dimension == "percent":
        formula = formulas.percent(part.formula, whole.formula)
    if is_round(quantity):
        return claim_of_round(make, place, formula, told_qualifier(place), PATTERN)
    relation = "multiple" if quantity.unit == "倍" else "share"
    return make.compare(
        relation, place.sentence, quantity, formula, pattern=PATTERN, severity="soft"
    )
