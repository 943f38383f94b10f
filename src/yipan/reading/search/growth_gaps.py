"""Points between two growth rates that only their levels tell: 农村A(上年B),城镇C(上年D),农村快于城镇1.0."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from yipan.reading.model import Claim, Formula
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.bases import OTHER_BASIS, is_real
from yipan.reading.reckoning.evidence import Evidence, Maker, coarse, same_measure
from yipan.reading.reckoning.figures import Figure, Figures
from yipan.reading.reckoning.near import Near, Place, clause_text, is_base, near_of, place_of
from yipan.reading.reckoning.repairs import one_number_mends
from yipan.reading.search.end_pool import told_earlier
from yipan.reading.search.end_words import told_change
from yipan.reading.text.sentences import Sentence

_DECIDED = frozenset({"consistent", "inconsistent"})
_BACK = 2
_MOST = 12


def growth_gaps(figures: Figures, evidence: Evidence, told: Iterable[Claim]) -> Iterator[Claim]:
    """Points between the growth of two things whose levels and bases are printed."""
    make, near = Maker(figures.reading, evidence), near_of(figures)
    decided = {c.span for c in told if c.verdict in _DECIDED}
    for sentence in figures.reading.sentences:
        if sentence.tabular or "p" not in sentence.kinds:
            continue
        for quantity in sentence.quantities:
            points = quantity.dimension == "percentage_point"
            if points and (quantity.start, quantity.end) not in decided:
                claim = _judge(make, near, place_of(sentence, quantity))
                if claim is not None:
                    yield claim


def _judge(make: Maker, near: Near, place: Place) -> Claim | None:
    change = told_change(place)
    if change is None or change.kind != "points" or change.names is None:
        return None
    figures = [f for s in _around(near, place.sentence) for f in near.amounts(s)[:_MOST]]
    rates = [_rate(figures, name) for name in change.names]
    first, second = rates
    if first is None or second is None or first == second or _real(make, place, figures):
        return None
    formula = ("-", second, first) if change.down else ("-", first, second)
    claim = make.compare(
        "rate_gap_pp", place.sentence, place.quantity, formula, severity="soft",
        pattern="points between rates of printed levels",
    )  # fmt: skip
    if coarse(formulas.evaluate(formula, make.evidence.quantities), place.quantity):
        return None
    if claim.verdict == "consistent":
        return claim
    return claim if one_number_mends(claim, make.reading, make.evidence) else None


def _around(near: Near, sentence: Sentence) -> Iterator[Sentence]:
    back: Sentence | None = sentence
    for _ in range(_BACK + 1):
        if back is None:
            return
        yield back
        back = near.figures.previous(back)


def _real(make: Maker, place: Place, figures: list[Figure]) -> bool:
    words = place.lead + "".join(f.words for f in figures)
    return bool(OTHER_BASIS.search(place.lead)) or is_real(make.evidence, words, None)


def _rate(figures: list[Figure], name: str) -> Formula | None:
    """The growth of the one level that carries the name, from the base told just behind it."""
    found = []
    for order, figure in enumerate(figures[:-1]):
        base = figures[order + 1]
        if _base(figure) or name not in clause_text(figure) or not _base(base):
            continue
        if same_measure(figure.quantity, base.quantity) and base.sentence is figure.sentence:
            found.append(formulas.growth(base.quantity.id, figure.quantity.id))
    return found[0] if len(found) == 1 else None


def _base(figure: Figure) -> bool:
    return is_base(figure) or told_earlier(figure.sentence, figure.position)
