"""A ledger asked on Spark: which figure counts on a day, and the panel of those figures.

The parts are read where Spark sees them. The order of preference is the rule's, written as numbers
for the few combinations of columns that many rows share. Things with corrections or withdrawals are
few, as are printed ranges and those chosen by hand; they are resolved from their rows on this
machine, by the same code as everywhere.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from yipan.core.units import find_unit, parse_unit
from yipan.core.words import Words
from yipan.facts.engine import text
from yipan.facts.panel import as_float, year_column
from yipan.facts.parts import EMPTY, FOLDER, NAMES, ORDER
from yipan.facts.record import THING, Fact
from yipan.facts.resolve import LATEST, UNRANKED, Preference, ResolveRule, resolve
from yipan.facts.selection import EVERYTHING, PanelAsked, Selection
from yipan.facts.spark.session import Spark, path_of

if TYPE_CHECKING:
    from yipan.facts.ledger import Ledger

_DAY = "coalesce(g.public_from, g.learned_on, DATE '0001-01-01')"
ROOT = "YIPAN_SPARK_LEDGER"
_SEEN = Words(
    f"Spark 须能读到账的文件夹;若在别处,用 {ROOT} 指明",
    f"Spark has to see the ledger's folder; where it has a copy elsewhere, name that in {ROOT}",
)
COMBINED = ("unit", "step", "source", "period")
PANEL = ("party", "period", "indicator", "value")


@dataclass(frozen=True, slots=True)
class LongPanelWritten:
    """What was written: how many cells, and how many things were resolved on this machine."""

    cells: int
    apart: int


class SparkLedger:
    """The parts of a ledger's state.

    `root`: where Spark sees the ledger's folder, or a copy of it; YIPAN_SPARK_LEDGER stands in,
    then the folder itself.
    """

    def __init__(self, spark: Spark, ledger: Ledger, root: str = "") -> None:
        self._spark = spark
        at = path_of(root or os.environ.get(ROOT) or ledger.path)
        files = [f"{at}/{FOLDER}/{part.file}" for part in ledger.manifest.parts]
        if files:
            spark.parquet("ledger", *files, hint=_SEEN)
        else:
            spark.view("ledger", f"SELECT * FROM {EMPTY} nothing")
        self._ledger = ledger

    def chosen(self, selection: Selection = EVERYTHING, rule: ResolveRule = LATEST) -> list[Fact]:
        """For each thing the row whose value counts, in canonical order."""
        plain = self._choice(selection, rule)
        rows = self._spark.rows(f"SELECT {NAMES} FROM {plain}")
        found = [Fact(*row) for row in rows] + self._chosen_apart(selection, rule)
        return sorted(found, key=_order)

    def write_panel(
        self, path: str, asked: PanelAsked, rule: ResolveRule = LATEST
    ) -> LongPanelWritten:
        """The cells of `Ledger.panel_of` as a long table: party, period, indicator, value.

        As there, several things that compete for a cell leave it empty.
        """
        self._scales(asked.units)
        self._columns(asked)
        kept = ", ".join(map(text, asked.definitions))
        plain = (
            "SELECT c.party, t.shown AS period, c.indicator, "
            "CAST(replace(c.value, ',', '') AS DOUBLE) * s.numerator / s.denominator AS value "
            f"FROM {self._choice(asked.selection, rule)} c JOIN scales s "
            "ON (s.indicator = c.indicator AND s.unit = c.unit) "
            "JOIN period_columns t ON (t.period = c.period) "
            f"WHERE c.counterparty = '' AND c.definition IN ({kept})"
        )
        extra = self._apart_cells(asked, rule)
        self._spark.table(
            "apart_cells",
            {name: [row[n] for row in extra] for n, name in enumerate(PANEL)},
            "party STRING, period STRING, indicator STRING, value DOUBLE",
        )
        self._spark.write(
            "SELECT party, period, indicator, min(value) AS value FROM "
            f"(SELECT * FROM ({plain}) p UNION ALL SELECT * FROM apart_cells) b "
            "GROUP BY party, period, indicator HAVING count(*) = 1",
            path_of(path),
        )
        if self._spark.here and not Path(path).exists():
            return LongPanelWritten(0, len(extra))  # of no rows Sail writes no file
        self._spark.parquet("written", path_of(path))
        count = int(self._spark.rows("SELECT count(*) FROM written")[0][0])
        return LongPanelWritten(count, len(extra))

    def _choice(self, selection: Selection, rule: ResolveRule) -> str:
        """The best row of each thing that no amendment is about, as a table expression."""
        self._preferred(rule)
        self._apart(rule)
        order = ", ".join(
            ["f.fine_rank", *(f"g.{name} NULLS FIRST" for name in ORDER if name not in THING)]
        )
        keys = {
            Preference.LATEST: f"{_DAY} DESC",
            Preference.FIRST: _DAY,
            Preference.PRIORITY: "r.source_rank",
        }
        first = ", ".join(keys[p] for p in rule.prefer)
        same = " AND ".join(f"a.{name} = g.{name}" for name in THING)
        return (
            f"(SELECT {NAMES} FROM (SELECT g.*, row_number() OVER (PARTITION BY "
            f"{', '.join('g.' + n for n in THING)} ORDER BY {first}, {order}) AS best "
            f"FROM (SELECT * FROM ledger WHERE row = 'figure' AND {selection.where()}) g "
            "JOIN fineness f ON (f.unit = g.unit AND f.step = g.step) "
            "JOIN source_ranks r ON (r.source = g.source) "
            f"WHERE NOT EXISTS (SELECT 1 FROM apart a WHERE {same})) x WHERE best = 1)"
        )

    def _apart(self, rule: ResolveRule) -> None:
        """The things that are resolved here: amended, printed as a range, or chosen by hand."""
        thing = ", ".join(THING)
        amended = self._spark.rows(
            f"SELECT DISTINCT {thing} FROM ledger WHERE row <> 'figure' OR qualifier = 'range'"
        )
        by_hand = [
            tuple(getattr(fact, name) for name in THING)
            for choice in rule.manual
            for fact in self._ledger.find(choice.fact)
        ]
        rows = sorted({*amended, *by_hand})
        columns = {name: [row[n] for row in rows] for n, name in enumerate(THING)}
        self._spark.table("apart", columns, ", ".join(f"{name} STRING" for name in THING))

    def _preferred(self, rule: ResolveRule) -> None:
        """Small tables: how fine a printed step is, and the rank of each source."""
        pairs = self._found("unit", "step")
        sizes = {pair: _fineness(*pair) for pair in pairs}
        place = {size: number for number, size in enumerate(sorted(set(sizes.values())))}
        self._spark.table(
            "fineness",
            {
                "unit": [unit for unit, _ in pairs],
                "step": [step for _, step in pairs],
                "fine_rank": [place[sizes[pair]] for pair in pairs],
            },
            "unit STRING, step STRING, fine_rank INT",
        )
        sources = [source for (source,) in self._found("source")]
        ranks = [rule.priority.get(source, UNRANKED) for source in sources]
        self._spark.table(
            "source_ranks",
            {"source": sources, "source_rank": ranks},
            "source STRING, source_rank INT",
        )

    @cached_property
    def _combined(self) -> list[tuple[str, ...]]:
        """The combinations of what many rows share, in one pass over the parts."""
        return self._spark.rows(f"SELECT DISTINCT {', '.join(COMBINED)} FROM ledger")

    def _found(self, *names: str) -> list[tuple[str, ...]]:
        """The values of some of those columns that occur, sorted."""
        places = [COMBINED.index(name) for name in names]
        return sorted({tuple(row[place] for place in places) for row in self._combined})

    def _scales(self, units: Mapping[str, str]) -> None:
        """What turns each printed unit into the unit wanted, for units that convert."""
        printed = [unit for (unit,) in self._found("unit")]
        found: list[tuple[str, str, float, float]] = []
        for indicator, own in units.items():
            target = parse_unit(own)
            for name in printed:
                unit = find_unit(name)
                if unit and unit.converts_to(target):
                    factor = unit.factor_to(target)
                    found.append(
                        (indicator, name, float(factor.numerator), float(factor.denominator))
                    )
        columns = ("indicator", "unit", "numerator", "denominator")
        self._spark.table(
            "scales",
            {name: [row[n] for row in found] for n, name in enumerate(columns)},
            "indicator STRING, unit STRING, numerator DOUBLE, denominator DOUBLE",
        )

    def _columns(self, asked: PanelAsked) -> None:
        """The column of a panel that each period of the ledger stands in."""
        found = [period for (period,) in self._found("period")]
        shown = {p: year_column(p) if asked.year_ends else p for p in found}
        kept = {p: s for p, s in shown.items() if not asked.periods or s in asked.periods}
        self._spark.table(
            "period_columns",
            {"period": list(kept), "shown": list(kept.values())},
            "period STRING, shown STRING",
        )

    def _apart_rows(self, selection: Selection) -> list[Fact]:
        same = " AND ".join(f"a.{name} = g.{name}" for name in THING)
        sql = (
            f"SELECT {', '.join('g.' + n for n in NAMES.split(', '))} FROM "
            f"(SELECT * FROM ledger WHERE {selection.where()}) g "
            f"WHERE EXISTS (SELECT 1 FROM apart a WHERE {same})"
        )
        return sorted((Fact(*row) for row in self._spark.rows(sql)), key=_order)

    def _chosen_apart(self, selection: Selection, rule: ResolveRule) -> list[Fact]:
        rows = self._apart_rows(selection)
        found = resolve(rows, rule, as_of=selection.as_of, learned_by=selection.learned_by)
        return [chosen.fact for chosen in found]

    def _apart_cells(
        self, asked: PanelAsked, rule: ResolveRule
    ) -> list[tuple[str, str, str, float]]:
        cells = []
        for fact in self._chosen_apart(asked.selection, rule):
            unit = find_unit(fact.unit)
            wanted = asked.units.get(fact.indicator)
            if fact.counterparty or fact.definition not in asked.definitions:
                continue
            if unit and wanted and unit.converts_to(parse_unit(wanted)):
                column = year_column(fact.period) if asked.year_ends else fact.period
                if not asked.periods or column in asked.periods:
                    value = as_float(fact, wanted)
                    cells.append((fact.party, column, fact.indicator, value))
        return cells


def _fineness(unit: str, step: str) -> Fraction:
    found = find_unit(unit)
    return Fraction(step) * (found.factor if found else 1)


def _order(fact: Fact) -> tuple[tuple[bool, object], ...]:
    """Canonical order; what is empty stands first."""
    values = (getattr(fact, name) for name in ORDER)
    return tuple((v is not None, v if v is not None else date.min) for v in values)
