"""Over how many years a mean is: told in the sentence, by the years of a pair in it, or by its section."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yipan.reading.model import Formula, Quantity
from yipan.reading.reckoning.bases import LONGEST
from yipan.reading.reckoning.evidence import same_measure
from yipan.reading.reckoning.figures import Figures
from yipan.reading.reckoning.near import Candidate, Place
from yipan.reading.text.numbers import whole_number
from yipan.reading.text.sentences import Sentence

EACH_YEAR = re.compile(r"年均|年平均|平均每年|每年平均|每年")
_COUNT = r"(?<![0-9第前])(?P<n>[一二两三四五六七八九十]{1,3}|[0-9]{1,2})"
_SPAN = re.compile(rf"{_COUNT}年(?!级|制|期|龄|代|份|[0-9]|以[上下]|前|后)")
_SECTION = re.compile(
    rf"(?:过去|这|近|前)(?:的)?{_COUNT}年|{_COUNT.replace('?P<n>', '?P<m>')}年[来间]|[“\"]?十[三四五]五[”\"]?(?:时期|期间|以来)"
)
_FROM_TO = re.compile(r"F[^csOQNPMp]*(?P<base>[QNPM])[^csOQNPMp]*?Z[Tw]*(?P<last>[QNPM])")
_PLAN = 5
_BACK = 30


def spans(place: Place) -> list[int]:
    """The numbers of years that the sentence tells, and those between the years of its pairs."""
    sentence = place.sentence
    text = sentence.block.text
    told = [whole_number(m["n"]) for m in _SPAN.finditer(text, sentence.start, sentence.end)]
    for match in _FROM_TO.finditer(sentence.kinds):
        a, b = (sentence.tokens[match.start(n)].quantity for n in ("base", "last"))
        if isinstance(a, Quantity) and isinstance(b, Quantity):
            told.append((b.period.year or 0) - (a.period.year or 0))
    return [n for n in dict.fromkeys(told) if 1 < n <= LONGEST]


def section_spans(figures: Figures, place: Place) -> list[int]:
    """Those that the sentences before tell: 过去五年, “十四五”期间."""
    held = figures.reading.sentences
    found: list[int] = []
    for sentence in held[max(0, place.sentence.index - _BACK) : place.sentence.index][::-1]:
        if sentence.tabular:
            continue
        for match in _SECTION.finditer(sentence.block.text, sentence.start, sentence.end):
            count = match["n"] or match["m"]
            found.append(whole_number(count) if count else _PLAN)
    return [n for n in dict.fromkeys(found) if 1 < n <= LONGEST][:2]


def pair_before(sentence: Sentence, position: int) -> tuple[Quantity, Quantity] | None:
    """(base, last) of the 由A增加到B told last before a place, in its segment."""
    found = None
    first = sentence.kinds.rfind("s", 0, position) + 1
    for match in _FROM_TO.finditer(sentence.kinds, first, position):
        a, b = (sentence.tokens[match.start(n)].quantity for n in ("base", "last"))
        if isinstance(a, Quantity) and isinstance(b, Quantity) and same_measure(a, b):
            found = a, b
    return found


def points_per_year(figures: Figures, place: Place) -> Iterator[Candidate]:
    """由51.3%提高到58.1%,平均每年提高1.36个百分点: the change over the years."""
    pair = pair_before(place.sentence, place.position)
    if pair is None:
        yield from _of_told_points(place)
    if pair is None or pair[0].dimension != "percent":
        return
    low, high = sorted(pair, key=lambda q: q.mid)
    change: Formula = ("-", high.id, low.id)
    told = spans(place)
    for years in told or section_spans(figures, place):
        yield Candidate(("/", change, str(years)), False, len(told) == 1)


def _of_told_points(place: Place) -> Iterator[Candidate]:
    """提高到2.4%,较2019年提高0.8个百分点,年均提高0.13个: the points over the years to their rate."""
    sentence = place.sentence
    held = [q for q in sentence.quantities if q.start < place.quantity.start]
    points = held[-1] if held and held[-1].dimension == "percentage_point" else None
    rates = [q for q in held[:-1] if q.dimension == "percent"]
    if points is None or not rates:
        return
    first, stop = sentence.at[rates[-1].id], sentence.at[points.id]
    times = [
        t.value[0]
        for t in sentence.tokens[first:stop]
        if t.kind == "T" and isinstance(t.value, tuple)
    ]
    years = (rates[-1].period.year or 0) - (times[0].year or 0) if len(times) == 1 else 0
    if 1 < years <= LONGEST:
        yield Candidate(("/", points.id, str(years)), False, True)
