"""Kernels for growth: the level and the base that a rate, or a mean over years, can be of."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator

from yipan.core.period import Period, PeriodKind, year
from yipan.reading.model import Formula, Quantity
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.base_words import CHANGED
from yipan.reading.reckoning.bases import LONGEST, OTHER_BASIS
from yipan.reading.reckoning.evidence import same_measure, when
from yipan.reading.reckoning.figures import Figure
from yipan.reading.reckoning.near import Candidate, Near, Place, clause_text, gap, is_base, words_of
from yipan.reading.reckoning.tellings import Telling
from yipan.reading.search.mean_spans import pair_before, section_spans, spans
from yipan.reading.search.points import start_of
from yipan.reading.text.numbers import chinese_number

# 年平均下降1.12%.
_YEAR_BEFORE = re.compile(r"同比|上年|去年|环比")
_FALLS = re.compile("下降|减少|递减|降低|回落")


def growth(near: Near, place: Place, row: Telling) -> Iterator[Candidate]:
    """Level and base: the base told as such near the number, or the level less its change."""
    other = OTHER_BASIS.search(words_of(place))
    sign = -1 if row.down else 1
    held = [f for f in near.before(place) if not is_base(f)][:2]
    if not held:
        back = next(near.earlier(place.sentence), None)
        held = near.amounts(back)[:3] if back else []
    ends = _by_year(near, place) if not other else None
    if ends is not None:
        yield Candidate(_rate(ends[1].quantity.id, ends[0].quantity.id, sign, place), False, True)
    for last in held:
        cell = near.cell_at(last, _base_named(place, last))
        if cell is not None:
            only = row.certain and not other and place.between(last.position).count("c") < 2
            yield Candidate(_rate(cell.id, last.quantity.id, sign, place), only)
        told = [f for f in bases_of(near, place) if same_measure(f.quantity, last.quantity)]
        told = [f for f in told if _compared_with(place, last, f)]
        own = [f for f in told if place.clause <= f.position < place.position]
        told = own or told
        for base in told:
            one = bool(own) and last is held[0] and last.sentence is place.sentence
            one = one or _alone(near, place, last, base)
            only = row.certain and not other and len(told) == 1 and one
            near_both = place.inside(last.position) and place.inside(base.position)
            here = last.sentence is base.sentence is place.sentence and near_both
            alone = len(told) == 1 and last is held[0] and not other and here
            yield Candidate(_rate(base.quantity.id, last.quantity.id, sign, place), only, alone)
        pair = dated_pair(near, place) if not told and not other else None
        if pair is not None and pair[0] is last:
            yield Candidate(_rate(pair[1].quantity.id, last.quantity.id, sign, place), False, True)
        for change in [] if other else _changed(place, last):
            reverse: Formula = ("+" if row.down else "-", last.quantity.id, change.id)
            yield Candidate(_rate(reverse, last.quantity.id, sign, place))


def _by_year(near: Near, place: Place) -> tuple[Figure, Figure] | None:
    """2021至2023年分别为A、B、C,2023年增速34.9%: the levels of the rate's own year and of the one before."""
    when_told = place.quantity.period
    if when_told.year is None or "period" in place.quantity.inherited:
        return None
    held = [
        f
        for f in near.amounts(place.sentence)
        if "period" not in f.quantity.inherited
        and f.quantity.period.kind == PeriodKind.YEAR
        and not _is_change(f)
    ]
    pair = [[f for f in held if f.quantity.period.year == when_told.year - n] for n in (0, 1)]
    if len(pair[0]) != 1 or len(pair[1]) != 1:
        return None
    last, base = pair[0][0], pair[1][0]
    return (last, base) if same_measure(last.quantity, base.quantity) else None


def _rate(base: Formula, last: Formula, sign: int, place: Place) -> Formula:
    if place.quantity.unit == "倍":
        return ("-", ("/", last, base), "1")
    growth = formulas.growth(base, last)
    return formulas.fall(base, last) if sign < 0 else growth


def bases_of(near: Near, place: Place) -> list[Figure]:
    """Levels told as bases: of the segment, then of the sentence and the one before."""
    held = near.bases(place.sentence)
    inner = [f for f in near.segment(place) if f in held] if held else []
    return inner or [f for f in held if f.position < place.position][-2:]


def _base_named(place: Place, last: Figure) -> Period | None:
    """The base that 比 names between the level and the rate, or the year before for 同比."""
    for token in place.sentence.tokens[last.position : place.position]:
        if token.kind == "T" and isinstance(token.value, tuple) and token.value[1] == "base":
            period: Period = token.value[0]
            return period
    own = last.quantity.period
    whole = own.kind == PeriodKind.YEAR and own.year is not None
    return year(own.year - 1) if whole and own.year and "同比" in place.lead else None


def _compared_with(place: Place, last: Figure, base: Figure) -> bool:
    """Whether a base named between the level and the rate (2024年比上年) is this one's period."""
    begin = max(last.position, base.position)
    for token in place.sentence.tokens[begin : place.position]:
        if token.kind == "T" and isinstance(token.value, tuple) and token.value[1] == "base":
            return (
                when(token.value[0]) == when(base.quantity.period) or not base.quantity.period.year
            )
    return True


def _alone(near: Near, place: Place, last: Figure, base: Figure) -> bool:
    """Whether the segment holds this level and this base and no third amount of the measure."""
    held = [f for f in near.segment(place) if same_measure(f.quantity, last.quantity)]
    between = place.between(last.position)
    return set(map(identity, held)) == {identity(last), identity(base)} and not set("OVuI") & set(
        between
    )


def identity(figure: Figure) -> str:
    return figure.quantity.id


def _changed(place: Place, last: Figure) -> list[Quantity]:
    """Changes in amounts between the level and the rate."""
    held = place.sentence.quantities
    spot = bisect(held, place.quantity.start, key=start_of)
    return [
        q
        for q in held[max(0, spot - 5) : spot - 1]
        if q.role == "difference"
        and same_measure(q, last.quantity)
        and place.inside(place.sentence.at[q.id])
        and last.position < place.sentence.at[q.id] < place.position
    ]


def mean(near: Near, place: Place, row: Telling) -> Iterator[Candidate]:
    """年平均增长率 over a number of years that the sentence prints, or between its years."""
    if OTHER_BASIS.search(words_of(place)):
        return
    ends = [end for end in _ends(near, place) if end[2] <= LONGEST]
    for last, base, years in ends:
        formula = formulas.mean_growth(base.quantity.id, last.quantity.id, years)
        if _FALLS.search(place.lead):
            formula = ("-", "0", formula)
        only = row.certain and len(ends) == 1 and last.sentence is place.sentence
        yield Candidate(formula, only, len(ends) == 1)
    dated = dated_pair(near, place) if not ends else None
    if dated is not None:
        last, base = dated
        years = (last.quantity.period.year or 0) - (base.quantity.period.year or 0)
        formula = formulas.mean_growth(base.quantity.id, last.quantity.id, years)
        if _FALLS.search(place.lead):
            formula = ("-", "0", formula)
        yield Candidate(formula, False, True)
        return
    pair = pair_before(place.sentence, place.position) if not ends else None
    if pair is None or set("OI") & set(place.between(place.sentence.at[pair[1].id])):
        return
    told = spans(place)
    for years in told or section_spans(near.figures, place):
        formula = formulas.mean_growth(pair[0].id, pair[1].id, years)
        if _FALLS.search(place.lead):
            formula = ("-", "0", formula)
        yield Candidate(formula, False, len(told) == 1)


def _ends(near: Near, place: Place) -> Iterator[tuple[Figure, Figure, int]]:
    """(last, base, years between them) of the segment."""
    tokens = place.sentence.tokens[place.first : place.position]
    told = {int(t.quantity.mid) for t in tokens[-30:] if t.kind == "y"}
    held = [f for f in near.before(place) if place.inside(f.position)]
    lasts = [f for f in held if not is_base(f) and not _is_change(f)]
    bases = [f for f in held if is_base(f)]
    if bases and not any(same_measure(f.quantity, bases[0].quantity) for f in lasts):
        back = next(near.earlier(place.sentence), None)  # the level stands in the sentence before
        lasts = [f for f in near.amounts(back)[:3] if not is_base(f)] if back else []
    for last in lasts[:3]:
        for base in [f for f in bases if same_measure(f.quantity, last.quantity)]:
            a, b = base.quantity.period.year, last.quantity.period.year
            years = told | ({b - a} if a and b else set())
            years = years & _mean_of(place) or years if _mean_of(place) else years
            if _mean_of(place) and (b or 0) - (a or 0) not in _mean_of(place):
                continue
            for count in sorted(n for n in years if n > 0):
                yield last, base, count


def dated_pair(near: Near, place: Place) -> tuple[Figure, Figure] | None:
    """2023年达到1211.7亿元,2016年仅为494.2亿元: the two levels of the segment, by their printed years."""
    held = [f for f in near.before(place) if place.inside(f.position) and not _is_change(f)]
    held = [f for f in held if same_measure(f.quantity, held[0].quantity)]
    if len(held) != 2 or any("period" in f.quantity.inherited for f in held):
        return None
    last, base = sorted(held, key=lambda f: -(f.quantity.period.year or 0))
    a, b = base.quantity.period.year, last.quantity.period.year
    if not a or not b or a == b or (b - a > 1 and _YEAR_BEFORE.search(place.lead)):
        return None
    return (last, base) if _compared_with(place, last, base) else None


def _is_change(figure: Figure) -> bool:
    """多出16734亿元 is no level; 增加到1289家 is one."""
    arrives = "Z" in figure.sentence.kinds[max(0, figure.position - 2) : figure.position]
    return not arrives and bool(CHANGED.search(clause_text(figure)))


def _mean_of(place: Place) -> set[int]:
    """两年平均: the number of years that the mean itself tells."""
    sentence = place.sentence
    for token in sentence.tokens[place.clause : place.position]:
        if token.kind == "V":
            count = chinese_number(sentence.words(token)[0])
            return {int(count)} if count else set()
    return set()


def mean_difference(near: Near, place: Place, row: Telling) -> Iterator[Candidate]:
    """年均增加187家: the difference of the ends over the years between them."""
    ends = [e for e in _ends(near, place) if same_measure(e[0].quantity, place.quantity)]
    for last, base, years in ends:
        only = row.certain and len(ends) == 1 and last.sentence is place.sentence
        yield Candidate(("/", gap(last, base), str(years)), only)
