"""Scenarios side by side: the same quantity, party and period; the first is the base."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from yipan.scenarios.simulate import ResponseRow, Simulation

Key = tuple[str, str, int, str, str]  # block, quantity, period, party, unit


@dataclass(frozen=True, slots=True)
class Compared:
    """One quantity in every scenario; None where a scenario does not have it."""

    block: str
    quantity: str
    period: int
    party: str
    unit: str
    values: tuple[Fraction | None, ...]

    @property
    def differences(self) -> tuple[Fraction | None, ...]:
        """Each value less the first; None where either is missing."""
        base = self.values[0]
        return tuple(
            None if base is None or value is None else value - base for value in self.values
        )


def compare(found: Sequence[Simulation]) -> tuple[Compared, ...]:
    """Every row that any of the scenarios has, by block, quantity, party and period."""
    tables = [dict(_rows(simulation)) for simulation in found]
    keys = sorted({key for table in tables for key in table}, key=_order)
    return tuple(
        Compared(key[0], key[1], key[2], key[3], key[4], tuple(t.get(key) for t in tables))
        for key in keys
    )


def _order(key: Key) -> tuple[int, str, str, int]:
    block, quantity, period, party, _ = key
    return ("accounting", "baseline", "responses", "index").index(block), quantity, party, period


def _rows(found: Simulation) -> list[tuple[Key, Fraction]]:
    accounting = [entry.row for entry in found.accounting]
    index = found.scenario.index.id if found.scenario.index else ""
    return [
        *((("accounting", r.quantity, r.period, r.party, r.unit), r.value) for r in accounting),
        *((("baseline", b.indicator, b.period, b.party, b.unit), b.value) for b in found.baseline),
        *((_assumed(a), a.value) for a in found.responses),
        *(
            (("index", index, i.period, i.party, ""), i.value)
            for i in found.index
            if i.value is not None and i.variant == "scenario"
        ),
    ]


def _assumed(row: ResponseRow) -> Key:
    one = row.response
    return "responses", f"{one.outcome} ({one.id})", row.period, one.party, ""
