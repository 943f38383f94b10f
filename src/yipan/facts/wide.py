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
from yipan.facts.engine import attached, connect, rows, text
from yipan.facts.panel import Cell, Panel, cut
from yipan.facts.resolve import Chosen
from yipan.facts.selection import Selection

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from yipan.facts.engine import Connection

# What the ledger itself answers for some cells.
Choose = Callable[[Selection], list[Chosen]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A panel that is asked for; see `Ledger.panel`."""

    units: Mapping[str, str]
    parties: Sequence[str]
    periods: Sequence[str]
    definitions: Sequence[str]
    selection: Selection


class LedgerCells(Mapping[Cell, Chosen]):
    """The facts behind the cells of a large panel, looked up when one is asked for."""

    def __init__(self, panel: Panel, wanted: Wanted, choose: Choose) -> None:
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


def cut_wide(file: Path, wanted: Wanted, choose: Choose, *, rule: str, ledger: str) -> Panel:
    """The panel from the cache in `file`, on a connection of its own."""
    scratch = Path(tempfile.gettempdir()) / f"yipan-spill-{os.getpid()}"
    with connect(scratch) as connection, attached(connection, file, "cache", write=False):
        return _cut(connection, wanted, choose, rule, ledger)


def _cut(connection: Connection, wanted: Wanted, choose: Choose, rule: str, ledger: str) -> Panel:
    import numpy as np

    selection = wanted.selection
    base = _held(connection, wanted)
    parties = tuple(wanted.parties) or _found(connection, base, "party")
    periods = tuple(wanted.periods) or _found(connection, base, "period")
    indicators = tuple(wanted.units)
    for name, axis in (("party", parties), ("period", periods), ("indicator", indicators)):
        _places(connection, name, axis)
    shape = (len(parties), len(periods), len(indicators))
    cells, numbers = _fetch(connection, base, shape)
    values = np.full(shape, np.nan).ravel()
    values[cells] = numbers
    often = np.bincount(cells, minlength=values.size) > 1
    often[cells[np.isnan(numbers)]] = True
    often[_amended(connection, shape)] = True
    hard = np.flatnonzero(often)
    values[hard] = np.nan
    values = values.reshape(shape)
    panel = Panel(
        parties,
        periods,
        indicators,
        tuple(wanted.units.values()),
        values,
        {},
        {},
        rule,
        selection.as_of,
        ledger,
    )
    refused = (
        _resolve_hard(panel, np.unravel_index(hard, shape), wanted, choose) if len(hard) else {}
    )
    values.setflags(write=False)
    return replace(panel, cells=LedgerCells(panel, wanted, choose), refused=refused)


def _held(connection: Connection, wanted: Wanted) -> str:
    """The figures that count on the day, with the names of what they are about.

    `number` is in the indicator's unit; NULL where the printed unit does not convert, the
    definition is another one or the numeral is a range.
    """
    selection = wanted.selection
    units = [unit for (unit,) in rows(connection, "SELECT DISTINCT unit FROM cache.shared")]
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE factor (indicator VARCHAR, unit VARCHAR, "
        "numerator DOUBLE, denominator DOUBLE)"
    )
    for indicator, own in wanted.units.items():
        for printed in units:
            found = find_unit(printed)
            if found and found.converts_to(parse_unit(own)):
                factor = found.factor_to(parse_unit(own))
                values = [indicator, printed, float(factor.numerator), float(factor.denominator)]
                connection.execute("INSERT INTO factor VALUES (?, ?, ?, ?)", values)
    day = selection.as_of or TODAY
    plain = ", ".join(map(text, wanted.definitions))
    kept = [f"i.code IN ({', '.join(map(text, wanted.units))})", "c.code = ''"]
    for column, codes in (
        ("p.code", selection.parties),
        ("s.period", selection.periods),
        ("s.frequency", selection.frequencies),
    ):
        if codes:
            kept.append(f"{column} IN ({', '.join(map(text, codes))})")
    return f"""(
  SELECT i.code AS indicator, p.code AS party, s.period,
    CASE WHEN s.definition IN ({plain}) THEN h.number * f.numerator / f.denominator END AS number
  FROM cache.held h JOIN cache.shared s ON (s.id = h.shared)
    JOIN cache.indicator i ON (i.id = h.indicator) JOIN cache.party p ON (p.id = h.party)
    JOIN cache.counterparty c ON (c.id = h.counterparty)
    LEFT JOIN factor f ON (f.indicator = i.code AND f.unit = s.unit)
  WHERE h.known_from <= DATE '{day}' AND DATE '{day}' < h.known_to AND {" AND ".join(kept)})"""


def _found(connection: Connection, base: str, name: str) -> tuple[str, ...]:
    return tuple(
        code for (code,) in rows(connection, f"SELECT DISTINCT {name} FROM {base} ORDER BY 1")
    )


def _places(connection: Connection, name: str, axis: Sequence[str]) -> None:
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE place_{name} AS SELECT unnest(?::VARCHAR[]) AS code, "
        "unnest(range(?)) AS place",
        [list(axis), len(axis)],
    )


def _at(shape: tuple[int, int, int]) -> str:
    return f"(p.place * {shape[1]} + t.place) * {shape[2]} + i.place"


def _fetch(
    connection: Connection, base: str, shape: tuple[int, int, int]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    import numpy as np

    found: dict[str, Any] = connection.execute(
        f"SELECT {_at(shape)} AS cell, coalesce(b.number, 'nan'::DOUBLE) AS number FROM {base} b "
        "JOIN place_party p ON (p.code = b.party) JOIN place_period t ON (t.code = b.period) "
        "JOIN place_indicator i ON (i.code = b.indicator)"
    ).fetchnumpy()
    return np.asarray(found["cell"], dtype=np.int64), np.asarray(found["number"], dtype=np.float64)


def _amended(connection: Connection, shape: tuple[int, int, int]) -> NDArray[np.int64]:
    import numpy as np

    found = rows(
        connection,
        f"SELECT DISTINCT {_at(shape)} FROM cache.amended b "
        "JOIN place_party p ON (p.code = b.party) JOIN place_period t ON (t.code = b.period) "
        "JOIN place_indicator i ON (i.code = b.indicator) WHERE b.counterparty = '' ORDER BY 1",
    )
    return np.array([cell for (cell,) in found], dtype=np.int64)


def _resolve_hard(
    panel: Panel, hard: tuple[NDArray[np.int64], ...], wanted: Wanted, choose: Choose
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
