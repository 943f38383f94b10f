"""Conditions as SQL text, folded where they are known when the plan is written."""

from __future__ import annotations

from fractions import Fraction

from yipan.compacts.words.arithmetic import compare
from yipan.compacts.words.expressions import COMPARISONS, Expression, Literal, Name, Operation
from yipan.compacts.words.units import PURE
from yipan.compacts.words.values import Quantity

TRUE, FALSE = "TRUE", "FALSE"


def both(*conditions: str) -> str:
    """All of them."""
    if FALSE in conditions:
        return FALSE
    parts = [c for c in dict.fromkeys(conditions) if c != TRUE]
    return " AND ".join(_bound(c) for c in parts) if parts else TRUE


def either(*conditions: str) -> str:
    """One of them."""
    if TRUE in conditions:
        return TRUE
    parts = [c for c in dict.fromkeys(conditions) if c != FALSE]
    return " OR ".join(_bound(c) for c in parts) if parts else FALSE


def negated(condition: str) -> str:
    """Not so."""
    folded = {TRUE: FALSE, FALSE: TRUE}.get(condition)
    return folded or f"NOT {_bound(condition)}"


def empty(*columns: str) -> str:
    """Whether one of the columns is undetermined; texts are not."""
    return either(*(FALSE if fixed(c) or c == "case_key" else f"{c} IS NULL" for c in columns))


def fixed(column: str) -> bool:
    """Whether it is the text of a fixed party."""
    return column.startswith(("'", "TRY_CAST('"))


def known(condition: str) -> str:
    """The condition, undetermined counting as false."""
    return condition if condition in {TRUE, FALSE} else f"COALESCE({condition}, FALSE)"


def where(condition: str, value: str) -> str:
    """The value where the condition holds, else undetermined."""
    return value if condition == TRUE else f"CASE WHEN {condition} THEN {value} END"


def _bound(condition: str) -> str:
    return condition if condition.isidentifier() or condition in {TRUE, FALSE} else f"({condition})"


def decided(condition: Expression, year: int | None) -> bool | None:
    """Whether a condition on the number of the year alone holds; None where it needs facts."""
    if not isinstance(condition, Operation):
        return None
    if condition.word in {"all", "any"}:
        parts = [decided(operand, year) for operand in condition.operands]
        decisive = condition.word == "any"
        if decisive in parts:
            return decisive
        return None if None in parts else not decisive
    numbers = [_number(operand, year) for operand in condition.operands]
    if condition.word not in COMPARISONS or any(n is None for n in numbers):
        return None
    return compare(condition.word, [Quantity(n) for n in numbers if n is not None]).holds


def _number(expression: Expression, year: int | None) -> Fraction | None:
    if isinstance(expression, Name) and expression.name == "year" and year is not None:
        return Fraction(year)
    if isinstance(expression, Literal) and isinstance(expression.value, Quantity):
        return expression.value.amount if expression.value.dimension == PURE else None
    return None
