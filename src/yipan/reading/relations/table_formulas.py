"""Numbers of a table that are reckoned from others of it: totals, growth, shares, quotients.

How a line is reckoned is found by trying: the reading that comes out for most of its numbers is its
rule, and a number that breaks it is an error. Rates at constant prices break no rule.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from yipan.reading.model import Claim, Formula, Quantity
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.bases import is_real
from yipan.reading.reckoning.evidence import same_measure
from yipan.reading.reckoning.statements import Statements
from yipan.reading.reckoning.table_lines import Line, Matrix, falls, matrices
from yipan.reading.relations.sums import NOT_ADDITIVE

_MOST_LINES = 14
_MOST_ROWS = 400
_MOST_COLUMNS = 60
_MOST_PARTS = 12
# One number may be wrong where at least this many are right.
_FEWEST_RIGHT = 2
_TELLING_DIGITS = 3

# One number of a line and how it would be reckoned.
Step = tuple[Quantity, Formula]


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of `data/table_lines.toml`: the words of a line and the kernel that reckons it."""

    name: str
    relation: str
    kernel: str
    words: re.Pattern[str]
    example: str
    wrong: str


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """All rows in the order in which they are tried."""
    text = files("yipan.reading").joinpath("data", "table_lines.toml").read_text("utf-8")
    return tuple(
        Rule(
            r["name"], r["relation"], r["kernel"], re.compile(r["words"]), r["example"], r["wrong"]
        )
        for r in tomllib.loads(text)["line"]
    )  # fmt: skip


class TableFormulas(Statements):
    """Finds the rule of each line of a table and judges its numbers."""

    def claims(self) -> Iterator[Claim]:
        """One claim for each number that a rule reckons; a number is taken by the first rule."""
        for grid in self.reading.grids:
            cells = self.reading.cells.get(grid.number, [])
            wide = any(len(row) > _MOST_COLUMNS for row in grid.body)
            if not cells or wide or len(grid.body) > _MOST_ROWS:
                continue
            taken: set[tuple[str, str]] = set()
            for matrix in matrices(grid, cells):
                for claim in self._matrix(matrix):
                    key = (claim.relation, str(claim.trace.left))
                    if key not in taken:
                        taken.add(key)
                        yield claim

    def _matrix(self, matrix: Matrix) -> Iterator[Claim]:
        for spot, line in enumerate(matrix.lines):
            if not any(line.cells):
                continue
            yield from self._totals(matrix, spot)
            for rule in rules():
                if len(matrix.lines) <= _MOST_LINES and rule.words.search(line.words):
                    claims = list(self._ruled(matrix, spot, rule))
                    yield from claims
                    if claims:
                        break

    # -------------------------------------------------------------- totals

    def _totals(self, matrix: Matrix, spot: int) -> Iterator[Claim]:
        """The total of a line: of all others, of those behind it, of those before it."""
        line = matrix.lines[spot]
        if NOT_ADDITIVE.search(line.words):
            return
        best = max(
            (self._tried(list(s)) for s in _sums(matrix, spot)), key=_score, default=None
        )  # fmt: skip
        if best is None:
            return
        right = sum(good for _, good in best)
        enough = _FEWEST_RIGHT if line.is_total else _FEWEST_RIGHT + 1
        if right < enough and not (right == len(best) > 1 and not line.is_total):
            return
        if 2 * right <= len(best):
            return
        known = self.evidence.quantities
        steps = [s for s, good in best if good or not _is_mean(s, known)]
        yield from self._told(steps, "sum_components", "total of a table", "hard")

    # -------------------------------------------------------------- rules by words

    def _ruled(self, matrix: Matrix, spot: int, rule: Rule) -> Iterator[Claim]:
        best = max(
            (self._known(matrix, list(s)) for s in KERNELS[rule.kernel](self, matrix, spot)),
            key=_score,
            default=None,
        )
        if best is None:
            return
        right = sum(good for _, good in best)
        most = 2 * right > len(best) and right >= _FEWEST_RIGHT
        if not most and (not right or len(best) > _FEWEST_RIGHT):
            return
        severity = "hard" if right >= _FEWEST_RIGHT else "soft"
        yield from self._told([s for s, _ in best], rule.relation, rule.name, severity)

    def _tried(self, steps: list[Step]) -> list[tuple[Step, bool]]:
        known = self.evidence.quantities
        return [
            (s, formulas.evaluate(s[1], known).meets(s[0].absolute)) for s in steps
        ]  # fmt: skip

    def _known(self, matrix: Matrix, steps: list[Step]) -> list[tuple[Step, bool]]:
        """The steps with what came out; a real rate beside current prices says nothing."""
        tried = self._tried(steps)
        return [(s, good) for s, good in tried if good or not self._real(matrix, s)]

    def _real(self, matrix: Matrix, step: Step) -> bool:
        used = [self.evidence.quantities[i] for i in formulas.operands(step[1], self.evidence.quantities)]  # fmt: skip
        return any(
            is_real(self.evidence, (q.indicator_zh or "") + self._beside(matrix, q), q.indicator)
            for q in used
        )

    def _beside(self, matrix: Matrix, quantity: Quantity) -> str:
        for line in matrix.lines:
            for spot, cell in enumerate(line.cells):
                if cell is quantity:
                    return line.words + matrix.across[spot]
        return ""

    def _told(
        self, steps: Sequence[Step], relation: str, pattern: str, severity: str
    ) -> Iterator[Claim]:
        for quantity, formula in steps:
            yield self.make.compare(
                relation, None, quantity, formula, pattern=pattern, severity=severity,
                extra=(quantity.id,),
            )  # fmt: skip

    # -------------------------------------------------------------- kernels

    def growth(self, matrix: Matrix, spot: int) -> Iterator[list[Step]]:
        """Two levels of the table, the later over the earlier."""
        for base, last in _pairs(matrix, spot):
            steps = []
            for target, a, b in _abreast(matrix.lines[spot], base, last):
                if target.dimension in {"percent", "number"} and a.mid and same_measure(a, b):
                    rate = formulas.growth(a.id, b.id)
                    steps.append((target, self._signed(target, rate)))
            yield steps

    def difference(self, matrix: Matrix, spot: int) -> Iterator[list[Step]]:
        """One level less another, in their measure or in points."""
        for base, last in _pairs(matrix, spot):
            steps = []
            for target, a, b in _abreast(matrix.lines[spot], base, last):
                points = a.dimension == b.dimension == "percent"
                points = points and target.dimension in {"percentage_point", "percent", "number"}
                if points or (same_measure(a, b) and same_measure(target, a)):
                    gap: Formula = ("-", b.id, a.id)
                    steps.append((target, self._signed(target, gap)))
            yield steps

    def _signed(self, target: Quantity, formula: Formula) -> Formula:
        return ("-", "0", formula) if falls(target, self.reading.document.raw) else formula

    def share(self, matrix: Matrix, spot: int) -> Iterator[list[Step]]:
        """Each number of a line over its total, printed or reckoned; or over another line."""
        target = matrix.lines[spot]
        totals = [n for n, words in enumerate(matrix.across) if Line(words, ()).is_total]
        for other, line in enumerate(matrix.lines):
            if other == spot:
                continue
            held = [q for n, q in enumerate(line.cells) if q is not None and n not in totals]
            whole = next((line.cells[n] for n in totals if line.cells[n] is not None), None)
            steps: list[Step] = []
            below: Formula = (
                whole.id if whole else formulas.add([q.id for q in held]) if held else ""
            )
            for q, part in zip(target.cells, line.cells, strict=True):
                if q is None or part is None or part is whole or not below:
                    continue
                if q.dimension in {"percent", "number"} and part.dimension != "percent":
                    steps.append((q, formulas.percent(part.id, below)))
            yield steps
        yield from self.percent(matrix, spot)

    def percent(self, matrix: Matrix, spot: int) -> Iterator[list[Step]]:
        """One line over another of its measure, in %."""
        for above, below in _pairs(matrix, spot):
            steps = []
            for target, a, b in _abreast(matrix.lines[spot], above, below):
                if target.dimension in {"percent", "number"} and same_measure(a, b) and b.mid:
                    steps.append((target, formulas.percent(a.id, b.id)))
            yield steps

    def quotient(self, matrix: Matrix, spot: int) -> Iterator[list[Step]]:
        """One line over another of another measure: per head, per unit."""
        for above, below in _pairs(matrix, spot):
            steps: list[Step] = []
            for target, a, b in _abreast(matrix.lines[spot], above, below):
                unit = target.base_unit.split("/")[0]
                if a.dimension != b.dimension and a.base_unit == unit and b.mid:
                    steps.append((target, ("/", a.id, b.id)))
            yield steps


Kernel = Callable[[TableFormulas, Matrix, int], Iterator[list[Step]]]
KERNELS: dict[str, Kernel] = {
    "growth": TableFormulas.growth,
    "difference": TableFormulas.difference,
    "share": TableFormulas.share,
    "percent": TableFormulas.percent,
    "quotient": TableFormulas.quotient,
}


def _is_mean(step: Step, known: dict[str, Quantity]) -> bool:
    """A total within its parts is a mean of them: yield per 亩, value per head."""
    total, formula = step
    parts = [known[i] for i in formulas.operands(formula, known)]
    values = [q.mid * q.scale for q in parts]
    return len(values) > 2 and min(values) <= total.mid * total.scale <= max(values)


def _score(tried: list[tuple[Step, bool]]) -> tuple[int, int]:
    """More right answers first, then fewer wrong ones."""
    right = sum(good for _, good in tried)
    return right, right - len(tried)


def _pairs(matrix: Matrix, spot: int) -> Iterator[tuple[Line, Line]]:
    """Two other lines, in both orders; those next to the line first."""
    near = sorted((n for n in range(len(matrix.lines)) if n != spot), key=lambda n: abs(n - spot))
    for a in near:
        for b in near:
            if a != b:
                yield matrix.lines[a], matrix.lines[b]


def _abreast(
    target: Line, first: Line, second: Line
) -> Iterator[tuple[Quantity, Quantity, Quantity]]:
    for q, a, b in zip(target.cells, first.cells, second.cells, strict=True):
        if q is not None and a is not None and b is not None:
            yield q, a, b


def _sums(matrix: Matrix, spot: int) -> Iterator[Iterator[Step]]:
    """The ways to add up a line: all others, a run behind it, a run before it."""
    lines = [(n, line) for n, line in enumerate(matrix.lines) if not line.is_within or n == spot]
    order = next(place for place, (n, _) in enumerate(lines) if n == spot)
    others = [line for n, line in lines if n != spot]
    if matrix.lines[spot].is_total:
        yield _added(matrix.lines[spot], others)
    if len(matrix.lines) > 3 * _MOST_LINES:
        return
    behind = [line for _, line in lines[order + 1 :]]
    before = [line for _, line in lines[:order]][::-1]
    for run in (behind, before, list(matrix.lines[spot + 1 :])):
        for count in range(2, min(len(run), _MOST_PARTS) + 1):
            yield _added(matrix.lines[spot], run[:count])


def _added(target: Line, parts: Sequence[Line]) -> Iterator[Step]:
    for spot, total in enumerate(target.cells):
        if total is None or total.dimension == "percentage_point":
            continue
        held = [q for line in parts if (q := line.cells[spot]) is not None]
        share = total.dimension != "percent" or total.mid == 100
        fit = share and len(held) > 1 and all(same_measure(q, total) for q in held)
        digits = sum(c.isdigit() for c in total.text)
        if fit and (digits >= _TELLING_DIGITS or target.is_total):
            yield total, formulas.add([q.id for q in held])
