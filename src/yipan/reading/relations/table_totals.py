"""Totals of a table: the lines that are the sum of others, and the numbers that break the sum.

Which lines make up a total is found by trying: all others, the subtotals, a run behind it, a run
before it. Columns that come out establish the rule; a column that does not is an error, unless it
holds means, which do not add up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from yipan.core.interval import Interval
from yipan.reading.model import Claim, Formula, Quantity
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.evidence import same_measure
from yipan.reading.reckoning.repairs import one_number_mends
from yipan.reading.reckoning.statements import Statements
from yipan.reading.reckoning.table_lines import Line, Matrix, falls
from yipan.reading.relations.additive import NOT_ADDITIVE

_MOST_LINES = 42
_MOST_PARTS = 12
# Columns that must come out, where the words do not call the line a total.
_FEWEST_RIGHT = 2
_TELLING_DIGITS = 3
_HUNDRED = Interval.exact(100)


@dataclass(frozen=True, slots=True)
class Step:
    """One number of a total line, its sum, whether that comes out, and whether it may be a mean."""

    total: Quantity
    formula: Formula
    good: bool
    mean: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """A way to add up a line: the lines that are its parts, and what came out."""

    parts: tuple[int, ...]
    steps: tuple[Step, ...]

    @property
    def right(self) -> int:
        """How many columns come out."""
        return sum(step.good for step in self.steps)

    @property
    def wrong(self) -> int:
        """How many do not."""
        return sum(not step.good and not step.mean for step in self.steps)

    @property
    def score(self) -> tuple[int, int]:
        """More right answers first, then fewer wrong ones."""
        return self.right, -self.wrong


class TableTotals(Statements):
    """Finds the totals of a table and judges their numbers."""

    def of(self, matrix: Matrix) -> Iterator[Claim]:
        """One claim for each number of a total line; lines inside a part are no parts themselves."""
        inside: set[int] = set()
        order = sorted(range(len(matrix.lines)), key=lambda n: matrix.lines[n].is_total)
        for spot in order:
            line = matrix.lines[spot]
            if not any(line.cells) or NOT_ADDITIVE.search(line.words):
                continue
            best = max(self._ways(matrix, spot, inside), key=lambda w: w.score, default=None)
            if best is None:
                continue
            claims = list(self._told(matrix, spot, best))
            if claims and not line.is_total and best.parts[0] > spot:
                inside.update(best.parts)
            yield from claims

    def _told(self, matrix: Matrix, spot: int, way: Way) -> Iterator[Claim]:
        line = matrix.lines[spot]
        next_line = matrix.lines[spot + 1] if spot + 1 < len(matrix.lines) else None
        named = line.is_total or (next_line is not None and next_line.is_within)
        sure = way.right > way.wrong and way.right > _FEWEST_RIGHT - line.is_total
        likely = way.right >= (1 if named else _FEWEST_RIGHT) and way.wrong <= 1
        alone = line.is_total and not way.right and way.wrong == 1
        if not (sure or likely or alone) or (len(way.steps) == 1 and not line.is_total):
            return
        for step in way.steps:
            if step.mean and alone:
                continue
            claim = self.make.compare(
                "sum_components", None, step.total, step.formula, pattern="total of a table",
                severity="soft" if alone else "hard", extra=(step.total.id,),
            )  # fmt: skip
            if (
                (sure and not step.mean)
                or step.good
                or one_number_mends(claim, self.reading, self.evidence)
            ):
                yield claim

    # -------------------------------------------------------------- ways

    def _ways(self, matrix: Matrix, spot: int, inside: set[int]) -> Iterator[Way]:
        """All others, the subtotals, a run behind, a run before; 其中 is in the line above it."""
        lines = matrix.lines
        outer = [n for n in range(len(lines)) if n == spot or not lines[n].is_within]
        place = outer.index(spot)
        if lines[spot].is_total:
            others = [n for n in outer if n != spot and n not in inside]
            plain = [n for n in others if not lines[n].is_total]
            yield from self._tried(matrix, spot, plain)
            if len(plain) < len(others):
                yield from self._tried(matrix, spot, [n for n in others if n not in plain])
                yield from self._tried(matrix, spot, others)
        if len(lines) > _MOST_LINES:
            return
        behind, before = outer[place + 1 :], outer[:place][::-1]
        for run in (behind, before, list(range(spot + 1, len(lines)))):
            for count in range(2, min(len(run), _MOST_PARTS) + 1):
                yield from self._tried(matrix, spot, run[:count])

    def _tried(self, matrix: Matrix, spot: int, parts: Sequence[int]) -> Iterator[Way]:
        if len(parts) < 2:
            return
        line = matrix.lines[spot]
        steps = []
        for place, total in enumerate(line.cells):
            if total is not None and total.dimension != "percentage_point":
                held = [q for n in parts if (q := matrix.lines[n].cells[place]) is not None]
                step = self._step(line, total, held)
                if step and (step.good or not self._no_sum(step, matrix.across[place])):
                    steps.append(step)
        if any(not step.mean for step in steps):
            yield Way(tuple(parts), tuple(steps))

    def _step(self, line: Line, total: Quantity, held: list[Quantity]) -> Step | None:
        digits = sum(c.isdigit() for c in total.text)
        if len(held) < 2 or not all(same_measure(q, total) for q in held):
            return None
        if digits < _TELLING_DIGITS and not line.is_total:
            return None
        formula = formulas.add([self._signed(q) for q in held])
        if falls(total, self.reading.document.raw):
            formula = ("-", "0", formula)
        result = formulas.evaluate(formula, self.evidence.quantities)
        if total.dimension == "percent" and not result.meets(_HUNDRED):
            return None
        good = result.meets(total.absolute)
        return Step(total, formula, good, not good and _is_within(total, held))

    def _signed(self, quantity: Quantity) -> Formula:
        below = falls(quantity, self.reading.document.raw)
        return ("-", "0", quantity.id) if below else quantity.id

    def _no_sum(self, step: Step, across: str) -> bool:
        """Whether the words say that the numbers do not add up: value per head, rate."""
        known = self.evidence.indicator(step.total.indicator)
        return bool(NOT_ADDITIVE.search(across)) or (known is not None and not known.additive)


def _is_within(total: Quantity, held: list[Quantity]) -> bool:
    """A total within its parts may be a mean of them: yield per 亩."""
    values = [q.mid * q.scale for q in held]
    return len(values) > 2 and min(values) <= total.mid * total.scale <= max(values)
