"""What follows from words in general: claims that replace an open answer or add a new one."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import chain, pairwise

from yipan.core.interval import Interval
from yipan.reading.model import Claim
from yipan.reading.reckoning.evidence import Evidence
from yipan.reading.reckoning.figures import Figures
from yipan.reading.relations.changes import changes
from yipan.reading.relations.hundred import hundred
from yipan.reading.relations.pairs import pairs
from yipan.reading.relations.shares import shares
from yipan.reading.relations.siblings import siblings
from yipan.reading.relations.total_last import totals_last
from yipan.reading.search.agreeing import FAR, agreeing
from yipan.reading.search.aligned_changes import aligned_changes
from yipan.reading.search.announced import announced
from yipan.reading.search.anywhere import anywhere
from yipan.reading.search.arrivals import arrivals
from yipan.reading.search.bounds import bounds
from yipan.reading.search.column_ranks import column_ranks
from yipan.reading.search.compared import compared
from yipan.reading.search.counted import counted
from yipan.reading.search.directions import directions
from yipan.reading.search.doublings import doublings
from yipan.reading.search.group_trends import group_trends
from yipan.reading.search.growth_gaps import growth_gaps
from yipan.reading.search.mentions import mentions
from yipan.reading.search.named_quotients import named_quotients
from yipan.reading.search.named_shares import named_shares
from yipan.reading.search.near_misses import near_misses
from yipan.reading.search.part_runs import PATTERN, part_runs
from yipan.reading.search.place_gaps import place_gaps
from yipan.reading.search.rates_by_levels import amounts_by_rate, by_levels
from yipan.reading.search.references import doubt_references
from yipan.reading.search.rough_shares import rough_shares
from yipan.reading.search.second_look import second_look
from yipan.reading.search.table_doubts import drop_doubtful_cells
from yipan.reading.search.table_mentions import table_mentions
from yipan.reading.search.table_ranks import table_ranks
from yipan.reading.search.table_statements import table_statements
from yipan.reading.search.table_trends import table_trends
from yipan.reading.search.twins import twins
from yipan.reading.search.two_ends import two_ends
from yipan.reading.search.vague_totals import vague_totals
from yipan.reading.search.within import within
from yipan.reading.search.year_spans import year_spans
from yipan.reading.slots.readings import Reading

# Relations of one reckoning: where one of them comes out, another on the same words is a misreading.
_RECKONED = frozenset({
    "growth_rate", "difference", "ratio", "share", "multiple", "sum_components", "share_change_pp",
    "rate_gap_pp", "cagr", "contribution_share", "contribution_pp", "index_rate",
})  # fmt: skip

_MATCHES = frozenset({"text_table_match", "intra_doc_match"})
_PAIR, _WHOLE = 2, 105
_FAMILY = {
    "ratio": "share", "share": "share", "multiple": "share",
    "rate_gap_pp": "points", "share_change_pp": "points",
}  # fmt: skip


def generalise(reading: Reading, evidence: Evidence) -> None:
    """Add what the text itself decides; an answer that is decided already stands."""
    figures = Figures(reading)
    claims = reading.document.claims
    _mark(claims, list(bounds(figures, evidence)))
    _instead(claims, list(announced(figures, evidence)))
    merge(claims, counted(figures, evidence))
    merge(claims, chain(year_spans(figures, evidence), within(figures, evidence)))
    merge(claims, list(place_gaps(figures, evidence, claims)))
    rowed = list(siblings(figures, evidence))
    merge(claims, rowed)
    kinds = (totals_last, hundred, shares, changes, pairs)
    merge(claims, chain.from_iterable(kind(figures, evidence) for kind in kinds))
    merge(claims, rough_shares(figures, evidence))
    rows = {c.span for c in rowed}
    merge(claims, (c for c in agreeing(figures, evidence) if c.span not in rows))
    merge(claims, table_mentions(figures, evidence))
    merge(claims, list(mentions(figures, evidence, claims)))
    _other_total(claims, evidence)  # what is explained keeps no place from what is not
    merge(claims, list(part_runs(figures, evidence, claims)))
    merge(claims, list(vague_totals(figures, evidence, claims)))
    merge(claims, list(named_quotients(figures, evidence, claims)))
    merge(claims, list(named_shares(figures, evidence, claims)))
    merge(claims, aligned_changes(figures, evidence))
    merge(claims, list(two_ends(figures, evidence, claims)))
    merge(claims, list(growth_gaps(figures, evidence, claims)))
    merge(claims, list(arrivals(figures, evidence, claims)))
    merge(claims, directions(figures, evidence))
    merge(claims, list(table_statements(figures, evidence, claims)))
    merge(claims, list(twins(figures, evidence, claims)))
    merge(claims, list(anywhere(figures, evidence, claims)))
    merge(claims, list(table_ranks(figures, evidence, claims)))
    table_trends(figures, evidence, claims)
    second_look(figures, evidence, claims)
    merge(claims, list(amounts_by_rate(figures, evidence, claims)))
    by_levels(claims, figures, evidence)
    drop_doubtful_cells(figures, evidence, claims)
    _instead(claims, list(compared(figures, evidence, claims)))
    _instead(claims, list(column_ranks(figures, evidence, claims)))
    _instead(claims, list(group_trends(figures, evidence)))
    merge(claims, list(near_misses(figures, evidence, claims)))
    _other_reading(claims)
    _other_total(claims, evidence)
    _told_by_a_part(claims)
    _plain_shares(claims, evidence)
    _instead(claims, list(doublings(figures, evidence, claims)))
    doubt_references(reading, claims)
    widen(claims, evidence, reading.document.index)


def _mark(claims: list[Claim], found: list[Claim]) -> None:
    """A bound that is set beside its level is no share that waits for its parts."""
    spans = {c.span for c in found}
    claims[:] = [c for c in claims if c.span not in spans or c.reason != "NO_EVIDENCE"]
    merge(claims, found)


def _instead(claims: list[Claim], found: list[Claim]) -> None:
    """Claims that know more than any other of their relation on the same words."""
    held = {(c.relation, c.span) for c in found}
    claims[:] = [*(c for c in claims if (c.relation, c.span) not in held), *found]


def _other_reading(claims: list[Claim]) -> None:
    """低于限额66.8亿元: where the number comes out as a difference, it is not what is compared."""
    differences = {c.trace.left for c in claims if c.relation == "difference" and _agrees(c)}
    claims[:] = [
        c
        for c in claims
        if c.relation != "rank_order" or _agrees(c) or not differences & {*c.operands}
    ]


def _other_total(claims: list[Claim], evidence: Evidence) -> None:
    """Parts that make up one figure are not those of another; a number that comes out is right."""
    sums = [c for c in claims if c.relation == "sum_components"]
    right: dict[frozenset[str], Fraction] = {}
    for claim in sums:
        if _agrees(claim):
            parts = _parts_of(claim)
            right[parts] = min(_step(claim, evidence), right.get(parts, _step(claim, evidence)))
    near = (c for c in claims if _agrees(c) and not c.pattern.endswith(FAR))
    told = {c.span for c in near if c.relation in _RECKONED}
    parted = [c for c in claims if _agrees(c) and c.relation == "share"]
    shares = {c.span for c in parted}
    # What has a share below one of a total does not make it up.
    rests = {frozenset(c.operands) for c in parted if len(c.operands) > _PAIR}
    claims[:] = [
        c
        for c in claims
        if c.verdict != "inconsistent"
        or c.relation not in _RECKONED
        or not (
            (c.span in shares or frozenset(c.operands) in rests or _excused(c, right, evidence))
            if c.relation == "sum_components"
            else c.span in told
        )
    ]


def _told_by_a_part(claims: list[Claim]) -> None:
    """Parts that do not make up their total are no second alarm where one is printed otherwise elsewhere."""
    matches = [c for c in claims if c.relation in _MATCHES]
    slips = {c.trace.left for c in matches if c.verdict == "inconsistent"}
    right = {c.trace.left for c in matches if _agrees(c)}
    claims[:] = [
        c
        for c in claims
        if c.verdict != "inconsistent"
        or c.relation != "sum_components"
        or c.trace.left not in right
        or not slips & {*c.operands}
    ]


def _plain_shares(claims: list[Claim], evidence: Evidence) -> None:
    """第三产业占比达83.8% is a figure; 占全国的8.5% asks of what."""
    claims[:] = [
        c for c in claims
        if c.relation != "share" or not (_is_more(c) if _agrees(c) else _is_plain(c, evidence))
    ]  # fmt: skip


def _is_more(claim: Claim) -> bool:
    """超过85% of a whole is no 186% of another."""
    found, told = claim.recomputed, claim.claimed
    part = told is not None and told.lo is not None and told.lo < _WHOLE
    return part and found is not None and Interval.exact(_WHOLE).below(found)


def _is_plain(claim: Claim, evidence: Evidence) -> bool:
    """Whether a share has a name of its own and nothing that it was set against is called so."""
    number = evidence.quantities.get(str(claim.trace.left))
    if number is None or not number.name.endswith(("占比", "_share")):
        return False
    name = (number.indicator_zh or "").removesuffix("占比")
    held = [evidence.quantities[i].indicator_zh or "" for i in claim.operands if i != number.id]
    alike = any(a + b in words for words in held for a, b in pairwise(name))
    known = (number.indicator or "").endswith("_share")
    return claim.reason == "NO_EVIDENCE" or (known and not alike)


def _excused(claim: Claim, right: dict[frozenset[str], Fraction], evidence: Evidence) -> bool:
    """Whether the parts make up another figure, one that is printed as finely."""
    other = right.get(_parts_of(claim))
    return other is not None and other <= _step(claim, evidence)


def _step(claim: Claim, evidence: Evidence) -> Fraction:
    """The printed step of the number that is judged, in its base unit."""
    quantity = evidence.quantities.get(str(claim.trace.left))
    return quantity.step * quantity.scale if quantity is not None else Fraction(0)


def _parts_of(claim: Claim) -> frozenset[str]:
    return frozenset(i for i in claim.operands if i != claim.trace.left)


def _agrees(claim: Claim) -> bool:
    return claim.verdict == "consistent"


def widen(claims: Iterable[Claim], evidence: Evidence, document: int) -> None:
    """A sum's statement reaches over its parts, which may stand in a neighbouring sentence."""
    for claim in claims:
        if claim.relation != "sum_components" and claim.pattern != "exports less imports":
            continue
        if claim.pattern == PATTERN:
            continue
        held = [evidence.quantities[i] for i in claim.operands]
        held = [q for q in held if q.document == document and q.table is None]
        claim.start = min([claim.start, *(q.start for q in held)])
        claim.end = max([claim.end, *(q.end for q in held)])


def merge(claims: list[Claim], found: Iterable[Claim]) -> None:
    """Put claims in place of open ones about the same words; drop what is judged already."""
    found = list(found)
    spans = {c.span for c in found}
    at: dict[tuple[str, tuple[int, int]], int] = {
        (_FAMILY.get(c.relation, c.relation), c.span): n
        for n, c in enumerate(claims if found else ())
        if c.span in spans
    }
    for claim in found:
        key = (_FAMILY.get(claim.relation, claim.relation), claim.span)
        spot = at.get(key)
        if spot is None:
            at[key] = len(claims)
            claims.append(claim)
        elif _weaker(claims[spot], claim):
            claims[spot] = claim


def _weaker(old: Claim, new: Claim) -> bool:
    """An open answer gives way to a decided one, a warning to a certain finding of one rate."""
    if new.verdict == "unverifiable":
        return False
    if old.verdict == "inconsistent" and new.verdict == "consistent":
        return not new.pattern.endswith(FAR)  # words leave room for a reading that comes out
    points = new.relation == "share_change_pp" and old.reason == "PRICE_BASIS"
    warned = old.severity == "soft" and new.severity == "hard" and new.relation == "growth_rate"
    levels = old.reason == "PRICE_BASIS" and new.relation == "difference"  # amounts are as printed
    return old.reason == "NO_EVIDENCE" or points or warned or levels
