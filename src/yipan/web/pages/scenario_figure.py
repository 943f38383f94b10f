"""The fan of a scenario: what was observed, the path with the levers in place, and without them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from yipan.board.bindings.yearly import yearly
from yipan.core.english import unit_name
from yipan.core.words import Words
from yipan.publish import figures as draw
from yipan.web.numbers import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yipan.publish.figures import Figure
    from yipan.scenarios.accounting import Row
    from yipan.scenarios.baseline import BaselineRow
    from yipan.scenarios.simulate import Simulation
    from yipan.web.shelf import View

    Subject = tuple[str, str]


def subjects(simulation: Simulation) -> list[Subject]:
    """(indicator, party) of each forecast: those that the levers move, the receiving end first."""
    known = list(dict.fromkeys((row.indicator, row.party) for row in simulation.baseline))
    moved = {(row.quantity, row.party) for row in _levels(simulation)}
    ends = [
        (lever.indicator, end)
        for lever in simulation.scenario.levers
        for end in (lever.destination, lever.origin)
    ]
    first = [subject for subject in dict.fromkeys(ends) if subject in moved]
    return [*first, *(s for s in known if s not in first)]


def fan_of(view: View, simulation: Simulation, place: int) -> Figure:
    """The fan of the subject at that place; an empty figure where there is none."""
    known = subjects(simulation)
    indicator, party = known[place] if place < len(known) else ("", "")
    rows = [r for r in simulation.baseline if (r.indicator, r.party) == (indicator, party)]
    shifts = _shifts(simulation, rows)
    middle, bands = _drawn(simulation, indicator, party) or _shifted(rows, shifts)
    moved = any(shifts.values())
    unit = rows[0].unit if rows else ""
    names = view.board.indicators.get(indicator)
    zh, en = (names.name("zh"), names.name("en")) if names else (indicator, indicator)
    who = view.board.parties.names.get(party)
    return draw.fan(
        f"scenario-{simulation.scenario.name}",
        Words(
            f"{party}{zh}:观测与{'加上杠杆后的' if moved else ''}预测",
            f"{en} of {who.name('en') if who else party}: observed and forecast"
            f"{' with the levers' if moved else ''}",
        ),
        Words("", ""),
        Words(unit_name(unit, "zh"), unit_name(unit, "en")),
        _observed(view, simulation, indicator, party) if rows else [],
        middle,
        bands,
        [(r.period, draw.Point(r.value, plain(r.value))) for r in rows] if moved else [],
    )


def _levels(simulation: Simulation) -> list[Row]:
    """Accounting rows that give a level: the baseline and what the levers change."""
    indicators = {row.indicator for row in simulation.baseline}
    return [e.row for e in simulation.accounting if e.row.quantity in indicators]


def _shifts(simulation: Simulation, rows: list[BaselineRow]) -> dict[int, Fraction]:
    """By how much the levers move each year of a forecast."""
    levels = {(r.quantity, r.party, r.period): r.value for r in _levels(simulation)}
    return {r.period: levels.get((r.indicator, r.party, r.period), r.value) - r.value for r in rows}


def _drawn(
    simulation: Simulation, indicator: str, party: str
) -> tuple[list[tuple[int, draw.Point]], list[draw.Band]] | None:
    """Median and bands over the draws, in which the levers are in place; None without draws."""
    rows = [r for r in simulation.uncertainty.fan if (r.indicator, r.party) == (indicator, party)]
    if not rows:
        return None
    middle = [(r.period, _rounded(r.median)) for r in rows]
    ends = [(r.period, int(level), *span) for r in rows for level, span in r.bands.items()]
    if all(low == high for _, _, low, high in ends):
        return middle, []  # a past too short to be tried: no interval is known
    return middle, [
        draw.Band(year, level, _rounded(low), _rounded(high)) for year, level, low, high in ends
    ]


def _shifted(
    rows: list[BaselineRow], shifts: Mapping[int, Fraction]
) -> tuple[list[tuple[int, draw.Point]], list[draw.Band]]:
    """The forecast and its bands, moved by what the levers change exactly."""
    middle = [(r.period, r.value + shifts[r.period]) for r in rows]
    bands = [
        draw.Band(
            r.period,
            int(level),
            _rounded(low + float(shifts[r.period])),
            _rounded(high + float(shifts[r.period])),
        )
        for r in rows
        for level, (low, high) in (r.bands or {}).items()
    ]
    return [(year, draw.Point(value, plain(value))) for year, value in middle], bands


def _observed(
    view: View, simulation: Simulation, indicator: str, party: str
) -> list[tuple[int, draw.Point]]:
    if simulation.scenario.data:
        return []
    asked = view.board.select(indicator, party=party, as_of=view.as_of)
    facts = [f for f in view.board.ledger.facts(asked) if not f.counterparty]
    found = yearly(view.board, facts, as_of=view.as_of)
    return [
        (year, draw.Point(figure.value, plain(figure.value), figure.fact.id, figure.fact.status))
        for (_, _, year), figure in sorted(found.items(), key=lambda item: item[0][2])
        if year <= simulation.scenario.base
    ]


def _rounded(value: float) -> draw.Point:
    """A statistic at six significant digits."""
    exact = Fraction(f"{value:.6g}")
    return draw.Point(exact, plain(exact))
