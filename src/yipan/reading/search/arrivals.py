"""What a level comes to by a change told before it: 现有286万平方米,将新增45万平方米,增加到331万平方米."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from yipan.reading.model import Claim, Formula, Quantity
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.evidence import Evidence, Maker, coarse, same_measure
from yipan.reading.reckoning.figures import Figures
from yipan.reading.reckoning.near import Place, place_of
from yipan.reading.reckoning.repairs import one_number_mends

_COMES_TO = re.compile(
    r"(?:增加|扩大|提高|上升|增|升|减少|下降|降|压减|压缩)(?:到|至|为)|(?:总数|总量|总规模|合计|总计|累计|共)?(?:达到?|将达)|剩余|余下|剩下|还剩|尚余|保留|净增|净减少?"
)
_COMES = re.compile(rf"(?:{_COMES_TO.pattern})(?:了|约)?\Z")
_LEVEL = re.compile(r"(?:到|至|为|达|是)了?\Z")
_PEAK = re.compile(r"最|峰|历史")
_ADDS = re.compile(
    r"(?:新增|增加|净增|新建|扩建|新开|再增|增|又有|迎来|补充|加上)[\u4e00-\u9fff]{0,6}\Z"
)
_TAKES = re.compile(
    r"(?:减少|压减|淘汰|退出|关闭|撤并|净减|压缩|核减|注销|取消|扣除|减|消化|化解|偿还|去化|流失|转出|减产)[\u4e00-\u9fff]{0,6}\Z"
)
_YEARLY = re.compile(
    r"(?:比|较)[^，。；]{0,10}(?:增|多|减|少|降)[\u4e00-\u9fff]{0,2}\Z|同比|年均|月均"
)
_PLAIN = frozenset({"rounded", "exact"})
_DECIDED = frozenset({"consistent", "inconsistent"})
_FEWEST_DIGITS = 2
_MOST = 24


def arrivals(figures: Figures, evidence: Evidence, told: Iterable[Claim]) -> Iterator[Claim]:
    """Levels that are the one before them and what is added or taken, and doubts about them."""
    make = Maker(figures.reading, evidence)
    sums = {c.span for c in told if c.verdict in _DECIDED and c.relation == "sum_components"}
    for sentence in figures.reading.sentences:
        if sentence.tabular or len(sentence.quantities) <= _FEWEST_DIGITS:
            continue
        for order, quantity in enumerate(sentence.quantities[:_MOST]):
            if order < _FEWEST_DIGITS or (quantity.start, quantity.end) in sums:
                continue
            place = place_of(sentence, quantity)
            comes = _COMES.search(place.lead) and not _PEAK.search(place.lead)
            if comes and quantity.qualifier in _PLAIN:
                claim = _judge(make, place, sentence.quantities[:order])
                if claim is not None:
                    yield claim


def _judge(make: Maker, place: Place, before: list[Quantity]) -> Claim | None:
    """The level and the changes just before the number, all of its measure and its segment."""
    changes: list[tuple[str, Quantity]] = []
    first: Quantity | None = None
    for quantity in reversed(before):
        if not place.inside(place.sentence.at[quantity.id]):
            break
        if not same_measure(quantity, place.quantity) or quantity.qualifier not in _PLAIN:
            continue
        lead = place_of(place.sentence, quantity).lead
        if _YEARLY.search(lead):
            return None
        if _LEVEL.search(lead):
            first = quantity
            break
        sign = "+" if _ADDS.search(lead) else "-" if _TAKES.search(lead) else ""
        if not sign:
            first = quantity
            break
        changes.append((sign, quantity))
    if first is None or not changes or _breaks(place, first):
        return None
    formula: Formula = first.id
    for sign, quantity in reversed(changes):
        formula = (sign, formula, quantity.id)
    return _claim(make, place, formula, any(s == "-" for s, _ in changes))


def _breaks(place: Place, first: Quantity) -> bool:
    """Whether a part or a list stands between: 其中, 、."""
    return bool(set("OM") & set(place.between(place.sentence.at[first.id])))


def _claim(make: Maker, place: Place, formula: Formula, taken: bool) -> Claim | None:
    known = make.evidence.quantities
    result = formulas.evaluate(formula, known)
    claim = make.compare(
        "difference" if taken else "sum_components", place.sentence, place.quantity, formula,
        severity="soft", pattern="a level and what is added to it",
    )  # fmt: skip
    if claim.verdict == "consistent" and not coarse(result, place.quantity):
        return claim
    digits = sum(c.isdigit() for c in place.quantity.text)
    if claim.verdict != "inconsistent" or digits < _FEWEST_DIGITS:
        return None
    return claim if one_number_mends(claim, make.reading, make.evidence) else None
