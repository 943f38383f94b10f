"""Settling tables: millions of cases at once, from Parquet to Parquet, in bounded memory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from yipan.compacts.columnar import DUCKDB, DUCKDB_WIDE, NotColumnarError, quoted
from yipan.compacts.document import Compact
from yipan.compacts.library import Addressed
from yipan.compacts.list_plan import plan_list
from yipan.compacts.plan import plan_settlement
from yipan.compacts.plan_input import PlanInput
from yipan.core.errors import Coded
from yipan.core.words import Words
from yipan.facts.plans import Running, TooWideError, running

_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
WHOLE_TYPES = (*_WHOLE, *(f"U{name}" for name in _WHOLE))


@dataclass(frozen=True, slots=True)
class TableSettlement:
    """How many moves were written, and how many clauses are undetermined or stopped."""

    moves: int
    undetermined: int
    stopped: int


def settle_tables(
    addressed: Addressed,
    cases: Path,
    periods: Path,
    out: Path,
    *,
    threads: int | None = None,
    memory: str | None = None,
) -> TableSettlement:
    """Settle a table of cases under a compact; moves go to `out`, ordered and exact.

    `cases` has `case` and a column per constant; `periods` has `case`, `year`, amounts in smallest
    units and `attested_by`. Amounts beyond 64 bits are settled again with wider integers.
    """
    compact = addressed.versions[-1]
    tables = {"cases": cases, "periods": periods}
    for dialect in (DUCKDB, DUCKDB_WIDE):
        try:
            plan_settlement(compact, range(1))  # Before anything is read: can it be a plan?
            years, most = _extent(compact, tables)
            plan = plan_settlement(compact, years, most, dialect=dialect)
            with running(plan.steps, tables, threads=threads, memory=memory) as done:
                _refuse_duplicates(done, periods.name)
                if not addressed.forced:
                    _refuse_other_terms(done, addressed)
                done.write("moves", out)
                return _counted(done)
        except TooWideError:
            continue
        except NotColumnarError as error:
            raise _not_columnar(compact, error, "settle") from error
    raise Coded(
        "TOO_LARGE",
        Words("数额超出三十八位整数", "an amount has more than 38 digits"),
        file=periods.name,
    )


def judge_tables(
    addressed: Addressed,
    cases: Path,
    out: Path,
    *,
    threads: int | None = None,
    memory: str | None = None,
) -> dict[str, int]:
    """Judge a table of registrations under a list; how many of each verdict were written."""
    try:
        plan = plan_list(addressed.versions, forced=addressed.forced)
    except NotColumnarError as error:
        raise _not_columnar(addressed.versions[-1], error, "judge") from error
    with running(plan, {"registrations": cases}, threads=threads, memory=memory) as done:
        done.write("judged", out, ('"case"', "edition", "verdict"))
    with running((), {"judged": out}) as done:
        rows = done.rows("SELECT verdict, COUNT(*) FROM judged GROUP BY verdict")
    counts = {str(verdict): int(count) for verdict, count in rows}
    return {v: counts[v] for v in ("准", "限", "禁", "未定", "错误") if v in counts}


def _counted(done: Running) -> TableSettlement:
    return TableSettlement(*map(int, done.rows("SELECT * FROM counted")[0]))


def _extent(compact: Compact, tables: dict[str, Path]) -> tuple[range, int]:
    """Calendar years that occur, and how many years a case has at most; amounts are whole."""
    with running((), tables) as done:
        _refuse_fractions(compact, done, tables["periods"].name)
        _refuse_out_of_range(compact, done, tables["periods"].name)
        first, last = done.rows("SELECT MIN(year), MAX(year) FROM periods")[0]
        if first is None:
            return range(0), 1
        start = first
        if compact.clock_first is not None:
            start = done.rows(f"SELECT MIN({quoted(compact.clock_first)}) FROM cases")[0][0]
    years = range(int(first), int(last) + 1)
    return years, max(1, int(last) - int(first if start is None else start) + 1)


def _refuse_fractions(compact: Compact, done: Running, file: str) -> None:
    """Amounts that move are whole numbers of smallest units: no floats, nothing to round."""
    moving = {unit.dimension: unit.smallest for unit in compact.units.values()}
    types = dict(row[:2] for row in done.rows("DESCRIBE periods"))
    for indicator in PlanInput(compact, range(0), DUCKDB).yearly():
        kind = types.get(indicator.name, "BIGINT")
        if indicator.dimension in moving and kind not in WHOLE_TYPES and not kind.endswith(",0)"):
            unit = moving[indicator.dimension]
            raise Coded(
                "BAD_VALUE",
                Words(
                    f"“{indicator.name}”是 {kind} 列,金额须为以{unit}计的整数",
                    f"column {indicator.name!r} is {kind}; amounts are whole numbers of {unit}",
                ),
                hint=Words("请换算后以 BIGINT 存", "convert them and store them as BIGINT"),
                file=file,
                field=indicator.name,
            )


def _refuse_out_of_range(compact: Compact, done: Running, file: str) -> None:
    """Values outside the range that an indicator declares are no facts."""
    factors = {unit.dimension: unit.smallest_factor for unit in compact.units.values()}
    for indicator in PlanInput(compact, range(0), DUCKDB).yearly():
        scale = indicator.factor / factors.get(indicator.dimension, Fraction(1))
        column = quoted(indicator.name)
        tests = []
        if indicator.low is not None:
            low = indicator.low * scale
            sign = "<=" if indicator.low_open else "<"
            tests.append(f"{column} * {low.denominator} {sign} {low.numerator}")
        if indicator.high is not None:
            high = indicator.high * scale
            tests.append(f"{column} * {high.denominator} > {high.numerator}")
        if not tests:
            continue
        found = done.rows(f'SELECT MIN("case") FROM periods WHERE {" OR ".join(tests)}')[0][0]
        if found is not None:
            raise Coded(
                "OUT_OF_RANGE",
                Words(f"事项“{found}”的数值超出范围", f"case {found!r} has a value out of range"),
                hint=Words("请核对数值与单位", "check the value and its unit"),
                file=file,
                field=indicator.name,
            )


def _refuse_other_terms(done: Running, addressed: Addressed) -> None:
    """One version for all periods, unless the user says so with id@version."""
    latest = addressed.versions[-1]
    # A term is one stretch: what holds in the first and the last year holds between them.
    years = [y for y in done.rows("SELECT MIN(year), MAX(year) FROM moves")[0] if y is not None]
    outside = [year for year in years if addressed.on(date(int(year), 12, 31)) is not latest]
    if outside:
        raise Coded(
            "BAD_PERIOD",
            Words(
                f"{outside[0]} 年不在 {latest.id}@{latest.version} 的有效期内",
                f"{outside[0]} lies outside the term of {latest.id}@{latest.version}",
            ),
            hint=Words(
                f"写 {latest.id}@{latest.version} 则各期都用这一版",
                f"give {latest.id}@{latest.version} to use it for every period",
            ),
            file=latest.file,
        )


def _refuse_duplicates(done: Running, file: str) -> None:
    if done.rows("SELECT COUNT(*) FROM settled WHERE case_key IS NULL")[0][0]:
        raise Coded(
            "BAD_TABLE",
            Words("有一行没有写事项 case", "a row has no case"),
            hint=Words("每行都写 case", "give every row its case"),
            file=file,
        )
    found = done.rows('SELECT MIN("case") FROM duplicates')[0][0]
    if found is not None:
        raise Coded(
            "DUPLICATE",
            Words(f"事项“{found}”重复写了一行", f"case {found!r} has a row that is there twice"),
            hint=Words("同一事项同一年只写一行", "one row for a case, and one for each year"),
            file=file,
        )


def _not_columnar(compact: Compact, error: NotColumnarError, verb: str) -> Coded:
    hint = Words("请用 yipan settle", "use yipan settle")
    if verb == "judge":
        hint = Words("请存为 CSV 再判", "save it as CSV and judge that")
    return Coded(
        "BAD_TABLE",
        Words(f"{compact.id} 不能成批处理: {error}", f"{compact.id} has no columnar form: {error}"),
        hint=hint,
        file=compact.file,
    )
