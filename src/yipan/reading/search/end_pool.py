"""Levels near a change, and how much the words bind two of them to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

from yipan.core.period import Period
from yipan.reading.model import Quantity
from yipan.reading.reckoning.base_words import told_as_base
from yipan.reading.reckoning.evidence import same_measure, when
from yipan.reading.reckoning.figures import Figure, Figures, around, label
from yipan.reading.reckoning.near import Near, Place, Window, clause_text, is_base, near_of
from yipan.reading.search.end_words import NO_NAME, End, Told, span_of
from yipan.reading.text.sentences import Sentence

_EARLIER = re.compile(
    r"(?:\A|[，。；()、])(?:而|则|但)?[^，。；()0-9]{0,6}?(?:上一?年度?|去年|前一?年|上一?[个]?[月季]度?|上期|上届|年初|期初|当初|[整改调治革]前|年前|此前|之前|原来|同期|基期|当时|彼时|那时|那一?年)"
    r"[末底]?(?:同期)?，?(?:该比重|这一比[例重]|[这该]一?[个项]?数字?|[^，。；()0-9]{0,5})(?:仅?[为是]|只?有)?每?[\u4e00-\u9fff]?\Z"
)
_CHANGED = re.compile(r"[增减多少升降涨跌高低]")
_TIME_NAME = re.compile(
    r"当时|彼时|那时|那一?年|(?:(?:上|前|今|去|当|本|同)一?[个]?|[一二两三四五六七八九十0-9]+)?(?:年度?|[月季]度?|日|期)?(?:[末底初前后]|同期)?(?:这一|该|此)?(?:数字|比[重例]|指标|数)?(?:每[\u4e00-\u9fff])?"
)
_ARRIVAL = re.compile(
    r"(?:增加|减少|扩大|提高|上升|下降|发展|增长|压减|升|降|增)?(?:到|至|为)\Z|(?:保留|还剩|剩余)\Z"
)
_LEADING = re.compile(r"^(?:而|则|但|且|其)+")
_BEFORE = re.compile("上年|去年|前年|同期")
_SUM = re.compile(r"合计|共计|总计|相加|之和")
# One of a list, or a total: its name stands elsewhere.
_UNNAMED = "、"
_TARGET = re.compile(r"目标|任务|计划|预算|限额|标准")
_ROLES = frozenset({"level", "share"})
_PLAIN = frozenset({"rounded", "exact"})
_NO_AMOUNT = frozenset({"percent", "years", "percentage_point", "multiple"})
_BACK, _MOST, _MOST_BACK = 3, 10, 5
_TAIL, _FAR_AWAY = 3, 4
_ONE_ORDER = 4
_OVER_TIME = frozenset({"amount", "rate", "mean", "times"})
_SHORT = 2
_NUMBERS = "QNPpMR"


@dataclass(slots=True)
class Pool:
    """The levels of a reading by sentence, gathered once."""

    figures: Figures
    near: Near = field(init=False)
    _ends: Window = field(default_factory=Window)

    def __post_init__(self) -> None:
        self.near = near_of(self.figures)

    def ends(self, change: Told) -> list[End]:
        """The levels that fit a change: those of its sentence, then of the sentences around it."""
        return list(self._fitting(change))

    def _fitting(self, change: Told) -> Iterator[End]:
        place = change.place
        own = [f for f in self._of(place.sentence, change) if f.quantity is not place.quantity]
        own.sort(key=lambda f: abs(f.position - place.position))
        for figure in own[:_MOST]:
            yield _end(figure, change, 0)
        back: Sentence | None = place.sentence
        for distance in range(1, _BACK + 1):
            back = self.figures.previous(back) if back is not None else None
            if back is None:
                break
            for figure in self._of(back, change)[:_MOST_BACK]:
                yield _end(figure, change, distance)
        after = _next(self.figures, place.sentence)
        for figure in self._of(after, change)[:_SHORT] if after is not None else ():
            end = _end(figure, change, 1)
            if end.base:
                yield end
        yield from self._namesakes(change, own)

    def _namesakes(self, change: Told, own: list[Figure]) -> Iterator[End]:
        """Levels of an earlier time anywhere that carry the name of the level before the change."""
        place = change.place
        last = next((f for f in own if f.position < place.position and not is_base(f)), None)
        if last is None or len(last.words) < _TAIL or change.kind not in _OVER_TIME:
            return
        first = max(0, place.sentence.index - _BACK)
        for figure in around(
            self.figures.by_tail.get(last.words[-_TAIL:], []), place.quantity.start
        ):
            near = first <= figure.sentence.index <= place.sentence.index + 1
            if (near and figure.sentence.block is place.sentence.block) or not _later(last, figure):
                continue
            if same_measure(figure.quantity, last.quantity) and figure.quantity.qualifier in _PLAIN:
                yield _end(figure, change, _FAR_AWAY)

    def _of(self, sentence: Sentence, change: Told) -> list[Figure]:
        if change.kind == "more":
            held = _figures(sentence, _is_change)
            return [f for f in held if same_measure(f.quantity, change.place.quantity)]
        return [f for f in self._held(sentence) if _fits(f.quantity, change)]

    def _held(self, sentence: Sentence) -> list[Figure]:
        """Levels, and rates of change as what points stand between."""
        held = self._ends.get(sentence.index)
        if held is None:
            amounts = [f for f in self.near.amounts(sentence) if f.quantity.qualifier in _PLAIN]
            held = self._ends[sentence.index] = [*amounts, *_figures(sentence, _is_rate)]
            held.sort(key=_position)
        return held


def _figures(sentence: Sentence, fits: Callable[[Quantity], bool]) -> list[Figure]:
    """The plain numbers of a sentence that fit, as figures."""
    return [
        Figure(q, sentence, sentence.at[q.id], *label(sentence, sentence.at[q.id]))
        for q in sentence.quantities
        if q.qualifier in _PLAIN and fits(q)
    ]


def _is_change(quantity: Quantity) -> bool:
    return quantity.role == "difference"


def _is_rate(quantity: Quantity) -> bool:
    """A percentage, points, or a time that is measured: 10.26年."""
    if quantity.dimension == "percent":
        return quantity.role != "mean_rate"
    return quantity.dimension == "percentage_point" or (
        quantity.dimension == "years" and bool(quantity.step)
    )


def _position(figure: Figure) -> int:
    return figure.position


def _later(last: Figure, other: Figure) -> bool:
    """Whether both are told by their times, the other earlier, and one name ends the other."""
    a, b = other.quantity, last.quantity
    if a.period.end is None or b.period.end is None or a.period.end >= b.period.end:
        return False
    one = last.words.endswith(other.words) or other.words.endswith(last.words)
    return one and "period" not in a.inherited


def _next(figures: Figures, sentence: Sentence) -> Sentence | None:
    sentences = figures.reading.sentences
    after = sentences[sentence.index + 1] if sentence.index + 1 < len(sentences) else None
    return after if after is not None and after.block is sentence.block else None


def _fits(quantity: Quantity, change: Told) -> bool:
    if change.place.quantity.dimension == "percentage_point":
        return quantity.dimension == "percent" or quantity.role == "points"
    own = change.place.quantity
    if quantity.dimension in _NO_AMOUNT and quantity.dimension != own.dimension:
        return False
    if change.kind in {"rate", "mean", "times"}:
        return quantity.dimension not in _NO_AMOUNT
    per = quantity.base_unit.split("/")[0] == own.base_unit != ""
    return same_measure(quantity, own) or per


def _end(figure: Figure, change: Told, distance: int) -> End:
    sentence, quantity = figure.sentence, figure.quantity
    position = figure.position
    clause = clause_text(figure)
    base = told_as_base(sentence, position) or told_earlier(sentence, position)
    if change.kind == "more":
        base = bool(_BEFORE.search(clause))
    inside = distance == 0 and change.place.inside(position)
    before = distance > 0 or position < change.place.position
    words = _LEADING.sub("", _ARRIVAL.sub("", figure.words))
    if _TIME_NAME.fullmatch(words) or (base and _TARGET.search(words)):
        words = ""
    if not words and (
        sentence.kinds[max(0, position - 1) : position] == "a" or _SUM.search(clause)
    ):
        words = _UNNAMED
    size = float(quantity.mid * quantity.scale)
    return End(quantity, words, clause, base, inside, before, distance, size)


def told_earlier(sentence: Sentence, position: int) -> bool:
    """Whether the words before a level tell an earlier time and no change: 调整前为每月, 上一年末为."""
    stop = sentence.tokens[position].start
    earlier = _EARLIER.search(sentence.block.text[max(sentence.start, stop - 24) : stop])
    return bool(earlier and not _CHANGED.search(earlier[0]))


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a change's words ask of its ends: the base's time, its years, the two it compares."""

    wanted: Period | None
    years: tuple[int, ...]
    inside: tuple[End, ...]
    around: tuple[End, ...]
    compared: tuple[End | None, End] | None
    before: tuple[End, ...]
    subject: str

    @property
    def nearest(self) -> tuple[End, ...]:
        """The two levels before the change."""
        return self.before[:2]


def bounds_of(change: Told, held: list[End]) -> Bounds:
    """The bounds of a change among the levels near it."""
    place = change.place
    wanted = None
    for token in place.sentence.tokens[place.clause : place.position]:
        if token.kind == "T" and isinstance(token.value, tuple) and token.value[1] == "base":
            wanted = token.value[0]
    inside = tuple(e for e in held if e.inside)
    around = tuple(e for e in held if e.far <= 1)
    before = tuple(e for e in held if e.before and e.far == 0)
    return Bounds(
        wanted,
        tuple(span_of(place)),
        inside,
        around,
        _compared(change, held),
        before,
        _subject(place),
    )


def _compared(change: Told, held: list[End]) -> tuple[End | None, End] | None:
    """The levels that carry the names of a comparison; of the first perhaps none."""
    if change.names is None:
        return None
    a, b = change.names
    if "前者" in a and "后者" in b:
        two = [e for e in held if e.before][:2]
        return (two[1], two[0]) if len(two) == 2 else None
    for group in ([e for e in held if e.inside], [e for e in held if e.far == 0], held):
        second = carrying(group, b)
        if len(second) == 1:
            first = [e for e in carrying(group, a) if e is not second[0]]
            return (first[0] if len(first) == 1 else None), second[0]
    return None


def carrying(group: list[End], name: str) -> list[End]:
    """The levels of the thing or place named: 公办 and 公办园, 消费 and 社会消费品零售总额."""
    if len(name) < _SHORT:
        return []
    return [e for e in group if name in e.clause] or [
        e for e in group if e.quantity.party == name and "party" not in e.quantity.inherited
    ]


def bound(change: Told, bounds: Bounds, last: End, base: End) -> int | None:
    """How much the words bind the two ends to the change; None where they rule them out."""
    roles = {last.quantity.role, base.quantity.role}
    if change.kind == "points" and len(roles) > 1 and roles != _ROLES:
        return None
    if change.kind == "gap":
        if "差" in last.clause + base.clause:
            return None  # a gap is no end of a gap
        near = {id(last), id(base)} == {id(e) for e in bounds.nearest}
        if near and last.inside and base.inside:
            return 4
        return 3 if _side_by_side(bounds, last, base) else 1
    if change.names is not None:
        return _of_names(bounds, last, base)
    timed = _timed(change, bounds, last, base)
    over = _passed_over(bounds, last, change.kind != "amount")
    if timed is None or _of_two_places(last.quantity, base.quantity):
        return None
    if over and change.kind != "amount":
        return None  # the rate is that of the level passed over
    strength = timed + 2 * base.base + _named(last.words, base.words)
    lone, together = _lone(bounds, last, base), last.inside and base.inside
    strength += lone + together + bool(lone and together and bounds.years)
    strength += not base.base and _dated_alone(base) and "period" in last.quantity.inherited
    strength -= 2 * any(_TARGET.search(e.clause) for e in (last, base) if not e.base)
    strength -= 2 * over + 3 * _other_subject(bounds.subject, last)
    return strength - (2 if 0 == last.far < base.far < _FAR_AWAY else 0)


def _subject(place: Place) -> str:
    """What the clause of a change names by itself: 单位产值能耗比上年下降."""
    start = place.sentence.tokens[place.clause].start
    stop = place.sentence.tokens[place.position].start
    if set(_NUMBERS) & set(place.sentence.kinds[place.clause : place.position]):
        return ""
    words = NO_NAME.sub("", place.sentence.block.text[start:stop])
    return words if len(words) > _SHORT else ""


def _other_subject(subject: str, last: End) -> bool:
    """Whether the change names a thing of its own that the level does not carry."""
    held = {subject[n : n + 2] for n in range(len(subject) - 1)}
    return bool(held) and bool(last.words) and not any(pair in last.clause for pair in held)


def _dated_alone(end: End) -> bool:
    """2023年为1480万人次: a time and nothing else before the level."""
    return (
        not end.words
        and "period" not in end.quantity.inherited
        and end.quantity.period.end is not None
    )


def _passed_over(bounds: Bounds, last: End, rate: bool) -> bool:
    """Whether another level with a name of its own stands between the level and the change."""
    for end in bounds.before:
        if end is last:
            return False
        if end.base or not end.words:
            continue
        near = last.size < _ONE_ORDER * end.size and end.size < _ONE_ORDER * last.size
        if rate or (last.far == 0 and near and same_measure(end.quantity, last.quantity)):
            return True
    return False


def _side_by_side(bounds: Bounds, last: End, base: End) -> bool:
    """Whether two levels of one time stand next to each other."""
    if when(last.quantity.period) != when(base.quantity.period):
        return False
    low, high = sorted((last.quantity.start, base.quantity.start))
    return not any(low < e.quantity.start < high for e in bounds.around)


def _of_names(bounds: Bounds, last: End, base: End) -> int:
    """A comparison is of the two that it names; where one is not named, of the one that is left."""
    if bounds.compared is None:
        return 0
    first, second = bounds.compared
    if base is not second:
        return 0
    if first is not None:
        return 5 if last is first else 0
    return 3 * _lone(bounds, last, base) + base.base


def _timed(change: Told, bounds: Bounds, last: End, base: End) -> int | None:
    """Points for times that fit; None for a base later than the level or of another time."""
    a, b = base.quantity.period, last.quantity.period
    told = "period" not in base.quantity.inherited
    both = told and "period" not in last.quantity.inherited
    found = 0
    if (told or "period" not in last.quantity.inherited) and None not in {a.end, b.end}:
        if _day(a) > _day(b) and (both or not base.base):
            return None
        found += told and _day(a) < _day(b)
    if bounds.wanted is not None and told and a.end is not None:
        if when(a) != when(bounds.wanted):
            return None
        found += 1
    between = (b.year or 0) - (a.year or 0) if a.year and b.year and both else 0
    if bounds.years and between:
        if between not in bounds.years:
            return None
        found += 2
    if "同比" in change.place.lead and between > 1:
        return None
    return found


def _day(period: Period) -> date:
    return period.end or date.min


def _of_two_places(a: Quantity, b: Quantity) -> bool:
    told = "party" not in a.inherited and "party" not in b.inherited
    return told and a.party != b.party and None not in {a.party, b.party}


def _named(last: str, base: str) -> int:
    """Two for one name, one where a name ends the other or is missing; minus one for others."""
    if _UNNAMED in {last, base}:
        return 0
    if last and last == base:
        return 2
    if not last or not base or last.endswith(base) or base.endswith(last):
        return 1
    if len(base) > _SHORT and base in last:
        return 1
    shared = {last[n : n + 2] for n in range(len(last) - 1)} & {
        base[n : n + 2] for n in range(len(base) - 1)
    }
    return 0 if shared else -1


def _lone(bounds: Bounds, last: End, base: End) -> int:
    """One where no third level of the measure stands in the segment, or in the sentences near it."""
    held = bounds.inside if last.inside and base.inside else bounds.around
    like = [e for e in held if same_measure(e.quantity, last.quantity)]
    return int({id(e) for e in like} == {id(last), id(base)})
