"""The amounts that words make the part and the whole of a share, with how firmly they do so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from yipan.core.interval import Interval
from yipan.reading.model import Formula, Quantity
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.evidence import same_measure, when
from yipan.reading.reckoning.figures import Figure, around, tidy
from yipan.reading.reckoning.near import Near, Place, is_base
from yipan.reading.search.phrases import CLOSE, EXACT, LONG, LOOSE, TOLD_BEFORE, bare_name
from yipan.reading.search.share_words import (
    area_called,
    clause_of,
    in_denominator,
    is_former,
    is_ratio,
    is_topic,
    subject_called,
    whole_before,
    whole_called,
    whole_of_part,
)
from yipan.reading.search.table_pool import named_lines
from yipan.reading.search.terms import Term, comparable, named, terms_called, terms_of
from yipan.reading.text.numbers import chinese_number
from yipan.reading.text.sentences import last_of

_HALF = re.compile(r"^(?P<which>[上下])半年")
_QUARTERS = re.compile(r"Q(?:a?[cwT]*Q){3}")
_COUNT = re.compile(
    r"(?P<n>[两二三四五六七八九十]|[2-9])(?:者|项|类|大|地|市|家|国|县|区|镇|乡|校|院|港|站|园|个|种|块|省|部分)"
)
_QUARTERS = re.compile(r"Q(?:a?[cwT]*Q){3}")
_COUNT = re.compile(
    r"(?P<n>[两二三四五六七八九十]|[2-9])(?:者|项|类|大|地|市|家|国|县|区|镇|乡|校|院|港|站|园|个|种|块|省|部分)"
)
_COUNT = re.compile(
    r"(?P<n>[两二三四五六七八九十]|[2-9])(?:者|项|类|大|地|市|家|国|县|区|镇|乡|校|院|港|站|园|个|种|块|省|部分)"
)
_TOGETHER = re.compile(r"合计|合起来|加起来|加在一起|相加|之和|总共|共(?=占)|一起|两者|三者")
_AMOUNTS = re.compile(r"[QN](?:a[QN])+")
_AND = re.compile(r"[、和与及]")
_MEASURED = tuple("额数量值")
_MOST_NAMED, _MOST_WHOLES, _MOST_RUNS, _MOST_ALIKE = 3, 8, 3, 4
_REST = re.compile(r"其余|其他|其它|剩余|余下")
_PHYSICAL = frozenset({"area", "mass", "volume", "energy", "length", "power"})
_SHORTEST_KIND = 3
_BESIDE = frozenset({"c", "o", "cw"})


@dataclass(frozen=True, slots=True)
class Part:
    """What has the share: a formula, the amounts in it, and how firmly the words say so."""

    formula: Formula
    figures: tuple[Figure, ...]
    bound: int

    @property
    def size(self) -> Interval:
        """The sum of the printed values, in the base unit."""
        held = (f.quantity.mid * f.quantity.scale for f in self.figures)
        return Interval.exact(sum(held, Fraction(0)))


@dataclass(frozen=True, slots=True)
class Ground:
    """Where the parts and wholes of one share are looked for."""

    near: Near
    place: Place
    terms: Sequence[Term]
    totals: dict[str, Quantity]

    @property
    def former(self) -> bool:
        """Whether the share is of an earlier time than what stands beside it: 由2015年的80.2%变为."""
        return is_former(self.place)

    @property
    def free(self) -> list[Term]:
        """The terms that can be parts: no bases of a comparison, no wholes by their words."""
        held = [t for t in self.alike if self.former or not is_base(t.figure)]
        place = self.place
        return [
            t for t in held if not in_denominator(place, t.figure) and not is_topic(place, t.figure)
        ]

    @property
    def alike(self) -> list[Term]:
        """Amounts; means only beside each other; those of the same year first, of a former share alone."""
        held = [t for t in self.terms if not t.mean or is_ratio(self.place)]
        year = self.place.quantity.period.year
        same = [t for t in held if year is not None and t.figure.quantity.period.year == year]
        return same if self.former else [*same, *(t for t in held if t not in same)]

    def ahead(self, figure: Figure) -> bool:
        """Whether an amount stands before the share in its segment, and not as its whole."""
        place = self.place
        inside = figure.sentence is place.sentence and place.first <= figure.position
        return inside and figure.position < place.position


def parts_of(ground: Ground) -> list[Part]:
    """The parts that the words name, add up or stand beside."""
    place, subject = ground.place, subject_called(ground.place)
    found = [*_together(ground, subject), *_called(subject, ground.free)]
    if subject and not found:
        found += _called(subject, terms_called(ground.near, subject, place.quantity.start))
    inner = [t.figure for t in ground.free if ground.ahead(t.figure)]
    if inner:
        last = max(inner, key=lambda f: f.position)
        bare = not subject or (subject.endswith(_MEASURED) and not found)
        beside = bare and not set("QNPpMq") & set(place.between(last.position))
        bound = EXACT if beside else LOOSE if found else CLOSE
        return [*found, Part(last.quantity.id, (last,), bound)]
    return [*found, *_behind(ground), *(_topic_before(ground) if not subject else ())]


def _topic_before(ground: Ground) -> Iterator[Part]:
    """民营企业进出口8241.7亿元,…；占全市的59.4%: what the segment before speaks of."""
    place = ground.place
    held = [t.figure for t in ground.free if t.figure.sentence is place.sentence]
    held = [f for f in held if f.position < place.first]
    start = place.sentence.kinds.rfind("s", 0, max(0, place.first - 1))
    first = min((f for f in held if f.position > start), key=lambda f: f.position, default=None)
    if first is not None:
        yield Part(first.quantity.id, (first,), CLOSE)


def _behind(ground: Ground) -> Iterator[Part]:
    """占四成三,约485万平方米: the part stands behind its share."""
    place = ground.place
    kinds, start = place.sentence.kinds, place.position + 1
    held = [t.figure for t in ground.free if t.figure.sentence is place.sentence]
    for figure in held:
        inside = place.position < figure.position < place.last
        if inside and kinds[start : figure.position] in _BESIDE:
            yield Part(figure.quantity.id, (figure,), CLOSE)


def _called(subject: str, terms: Sequence[Term]) -> list[Part]:
    held = named(subject, terms)
    best = [t.figure for t, size in held if size == held[0][1]][:_MOST_NAMED]
    return [
        Part(f.quantity.id, (f,), held[0][1] if order == 0 else LOOSE)
        for order, f in enumerate(best)
    ]


def _together(ground: Ground, subject: str) -> list[Part]:
    """A、B合计, 三者合计, 下半年, 高级 of 正高级 and 副高级: the sum of what is named or counted."""
    half = _HALF.match(subject)
    if half:
        return _half_year(ground, half["which"])
    found = [*_listed(subject, ground.free), *_counted(ground)]
    if found or len(subject) < len("高级"):
        return found
    like = [t.figure for t in ground.free if any(subject[:2] in n for n in t.names)]
    like = [f for f in like if f.sentence is ground.place.sentence]
    return _sum(like, CLOSE) if len(like) <= _MOST_ALIKE else []


def _listed(subject: str, terms: Sequence[Term]) -> list[Part]:
    items = [tidy(_TOGETHER.split(i)[0]) for i in _AND.split(subject)]
    items = [i for i in items if len(i) > 1]
    chosen = [n[0] for i in items if (n := named(i, terms))]
    different = {c[0].figure.quantity.id for c in chosen}
    if not len(different) == len(chosen) == len(items):
        return []
    return _sum([c[0].figure for c in chosen], min([c[1] for c in chosen], default=0))


def _counted(ground: Ground) -> list[Part]:
    """两镇合计: as many of the last amounts of a sentence as the words say."""
    clause = clause_of(ground.place)
    lead = clause.partition("占")[0]
    count = _COUNT.search(lead)
    if count is None and _TOGETHER.fullmatch(lead):
        return _list_before(ground)
    if count is None or not _TOGETHER.search(clause):
        return []
    size = int(chinese_number(count["n"].replace("两", "二")) or count["n"])
    elsewhere = [t.figure for t in ground.terms if t.figure.sentence is not ground.place.sentence]
    held = [*(t.figure for t in ground.terms if ground.ahead(t.figure)), *elsewhere]
    held.sort(key=lambda f: -f.quantity.start)
    found: list[Part] = []
    for first in range(min(_MOST_RUNS, max(0, len(held) - size + 1))):
        run = held[first : first + size]
        if len({f.sentence.index for f in run}) == 1:
            found += _sum(run, LOOSE if first else CLOSE)
    return found


def _list_before(ground: Ground) -> list[Part]:
    """分别为86.4亿元、52.1亿元和31.7亿元，合计占…: the list that the clause follows."""
    place = ground.place
    runs = list(_AMOUNTS.finditer(place.sentence.kinds[: place.clause]))
    if not runs:
        return []
    spots = range(runs[-1].start(), runs[-1].end())
    held = [t.figure for t in ground.terms if t.figure.sentence is place.sentence]
    return _sum([f for f in held if f.position in spots], LONG)


def _half_year(ground: Ground, which: str) -> list[Part]:
    """下半年: the last two of four quarters told in a row."""
    near, own = ground.near, ground.place.sentence
    for sentence in (own, *near.earlier(own)):
        spots = [m.start() for m in _QUARTERS.finditer(sentence.kinds)]
        if spots and "季" in sentence.text:
            held = [f for f in near.amounts(sentence) if f.position >= spots[0]][:4]
            return _sum(held[:2] if which == "上" else held[2:], EXACT)
    return []


def _sum(figures: Sequence[Figure], bound: int) -> list[Part]:
    held = sorted(figures, key=lambda f: f.quantity.start)
    if len(held) < 2 or not all(comparable(f, held[0]) for f in held):
        return []
    return [Part(formulas.add([f.quantity.id for f in held]), tuple(held), bound)]


def wholes_of(ground: Ground, part: Part) -> list[Part]:
    """The amounts that can be the whole of a part with how firmly they are bound, the firmest first."""
    place = ground.place
    alike = [t for t in ground.alike if _is_alike(t.figure, part, ground.former)]
    fits = alike if is_ratio(place) else [t for t in alike if _is_larger(t.figure, part)]
    found = [(t.figure, EXACT) for t in alike if in_denominator(place, t.figure)]
    found += [(t.figure, EXACT) for t in alike if is_topic(place, t.figure)]
    if ground.former:
        fits = [t for t in fits if is_base(t.figure) or not _of_other_year(t.figure, part)]
    told = whole_called(place) or (whole_of_part(part.figures[0]) if len(part.figures) == 1 else "")
    if told:
        far = terms_called(ground.near, told, place.quantity.start)
        far = [t for t in far if _is_alike(t.figure, part) and not ground.former]
        held = named(told, alike) or named(told, far)
        kept = [(t.figure, size) for t, size in held if size > LOOSE or t in fits]
        found += kept if is_ratio(place) else _largest_first(kept)
    elif not is_ratio(place):
        found += _general(ground, part, fits)
    best: dict[str, int] = {}
    for figure, bound in found:
        known = figure.quantity in {ground.totals.get(f.quantity.id) for f in part.figures}
        size = LOOSE if _of_other_year(figure, part) and not known else bound
        best[figure.quantity.id] = max(size, best.get(figure.quantity.id, 0))
    by_id = {f.quantity.id: f for f, _ in found}
    wholes = [Part(i, (by_id[i],), size) for i, size in best.items()]
    wholes += [*_sum_of_members(ground, part, told), *_cells_called(ground, part, told)]
    return sorted(wholes, key=lambda w: -w.bound)[:_MOST_WHOLES]


def _sum_of_members(ground: Ground, part: Part, told: str) -> list[Part]:
    """越南占三国的79.0%: as many amounts in a row as the words say, the part one of them."""
    count = _COUNT.fullmatch(told)
    if count is None or len(part.figures) > 1:
        return []
    size = int(chinese_number(count["n"].replace("两", "二")) or count["n"])
    sentence = part.figures[0].sentence
    held = [f for f in ground.near.amounts(sentence) if comparable(f, part.figures[0])]
    return _sum(held, EXACT) if len(held) == size else []


def _cells_called(ground: Ground, part: Part, told: str) -> Iterator[Part]:
    """占全部发电量的25.6%, 发电量 in a table: its cells, the one of the part's year first."""
    first = part.figures[0]
    thing = bare_name(told)
    for line in named_lines(ground.near).called(thing) if len(thing) > 1 else ():
        for _, cell in line.levels:
            if same_measure(cell, first.quantity) and not cell.absolute.below(part.size):
                same = len(line.levels) == 1 or when(cell.period) == when(first.quantity.period)
                yield Part(cell.id, (), CLOSE if same else LOOSE)


def _largest_first(held: Sequence[tuple[Figure, int]]) -> list[tuple[Figure, int]]:
    """Of amounts that are named as firmly the largest is the whole."""
    most = max((size for _, size in held), default=0)
    best = max((f.quantity.mid * f.quantity.scale for f, size in held if size == most), default=0)
    return [
        (f, size - 1 if size == most and f.quantity.mid * f.quantity.scale < best else size)
        for f, size in held
    ]


def _of_one_thing(whole: Figure, part: Part, terms: Sequence[Term]) -> bool:
    """Money and counts can be of anything: they are compared where their names have words in common."""
    if whole.quantity.dimension in _PHYSICAL:
        return True
    names = {t.figure.quantity.id: t.names for t in terms}
    own = [n for f in part.figures for n in names.get(f.quantity.id, ())]
    pairs = {a + b for n in own for a, b in pairwise(n)}
    other = {a + b for n in names.get(whole.quantity.id, ()) for a, b in pairwise(n)}
    return bool(pairs & other)


def _general(ground: Ground, part: Part, fits: Sequence[Term]) -> Iterator[tuple[Figure, int]]:
    """The total that the part is known to belong to; that of the area; 其中: what stands last before."""
    place = ground.place
    total = {ground.totals.get(f.quantity.id) for f in part.figures}
    if len(total) == 1:
        known = [*(t.figure for t in fits), *_of(ground.near, total)]
        yield from ((f, EXACT) for f in known if f.quantity in total and f not in part.figures)
    yield from ((f, TOLD_BEFORE) for f in _of_indicator(ground.near, part))
    yield from ((f, LONG) for f in _called_in_part(ground, part, fits))
    area = area_called(place)
    of_area = [t.figure for t in fits if area and t.figure.area.startswith(area)]
    of_area = [f for f in of_area if f.quantity.start < place.quantity.start]
    of_area = [f for f in of_area if _of_one_thing(f, part, ground.terms)]
    yield from ((f, LONG if len(of_area) == 1 else TOLD_BEFORE) for f in of_area)
    if not area:
        before = named(whole_before(place), fits)
        held = [(t.figure, TOLD_BEFORE) for t, size in before if size == before[0][1] > LOOSE]
        yield from _largest_first(held)
    last = next((t for t in fits if t.figure.quantity.start < place.quantity.start), None)
    within = "其中" in clause_of(place)
    yield from ((t.figure, CLOSE if within and t is last else LOOSE) for t in fits[:_MOST_WHOLES])


def _called_in_part(ground: Ground, part: Part, fits: Sequence[Term]) -> list[Figure]:
    """公办园在园幼儿88.41万人 is a part of 在园幼儿148.63万人: the longest name that ends the part's."""
    own = {n for t in ground.terms if t.figure in part.figures for n in t.names}
    held = [(len(n), t) for t in fits for n in t.names if any(_ends_in(o, n) for o in own)]
    most = max((size for size, _ in held), default=0)
    found = {t.figure.quantity.absolute: t.figure for size, t in held if size == most}
    return list(found.values()) if len(found) == 1 else []


def _ends_in(name: str, whole: str) -> bool:
    return len(whole) >= _SHORTEST_KIND and len(name) > len(whole) and name.endswith(whole)


def _of_indicator(near: Near, part: Part) -> list[Figure]:
    """The largest amount of the same indicator and year, where the text names it so."""
    first = part.figures[0]
    held = around(
        near.figures.by_slug.get(first.quantity.indicator or "", []), first.quantity.start
    )
    held = [f for f in held if _is_alike(f, part) and _is_larger(f, part)]
    held = [f for f in held if not _of_other_year(f, part)]
    return sorted(held, key=lambda f: -f.quantity.mid * f.quantity.scale)[:1]


def _is_alike(whole: Figure, part: Part, former: bool = False) -> bool:
    if whole in part.figures or (is_base(whole) and not former) or _is_rest(whole):
        return False
    return comparable(whole, part.figures[0])


def _is_rest(figure: Figure) -> bool:
    """其余29市合计由1.492亿人减少到1.466亿人: what is left is no whole."""
    sentence = figure.sentence
    start = last_of(sentence.kinds, "cs", figure.position) + 1
    text = sentence.block.text
    return bool(
        _REST.search(text, sentence.tokens[start].start, sentence.tokens[figure.position].start)
    )


def _of_other_year(whole: Figure, part: Part) -> bool:
    years = {whole.quantity.period.year, part.figures[0].quantity.period.year} - {None}
    return len(years) > 1


def _is_larger(whole: Figure, part: Part) -> bool:
    return not whole.quantity.absolute.below(part.size)


def _of(near: Near, numbers: Iterable[Quantity | None]) -> Iterator[Figure]:
    """The figures of numbers that stand in a sentence of the document; cells stand in none."""
    reading = near.figures.reading
    for number in numbers:
        if (
            number is not None
            and number.sentence >= 0
            and number.document == reading.document.index
        ):
            held = terms_of(near, reading.sentences[number.sentence])
            yield from (t.figure for t in held if t.figure.quantity is number)
