"""Totals told behind their parts: 合计, 三者合计, 上述四项合计."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations, pairwise

from yipan.reading.model import Claim, Quantity
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.evidence import Evidence, Maker, same_measure
from yipan.reading.reckoning.figures import Figures
from yipan.reading.reckoning.near import is_base
from yipan.reading.reckoning.repairs import one_number_mends
from yipan.reading.text.numbers import whole_number
from yipan.reading.text.sentences import Sentence, last_of

_TOGETHER = re.compile(
    r"(?:(?P<count>[两二三四五六七八九十2-9])(?:者|项|地|类|市|省|家|县|区|村|个[^，。；]{1,6}|大[^，。；]{0,6})?)?(?:支出|收入|总数)?(?:合计|总计|共计|共(?=增加|减少|新增|下降|增长))"
)
_NEXT_PART = re.compile(r"[ac][wLGITnSlaUD]*")
_PART_ROLES = frozenset({"level", "share", "points", "share_points"})
_BACK, _SPARE, _MOST_COUNTED = 3, 2, 6


def totals_last(figures: Figures, evidence: Evidence) -> Iterator[Claim]:
    """Claims about totals that the words tell behind their parts."""
    make = Maker(figures.reading, evidence)
    for sentence in figures.reading.sentences:
        if not sentence.tabular and sum(k in "QPNp" for k in sentence.kinds) > 1:
            yield from _total_last(figures, make, sentence)


def _total_last(figures: Figures, make: Maker, sentence: Sentence) -> Iterator[Claim]:
    """分别占12.7%、14.1%和8.9%,三大区域合计35.7%."""
    for quantity in sentence.quantities:
        position = sentence.at[quantity.id]
        start = last_of(sentence.kinds, "cs", position) + 1
        if sentence.kinds[position - 1] == "a":
            continue
        clause = sentence.block.text[sentence.tokens[start].start : sentence.tokens[position].start]
        match = _TOGETHER.search(clause)
        if match is None:
            continue
        if "占" in clause:
            yield from _shares_together(make, sentence, quantity, start, match)
            continue
        count = whole_number(match["count"] or "")
        if start == 0 and not count:
            continue
        parts = _last_of(make, aligned_before(sentence, start, quantity), quantity, count)
        if count and count != len(parts):
            yield from _counted_back(figures, make, sentence, quantity, start, count)
            continue
        if len(parts) < 2:
            continue
        told = (bool(count) or _one_list(sentence, parts)) and not {"about", "nearly"} & {
            p.qualifier for p in parts
        }
        formula = formulas.add([p.id for p in parts])
        claim = make.compare(
            "sum_components", sentence, quantity, formula, severity="hard" if told else "soft", pattern="parts, then their total",
            extra=(quantity.id,),
        )  # fmt: skip
        if (
            claim.verdict != "inconsistent"
            or told
            or one_number_mends(claim, make.reading, make.evidence)
        ):
            yield claim


def _counted_back(
    figures: Figures, make: Maker, sentence: Sentence, quantity: Quantity, start: int, count: int
) -> Iterator[Claim]:
    """上述四项合计381.2亿元, 三市合计7572家: as many levels before it as the words say."""
    held = [f.quantity for f in figures.of(sentence) if f.position < start and not is_base(f)]
    before = figures.previous(sentence)
    for _ in range(_BACK):
        if len(held) >= count or before is None:
            break
        held = [f.quantity for f in figures.of(before) if not is_base(f)] + held
        before = figures.previous(before)
    held = [q for q in held if same_measure(q, quantity) and q.qualifier in {"rounded", "exact"}]
    ways = [list(w) for w in combinations(held[-count - _SPARE :], count)][::-1]
    known = make.evidence.quantities
    sums = [formulas.add([q.id for q in way]) for way in ways]
    good = next((f for f in sums if formulas.evaluate(f, known).meets(quantity.absolute)), None)
    if good is None and (not sums or count > _MOST_COUNTED):
        return
    claims = [
        make.compare(
            "sum_components", sentence, quantity, formula, pattern="as many as are told, then their total",
            severity="hard" if len(held) == count else "soft", extra=(quantity.id,),
        )
        for formula in ([good] if good is not None else sums)
    ]  # fmt: skip
    if good is not None:
        yield claims[0]
        return
    yield from [c for c in claims if one_number_mends(c, make.reading, make.evidence)][:1]


def _last_of(make: Maker, parts: list[Quantity], total: Quantity, count: int) -> list[Quantity]:
    """As many of the last as are told, or as come out; else all."""
    known = make.evidence.quantities
    if count:
        return parts[-count:]
    for first in range(len(parts) - 1):
        if formulas.evaluate(formulas.add([p.id for p in parts[first:]]), known).meets(
            total.absolute
        ):
            return parts[first:]
    return parts


def _one_list(sentence: Sentence, parts: list[Quantity]) -> bool:
    """Whether list signs alone part them: A46家、B27家、C15家."""
    spots = [sentence.at[p.id] for p in parts]
    gaps = [sentence.kinds[a + 1 : b] for a, b in pairwise(spots)]
    return len(spots) > 2 and all(g.startswith("a") for g in gaps)


def _shares_together(
    make: Maker, sentence: Sentence, quantity: Quantity, start: int, match: re.Match[str]
) -> Iterator[Claim]:
    """A占57.9%,B占23.9%,C占15.1%,三者合计占96.9%: as many shares as the words say, and no more."""
    parts = [
        q for q in sentence.quantities
        if sentence.at[q.id] < start and q.role == "share" and q.dimension == "percent"
    ]  # fmt: skip
    if (
        quantity.dimension != "percent"
        or len(parts) != whole_number(match["count"] or "")
        or not parts
    ):
        return
    yield make.compare(
        "sum_components", sentence, quantity, formulas.add([p.id for p in parts]), severity="soft",
        pattern="shares, then their total", extra=(quantity.id,),
    )  # fmt: skip


def aligned_before(sentence: Sentence, stop: int, like: Quantity) -> list[Quantity]:
    """The list that ends before a token: numbers of one measure, each a list sign or clause apart."""
    found: list[Quantity] = []
    for quantity in reversed(sentence.quantities):
        position = sentence.at[quantity.id]
        if position >= stop or quantity.dimension != like.dimension:
            continue
        if quantity.role not in _PART_ROLES and quantity.role != like.role:
            continue
        after = sentence.at[found[-1].id] if found else stop
        gap = sentence.kinds[position + 1 : after]
        if found and not _NEXT_PART.fullmatch(gap):
            break
        found.append(quantity)
    return found[::-1]
