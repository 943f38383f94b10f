"""Two figures compared: surplus of trade, times of an earlier level, one place against another."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yipan.reading.model import Claim, Formula, Quantity
from yipan.reading.reckoning.evidence import Evidence, Maker, same_measure, when
from yipan.reading.reckoning.figures import Figure, Figures
from yipan.reading.text.sentences import Sentence, last_of

_SURPLUS = re.compile(r"(?P<up>顺差)|(?P<down>逆差)")
_HIGHER = re.compile(r"(?:高出|高于|领先|超出|多出|多于|超过|比.{1,8}(?:高|多))")
_LOWER = re.compile(r"(?:低于|落后|少于|不及|比.{1,8}(?:低|少))")
_REACH = 3


def pairs(figures: Figures, evidence: Evidence) -> Iterator[Claim]:
    """Claims that compare two figures of the text."""
    make = Maker(figures.reading, evidence)
    for sentence in figures.reading.sentences:
        for quantity in sentence.quantities:
            claim = (
                _times(figures, make, sentence, quantity)
                if quantity.unit == "倍"
                else _surplus(figures, make, sentence, quantity)
                or _between_places(figures, make, sentence, quantity)
            )
            if claim is not None:
                yield claim


def _clause(sentence: Sentence, position: int) -> tuple[int, str]:
    start = last_of(sentence.kinds, "cs", position) + 1
    first = sentence.tokens[start - 1].end if start else sentence.start
    last = sentence.tokens[position].start
    return start, sentence.block.text[first:last]


def _back(figures: Figures, sentence: Sentence) -> Iterator[Sentence]:
    """A sentence and those before it in the paragraph, three at most."""
    here: Sentence | None = sentence
    for _ in range(_REACH):
        if here is None:
            return
        yield here
        here = figures.previous(here)


def _surplus(figures: Figures, make: Maker, sentence: Sentence, quantity: Quantity) -> Claim | None:
    """贸易顺差230.0亿元: exports less imports of the same paragraph and period."""
    if not quantity.dimension.startswith("money"):
        return None
    position = sentence.at[quantity.id]
    found = _SURPLUS.search(_clause(sentence, position)[1])
    if found is None or any(k in "UDM" for k in sentence.kinds[max(0, position - 1) : position]):
        return None
    ends: list[Quantity] = []
    for slug in ("exports", "imports"):
        held = [
            f.quantity
            for s in _back(figures, sentence)
            for f in figures.of(s)
            if f.slug == slug and f.quantity.id != quantity.id
            and same_measure(f.quantity, quantity) and when(f.quantity.period) == when(quantity.period)
        ]  # fmt: skip
        if len({q.absolute for q in held}) != 1:
            return None
        ends.append(held[0])
    a, b = ends if found["up"] else ends[::-1]
    return make.compare(
        "difference", sentence, quantity, ("-", a.id, b.id), pattern="exports less imports"
    )


def _times(figures: Figures, make: Maker, sentence: Sentence, quantity: Quantity) -> Claim | None:
    """是2015年0.97万亿元的3.7倍, 是2015年的3.7倍."""
    position = sentence.at[quantity.id]
    start, clause = _clause(sentence, position)
    if not re.match(r"(?:是|为|相当于|约为|约是)", clause.lstrip("而则")) and "是" not in clause:
        return None
    held = [f for f in figures.of(sentence) if f.position < position]
    held = [f for f in held if f.quantity.qualifier in {"rounded", "exact"}]
    inner = [f for f in held if f.position >= start]
    if inner and set("QN") & set(sentence.kinds[start:position]):
        base: Figure | None = inner[-1]
        outer = [f for f in held if f.position < inner[-1].position]
    else:
        outer = [f for f in held if f.position < start]
        base = _earlier(figures, sentence, outer[-1], start, position) if outer else None
    last = outer[-1] if outer else None
    if base is None or last is None or not same_measure(base.quantity, last.quantity):
        return None
    if base.quantity.dimension.startswith("other:"):
        return None  # 29市 names a group
    formula: Formula = ("/", last.quantity.id, base.quantity.id)
    return make.compare(
        "multiple", sentence, quantity, formula, pattern="times a level of the text"
    )


def _earlier(
    figures: Figures, sentence: Sentence, last: Figure, start: int, position: int
) -> Figure | None:
    """The level of the year named in the clause, with the words of the later one."""
    told = [t for t in sentence.tokens[start:position] if t.kind == "T"]
    if not told or not isinstance(told[-1].value, tuple):
        return None
    held = figures.like(last.core if last.words else "", last.slug, last.quantity.start)
    fits = [
        f for f in held
        if when(f.quantity.period) == when(told[-1].value[0]) and f.quantity.party == last.quantity.party
        and same_measure(f.quantity, last.quantity)
    ]  # fmt: skip
    return fits[0] if len({f.quantity.absolute for f in fits}) == 1 else None


def _between_places(
    figures: Figures, make: Maker, sentence: Sentence, quantity: Quantity
) -> Claim | None:
    """上海高出安徽1.65个百分点 behind figures of both places."""
    if sentence.kinds.count("L") < 2:
        return None
    position = sentence.at[quantity.id]
    start, clause = _clause(sentence, position)
    named = [t.value.name for t in sentence.tokens[start:position] if t.kind == "L"]
    higher, lower = _HIGHER.search(clause), _LOWER.search(clause)
    if len(named) != 2 or named[0] == named[1] or bool(higher) == bool(lower):
        return None
    wanted = "percent" if quantity.dimension == "percentage_point" else quantity.dimension
    for here in _back(figures, sentence):
        ends = [
            [q for q in here.quantities if q.party == n and q.dimension == wanted and q.start < quantity.start]
            for n in named
        ]  # fmt: skip
        if all(len(e) == 1 for e in ends):
            a, b = (ends[0][0], ends[1][0]) if higher else (ends[1][0], ends[0][0])
            if a.name != b.name or a.role != b.role or when(a.period) != when(b.period):
                return None
            points = quantity.dimension == "percentage_point"
            return make.compare(
                "rate_gap_pp" if points else "difference", sentence, quantity, ("-", a.id, b.id),
                pattern="one place above another",
            )  # fmt: skip
        if any(ends):
            return None
    return None
