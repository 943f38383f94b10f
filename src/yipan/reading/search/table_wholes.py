"""Lines of a table added up: several of them in a column, all of them, the whole of a part."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from yipan.reading.model import Formula, Quantity
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.evidence import same_measure
from yipan.reading.reckoning.table_lines import Line, Matrix


def total_of(matrix: Matrix, n: int, line: Line | None = None) -> Formula | None:
    """The whole of a column: printed, else the line that 其中 parts, else the sum of its cells."""
    for other in matrix.lines:
        cell = other.cells[n]
        if other.is_total and cell is not None:
            return cell.id
    above = _parted(matrix, n, line) if line is not None else None
    if above is not None:
        return above.id
    cells = [one.cells[n] for one in matrix.lines]
    held = [q for q in cells if q is not None]
    whole = len(held) == len(cells) > 1 and all(same_measure(q, held[0]) for q in held)
    return formulas.add([q.id for q in held]) if whole else None


def _parted(matrix: Matrix, n: int, line: Line) -> Quantity | None:
    """The cell over 其中：火电, 风电, 太阳能: that of the line before the first of them."""
    own = line.cells[n]
    for spot in range(matrix.lines.index(line), 0, -1):
        above = matrix.lines[spot - 1].cells[n]
        if own is None or above is None or not same_measure(own, above):
            return None
        if matrix.lines[spot].is_within and not matrix.lines[spot - 1].is_within:
            return above
    return None


def sum_of(lines: Sequence[Line], n: int) -> Formula | None:
    """Lines added up in a column; None where a cell is missing."""
    held = [line.cells[n] for line in lines]
    told = [q.id for q in held if q is not None]
    return formulas.add([*told]) if len(told) == len(held) and told else None


def size_of(lines: Sequence[Line], n: int) -> Fraction:
    """The same as a plain number, to tell which of two is larger."""
    held = (line.cells[n] for line in lines)
    return sum((q.mid * q.scale for q in held if q is not None), Fraction(0))
