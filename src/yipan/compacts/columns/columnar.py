"""Value words as SQL over columns: exact, with NULL for undetermined.

A number is a numerator column over a denominator that is known when the plan is written (or a
second column), so every comparison and every rounding is done in whole numbers. The SQL uses only
CASE, arithmetic, comparisons and the functions named here, so that other engines can run it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

from yipan.compacts.words.expressions import (
    COMPARISONS,
    Expression,
    FactWord,
    First,
    LevelLiteral,
    Literal,
    Name,
    OpenItem,
    Operation,
    RecordWord,
    TextLiteral,
)
from yipan.compacts.words.units import PURE
from yipan.compacts.words.values import Quantity, Truth


class NotColumnarError(Exception):
    """A word that has no columnar form; the per-case evaluator does it."""


PARTIES, SIGNATURES = "party_code", "signature_code"


@dataclass(frozen=True, slots=True)
class Dialect:
    """What engines differ in: the type of whole numbers, and whether columns of few texts can be
    held as codes. Everything else is SQL that both DuckDB and Spark understand."""

    integer: str = "BIGINT"
    codes: bool = False

    def code(self, sql: str, kind: str) -> str:
        """A text as a code of a type that a step makes, so that every text has one.

        What cannot fail is worked out once for each text of a dictionary, not for each row.
        """
        return f"TRY_CAST({sql} AS {kind})"

    def one_of(self, text: str, texts: Sequence[str]) -> str:
        """A text out of a few."""
        if not self.codes:
            return literal(text)
        return f"CAST({literal(text)} AS ENUM({', '.join(literal(t) for t in texts)}))"


DUCKDB = Dialect("BIGINT", codes=True)
DUCKDB_WIDE = Dialect("HUGEINT", codes=True)
PORTABLE = Dialect("BIGINT")


@dataclass(frozen=True, slots=True)
class Column:
    """`sql` over `den` (and over `below`, a column above zero, where the divisor is a fact)."""

    sql: str
    kind: str = "number"
    den: int = 1
    dimension: str = PURE
    below: str | None = None


NULL_NUMBER = Column("NULL")


def quoted(name: str) -> str:
    """A quoted identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A quoted string."""
    return "'" + text.replace("'", "''") + "'"


@dataclass(slots=True)
class Writer:
    """Writes expressions; `names` and the two functions say where columns are."""

    integer: str
    names: Callable[[str], Column]
    series: Callable[[FactWord], list[Column]]
    fact: Callable[[FactWord], Column]
    record: Callable[[RecordWord], Column]

    def write(self, expression: Expression) -> Column:
        """The column an expression stands for."""
        match expression:
            case Literal(value=value):
                return self._literal(value)
            case TextLiteral(text=text):
                return Column(literal(text), "text")
            case OpenItem():
                return NULL_NUMBER
            case Name(name=name):
                return self.names(name)
            case FactWord():
                return self.fact(expression)
            case RecordWord():
                return self.record(expression)
            case First():
                return self._first(expression)
            case Operation():
                return self._operation(expression)
            case LevelLiteral(text=text):
                return Column(literal(text), "level")
        raise NotColumnarError(type(expression).__name__)

    def constant(self, value: Fraction, dimension: str) -> Column:
        """An exact number."""
        return Column(self._integer(value.numerator), "number", value.denominator, dimension)

    def _integer(self, value: int) -> str:
        return f"CAST({value} AS {self.integer})"

    def _literal(self, value: object) -> Column:
        if isinstance(value, Quantity):
            return self.constant(value.amount, value.dimension)
        assert isinstance(value, Truth)
        return Column("TRUE" if value.holds else "FALSE", "truth")

    def _first(self, expression: First) -> Column:
        """An undetermined condition on the way makes the result undetermined."""
        conditions = [None if b.when is None else self.write(b.when).sql for b in expression.bands]
        values = self.common([self.write(band.value) for band in expression.bands])
        parts = []
        for condition, value in zip(conditions, values, strict=True):
            if condition is None:
                parts.append(f"ELSE {value.sql}")
                break
            parts.append(f"WHEN ({condition}) IS NULL THEN NULL WHEN {condition} THEN {value.sql}")
        if conditions[0] is None:
            return values[0]
        first = values[0]
        sql = f"CASE {' '.join(parts)} END"
        return Column(sql, first.kind, first.den, first.dimension, first.below)

    def _operation(self, operation: Operation) -> Column:
        word = operation.word
        if word in {"all", "any"}:
            joined = (" AND " if word == "all" else " OR ").join(
                f"({self.write(e).sql})" for e in operation.operands
            )
            return Column(f"({joined})", "truth")
        columns: list[Column] = []
        for operand in operation.operands:
            if isinstance(operand, FactWord) and (operand.years or operand.over):
                columns += self.series(operand)
            else:
                columns.append(self.write(operand))
        if word in COMPARISONS:
            return self._compare(word, columns)
        if word == "mul":
            return self._product(columns)
        if word == "div":
            return self._quotient(columns[0], columns[1])
        return self.alike(word, columns)

    def _compare(self, word: str, columns: Sequence[Column]) -> Column:
        sign = {"ge": ">=", "gt": ">", "le": "<=", "lt": "<", "is": "="}[word]
        left, right = columns
        if left.kind != "number" or right.kind != "number":
            if left.kind != right.kind:
                raise NotColumnarError(word)
            return Column(f"({left.sql} {sign} {right.sql})", "truth")
        if left.below or right.below:
            a = _times(f"({left.sql}) * {self._integer(right.den)}", right.below)
            b = _times(f"({right.sql}) * {self._integer(left.den)}", left.below)
            return Column(f"({a} {sign} {b})", "truth")
        a, b = (c.sql for c in self.common(columns))
        return Column(f"({a} {sign} {b})", "truth")

    def common(self, columns: Sequence[Column]) -> list[Column]:
        """The columns over one denominator."""
        known = [c for c in columns if c.sql != "NULL"]
        if not known or known[0].kind != "number":
            return list(columns)
        if any(c.below for c in known):
            if len(known) == 1:
                return [Column(c.sql, "number", known[0].den, known[0].dimension) for c in columns]
            raise NotColumnarError("sum over different divisors")
        dimensions = {c.dimension for c in known}
        if len(dimensions) != 1:
            raise NotColumnarError("dimensions mix")
        den = lcm(*(c.den for c in known))
        dimension = dimensions.pop()
        found = []
        for column in columns:
            factor = den // column.den
            sql = column.sql
            if factor != 1 and sql != "NULL":
                sql = f"(({sql}) * {self._integer(factor)})"
            found.append(Column(sql, "number", den, dimension))
        return found

    def alike(self, word: str, columns: Sequence[Column]) -> Column:
        """sum mean sub min max of columns of one dimension."""
        if any(c.sql == "NULL" for c in columns):
            return Column("NULL", "number", 1, columns[0].dimension)
        common = self.common(columns)
        texts = [f"({c.sql})" for c in common]
        den, dimension = common[0].den, common[0].dimension
        if len(texts) == 1 and word != "sub":
            return common[0]
        match word:
            case "sum":
                return Column("(" + " + ".join(texts) + ")", "number", den, dimension)
            case "mean":
                total = "(" + " + ".join(texts) + ")"
                return Column(total, "number", den * len(texts), dimension)
            case "sub":
                return Column(f"({texts[0]} - {texts[1]})", "number", den, dimension)
        function = "LEAST" if word == "min" else "GREATEST"
        empty = " OR ".join(f"{text} IS NULL" for text in texts)
        sql = f"CASE WHEN {empty} THEN NULL ELSE {function}({', '.join(texts)}) END"
        return Column(sql, "number", den, dimension)

    def _product(self, columns: Sequence[Column]) -> Column:
        dimensions = [c.dimension for c in columns if c.dimension != PURE]
        belows = [c.below for c in columns if c.below]
        if len(dimensions) > 1 or len(belows) > 1:
            raise NotColumnarError("mul")
        sql = "(" + " * ".join(f"({c.sql})" for c in columns) + ")"
        den = 1
        for column in columns:
            den *= column.den
        dimension = dimensions[0] if dimensions else PURE
        return Column(sql, "number", den, dimension, belows[0] if belows else None)

    def _quotient(self, above: Column, divisor: Column) -> Column:
        """Division by a fact: the divisor's sign moves up; zero is undetermined."""
        if above.below or divisor.below:
            raise NotColumnarError("div")
        dimension = PURE if divisor.dimension == above.dimension else above.dimension
        sign = f"CASE WHEN ({divisor.sql}) < 0 THEN -1 WHEN ({divisor.sql}) > 0 THEN 1 END"
        sql = f"(({above.sql}) * ({sign}) * {self._integer(divisor.den)})"
        return Column(sql, "number", above.den, dimension, f"ABS({divisor.sql})")


def _times(sql: str, below: str | None) -> str:
    return f"{sql} * ({below})" if below else sql


def whole_units(
    column: Column, smallest: Fraction, mode: str | None, integer: str, hold: Callable[[str], str]
) -> tuple[str, str]:
    """The amount in smallest units, rounded as declared, and the condition that it can be had:
    not below zero, and whole where no rounding is declared."""
    exact = 1 / (column.den * smallest)
    above = f"({column.sql})"
    if exact.numerator != 1:
        above = f"({above} * CAST({exact.numerator} AS {integer}))"
    if exact.denominator == 1 and not column.below:
        above = hold(above)
        return f"{above} >= 0", above
    below = f"CAST({exact.denominator} AS {integer})"
    if column.below:
        below = f"({below} * ({column.below}))"
    above, below = hold(above), hold(below)
    down = hold(f"{above} // {below}")
    rest = hold(f"{above} - {down} * {below}")
    if mode is None:
        return f"{above} >= 0 AND {rest} = 0", down
    ahead = {
        "down": "",
        "up": f"{rest} > 0",
        "half_up": f"2 * {rest} >= {below}",
        "half_even": f"2 * {rest} > {below} OR (2 * {rest} = {below} AND {down} % 2 = 1)",
    }[mode]
    rounded = f"{down} + CASE WHEN {ahead} THEN 1 ELSE 0 END" if ahead else down
    return f"{above} >= 0", rounded


def remainder_parts(
    units: str, weights: Sequence[Fraction], order: Sequence[int], hold: Callable[[str], str]
) -> list[str]:
    """Parts by largest remainder as SQL; the order of ties is written into the expression."""
    den = lcm(*(w.denominator for w in weights))
    numbers = [int(w * den) for w in weights]
    shared = gcd(*numbers)
    numbers = [n // shared for n in numbers]
    if len(numbers) == 2:
        return _two_parts(units, numbers, first_wins=order[0] == 0, hold=hold)
    total = sum(numbers)
    rank = {position: place for place, position in enumerate(order)}
    downs = [hold(f"{units} * {n} // {total}") for n in numbers]
    rests = [
        hold(f"{units} * {n} - {down} * {total}") for n, down in zip(numbers, downs, strict=True)
    ]
    left = hold(f"{units} - ({' + '.join(downs)})")
    found = []
    for i, (down, rest) in enumerate(zip(downs, rests, strict=True)):
        ahead = []
        for j, other in enumerate(rests):
            if j != i:
                sign = ">=" if rank[j] < rank[i] else ">"
                ahead.append(f"CASE WHEN {other} {sign} {rest} THEN 1 ELSE 0 END")
        place = " + ".join(ahead) or "0"
        found.append(hold(f"{down} + CASE WHEN ({place}) < {left} THEN 1 ELSE 0 END"))
    return found


def _two_parts(
    units: str, numbers: Sequence[int], *, first_wins: bool, hold: Callable[[str], str]
) -> list[str]:
    """Of two remainders the larger is half a unit or more: the first part is rounded half up, or
    half down where the other wins ties; the second is what is left."""
    above, total = numbers[0], sum(numbers)
    if total % 2:
        above, half, below = 2 * above, total, 2 * total
    else:
        half, below = total // 2, total
    half -= 0 if first_wins else 1
    scaled = f"{units} * {above}" if above != 1 else units
    shifted = f"({scaled} + {half})" if half else scaled
    first = hold(f"{shifted} // {below}" if below != 1 else shifted)
    return [first, hold(f"{units} - {first}")]
