"""翻番 whose two levels stand apart: behind other figures of the change, or in a table by year."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from yipan.reading.model import Claim, Quantity
from yipan.reading.reckoning.base_words import told_as_base
from yipan.reading.reckoning.evidence import Evidence, Maker, same_measure
from yipan.reading.reckoning.figures import Figures
from yipan.reading.relations.marks import doubling
from yipan.reading.relations.ranks import subject_place
from yipan.reading.search.columns import Columns
from yipan.reading.search.labels import labels_of
from yipan.reading.text.numbers import chinese_number
from yipan.reading.text.sentences import Sentence, last_of

PATTERN = "doubled, its levels apart"
_FROM_TO = re.compile(r"F[^csOQNPM]*(?P<base>[QNP])[^csOQNPM]*Z[Tw]*(?P<last>[QNP])")
_BASE = re.compile(r"K[TwIL]*(?P<base>[QNP])[wxVtr]*\Z")
_BRACKET = re.compile(r"w?oTw?(?P<base>[QNP])e")
_PROMISE = re.compile(r"力争|争取|确保|预计|有望|计划|将|拟|要|规划|目标|到20[3-9][0-9]年")
_GROUP = re.compile(r"(?P<n>[两二三四五六七八九十])(?:省市?|市|地|区|县|州|省区市?|个)")
_ALL = re.compile(r"[均都](?:已|已经|都)?(?:实现|完成)?了?\Z")
_NEAR = 20


def doublings(figures: Figures, evidence: Evidence, told: Iterable[Claim]) -> Iterator[Claim]:
    """Doublings that no construction has decided."""
    make = Maker(figures.reading, evidence)
    done = {c.span for c in told if c.relation == "multiple" and c.verdict != "unverifiable"}
    columns = Columns(figures.reading, evidence)
    for sentence in figures.reading.sentences:
        if "d" not in sentence.kinds or sentence.tabular:
            continue
        for quantity in sentence.quantities:
            open_ = (quantity.start, quantity.end) not in done
            if sentence.kinds[sentence.at[quantity.id]] == "d" and open_:
                yield from _of(make, columns.near(sentence.raw[0]), sentence, quantity)


def _of(make: Maker, columns: Columns, sentence: Sentence, quantity: Quantity) -> Iterator[Claim]:
    position = sentence.at[quantity.id]
    stop = sentence.tokens[position].start
    start = last_of(sentence.kinds, "cs", position) + 1
    clause = sentence.block.text[sentence.tokens[start].start : stop]
    if _PROMISE.search(clause):
        return
    years = _years(sentence, position)
    group = _group(columns, sentence, stop, years)
    if group:
        for base, last in group:
            yield doubling(make, sentence, quantity, (base, last), PATTERN)
        return
    ends = _beside(make.evidence, sentence, position, start) or _told(sentence, position)
    ends = ends or _of_a_line(columns, sentence, position, years)
    if ends is not None:
        yield doubling(make, sentence, quantity, ends, PATTERN)
    elif "K" in sentence.kinds[start:position] and "T" in sentence.kinds[start:position]:
        yield make.open("multiple", sentence, quantity, pattern=PATTERN, note="没有基期数值")


def _beside(
    evidence: Evidence, sentence: Sentence, position: int, start: int
) -> tuple[Quantity, Quantity] | None:
    """46.2亿元，比2021年的22.7亿元翻了一番多; …翻了一番(上年末为14.7万千瓦)."""
    found = _BASE.search(sentence.kinds[:position], start)
    bracket = _BRACKET.match(sentence.kinds, position + 1)
    spot = found.start("base") if found else bracket.start("base") if bracket else None
    base = sentence.tokens[spot].quantity if spot is not None else None
    if not isinstance(base, Quantity):
        return None
    stop = found.start() if found else start
    held = [t.quantity for t in sentence.tokens[:stop] if isinstance(t.quantity, Quantity)]
    lasts = [q for q in held[-1:] if q.role == base.role == "level" and same_measure(q, base)]
    if (
        not held
    ):  # 按现价计算，区域经济总量较2013年的5.5万亿元实现翻番, behind the sentence of its level
        lasts = _told_last(evidence, base)
    return (base, lasts[0]) if lasts else None


def _told_last(evidence: Evidence, base: Quantity) -> list[Quantity]:
    """The level of the same thing and place told last before a base, of a later year."""
    held = evidence.series.get((base.name, base.party or ""), []) if base.name else []
    years = [
        q for q in held
        if q.start < base.start and q.document == base.document and same_measure(q, base)
        and (q.period.year or 0) > (base.period.year or 0) > 0
    ]  # fmt: skip
    return years[-1:]


def _told(sentence: Sentence, position: int) -> tuple[Quantity, Quantity] | None:
    """由A增加到B，…，翻了一番: the change told last, no other level behind it."""
    found = list(_FROM_TO.finditer(sentence.kinds[:position]))
    if not found:
        return None
    base, last = (sentence.tokens[found[-1].start(n)].quantity for n in ("base", "last"))
    if not isinstance(base, Quantity) or not isinstance(last, Quantity):
        return None
    between = sentence.tokens[found[-1].end() : position]
    levels = [t.quantity for t in between if isinstance(t.quantity, Quantity)]
    own = any(q.role == "level" and q.dimension != "years" for q in levels)
    apart = any(t.kind in "IL" or sentence.words(t) == "；" for t in between)
    return (base, last) if same_measure(base, last) and not own and not apart else None


def _years(sentence: Sentence, position: int) -> list[int]:
    """The years named before, behind 较 and 与 first."""
    held = [
        t.value[0].year
        for t in sentence.tokens[:position]
        if t.kind == "T" and isinstance(t.value, tuple)
    ]
    return [y for y in held if y]


def _of_a_line(
    columns: Columns, sentence: Sentence, position: int, years: list[int]
) -> tuple[Quantity, Quantity] | None:
    """运城总量…，较2014年翻了一番: its level is printed, the base stands in the table."""
    place = subject_place(sentence, position)
    if place is None or not years:
        return None
    stop = sentence.tokens[position].start
    held = [
        x.quantity for x in labels_of(sentence) if x.end <= stop and x.quantity.party == place.name
    ]
    for last in reversed(held):
        if told_as_base(sentence, sentence.at[last.id]):
            continue
        bases = [
            b.figures[place.name]
            for c in columns.of_value(place.name, last)
            for b in columns.all
            if (b.name, b.year) == (c.name, years[-1]) and b is not c and place.name in b.figures
        ]
        if len(bases) == 1:
            return bases[0], last
    return None


def _group(
    columns: Columns, sentence: Sentence, stop: int, years: list[int]
) -> list[tuple[Quantity, Quantity]]:
    """与2014年相比，2024年四市收入均实现翻番: each member of the column."""
    text = sentence.block.text
    lead = text[max(sentence.start, stop - _NEAR) : stop].removesuffix("翻了").removesuffix("翻")
    groups = list(_GROUP.finditer(text, sentence.start, stop))
    if not _ALL.search(lead) or not groups or len(set(years)) < 2:
        return []
    words = text[sentence.start : stop]
    first, last = min(years), max(years)
    ends = [columns.named(words, year, []) for year in (first, last)]
    if any(len(e) != 1 for e in ends):
        return []
    before, behind = (e[0].members for e in ends)
    if len(before) != chinese_number(groups[-1]["n"]) or before.keys() != behind.keys():
        return []
    return [(before[p], behind[p]) for p in before]
