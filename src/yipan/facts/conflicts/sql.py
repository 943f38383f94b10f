"""The same search in SQL for ledgers of many millions of rows: which things have two values.

Exact: a printed numeral becomes a DECIMAL interval; what does not fit one exactly (more than five
decimals, more than ten digits before the point, a printed range) or mixes units is left to the
pure functions. A thing is `sure` when SQL alone decides; the others are decided by
`conflicts.find` from their rows.
Withdrawn figures still count here: drop them in `where`, or decide with `conflicts.find`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from yipan.facts.engine import rows
from yipan.facts.parts import ORDER_BY
from yipan.facts.record import Fact, column_names

if TYPE_CHECKING:
    from yipan.facts.engine import Connection

# What same_thing() compares within: a definition or price basis apart is a conflict, too.
GROUP = ("indicator", "party", "counterparty", "period", "frequency")
KEYS = ", ".join(GROUP)

_VALUE = "TRY_CAST(replace(value, ',', '') AS DECIMAL(15,5))"
_STEP = "TRY_CAST(step AS DECIMAL(15,5))"
# Ends of the interval, as core.printed has them. DECIMAL products are exact, and at 18 digits they
# stay in 64 bits.
_LOW = """(CASE qualifier
  WHEN 'rounded' THEN v - s * 0.5
  WHEN 'about' THEN v - abs(v) * 0.05
  WHEN 'nearly' THEN v - greatest(v, 0) * 0.1
  WHEN 'below' THEN least(v, 0)
  ELSE v END)::DECIMAL(18,7)"""
_HIGH = """(CASE qualifier
  WHEN 'rounded' THEN v + s * 0.5
  WHEN 'about' THEN v + abs(v) * 0.05
  WHEN 'nearly' THEN v - least(v, 0) * 0.1
  WHEN 'at_least' THEN 99999999999
  WHEN 'and_more' THEN v + s
  ELSE v END)::DECIMAL(18,7)"""
# A numeral that DECIMAL(15,5) holds to the last digit.
_EXACT = (
    "v IS NOT NULL AND s IS NOT NULL AND qualifier <> 'range' AND (s > 0 OR step = '0') "
    "AND (NOT contains(value, '.') OR length(value) - position('.' IN value) <= 5)"
)


def conflict_sql(table: str, where: str = "true") -> str:
    """Things with figures that cannot agree, as a table expression.

    Columns: the thing's, `figures`, and `sure` (false: the rows must be compared exactly).
    """
    return f"""(SELECT {KEYS}, figures, NOT unsure AS sure FROM (
  SELECT {KEYS}, count(*) AS figures, max(low) AS highest_low, min(high) AS lowest_high,
    min(unit) <> max(unit) OR bool_or(NOT exact) AS unsure
  FROM (
    SELECT {KEYS}, unit, ({_LOW}) AS low, ({_HIGH}) AS high, ({_EXACT}) AS exact
    FROM (SELECT {KEYS}, value, unit, step, qualifier, {_VALUE} AS v, {_STEP} AS s
      FROM {table} WHERE row = 'figure' AND ({where}))
  )
  GROUP BY {KEYS} HAVING count(*) > 1
) WHERE unsure OR highest_low > lowest_high)"""


def count_things(connection: Connection, table: str, where: str = "true") -> tuple[int, int]:
    """How many things are surely in conflict, and how many must be compared exactly."""
    named = conflict_sql(table, where)
    sql = f"SELECT count(*) FILTER (sure), count(*) FILTER (NOT sure) FROM {named}"
    sure, unsure = rows(connection, sql)[0]
    return int(sure), int(unsure)


def facts_in_conflict(
    connection: Connection, table: str, where: str = "true", most: int | None = None
) -> Iterator[Fact]:
    """All rows of the things that `conflict_sql` names, amendments included, in canonical order.

    `most` limits the number of things, the first ones in order.
    """
    limit = "" if most is None else f"ORDER BY {KEYS} LIMIT {most}"
    names = ", ".join(f"t.{name}" for name in column_names())
    sql = (
        f"SELECT {names} FROM {table} t SEMI JOIN "
        f"(SELECT {KEYS} FROM {conflict_sql(table, where)} {limit}) c USING ({KEYS}) "
        f"WHERE ({where}) ORDER BY {ORDER_BY}"
    )
    return (Fact(*row) for row in rows(connection, sql))
