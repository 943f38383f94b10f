"""The last word on an alarm: what must hold before a statement is called false.

A hard finding never rests on inherited slots alone: each number in it has its indicator or its unit
printed with it. Numbers of a part of a year and of whole years, of near-synonyms, or of a sentence
that the layout has broken are not compared: such statements stay open, with the reason.
"""

from __future__ import annotations

import csv
import re
from datetime import timedelta
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

from yipan.reading.model import Claim, Quantity, Trace
from yipan.reading.reckoning.evidence import Evidence
from yipan.reading.reckoning.repairs import one_number_mends
from yipan.reading.slots.readings import Reading

_SERIES = frozenset(
    ["growth_rate", "cagr", "difference", "multiple", "text_table_match", "intra_doc_match"]
)
_OF_PARTS = frozenset(["share", "ratio", "sum_components", "subset_bound"])
_APART = frozenset(["share", "ratio", "multiple", "difference"])
_OF_ONE_PLACE = frozenset(["growth_rate", "cagr", "share_change_pp"])
_BREAK = re.compile(r"\n[ \t\u3000]*\n")
TARGET = re.compile(r"目标|任务|计划|预算|指标")
_ALMOST_A_YEAR, _SHORT = 360, 340
_SHORT_NAME = 2
_NEXT_DAY = timedelta(days=1)


def settle(reading: Reading, evidence: Evidence) -> None:
    """Take back what may not stand as an inconsistency."""
    _drop_pairs_set_apart(reading.document.claims, evidence)
    for claim in reading.document.claims:
        numbers = _numbers(claim, evidence)
        if claim.reason == "PRICE_BASIS" and near_synonyms(_levels(numbers), False):
            claim.reason = "DEFINITION"
        if claim.verdict != "inconsistent":
            continue
        reason = _open_reason(claim, numbers, reading)
        if claim.relation in _OF_ONE_PLACE and _of_elsewhere(claim.trace.left, numbers):
            reason, claim.operands, claim.formula = "NO_EVIDENCE", (), "缺少两端数值"
        if reason == "TORN" and one_number_mends(claim, reading, evidence):
            claim.severity = "soft"  # a slip explains it better than the layout
            continue
        if reason:
            claim.verdict, claim.severity, claim.reason = "unverifiable", None, reason
            claim.trace = Trace("none", claim.trace.left)
        elif claim.severity == "hard" and not all(firm(q, evidence) for q in numbers):
            claim.severity = "soft"


def _drop_pairs_set_apart(claims: list[Claim], evidence: Evidence) -> None:
    """出口4009亿元,占进出口6175亿元的64.9%: two figures whose share comes out are no two mentions of one."""
    matches = [c for c in claims if c.verdict == "inconsistent" and c.relation == "intra_doc_match"]
    if not matches:
        return
    told = [c for c in claims if c.verdict == "consistent" and c.relation in _APART]
    apart = [{q.absolute for q in _numbers(c, evidence)} for c in told]
    values = {id(c): {q.absolute for q in _numbers(c, evidence)} for c in matches}
    wrong = {key for key, pair in values.items() if any(pair <= other for other in apart)}
    claims[:] = [c for c in claims if id(c) not in wrong]


def firm(quantity: Quantity, evidence: Evidence) -> bool:
    """Whether the indicator or the unit is printed with the number, or in its sentence before it."""
    unit = bool(quantity.unit) and "unit" not in quantity.inherited
    if unit or "indicator" not in quantity.inherited:
        return True
    sentence, name = evidence.sentence_of.get(quantity.id), quantity.indicator_zh or ""
    if sentence is None or len(name) < _SHORT_NAME:
        return False
    lead = sentence.block.text[sentence.start : sentence.tokens[sentence.at[quantity.id]].start]
    return name[:_SHORT_NAME] in lead


def _numbers(claim: Claim, evidence: Evidence) -> list[Quantity]:
    ids = [*claim.operands, claim.trace.left if isinstance(claim.trace.left, str) else ""]
    return [evidence.quantities[i] for i in dict.fromkeys(ids) if i in evidence.quantities]


def _open_reason(claim: Claim, numbers: list[Quantity], reading: Reading) -> str:
    levels = _levels(numbers)
    if claim.relation in _SERIES and periods_differ(levels, reading):
        return "PERIOD_MISMATCH"
    whole = claim.trace.left
    in_turn = claim.relation == "sum_components" and _spans_in_turn(levels)
    if claim.relation == "sum_components":  # quarters make up a year
        levels = [q for q in levels if q.id != whole]
    if claim.relation in _OF_PARTS and not in_turn and periods_differ(levels, reading):
        return "PERIOD_MISMATCH"
    if near_synonyms(levels, claim.relation in _OF_PARTS):
        return "DEFINITION"
    if claim.basis == "document" and _torn(numbers, reading):
        return "TORN"
    return ""


def _of_elsewhere(changed: object, numbers: list[Quantity]) -> bool:
    """其中河北…提升12.7个百分点, after figures of the region: a change there is none of another place."""
    number = next((q for q in numbers if q.id == changed), None)
    if number is None or not number.party or "party" in number.inherited:
        return False
    return all(q.party not in {None, number.party} for q in numbers if q is not number)


def _levels(numbers: list[Quantity]) -> list[Quantity]:
    return [q for q in numbers if q.role == "level"]


def periods_differ(levels: list[Quantity], reading: Reading) -> bool:
    """Part of a year against a whole one, both printed; a target of the year is no such thing."""
    told = [q for q in levels if "period" not in q.inherited and not q.period.is_instant]
    days = [q.period.days for q in told if q.period.days]
    whole = [d for d in days if d >= _ALMOST_A_YEAR]
    part = [d for d in days if 1 < d < _SHORT]
    if not whole or not part:
        return False
    raw = reading.document.raw
    return not any(TARGET.search(raw[max(0, q.start - 16) : q.start]) for q in levels)


def _spans_in_turn(levels: list[Quantity]) -> bool:
    """Whether the parts are of spans that follow each other: four quarters, 2020年 and 2021年1—5月."""
    spans = sorted((a, b) for q in levels if (a := q.period.start) and (b := q.period.end))
    if len(spans) > 1 and all(b[0] - a[1] == _NEXT_DAY for a, b in pairwise(spans)):
        return True
    short = [(a, b) for a, b in spans if 0 < (b - a).days < _ALMOST_A_YEAR]
    return len(short) > 1 and all(a[1] < b[0] for a, b in pairwise(short))


@lru_cache(maxsize=1)
def synonyms() -> tuple[tuple[str, str, bool], ...]:
    """Words that are near in meaning and do not measure the same: (a, b, not even as parts)."""
    text = files("yipan.reading").joinpath("data", "near_synonyms.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple((r["word"], r["other"], r["never_parts"] == "yes") for r in rows)


def near_synonyms(levels: list[Quantity], as_parts: bool) -> bool:
    """Whether two figures are named by near-synonyms."""
    names = [q.indicator_zh or "" for q in levels]
    for word, other, never_parts in synonyms():
        if as_parts and not never_parts:
            continue
        one = any(word in n and other not in n for n in names)
        two = any(other in n and word not in n for n in names)
        if one and two:
            return True
    return False


def _torn(numbers: list[Quantity], reading: Reading) -> bool:
    """Whether a blank line runs through the sentence between its numbers."""
    own = [q for q in numbers if q.document == reading.document.index and q.table is None]
    if len({q.sentence for q in own}) != 1:
        return False
    start, end = min(q.start for q in own), max(q.end for q in own)
    return bool(_BREAK.search(reading.document.raw, start, end))
