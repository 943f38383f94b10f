"""Totals inside a table: a column or a row headed 合计 against the others, where most of it agrees."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from yipan.reading import formulas
from yipan.reading.evidence import same_measure
from yipan.reading.model import Claim, Quantity
from yipan.reading.statements import Statements
from yipan.reading.tables import Cell, Grid

_TOTAL = re.compile(r"\s*(?:合\s*计|总\s*计|共\s*计|小\s*计)\s*(?:[(（].*)?\Z")
_MOST_ROWS = 400
# One line may be wrong where at least this many are right.
_FEWEST_RIGHT = 2

Line = tuple[Quantity, list[Quantity]]


class TableSums(Statements):
    """Finds and judges totals of columns and rows."""

    def claims(self) -> Iterator[Claim]:
        """One claim for each total of a table that holds for most of its lines."""
        for grid in self.reading.grids:
            held = {q.start: q for q in self.reading.cells.get(grid.number, [])}
            if not held or len(grid.body) > _MOST_ROWS:
                continue
            rows = [[_quantity(c, held) for c in row] for row in grid.body]
            yield from self._lines(_by_column(grid, rows))
            yield from self._lines(_by_row(grid, rows))

    def _lines(self, lines: Sequence[Line]) -> Iterator[Claim]:
        known = self.evidence.quantities
        judged: list[tuple[Line, bool]] = []
        for total, parts in lines:
            result = formulas.evaluate(formulas.add([p.id for p in parts]), known)
            judged.append(((total, parts), result.meets(total.absolute)))
        right = sum(good for _, good in judged)
        if right < _FEWEST_RIGHT or 2 * right <= len(judged):
            return
        for (total, parts), _ in judged:
            yield self.make.compare(
                "sum_components", None, total, formulas.add([p.id for p in parts]),
                pattern="total of a table", extra=(total.id,),
            )  # fmt: skip


def _quantity(cell: Cell, held: dict[int, Quantity]) -> Quantity | None:
    lead = len(cell.text) - len(cell.text.lstrip())
    return held.get(cell.start) or held.get(cell.start + lead)


def _by_column(grid: Grid, rows: list[list[Quantity | None]]) -> list[Line]:
    """Rows against the column headed 合计."""
    heads = grid.header[-1] if grid.header else []
    spots = [n for n, c in enumerate(heads) if _TOTAL.match(c.text)]
    if len(spots) != 1:
        return []
    lines = []
    for row in rows:
        total = row[spots[0]] if spots[0] < len(row) else None
        lines += _line(total, [q for n, q in enumerate(row) if n != spots[0]])
    return lines


def _by_row(grid: Grid, rows: list[list[Quantity | None]]) -> list[Line]:
    """Columns against the row headed 合计."""
    spots = [n for n, row in enumerate(grid.body) if row and _TOTAL.match(row[0].text)]
    if len(spots) != 1:
        return []
    own = rows[spots[0]]
    lines = []
    for column, total in enumerate(own):
        others = [row[column] if column < len(row) else None for row in rows if row is not own]
        lines += _line(total, others)
    return lines


def _line(total: Quantity | None, others: Sequence[Quantity | None]) -> list[Line]:
    if total is None:
        return []
    parts = [q for q in others if q is not None]
    fit = all(same_measure(q, total) for q in parts) and total.dimension != "percent"
    return [(total, parts)] if fit and len(parts) > 1 else []
