"""Changes whose base is the same thing told for another time, wherever the text tells it.

进出口总值3012.7亿元，一年净增914.4亿元 … 2022年主要数据：进出口总值2098.3亿元. The level told last
before the change and its one namesake of an earlier time are its ends. They either come out, or
leave a doubt where one digit, or two exchanged, in one number would make them come out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from yipan.reading.model import Claim
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.bases import LONGEST, other_prices
from yipan.reading.reckoning.evidence import Evidence, Maker, coarse, same_measure
from yipan.reading.reckoning.figures import TAIL, Figure, Figures, around
from yipan.reading.reckoning.near import Near, near_of, place_of, words_of
from yipan.reading.reckoning.repairs import one_number_mends
from yipan.reading.reckoning.settling import TARGET
from yipan.reading.search.end_words import Told, told_change
from yipan.reading.search.two_ends import RELATIONS, change_between

_DECIDED = frozenset({"consistent", "inconsistent"})
_KINDS = frozenset({"rate", "mean", "times", "amount"})


def twins(figures: Figures, evidence: Evidence, told: Iterable[Claim]) -> Iterator[Claim]:
    """Claims about undecided changes of a level whose earlier namesake stands elsewhere."""
    make, near = Maker(figures.reading, evidence), near_of(figures)
    decided = {c.span for c in told if c.verdict in _DECIDED and c.relation != "direction"}
    for sentence in figures.reading.sentences:
        for quantity in () if sentence.tabular else sentence.quantities:
            if (quantity.start, quantity.end) in decided:
                continue
            change = told_change(place_of(sentence, quantity))
            if change is not None and change.names is None and change.kind in _KINDS:
                claim = _judge(make, figures, near, change)
                if claim is not None:
                    yield claim


def _judge(make: Maker, figures: Figures, near: Near, change: Told) -> Claim | None:
    last = next((f for f in near.before(change.place) if change.place.inside(f.position)), None)
    if TARGET.search(words_of(change.place)):
        return None  # 比上年目标多1000人
    if last is None or len(last.words) < TAIL or not _fits(last, change):
        return None
    held = {f.quantity.absolute: f for f in _earlier(figures, last, change)}
    if len(held) != 1 or (
        change.kind in {"rate", "mean"} and other_prices(make.evidence, change.place)
    ):
        return None
    (base,) = held.values()
    place, years = change.place, _years(last, base)
    if change.kind == "mean" and years == 1:
        return None
    formula = change_between(change, last.quantity.id, base.quantity.id, years)
    claim = make.compare(
        RELATIONS.get(change.kind, "difference"), place.sentence, place.quantity, formula,
        severity="soft", pattern="the same thing told for another time",
    )  # fmt: skip
    if claim.verdict == "inconsistent" and not one_number_mends(claim, make.reading, make.evidence):
        return None
    result = formulas.evaluate(formula, make.evidence.quantities)
    return None if coarse(result, place.quantity) else claim


def _fits(last: Figure, change: Told) -> bool:
    rate = change.kind in {"rate", "mean", "times"}
    return rate or same_measure(last.quantity, change.place.quantity)


def _earlier(figures: Figures, last: Figure, change: Told) -> Iterator[Figure]:
    """Levels of the same name and place for a time before, of another value."""
    own = last.quantity
    for figure in around(figures.by_tail.get(last.words[-TAIL:], []), own.start):
        other, years = figure.quantity, _years(last, figure)
        due = years == 1 or (change.kind == "mean" and 1 < years <= LONGEST)
        if not due or figure.sentence is last.sentence or other.party != own.party:
            continue
        if same_measure(other, own) and _namesakes(last, figure) and other.absolute != own.absolute:
            yield figure


def _namesakes(a: Figure, b: Figure) -> bool:
    """经某口岸进出口总值 and 进出口总值: one name ends the other."""
    return a.words.endswith(b.words) or b.words.endswith(a.words)


def _years(last: Figure, base: Figure) -> int:
    a, b = base.quantity.period.year, last.quantity.period.year
    return b - a if a and b else 0
