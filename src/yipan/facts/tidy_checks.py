"""What a tidy row must be, in SQL: completed where columns follow from others, refused where wrong.

The columns that many rows share are judged once for each combination; indicator, party and value
are judged for each row, and only when a first look finds something wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from yipan.core.errors import BadNumber, BadPeriod, YipanError
from yipan.core.frequency import filed
from yipan.core.indicators import IndicatorKind
from yipan.core.interval import rational_text
from yipan.core.period_text import parse_period
from yipan.core.printed import MOST_DIGITS, Qualifier, read_step
from yipan.core.sources import read_published_on
from yipan.core.units import find_unit
from yipan.core.words import Words
from yipan.facts.engine import rows, scalar, text
from yipan.facts.parts import SHARED
from yipan.facts.record import COLUMNS, RowKind
from yipan.facts.tidy_read import Table

if TYPE_CHECKING:
    from yipan.facts.engine import Connection

NUMERAL = r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?"
RANGE = r"\d+(\.\d+)?\s*[-–—~至]\s*\d+(\.\d+)?"
_LAST = r"\d+(\.\d+)?$"
_KINDS = ", ".join(text(kind.value) for kind in RowKind)
_QUALIFIERS = ", ".join(text(item.value) for item in Qualifier)


def _fits(value: str, pattern: str) -> str:
    return f"(length({value}) <= {MOST_DIGITS} AND regexp_full_match({value}, {text(pattern)}))"


# Marks of a frequency that is not given, of a stock or of anything else; no row keeps them.
STOCK, FLOW = "<stock>", "<flow>"
PERIOD_MEANING = ", ".join(
    f"{mark}{column}"
    for mark in ("", "s_")
    for column in ("period VARCHAR", "period_start DATE", "period_end DATE", "frequency VARCHAR")
)


@dataclass(frozen=True, slots=True)
class Known:
    """The codes that a board knows; an empty collection is not checked.

    `stocks`: the indicators that are measured at a point in time.
    """

    indicators: Collection[str] = ()
    parties: Collection[str] = ()
    sources: Collection[str] = ()
    stocks: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """A column, the condition that holds for a bad row (`s`: the row, `h`: its shared columns as
    judged), and the reason. `shared`: whether the shared columns alone decide."""

    column: str
    bad: str
    reason: Words
    shared: bool = True


CHECKS = (
    Check("row", f"h.g_row NOT IN ({_KINDS})", Words("行类不识", "no such kind of row")),
    Check("period", "NOT h.period_fine", Words("不是时期", "not a period")),
    Check(
        "period_start",
        "h.period_fine AND h.g_period_start <> h.period_start",
        Words("与时期不合", "contradicts the period"),
    ),
    Check(
        "period_end",
        "h.period_fine AND h.g_period_end <> h.period_end",
        Words("与时期不合", "contradicts the period"),
    ),
    Check(
        "qualifier",
        f"h.g_qualifier NOT IN ({_QUALIFIERS})",
        Words("限定词不识", "no such qualifier"),
    ),
    Check(
        "unit",
        "h.g_row <> 'withdrawal' AND NOT h.unit_fine",
        Words("不认识单位", "unit is not known"),
    ),
    Check("step", "h.step IS NULL", Words("步长不是数", "the step is not a number")),
    Check("published_on", "NOT h.published_fine", Words("不是发布日期", "not a publication date")),
    Check(
        "target",
        "h.g_row <> 'figure' AND h.g_target = ''",
        Words("未写明所指的事实", "the fact that it is about is not named"),
    ),
    Check(
        "reason",
        "h.g_row <> 'figure' AND trim(h.g_reason) = ''",
        Words("未写明理由", "the reason is missing"),
    ),
    Check(
        "expects",
        "h.g_row = 'correction' AND h.g_expects = ''",
        Words("未写明预期的数值", "the expected value is missing"),
    ),
    Check(
        "value",
        f"h.g_row <> 'withdrawal' AND NOT {_fits('s.value', NUMERAL)} "
        f"AND NOT (h.g_qualifier = 'range' AND {_fits('s.value', RANGE)})",
        Words("不是数字", "not a numeral"),
        shared=False,
    ),
    Check("indicator", "{indicator}", Words("盘上没有此指标", "no such indicator"), shared=False),
    Check("party", "{party}", Words("盘上没有此方", "no such party"), shared=False),
    Check("source", "{source}", Words("盘上没有此来源", "no such source"), shared=False),
    Check("learned_on", "{learned_on}", Words("不是日期", "not a date"), shared=False),
)


@dataclass(frozen=True, slots=True)
class View:
    """A file's rows with the ledger's columns. `plain`: whether every value is one numeral."""

    sql: str
    plain: bool


def tidy_view(
    connection: Connection, table: Table, learned_on: date, stocks: Collection[str] = ()
) -> View:
    """A file's rows with the ledger's columns and types; `file_row_number` is each row's place.

    Empty cells that follow from their own row are filled in: kind of row, qualifier, step, day of
    learning. A frequency that follows from the period is marked for `judge_shared`; what a Parquet
    file leaves empty stays empty. Days that are none are empty here and found by `find_bad`.
    """
    file = f"read_parquet({text(str(table.parquet))}, file_row_number=true)"
    plain = not scalar(
        connection,
        f"SELECT count(*) FROM {file} "
        f"WHERE NOT coalesce({_fits('CAST(value AS VARCHAR)', NUMERAL)}, false)",
    )
    own = {c.name: _given(table, c.name, c.type) for c in COLUMNS}
    own["value"] = own["value"] if plain else f"trim({own['value']})"
    own["row"] = _unless_empty(own["row"], "'figure'")
    if table.file.suffix.lower() != ".parquet" or "frequency" not in table.columns:
        own["frequency"] = _unless_empty(own["frequency"], _follows(own["indicator"], stocks))
    own["learned_on"] = f"coalesce({own['learned_on']}, DATE '{learned_on}')"
    ranged = f"CASE WHEN regexp_full_match({own['value']}, {text(RANGE)}) THEN 'range' ELSE"
    bare = "'rounded'" if plain else f"{ranged} 'rounded' END"
    own["qualifier"] = (
        f"CASE {own['qualifier']} WHEN '' THEN {bare} WHEN 'rounded' THEN {bare} "
        f"ELSE {own['qualifier']} END"
    )
    own["step"] = _unless_empty(own["step"], _derived_step(own["value"], own["qualifier"]))
    picked = ", ".join(f"{own[c.name]} AS {c.name}" for c in COLUMNS)
    return View(f"(SELECT {picked}, file_row_number FROM {file})", plain)


def judge_shared(connection: Connection, views: list[View]) -> None:
    """The table `tidy_shared`: each combination of shared columns as given and as it is kept."""
    given = ", ".join(f"{name} AS g_{name}" for name in (*SHARED, "learned_on"))
    union = " UNION ALL ".join(f"SELECT {given} FROM {view.sql}" for view in views)
    connection.execute(f"CREATE TABLE tidy_given AS SELECT DISTINCT * FROM ({union})")
    _judged(connection, "period", PERIOD_MEANING, _period)
    _judged(connection, "unit", "", lambda given: () if find_unit(given) else None)
    _judged(connection, "published_on", "latest DATE", _published)
    _judged(connection, "step", "kept VARCHAR", _step)
    kept = {
        **{name: _of_stock(f"p.{name}", f"p.s_{name}") for name in ("period_start", "period_end")},
        "period": f"coalesce({_of_stock('p.period', 'p.s_period')}, '')",
        "frequency": f"CASE g_frequency WHEN {text(FLOW)} THEN coalesce(p.frequency, '') "
        f"WHEN {text(STOCK)} THEN coalesce(p.s_frequency, '') ELSE g_frequency END",
        "step": "s.kept",
        "public_from": "d.latest",
    }
    picked = ", ".join(f"{kept.get(n, f'g_{n}')} AS {n}" for n in (*SHARED, "learned_on"))
    connection.execute(
        f"CREATE TABLE tidy_shared AS SELECT g.*, {picked}, "
        "p.given IS NOT NULL AS period_fine, u.given IS NOT NULL AS unit_fine, "
        "d.given IS NOT NULL AS published_fine FROM tidy_given g "
        "LEFT JOIN known_period p ON (g_period = p.given) "
        "LEFT JOIN known_unit u ON (g_unit = u.given) "
        "LEFT JOIN known_published_on d ON (g_published_on = d.given) "
        "LEFT JOIN known_step s ON (g_step = s.given)"
    )


def find_bad(connection: Connection, table: Table, view: View, known: Known) -> str | None:
    """The bad rows of a view as (place, number of the check, value); None when there are none."""
    raw = f"read_parquet({text(str(table.parquet))}, file_row_number=true)"
    unknown = {
        "indicator": _unknown(connection, raw, "indicator", known.indicators),
        "party": _unknown(connection, raw, "party", known.parties),
        "source": _unknown(connection, raw, "source", known.sources),
    }
    days = [n for n in ("learned_on", "period_start", "period_end") if n in table.columns]
    no_days = [n for n in days if _no_day(connection, raw, n)]
    conditions = [check.bad for check in CHECKS]
    for number, check in enumerate(CHECKS):
        if check.column in unknown and not check.shared:
            names = ", ".join(text(name) for name in unknown[check.column])
            conditions[number] = f"s.{check.column} IN ({names})" if names else "false"
        elif check.column in days:
            wrong = f"r.{check.column}_wrong" if check.column in no_days else "false"
            conditions[number] = wrong if not check.shared else f"({check.bad}) OR {wrong}"
        elif check.column == "learned_on":
            conditions[number] = "false"
    if not no_days and not any(unknown.values()) and _all_fine(connection, view):
        return None
    cases = " ".join(f"WHEN {bad} THEN {number}" for number, bad in enumerate(conditions))
    shown = " ".join(
        f"WHEN {n} THEN {'r' if c.column in days else 's'}.{c.column}"
        for n, c in enumerate(CHECKS)
        if c.column not in {"learned_on", "period_start", "period_end"} or c.column in days
    )
    original = ", ".join(
        ["file_row_number"]
        + [f"CAST({n} AS VARCHAR) AS {n}, {_not_a_day(n)} AS {n}_wrong" for n in days]
    )
    same = " AND ".join(f"h.g_{n} IS NOT DISTINCT FROM s.{n}" for n in (*SHARED, "learned_on"))
    return (
        f"(SELECT place, bad, CASE bad {shown} END AS value FROM ("
        f"SELECT s.file_row_number AS place, CASE {cases} END AS bad, s, r FROM {view.sql} s "
        f"JOIN tidy_shared h ON ({same}) "
        f"JOIN (SELECT {original} FROM {raw}) r ON (r.file_row_number = s.file_row_number)) "
        "WHERE bad IS NOT NULL)"
    )


def _all_fine(connection: Connection, view: View) -> bool:
    """Whether no combination of shared columns and no value is bad."""
    shared = " OR ".join(f"({check.bad})" for check in CHECKS if check.shared)
    if rows(connection, f"SELECT 1 FROM tidy_shared h WHERE {shared} LIMIT 1"):
        return False
    if view.plain:
        return True
    odd = (
        f"SELECT 1 FROM {view.sql} WHERE row <> 'withdrawal' "
        f"AND NOT {_fits('value', NUMERAL)} "
        f"AND NOT (qualifier = 'range' AND {_fits('value', RANGE)}) LIMIT 1"
    )
    return not rows(connection, odd)


def _given(table: Table, name: str, kind: str) -> str:
    if name not in table.columns:
        return "NULL::DATE" if kind == "DATE" else "''"
    if kind == "DATE":
        return f"TRY_CAST({name} AS DATE)"
    return f"coalesce(CAST({name} AS VARCHAR), '')"


def _unless_empty(column: str, otherwise: str) -> str:
    return (
        otherwise if column == "''" else f"CASE {column} WHEN '' THEN {otherwise} ELSE {column} END"
    )


def _derived_step(value: str, qualifier: str) -> str:
    """The step of a numeral, as `core.printed` derives it."""
    last = f"regexp_extract({value}, {text(_LAST)})"
    digits = f"ltrim(replace({value}, ',', ''), '+-')"
    zeros = f"length({digits}) - length(rtrim({digits}, '0'))"
    decimals = f"length({last}) - position('.' IN {last})"
    return (
        f"CASE WHEN {qualifier} = 'exact' OR {value} = '' THEN '0' "
        f"WHEN contains({last}, '.') THEN '0.' || repeat('0', {decimals} - 1) || '1' "
        f"WHEN {qualifier} = 'and_more' AND rtrim({digits}, '0') <> '' "
        f"THEN '1' || repeat('0', {zeros}) ELSE '1' END"
    )


def _judged(
    connection: Connection,
    column: str,
    meaning: str,
    judge: Callable[[str], tuple[object, ...] | None],
) -> None:
    """The table `known_COLUMN`: each distinct value that is one, and what it means."""
    columns = ", ".join(part for part in ("given VARCHAR", meaning) if part)
    connection.execute(f"CREATE TABLE known_{column} ({columns})")
    found = rows(connection, f"SELECT DISTINCT g_{column} FROM tidy_given ORDER BY 1")
    judged = [(name, *meant) for (name,) in found if (meant := judge(name)) is not None]
    for start in range(0, len(judged), 500):
        piece = judged[start : start + 500]
        marks = ", ".join("(" + ", ".join("?" * len(row)) + ")" for row in piece)
        values = [value for row in piece for value in row]
        connection.execute(f"INSERT INTO known_{column} VALUES {marks}", values)


def _unknown(connection: Connection, raw: str, column: str, codes: Collection[str]) -> list[str]:
    names = set(codes)
    found = rows(connection, f"SELECT DISTINCT coalesce({column}, '') FROM {raw}")
    return sorted(n for (n,) in found if not n or (names and n not in names))


def _not_a_day(column: str) -> str:
    given = f"CAST({column} AS VARCHAR)"
    return f"coalesce({given} <> '' AND TRY_CAST({column} AS DATE) IS NULL, false)"


def _no_day(connection: Connection, raw: str, column: str) -> bool:
    return bool(rows(connection, f"SELECT 1 FROM {raw} WHERE {_not_a_day(column)} LIMIT 1"))


def _follows(indicator: str, stocks: Collection[str]) -> str:
    """The mark of a frequency that follows from the period, by the kind of indicator."""
    if not stocks:
        return text(FLOW)
    names = ", ".join(text(name) for name in sorted(stocks))
    return f"CASE WHEN {indicator} IN ({names}) THEN {text(STOCK)} ELSE {text(FLOW)} END"


def _of_stock(plain: str, stock: str) -> str:
    return f"CASE g_frequency WHEN {text(STOCK)} THEN {stock} ELSE {plain} END"


def _period(given: str) -> tuple[object, ...] | None:
    """Code, days and frequency of a value of that period; then the same of a stock's."""
    try:
        found = parse_period(given)
    except BadPeriod:
        return None
    meant: list[object] = []
    for kind in (IndicatorKind.FLOW, IndicatorKind.STOCK):
        period, frequency = filed(kind, found)
        meant += [period.code, period.start, period.end, frequency.value]
    return tuple(meant)


def _published(given: str) -> tuple[date | None] | None:
    try:
        return (read_published_on(given).latest,)
    except YipanError:
        return None


def _step(given: str) -> tuple[str] | None:
    try:
        return (rational_text(read_step(given)),)
    except BadNumber:
        return None
