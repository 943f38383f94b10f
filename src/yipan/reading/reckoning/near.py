"""What stands near a printed number: its lead, its segment, the levels it can be reckoned from.

A segment runs from one ； or 。 to the next. A level is a base when the words before it say so:
上年为…, 较2019年的…, (上年同期…). Work is bounded: few levels back, few sentences back.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from yipan.core.period import Period
from yipan.reading.model import Formula, Quantity
from yipan.reading.reckoning.evidence import same_measure, when
from yipan.reading.reckoning.figures import Figure, Figures
from yipan.reading.text.sentences import Sentence, last_of

REACH = 4
_MOST_SENTENCES = 600
# A share of the whole text's figures is told from three digits on.
_SURE_DIGITS = 3
_MOST_WIDE = 160
_CLOSE = 50
_MARKS = frozenset({"at_least", "below"})
# A number of one digit agrees with too much.
_FEWEST_DIGITS = 2
_MOST = 8
_MOST_CELLS = 200
_LEVELS = frozenset({"level", "share", "rate"})
_NO_AMOUNT = frozenset({"percent", "years", "percentage_point"})
_LEAD = 40
_NO_DIGITS = re.compile(r"[^0-9]+")
_ECONOMY = re.compile(
    r"(?:实现)?(?:全[省市县区国]|[\u4e00-\u9fff]{2,3}[省市])?(?:地区生产总值|国内生产总值|GDP)同比\Z"
)
_CLAUSE = "csoe"
# What a bracket may be told behind: 增速(34.9%).
_NAMES = "wIUDnS"
_NUMBERS = "QNPpMR"


@dataclass(slots=True, eq=False)
class Place:
    """A number in its sentence: what leads to it, and the segment it stands in."""

    sentence: Sentence
    quantity: Quantity
    position: int
    clause: int
    lead: str
    first: int
    last: int

    def inside(self, position: int) -> bool:
        """Whether a token stands in the same segment."""
        return self.first <= position < self.last

    def between(self, position: int) -> str:
        """The kinds between another token and the number."""
        a, b = sorted((position, self.position))
        return self.sentence.kinds[a + 1 : b]


def place_of(sentence: Sentence, quantity: Quantity) -> Place:
    """Where a number stands."""
    position = sentence.at[quantity.id]
    kinds = sentence.kinds
    clause = last_of(kinds, _CLAUSE, position) + 1
    head = max(clause, last_of(kinds, _NUMBERS, position) + 1)
    start = sentence.tokens[head - 1].end if head else sentence.start
    stop = sentence.tokens[position].start
    opened = kinds.rfind("o", 0, clause) if clause and kinds[clause - 1] == "e" else -1
    lead = sentence.block.text[max(start, stop - _LEAD) : stop]
    first = kinds.rfind("s", 0, position) + 1
    last = kinds.find("s", position)
    alone = kinds[position - 1 : position] == "o" and kinds[position + 1 : position + 2] == "e"
    if position > 1 and alone and kinds[position - 2] in _NAMES:
        opened = position - 1
    if opened > 0 and head == clause:
        clause = last_of(kinds, "csoQNPpM", opened) + 1
        begin, end = sentence.tokens[clause].start, sentence.tokens[opened].start
        lead = sentence.block.text[begin:end][-_LEAD:] + lead
    return Place(
        sentence, quantity, position, clause, lead, first, len(kinds) if last < 0 else last
    )


def is_base(figure: Figure) -> bool:
    """Whether the words around a level say that it is what another is compared with."""
    return figure.base


def clause_text(figure: Figure) -> str:
    """The words before a level in its clause, as they stand."""
    return figure.clause


@dataclass(frozen=True, slots=True)
class Candidate:
    """A way to reckon a number.

    `only`: the words leave no other; `alone`: no other pair is near; `far`: found by trying figures
    of the whole text or of a table, so that it answers what is open and contradicts no finding.
    """

    formula: Formula
    only: bool = False
    alone: bool = False
    far: bool = False


class Window(dict[int, Any]):
    """What is kept of the sentences around: emptied when it holds many, as rules go forwards."""

    def __setitem__(self, key: int, value: Any) -> None:
        if len(self) >= _MOST_SENTENCES:
            self.clear()
        dict.__setitem__(self, key, value)


@dataclass(slots=True)
class Near:
    """The amounts of a reading by sentence, in order, and which of them are bases."""

    figures: Figures
    _amounts: Window = field(default_factory=Window)
    _bases: Window = field(default_factory=Window)
    _cells: dict[object, dict[str, list[Quantity]]] | None = None
    _headline: list[Quantity] | None = None
    # Lines of tables by name, filled by `table_pool`.
    named: object = None
    # The same with all their names, filled by `table_names`.
    tables: object = None
    # Structures a:b:c by place, filled by `structures`.
    structures: object = None
    # Amounts of a sentence with their names, filled by `terms`.
    terms: Window = field(default_factory=Window)
    _wide: dict[str, list[tuple[float, Quantity]]] | None = None

    def earlier(self, sentence: Sentence) -> Iterator[Sentence]:
        """The sentences before in the paragraph, nearest first, four at most."""
        here = self.figures.previous(sentence)
        first = sentence
        for _ in range(REACH):
            if here is None:
                break
            yield here
            first, here = here, self.figures.previous(here)
        yield from self._opening(first)

    def _opening(self, first: Sentence) -> Iterator[Sentence]:
        """The first two sentences of the paragraph before, where headline figures stand."""
        sentences = self.figures.reading.sentences
        if not 0 < first.index <= len(sentences) or first.tabular:
            return
        last = sentences[first.index - 1]
        start = last.index
        while (
            start > 0
            and sentences[start - 1].block is last.block
            and last.index - start < 2 * REACH
        ):
            start -= 1
        if last.block is not first.block and not last.tabular:
            yield from (s for s in sentences[start : start + 2] if s.block is last.block)

    def amounts(self, sentence: Sentence) -> list[Figure]:
        """The levels of a sentence that are no percentages and no spans of time."""
        held = self._amounts.get(sentence.index)
        if held is None:
            held = [f for f in self.figures.of(sentence) if f.quantity.dimension not in _NO_AMOUNT]
            self._amounts[sentence.index] = held
        return held

    def bases(self, sentence: Sentence) -> list[Figure]:
        """Those told as bases."""
        held = self._bases.get(sentence.index)
        if held is None:
            held = [f for f in self.amounts(sentence) if is_base(f)]
            self._bases[sentence.index] = held
        return held

    def before(self, place: Place) -> list[Figure]:
        """Amounts of the sentence before the number, nearest first."""
        held = self.amounts(place.sentence)
        spot = bisect(held, place.position - 1, key=_position)
        near = held[max(0, spot - _MOST) : spot][::-1]
        # 突破1000亿元 is a mark, no level, where a level stands beside it.
        return [f for f in near if f.quantity.qualifier not in _MARKS] or near

    def behind(self, place: Place) -> list[Figure]:
        """Amounts of the same segment behind the number."""
        held = self.amounts(place.sentence)
        spot = bisect(held, place.position, key=_position)
        return [f for f in held[spot : spot + 3] if f.position < place.last]

    def segment(self, place: Place) -> list[Figure]:
        """Amounts of the segment around the number; of many those next to it."""
        inner = [f for f in self.before(place)[::-1] if f.position >= place.first]
        own = [f for f in self.amounts(place.sentence) if f.position == place.position]
        return [*inner, *own, *self.behind(place)]

    def cell_at(self, last: Figure, period: Period | None) -> Quantity | None:
        """The one cell of the document's tables for that period whose name ends the figure's."""
        if period is None:
            return None
        if self._cells is None:
            self._cells = self._cells_by_name()
        held, words = self._cells.get(when(period), {}), last.words
        fits = [
            c
            for start in (range(len(words) - 1) if held else ())
            for c in held.get(words[start:], ())
            if c.party in {None, last.quantity.party} and same_measure(c, last.quantity)
        ]
        return fits[0] if len(fits) == 1 else None

    def _cells_by_name(self) -> dict[object, dict[str, list[Quantity]]]:
        """The first cells of each period, by what heads them."""
        dated: dict[object, list[Quantity]] = defaultdict(list)
        for cells in self.figures.reading.cells.values():
            for cell in cells:
                dated[when(cell.period)].append(cell)
        found: dict[object, dict[str, list[Quantity]]] = {}
        for period, cells in dated.items():
            named = found[period] = defaultdict(list)
            for cell in cells[:_MOST_CELLS]:
                named[cell.indicator_zh or ""].append(cell)
        return found

    def anywhere(
        self, part: Quantity, share: Quantity, size: Fraction | None = None
    ) -> list[Quantity]:
        """Figures of the whole text of which a share of three digits or more comes out.

        `size`: that of several parts of this measure together, in the base unit.
        """
        digits = sum(c.isdigit() for c in share.text or str(share.mid))
        if digits < _SURE_DIGITS or not share.mid:
            return []
        if self._wide is None:
            levels = (q for q in self.figures.reading.document.quantities if q.role == "level")
            self._wide = {}
            for q in levels:
                held = self._wide.setdefault(q.dimension, [])
                if len(held) < _MOST_WIDE and q.qualifier in {"rounded", "exact"}:
                    held.append((float(q.mid * q.scale), q))
        size = part.mid * part.scale if size is None else size
        wanted = float(size * 100 / share.mid / share.scale)
        return [
            q
            for value, q in self._wide.get(part.dimension, [])
            if abs(value - wanted) * _CLOSE < wanted and same_measure(q, part) and q is not part
        ]

    def headline(self) -> list[Quantity]:
        """The growth of the whole economy, where the document prints a single one."""
        if self._headline is None:
            found: dict[object, Quantity] = {}
            for quantity in self.figures.reading.document.quantities:
                name = quantity.indicator_zh or ""
                if quantity.role == "rate" and _ECONOMY.match(name) and quantity.table is None:
                    found.setdefault(quantity.absolute, quantity)
            self._headline = list(found.values()) if len(found) == 1 else []
        return self._headline

    def others(self, place: Place, like: Quantity) -> Iterator[Figure]:
        """Amounts of one measure, nearest first: of the sentence, then of those before it."""
        for figure in (*self.before(place), *self.behind(place)):
            if figure.quantity.id != like.id and same_measure(figure.quantity, like):
                yield figure
        for sentence in self.earlier(place.sentence):
            held = self.amounts(sentence)
            for figure in (*held[:2], *held[2:][-_MOST:]):
                if same_measure(figure.quantity, like):
                    yield figure


def near_of(figures: Figures) -> Near:
    """The amounts of a reading, gathered once."""
    if figures.near is None:
        figures.near = Near(figures)
    found: Near = figures.near
    return found


def _position(figure: Figure) -> int:
    return figure.position


def words_of(place: Place) -> str:
    """The words of the segment up to the number."""
    sentence = place.sentence
    return sentence.block.text[
        sentence.tokens[place.first].start : sentence.tokens[place.position].start
    ]


def telling_digits(quantity: Quantity) -> bool:
    """Whether a number has so many digits, zeros before them not counted, that it tells something."""
    digits = _NO_DIGITS.sub("", quantity.text or str(quantity.mid.numerator))
    return len(digits.lstrip("0")) >= _FEWEST_DIGITS


def gap(a: Figure, b: Figure) -> Formula:
    """The larger less the smaller."""
    larger = a.quantity.mid * a.quantity.scale >= b.quantity.mid * b.quantity.scale
    first, second = (a, b) if larger else (b, a)
    return ("-", first.quantity.id, second.quantity.id)


def last_told(place: Place, numbers: Sequence[Quantity]) -> Quantity | None:
    """The level told last before the number, of amounts or of rates as these, if it is one of these.

    None where it is another; where its sentence tells none before it, the first of these.
    """
    held = place.sentence.quantities
    before = held[: bisect(held, place.quantity.start, key=_start) - 1][::-1]
    rates = {q.dimension == "percent" for q in numbers}
    like = [q for q in before if (q.dimension == "percent") in rates and q.dimension != "years"]
    if place.quantity.dimension not in {*_NO_AMOUNT, "multiple"} and place.quantity.unit:
        like = [q for q in like if q.unit == place.quantity.unit]
    told = next((q for q in like if q.role in _LEVELS or q in numbers), numbers[0])
    return told if told in numbers else None


def _start(quantity: Quantity) -> int:
    return quantity.start
