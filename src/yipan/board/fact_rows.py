"""From rows of facts/*.csv to facts of the ledger; corrections find what they correct."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from yipan.board import fields
from yipan.board.cells import attempt, read_day, unknown, usable
from yipan.board.csv_table import Row
from yipan.board.problems import Problems
from yipan.core.errors import BadInput
from yipan.core.frequency import filed
from yipan.core.indicators import Indicator, IndicatorTable
from yipan.core.parties import Party, PartyTree
from yipan.core.period_text import parse_period
from yipan.core.sources import Source
from yipan.core.units import parse_unit
from yipan.facts import Fact, RowKind, correct, make_fact, withdraw

ARROWS = ("→", "->")
_TEXTS = ("locator", "status", "definition", "price_basis")


@dataclass(frozen=True, slots=True)
class Terms:
    """What the names in a fact can refer to, and the day of learning where a row has none."""

    parties: PartyTree
    indicators: IndicatorTable
    sources: Mapping[str, Source]
    learned_on: date


@dataclass(frozen=True, slots=True)
class ReadFact:
    """A fact and the row it was read from."""

    fact: Fact
    row: Row


def read_facts(rows: Iterable[Row], terms: Terms, problems: Problems) -> list[ReadFact]:
    """All facts of all files; rows that amend others may stand anywhere."""
    good = usable(rows, fields.FACTS, problems)
    keyed: dict[str, Row] = {}
    for row in good:
        if row["key"] and keyed.setdefault(row["key"], row) is not row:
            first = keyed[row["key"]]
            problems.error(
                "REPEATED",
                row.where("key"),
                f"编号“{row['key']}”已见于 {first.file} 第 {first.number} 行",
                f"key {row['key']!r} is already in {first.file} row {first.number}",
                ("请改用另一编号", "give one of them another key"),
            )
    found = [made for row in good if not row.amends if (made := _figure(row, terms, problems))]
    _amend([row for row in good if row.amends], found, terms, problems)
    return found


def _figure(row: Row, terms: Terms, problems: Problems) -> ReadFact | None:
    before = len(problems.errors)
    indicator = _indicator(row, terms, problems)
    party, counterparty = _pair(row, terms, problems)
    source = _source(row, terms, problems)
    period = attempt(lambda: parse_period(row["period"]), "BAD_DATE", row, "period", problems)
    learned_on = read_day(row, "learned_on", problems) or terms.learned_on
    if indicator is None or party is None or period is None or len(problems.errors) > before:
        return None
    unit = row["unit"] or indicator.unit
    attempt(lambda: parse_unit(unit), "BAD_UNIT", row, "unit", problems)
    if len(problems.errors) > before:
        return None
    measured, usual = filed(indicator.kind, period)

    def make() -> Fact:
        return make_fact(
            indicator=indicator.slug,
            party=party.code,
            counterparty=counterparty.code if counterparty else "",
            period=measured,
            frequency=row["frequency"] or usual.value,
            value=row["value"],
            unit=unit,
            qualifier=row["qualifier"],
            step=row["step"],
            source=row["source"],
            published_on=row["published_on"] or source,
            learned_on=learned_on,
            note=_note(row),
            **{name: row[name] for name in _TEXTS},
        )

    fact = attempt(make, "BAD_NUMBER", row, "value", problems)
    return ReadFact(fact, row) if fact else None


def _indicator(row: Row, terms: Terms, problems: Problems) -> Indicator | None:
    found = terms.indicators.names.get(row["indicator"])
    if found is None:
        names = terms.indicators.names.names
        unknown(row, "indicator", ("指标", "indicator"), row["indicator"], names, problems)
    return found


def _pair(row: Row, terms: Terms, problems: Problems) -> tuple[Party | None, Party | None]:
    first, second = row["party"], row["counterparty"]
    for arrow in ARROWS:
        left, found, right = first.partition(arrow)
        if found and not second:
            first, second = left.strip(), right.strip()
    giver = _party(row, "party", first, terms, problems)
    return giver, _party(row, "counterparty", second, terms, problems) if second else None


def _party(row: Row, field: str, name: str, terms: Terms, problems: Problems) -> Party | None:
    found = terms.parties.names.get(name)
    if found is None:
        unknown(row, field, ("方", "party"), name, terms.parties.names.names, problems)
    return found


def _source(row: Row, terms: Terms, problems: Problems) -> str:
    """The publication date of the row's source."""
    found = terms.sources.get(row["source"])
    if found is None:
        unknown(row, "source", ("来源", "source"), row["source"], terms.sources, problems)
        return ""
    return found.published_on.text


def _note(row: Row) -> str:
    """The note, led by the row's key so that the fact can be traced to it."""
    return "; ".join(part for part in (row["key"], row["note"]) if part)


def _amend(rows: list[Row], found: list[ReadFact], terms: Terms, problems: Problems) -> None:
    """Add the corrections and withdrawals, those of other amendments last."""
    targets: dict[str, Fact] = {}
    for made in found:
        _name_target(targets, made)
    waiting = rows
    while waiting:
        later = [row for row in waiting if row["target"] not in targets]
        for row in waiting:
            if row["target"] in targets:
                made_now = _amendment(row, targets[row["target"]], terms, problems)
                if made_now:
                    found.append(made_now)
                    _name_target(targets, made_now)
        if len(later) == len(waiting):
            break
        waiting = later
    for row in waiting:
        if row["target"] not in targets:
            problems.error(
                "BAD_TARGET",
                row.where("target"),
                f"没有编号为“{row['target']}”的行",
                f"no row has the key {row['target']!r}",
                ("target 填被更正之行的 key", "write the key of the row that is meant in target"),
            )


def _name_target(targets: dict[str, Fact], made: ReadFact) -> None:
    targets[made.fact.id] = made.fact
    if made.row["key"]:
        targets[made.row["key"]] = made.fact


def _amendment(row: Row, target: Fact, terms: Terms, problems: Problems) -> ReadFact | None:
    learned_on = read_day(row, "learned_on", problems) or terms.learned_on
    note = _note(row)

    def make() -> Fact:
        if row["row"] == RowKind.WITHDRAWAL:
            return withdraw(target, reason=row["reason"], learned_on=learned_on, note=note)
        if not row["value"]:
            raise BadInput("a correction needs the value that is right")
        return correct(
            target,
            row["value"],
            reason=row["reason"],
            learned_on=learned_on,
            expects=row["expects"],
            unit=row["unit"],
            note=note,
        )

    fact = attempt(
        make,
        "STALE" if row["expects"] else "BAD_TARGET",
        row,
        "expects" if row["expects"] else "reason",
        problems,
    )
    return ReadFact(fact, row) if fact else None
