"""The value words of clauses as a small tree. There is no other word (see docs/compacts.md)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from yipan.compacts.words.values import Quantity, Truth, Value


@dataclass(frozen=True, slots=True)
class Literal:
    """A number with or without unit, or 是 / 否."""

    text: str
    value: Value


@dataclass(frozen=True, slots=True)
class Name:
    """A `let`, a parameter, `year`, an indicator or a role, looked up in this order."""

    name: str


@dataclass(frozen=True, slots=True)
class TextLiteral:
    """{text: …}"""

    text: str


@dataclass(frozen=True, slots=True)
class LevelLiteral:
    """{level: III}: a place of the scale of the indicator it is compared with."""

    text: str


@dataclass(frozen=True, slots=True)
class OpenItem:
    """{open: id}: undetermined."""

    item: str


@dataclass(frozen=True, slots=True)
class FactWord:
    """{fact: …}: the current period, calendar years, shorter periods or a year before."""

    indicator: str
    party: str | None = None
    years: tuple[int, int] | None = None
    of: str | None = None
    over: str | None = None
    back: int | None = None
    otherwise: Expression | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """sum mean min max sub mul div ge gt le lt is all any."""

    word: str
    operands: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """One band of `first`; the last one may have no condition."""

    when: Expression | None
    value: Expression


@dataclass(frozen=True, slots=True)
class First:
    """Ordered bands."""

    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class PrefixWord:
    """The measure that a list of codes and zones gives."""

    table: str
    code: Expression
    place: Expression
    stage: Expression | None
    tags: Expression | None


@dataclass(frozen=True, slots=True)
class Run:
    """Length of the longest unbroken run of members that compare so."""

    series: Expression
    word: str
    bound: Expression


@dataclass(frozen=True, slots=True)
class Top:
    """The n-th largest member; 0 if there are fewer."""

    series: Expression
    count: Expression


@dataclass(frozen=True, slots=True)
class RecordWord:
    """What has already moved under clauses."""

    clauses: tuple[str, ...]
    giver: str | None = None
    receiver: str | None = None
    within: str = "case"
    during: str = "all"


@dataclass(frozen=True, slots=True)
class Broken:
    """What could not be read; the problem is reported where it stands."""

    text: str


Expression = (
    Literal
    | Name
    | TextLiteral
    | LevelLiteral
    | OpenItem
    | FactWord
    | Operation
    | First
    | PrefixWord
    | Run
    | Top
    | RecordWord
    | Broken
)

YES = Literal("是", Truth(True))
NO = Literal("否", Truth(False))
ONE = Literal("1", Quantity(Fraction(1)))
COMPARISONS = ("ge", "gt", "le", "lt", "is")
TRUTHS = (*COMPARISONS, "all", "any")


def children(expression: Expression) -> tuple[Expression, ...]:
    """Expressions directly inside."""
    match expression:
        case Operation(operands=operands):
            return operands
        case First(bands=bands):
            return tuple(e for band in bands for e in (band.when, band.value) if e is not None)
        case PrefixWord():
            found = (expression.code, expression.place, expression.stage, expression.tags)
            return tuple(e for e in found if e is not None)
        case Run():
            return (expression.series, expression.bound)
        case Top():
            return (expression.series, expression.count)
        case FactWord(otherwise=otherwise) if otherwise is not None:
            return (otherwise,)
    return ()


def walk(expression: Expression) -> list[Expression]:
    """The expression and everything inside it."""
    found = [expression]
    for item in found:
        found.extend(children(item))
    return found
