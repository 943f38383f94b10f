"""Shares in a row: each an amount and its share, told with the same words (A…，占62.0%；B…，占14.6%).

They are shares of one whole: the figure near them of which most of them are, or the sum of the
parts where the shares make up 100. What agrees for the others must agree for each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from yipan.core.interval import Interval
from yipan.reading.model import Claim, Formula, Quantity
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.evidence import Evidence, Maker, same_measure
from yipan.reading.reckoning.figures import Figure, Figures
from yipan.reading.reckoning.near import Near, near_of, place_of
from yipan.reading.relations.additive import complete_splits
from yipan.reading.text.sentences import Sentence, last_of

_LINK = re.compile(
    r"[，(]?(?:占比?|比重|比例|占总[数量额体计])(?:的?比重)?(?:分别)?(?:为|达|是|约)?"
)
_SHARE_LIST = re.compile(r"P(?:aP)+")
_SHARES_TOLD = re.compile(r"占[^，。；]{0,20}$|(?:比重|比例|份额)[^，。；]{0,6}$")
_MOST = 12


@dataclass(frozen=True, slots=True)
class Member:
    """An amount directly followed by its share."""

    part: Figure
    share: Quantity


def siblings(figures: Figures, evidence: Evidence) -> Iterator[Claim]:
    """Claims about rows of shares and about the parts that make up their whole."""
    make = Maker(figures.reading, evidence)
    near = near_of(figures)
    for sentence in figures.reading.sentences:
        if sentence.kinds.count("P") < 2 or sentence.tabular:
            continue
        for row in _rows(near, sentence):
            yield from _judge(near, make, sentence, row)


def _rows(near: Near, sentence: Sentence) -> Iterator[list[Member]]:
    """Rows of two or more with the same words and one measure."""
    held: dict[tuple[str, str], list[Member]] = {}
    amounts = {f.position: f for f in near.amounts(sentence)}
    for quantity in sentence.quantities:
        position = sentence.at[quantity.id]
        if sentence.kinds[position] != "P" or quantity.role not in {"share", "level"}:
            continue
        spot = last_of(sentence.kinds, "QN", position)
        part = amounts.get(spot)
        if part is None:
            continue
        words = sentence.block.text[sentence.tokens[spot].end : sentence.tokens[position].start]
        if _LINK.fullmatch(words):
            key = (words.strip("，("), part.quantity.dimension)
            held.setdefault(key, []).append(Member(part, quantity))
    yield from (row for row in held.values() if 1 < len(row) <= _MOST)
    yield from _aligned(near, sentence)


def _aligned(near: Near, sentence: Sentence) -> Iterator[list[Member]]:
    """A,B和C…,分别占a、b和c: a list of shares behind as many amounts, in their order."""
    for match in _SHARE_LIST.finditer(sentence.kinds):
        shares = [sentence.tokens[n].quantity for n in range(match.start(), match.end(), 2)]
        first = sentence.tokens[match.start()].start
        if not _SHARES_TOLD.search(sentence.block.text, max(sentence.start, first - 24), first):
            continue
        before = [f for f in near.amounts(sentence) if f.position < match.start()][-len(shares) :]
        like = before[-1].quantity if before else None
        fit = like is not None and all(same_measure(f.quantity, like) for f in before)
        if fit and len(before) == len(shares) <= _MOST:
            yield [Member(f, q) for f, q in zip(before, shares, strict=True)]


def _judge(near: Near, make: Maker, sentence: Sentence, row: list[Member]) -> Iterator[Claim]:
    known = make.evidence.quantities
    parts = formulas.add([m.part.quantity.id for m in row])
    shares = sum((m.share.interval for m in row[1:]), row[0].share.interval)
    figures = [m.part for m in row]
    named = any(len(split) == len(row) for split in complete_splits(figures))
    complete = shares.holds(100) or named
    whole = _whole(near, make, sentence, row)
    if whole is None and complete:
        yield from _total_near(near, make, sentence, row, parts)
    if whole is None and not complete:
        return
    of: Formula = whole.quantity.id if whole is not None else parts
    for member in row:
        if whole is not None and not _nested(near, make, member, whole, row):
            continue
        formula = formulas.percent(member.part.quantity.id, of)
        yield make.compare(
            "share", sentence, member.share, formula, pattern="shares in a row",
        )  # fmt: skip
    if complete and whole is not None:
        meets = formulas.evaluate(parts, known).meets(whole.quantity.absolute)
        agree = sum(_agrees(make, m, whole.quantity.id) for m in row)
        if meets or agree >= len(row) - 1:
            yield make.compare(
                "sum_components", whole.sentence, whole.quantity, parts,
                pattern="parts whose shares make up 100", extra=(whole.quantity.id,),
            )  # fmt: skip


def _total_near(
    near: Near, make: Maker, sentence: Sentence, row: list[Member], parts: Formula
) -> Iterator[Claim]:
    """The figure near them that the parts make up."""
    total = formulas.evaluate(parts, make.evidence.quantities)
    for figure in near.others(place_of(sentence, row[0].share), row[0].part.quantity):
        if figure.quantity.absolute.meets(total):
            yield make.compare(
                "sum_components", figure.sentence, figure.quantity, parts,
                pattern="parts whose shares make up 100", extra=(figure.quantity.id,),
            )  # fmt: skip
            return


def _whole(near: Near, make: Maker, sentence: Sentence, row: list[Member]) -> Figure | None:
    """The figure near them of which most of the shares are, one at least."""
    place = place_of(sentence, row[0].share)
    own = {m.part.quantity.id for m in row}
    best: tuple[int, Figure] | None = None
    for figure in near.others(place, row[0].part.quantity):
        if figure.quantity.id in own:
            continue
        count = sum(_agrees(make, m, figure.quantity.id) for m in row)
        if count and (best is None or count > best[0]):
            best = count, figure
    return best[1] if best else None


def _agrees(make: Maker, member: Member, whole: Formula) -> bool:
    formula = formulas.percent(member.part.quantity.id, whole)
    result: Interval = formulas.evaluate(formula, make.evidence.quantities)
    return result.meets(member.share.absolute)


def _nested(near: Near, make: Maker, member: Member, whole: Figure, row: list[Member]) -> bool:
    """Whether the share is of this whole: one that comes out with another figure is that one's."""
    if _agrees(make, member, whole.quantity.id):
        return True
    if not same_measure(member.part.quantity, whole.quantity):
        return False
    own = {m.part.quantity.id for m in row}
    place = place_of(member.part.sentence, member.share)
    held = (f for f in near.others(place, member.part.quantity) if f.quantity.id not in own)
    return not any(_agrees(make, member, f.quantity.id) for f in held)
