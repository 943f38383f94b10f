"""Scenarios side by side: the same quantity, party and period; the first is the base."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from yipan.core.words import Words
from yipan.scenarios.accounting import Row
from yipan.scenarios.simulate import OF_INDICATOR, ResponseRow, Simulation

BLOCKS = ("accounting", "baseline", "responses", "index", "targets")
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


def unlike(rows: Sequence[Compared]) -> tuple[Words, ...]:
    """Said where the same series is forecast differently: no lever did that."""
    names = dict.fromkeys(
        row.quantity
        for row in rows
        if row.block == "baseline" and len({v for v in row.values if v is not None}) > 1
    )
    if not names:
        return ()
    listed = list(names)
    return (
        Words(
            f"{'、'.join(listed)} 的基线本身不同(horizon、parties 或 method 不同),"
            "其差不是杠杆的作用",
            f"the baselines of {', '.join(listed)} differ themselves (other horizon, parties or "
            "method): that difference is no effect of a lever",
        ),
    )


def _order(key: Key) -> tuple[int, str, str, int]:
    block, quantity, period, party, _ = key
    return BLOCKS.index(block), quantity, party, period


def _rows(found: Simulation) -> list[tuple[Key, Fraction]]:
    of = {lever.id: lever.indicator for lever in found.scenario.levers}
    accounting = [(_named(e.parts, of), e.row) for e in found.accounting]
    chances = found.uncertainty.chances or {}
    index = found.scenario.index.id if found.scenario.index else ""
    return [
        *((("accounting", name, r.period, r.party, r.unit), r.value) for name, r in accounting),
        *((("baseline", b.indicator, b.period, b.party, b.unit), b.value) for b in found.baseline),
        *((_assumed(a), a.value) for a in found.responses),
        *(
            (("index", index, i.period, i.party, ""), i.value)
            for i in found.index
            if i.value is not None and i.variant == "scenario"
        ),
        *(
            (("targets", t.id, t.year, t.party, ""), Fraction(str(chances[t.id])))
            for t in found.scenario.targets
            if t.id in chances
        ),
    ]


def _named(parts: Sequence[Row], of: Mapping[str, str]) -> str:
    """A quantity of an indicator bears its name: two stocks of one scenario are two rows."""
    quantity, indicator = parts[0].quantity, of.get(parts[0].lever, "")
    if quantity not in OF_INDICATOR or not indicator:
        return quantity
    return indicator if quantity == "level" else f"{quantity}:{indicator}"


def _assumed(row: ResponseRow) -> Key:
    one = row.response
    return "responses", f"{one.outcome} ({one.id})", row.period, one.party, ""
