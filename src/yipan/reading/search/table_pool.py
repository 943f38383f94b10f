"""What the tables of a text offer to its sentences: rows and columns that the words name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import permutations

from yipan.reading.model import Formula, Quantity
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.evidence import same_measure, when
from yipan.reading.reckoning.near import Candidate, Near, Place
from yipan.reading.reckoning.table_lines import Line, Matrix, NameIndex, matrices
from yipan.reading.reckoning.tellings import Telling
from yipan.reading.search.phrases import bare_name
from yipan.reading.text.sentences import Sentence

_BRACKET = re.compile(r"[(（][^()（）]*[)）]")
_EDGE = re.compile(
    r"^(?:其中[:：]?|#|[0-9]{1,2}[.、]|[一二三四五六七八九十]{1,2}、|[\s|])+|[\s:：|]+$"
)
_PLAIN = re.compile(r"[\u4e00-\u9fffA-Za-z0-9.—–+-]{2,16}")
_EARLIER = re.compile(r"上年|去年|同期|上期|基期|年初|期初")
_MOST_LABELS = 120
_MOST_CELLS = 14
_NEAREST = 2
_SHORT = 4
_FEWEST_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Named:
    """A line of a table under the name by which a text speaks of it."""

    name: str
    line: Line
    matrix: Matrix

    @property
    def levels(self) -> list[tuple[int, Quantity]]:
        """Its amounts with their places across."""
        held = [(n, q) for n, q in enumerate(self.line.cells[:_MOST_CELLS]) if q is not None]
        return [(n, q) for n, q in held if q.dimension not in {"percent", "percentage_point"}]

    @property
    def total(self) -> Line | None:
        """The total beside it."""
        return next((one for one in self.matrix.lines if one.is_total), None)


@dataclass(slots=True)
class Lines:
    """The rows and columns of all tables by their names, and those that a sentence names."""

    named: list[Named]
    index: NameIndex
    sentence: int = -1
    present: list[Named] = field(default_factory=list)
    _bare: dict[str, list[Named]] | None = None

    def called(self, thing: str) -> list[Named]:
        """The lines whose name is that of a thing, area and year left out."""
        if self._bare is None:
            self._bare = {}
            for line in self.named:
                self._bare.setdefault(bare_name(line.name), []).append(line)
        return self._bare.get(thing, [])


def named_lines(near: Near) -> Lines:
    """The lines of a reading, of each name those of the first table, gathered once."""
    if not isinstance(near.named, Lines):
        found: list[Named] = []
        reading = near.figures.reading
        for grid in reading.grids:
            if len(found) >= _MOST_LABELS:
                break
            for matrix in matrices(grid, reading.cells.get(grid.number, [])):
                for line in matrix.lines:
                    name = _name(line.words)
                    if name and not line.is_total and len(found) < _MOST_LABELS:
                        found.append(Named(name, line, matrix))
        near.named = Lines(found, NameIndex(n.name for n in found))
    return near.named


def _name(words: str) -> str:
    name = _EDGE.sub("", _BRACKET.sub("", words.split("|")[-1]))
    return name if _PLAIN.fullmatch(name) and not name.isdigit() else ""


def spoken_of(near: Near, place: Place) -> list[Named]:
    """The lines that the sentence, or the one before, names ahead of the number: the last first."""
    sentence = place.sentence
    lines = present(near, sentence)
    if not lines:
        return []
    before = near.figures.previous(sentence)
    stop = sentence.tokens[place.position].start
    text = sentence.block.text[before.start if before else sentence.start : stop]
    spots = {n.name: text.rfind(n.name) for n in lines}
    # 汽车 inside 新能源汽车 is no name of its own.
    whole = {
        name: spot
        for name, spot in spots.items()
        if spot >= 0 and not any(_covers(o, other, spot, name) for other, o in spots.items())
    }
    held = [n for n in lines if n.name in whole]
    held.sort(key=lambda n: (whole[n.name], -len(n.name)))
    return held[::-1][: 2 * _NEAREST]


def present(near: Near, sentence: Sentence) -> list[Named]:
    """The lines whose name stands in the sentence or in the one before, looked for once."""
    lines = named_lines(near)
    if lines.sentence != sentence.index:
        before = near.figures.previous(sentence)
        text = sentence.block.text[before.start if before else sentence.start : sentence.end]
        lines.sentence = sentence.index
        lines.present = [lines.named[n] for n in lines.index.inside(text)]
    return lines.present


def _covers(spot: int, other: str, own: int, name: str) -> bool:
    longer = len(other) > len(name) and spot >= 0
    return longer and spot <= own and own + len(name) <= spot + len(other)


def from_tables(near: Near, place: Place, row: Telling) -> Iterator[Candidate]:
    """Ways to reckon the number from the lines that its sentence names."""
    digits = sum(c.isdigit() for c in place.quantity.text or str(place.quantity.mid))
    if digits < _FEWEST_DIGITS or row.kernel not in _WAYS:
        return
    lines = spoken_of(near, place)
    for order, named in enumerate(lines):
        yield from _WAYS[row.kernel](_at_times(named, place), lines, order == 0, place)


def _at_times(named: Named, place: Place) -> Named:
    """A long line cut to the columns whose times the sentence names, else to its ends."""
    if len(named.levels) <= _SHORT:
        return named
    times = {
        when(t.value[0])
        for t in place.sentence.tokens
        if t.kind == "T" and isinstance(t.value, tuple)
    }
    ends = {named.levels[0][0], named.levels[-1][0]}
    kept = {n for n, q in named.levels if when(q.period) in times}
    kept = kept if len(kept) > 1 else ends | kept
    cells = tuple(q if n in kept else None for n, q in enumerate(named.line.cells))
    return replace(named, line=replace(named.line, cells=cells))


def _ends(named: Named) -> list[tuple[tuple[int, Quantity], tuple[int, Quantity]]]:
    held = named.levels
    return [
        (a, b)
        for a, b in permutations(held, 2)
        if same_measure(a[1], b[1]) and (a[1].period.end is None or b[1].period.end is None
            or a[1].period.end != b[1].period.end)
    ]  # fmt: skip


def _growth(named: Named, _: list[Named], __: bool, place: Place) -> Iterator[Candidate]:
    """The later of two columns of a row over the earlier."""
    sign = "D" in place.sentence.kinds[place.clause : place.position]
    ends = _ends(named)
    for (n, a), (m, b) in ends:
        backwards = _backwards(a, b) or _told_earlier(named, m, n)
        rate: Formula = formulas.growth(a.id, b.id)
        if place.quantity.unit == "倍":
            rate = ("-", ("/", b.id, a.id), "1")
        if not backwards:
            yield Candidate(("-", "0", rate) if sign else rate)


def _told_earlier(named: Named, later: int, base: int) -> bool:
    """上年同期 is no later end than a column beside it that tells no time."""
    heads = named.matrix.across
    return bool(_EARLIER.match(heads[later])) and not _EARLIER.match(heads[base])


def _backwards(a: Quantity, b: Quantity) -> bool:
    if a.period.end is None or b.period.end is None:
        return False
    return a.period.end > b.period.end


def _difference(named: Named, _: list[Named], __: bool, place: Place) -> Iterator[Candidate]:
    ends = _ends(named)
    for (_n, a), (_m, b) in ends:
        if same_measure(a, place.quantity) and a.mid * a.scale <= b.mid * b.scale:
            yield Candidate(("-", b.id, a.id))
    yield from _between_lines(named, _, lambda a, b: ("-", a, b))


def _between_lines(
    named: Named, lines: list[Named], make: Callable[[str, str], Formula]
) -> Iterator[Candidate]:
    """The same column of two lines that the sentence names."""
    for other in lines:
        if other is named or other.matrix is not named.matrix:
            continue
        for n, a in named.levels:
            b = other.line.cells[n] if n < len(other.line.cells) else None
            if b is not None and same_measure(a, b) and b.mid:
                yield Candidate(make(a.id, b.id))


def _times(named: Named, lines: list[Named], _: bool, __: Place) -> Iterator[Candidate]:
    yield from _between_lines(named, lines, lambda a, b: ("/", a, b))
    for (_n, a), (_m, b) in _ends(named):
        if a.mid:
            yield Candidate(("/", b.id, a.id))


def _share(named: Named, lines: list[Named], first: bool, place: Place) -> Iterator[Candidate]:
    """A line over the total of its table, at any column; or its change over that of the total."""
    total = named.total
    if total is not None:
        for n, a in named.levels:
            whole = total.cells[n]
            if whole is not None and same_measure(a, whole) and whole.mid:
                yield Candidate(formulas.percent(a.id, whole.id))
        yield from _contribution(named, lines, first, place)
    yield from _between_lines(named, lines, formulas.percent)
    held = named.levels
    for (_n, a), (_m, b) in permutations(held, 2):
        if same_measure(a, b) and b.mid and a.mid * a.scale <= b.mid * b.scale:
            yield Candidate(formulas.percent(a.id, b.id))


def _contribution(named: Named, lines: list[Named], _: bool, place: Place) -> Iterator[Candidate]:
    """The change of a line, or of several, over the change of the total."""
    total = named.total
    if total is None:
        return
    together = "合计" in place.lead or "共" in place.lead
    group = [o for o in lines if o.matrix is named.matrix] if together else [named]
    for (n, a), (m, b) in _ends(named):
        c, d = total.cells[n], total.cells[m]
        if c is None or d is None or _backwards(a, b):
            continue
        gaps: list[Formula] = []
        for one in group:
            x, y = one.line.cells[n], one.line.cells[m]
            if x is not None and y is not None:
                gaps.append(("-", y.id, x.id))
        if gaps:
            yield Candidate(formulas.percent(formulas.add(gaps), ("-", d.id, c.id)))


def _points(named: Named, lines: list[Named], _: bool, __: Place) -> Iterator[Candidate]:
    """Rates of two lines, or of two columns; growth of one line less that of another."""
    rates = [(n, q) for n, q in enumerate(named.line.cells) if q and q.dimension == "percent"]
    for (_n, a), (_m, b) in permutations(rates, 2):
        yield Candidate(("-", a.id, b.id))
    for other in lines:
        if other is named or other.matrix is not named.matrix:
            continue
        for n, own in rates:
            rate = other.line.cells[n]
            if rate is not None and rate.dimension == "percent":
                high, low = (own, rate) if own.mid >= rate.mid else (rate, own)
                yield Candidate(("-", high.id, low.id))
        for (n, a), (m, b) in _ends(named):
            c, d = other.line.cells[n], other.line.cells[m]
            if c is not None and d is not None and a.mid and c.mid and not _backwards(a, b):
                gap: Formula = ("-", formulas.growth(a.id, b.id), formulas.growth(c.id, d.id))
                yield Candidate(gap)
                yield Candidate(("-", "0", gap))


_WAYS = {
    "growth": _growth,
    "difference": _difference,
    "times": _times,
    "share": _share,
    "quotient": _share,
    "ratio_of": _share,
    "contribution_share": _contribution,
    "points": _points,
}
