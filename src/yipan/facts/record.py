"""One fact 据: what the ledger keeps for every printed figure, and what makes two facts one.

`COLUMNS` is the schema of a ledger part and of every tidy export, in this order. The *thing* of a
fact (`THING`) is what it is about; two figures about one thing that differ are a conflict. The
*identity* (`IDENTITY`) is everything but the day on which this board learned of it: a second import
of the same figure adds nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any

from yipan.core.canonical import canonical_json, digest
from yipan.core.interval import rational_text
from yipan.core.period import Period, classify
from yipan.core.period_text import parse_period
from yipan.core.printed import Printed, Qualifier, read_printed
from yipan.core.sources import read_published_on
from yipan.core.units import Unit, parse_unit


class RowKind(StrEnum):
    """What a ledger row does."""

    FIGURE = "figure"
    CORRECTION = "correction"
    WITHDRAWAL = "withdrawal"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the ledger: its DuckDB type and what it holds."""

    name: str
    type: str
    help: str


COLUMNS: tuple[Column, ...] = (
    Column("row", "VARCHAR", "figure, correction or withdrawal"),
    Column("indicator", "VARCHAR", "slug of the indicator"),
    Column("party", "VARCHAR", "code of the party; of an ordered pair the giver"),
    Column("counterparty", "VARCHAR", "code of the receiving party of an ordered pair, else empty"),
    Column("period", "VARCHAR", "canonical code of the period, e.g. 2014, 2014-12-31, 2014-Q1"),
    Column("period_start", "DATE", "first day; empty when open"),
    Column("period_end", "DATE", "last day; empty when open"),
    Column("frequency", "VARCHAR", "annual, stock, cum, change, yoy, ytd, quarterly, cagr, …"),
    Column("definition", "VARCHAR", "what sets it apart from the indicator's plain meaning"),
    Column("price_basis", "VARCHAR", "current, constant, constant:2015 or empty (the indicator's)"),
    Column("value", "VARCHAR", "the numeral as printed: 2.00 is not 2; 1-1.5 is a printed range"),
    Column("unit", "VARCHAR", "the unit as printed, scale word included"),
    Column("step", "VARCHAR", "value of the last printed digit in the unit; 0 for exact counts"),
    Column(
        "qualifier", "VARCHAR", "rounded, exact, about, nearly, at_least, below, and_more, range"
    ),
    Column("status", "VARCHAR", "provisional, revised, final, estimate, illustrative or empty"),
    Column("source", "VARCHAR", "code of the source"),
    Column("locator", "VARCHAR", "where in the source it stands: section, table, sheet and cell"),
    Column("published_on", "VARCHAR", "2025-01-20, 2025-01, 2025 or empty: as far as it is known"),
    Column("public_from", "DATE", "the last day published_on can mean; empty when unknown"),
    Column("learned_on", "DATE", "the day on which this board learned of it"),
    Column("target", "VARCHAR", "id of the fact that a correction or withdrawal is about"),
    Column("expects", "VARCHAR", "the printed value that a correction expects to find"),
    Column("reason", "VARCHAR", "why it was corrected or withdrawn"),
    Column("note", "VARCHAR", "what a reader of the row must know"),
)

THING = ("indicator", "party", "counterparty", "period", "frequency", "definition", "price_basis")
IDENTITY = tuple(c.name for c in COLUMNS if c.name not in {"learned_on", "public_from"})
ID_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Fact:
    """A ledger row as an object; fields are `COLUMNS` in their order."""

    row: str
    indicator: str
    party: str
    counterparty: str
    period: str
    period_start: date | None
    period_end: date | None
    frequency: str
    definition: str
    price_basis: str
    value: str
    unit: str
    step: str
    qualifier: str
    status: str
    source: str
    locator: str
    published_on: str
    public_from: date | None
    learned_on: date | None
    target: str
    expects: str
    reason: str
    note: str

    @property
    def id(self) -> str:
        """The first 16 hex digits of the SHA-256 of the identity's canonical bytes."""
        return digest(canonical_json([getattr(self, name) or "" for name in IDENTITY]))[:ID_LENGTH]

    @property
    def printed(self) -> Printed:
        """The numeral with its step and qualifier."""
        return Printed(self.value, Fraction(self.step), Qualifier(self.qualifier))

    @property
    def parsed_unit(self) -> Unit:
        """The unit with its exact factor."""
        return parse_unit(self.unit)

    @property
    def parsed_period(self) -> Period:
        """The period with its days."""
        found = parse_period(self.period)
        return found if found.code == self.period else classify(self.period_start, self.period_end)


def make_fact(
    *,
    indicator: str,
    party: str,
    period: str | Period,
    value: str,
    unit: str,
    source: str,
    learned_on: date | None,
    step: str = "",
    qualifier: str = "",
    published_on: str = "",
    **others: str,
) -> Fact:
    """A fact from the fields that a person writes; step, days and `public_from` follow from them.

    `others`: the remaining text columns of the ledger, empty unless given.
    """
    span = parse_period(period) if isinstance(period, str) else period
    printed = read_printed(value, qualifier=qualifier or Qualifier.ROUNDED, step=step or None)
    fields = {column.name: others.pop(column.name, "") for column in COLUMNS}
    if others:
        raise TypeError(f"no such columns: {', '.join(others)}")
    fields["row"] = fields["row"] or RowKind.FIGURE.value
    known: dict[str, Any] = {
        **fields,
        "indicator": indicator,
        "party": party,
        "period": span.code,
        "period_start": span.start,
        "period_end": span.end,
        "value": printed.text,
        "unit": unit,
        "step": rational_text(printed.step),
        "qualifier": printed.qualifier.value,
        "source": source,
        "published_on": published_on,
        "public_from": read_published_on(published_on).latest,
        "learned_on": learned_on,
    }
    return Fact(**known)


def column_names() -> tuple[str, ...]:
    """All columns, in order."""
    return tuple(column.name for column in COLUMNS)


assert tuple(f.name for f in fields(Fact)) == column_names()
