"""Results as the JSON contract has them: numbers are exact texts, order is fixed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from yipan.compacts.document.document import Compact
from yipan.compacts.document.library import Addressed
from yipan.compacts.settling.clearing import net_payments
from yipan.compacts.settling.facts_table import Fact, FactTable
from yipan.compacts.settling.record import Move, Undetermined
from yipan.compacts.settling.settlement import NOTE, Named, Settlement, Stopped, shown_value
from yipan.compacts.words.parties import canonical_party
from yipan.compacts.words.spans import Span
from yipan.core.canonical import canonical_json, digest
from yipan.core.interval import rational_text

Totals = dict[str, dict[str, int]]


def settlement_fields(settlement: Settlement) -> dict[str, Any]:
    """The result of `settle`."""
    clearing = next(
        (c.clearing for c in settlement.compacts.values() if c.clearing is not None), None
    )
    fields: dict[str, Any] = {
        "compact": {"id": settlement.id, "versions": settlement.versions},
        "marks": marks(settlement),
        "moves": [move_fields(move) for move in settlement.moves],
        "splits": [
            {
                "case": split.case,
                "period": split.period,
                "clause": split.clause,
                "unit": split.unit,
                "total": str(split.total),
                "parts": {party: str(part) for party, part in split.parts},
            }
            for split in settlement.splits
        ],
        "values": [_named(value, settlement) for value in settlement.values],
        "stopped": [_stopped(item) for item in settlement.stopped],
        "undetermined": [_undetermined(item) for item in settlement.undetermined],
        "net": totals_text(net(settlement.moves)),
        "held": totals_text(held(settlement)),
        "unclosed": unclosed(settlement),
        "note": NOTE,
    }
    if clearing is not None:
        fields["payments"] = net_payments(net(settlement.moves), clearing)
    return fields


def move_fields(move: Move) -> dict[str, Any]:
    """One move."""
    return {
        "id": move.id,
        "case": move.case,
        "from": move.giver,
        "to": move.receiver,
        "unit": move.unit,
        "qty": str(move.units),
        "human": {"unit": move.human_unit, "qty": rational_text(move.human)},
        "period": code(move.period),
        "clause": move.clause,
        "words": move.words,
        "status": move.status,
        "version": move.version,
        "because": move.because,
        "when": move.when,
        "zh": move.zh,
    }


def marks(settlement: Settlement) -> list[dict[str, str]]:
    """Clauses and parameters used that are not public text, so that it shows with the result."""
    found = []
    for version in settlement.versions:
        compact = settlement.compacts[version]
        found += [{"version": version, **item} for item in uncertain(compact)]
    return found


def uncertain(compact: Compact) -> list[dict[str, str]]:
    """What a document marks as unverified, inferred or hypothetical."""
    doubtful = {"unverified", "hypothetical", "inferred"}
    found = []
    if compact.mark in doubtful:
        found.append({"at": compact.id, "mark": str(compact.mark)})
    found += [
        {"at": clause.id, "mark": str(clause.mark)}
        for clause in compact.clauses
        if clause.mark in doubtful
    ]
    found += [
        {"at": f"params.{param.name}", "mark": mark}
        for param in compact.params.values()
        for mark in sorted({str(v.mark) for v in param.values if v.mark in doubtful})
    ]
    for rows in compact.tables.values():
        found += [{"at": r.id, "mark": str(r.mark)} for r in rows if r.mark in doubtful]
    return found


def net(moves: Iterable[Move]) -> Totals:
    """Sum over the moves per party and unit; zero over all parties."""
    totals: Totals = {}
    for move in moves:
        for party, sign in ((move.giver, -1), (move.receiver, 1)):
            units = totals.setdefault(party, {})
            units[move.unit] = units.get(move.unit, 0) + sign * move.units
    return totals


def held(settlement: Settlement) -> Totals:
    """Net plus what was shared by a payer who also got a part."""
    totals = net(settlement.moves)
    for split in settlement.splits:
        if split.credited is not None:
            units = totals.setdefault(split.credited, {})
            units[split.unit] = units.get(split.unit, 0) + split.total
    return totals


def unclosed(settlement: Settlement) -> list[dict[str, str | None]]:
    """Pass-through accounts that do not close at zero in a period."""
    found: list[dict[str, str | None]] = []
    pools = {
        (version, compact.roles[name].party or "")
        for version, compact in settlement.compacts.items()
        for name in compact.passthrough
    }
    sums: dict[tuple[str, str | None, str], int] = {}
    for move in settlement.moves:
        for party, sign in ((move.giver, -1), (move.receiver, 1)):
            if (move.version, party) in pools:
                key = (party, code(move.at), move.unit)
                sums[key] = sums.get(key, 0) + sign * move.units
    for (party, period, unit), total in sums.items():
        if total:
            found.append({"party": party, "period": period, "unit": unit, "qty": str(total)})
    return found


def totals_text(totals: Totals) -> dict[str, dict[str, str]]:
    """Quantities as text."""
    return {
        party: {unit: str(quantity) for unit, quantity in units.items()}
        for party, units in totals.items()
    }


def code(span: Span | None) -> str | None:
    """The canonical text of a period."""
    return span.code if span is not None else None


def _named(value: Named, settlement: Settlement) -> dict[str, Any]:
    quantity, unit = shown_value(value.value, settlement.compacts[value.version])
    return {
        "case": value.case,
        "period": code(value.at),
        "clause": value.clause,
        "name": value.name,
        "qty": quantity,
        "unit": unit,
        "because": value.because,
    }


def _stopped(item: Stopped) -> dict[str, Any]:
    return {
        "case": item.case,
        "period": code(item.at),
        "clause": item.clause,
        "words": item.words,
        "because": item.because,
    }


def _undetermined(item: Undetermined) -> dict[str, Any]:
    return {
        "case": item.case,
        "period": code(item.at),
        "clause": item.clause,
        **item.cause.fields(),
    }


def receipt(
    addressed: Sequence[Addressed],
    used: Iterable[tuple[str, str]],
    tables: Sequence[FactTable],
    as_of: date | None,
    program: str,
) -> dict[str, Any]:
    """Hashes behind a run; facts are hashed as they were understood, not as they were typed."""
    wanted = set(used)
    compacts = [
        {
            "id": compact.id,
            "version": compact.version,
            "sha256": compact.sha256,
            "chosen_because": "forced" if item.forced else "in_force",
        }
        for item in addressed
        for compact in item.versions
        if (compact.id, compact.version) in wanted
    ]
    rows = sorted({canonical_json(fact_fields(f)) for table in tables for f in table.all()})
    return {
        "program": program,
        "compacts": compacts,
        "facts": {"sha256": digest(b"\n".join(rows)), "rows": len(rows)},
        "as_of": as_of.isoformat() if as_of else None,
    }


def fact_fields(fact: Fact) -> dict[str, Any]:
    """A fact as it was understood: units and the order of rows do not matter."""
    value: Any = None
    if fact.value is not None and not fact.conflict:
        amount = getattr(fact.value, "amount", None)
        value = rational_text(amount) if isinstance(amount, Fraction) else repr(fact.value)
    return {
        "indicator": fact.indicator,
        "party": fact.party,
        "to": fact.to_party,
        "case": fact.case,
        "period": code(fact.span),
        "value": value,
        "source": fact.source,
        "attested": sorted(canonical_party(a) for a in fact.attested),
        "conflict": list(fact.conflict),
    }
