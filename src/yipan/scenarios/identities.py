"""Identities over the levels of a scenario: values per head, totals of parts.

Per head: value / ((residents of the year + residents of the year before) / 2), as the statistical
office does. Sum: total = Σ parts. Both are exact and hold with and without the levers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from yipan.core.errors import Coded
from yipan.core.interval import rational_text
from yipan.core.units import find_unit
from yipan.core.words import Words
from yipan.scenarios.accounting import Check, Consequence, Row
from yipan.scenarios.keys import Keys

if TYPE_CHECKING:
    from yipan.scenarios.document import Scenario

PER_HEAD, SUM = "per-head", "sum"
KINDS: dict[str, tuple[str, ...]] = {PER_HEAD: ("indicator", "residents"), SUM: ("parts",)}
Values = Mapping[tuple[str, str, int], Fraction]


@dataclass(frozen=True, slots=True)
class Identity:
    """One identity; `parts` are the indicator and the residents, or what adds up to a total."""

    id: str
    kind: str
    parts: tuple[str, ...]
    unit: str
    total: str = ""  # the indicator that the parts of a sum should give in the base period

    @property
    def indicators(self) -> tuple[str, ...]:
        """Every indicator that it rests on."""
        return (*self.parts, self.total) if self.total else self.parts


def read_identity(keys: Keys) -> Identity:
    kind = keys.choice("kind", tuple(KINDS))
    optional = ("total",) if kind == SUM else ()
    keys.allow("id", "kind", "unit", "note", *KINDS[kind], *optional)
    unit = keys.text("unit")
    if find_unit(unit) is None:
        raise keys.bad("unit", Words(f"不认识单位“{unit}”", f"unit {unit!r} is not known"))
    if kind == PER_HEAD:
        parts: tuple[str, ...] = (keys.text("indicator"), keys.text("residents"))
    else:
        parts = keys.texts("parts")
    if len(set(parts)) < 2 or len(set(parts)) < len(parts):
        name = KINDS[kind][-1]
        raise keys.bad(
            name, Words("须为两个以上不同的指标", "two or more different ones are needed")
        )
    return Identity(keys.text("id"), kind, parts, unit, keys.text("total", ""))


def hold(scenario: Scenario, baseline: Values, changed: Values) -> Consequence:
    """A row of every identity for each party that has its parts; a change where a lever made it."""
    rows: list[Row] = []
    checks: list[Check] = []
    for identity in scenario.identities:
        _refuse_taken(identity, baseline)
        for party in parties_of(identity, scenario, baseline):
            for year in scenario.years:
                value, because = worked_out(identity, scenario, changed, party, year)
                rows.append(Row(year, party, identity.id, "", identity.unit, value, because))
                before, _ = worked_out(identity, scenario, baseline, party, year)
                if value != before:
                    name, change = f"{identity.id}-change", value - before
                    because = f"{rational_text(value)} - {rational_text(before)}"
                    rows.append(Row(year, party, name, "", identity.unit, change, because))
                checks.append(_check(identity, scenario, changed, party, year, value))
    return Consequence(tuple(rows), checks=tuple(checks))


def _refuse_taken(identity: Identity, values: Values) -> None:
    if any(identity.id == indicator for indicator, _, _ in values):
        words = Words(
            f"identities:{identity.id} 是一个指标的名称",
            f"identities: {identity.id} is an indicator",
        )
        hint = Words("请另取 id", "choose another id")
        raise Coded("BAD_VALUE", words, hint=hint)


def parties_of(identity: Identity, scenario: Scenario, values: Values) -> list[str]:
    """Parties of the scenario that have every part."""
    found = [
        party
        for party in scenario.parties
        if all((part, party, scenario.base) in values for part in identity.parts)
    ]
    if not found:
        names = ", ".join(identity.parts)
        words = Words(f"{identity.id}:没有一方兼有 {names}", f"{identity.id}: no party has {names}")
        raise Coded("MISSING", words)
    return found


def worked_out(
    identity: Identity, scenario: Scenario, values: Values, party: str, year: int
) -> tuple[Fraction, str]:
    """The value of one party and year, and the sum it comes from."""
    if identity.kind == SUM:
        factors = factors_of(identity, scenario)
        levels = [values[part, party, year] for part in identity.parts]
        because = " + ".join(rational_text(level) for level in levels)
        return sum((a * b for a, b in zip(levels, factors, strict=True)), Fraction(0)), because
    level, residents = identity.parts
    now, before = values[residents, party, year], values[residents, party, year - 1]
    if now + before <= 0:
        raise Coded(
            "BAD_VALUE",
            Words(
                f"{identity.id}:{party} {year} 年的 {residents} 不为正",
                f"{identity.id}: {residents} of {party} in {year} is not above zero",
            ),
        )
    value = values[level, party, year]
    text = f"{rational_text(value)} / (({rational_text(now)} + {rational_text(before)}) / 2)"
    return value / ((now + before) / 2) * factors_of(identity, scenario)[0], text


def factors_of(identity: Identity, scenario: Scenario) -> tuple[Fraction, ...]:
    """What one unit of a part is in the unit of the identity; units never mix silently."""
    if identity.kind == PER_HEAD:
        texts = ["/".join(scenario.units.get(part, "") for part in identity.parts)]
    else:
        texts = [scenario.units.get(part, "") for part in identity.parts]
    wanted = find_unit(identity.unit)
    found = []
    for text in texts:
        have = find_unit(text)
        if have is None or wanted is None or not have.converts_to(wanted):
            raise Coded(
                "UNIT_MISMATCH",
                Words(
                    f"{identity.id}:{text or '没有单位'} 不能换算为 {identity.unit}",
                    f"{identity.id}: {text or 'no unit'} does not convert to {identity.unit}",
                ),
                hint=Words("请核对 unit 与 units", "check unit and units"),
            )
        found.append(have.factor_to(wanted))
    return tuple(found)


def _check(
    identity: Identity, scenario: Scenario, values: Values, party: str, year: int, value: Fraction
) -> Check:
    """Back again: per head × residents is the level; the total less all parts but one is that."""
    name = f"{identity.id} {party} {year}"
    factors = factors_of(identity, scenario)
    first, *others = (values[part, party, year] for part in identity.parts)
    if identity.kind == SUM:
        rest = sum((a * b for a, b in zip(others, factors[1:], strict=True)), Fraction(0))
        return Check(f"total less the other parts: {name}", value - rest, first * factors[0])
    mean = (others[0] + values[identity.parts[1], party, year - 1]) / 2
    return Check(f"per head × residents: {name}", value * mean / factors[0], first)


def unlike_totals(scenario: Scenario, values: Values) -> tuple[Words, ...]:
    """Parts that do not give the printed total in the base period; nothing is bent to fit."""
    said = []
    for identity in scenario.identities:
        for party in parties_of(identity, scenario, values) if identity.total else ():
            total = values.get((identity.total, party, scenario.base))
            value, _ = worked_out(identity, scenario, values, party, scenario.base)
            printed = _in_unit(identity, scenario, total)
            if printed is not None and printed != value:
                sides = rational_text(value), rational_text(printed)
                said.append(
                    Words(
                        f"{identity.id}:{party} {scenario.base} 年各部分之和 {sides[0]},"
                        f"{identity.total} 为 {sides[1]} {identity.unit}",
                        f"{identity.id}: the parts of {party} in {scenario.base} sum to "
                        f"{sides[0]}, {identity.total} is {sides[1]} {identity.unit}",
                    )
                )
    return tuple(said)


def _in_unit(identity: Identity, scenario: Scenario, total: Fraction | None) -> Fraction | None:
    have, wanted = find_unit(scenario.units.get(identity.total, "")), find_unit(identity.unit)
    if total is None or have is None or wanted is None or not have.converts_to(wanted):
        return None
    return total * have.factor_to(wanted)
