"""Panels of many cells, cut from the cache; equal to those cut fact by fact.

The cache answers every cell with one plain figure. The others (a printed range, competing things,
a correction) are few and go through `panel.cut` like those of a small panel.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yipan.core.units import find_unit, parse_unit
from yipan.facts.cache import TODAY
from yipan.facts.engine import among, connect, rows, text
from yipan.facts.panel import Cell, Panel, cut
from yipan.facts.regular import Layout, regular
from yipan.facts.resolve import Chosen
from yipan.facts.selection import PanelAsked, Selection

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from yipan.facts.engine import Connection

# Beside what the ledger's own connection may use.
MEMORY = "300MB"
# What the ledger itself answers for some cells.
Choose = Callable[[Selection], list[Chosen]]


class LedgerCells(Mapping[Cell, Chosen]):
    """The facts behind the cells of a large panel, looked up when one is asked for."""

    def __init__(self, panel: Panel, wanted: PanelAsked, choose: Choose) -> None:
        self._panel, self._wanted, self._choose = panel, wanted, choose

    def __getitem__(self, cell: Cell) -> Chosen:
        party, period, indicator = cell
        selection = replace(
            self._wanted.selection, indicators=(indicator,), parties=(party,), periods=(period,)
        )
        small = cut(
            self._choose(selection),
            {indicator: self._wanted.units[indicator]},
            definitions=self._wanted.definitions,
        )
        return small.cells[cell]

    def __iter__(self) -> Iterator[Cell]:
        import numpy as np

        panel = self._panel
        for p, t, i in np.argwhere(~np.isnan(panel.values)):
            yield panel.parties[p], panel.periods[t], panel.indicators[i]

    def __len__(self) -> int:
        import numpy as np

        return int((~np.isnan(self._panel.values)).sum())


def open_cache(file: Path) -> Connection:
    """A connection with the cache in `file` attached as `cache`; several threads may ask it."""
    connection = connect(Path(tempfile.gettempdir()) / f"yipan-spill-{os.getpid()}", memory=MEMORY)
    connection.execute(f"ATTACH {text(str(file))} AS cache (READ_ONLY)")
    return connection


def cut_wide(
    connection: Connection, wanted: PanelAsked, choose: Choose, *, rule: str, ledger: str
) -> Panel:
    """The panel from the cache that `connection` has opened."""
    import numpy as np

    selection, indicators = wanted.selection, tuple(wanted.units)
    meanings = _meanings(connection, wanted)
    terms = _terms(connection, selection, meanings)
    whole = _cut_regular(connection, wanted, meanings, terms)
    if whole is not None:
        parties, periods, values = whole
        values.setflags(write=False)
        units = tuple(wanted.units.values())
        panel = Panel(
            parties, periods, indicators, units, values, {}, {}, rule, selection.as_of, ledger
        )
        return replace(panel, cells=LedgerCells(panel, wanted, choose))
    found = connection.arrays(
        "SELECT party, shared, indicator, coalesce(number, 'nan') AS number FROM cache.held "
        f"WHERE {terms}"
    )
    parties, at_party = _axis(wanted.parties, _codes(connection, "party"), found["party"])
    period = meanings.period[found["shared"]]
    periods, at_period = _axis(wanted.periods, meanings.periods, period)
    _, at_indicator = _axis(indicators, _codes(connection, "indicator"), found["indicator"])
    shape = (len(parties), len(periods), len(indicators))
    cells = (
        np.ravel_multi_index((at_party, at_period, at_indicator), shape) if all(shape) else at_party
    )
    scaled = meanings.scaled(found["number"], at_indicator, found["shared"])
    values = np.full(shape, np.nan).ravel()
    values[cells] = scaled
    often = np.bincount(cells, minlength=values.size) > 1
    often[cells[np.isnan(scaled)]] = True
    amended = _amended(connection, (parties, periods, indicators))
    often[np.array([np.ravel_multi_index(place, shape) for place in amended], dtype=int)] = True
    hard = np.flatnonzero(often)
    values[hard] = np.nan
    values = values.reshape(shape)
    units = tuple(wanted.units.values())
    panel = Panel(
        parties, periods, indicators, units, values, {}, {}, rule, selection.as_of, ledger
    )
    places = np.unravel_index(hard, shape)
    refused = _resolve_hard(panel, places, wanted, choose) if len(hard) else {}
    values.setflags(write=False)
    return replace(panel, cells=LedgerCells(panel, wanted, choose), refused=refused)


@dataclass(frozen=True, slots=True)
class _Meanings:
    """What the cache's combinations of shared columns mean, by their number.

    `kinds`: those that may stand in the panel. `numerator[i, u] / denominator[i, u]` turns a value
    in unit `u` into indicator i's own unit; NaN where the units do not convert.
    """

    kinds: list[int]
    periods: dict[str, int]
    kind: NDArray[np.int64]
    period: NDArray[np.int64]
    unit: NDArray[np.int64]
    plain: NDArray[np.bool_]
    numerator: NDArray[np.float64]
    denominator: NDArray[np.float64]

    def scaled(
        self, number: NDArray[Any], indicator: NDArray[Any], shared: NDArray[Any]
    ) -> NDArray[np.float64]:
        """Numbers in their indicators' units; NaN where a cell needs its row."""
        import numpy as np

        unit = self.unit[shared]
        value = number * self.numerator[indicator, unit] / self.denominator[indicator, unit]
        return np.where(self.plain[shared], value, np.nan)


def _meanings(connection: Connection, wanted: PanelAsked) -> _Meanings:
    import numpy as np

    selection = wanted.selection
    found = rows(
        connection,
        "SELECT kind, period, unit, definition, frequency FROM cache.shared ORDER BY id",
    )
    periods = {code: n for n, code in enumerate(sorted({row[1] for row in found}))}
    units = {code: n for n, code in enumerate(sorted({row[2] for row in found}))}
    kinds = {
        kind
        for kind, period, _, _, frequency in found
        if (not selection.periods or period in selection.periods)
        and (not selection.frequencies or frequency in selection.frequencies)
    }
    numerator = np.full((len(wanted.units), len(units)), np.nan)
    denominator = np.ones_like(numerator)
    for i, own in enumerate(wanted.units.values()):
        target = parse_unit(own)
        for printed, u in units.items():
            unit = find_unit(printed)
            if unit and unit.converts_to(target):
                factor = unit.factor_to(target)
                numerator[i, u], denominator[i, u] = factor.numerator, factor.denominator
    return _Meanings(
        sorted(kinds),
        periods,
        np.array([row[0] for row in found], dtype=np.int64),
        np.array([periods[row[1]] for row in found], dtype=np.int64),
        np.array([units[row[2]] for row in found], dtype=np.int64),
        np.array([row[3] in wanted.definitions for row in found], dtype=bool),
        numerator,
        denominator,
    )


def _axis(
    given: Sequence[str], codes: dict[str, int], found: NDArray[np.int64]
) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """The labels of an axis, those found unless given, and the place of each found number."""
    import numpy as np

    present = set(np.flatnonzero(np.bincount(found)).tolist()) if len(found) else set()
    labels = tuple(given) or tuple(sorted(code for code, n in codes.items() if n in present))
    places = np.zeros(max(codes.values(), default=0) + 1, dtype=np.int64)
    for place, label in enumerate(labels):
        if label in codes:
            places[codes[label]] = place
    return labels, places[found]


def _codes(connection: Connection, name: str) -> dict[str, int]:
    return dict(rows(connection, f"SELECT code, id FROM cache.{name}"))


def _cut_regular(
    connection: Connection, wanted: PanelAsked, meanings: _Meanings, terms: str
) -> tuple[tuple[str, ...], tuple[str, ...], NDArray[np.float64]] | None:
    """Parties, periods and values where every cell stands in the cache once and in order."""
    codes, named = _codes(connection, "party"), _codes(connection, "indicator")
    parties = tuple(wanted.parties) or tuple(sorted(codes))
    known = set(parties) <= set(codes) and set(wanted.units) <= set(named)
    if not known or list(wanted.periods) != sorted(wanted.periods):
        return None
    layout = Layout(
        [codes[name] for name in parties],
        [named[name] for name in wanted.units],
        meanings.kind,
        meanings.period,
        meanings.unit,
        meanings.plain,
        meanings.numerator,
        meanings.denominator,
        len(parties) * len(wanted.units) * len(meanings.kinds),
    )
    found = regular(connection, terms, layout)
    if found is None:
        return None
    name_of = {number: code for code, number in meanings.periods.items()}
    periods = tuple(name_of[n] for n in found[0])
    return (
        None
        if wanted.periods and tuple(wanted.periods) != periods
        else (parties, periods, found[1])
    )


def _terms(connection: Connection, selection: Selection, meanings: _Meanings) -> str:
    """The condition on rows of the cache that count on the day."""
    day = selection.as_of or TODAY
    terms = [
        f"known_from <= DATE '{day}'",
        f"DATE '{day}' < known_to",
        among("kind", meanings.kinds),
        among("counterparty", [n for c, n in _codes(connection, "counterparty").items() if not c]),
    ]
    for name, wanted in (("indicator", selection.indicators), ("party", selection.parties)):
        if wanted:
            codes = _codes(connection, name)
            terms.append(among(name, sorted({codes[code] for code in wanted if code in codes})))
    return " AND ".join(terms)


def _amended(connection: Connection, labels: tuple[tuple[str, ...], ...]) -> list[tuple[int, ...]]:
    """The places of cells with corrections or withdrawals."""
    places = [{name: n for n, name in enumerate(axis)} for axis in labels]
    cells = rows(
        connection,
        "SELECT DISTINCT party, period, indicator FROM cache.amended WHERE counterparty = ''",
    )
    return [
        tuple(axis[name] for axis, name in zip(places, cell, strict=True))
        for cell in cells
        if all(name in axis for axis, name in zip(places, cell, strict=True))
    ]


def _resolve_hard(
    panel: Panel, hard: tuple[NDArray[np.int64], ...], wanted: PanelAsked, choose: Choose
) -> dict[Cell, Any]:
    """Fill the cells that need their rows; what stays empty and why."""
    labels = (panel.parties, panel.periods, panel.indicators)
    cells = {
        tuple(axis[n] for axis, n in zip(labels, place, strict=True)): place
        for place in zip(*(part.tolist() for part in hard), strict=True)
    }
    parties, periods, indicators = (tuple(sorted(set(names))) for names in zip(*cells, strict=True))
    selection = replace(wanted.selection, parties=parties, periods=periods, indicators=indicators)
    units = {name: wanted.units[name] for name in indicators}
    chosen = [
        c
        for c in choose(selection)
        if (c.fact.party, c.fact.period, c.fact.indicator) in cells and not c.fact.counterparty
    ]
    small = cut(chosen, units, definitions=wanted.definitions)
    for cell, place in cells.items():
        if cell in small.cells:
            where = tuple(
                axis.index(name)
                for axis, name in zip(
                    (small.parties, small.periods, small.indicators), cell, strict=True
                )
            )
            panel.values[place] = small.values[where]
    return dict(small.refused)
