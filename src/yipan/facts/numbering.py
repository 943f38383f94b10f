"""What many rows share, numbered: a row is then its own columns and two numbers.

Sorting compares numbers instead of some twenty columns of text, and a number is turned back into
its columns only when the row is written. Shared columns with few values are kept as enumerations,
which the writer takes as they are; the file has plain text all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from yipan.facts.engine import identifier, rows, scalar
from yipan.facts.parts import DAYS, NAMES, ORDER_BY, SHARED
from yipan.facts.record import COLUMNS

if TYPE_CHECKING:
    from yipan.facts.engine import Connection

_DATES = {column.name for column in COLUMNS if column.type == "DATE"}
_OWN = ("indicator", "party", "counterparty", "value", "locator")
_SORTED = ("indicator", "party", "counterparty", "alike", "value", "locator", "exactly")
NUMBERED_FROM = 200_000
# Every group of rows of a file repeats the whole dictionary of an enumeration.
FEW_VALUES, FEW_BYTES = 1_000, 16_384

# The rows of a table of own columns and numbers, distinct and in canonical order.
Ordered = Callable[[str], str]


def number(connection: Connection, source: str, given: str | None, total: int) -> Ordered:
    """Number the combinations of shared columns in canonical order.

    `alike` counts combinations, `exactly` tells the days of learning apart as well. What is given
    maps to a number in `numbered_given`, a number to what is kept in `numbered`.
    `given`: a table that maps the shared columns as `source` has them (named `g_…`) to those that
    are kept; without it they are kept as they are. `total`: the rows of `source`.
    """
    shared = ", ".join(SHARED)
    order = ", ".join(f"{name} NULLS FIRST" for name in SHARED)
    connection.execute(
        f"CREATE TABLE numbered_given AS SELECT *, "
        f"CAST(dense_rank() OVER (ORDER BY {order}) AS INTEGER) AS alike, "
        f"CAST(dense_rank() OVER (ORDER BY {order}, learned_on NULLS FIRST) AS INTEGER) "
        f"AS exactly FROM {given or _as_given(source)}"
    )
    many = int(scalar(connection, "SELECT count(*) FROM numbered_given")) * 8 > total
    plain = many or total < NUMBERED_FROM
    kept = shared if plain else ", ".join(_enumerated(connection, name) for name in SHARED)
    connection.execute(
        f"CREATE TABLE numbered AS SELECT DISTINCT {kept}, learned_on, alike, exactly "
        "FROM numbered_given"
    )
    return _plain if plain else _numbered


def gathered(source: str, where: str) -> str:
    """The rows of a stretch as their own columns and the numbers of what they share."""
    own = ", ".join(f"s.{name}" for name in _OWN)
    return (
        f"(SELECT {own}, h.alike, h.exactly FROM (SELECT * FROM {source} WHERE {where}) s "
        f"JOIN numbered_given h ON ({_same('h.g_', 's.', (*SHARED, 'learned_on'))}))"
    )


def fresh(table: str, known: str | None, where: str) -> str:
    """The rows of a table of numbered rows that are not in `known`.

    A known row can be one of them only if it shares a combination that was numbered.
    """
    if known is None:
        return f"(SELECT * FROM {table} WHERE {where})"
    own = ", ".join(f"s.{name}" for name in _OWN)
    there = (
        f"(SELECT {own}, h.alike FROM (SELECT * FROM {known} WHERE {where}) s "
        f"JOIN (SELECT DISTINCT {', '.join(SHARED)}, alike FROM numbered) h "
        f"ON ({_same('h.', 's.', [name for name in SHARED if name not in DAYS])}))"
    )
    same = " AND ".join(f"k.{name} = f.{name}" for name in (*_OWN, "alike"))
    return (
        f"(SELECT f.* FROM {table} f "
        f"WHERE {where} AND NOT EXISTS (SELECT 1 FROM {there} k WHERE {same}))"
    )


def _as_given(source: str) -> str:
    shared = ", ".join(f"{name} AS g_{name}, {name}" for name in (*SHARED, "learned_on"))
    return f"(SELECT DISTINCT {shared} FROM {source})"


def _enumerated(connection: Connection, name: str) -> str:
    """The column, as an enumeration where it is text of few values."""
    if name in _DATES:
        return name
    values = f"SELECT DISTINCT {name} FROM numbered_given"
    ((count, size),) = rows(connection, f"SELECT count(*), sum(strlen({name})) FROM ({values})")
    if count > FEW_VALUES or size > FEW_BYTES:
        return name
    kind = identifier(f"{name}s")
    connection.execute(f"CREATE TYPE {kind} AS ENUM ({values} ORDER BY 1)")
    return f"CAST({name} AS {kind}) AS {name}"


def _plain(table: str) -> str:
    """Distinct rows in canonical order, sorted by all columns."""
    distinct = (
        f"SELECT {', '.join(_OWN)}, alike, min(exactly) AS exactly FROM {table} "
        f"GROUP BY {', '.join(_OWN)}, alike"
    )
    joined = f"SELECT {NAMES} FROM ({distinct}) n JOIN numbered h ON (n.exactly = h.exactly)"
    return f"SELECT * FROM ({joined}) ORDER BY {ORDER_BY}"


def _numbered(table: str) -> str:
    """The same, sorted by numbers instead of the shared columns."""
    ordered = f"SELECT * FROM {table} ORDER BY {', '.join(_SORTED)}"
    repeated = " AND ".join(f"lag({name}) OVER () = {name}" for name in _SORTED[:-1])
    first = f"SELECT * FROM ({ordered}) QUALIFY NOT coalesce({repeated}, false)"
    return f"SELECT {NAMES} FROM ({first}) n JOIN numbered h ON (n.exactly = h.exactly)"


def _same(left: str, right: str, names: Iterable[str]) -> str:
    return " AND ".join(
        f"{left}{n} IS NOT DISTINCT FROM {right}{n}" if n in _DATES else f"{left}{n} = {right}{n}"
        for n in names
    )
