"""A change beside its two ends, where one digit spoils it: X now, Y before, more by Z.

Other rules tell what comes out. Here a change that comes out with no two levels near it is a doubt,
when a level told as base stands beside it and one digit, or two exchanged, would make it come out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from yipan.reading.model import Claim, Formula, Quantity
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.bases import NOMINAL, OTHER_BASIS, is_real
from yipan.reading.reckoning.evidence import Evidence, Maker, same_measure
from yipan.reading.reckoning.figures import Figures
from yipan.reading.reckoning.near import Place, place_of, told_as_base, words_of
from yipan.reading.reckoning.repairs import one_number_mends
from yipan.reading.text.sentences import Sentence

_CHANGED = re.compile(
    r"(?:[多少高低增减升降涨跌]|扩大|缩小|拉长|缩短|延长|压缩|下滑|回落|回升|结余|差距|相差|提高|提升|净增|新增|加快|放缓|收窄|走低)"
    r"[\u4e00-\u9fff]{0,4}$"
)
_EARLIER = re.compile(
    r"(?:\A|[，。；()])(?:而|则)?[^，。；()0-9]{0,6}(?:前|[0-9]{4}年(?:[底末]|同期)?|[0-9]{1,2}月份?末?|上年末?|上月末?)"
    r"(?:该比重|这一比[例重]|这一数字|同期)?(?:仅?[为是]|只?有)\Z"
)
_MEAN = re.compile(r"年均|月均|日均|平均每|累计增|两年平均|年平均")
_PLAIN = frozenset({"rounded", "exact"})
_LEVELS = frozenset({"level", "share", "rate"})
_OF_ENDS = frozenset({"difference", "growth_rate", "share_change_pp", "rate_gap_pp", "cagr"})
_DECIDED = frozenset({"consistent", "inconsistent"})
_MOST_NUMBERS = 24
_FEWEST_DIGITS = 2
_REACH = 5
_MOST_TRIED = 3
# A level and its base are of one order.
_WIDEST = 4


@dataclass(frozen=True, slots=True)
class Ends:
    """The level and the base that a change stands between."""

    last: Quantity
    base: Quantity


def told_pairs(figures: Figures, evidence: Evidence, told: Iterable[Claim]) -> Iterator[Claim]:
    """Doubts about changes whose base is told beside them."""
    make = Maker(figures.reading, evidence)
    decided = {c.span for c in told if c.verdict in _DECIDED and c.relation != "direction"}
    used = {
        (_kind(evidence.quantities[str(c.trace.left)]), i)
        for c in told
        if c.verdict == "consistent" and c.relation in _OF_ENDS and isinstance(c.trace.left, str)
        for i in c.operands
    }
    for sentence in figures.reading.sentences:
        if sentence.tabular or len(sentence.quantities) < _FEWEST_DIGITS:
            continue
        numbers = sentence.quantities[:_MOST_NUMBERS]
        bases = [q for q in numbers if _is_level(q) and _is_base(sentence, q)]
        for quantity in numbers if bases else ():
            if (quantity.start, quantity.end) in decided or not _is_change(sentence, quantity):
                continue
            free = [q for q in bases if q is not quantity and (_kind(quantity), q.id) not in used]
            claim = _judge(make, figures, place_of(sentence, quantity), free)
            if claim is not None:
                yield claim


def _is_base(sentence: Sentence, quantity: Quantity) -> bool:
    """Told as base, or beside an earlier time alone: 调整前为3189元, 而2023年是6936.5亿元."""
    if told_as_base(sentence, sentence.at[quantity.id]):
        return True
    return bool(_EARLIER.search(place_of(sentence, quantity).lead))


def _is_level(quantity: Quantity) -> bool:
    return quantity.role in _LEVELS and quantity.qualifier in _PLAIN


def _is_change(sentence: Sentence, quantity: Quantity) -> bool:
    """An amount, a rate or points that the words before it call a change."""
    digits = sum(c.isdigit() for c in quantity.text)
    if quantity.qualifier not in _PLAIN or digits < _FEWEST_DIGITS:
        return False
    lead = place_of(sentence, quantity).lead
    if _MEAN.search(lead) or lead.endswith(("到", "至", "为", "的")):
        return False
    return quantity.role in {"difference", "points", "rate", "share_points"} or bool(
        _CHANGED.search(lead)
    )


def _judge(make: Maker, figures: Figures, place: Place, bases: Sequence[Quantity]) -> Claim | None:
    """The change against a base and a level beside it, if no pair near it comes out."""
    ends = [e for e in _ends(figures, place, bases) if not _other_basis(make, place, e)]
    known, stated = make.evidence.quantities, place.quantity.absolute
    for pair in ends:
        result = formulas.evaluate(_formula(place, pair), known)
        if result.meets(stated) or (result * -1).meets(stated):
            return None
    others = [q for q in place.sentence.quantities[:_MOST_NUMBERS] if _like(q, place.quantity)]
    for pair in ends[:_MOST_TRIED]:
        result = formulas.evaluate(_formula(place, pair), known)
        if any(result.meets(q.absolute) or (result * -1).meets(q.absolute) for q in others):
            continue  # the pair tells another change
        claim = _compared(make, place, pair)
        if one_number_mends(claim, make.reading, make.evidence):
            return claim
    return None


def _like(other: Quantity, quantity: Quantity) -> bool:
    return other is not quantity and other.dimension == quantity.dimension


def _compared(make: Maker, place: Place, pair: Ends) -> Claim:
    formula, known = _formula(place, pair), make.evidence.quantities
    if formulas.evaluate(formula, known).below(formulas.evaluate("0", known)):
        formula = ("-", "0", formula)
    relation = {"rate": "growth_rate", "points": "share_change_pp"}.get(
        _kind(place.quantity), "difference"
    )
    return make.compare(
        relation, place.sentence, place.quantity, formula, severity="soft",
        pattern="a change beside its base",
    )  # fmt: skip


def _kind(quantity: Quantity) -> str:
    if quantity.dimension == "percentage_point":
        return "points"
    return "rate" if quantity.dimension == "percent" else "amount"


def _ends(figures: Figures, place: Place, bases: Sequence[Quantity]) -> Iterator[Ends]:
    """Base and level, the nearest first; the level stands before, else in the sentence before."""
    sentence, kind = place.sentence, _kind(place.quantity)
    near = sorted(bases, key=lambda q: abs(q.start - place.quantity.start))
    for base in near[:_REACH]:
        if not _fits(place, base, kind) or not place.inside(sentence.at[base.id]):
            continue
        levels = [q for q in sentence.quantities[:_MOST_NUMBERS] if _can_be_last(place, q, base)]
        ahead = [q for q in levels if q.start < place.quantity.start][::-1]
        before = figures.previous(sentence)
        if not ahead and before is not None:
            ahead = [q for q in before.quantities if _can_be_last(place, q, base)][:_REACH]
        behind = [q for q in levels if place.inside(sentence.at[q.id]) and q not in ahead]
        for last in (*ahead[:_REACH], *behind[:_REACH]):
            yield Ends(last, base)


def _fits(place: Place, base: Quantity, kind: str) -> bool:
    if kind == "points":
        return base.dimension == "percent"
    if kind == "rate":
        return base.dimension not in {"percent", "percentage_point", "years"}
    per = base.base_unit.split("/")[0] == place.quantity.base_unit != ""
    return per or same_measure(base, place.quantity)


def _can_be_last(place: Place, quantity: Quantity, base: Quantity) -> bool:
    if quantity is place.quantity or quantity is base or not _is_level(quantity):
        return False
    sentence = place.sentence
    here = quantity.id in sentence.at
    if here and _is_base(sentence, quantity):
        return False
    if not same_measure(quantity, base):
        return False
    a, b = quantity.mid * quantity.scale, base.mid * base.scale
    return a < _WIDEST * b and b < _WIDEST * a


def _formula(place: Place, ends: Ends) -> Formula:
    if _kind(place.quantity) == "rate":
        return formulas.growth(ends.base.id, ends.last.id)
    return ("-", ends.last.id, ends.base.id)


def _other_basis(make: Maker, place: Place, ends: Ends) -> bool:
    """Whether the rate may be of other prices than the levels."""
    if _kind(place.quantity) != "rate":
        return False
    words = words_of(place)
    if OTHER_BASIS.search(words):
        return True
    if NOMINAL.search(words):
        return False
    names = words + (ends.last.indicator_zh or "") + (place.quantity.indicator_zh or "")
    return is_real(make.evidence, names, ends.last.indicator)
