"""Settling tables: millions of cases at once, from Parquet to Parquet, in bounded memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import MAXYEAR, MINYEAR, date
from pathlib import Path

from yipan.compacts.columns.columnar import DUCKDB, DUCKDB_WIDE, Dialect, NotColumnarError, quoted
from yipan.compacts.columns.list_plan import plan_list
from yipan.compacts.columns.plan import MOST_PERIODS, plan_settlement
from yipan.compacts.columns.plan_attestation import BITS, SIGNED
from yipan.compacts.columns.plan_input import PlanInput
from yipan.compacts.columns.table_checks import (
    refuse_columns,
    refuse_duplicates,
    refuse_missing,
    refuse_out_of_range,
)
from yipan.compacts.document.document import Compact
from yipan.compacts.document.library import Addressed
from yipan.core.errors import Coded
from yipan.core.words import Words
from yipan.facts.plans import Ran, Run, TooWideError, running

# More pairs of a signature and a party than these are not listed, but compared row by row.
MOST_PAIRS = 200_000
# Whole numbers that 32 bits tell apart.
NARROW = 2**32


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
    run: Run = running,
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
            with run((), tables, threads=threads, memory=memory) as done:
                return _settled(addressed, done, tables, out, dialect)
        except TooWideError:
            continue
        except NotColumnarError as error:
            raise _not_columnar(compact, error, "settle") from error
    raise Coded(
        "TOO_LARGE",
        Words("数额超出三十八位整数", "an amount has more than 38 digits"),
        file=periods.name,
    )


def _settled(
    addressed: Addressed, done: Ran, tables: dict[str, Path], out: Path, dialect: Dialect
) -> TableSettlement:
    """The plan for what the tables hold, run and written."""
    compact = addressed.versions[-1]
    extent = _extent(compact, tables, done)
    plan = plan_settlement(
        compact,
        extent.years,
        extent.most,
        dialect=dialect,
        starts=extent.starts,
        lookup=extent.pairs <= MOST_PAIRS,
        signatures=extent.signatures,
        frames=extent.frames,
    )
    done.more(plan.steps)
    refuse_duplicates(done, tables["periods"].name)
    if not addressed.forced:
        _refuse_other_terms(done, addressed, extent)
    moves = done.write("moves", out)
    return TableSettlement(moves, *map(int, done.rows("SELECT * FROM counted")[0]))


def judge_tables(
    addressed: Addressed,
    cases: Path,
    out: Path,
    *,
    threads: int | None = None,
    memory: str | None = None,
    run: Run = running,
) -> dict[str, int]:
    """Judge a table of registrations under a list; how many of each verdict were written."""
    try:
        plan = plan_list(addressed.versions, forced=addressed.forced)
    except NotColumnarError as error:
        raise _not_columnar(addressed.versions[-1], error, "judge") from error
    columns = {"case": ""} | ({} if addressed.forced else {"date": ""})
    columns |= dict.fromkeys(addressed.versions[-1].indicators, "")
    tables = {"registrations": cases}
    with run((), tables) as done:
        refuse_missing(done, "registrations", cases.name, columns)
    with run(plan, tables, threads=threads, memory=memory) as done:
        done.write("judged", out, ('"case"', "edition", "verdict"))
    with run((), {"judged": out}) as done:
        rows = done.rows("SELECT verdict, COUNT(*) FROM judged GROUP BY verdict")
    counts = {str(verdict): int(count) for verdict, count in rows}
    return {v: counts[v] for v in ("准", "限", "禁", "未定", "错误") if v in counts}


@dataclass(frozen=True, slots=True)
class _Extent:
    """What the tables hold: years, `most` of them for a case, what constants and `attested_by` say
    where that is little, and `pairs` of a signature and a party."""

    years: range
    most: int
    starts: dict[str, range]
    first: int
    pairs: int = 0
    signatures: tuple[str, ...] = ()
    frames: Mapping[str, int] = field(default_factory=dict)


def _extent(compact: Compact, tables: dict[str, Path], done: Ran) -> _Extent:
    """Calendar years that occur, and how many years a case has at most; amounts are whole."""
    refuse_columns(compact, done, tables)
    refuse_out_of_range(compact, done, tables["periods"].name)
    first, last = done.rows("SELECT MIN(year), MAX(year) FROM periods")[0]
    if first is None:
        return _Extent(range(0), 1, {}, 0)
    given = PlanInput(compact, range(0), DUCKDB)
    starts = _starts(given, done)
    years = range(int(first), int(last) + 1)
    start = years[0]
    if compact.clock_first is not None:
        start = starts.get(compact.clock_first, years).start
    most = max(1, int(last) - start + 1)
    if max(most, len(years)) > MOST_PERIODS:
        raise _too_many_years(max(most, len(years)), tables["periods"].name)
    pairs, signatures = _signatures(given, done) if given.looked_up() else (0, ())
    frames = _frames(compact, given, done)
    return _Extent(years, most, starts, start, pairs, signatures, frames)


def _frames(compact: Compact, given: PlanInput, done: Ran) -> dict[str, int]:
    """What to take off amounts so that 32 bits hold them, where their least and largest allow."""
    moving = {unit.dimension for unit in compact.units.values()}
    named = [i for i in given.yearly() if i.kind == "number" and i.dimension in moving]
    if not named:
        return {}
    ends = ", ".join(f"MIN({quoted(i.name)}), MAX({quoted(i.name)})" for i in named)
    found = done.rows(f"SELECT {ends} FROM periods")[0]
    return {
        indicator.name: int(low) + NARROW // 2
        for indicator, low, high in zip(named, found[::2], found[1::2], strict=True)
        if low is not None and high - low < NARROW
    }


def _too_many_years(years: int, file: str) -> Coded:
    return Coded(
        "BAD_PERIOD",
        Words(
            f"一个事项至多 {MOST_PERIODS} 年,此处有 {years} 年",
            f"a case has at most {MOST_PERIODS} years, here are {years}",
        ),
        hint=Words("请核对最早与最晚的年份", "check the first and the last year"),
        file=file,
    )


def _signatures(given: PlanInput, done: Ran) -> tuple[int, tuple[str, ...]]:
    """How many pairs of a signature and a party there are; the signatures, where they are few."""
    found = done.rows(f"SELECT DISTINCT {SIGNED} FROM periods LIMIT {BITS + 1}")
    listed = tuple(sorted(str(row[0]) for row in found)) if len(found) <= BITS else ()
    count = len(listed) or done.rows("SELECT COUNT(DISTINCT attested_by) FROM periods")[0][0]
    return int(count) * int(done.rows(given.count_of_parties())[0][0]), listed


def _starts(given: PlanInput, done: Ran) -> dict[str, range]:
    """First and last year that each constant names."""
    names = [i.name for i in given.used() if i.constant and i.kind == "year"]
    if not names:
        return {}
    ends = ", ".join(f"MIN({quoted(name)}), MAX({quoted(name)})" for name in names)
    found = done.rows(f"SELECT {ends} FROM cases")[0]
    return {
        name: range(int(low), int(high) + 1)
        for name, low, high in zip(names, found[::2], found[1::2], strict=True)
        if low is not None
    }


def _refuse_other_terms(done: Ran, addressed: Addressed, extent: _Extent) -> None:
    """One version for all periods, unless the user says so with id@version."""
    latest = addressed.versions[-1]
    # A term is one stretch: what holds in the first and the last year holds between them.
    widest = [extent.first, extent.years[-1]] if extent.years else []
    if not _outside(addressed, widest):
        return
    years = done.rows("SELECT MIN(year), MAX(year) FROM moves")[0]
    outside = _outside(addressed, [int(year) for year in years if year is not None])
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


def _outside(addressed: Addressed, years: Sequence[int]) -> list[int]:
    """Years of which the last day lies outside the term of the version."""
    return [
        year
        for year in years
        if not MINYEAR <= year <= MAXYEAR
        or addressed.on(date(year, 12, 31)) is not addressed.versions[-1]
    ]


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
