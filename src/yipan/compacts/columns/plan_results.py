"""What a plan leaves behind: one row per case, and the tables that are read from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from yipan.compacts.columns.columnar import Dialect, literal, quoted
from yipan.compacts.columns.plan_chain import Chain
from yipan.compacts.columns.plan_words import Emitted
from yipan.facts.plans import Selection, Step

# Conditions that one whole number of 64 bits holds: fewer columns to order and to store.
MARKS = 60


@dataclass(frozen=True, slots=True)
class Open:
    """Where a clause is undetermined, or stops a case; `period` is None before the first."""

    clause: str
    period: int | None
    condition: str


@dataclass(slots=True)
class Outcome:
    """Moves, undetermined clauses and stopped cases of a plan."""

    moves: list[Emitted] = field(default_factory=list)
    holes: list[Open] = field(default_factory=list)
    stops: list[Open] = field(default_factory=list)

    def steps(self, chain: Chain, given: Sequence[str], years: int, dialect: Dialect) -> list[Step]:
        """Queries over the columns of the chain, over the given ones of a case."""
        ends = dict.fromkeys(e for m in self._moving() for e in (m.giver, m.receiver))
        columns = ["case_key", "first_year", "idle", *(e for e in ends if e.startswith('"'))]
        columns += dict.fromkeys(m.units for m in self._moving() if m.units != "0")
        settled = chain.query("wide", given, [*columns, *self._marks()])
        holes, stops = range(len(self.holes)), range(len(self.holes), len(self._opens()))
        return [
            Step("settled", f"{settled} ORDER BY case_key", kept=True),
            Step("duplicates", _duplicates(years)),
            self._moved(dialect),
            Step("undetermined", self._clause_rows(holes)),
            Step("stopped", self._clause_rows(stops)),
            Step("counted", self._counted(holes, stops)),
        ]

    def _opens(self) -> list[Open]:
        return [*self.holes, *self.stops]

    def _marks(self) -> Iterator[str]:
        """Columns with a bit for each condition that holds."""
        opens = self._opens()
        for start in range(0, len(opens), MARKS):
            bits = [
                f"CASE WHEN {one.condition} THEN {_whole(1 << place)} ELSE 0 END"
                for place, one in enumerate(opens[start : start + MARKS])
            ]
            yield f"{' + '.join(bits)} AS {_column(start)}"

    def _counted(self, holes: range, stops: range) -> str:
        """How many undetermined and stopped clauses there are, in one pass."""
        return f"SELECT {_sum_of_marks(holes)}, {_sum_of_marks(stops)} FROM settled"

    def _moving(self) -> list[Emitted]:
        """Moves of which some may have an amount."""
        return [move for move in self.moves if not move.never]

    def _moved(self, dialect: Dialect) -> Step:
        """The moves of one year and clause below those of the other."""
        clauses = list(dict.fromkeys(m.clause for m in self._moving()))
        rows = tuple(
            Selection(
                f'case_key AS "case", {_year(move.period)} AS year, '
                f"{dialect.one_of(move.clause, clauses)} AS clause, {move.giver} AS giver, "
                f"{move.receiver} AS receiver, {move.units} AS units",
                "settled",
                f"{move.units} > 0",
            )
            for move in self._moving()
        )
        nothing = (
            "SELECT case_key AS \"case\", 0 AS year, '' AS clause, '' AS giver, '' AS receiver, "
            "0 AS units FROM settled WHERE FALSE"
        )
        query = " UNION ALL ".join(selection.query() for selection in rows) or nothing
        return Step("moves", query, stacked=rows)

    def _clause_rows(self, places: range) -> str:
        opens = self._opens()
        parts = [
            f'SELECT case_key AS "case", {_year(opens[place].period)} AS year, '
            f"{literal(opens[place].clause)} AS clause FROM settled "
            f"WHERE ({_column(place)} & {_whole(1 << place % MARKS)}) <> 0"
            for place in places
        ]
        nothing = "SELECT case_key AS \"case\", 0 AS year, '' AS clause FROM settled WHERE FALSE"
        return " UNION ALL ".join(parts) or nothing


def _sum_of_marks(places: range) -> str:
    """How many of these conditions hold, over all cases."""
    masks: dict[str, int] = {}
    for place in places:
        column = _column(place)
        masks[column] = masks.get(column, 0) | 1 << place % MARKS
    sums = [f"COALESCE(SUM(BIT_COUNT({c} & {_whole(mask)})), 0)" for c, mask in masks.items()]
    return " + ".join(sums) or "0"


def _duplicates(years: int) -> str:
    """Cases with two rows for one year, or two rows of constants.

    Rows are counted over all cases, and constants given twice are joined twice: only where there
    are more than there should be are the cases counted one by one.
    """
    seen = f"SELECT SUM(BIT_COUNT(seen & {_whole((1 << years) - 1)})) FROM turned"
    yearly = f"(SELECT COUNT(*) FROM periods) > COALESCE(({seen}), 0)"
    more = "(SELECT COUNT(*) FROM settled WHERE NOT idle) > (SELECT COUNT(*) FROM turned)"
    again = 'FROM {} WHERE {} GROUP BY "case" HAVING COUNT(*) > {}'
    idle = "SELECT case_key FROM settled WHERE idle GROUP BY case_key"
    return (
        f'SELECT "case" {again.format("periods", yearly, "COUNT(DISTINCT year)")} '
        f'UNION ALL SELECT "case" {again.format("cases", more, "1")} '
        f"UNION ALL {idle} HAVING COUNT(*) > 1"
    )


def _column(place: int) -> str:
    return quoted(f"marks {place // MARKS}")


def _whole(number: int) -> str:
    return f"CAST({number} AS BIGINT)"


def _year(period: int | None) -> str:
    return f"first_year + {period - 1}" if period is not None else "NULL"
