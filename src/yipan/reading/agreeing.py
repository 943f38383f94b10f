"""What a number agrees with among the figures near it, whatever the words between them.

A reading that comes out is told as consistent; one that does not is no alarm, unless the words
leave a single reading. The same search is what a certain finding of another rule must survive.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Iterator

from yipan.core.period import Period, PeriodKind, year
from yipan.reading import derived, formulas
from yipan.reading.bases import LONGEST, NOMINAL, OTHER_BASIS, is_real
from yipan.reading.derived import clause_words
from yipan.reading.evidence import Evidence, Maker, coarse, same_measure, when
from yipan.reading.figures import Figure, Figures, tidy
from yipan.reading.model import Claim, Formula, Quantity
from yipan.reading.near import Candidate, Near, Place, clause_text, is_base, place_of
from yipan.reading.points import points, start_of
from yipan.reading.sentences import Sentence
from yipan.reading.tellings import Telling, tellings_of

# A number of one digit agrees with too much.
_FEWEST_DIGITS = 2
_COMPARED = re.compile(
    r"(?P<a>[\u4e00-\u9fff]{2,8}?)(?:产量|总量|总额|规模|数量)?(?:比|是|为|相当于|高于|多于)(?P<b>[\u4e00-\u9fff]{2,8}?)"
    r"(?:多出?|高出?|少|低|的)?(?:了|近|约)?$"
)
_RATES = frozenset({"growth", "mean"})
_MEANS = frozenset({"mean_difference", "quotient"})


Search = Callable[[Near, Place, Telling], Iterator[Candidate]]


def agreeing(figures: Figures, evidence: Evidence) -> Iterator[Claim]:
    """Claims about numbers that a row of the table tells to be reckoned from others."""
    make = Maker(figures.reading, evidence)
    near = Near(figures)
    for sentence in figures.reading.sentences:
        if sentence.tabular or len(sentence.quantities) < 1:
            continue
        for quantity in sentence.quantities:
            place = place_of(sentence, quantity)
            if sentence.kinds[max(0, place.position - 1) : place.position] == "Z":
                continue
            held = [c for r in tellings_of(place) if (c := _judge(near, make, place, r))]
            agreed = [c for c in held if c.verdict == "consistent"]
            yield from (agreed or held)[:1]


def _judge(near: Near, make: Maker, place: Place, row: Telling) -> Claim | None:
    known = make.evidence.quantities
    left = _rounded(place.quantity) if row.kernel in _MEANS else None
    stated = place.quantity.absolute if left is None else formulas.evaluate(left, known)
    certain: Candidate | None = None
    for found in SEARCHES[row.kernel](near, place, row):
        result = formulas.evaluate(found.formula, known)
        meets = result.meets(stated)
        if meets and (found.only or found.alone or _telling_digits(place.quantity)):
            if found.only or not coarse(result, place.quantity):
                return _claim(make, place, row, found)
        elif found.only and certain is None:
            certain = found
    if certain is None or (row.kernel in _RATES and _constant_prices(make, place, certain)):
        return None
    return _claim(make, place, row, certain)


def _constant_prices(make: Maker, place: Place, found: Candidate) -> bool:
    """Whether the rate may be real growth beside levels at current prices."""
    known = make.evidence.quantities
    held = [known[i] for i in formulas.operands(found.formula, known)]
    if NOMINAL.search(place.lead):
        return False
    words = "".join(q.indicator_zh or "" for q in (*held, place.quantity)) + _words(place)
    return any(is_real(make.evidence, words, q.indicator) for q in held)


def _claim(make: Maker, place: Place, row: Telling, found: Candidate) -> Claim:
    return make.compare(
        row.relation, place.sentence, place.quantity, found.formula, pattern=row.name,
        left=_rounded(place.quantity) if row.kernel in _MEANS else None,
    )  # fmt: skip


def _rounded(quantity: Quantity) -> Formula | None:
    """A mean printed as a whole number is rounded, whatever it counts."""
    if quantity.step or quantity.qualifier != "exact":
        return None
    half = quantity.scale / 2
    return ("+", quantity.id, ("range", str(-half), str(half)))


def _telling_digits(quantity: Quantity) -> bool:
    digits = re.sub(r"[^0-9]", "", quantity.text or str(quantity.mid.numerator))
    return len(digits.lstrip("0")) >= _FEWEST_DIGITS


# ------------------------------------------------------------------ shares


def _share(near: Near, place: Place, _: Telling) -> Iterator[Candidate]:
    """Part and whole: the part nearest, the whole any larger amount of its measure near it."""
    inner = _within(near, place)
    if inner is not None:
        part = next((f for f in near.before(place) if f.position < inner.position), None)
        if part is not None and same_measure(part.quantity, inner.quantity):
            yield Candidate(formulas.percent(part.quantity.id, inner.quantity.id))
        return
    for part in _parts(near, place):
        for whole in near.others(place, part.quantity):
            if not whole.quantity.absolute.below(part.quantity.absolute):
                yield Candidate(formulas.percent(part.quantity.id, whole.quantity.id))


def _within(near: Near, place: Place) -> Figure | None:
    """The amount between the verb and the share: 为2019年4806.3万人次的108.6%."""
    if not place.lead.endswith("的"):
        return None
    head = max(place.sentence.kinds.rfind(mark, 0, place.position) for mark in "QN")
    if head < place.clause:
        return None
    return next((f for f in near.before(place) if f.position == head), None)


def _parts(near: Near, place: Place) -> list[Figure]:
    thing = tidy(place.lead.partition("占")[0])
    named = [f for f in near.before(place) if thing and clause_text(f).startswith(thing)]
    inner = [f for f in near.before(place) if place.inside(f.position)][:2]
    return named[:1] or inner or near.behind(place)[:1]


def _ratio_of(near: Near, place: Place, _: Telling) -> Iterator[Candidate]:
    """为2019年4806.3万人次的108.6%, 恢复至上年的73.1%: certain where one level stands before."""
    base = _within(near, place)
    if base is None:
        return
    held = [
        f
        for f in near.before(place)
        if f.position < base.position and same_measure(f.quantity, base.quantity)
    ]
    # Another change between them may be that of another level.
    for last in held[:2]:
        only = last is held[0] and len([f for f in held if place.inside(f.position)]) == 1
        if place.quantity.unit == "倍":
            yield Candidate(("/", last.quantity.id, base.quantity.id), only)
        else:
            yield Candidate(formulas.percent(last.quantity.id, base.quantity.id), only)


# ------------------------------------------------------------------ changes


def _growth(near: Near, place: Place, row: Telling) -> Iterator[Candidate]:
    """Level and base: the base told as such near the number, or the level less its change."""
    other = OTHER_BASIS.search(_words(place))
    sign = -1 if row.down else 1
    held = [f for f in near.before(place) if not is_base(f)][:2]
    if not held:
        back = next(near.earlier(place.sentence), None)
        held = near.amounts(back)[:3] if back else []
    for last in held:
        cell = near.cell_at(last, _base_named(place, last))
        if cell is not None:
            only = row.certain and not other and place.between(last.position).count("c") < 2
            yield Candidate(_rate(cell.id, last.quantity.id, sign, place), only)
        told = [f for f in _bases(near, place) if same_measure(f.quantity, last.quantity)]
        told = [f for f in told if _compared_with(place, last, f)]
        for base in told:
            only = row.certain and not other and len(told) == 1 and _alone(near, place, last, base)
            yield Candidate(_rate(base.quantity.id, last.quantity.id, sign, place), only)
        for change in [] if other else _changed(place, last):
            reverse: Formula = ("+" if row.down else "-", last.quantity.id, change.id)
            yield Candidate(_rate(reverse, last.quantity.id, sign, place))


def _rate(base: Formula, last: Formula, sign: int, place: Place) -> Formula:
    if place.quantity.unit == "倍":
        return ("-", ("/", last, base), "1")
    growth = formulas.growth(base, last)
    return ("*", ("-", "1", ("/", last, base)), "100") if sign < 0 else growth


def _bases(near: Near, place: Place) -> list[Figure]:
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
    return set(map(_id, held)) == {_id(last), _id(base)} and not set("OVuI") & set(between)


def _id(figure: Figure) -> str:
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


def _mean(near: Near, place: Place, row: Telling) -> Iterator[Candidate]:
    """年平均增长率 over a number of years that the sentence prints, or between its years."""
    if OTHER_BASIS.search(_words(place)):
        return
    ends = [end for end in _ends(near, place) if end[2] <= LONGEST]
    for last, base, years in ends:
        formula = formulas.mean_growth(base.quantity.id, last.quantity.id, years)
        yield Candidate(formula, row.certain and len(ends) == 1)


def _ends(near: Near, place: Place) -> Iterator[tuple[Figure, Figure, int]]:
    """(last, base, years between them) of the segment."""
    tokens = place.sentence.tokens[place.first : place.position]
    told = {int(t.quantity.mid) for t in tokens[-30:] if t.kind == "y"}
    held = [f for f in near.before(place) if place.inside(f.position)]
    for last in [f for f in held if not is_base(f)][:3]:
        for base in [f for f in held if is_base(f) and same_measure(f.quantity, last.quantity)]:
            a, b = base.quantity.period.year, last.quantity.period.year
            years = told | ({b - a} if a and b else set())
            for count in sorted(n for n in years if n > 0):
                yield last, base, count


def _mean_difference(near: Near, place: Place, row: Telling) -> Iterator[Candidate]:
    """年均增加187家: the difference of the ends over the years between them."""
    ends = [e for e in _ends(near, place) if same_measure(e[0].quantity, place.quantity)]
    for last, base, years in ends:
        only = row.certain and len(ends) == 1
        yield Candidate(("/", _gap(last, base), str(years)), only)


def _difference(near: Near, place: Place, row: Telling) -> Iterator[Candidate]:
    """Two levels of the measure: certain where the sentence has these two and tells which is less."""
    held = [f for f in near.before(place) if same_measure(f.quantity, place.quantity)]
    held += [f for f in near.behind(place) if same_measure(f.quantity, place.quantity)]
    for order, a in enumerate(held):
        for b in held[order + 1 :]:
            yield Candidate(_gap(a, b), row.certain and _pair(place, held, a, b, row))
    yield from _named_pair(near, place, False)
    yield from _with_rate(near, place)
    last = next((f for f in held if not is_base(f)), held[0] if held else None)
    if last is not None:
        for other in near.others(place, last.quantity):
            if other.sentence is not place.sentence:
                yield Candidate(_gap(last, other))


def _named_pair(near: Near, place: Place, times: bool) -> Iterator[Candidate]:
    """云州市比白沙市多42.7万人次, 黑龙江产量是辽宁的3.0倍: the figures that carry these names."""
    words = clause_words(place)
    if words.startswith("比"):
        named = (t for t in place.sentence.tokens[: place.clause] if t.kind in "LI")
        subject = next((t for t in named if t.kind == "L"), None)
        words = (place.sentence.words(subject) if subject else "") + words
    match = _COMPARED.search(words)
    if match is None:
        return
    for sentence in (place.sentence, *near.earlier(place.sentence)):
        held = [f for f in near.amounts(sentence) if f.quantity.id != place.quantity.id]
        if sentence is place.sentence:
            held = [f for f in held if f.position < place.position]
        if not times:
            held = [f for f in held if same_measure(f.quantity, place.quantity)]
        pair = [[f for f in held if _carries(f, match[side])] for side in ("a", "b")]
        if len(pair[0]) == 1 and len(pair[1]) == 1 and pair[0] != pair[1]:
            a, b = pair[0][0], pair[1][0]
            if same_measure(a.quantity, b.quantity):
                formula = ("/", a.quantity.id, b.quantity.id) if times else _gap(a, b)
                yield Candidate(formula, True)
            return


def _carries(figure: Figure, name: str) -> bool:
    """Whether a figure is that of the place or thing named."""
    party = figure.quantity.party or ""
    told = bool(party) and "party" not in figure.quantity.inherited
    return (told and name.startswith(party)) or figure.words.endswith(name)


def _with_rate(near: Near, place: Place) -> Iterator[Candidate]:
    """减少3.3亿立方米,下降3.6%: the rate behind says which two levels the change is of."""
    rate = next(
        (
            t.quantity
            for t in place.sentence.tokens[place.position + 1 : place.position + 5]
            if t.kind == "P" and isinstance(t.quantity, Quantity) and t.quantity.role == "rate"
        ),
        None,
    )
    if rate is None or not _telling_digits(rate):
        return
    known = {}
    for base in _bases(near, place):
        for last in near.others(place, base.quantity):
            if is_base(last) or not same_measure(last.quantity, place.quantity):
                continue
            known.update({q.id: q for q in (base.quantity, last.quantity)})
            growth = formulas.evaluate(formulas.growth(base.quantity.id, last.quantity.id), known)
            if growth.meets(rate.interval) or (growth * -1).meets(rate.interval):
                yield Candidate(_gap(last, base), True)
                return


def _gap(a: Figure, b: Figure) -> Formula:
    """The larger less the smaller."""
    larger = a.quantity.mid * a.quantity.scale >= b.quantity.mid * b.quantity.scale
    first, second = (a, b) if larger else (b, a)
    return ("-", first.quantity.id, second.quantity.id)


def _pair(place: Place, held: list[Figure], a: Figure, b: Figure, row: Telling) -> bool:
    """Whether the segment has these two levels alone, one of them told as base or by the words."""
    inner = [f for f in held if place.inside(f.position)]
    ahead = [f for f in inner if f.position < place.position]
    if len(ahead) > 1:
        inner = ahead[:2] if row.parts else ahead
    if {_id(f) for f in inner} != {_id(a), _id(b)} or "O" in place.between(b.position):
        return False
    if row.parts:
        return all(any(p in f.words for f in (a, b)) for p in row.parts)
    return is_base(a) != is_base(b)


def _times(near: Near, place: Place, row: Telling) -> Iterator[Candidate]:
    """A是B的n倍 with both figures near it."""
    yield from _named_pair(near, place, True)
    yield from _ratio_of(near, place, row)
    held = near.before(place)[:4]
    for order, b in enumerate(held):
        for a in held[order + 1 :]:
            if same_measure(a.quantity, b.quantity):
                yield Candidate(("/", a.quantity.id, b.quantity.id))
                yield Candidate(("/", b.quantity.id, a.quantity.id))


def _words(place: Place) -> str:
    """The words of the segment up to the number."""
    sentence: Sentence = place.sentence
    return sentence.block.text[
        sentence.tokens[place.first].start : sentence.tokens[place.position].start
    ]


SEARCHES: dict[str, Search] = {
    "share": _share,
    "ratio_of": _ratio_of,
    "growth": _growth,
    "mean": _mean,
    "mean_difference": _mean_difference,
    "difference": _difference,
    "points": points,
    "times": _times,
    "quotient": derived.quotient,
    "ratio_string": derived.ratio_string,
    "index": derived.index,
    "contribution_share": derived.contribution_share,
    "contribution_points": derived.contribution_points,
}
