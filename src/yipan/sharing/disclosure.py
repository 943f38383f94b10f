"""Tables that do not reveal a firm or a person: which cells to leave out, with a proof.

A table counts or adds up records by one or two columns, with all its totals. A cell is *unsafe*
when it rests on fewer contributors than the threshold, or when one contributor makes up more of it
than the dominance share. Leaving out unsafe cells alone is no protection: totals give them back. So
other cells are left out too, until a reader who knows every printed number and that no value is
negative cannot bound an unsafe cell more closely than asked (two linear programs for each).

Source of the rules: A. Hundepool et al., Statistical Disclosure Control (Wiley, 2012), ch. 4.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from yipan.core.errors import BadInput, MissingExtra
from yipan.core.words import Words

TOTAL = ""  # stands for all labels of a column
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its labels by column, who it is about, and its value, not below zero."""

    labels: Key
    contributor: str
    value: Fraction


@dataclass(frozen=True, slots=True)
class Rule:
    """`threshold`: fewest contributors of a safe cell; `dominance`: largest share of one of them.

    `protection`: how far below and above its value a reader's bounds of an unsafe cell must lie,
    as a share of the value; of a table of counts, at least one on either side.
    """

    threshold: int = 3
    dominance: Fraction = Fraction(85, 100)
    protection: Fraction = Fraction(20, 100)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its sum, how many contributed, and how large the largest of them is."""

    value: Fraction
    contributors: int
    largest: Fraction


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a reader of the table can say about a cell that is left out."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Protected:
    """A table with what is left out: `unsafe` by the rule, `beside` so that totals do not tell.

    `bounds`: a reader can bound an unsafe cell no more closely than this.
    """

    labels: tuple[tuple[str, ...], ...]
    cells: Mapping[Key, Cell]
    unsafe: frozenset[Key]
    beside: frozenset[Key]
    bounds: Mapping[Key, Bounds]

    @property
    def left_out(self) -> frozenset[Key]:
        """Every cell that is not printed."""
        return self.unsafe | self.beside


def tabulate(
    records: Iterable[Record], columns: int
) -> tuple[tuple[tuple[str, ...], ...], dict[Key, Cell]]:
    """The labels of each column, sorted, and every cell with all totals."""
    sums: dict[Key, dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    labels: list[set[str]] = [set() for _ in range(columns)]
    for record in records:
        for column, label in zip(labels, record.labels, strict=True):
            column.add(label)
        for key in product(*((label, TOTAL) for label in record.labels)):
            sums[key][record.contributor] += record.value
    ordered = tuple(tuple(sorted(column)) for column in labels)
    cells = {}
    for key in product(*((*column, TOTAL) for column in ordered)):
        found = sums.get(key, {})
        values = list(found.values())
        cells[key] = Cell(sum(values, Fraction(0)), len(found), max(values, default=Fraction(0)))
    return ordered, cells


def protect(records: Iterable[Record], columns: int, rule: Rule, *, counts: bool) -> Protected:
    """The table of some records with every cell left out that must be.

    `counts`: the values are counts of contributors, so dominance says nothing.
    """
    if columns not in (1, 2):
        raise BadInput(
            Words("表须按一列或两列分", "a table has one or two columns of labels"),
            hint=Words("三维的表请拆成几张两维的表", "make several tables of two columns each"),
        )
    labels, cells = tabulate(records, columns)
    unsafe = frozenset(k for k, cell in cells.items() if _unsafe(cell, rule, counts))
    hidden, lines = set(unsafe), list(_lines(labels))
    bounds: dict[Key, Bounds] = {}
    for key in sorted(unsafe):  # bounds only widen when more is left out, so one pass is enough
        bounds[key] = reader_bounds(cells, hidden, lines, key)
        while not _wide(cells[key], bounds[key], rule, counts):
            more = _companions(cells, hidden, labels, key)
            if not more:
                raise BadInput(
                    Words("无论隐去哪些格都保护不了", "no choice of cells protects this table"),
                    hint=Words("请合并类别", "merge categories"),
                    where=_named(key),
                )
            hidden |= more
            bounds[key] = reader_bounds(cells, hidden, lines, key)
    return Protected(labels, cells, unsafe, frozenset(hidden - unsafe), bounds)


def _unsafe(cell: Cell, rule: Rule, counts: bool) -> bool:
    if not cell.contributors:
        return False
    if cell.contributors < rule.threshold:
        return True
    return not counts and cell.value > 0 and cell.largest > rule.dominance * cell.value


def _wide(cell: Cell, bounds: Bounds, rule: Rule, counts: bool) -> bool:
    """Whether the reader's bounds lie far enough on both sides of the value."""
    asked = float(cell.value * rule.protection)
    if counts:
        asked = max(asked, 1.0)
    value, slack = float(cell.value), 1e-7 * max(float(cell.value), 1.0)
    below = min(asked, value)  # nobody can be below zero
    return bounds.low <= value - below + slack and bounds.high >= value + asked - slack


def _lines(labels: Sequence[Sequence[str]]) -> Iterable[tuple[Key, tuple[Key, ...]]]:
    """(total, its parts) of every sum in the table."""
    for place, column in enumerate(labels):
        others = [(*c, TOTAL) if i != place else (TOTAL,) for i, c in enumerate(labels)]
        for total in product(*others):
            parts = tuple((*total[:place], label, *total[place + 1 :]) for label in column)
            yield total, parts


def reader_bounds(
    cells: Mapping[Key, Cell],
    hidden: Iterable[Key],
    lines: Sequence[tuple[Key, tuple[Key, ...]]],
    key: Key,
) -> Bounds:
    """The least and most that `key` can be, for one who sees all cells that are not hidden."""
    try:
        import numpy as np
        from scipy.optimize import linprog
    except ImportError:
        raise MissingExtra("scipy", "stats") from None
    unknown = sorted(hidden)
    place = {k: n for n, k in enumerate(unknown)}
    rows, right = [], []
    for total, parts in lines:
        row = np.zeros(len(unknown))
        known = Fraction(0)
        for cell, sign in ((total, -1), *((part, 1) for part in parts)):
            if cell in place:
                row[place[cell]] = float(sign)
            else:
                known += sign * cells[cell].value
        if row.any():
            rows.append(row)
            right.append(float(-known))
    ends = []
    for turn in (1.0, -1.0):
        aim = np.zeros(len(unknown))
        aim[place[key]] = turn
        found = linprog(aim, A_eq=np.array(rows), b_eq=np.array(right), method="highs")
        ends.append(turn * found.fun if found.status == 0 else (0.0 if turn > 0 else float("inf")))
    return Bounds(ends[0], ends[1])


def _companions(
    cells: Mapping[Key, Cell], hidden: set[Key], labels: Sequence[Sequence[str]], key: Key
) -> set[Key]:
    """The cheapest cells that, left out too, let `key` move: a rectangle, or a pair in one line."""
    axes = [(*column, TOTAL) for column in labels]
    if len(axes) == 1:
        choices: list[set[Key]] = [{(other,)} for other in axes[0] if (other,) != key]
    else:
        choices = [
            {(key[0], column), (row, key[1]), (row, column)}
            for row in axes[0]
            for column in axes[1]
            if row != key[0] and column != key[1]
        ]
    fresh = [choice - hidden for choice in choices]
    usable = [c for c in fresh if c and all(cells[k].value > 0 for k in c)]
    return min(usable, key=lambda c: (_cost(cells, c), sorted(c)), default=set())


def _cost(cells: Mapping[Key, Cell], choice: Iterable[Key]) -> tuple[int, Fraction]:
    """Totals are worth more than cells, then a large value more than a small one."""
    keys = list(choice)
    totals = sum(part == TOTAL for key in keys for part in key)
    return totals, sum((cells[key].value for key in keys), Fraction(0))


def _named(key: Key) -> str:
    return " × ".join(part or "合计/total" for part in key)
