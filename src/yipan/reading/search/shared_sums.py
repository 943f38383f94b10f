"""Shares of several together: 三港占89.2%,分别为…; 两省合计占47.8%(甲9.21万亿元,乙5.91万亿元); A和B,两市共占…."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.evidence import same_measure
from yipan.reading.reckoning.figures import Figure
from yipan.reading.reckoning.near import Candidate, Near, Place, is_base
from yipan.reading.search.run_words import counted

_TOGETHER = re.compile(
    r"合计|之和|相加|加起来|合起来|总和|一共|共(?:同)?(?=[占只仅约])"
    r"|[两三四五六七八九十2-9](?:个|大|者|省|市|县|区|地|州|港|国|家|类|项|圈|镇|校|院|园|湾|岛|群|核|极)"
)
_OPENS = re.compile(
    r"(?:，|[(])?(?:(?:其中)?[^，。；()0-9]{0,12}(?:分别|依次)[^，。；()0-9]{0,10}|[(][^，。；()0-9]{0,16}|，其中[^，。；()0-9]{0,16})\Z"
)
_LONGEST = 8
_MOST_WHOLES = 6


def shared_sums(near: Near, place: Place) -> Iterator[Candidate]:
    """The sum of a list over a larger figure of its measure, the nearest first."""
    sentence = place.sentence
    start = sentence.tokens[place.clause].start
    subject, mark, _ = sentence.block.text[
        start : sentence.tokens[place.position].start
    ].rpartition("占")
    if not mark or not _TOGETHER.search(subject):
        return
    numbers = counted(subject)
    for parts in (_behind(near, place), _before(near, place)):
        if len(parts) < 2 or (numbers and len(parts) not in numbers):
            continue
        total = formulas.add([f.quantity.id for f in parts])
        size = sum((f.quantity.mid * f.quantity.scale for f in parts), Fraction(0))
        wholes = [
            f
            for f in near.others(place, parts[0].quantity)
            if f not in parts and not is_base(f) and f.quantity.mid * f.quantity.scale > size
        ][:_MOST_WHOLES]
        for whole in wholes:
            alone = whole is wholes[0] and bool(numbers)
            yield Candidate(formulas.percent(total, whole.quantity.id), False, alone)
        for far in near.anywhere(parts[0].quantity, place.quantity, size):
            yield Candidate(formulas.percent(total, far.id), far=True)


def _behind(near: Near, place: Place) -> list[Figure]:
    """The list that opens behind the share: ,分别为…; (甲…,乙…)."""
    held = [f for f in near.amounts(place.sentence) if place.position < f.position < place.last]
    if not held:
        return []
    text, tokens = place.sentence.block.text, place.sentence.tokens
    opening = text[tokens[place.position].end : tokens[held[0].position].start]
    if not _OPENS.match(opening):
        return []
    end = place.last
    if "(" in opening:
        closed = place.sentence.kinds.find("e", held[0].position)
        end = closed if closed > 0 else end
    return _run([f for f in held if f.position < end][:_LONGEST])


def _before(near: Near, place: Place) -> list[Figure]:
    """The list that ends before the clause of the share."""
    held = [f for f in near.amounts(place.sentence) if f.position < place.clause]
    return _run(held[-_LONGEST:][::-1])[::-1]


def _run(held: Sequence[Figure]) -> list[Figure]:
    """The figures of one measure from the first on, only names and list signs between them."""
    found: list[Figure] = []
    for figure in held:
        if found:
            a, b = sorted((found[-1].position, figure.position))
            between = figure.sentence.kinds[a + 1 : b]
            if not same_measure(figure.quantity, found[0].quantity) or set(between) - set(
                "acwLIGnT"
            ):
                break
        if is_base(figure):
            break
        found.append(figure)
    return found
