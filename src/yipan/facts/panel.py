"""A panel: the chosen facts of a day as a dense labelled array party × period × indicator.

Values are float64 in the indicator's unit for measures; the exact value, the interval it stands for
and the fact behind each cell stay at hand. A cell without a value says why; it is never zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from yipan.core.errors import UnknownName
from yipan.core.interval import Interval
from yipan.core.units import find_unit, parse_unit
from yipan.core.words import Words
from yipan.facts.record import Fact
from yipan.facts.resolve import Chosen

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Cell = tuple[str, str, str]
NO_FACT = Words("没有数值", "no figure")


@dataclass(frozen=True, slots=True)
class Missing:
    """A cell without a value, and why."""

    party: str
    period: str
    indicator: str
    why: Words


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """`values[p, t, i]` in `units[i]`, NaN where there is none; see `missing`.

    `rule`, `as_of` and `ledger` (its digest) say what the panel was cut from.
    """

    parties: tuple[str, ...]
    periods: tuple[str, ...]
    indicators: tuple[str, ...]
    units: tuple[str, ...]
    values: Floats
    cells: Mapping[Cell, Chosen]
    refused: Mapping[Cell, Words]
    rule: str
    as_of: date | None = None
    ledger: str = ""

    def __repr__(self) -> str:
        size = " × ".join(str(n) for n in self.values.shape)
        return f"Panel({size}, {len(self.cells)} values, rule {self.rule!r}, as of {self.as_of})"

    def matrix(self, indicator: str) -> Floats:
        """The values of one indicator, party × period."""
        return self.values[:, :, _place("indicator", indicator, self.indicators)]

    def chosen(self, party: str, period: str, indicator: str) -> Chosen | None:
        """The fact behind a cell."""
        return self.cells.get((party, period, indicator))

    def exact(self, party: str, period: str, indicator: str) -> Fraction | None:
        """The exact value of a cell in the indicator's unit; None where there is none."""
        found = self.cells.get((party, period, indicator))
        return (
            None
            if found is None
            else found.fact.printed.value * self._factor(found.fact, indicator)
        )

    def interval(self, party: str, period: str, indicator: str) -> Interval | None:
        """What the printed value of a cell can stand for, in the indicator's unit."""
        found = self.cells.get((party, period, indicator))
        if found is None:
            return None
        return found.fact.printed.interval * self._factor(found.fact, indicator)

    def missing(self) -> list[Missing]:
        """Every cell without a value, in the order of the labels."""
        import numpy as np

        return [
            Missing(*cell, self.refused.get(cell, NO_FACT))
            for p, t, i in np.argwhere(np.isnan(self.values))
            for cell in [(self.parties[p], self.periods[t], self.indicators[i])]
        ]

    def _factor(self, fact: Fact, indicator: str) -> Fraction:
        unit = self.units[_place("indicator", indicator, self.indicators)]
        return fact.parsed_unit.factor_to(parse_unit(unit))


def cut(
    chosen: Iterable[Chosen],
    units: Mapping[str, str],
    *,
    parties: Sequence[str] = (),
    periods: Sequence[str] = (),
    definitions: Sequence[str] = ("",),
    year_ends: bool = False,
    rule: str = "",
    as_of: date | None = None,
    ledger: str = "",
) -> Panel:
    """A panel of the chosen facts; `units` names the indicators and the unit of each.

    `year_ends`: what stands at 31 December goes into the column of its year, beside that year's
    flows. Labels that are not given are those found, sorted. Several things that compete for a cell
    (frequencies, price bases) leave it empty and are named.
    """
    import numpy as np

    groups: dict[Cell, list[Chosen]] = {}
    for item in chosen:
        fact = item.fact
        if fact.indicator in units and not fact.counterparty:
            column = year_column(fact.period) if year_ends else fact.period
            groups.setdefault((fact.party, column, fact.indicator), []).append(item)
    rows = tuple(parties) or tuple(sorted({cell[0] for cell in groups}))
    columns = tuple(periods) or tuple(sorted({cell[1] for cell in groups}))
    places = [{name: n for n, name in enumerate(axis)} for axis in (rows, columns, tuple(units))]
    values = np.full((len(rows), len(columns), len(units)), np.nan)
    cells: dict[Cell, Chosen] = {}
    refused: dict[Cell, Words] = {}
    for cell, items in groups.items():
        if not all(name in axis for name, axis in zip(cell, places, strict=True)):
            continue
        only = _only(items, definitions, units[cell[2]])
        if isinstance(only, Words):
            refused[cell] = only
            continue
        cells[cell] = only
        place = tuple(axis[name] for name, axis in zip(cell, places, strict=True))
        values[place] = as_float(only.fact, units[cell[2]])
    values.setflags(write=False)
    return Panel(
        rows,
        columns,
        tuple(units),
        tuple(units.values()),
        values,
        cells,
        refused,
        rule,
        as_of,
        ledger,
    )


def year_column(period: str) -> str:
    """The year that a 31 December closes; any other period stands for itself."""
    return period[:4] if len(period) == len("2014-12-31") and period.endswith("-12-31") else period


def as_float(fact: Fact, unit: str) -> float:
    """The printed value in `unit` as the nearest double, then scaled by the exact factor."""
    factor = fact.parsed_unit.factor_to(parse_unit(unit))
    return float(fact.printed.value) * factor.numerator / factor.denominator


def _only(items: list[Chosen], definitions: Sequence[str], unit: str) -> Chosen | Words:
    """The one thing that may stand in a cell, or why there is none."""
    plain = [item for item in items if item.fact.definition in definitions]
    if not plain:
        other = ", ".join(sorted({item.fact.definition for item in items}))
        return Words(f"仅有其他口径: {other}", f"only under another definition: {other}")
    wanted = parse_unit(unit)
    fitting = [i for i in plain if (u := find_unit(i.fact.unit)) and u.converts_to(wanted)]
    if not fitting:
        printed = ", ".join(sorted({item.fact.unit for item in plain}))
        return Words(f"单位 {printed} 不能换算为 {unit}", f"{printed} does not convert to {unit}")
    if len(fitting) > 1:
        kinds = "; ".join(sorted(_kind(item.fact) for item in fitting))
        return Words(f"不止一种数值: {kinds}", f"more than one thing: {kinds}")
    return fitting[0]


def _kind(fact: Fact) -> str:
    return " ".join(p for p in (fact.frequency, fact.definition, fact.price_basis) if p) or "?"


def _place(what: str, name: str, axis: tuple[str, ...]) -> int:
    if name not in axis:
        raise UnknownName(what, name, axis)
    return axis.index(name)
