"""Numbers of a table that are reckoned from others of it: totals, growth, shares, quotients.

How a line is reckoned is found by trying: the reading that comes out for most of its numbers is its
rule, and a number that breaks it is an error. Rates at constant prices break no rule.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from importlib.resources import files

from yipan.core.units import find_unit
from yipan.reading.model import Claim, Formula, Quantity
from yipan.reading.reckoning import formulas
from yipan.reading.reckoning.bases import LONGEST, is_real
from yipan.reading.reckoning.evidence import same_measure
from yipan.reading.reckoning.statements import Statements
from yipan.reading.reckoning.table_lines import Line, Matrix, falls, matrices
from yipan.reading.relations.table_totals import TableTotals
from yipan.reading.text.numbers import chinese_number

_MOST_LINES = 14
_MOST_ROWS = 400
_MOST_COLUMNS = 60
# One number may be wrong where at least this many are right.
_FEWEST_RIGHT = 2
# Rules that compare one time with another, where prices count.
_OF_TIME = frozenset({"growth", "mean_growth"})

_EVERY = re.compile(r"每(十万|万|千|百|亿|100|1000)")
_EVERYS = {"百": 100, "100": 100, "1000": 1000, "千": 1000, "万": 10**4, "十万": 10**5, "亿": 10**8}
_YEARS = re.compile(r"([2-9]|1[0-9]|[两二三四五六七八九十]{1,2})年")

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
            taken: set[tuple[str, str, frozenset[str]]] = set()
            totals = TableTotals(self.reading, self.evidence)
            for matrix in matrices(grid, cells):
                for claim in (*totals.of(matrix), *self._matrix(matrix)):
                    key = (claim.relation, str(claim.trace.left), frozenset(claim.operands))
                    if key not in taken:
                        taken.add(key)
                        yield claim

    def _matrix(self, matrix: Matrix) -> Iterator[Claim]:
        for spot, line in enumerate(matrix.lines):
            if not any(line.cells):
                continue
            for rule in rules():
                if len(matrix.lines) <= _MOST_LINES and rule.words.search(line.words):
                    claims = list(self._ruled(matrix, spot, rule))
                    yield from claims
                    if claims:
                        break

    # -------------------------------------------------------------- rules by words

    def _ruled(self, matrix: Matrix, spot: int, rule: Rule) -> Iterator[Claim]:
        best = max(
            (
                self._known(matrix, list(s), rule.kernel)
                for s in KERNELS[rule.kernel](self, matrix, spot)
            ),
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

    def _known(self, matrix: Matrix, steps: list[Step], kernel: str) -> list[tuple[Step, bool]]:
        """The steps with what came out; a real rate beside current prices says nothing."""
        tried = self._tried(steps)
        if kernel not in _OF_TIME:
            return tried
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
                factor = factor_between(matrix.lines[spot].words, target, a, b) if b.mid else None
                if factor is not None:
                    whole: Formula = ("/", a.id, b.id)
                    steps.append((target, whole if factor == 1 else ("*", whole, str(factor))))
            yield steps

    def mean_growth(self, matrix: Matrix, spot: int) -> Iterator[list[Step]]:
        """The yearly growth between two levels of the table, by the years of their columns."""
        for base, last in _pairs(matrix, spot):
            steps = []
            for target, a, b in _abreast(matrix.lines[spot], base, last):
                years = (b.period.year or 0) - (a.period.year or 0)
                if not (a.period.year and b.period.year) or not 1 < years < LONGEST:
                    years = _years_told(matrix.lines[spot].words)
                rate = target.dimension in {"percent", "number"} and same_measure(a, b)
                if rate and a.mid and years > 1:
                    steps.append((target, self._signed(target, formulas.mean_growth(a.id, b.id, years))))  # fmt: skip
            yield steps


Kernel = Callable[[TableFormulas, Matrix, int], Iterator[list[Step]]]
KERNELS: dict[str, Kernel] = {
    "growth": TableFormulas.growth,
    "difference": TableFormulas.difference,
    "share": TableFormulas.share,
    "percent": TableFormulas.percent,
    "quotient": TableFormulas.quotient,
    "mean_growth": TableFormulas.mean_growth,
}


def factor_between(
    words: str, target: Quantity, above: Quantity, below: Quantity
) -> Fraction | None:
    """What turns a quotient of two measures into the unit of a target; None where it cannot."""
    unit, _, per = target.base_unit.partition("/")
    told = _EVERY.search(words)
    times = Fraction(_EVERYS.get(told[1], 1)) if told else Fraction(1)
    if above.dimension == below.dimension or below.dimension == "percent":
        return None
    first = _ratio(above.base_unit, unit)
    second = _ratio(below.base_unit, per) if per else Fraction(1)
    return times * first / second if first and second else None


def _ratio(unit: str, other: str) -> Fraction | None:
    """How many of the other unit one of the first is."""
    if unit == other:
        return Fraction(1)
    a, b = find_unit(unit) if unit else None, find_unit(other) if other else None
    return a.factor / b.factor if a and b and a.dimension == b.dimension else None


def _years_told(words: str) -> int:
    """五年年均, 3年平均: the years that a header counts."""
    match = _YEARS.search(words)
    count = chinese_number(match[1]) if match else None
    return int(count) if count else 0


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
