"""Compacts inside a scenario: the money that levers cause is settled by an agreement's clauses.

`agreements` of a scenario name a compact, its further facts, and what the levers feed into it:
the tax of a relocation, the transfer of a compensation. Moves cite their clause; what the compact
leaves undetermined is said, never guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from yipan.compacts.document.library import Addressed
from yipan.compacts.settling.facts_table import Row as FactRow
from yipan.compacts.settling.facts_table import check_rows, read_rows
from yipan.compacts.settling.record import Move, Undetermined
from yipan.compacts.settling.results import code
from yipan.compacts.settling.settling import settle
from yipan.core.interval import rational_text
from yipan.core.words import Words
from yipan.scenarios.accounting import Check, Row, Transfer
from yipan.scenarios.agreements import Agreement

ZERO = Fraction(0)
SHOWN = 3  # causes that a message names
Find = Callable[[str], Addressed]


@dataclass(frozen=True, slots=True)
class Settled:
    """What a compact moves in a scenario."""

    rows: tuple[Row, ...]
    moves: tuple[Transfer, ...]
    checks: tuple[Check, ...]
    undetermined: tuple[Words, ...]


def settle_agreement(
    agreement: Agreement, rows: Sequence[Row], find: Find, folder: Path
) -> Settled:
    """Feed the accounting rows into the compact and settle."""
    addressed = find(agreement.compact)
    facts = read_rows(folder / agreement.facts) if agreement.facts else []
    facts = [*facts, *_fed(agreement, rows)]
    check_rows(facts, list(addressed.versions), agreement.facts or agreement.id)
    found = settle(addressed.versions, facts, forced=addressed.forced)
    moves = [m for m in found.moves if _year(m)]
    return Settled(
        tuple(_net(agreement, moves)),
        tuple(_transfer(m) for m in moves),
        tuple(_balance(agreement, moves)),
        tuple(_said(agreement, item) for item in found.undetermined),
    )


def _fed(agreement: Agreement, rows: Sequence[Row]) -> list[FactRow]:
    """Facts that the levers give: a year's tax of all parties together, a year's transfer."""
    found = []
    for feed in agreement.feed:
        totals: dict[tuple[int, str], Fraction] = {}
        for row in rows:
            if (row.lever, row.quantity) == (feed.lever, feed.quantity) and row.value > 0:
                key = (row.period, row.unit)
                totals[key] = totals.get(key, ZERO) + row.value
        for (year, unit), total in totals.items():
            cells = {
                "party": feed.party,
                "indicator": feed.indicator,
                "period": str(year),
                "value": rational_text(total),
                "unit": unit,
                "source": feed.lever,
                "attested_by": feed.attested_by,
            }
            found.append(FactRow(0, agreement.id, cells))
    return found


def _year(move: Move) -> int:
    span = move.at or move.period
    return span.start.year if span else 0


def _net(agreement: Agreement, moves: Sequence[Move]) -> list[Row]:
    totals: dict[tuple[int, str, str], Fraction] = {}
    clauses: dict[tuple[int, str, str], list[str]] = {}
    for move in moves:
        for party, sign in ((move.giver, -1), (move.receiver, 1)):
            key = (_year(move), party, move.human_unit)
            totals[key] = totals.get(key, ZERO) + sign * move.human
            clauses.setdefault(key, []).append(move.clause)
    return [
        Row(
            year, party, "settled", agreement.id, unit, total,
            f"{agreement.compact} {', '.join(dict.fromkeys(clauses[year, party, unit]))}",
        )
        for (year, party, unit), total in totals.items()
    ]  # fmt: skip


def _transfer(move: Move) -> Transfer:
    because = move.zh or f"{move.version} {move.clause}: {move.words}"
    ends = (move.giver, move.receiver)
    return Transfer(*ends, move.human_unit, move.human, _year(move), because, move.clause)


def _balance(agreement: Agreement, moves: Sequence[Move]) -> list[Check]:
    """Over all parties the net of a year is zero."""
    sums: dict[int, Fraction] = {}
    for row in _net(agreement, moves):
        sums[row.period] = sums.get(row.period, ZERO) + row.value
    return [Check(f"net of {agreement.id} {year}", total, ZERO) for year, total in sums.items()]


def _said(agreement: Agreement, item: Undetermined) -> Words:
    where = " ".join(filter(None, (item.case, code(item.at), item.clause)))
    causes = [name for names in item.cause.fields().values() for name in names]
    shown, more = ", ".join(causes[:SHOWN]), len(causes) - SHOWN
    zh, en = (f" 等 {len(causes)} 项", f" and {more} more") if more > 0 else ("", "")
    return Words(
        f"{agreement.id}({agreement.compact})未定:{where} 缺 {shown}{zh}",
        f"{agreement.id} ({agreement.compact}) undetermined: {where} lacks {shown}{en}",
    )
