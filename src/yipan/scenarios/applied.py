"""The baseline with the levers in place: levels, their checks, and drivers of responses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from yipan.core.errors import Coded
from yipan.core.words import Words
from yipan.scenarios.accounting import Check, Consequence, Row
from yipan.scenarios.document import Response, Scenario
from yipan.scenarios.levers import Lever

ZERO = Fraction(0)
Values = dict[tuple[str, str, int], Fraction]


def applied(
    scenario: Scenario,
    baseline: Mapping[tuple[str, str, int], Fraction],
    consequences: list[Consequence],
) -> tuple[Values, list[Row], list[Check]]:
    """The scenario's panel; a level row for each relocated indicator; scenario - baseline = Σ."""
    changed = dict(baseline)
    touched: dict[tuple[str, str, int], list[tuple[Lever, Fraction]]] = {}
    for lever, consequence in zip(scenario.levers, consequences, strict=True):
        for indicator, party, year, change in consequence.changes:
            changed[indicator, party, year] += change
            touched.setdefault((indicator, party, year), []).append((lever, change))
    rows = []
    checks = []
    for key, parts in touched.items():
        indicator, party, year = key
        moved = [(lever, change) for lever, change in parts if lever.kind == "relocation"]
        if moved:
            unit = scenario.units.get(indicator, moved[0][0].unit)
            value = baseline[key] + sum((change for _, change in moved), ZERO)
            one = moved[0][0].id if len(moved) == 1 else ""
            rows.append(Row(year, party, indicator, one, unit, value, "baseline + change"))
        total = sum((change for _, change in parts), ZERO)
        name = f"scenario - baseline = levers: {indicator} {party} {year}"
        checks.append(Check(name, changed[key] - baseline[key], total))
    return changed, rows, [*checks, *_sums(baseline, changed, touched)]


def _sums(
    baseline: Mapping[tuple[str, str, int], Fraction],
    changed: Values,
    touched: Mapping[tuple[str, str, int], list[tuple[Lever, Fraction]]],
) -> list[Check]:
    """Over all parties: what the levers add and take is all that moves the sum."""
    found = []
    for indicator, year in dict.fromkeys((i, y) for i, _, y in touched):
        keys = [key for key in baseline if (key[0], key[2]) == (indicator, year)]
        moved = sum((c for key in keys for _, c in touched.get(key, ())), ZERO)
        ends = [sum((values[key] for key in keys), ZERO) for values in (baseline, changed)]
        found.append(Check(f"sum over parties: {indicator} {year}", ends[1], ends[0] + moved))
    return found


def refuse_below_zero(levels: Sequence[Row]) -> None:
    """Nobody gives more than there is."""
    for row in levels:
        if row.value < 0:
            raise Coded(
                "BAD_VALUE",
                Words(
                    f"{row.period} 年从 {row.party} 迁出的多于其 {row.quantity}",
                    f"more {row.quantity} leaves {row.party} in {row.period} than there is",
                ),
                hint=Words("请核对 path 与 unit", "check path and unit"),
                field=row.lever or "levers",
            )


def driver_ratio(
    response: Response,
    scenario: Scenario,
    baseline: Mapping[tuple[str, str, int], Fraction],
    rows: list[Row],
    year: int,
) -> float:
    """The driver in the scenario over the driver in the baseline; 1 up to the base period."""
    if year <= scenario.base:
        return 1.0
    lever = next(x for x in scenario.levers if x.id == response.lever)
    if lever.kind in {"relocation", "growth"}:
        start = baseline.get((lever.indicator, response.party, year), ZERO)
        quantity = lever.indicator if lever.kind == "relocation" else "level"
    elif lever.kind == "contracts" and lever.reference is not None:
        start = lever.reference * baseline[lever.indicator, lever.origin, year]
        quantity = "contracts-received"
    else:
        start, quantity = ZERO, ""
    end = sum(
        (
            row.value
            for row in rows
            if (row.period, row.party, row.quantity) == (year, response.party, quantity)
        ),
        ZERO,
    )
    if start <= 0 or end <= 0:
        raise Coded(
            "NO_DRIVER",
            Words(
                f"{response.id}:杠杆 {lever.id} 在 {year} 年对 {response.party} 没有可比的基线",
                f"{response.id}: lever {lever.id} has no baseline to compare for {response.party} "
                f"in {year}",
            ),
            hint=Words("contracts 杠杆须给出 reference", "a contracts lever needs `reference`"),
        )
    return float(end / start)
