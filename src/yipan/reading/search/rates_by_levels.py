"""A change told twice: 增加282.1亿元，增长34.8% behind both levels; 增长5.2%，增加约69亿元 behind one.

A rate that comes out of a printed change and of the two levels is told from the levels, the change
beside them. An amount behind a level and its rate is what the rate makes of the level.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from yipan.reading.model import Claim, Formula, Quantity
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.evidence import Evidence, Maker, coarse, same_measure
from yipan.reading.reckoning.figures import Figures
from yipan.reading.reckoning.near import place_of, telling_digits

_RISEN = re.compile(r"(?:增加|增长|提高|净增|多|增)了?(?:约|近)?\Z")
_PAIR = 2


def by_levels(claims: list[Claim], figures: Figures, evidence: Evidence) -> None:
    """Rates of a printed change are told from the two levels that the change is told from."""
    ends = {
        str(c.trace.left): c.trace.right
        for c in claims
        if c.relation == "difference" and c.verdict == "consistent"
    }
    make = Maker(figures.reading, evidence)
    for n, claim in enumerate(claims):
        if claim.relation == "growth_rate" and claim.verdict == "consistent":
            change = next((i for i in claim.operands if i in ends), None)
            better = _of_ends(make, claim, ends[change]) if change is not None else None
            if better is not None and change is not None:
                claims[n] = replace(better, operands=(*better.operands, change))


def _of_ends(make: Maker, claim: Claim, gap: Formula) -> Claim | None:
    """The rate between the ends of a difference, in the direction that comes out."""
    known = make.evidence.quantities
    number = known.get(str(claim.trace.left))
    if number is None or isinstance(gap, str) or gap[0] != "-" or len(gap) != _PAIR + 1:
        return None
    high, low = gap[1], gap[2]
    if not (isinstance(high, str) and isinstance(low, str) and {high, low} <= {*known}):
        return None
    sentence = make.evidence.sentence_of.get(number.id)
    for formula in (formulas.growth(low, high), formulas.fall(high, low)):
        if formulas.comes_out(formula, number.absolute, known) is not None:
            return make.compare("growth_rate", sentence, number, formula, pattern=claim.pattern)
    return None


def amounts_by_rate(figures: Figures, evidence: Evidence, told: Iterable[Claim]) -> Iterator[Claim]:
    """Amounts of change behind a level and its rate, where no other level tells them."""
    make, known = Maker(figures.reading, evidence), evidence.quantities
    told = list(told)
    spans = {c.span for c in told if c.verdict != "unverifiable"}
    for claim in told:
        rate = known.get(str(claim.trace.left))
        open_rate = claim.relation == "growth_rate" and claim.reason == "NO_EVIDENCE"
        if not open_rate or rate is None or len(claim.operands) < _PAIR:
            continue
        level = next((known[i] for i in claim.operands if i != rate.id), None)
        amount = _amount_behind(evidence, rate, level)
        if level is None or amount is None or (amount.start, amount.end) in spans:
            continue
        if claim.trace.right:  # the base that the rate implies
            formula: Formula = ("-", level.id, claim.trace.right)
            found = make.compare(
                "difference", evidence.sentence_of.get(amount.id), amount, formula,
                severity="soft", pattern="level, rate and amount of one change",
            )  # fmt: skip
            if not coarse(formulas.evaluate(formula, known), amount):
                yield found


def _amount_behind(evidence: Evidence, rate: Quantity, level: Quantity | None) -> Quantity | None:
    """The next number behind the rate, if it tells how much more or less the level is."""
    sentence = evidence.sentence_of.get(rate.id)
    if sentence is None or level is None or sentence.tabular:
        return None
    behind = next((q for q in sentence.quantities if q.start > rate.start), None)
    if behind is None or not same_measure(behind, level) or not telling_digits(behind):
        return None
    between = sentence.kinds[sentence.at[rate.id] + 1 : sentence.at[behind.id]]
    risen = _RISEN.search(place_of(sentence, behind).lead)
    return behind if risen and not set("sOILG") & set(between) else None
