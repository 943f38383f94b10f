"""Which lines of a table a sentence speaks of: by their names, their short names, or together.

A run of names (深圳、广州两市) is one group. A group behind 比, 是, 占 or 高于 is what another is
compared with; any other is what the sentence is about.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from yipan.reading.reckoning.near import Near, Window
from yipan.reading.reckoning.table_lines import Line, Matrix, NameIndex, matrices
from yipan.reading.search.table_fields import across_is_time
from yipan.reading.text.sentences import Sentence

_BRACKET = re.compile(r"[(（][^()（）]*[)）]")
_EDGE = re.compile(
    r"^(?:其中[:：]?|#|[0-9]{1,2}[.、 ]|[一二三四五六七八九十]{1,2}、|[\s|])+|[\s:：|]+$"
)
_PLAIN = re.compile(r"[\u4e00-\u9fffA-Za-z0-9.—–+&-]{2,16}")
_KIND = re.compile(
    r"(?<=[\u4e00-\u9fff]{2})(?:产业|行业|企业|业|市|区|县|省|港|州|类|部门|本市|地区)\Z"
)
_FIELD = re.compile(r"\A(?:城镇|城乡|农村|全[省市县国]|本[省市])(?=[\u4e00-\u9fff]{2})")
_SUM = re.compile(r"(?:合\s*计|总\s*计|共\s*计|小\s*计)[数额]?\Z")
_BETWEEN = re.compile(
    r"(?:[市区县省港]|[一二两三四五六七八九十]?[市区县省港地]?)?(?:、|和|与|及|以及|加上?)\Z"
)
_COMPARED = re.compile(
    r"(?:比|较|是|为|占|仅为|只有|相当于|[高低大小快慢多少强弱优]于|超过?|不及|不到|领先|落后)(?:同期|当年|全部|整个)?\Z"
)
_MOST_LINES = 120
_MOST_CELLS = 24
_TABLES = 2
# Code points within which a text speaks of the lines of a table by their names.
_FARTHEST = 30_000
# And within which a total without a name is that of the table.
_CLOSE = 4_000


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A line of a table with the names that a text may give it."""

    names: tuple[str, ...]
    line: Line
    matrix: Matrix
    at: int


@dataclass(frozen=True, slots=True)
class Group:
    """Lines named together at a place of a sentence; `compared`: behind 比, 是, 占."""

    rows: tuple[Row, ...]
    start: int
    end: int
    compared: bool


@dataclass(slots=True)
class Tables:
    """The lines of all tables of a reading, and the groups found in its sentences."""

    rows: list[Row] = field(default_factory=list)
    spots: list[int] = field(default_factory=list)
    matrices: list[Matrix] = field(default_factory=list)
    _groups: Window = field(default_factory=Window)
    _names: tuple[list[tuple[str, Row]], NameIndex] | None = None

    def before(self, place: int) -> list[Matrix]:
        """The two tables that stand close before a place of the text, the nearest first."""
        last = bisect_right(self.spots, place)
        held = range(last - 1, max(-1, last - 1 - _TABLES), -1)
        return [self.matrices[n] for n in held if place - self.spots[n] < _CLOSE]

    def groups(self, sentence: Sentence) -> list[Group]:
        """The groups of a sentence, in order."""
        held = self._groups.get(sentence.index)
        if held is None:
            held = list(_groups(self._named_in(sentence), sentence))
            self._groups[sentence.index] = held
        return held

    def _named_in(self, sentence: Sentence) -> list[tuple[str, Row]]:
        """The names that stand in a sentence, each with its row."""
        if self._names is None:
            held = [(name, row) for row in self.rows for name in row.names]
            self._names = held, NameIndex(name for name, _ in held)
        names, index = self._names
        return [names[n] for n in index.inside(sentence.text)]


def tables_of(near: Near) -> Tables:
    """The lines of a reading's tables, gathered once."""
    if isinstance(near.tables, Tables):
        return near.tables
    found = near.tables = Tables()
    reading = near.figures.reading
    for grid in reading.grids:
        columns, lines = matrices(grid, reading.cells.get(grid.number, []))
        # A column is a line of its own where times head the rows: 客运量 of 2020年, 2021年.
        for matrix in (lines, columns) if across_is_time(columns) else (lines,):
            if len(found.rows) > _MOST_LINES or not matrix.lines:
                return found
            if max(len(line.cells) for line in matrix.lines) > _MOST_CELLS:
                continue
            found.matrices.append(matrix)
            found.spots.append(grid.span[0])
            found.rows += _rows(matrix, grid.span[0])
    return found


def _rows(matrix: Matrix, at: int) -> Iterator[Row]:
    own = [_own_name(line) for line in matrix.lines]
    for line, name in zip(matrix.lines, own, strict=True):
        if not name or not any(line.cells):
            continue
        short = [_SUM.sub("", name), _KIND.sub("", name), _FIELD.sub("", name)]
        short = [s for s in short if len(s) > 1 and not any(s in o for o in own if o != name)]
        yield Row(tuple(dict.fromkeys([name, *short])), line, matrix, at)


def _own_name(line: Line) -> str:
    words = line.words.split("|")
    name = _EDGE.sub("", _BRACKET.sub("", words[0 if len(words) > 1 else -1]))
    told = _PLAIN.fullmatch(name) and not name.isdigit() and _SUM.sub("", name)
    return name if told else ""


def _groups(names: Sequence[tuple[str, Row]], sentence: Sentence) -> Iterator[Group]:
    text = sentence.text
    spots: list[tuple[int, int, Row]] = []
    for name, row in names:
        at = text.find(name)
        while at >= 0:
            spots.append((at, at + len(name), row))
            at = text.find(name, at + 1)
    # 汽车 inside 新能源汽车 is no name of its own; lines of two tables may share a name.
    spots.sort(key=lambda s: (s[0], -s[1]))
    kept: list[tuple[int, int, list[Row]]] = []
    for start, end, row in spots:
        if kept and (start, end) == kept[-1][:2]:
            kept[-1][2].append(row)
        elif not kept or start >= kept[-1][1]:
            kept.append((start, end, [row]))
    run: list[tuple[int, int, list[Row]]] = []
    for spot in kept:
        if run and not _BETWEEN.fullmatch(text[run[-1][1] : spot[0]]):
            yield from _group(run, text, sentence)
            run = []
        run.append(spot)
    if run:
        yield from _group(run, text, sentence)


def _group(
    run: Sequence[tuple[int, int, list[Row]]], text: str, sentence: Sentence
) -> Iterator[Group]:
    """A group for each table that has all of these lines; the table nearest before goes first."""
    start, end = run[0][0], run[-1][1]
    compared = bool(_COMPARED.search(text[max(0, start - 8) : start]))
    held: dict[int, tuple[Row, ...]] = {}
    for row in run[0][2]:
        mates = [next((r for r in rows if r.matrix is row.matrix), None) for _, _, rows in run[1:]]
        if all(m is not None for m in mates):
            held.setdefault(id(row.matrix), (row, *(m for m in mates if m is not None)))
    here = sentence.raw[0]
    near = [rows for rows in held.values() if abs(here - rows[0].at) < _FARTHEST]
    for rows in sorted(near, key=lambda rows: abs(here - rows[0].at))[: 2 * _TABLES]:
        yield Group(rows, sentence.start + start, sentence.start + end, compared)
