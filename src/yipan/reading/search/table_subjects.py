"""What a number of the text is about: lines of a table in its clause, before it, or counted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from yipan.reading.model import Quantity
from yipan.reading.reckoning.near import Near, Place
from yipan.reading.search.table_fields import Words, words_before
from yipan.reading.search.table_names import Group, Row, Tables
from yipan.reading.text.numbers import chinese_number

MOVED = re.compile(r"增|升|涨|扩大|提高|新增|多出?|降|减|跌|缩|回落|下滑|少|快|慢")
_COUNT = re.compile(
    r"([2-9]|1[0-9]|[二两三四五六七八九十]{1,2})(?=大|个|[市县区港地省国类者项家年企院校])"
)
_SUMMED = re.compile(r"合计|共|总|之和|加起来|合起来")
_RATIOS = frozenset({"percent", "multiple", "percentage_point"})
_SAME = re.compile(r"这一|该|同期|前")


@dataclass(frozen=True, slots=True)
class Said:
    """A number, the words before it, what it is about and what that is compared with."""

    place: Place
    words: Words
    about: Group | None
    other: Group | None
    near: bool
    # All lines that the sentence names before the number.
    named: tuple[Row, ...] = ()

    @property
    def quantity(self) -> Quantity:
        """The number."""
        return self.place.quantity


def counted(clause: str) -> int:
    """两港, 三区县, 四年: how many lines or times the clause counts."""
    match = _COUNT.search(clause)
    count = chinese_number(match[1]) if match else None
    return int(count) if count else 0


def said_of(near: Near, tables: Tables, place: Place) -> Iterator[Said]:
    """What the number can be about: lines of its clause, of those before, of the sentence before."""
    sentence = place.sentence
    before = near.figures.previous(sentence)
    words = words_before(place, before.text if before is not None else "")
    stop = sentence.tokens[place.position].start
    first = sentence.tokens[min(place.clause, place.position)].start
    own = [g for g in tables.groups(sentence) if g.end <= stop]
    here = [g for g in own if g.start >= first]
    others = [g for g in here if g.compared][::-1]
    if others and place.lead.endswith("的") and place.quantity.dimension not in _RATIOS:
        yield Said(place, words, others[0], None, True)  # 不及甲县的1119元: its own value
        return
    subjects = [g for g in here if not g.compared][::-1]
    earlier = [g for g in own if g.start < first and not g.compared][::-1]
    back = [g for g in (tables.groups(before) if before is not None else []) if not g.compared]
    ranked = [*subjects, *earlier, *back[::-1]]
    named = tuple(dict.fromkeys(r for g in own for r in g.rows))
    if not here and _all_lines(place, words, tables):
        yield Said(place, words, None, None, True)
    together = _together(place, words, [*back, *earlier[::-1]], here)
    if together is not None:
        yield Said(place, words, together, None, True)
    aligned = _in_turn(place, words, [*back, *earlier[::-1], *subjects[::-1]])
    if aligned is not None:
        yield Said(place, words, aligned, None, True)
        return
    if not here and _SAME.search(words.clause) and not MOVED.search(words.clause):
        others = [g for g in own if g.compared][::-1][:1]
    found = False
    for other in others[:2]:
        mates = [g for g in ranked if g.rows[0].matrix is other.rows[0].matrix and g != other]
        for about in mates[:2]:
            found = True
            yield Said(place, words, about, other, True)
    if others:
        yield Said(place, words, others[0], None, False)
    if found:
        return
    for about in ranked[:3]:
        yield Said(place, words, about, None, about in subjects or not subjects, named)
    if not ranked and tables.before(place.sentence.raw[0]):
        yield Said(place, words, None, None, False)


def _together(place: Place, words: Words, before: list[Group], here: list[Group]) -> Group | None:
    """两港合计: as many lines as the clause counts, named before it."""
    count = counted(words.clause)
    if count < 2 or any(len(g.rows) > 1 or g.rows[0].line.is_total for g in here):
        return None
    held: dict[int, Row] = {}
    for group in before[::-1]:
        for row in group.rows:
            if not row.line.is_total:
                held.setdefault(id(row), row)
        if len(held) >= count:
            break
    rows = tuple(held.values())
    if len(rows) != count or any(r.matrix is not rows[0].matrix for r in rows):
        return None
    return Group(rows, place.sentence.start, place.sentence.start, False)


def _all_lines(place: Place, words: Words, tables: Tables) -> bool:
    """三区县合计: as many lines as the nearest table before has."""
    count = counted(words.clause) or counted(words.sentence)
    near = tables.before(place.sentence.raw[0])
    if count < 2 or not near or not _SUMMED.search(words.clause):
        return False
    lines = near[0].lines
    return sum(not line.is_total for line in lines) == count


def _in_turn(place: Place, words: Words, groups: list[Group]) -> Group | None:
    """分别为A和B: the line that stands in the same turn as the number."""
    spot = words.sentence.rfind("分别")
    if spot < 0:
        return None
    sentence = place.sentence
    first = sentence.start + spot
    told = [q for q in sentence.quantities if sentence.tokens[sentence.at[q.id]].start > first]
    told = [q for q in told if q.dimension == place.quantity.dimension]
    rows = [r for g in groups for r in g.rows if not r.line.is_total]
    rows = list({id(r): r for r in rows}.values())
    count = len(told)
    if count < 2 or len(rows) < count or place.quantity not in told:
        return None
    row = rows[-count:][told.index(place.quantity)]
    return Group((row,), sentence.start, sentence.start, False)
