"""Accounting identities: what follows from a lever by arithmetic, exactly.

Each lever gives rows (period, party, quantity, value) and moves. Nothing here is estimated. The
identities and where they come from stand at each function.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import TYPE_CHECKING

from yipan.core.errors import Coded
from yipan.core.interval import rational_text
from yipan.core.units import find_unit
from yipan.core.words import Words
from yipan.scenarios.levers import SPLIT, Lever

if TYPE_CHECKING:
    from yipan.scenarios.document import Scenario

ZERO = Fraction(0)
Values = Mapping[tuple[str, str, int], Fraction]


@dataclass(frozen=True, slots=True)
class Row:
    """One exact consequence of a lever."""

    period: int
    party: str
    quantity: str
    lever: str
    unit: str
    value: Fraction
    because: str


@dataclass(frozen=True, slots=True)
class Transfer:
    """A move of money that a lever causes; `clause` is that of an agreement that settles it."""

    origin: str
    destination: str
    unit: str
    quantity: Fraction
    period: int
    because: str
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """An identity with both sides."""

    identity: str
    left: Fraction
    right: Fraction

    @property
    def residual(self) -> Fraction:
        """|left - right|."""
        return abs(self.left - self.right)


@dataclass(frozen=True, slots=True)
class Consequence:
    """Rows, moves and checks of a lever, and by how much it changes indicators."""

    rows: tuple[Row, ...] = ()
    moves: tuple[Transfer, ...] = ()
    checks: tuple[Check, ...] = ()
    changes: tuple[tuple[str, str, int, Fraction], ...] = ()


def account(lever: Lever, scenario: Scenario, baseline: Values) -> Consequence:
    """Everything that follows from one lever on a baseline (indicator, party, year)."""
    return _KINDS[lever.kind](lever, scenario, baseline)


def allot(total: Fraction, shares: tuple[Fraction, ...], step: Fraction) -> tuple[Fraction, ...]:
    """`total` in whole steps by shares: largest remainder, ties in the order given.

    The parts add up to `total` rounded down to a step; a step of 0 keeps exact parts.
    """
    if step == 0:
        return tuple(total * share for share in shares)
    units = total // step
    exact = [units * share for share in shares]
    floors = [value // 1 for value in exact]
    order = sorted(range(len(shares)), key=lambda i: (floors[i] - exact[i], i))
    for i in order[: int(units - sum(floors))]:
        floors[i] += 1
    return tuple(value * step for value in floors)


def cent(unit: str) -> Fraction:
    """One 分 in a unit of money; 0 for other units, which are not rounded."""
    found = find_unit(unit)
    if found is None or not found.dimension.startswith("money:") or "/" in found.dimension:
        return ZERO
    return Fraction(1, 100) / found.factor


def into(lever: Lever, scenario: Scenario) -> Fraction:
    """What one unit of a relocation is in the unit of its indicator; units never mix silently."""
    wanted = scenario.units.get(lever.indicator, "")
    if not wanted or wanted == lever.unit:
        return Fraction(1)
    have, want = find_unit(lever.unit), find_unit(wanted)
    if have is None or want is None or not have.converts_to(want):
        raise Coded(
            "UNIT_MISMATCH",
            Words(
                f"{lever.id}:{lever.unit} 不能换算为 {lever.indicator} 的单位 {wanted}",
                f"{lever.id}: {lever.unit} does not convert to {wanted}, the unit of "
                f"{lever.indicator}",
            ),
        )
    return have.factor_to(want)


def _relocation(lever: Lever, scenario: Scenario, _: Values) -> Consequence:
    """Origin - m, destination + φ m; tax R = τ m, split among origin, destination and fund."""
    rows: list[Row] = []
    moves: list[Transfer] = []
    checks: list[Check] = []
    changes: list[tuple[str, str, int, Fraction]] = []
    kept, rate = lever.numbers["retention"], lever.numbers["tax_rate"]
    quantity = f"{lever.indicator}-change"
    scale = into(lever, scenario)
    for year in scenario.years:
        moved = lever.at(year)
        gained = kept * moved
        text = f"{rational_text(kept)} × {rational_text(moved)}"
        rows.append(Row(year, lever.origin, quantity, lever.id, lever.unit, -moved, f"-{moved}"))
        rows.append(Row(year, lever.destination, quantity, lever.id, lever.unit, gained, text))
        changes.append((lever.indicator, lever.origin, year, -moved * scale))
        changes.append((lever.indicator, lever.destination, year, gained * scale))
        tax = rate * moved
        step = cent(lever.unit)
        whole = tax // step * step if step else tax
        parts = allot(tax, lever.split, step)
        names = (lever.origin, lever.destination, "fund")
        reason = f"{rational_text(rate)} × {rational_text(moved)}"
        for name, share, part, role in zip(names, lever.split, parts, SPLIT, strict=True):
            if role == "fund" and share == 0:
                continue
            because = f"{rational_text(share)} × {reason}"
            rows.append(Row(year, name, "tax", lever.id, lever.unit, part, because))
            if part:
                payer = f"enterprises:{lever.id}"
                moves.append(Transfer(payer, name, lever.unit, part, year, because))
        checks.append(Check(f"tax of {lever.id} {year}", sum(parts, ZERO), whole))
        lost = (kept - 1) * moved
        checks.append(Check(f"{quantity} of {lever.id} {year}", gained - moved, lost))
    return Consequence(tuple(rows), tuple(moves), tuple(checks), tuple(changes))


def _contracts(lever: Lever, scenario: Scenario, baseline: Values) -> Consequence:
    """received = s X, X what the origin sells outside."""
    rows = []
    for year in scenario.years:
        sold = baseline[lever.indicator, lever.origin, year]
        share = lever.at(year)
        because = f"{rational_text(share)} × {rational_text(sold)}"
        unit = scenario.units.get(lever.indicator, "")
        rows.append(
            Row(
                year,
                lever.destination,
                "contracts-received",
                lever.id,
                unit,
                share * sold,
                because,
            )
        )
    return Consequence(tuple(rows))


def _services(lever: Lever, scenario: Scenario, baseline: Values) -> Consequence:
    """B(t+1) = (1-d) B(t) + I(t)/c; gap = max(0, target - B); cost to close = gap × c."""
    cost, worn = lever.numbers["unit_cost"], lever.numbers["depreciation"]
    stock = baseline[lever.indicator, lever.origin, scenario.base]
    rows = []
    unit = scenario.units.get(lever.indicator, "")
    for year in scenario.years:
        because = f"(1 - {rational_text(worn)}) × {rational_text(stock)} + "
        because += f"{rational_text(lever.at(year - 1))} / {rational_text(cost)}"
        stock = (1 - worn) * stock + lever.at(year - 1) / cost
        gap = max(ZERO, lever.numbers["target"] - stock)
        for quantity, value, measured in (
            ("stock", stock, unit),
            ("gap", gap, unit),
            ("cost-to-close", gap * cost, lever.unit),
        ):
            rows.append(Row(year, lever.origin, quantity, lever.id, measured, value, because))
    return Consequence(tuple(rows))


def _compensation(lever: Lever, scenario: Scenario, _: Values) -> Consequence:
    """transfer = price × quantity × share; payer negative, receiver positive, zero-sum."""
    rows: list[Row] = []
    moves: list[Transfer] = []
    checks: list[Check] = []
    price, share = lever.numbers["price"], lever.numbers["share"]
    for year in scenario.years:
        paid = price * lever.at(year) * share
        step = cent(lever.unit)
        paid = paid // step * step if step else paid
        terms = (price, lever.at(year), share)
        because = " × ".join(rational_text(term) for term in terms)
        for party, value in ((lever.origin, -paid), (lever.destination, paid)):
            rows.append(Row(year, party, "transfer", lever.id, lever.unit, value, because))
        if paid:
            ends = (lever.origin, lever.destination)
            moves.append(Transfer(*ends, lever.unit, paid, year, because))
        total = rows[-1].value + rows[-2].value
        checks.append(Check(f"transfers of {lever.id} {year}", total, ZERO))
    return Consequence(tuple(rows), tuple(moves), tuple(checks))


def _carbon(lever: Lever, scenario: Scenario, baseline: Values) -> Consequence:
    """E = Π factors; a lever on a factor is a yearly rate that compounds on its baseline."""
    rows = []
    for year in scenario.years:
        levels = [
            baseline[name, lever.origin, year] * _compound(lever.factor_paths.get(name, {}), year)
            for name in lever.factors
        ]
        because = " × ".join(rational_text(level) for level in levels)
        value = prod(levels, start=Fraction(1))
        rows.append(Row(year, lever.origin, "emissions", lever.id, lever.unit, value, because))
    return Consequence(tuple(rows))


def _growth(lever: Lever, scenario: Scenario, baseline: Values) -> Consequence:
    """level = baseline × Π (1 + rate)."""
    rows: list[Row] = []
    changes: list[tuple[str, str, int, Fraction]] = []
    unit = scenario.units.get(lever.indicator, "")
    for year in scenario.years:
        start = baseline[lever.indicator, lever.origin, year]
        factor = _compound(lever.path, year)
        because = f"{rational_text(start)} × {rational_text(factor)}"
        rows.append(Row(year, lever.origin, "level", lever.id, unit, start * factor, because))
        changes.append((lever.indicator, lever.origin, year, start * (factor - 1)))
    return Consequence(tuple(rows), changes=tuple(changes))


def _compound(path: Mapping[int, Fraction], year: int) -> Fraction:
    return prod((1 + rate for when, rate in path.items() if when <= year), start=Fraction(1))


_KINDS = {
    "relocation": _relocation,
    "contracts": _contracts,
    "services": _services,
    "compensation": _compensation,
    "carbon": _carbon,
    "growth": _growth,
}
