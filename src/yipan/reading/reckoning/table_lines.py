"""A table as lines that can be reckoned from each other: its columns, and its rows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from yipan.reading.model import Quantity
from yipan.reading.text.tables import Cell, Grid

_TOTAL = re.compile(
    r"\s*(?:总\s*数|总\s*额|总\s*量|全\s*[省市县区州国域年]|总体|全部|累计"
    # 九市合计, 六地合计, 东部小计
    r"|(?:[\u4e00-\u9fff0-9]{0,10}?)(?:合\s*计|总\s*计|共\s*计|小\s*计)[数额]?)\s*(?:[(（].*)?\Z"
)
_WITHIN = re.compile(r"\s*(?:其中|#)")
# A cell that says when, or heads a column of such cells: no number to reckon with.
_WHEN = re.compile(
    r"\s*(?:时\s*期|年\s*[份度]?|时\s*间|日\s*期|period|years?|date"
    r"|[至自]?\s*(?:19|20)\d\d(?:年末?|[-–—/.](?:\d\d?|Q[1-4]|(?:19|20)\d\d).*)?)\s*",
    re.IGNORECASE,
)
_MINUS = frozenset("-−–－")


@dataclass(frozen=True, slots=True)
class Line:
    """A column with its header, or a row with its name: its numbers in order, with gaps."""

    words: str
    cells: tuple[Quantity | None, ...]

    @property
    def is_total(self) -> bool:
        """Whether the words say that it is the sum of the others."""
        return any(_TOTAL.match(part) for part in self.words.split("|"))

    @property
    def is_within(self) -> bool:
        """Whether it is a part of the line before: 其中, #."""
        return bool(_WITHIN.match(self.words))


@dataclass(frozen=True, slots=True)
class Matrix:
    """Lines, and what stands across them."""

    lines: tuple[Line, ...]
    across: tuple[str, ...]


class NameIndex:
    """Which of many names stand in a text: those are looked for whose first character does."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_head: dict[str, list[tuple[int, str]]] = {}
        for order, name in enumerate(names):
            self._by_head.setdefault(name[:1], []).append((order, name))

    def inside(self, text: str) -> list[int]:
        """The places of the names in their order that the text holds."""
        heads = self._by_head.keys() & set(text)
        held = [order for h in heads for order, name in self._by_head[h] if name in text]
        return sorted(held)


def matrices(grid: Grid, cells: list[Quantity]) -> tuple[Matrix, Matrix]:
    """The columns of a table with its rows across, and its rows with its columns across."""
    held = {q.start: q for q in cells}
    width = max((len(row) for row in grid.body), default=0)
    counted = [n for n in range(grid.labels, width) if not _says_when(grid, n)]
    rows = [[_quantity(row, n, held) for n in counted] for row in grid.body]
    names = tuple("|".join(c.text for c in row[: grid.labels] if c.text) for row in grid.body)
    heads = tuple(_head(grid, n) for n in counted)
    columns = tuple(
        Line(head, tuple(row[n] for row in rows)) for n, head in enumerate(heads)
    )  # fmt: skip
    return (
        Matrix(columns, names),
        Matrix(tuple(Line(w, tuple(r)) for w, r in zip(names, rows, strict=True)), heads),
    )


def falls(quantity: Quantity, raw: str) -> bool:
    """Whether a minus sign is printed before a number of a table."""
    before = raw[max(0, quantity.start - 2) : quantity.start].rstrip(" ")
    return before[-1:] in _MINUS


def _quantity(row: list[Cell], column: int, held: dict[int, Quantity]) -> Quantity | None:
    if column >= len(row):
        return None
    cell = row[column]
    lead = len(cell.text) - len(cell.text.lstrip("-−–－ "))
    return held.get(cell.start) or held.get(cell.start + lead)


def _says_when(grid: Grid, column: int) -> bool:
    """Whether every cell of a column is a year or another period."""
    texts = [row[column].text for row in grid.body if column < len(row) and row[column].text]
    return bool(texts) and all(_WHEN.fullmatch(text) for text in texts)


def _head(grid: Grid, column: int) -> str:
    """The header of a column, each level once."""
    texts = [row[column].text for row in grid.header if column < len(row) and row[column].text]
    return "|".join(dict.fromkeys(texts))
