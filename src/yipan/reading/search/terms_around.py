"""What a sentence can reckon with: the figures around it, sums of neighbours, lines of the tables.

Work is bounded: so many figures before and behind, the tables that stand nearest, so many cells.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import add

from yipan.reading.model import Formula, Quantity
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.evidence import measure_of
from yipan.reading.reckoning.figures import Figures, clause_start
from yipan.reading.reckoning.near import Window
from yipan.reading.reckoning.table_lines import Matrix, matrices
from yipan.reading.text.sentences import Sentence
from yipan.reading.text.tables import Grid

HERE, BESIDE, NAMED, ELSEWHERE = range(4)
_BEFORE, _BEHIND = 40, 12
_TABLES, _MOST_CELLS, _MOST_LINES = 3, 160, 40
_LONGEST_SUM = 6
_PLAIN = frozenset({"rounded", "exact"})
_ROLES = frozenset({"level", "share", "rate", "difference"})
_BRACKET = re.compile(r"[(（][^()（）]*[)）]")
_OTHER = re.compile(r"[^\u4e00-\u9fff]")
_NAME = re.compile(r"[\u4e00-\u9fffA-Za-z][\u4e00-\u9fffA-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class Term:
    """Something to reckon with: its formula, its size in base units, a figure of its measure."""

    formula: Formula
    size: float
    width: float
    like: Quantity
    far: int
    measure: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Pool:
    """Terms of one measure by size."""

    terms: tuple[Term, ...]
    sizes: tuple[float, ...]


Pools = dict[tuple[str, str], Pool]


@dataclass(frozen=True, slots=True)
class _Way:
    """A table read one way: its lines as terms, the names of lines and of what stands across."""

    cells: tuple[tuple[Term | None, ...], ...]
    names: tuple[tuple[str, ...], ...]
    across: tuple[tuple[str, ...], ...]
    parts: tuple[int, ...]
    totals: frozenset[int]
    sums: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class _Table:
    """A table both ways."""

    rows: _Way
    columns: _Way


@dataclass(slots=True)
class Around:
    """The terms of a reading, gathered once for each sentence."""

    figures: Figures
    _held: list[Quantity] = field(init=False)
    _starts: list[int] = field(init=False)
    _grids: list[Grid] = field(init=False)
    _terms_of: Window = field(default_factory=Window)
    _own: Window = field(default_factory=Window)
    _tables: Window = field(default_factory=Window)
    _terms: tuple[int, list[Term]] = (-1, [])
    _pools: dict[int, Pools] = field(default_factory=dict)

    def __post_init__(self) -> None:
        reading = self.figures.reading
        held = reading.document.quantities
        self._held = [q for q in held if q.table is None and _usable(q)]
        self._starts = [q.start for q in self._held]
        self._grids = [
            g for g in reading.grids if 0 < len(reading.cells.get(g.number, [])) <= _MOST_CELLS
        ]

    def of(self, sentence: Sentence) -> list[Term]:
        """The terms around a sentence."""
        if self._terms[0] != sentence.index:
            words = self._words(sentence)
            found = [*self._singles(sentence, words), *self._sums(sentence)]
            for table in self._nearest(sentence.raw[0]):
                found += _of_table(table, words)
            self._terms = sentence.index, found
            self._pools.clear()
        return self._terms[1]

    def _nearest(self, start: int) -> Iterator[_Table]:
        """The tables that stand next to a place of the text."""
        spot = bisect_left(self._grids, start, key=_grid_start)
        close = self._grids[max(0, spot - _TABLES) : spot + _TABLES]
        for grid in sorted(close, key=lambda g: abs(g.span[0] - start))[:_TABLES]:
            table: _Table | None = self._tables.get(grid.number)
            if table is None:
                columns, rows = matrices(grid, self.figures.reading.cells[grid.number])
                table = self._tables[grid.number] = _Table(_way(rows), _way(columns))
            yield table

    def within(self, sentence: Sentence, far: int) -> Pools:
        """The terms that stand so near, by measure."""
        held = self.of(sentence)
        found = self._pools.get(far)
        if found is None:
            by: dict[tuple[str, str], list[Term]] = defaultdict(list)
            for term in held:
                if term.far <= far:
                    by[term.measure].append(term)
            found = self._pools[far] = {m: _pool(terms) for m, terms in by.items()}
        return found

    def _singles(self, sentence: Sentence, words: str) -> Iterator[Term]:
        spoken, beside = pairs_of(words), self._beside(sentence)
        spot = bisect_left(self._starts, sentence.raw[0])
        last = min(len(self._held), spot + _BEHIND + len(sentence.at))
        for n in range(max(0, spot - _BEFORE), last):
            far = beside.get(self._held[n].sentence)
            if far is None and not spoken.isdisjoint(self._own_pairs(n)):
                far = NAMED
            if far is not None:
                yield self._made(n, far)

    def _beside(self, sentence: Sentence) -> dict[int, int]:
        """How far the sentence and those next to it in its paragraph are, by their index."""
        held, here = self.figures.reading.sentences, sentence.index
        near = [n for n in (here - 1, here + 1) if 0 <= n < len(held)]
        found = {n: BESIDE for n in near if held[n].block is sentence.block}
        return {**found, here: HERE}

    def _own_pairs(self, n: int) -> frozenset[str]:
        """The words before a number, in pairs of characters."""
        own: frozenset[str] | None = self._own.get(n)
        if own is None:
            quantity = self._held[n]
            words = _words_before(self.figures.reading.sentences[quantity.sentence], quantity)
            own = self._own[n] = pairs_of(words)
        return own

    def _made(self, n: int, far: int) -> Term:
        """A number as a term that stands so far."""
        key = n * (ELSEWHERE + 1) + far
        term: Term | None = self._terms_of.get(key)
        if term is None:
            term = self._terms_of[key] = _term(self._held[n], far)
        return term

    def _words(self, sentence: Sentence) -> str:
        """The sentence with the one before it."""
        before = self.figures.previous(sentence)
        return sentence.block.text[before.start if before else sentence.start : sentence.end]

    def _sums(self, sentence: Sentence) -> Iterator[Term]:
        """Sums of neighbours of one measure in the sentence, and in the one before."""
        for held, far in ((sentence, HERE), (self.figures.previous(sentence), BESIDE)):
            plain = [q for q in held.quantities if _usable(q)] if held is not None else []
            terms = [_term(q, far) for q in plain[:_MOST_LINES]]
            for measure, group in groupby(terms, key=_measure):
                if measure[0] != "percent":
                    yield from _runs(list(group), far)


def _runs(run: list[Term], far: int) -> Iterator[Term]:
    """Sums of two to six that follow each other."""
    for first in range(len(run) - 1):
        for last in range(first + 2, min(first + _LONGEST_SUM, len(run)) + 1):
            yield _total(run[first:last], far)


def _way(matrix: Matrix) -> _Way:
    lines = matrix.lines[:_MOST_LINES]
    cells = tuple(
        tuple(_term(q, ELSEWHERE) if q is not None and _usable(q) else None for q in line.cells)
        for line in lines
    )
    parts = tuple(n for n, o in enumerate(lines) if not o.is_total and not o.is_within)
    return _Way(
        cells,
        tuple(_names(line.words) for line in lines),
        tuple(_names(words) for words in matrix.across),
        parts,
        frozenset(n for n, line in enumerate(lines) if line.is_total),
        tuple(_column_sums(cells, parts, NAMED)),
    )


def _grid_start(grid: Grid) -> int:
    return grid.span[0]


def _of_table(table: _Table, words: str) -> Iterator[Term]:
    """Cells of named lines, of totals and of named columns, and the sums of lines."""
    rows = {n for n, names in enumerate(table.rows.names) if _spoken(names, words)}
    columns = {n for n, names in enumerate(table.rows.across) if _spoken(names, words)}
    for n, line in enumerate(table.rows.cells):
        far = BESIDE if n in rows else NAMED if n in table.rows.totals else ELSEWHERE
        for m, term in enumerate(line):
            near = max(BESIDE, far - (m in columns))
            if term is not None and near < ELSEWHERE:
                yield _at(term, near)
    for way, named in ((table.rows, rows), (table.columns, columns)):
        yield from way.sums
        chosen = [n for n in way.parts if n in named]
        if 1 < len(chosen) < len(way.parts):
            yield from _column_sums(way.cells, chosen, BESIDE)


def _column_sums(
    cells: Sequence[Sequence[Term | None]], lines: Sequence[int], far: int
) -> Iterator[Term]:
    """The sum of lines at each place across where all of them have a figure of one measure."""
    for m in range(min((len(cells[n]) for n in lines), default=0) if len(lines) > 1 else 0):
        run = [t for n in lines if (t := cells[n][m]) is not None]
        alike = len(run) == len(lines) and len({t.measure for t in run}) == 1
        if alike and run[0].measure[0] != "percent":
            yield _total(run, far)


def _names(words: str) -> tuple[str, ...]:
    """The names in the head of a line."""
    return tuple(_NAME.findall(_BRACKET.sub("", words)))


def _spoken(names: Sequence[str], words: str) -> bool:
    """Whether the words speak of a line, by any level of its head."""
    return any(name in words for name in names)


def pairs_of(words: str) -> frozenset[str]:
    """Each character of the words with the next."""
    return frozenset(map(add, words, words[1:]))


def _words_before(sentence: Sentence, quantity: Quantity) -> str:
    """The Chinese words before a number in its clause."""
    position = sentence.at.get(quantity.id)
    if position is None:
        return ""
    first = sentence.tokens[clause_start(sentence, position)].start
    return _OTHER.sub("", sentence.block.text[first : sentence.tokens[position].start])


def _usable(quantity: Quantity) -> bool:
    if quantity.qualifier not in _PLAIN or quantity.role not in _ROLES:
        return False
    above, below = quantity.mid.numerator, quantity.mid.denominator
    return above > 0 and above != below and quantity.dimension != "years"


def _pool(terms: list[Term]) -> Pool:
    held = tuple(sorted(terms, key=_size))
    return Pool(held, tuple(t.size for t in held))


def _size(term: Term) -> float:
    return term.size


def _measure(term: Term) -> tuple[str, str]:
    return term.measure


def _term(quantity: Quantity, far: int) -> Term:
    scale = float(quantity.scale)
    size, step = float(quantity.mid) * scale, float(quantity.step) * scale
    return Term(quantity.id, size, step / size, quantity, far, measure_of(quantity))


def _at(term: Term, far: int) -> Term:
    return Term(term.formula, term.size, term.width, term.like, far, term.measure)


def _total(run: Sequence[Term], far: int) -> Term:
    size = sum(t.size for t in run)
    width = sum(t.width * t.size for t in run) / size
    formula = formulas.add([t.formula for t in run])
    return Term(formula, size, width, run[0].like, far, run[0].measure)
