"""Structures a:b:c of a text, by their place and time, and the sectors that words name."""

from __future__ import annotations

import re
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from yipan.core.period import Period
from yipan.reading.model import Formula, Quantity
from yipan.reading.reckoning.evidence import when
from yipan.reading.reckoning.near import Near, Place, words_of
from yipan.reading.text.sentences import Sentence, last_of

_SECTOR = re.compile(r"第?([一二三])(?:次)?产(?:业)?(?!结构)")
_ABOVE = re.compile(
    r"第?(?P<a>[一二三])(?:次)?产业[^，。；]{0,4}(?:[高低][出于]|超过|比)第?(?P<b>[一二三])(?:次)?产业"
    r"[^，。；0-9]{0,4}\Z"
)
_SECTORS = 3
_PAIR = 2
_MOST = 12


@dataclass(slots=True)
class Structures:
    """The shares of three sectors of each place, in the order of the text."""

    held: dict[str, list[tuple[Quantity, ...]]] = field(default_factory=lambda: defaultdict(list))
    latest: list[tuple[Quantity, ...]] = field(default_factory=list)

    def part(self, party: str, sector: int | None, period: Period) -> Iterator[Quantity]:
        """The share of a sector of that place, at that time or told last."""
        if sector is None:
            return
        strings = self.held.get(party, [])[-_MOST:]
        at = [s for s in strings if when(s[0].period) == when(period)]
        yield from (s[sector] for s in (at or strings[-1:])[:1])

    def change(self, place: Place) -> Formula | None:
        """What the sector that the clause names has gained or lost."""
        number, sector = place.quantity, sector_of(place)
        if sector is None:
            return self._apart(place)
        inherited = "party" in number.inherited
        ends = self.ends(sector, number.start, None if inherited else number.party or "")
        if ends is None:
            return None
        a, b = ends
        return ("-", b.id, a.id) if b.mid >= a.mid else ("-", a.id, b.id)

    def _apart(self, place: Place) -> Formula | None:
        """第三产业占比高出第二产业14.1个百分点: two sectors of the structure told last."""
        found = _ABOVE.search(words_of(place))
        held = self.held.get(place.quantity.party or "", [])
        spot = bisect(held, place.quantity.start, key=_start)
        if found is None or not spot:
            return None
        a, b = (held[spot - 1]["一二三".index(found[n])] for n in ("a", "b"))
        return ("-", a.id, b.id) if a.mid >= b.mid else ("-", b.id, a.id)

    def ends(
        self, sector: int, before: int, party: str | None = None
    ) -> tuple[Quantity, Quantity] | None:
        """A sector in the two strings told last, of one place, one after the other in time."""
        held = self.latest if party is None else self.held.get(party, [])
        spot = bisect(held, before, key=_start)
        strings = held[max(0, spot - _PAIR) : spot]
        if len(strings) < _PAIR or strings[0][0].party != strings[1][0].party:
            return None
        a, b = (s[sector] for s in strings)
        return (a, b) if _in_turn(a, b) else None


def _in_turn(a: Quantity, b: Quantity) -> bool:
    """Whether one is of a time before the other's; one sentence tells two without their times."""
    first, last = a.period.end, b.period.end
    if first is None or last is None or first == last:
        return a.sentence == b.sentence
    return first < last


def structures_of(near: Near) -> Structures:
    """Those of a reading, gathered once."""
    if isinstance(near.structures, Structures):
        return near.structures
    found = near.structures = Structures()
    for sentence in near.figures.reading.sentences:
        for parts in _strings(sentence) if "R" in sentence.kinds else ():
            found.held[parts[0].party or ""].append(parts)
            found.latest.append(parts)
    return found


def _start(parts: tuple[Quantity, ...]) -> int:
    return parts[0].start


def _strings(sentence: Sentence) -> Iterator[tuple[Quantity, ...]]:
    held = [q for q in sentence.quantities if q.role == "structure"]
    for _, group in groupby(held, key=lambda q: sentence.at[q.id]):
        parts = tuple(group)
        if len(parts) == _SECTORS:
            yield parts


def sector_of(place: Place) -> int | None:
    """Which sector the clause of a number names, in turn where it tells 分别; else the one before."""
    sentence, text = place.sentence, place.sentence.block.text
    first = last_of(sentence.kinds, "cs", place.position) + 1
    begin, stop = (sentence.tokens[n].start for n in (first, place.position))
    named = sectors(text, begin, stop)
    points = [q for q in sentence.quantities if q.dimension == place.quantity.dimension]
    told = [q for q in points if begin <= sentence.tokens[sentence.at[q.id]].start]
    order = next((n for n, q in enumerate(told) if q is place.quantity), 0)
    if "分别" in text[begin:stop] and len(named) > 1:
        return named[order] if order < len(named) else None
    if not named and set("KXB") & set(sentence.kinds[first : place.position]):
        return next(iter(sectors(text, sentence.tokens[place.first].start, begin)[::-1]), None)
    return named[0] if len(named) == 1 and order == 0 else None


def sectors(text: str, begin: int, stop: int) -> list[int]:
    """The sectors that a stretch of text names, in order."""
    return ["一二三".index(name) for name in _SECTOR.findall(text, begin, stop)]
