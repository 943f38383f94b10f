"""What a number agrees with among the figures near it, whatever the words between them.

A reading that comes out is told as consistent; one that does not is no alarm, unless the words
leave a single reading. The same search is what a certain finding of another rule must survive.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain

from yipan.reading.model import Claim, Formula, Quantity
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.bases import NOMINAL, is_real, noted_behind
from yipan.reading.reckoning.evidence import Evidence, Maker, coarse
from yipan.reading.reckoning.figures import Figures
from yipan.reading.reckoning.near import (
    Candidate,
    Near,
    Place,
    near_of,
    place_of,
    telling_digits,
    words_of,
)
from yipan.reading.reckoning.tellings import Telling, tellings_of
from yipan.reading.search import derived
from yipan.reading.search.differences import difference, times
from yipan.reading.search.points import points
from yipan.reading.search.portions import ratio_of, share
from yipan.reading.search.rates import growth, mean, mean_difference
from yipan.reading.search.table_pool import from_tables

_RATES = frozenset({"growth", "mean"})
_MEANS = frozenset({"mean_difference", "quotient"})


Search = Callable[[Near, Place, Telling], Iterator[Candidate]]

# What the pattern of a claim ends with whose figures were found by trying.
FAR = ", from afar"


def agreeing(figures: Figures, evidence: Evidence) -> Iterator[Claim]:
    """Claims about numbers that a row of the table tells to be reckoned from others."""
    make = Maker(figures.reading, evidence)
    near = near_of(figures)
    for sentence in figures.reading.sentences:
        if sentence.tabular or len(sentence.quantities) < 1:
            continue
        for quantity in sentence.quantities:
            place = place_of(sentence, quantity)
            if sentence.kinds[max(0, place.position - 1) : place.position] == "Z":
                continue
            held = [c for r in tellings_of(place) if (c := _judge(near, make, place, r))]
            agreed = [c for c in held if c.verdict == "consistent"]
            yield from (agreed or held)[:1]


def _judge(near: Near, make: Maker, place: Place, row: Telling) -> Claim | None:
    known = make.evidence.quantities
    left = rounded_mean(place.quantity, row)
    stated = place.quantity.absolute if left is None else formulas.evaluate(left, known)
    certain: Candidate | None = None
    ways = chain(
        SEARCHES[row.kernel](near, place, row),
        (replace(c, far=True) for c in from_tables(near, place, row)),
    )
    for found in ways:
        if found.far and certain is not None:
            break
        result = formulas.comes_out(found.formula, stated, known)
        told = found.only or found.alone or telling_digits(place.quantity)
        if result is not None and told:
            if found.only or not coarse(result, place.quantity):
                return _claim(make, place, row, found)
        elif found.only and certain is None:
            certain = found
    if certain is None or (row.kernel in _RATES and constant_prices(make, place, certain)):
        return None
    return _claim(make, place, row, certain)


def constant_prices(make: Maker, place: Place, found: Candidate) -> bool:
    """Whether the rate may be real growth beside levels at current prices."""
    known = make.evidence.quantities
    held = [known[i] for i in formulas.operands(found.formula, known)]
    if noted_behind(place.sentence, place.position):
        return True
    if NOMINAL.search(place.lead):
        return False
    words = "".join(q.indicator_zh or "" for q in (*held, place.quantity)) + words_of(place)
    return any(is_real(make.evidence, words, q.indicator) for q in held)


def _claim(make: Maker, place: Place, row: Telling, found: Candidate) -> Claim:
    return make.compare(
        row.relation, place.sentence, place.quantity, found.formula,
        pattern=row.name + FAR if found.far else row.name,
        left=rounded_mean(place.quantity, row),
    )  # fmt: skip


def rounded_mean(quantity: Quantity, row: Telling) -> Formula | None:
    """A mean printed as a whole number is rounded, whatever it counts."""
    if row.kernel not in _MEANS or quantity.step or quantity.qualifier != "exact":
        return None
    half = quantity.scale / 2
    return ("+", quantity.id, ("range", str(-half), str(half)))


SEARCHES: dict[str, Search] = {
    "share": share,
    "ratio_of": ratio_of,
    "growth": growth,
    "mean": mean,
    "mean_difference": mean_difference,
    "difference": difference,
    "points": points,
    "times": times,
    "quotient": derived.quotient,
    "ratio_string": derived.ratio_string,
    "index": derived.index,
    "contribution_share": derived.contribution_share,
    "contribution_points": derived.contribution_points,
}
