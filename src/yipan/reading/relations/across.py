"""Between documents, and against a board: matches, changes, jumps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from yipan.core.interval import Interval
from yipan.reading.model import Formula, Quantity, Trace
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.evidence import Evidence, Maker, same_measure, when
from yipan.reading.slots.readings import Reading
from yipan.reading.text.names import identities


def across(readings: Sequence[Reading], evidence: Evidence) -> None:
    """Matches and plausibility between documents; each pair is reported once, in the first."""
    makers = {r.document.index: Maker(r, evidence) for r in readings}
    for (_, _, _), held in sorted(evidence.levels.items(), key=lambda item: str(item[0])):
        first_of: dict[int, Quantity] = {}
        for quantity in sorted(held, key=lambda q: (q.table is not None, q.start)):
            if quantity.indicator and quantity.period.start:
                first_of.setdefault(quantity.document, quantity)
        indexes = sorted(first_of)
        if len(indexes) < 2:
            continue
        first = first_of[indexes[0]]
        for other in indexes[1:]:
            _cross(makers, first, first_of[other])
    _cross_changes(makers, evidence)
    _plausible(makers, evidence)


def _cross(makers: dict[int, Maker], first: Quantity, other: Quantity) -> None:
    if not same_measure(first, other) or (first.table is not None and other.table is not None):
        return
    make = makers[first.document]
    claim = make.compare(
        "cross_doc_match", make.evidence.sentence_of.get(first.id), first, other.id, severity="soft", basis="set", pattern="same indicator, place and period", extra=(first.id,),
    )  # fmt: skip
    if claim.reason == "TOO_COARSE":
        claim.verdict, claim.reason = "consistent", "AGREES"
    make.reading.document.claims.append(claim)


def _cross_changes(makers: dict[int, Maker], evidence: Evidence) -> None:
    for changes in evidence.changes.values():
        first_of: dict[int, Quantity] = {}
        for quantity in changes:
            first_of.setdefault(quantity.document, quantity)
        indexes = sorted(first_of)
        for other in indexes[1:]:
            _cross(makers, first_of[indexes[0]], first_of[other])


def _plausible(makers: dict[int, Maker], evidence: Evidence) -> None:
    """Neighbouring years from two documents: direction and growth within the usual limits."""
    limits = {
        i.whole: (Fraction(i.low), Fraction(i.high)) for i in identities() if i.rule == "growth"
    }
    for (name, _), held in sorted(evidence.series.items()):
        if name not in limits:
            continue
        dated = sorted(
            (q for q in held if q.period.year and q.period.start and q.table is None),
            key=lambda q: (q.period.year or 0, q.document),
        )
        for position, quantity in enumerate(dated):
            later = [
                q
                for q in dated[position + 1 :]
                if (q.period.year or 0) > (quantity.period.year or 0)
            ]
            if not later or any(
                q.document == quantity.document and q.period.year == later[0].period.year
                for q in later
            ):
                continue
            _jump(makers, evidence, quantity, later[0], *limits[name])


def _jump(
    makers: dict[int, Maker],
    evidence: Evidence,
    first: Quantity,
    last: Quantity,
    low: Fraction,
    high: Fraction,
) -> None:
    if first.document == last.document or not same_measure(first, last):
        return
    make = makers[first.document]
    years = (last.period.year or 0) - (first.period.year or 0)
    sentence = evidence.sentence_of.get(first.id)
    formula = formulas.mean_growth(first.id, last.id, years)
    result = formulas.evaluate(formula, evidence.quantities)
    good = Interval(low, high).meets(result)
    if good:
        direction = (
            1
            if result.lo is not None and result.lo > 0
            else -1
            if result.hi is not None and result.hi < 0
            else 0
        )
        if direction > 0:
            claim = make.ordered(
                "direction",
                sentence,
                (first.start, first.end),
                [first, last],
                direction,
                severity="soft",
                basis="set",
                pattern="years from two documents",
            )
            make.reading.document.claims.append(claim)
        return
    shown = f"{formulas.show(formula, evidence.quantities)} = 年均 {formulas.brief(result)}%; 通常在 {low}% 到 {high}% 之间"
    make.reading.document.claims.append(
        make.plain(
            "plausibility",
            sentence,
            (first.start, first.end),
            "inconsistent",
            "IMPLAUSIBLE",
            shown,
            severity="soft",
            operands=(first.id, last.id),
            trace=Trace("meets", ("range", str(low), str(high)), formula),
            recomputed=result,
            pattern="jump between two documents",
            basis="set",
        )
    )


def against_known(reading: Reading, evidence: Evidence, known: Sequence[Any]) -> None:
    """Figures of the text against those of a board."""
    by_key: dict[tuple[str, str, str, str], list[Any]] = defaultdict(list)
    for fact in known:
        by_key[(fact.indicator, fact.party, fact.start, fact.end)].append(fact)
    make = Maker(reading, evidence)
    for quantity in reading.document.quantities:
        start, end = when(quantity.period)
        if (
            not quantity.indicator
            or quantity.role not in {"level", "share"}
            or start is None
            or end is None
        ):
            continue
        held = by_key.get((quantity.indicator, quantity.party or "", str(start), str(end)), [])
        same = [f for f in held if f.base_unit == quantity.base_unit]
        if not same:
            continue
        best = next((f for f in same if f.interval.meets(quantity.absolute)), same[0])
        lo, hi = best.interval.lo, best.interval.hi
        formula: Formula = ("range", "" if lo is None else str(lo), "" if hi is None else str(hi))
        claim = make.compare(
            "cross_doc_match", evidence.sentence_of.get(quantity.id), quantity, formula, severity="soft", basis="board", pattern=best.source, extra=(quantity.id,),
        )  # fmt: skip
        claim.formula = f"{best.source}: {best.printed}; 文中为 {quantity.text}"
        make.reading.document.claims.append(claim)
