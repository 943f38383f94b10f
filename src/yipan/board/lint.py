"""Checking a board: what keeps it from opening, and what a reader would stumble over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from yipan.board.board_file import FILE
from yipan.board.csv_table import read_free_table
from yipan.board.fact_rows import ReadFact
from yipan.board.feeds import read_publishers, with_feeds
from yipan.board.load import IDENTITIES, BoardContent, read_all_facts, read_content
from yipan.board.materialise import imported_sources
from yipan.board.problems import CODES, Problem, Problems
from yipan.core.errors import Where, YipanError
from yipan.core.frequency import Frequency
from yipan.core.identities import read_identities
from yipan.core.indicators import Indicator, IndicatorKind
from yipan.core.interval import Interval
from yipan.core.parties import Party
from yipan.core.strict_yaml import read_yaml
from yipan.core.units import parse_unit
from yipan.facts import RowKind

_LEVELS = {
    Frequency.ANNUAL,
    Frequency.STOCK,
    Frequency.QUARTERLY,
    Frequency.MONTHLY,
    Frequency.HALF_YEARLY,
    Frequency.YTD,
    Frequency.CUM,
    Frequency.EVENT,
    Frequency.TARGET,
}
WORKBOOKS = {".xlsx", ".xls", ".ods"}
_CODE_DIGITS = 6  # of a code that nests, such as those of GB/T 2260


def lint(folder: Path) -> list[Problem]:
    """Every problem of a board's files, errors first, then by file and row."""
    problems = Problems()
    content = read_content(folder, problems)
    if content is not None:
        _check_empty(content, problems)
        _check_workbooks(folder, problems)
        found = read_all_facts(content, date.today(), problems)
        _check_parties(content, problems)
        read_publishers(folder, content.parties, problems)
        _check_facts(found, content, problems)
        _check_identities(content, problems)
        keys = {read.row["key"] for read in found} | {read.fact.id for read in found}
        _check_manual(content, keys, problems)
        cited = _check_tables(content, keys, problems)
        cited |= {read.fact.source for read in found} | imported_sources(folder)
        cited |= {row["code"] for row in with_feeds(folder, [])}
        _check_unused(content, cited, problems)
    unique = list(dict.fromkeys(problems.rows))
    return sorted(unique, key=_order)


def _order(problem: Problem) -> tuple[object, ...]:
    where = problem.where
    return (
        problem.severity.value != "error",
        where.file != FILE,
        where.file,
        where.row or 0,
        where.field,
        list(CODES).index(problem.code),
    )


def _check_empty(content: BoardContent, problems: Problems) -> None:
    if not len(content.parties):
        problems.error(
            "NO_PARTIES",
            Where("parties.csv"),
            "还没有任何方",
            "there is no party yet",
            ("请每方填一行", "write one row for each party"),
        )
    if not len(content.indicators):
        problems.error(
            "NO_INDICATORS",
            Where("indicators.csv"),
            "还没有任何指标",
            "there is no indicator yet",
            ("请每个指标填一行", "write one row for each indicator"),
        )


def _check_workbooks(folder: Path, problems: Problems) -> None:
    """A workbook would lose printed digits (2.00 becomes 2): boards are read from CSV."""
    for path in sorted(p for pattern in ("*", "facts/*") for p in folder.glob(pattern)):
        if path.suffix.lower() in WORKBOOKS and not path.name.startswith("~"):
            problems.warning(
                "NOT_READ",
                Where(path.relative_to(folder).as_posix()),
                "盘只读 CSV,不读此工作簿",
                "a board is read from CSV files; this workbook is not read",
                (
                    "请在 Excel 中另存为“CSV UTF-8”,或用 yipan import 收入",
                    "save it as CSV UTF-8, or take it in with yipan import",
                ),
            )


def _check_parties(content: BoardContent, problems: Problems) -> None:
    """Numeric codes of six digits nest: the parent's leading digits are those of its parts."""
    rows = {row["code"]: row for row in content.rows["parties"]}
    for party in content.parties:
        parent = content.parties.get(party.parent)
        if parent is None or not (_is_numeric(party) and _is_numeric(parent)):
            continue
        stem = parent.code.rstrip("0")
        stem += "0" * (len(stem) % 2)
        if not party.code.startswith(stem):
            problems.warning(
                "BAD_CODE",
                rows[party.code].where("code"),
                f"代码 {party.code} 不在上级 {parent.code} 之下",
                f"code {party.code} does not lie under its parent's {parent.code}",
                ("请核对代码或上级", "check the code or the parent"),
            )


def _is_numeric(party: Party) -> bool:
    return party.code.isdigit() and len(party.code) == _CODE_DIGITS


def _check_facts(found: Sequence[ReadFact], content: BoardContent, problems: Problems) -> None:
    first: dict[str, ReadFact] = {}
    for read in found:
        held = first.setdefault(read.fact.id, read)
        if held is not read:
            problems.warning(
                "SAME_ROW",
                read.row.where(),
                f"与 {held.row.file} 第 {held.row.number} 行相同",
                f"the same as {held.row.file} row {held.row.number}",
                ("请删去一行", "delete one of them"),
            )
        indicator = content.indicators.get(read.fact.indicator)
        if indicator is None or read.fact.row == RowKind.WITHDRAWAL:
            continue
        _check_validity(read, content, problems)
        if read.fact.frequency in _LEVELS and _check_unit(read, indicator, problems):
            _check_kind(read, indicator, problems)
            _check_bounds(read, indicator, problems)


def _check_unit(read: ReadFact, indicator: Indicator, problems: Problems) -> bool:
    """Whether the unit converts; a bare scale word (8211万) may count anything."""
    try:
        wanted = parse_unit(indicator.unit)
    except YipanError:
        return False
    unit = read.fact.parsed_unit
    if unit.converts_to(wanted):
        return True
    if unit.dimension != "number" or indicator.kind in {IndicatorKind.RATIO, IndicatorKind.INDEX}:
        problems.warning(
            "UNIT_DIFFERS",
            read.row.where("unit"),
            f"{read.fact.unit} 不能换算为指标单位 {indicator.unit}",
            f"{read.fact.unit} does not convert to the indicator's {indicator.unit}",
            ("请核对单位,或另立指标", "check the unit, or make another indicator"),
        )
    return False


def _check_kind(read: ReadFact, indicator: Indicator, problems: Problems) -> None:
    """A flow has no value at a point in time."""
    if indicator.kind is IndicatorKind.FLOW and read.fact.frequency == Frequency.STOCK:
        problems.warning(
            "BAD_KIND",
            read.row.where("period"),
            f"流量指标 {indicator.name()} 不能有时点值 {read.fact.period}",
            f"{indicator.name('en')} is a flow and has no value at {read.fact.period}",
            ("请写起止时期,或改指标性质", "write a span of time, or change the indicator's kind"),
        )


def _check_bounds(read: ReadFact, indicator: Indicator, problems: Problems) -> None:
    factor = read.fact.parsed_unit.factor_to(parse_unit(indicator.unit))
    possible = Interval(indicator.low, indicator.high)
    if not (read.fact.printed.interval * factor).meets(possible):
        low = "" if indicator.low is None else str(indicator.low)
        high = "" if indicator.high is None else str(indicator.high)
        problems.warning(
            "OUT_OF_BOUNDS",
            read.row.where("value"),
            f"{read.fact.value}{read.fact.unit} 超出指标界限 [{low}, {high}] {indicator.unit}",
            f"{read.fact.value} {read.fact.unit} lies outside [{low}, {high}] {indicator.unit}",
            (
                "请核对数值与单位;印错者另加更正行",
                "check value and unit; correct a misprint by a row",
            ),
        )


def _check_validity(read: ReadFact, content: BoardContent, problems: Problems) -> None:
    party = content.parties.get(read.fact.party)
    start, end = read.fact.period_start, read.fact.period_end
    if party is None:
        return
    too_early = party.valid_from and end and end < party.valid_from
    too_late = party.valid_to and start and start > party.valid_to
    if too_early or too_late:
        problems.warning(
            "NOT_VALID",
            read.row.where("period"),
            f"{party.name()} 在 {read.fact.period} 尚不存在或已撤销",
            f"{party.name('en')} did not exist in {read.fact.period}",
            ("请核对时期,或改方的起止", "check the period, or the party's first and last day"),
        )


def _check_identities(content: BoardContent, problems: Problems) -> None:
    path = content.folder / IDENTITIES
    if not path.exists():
        return
    try:
        identities = read_identities(read_yaml(path))
    except YipanError as error:
        problems.caught("BAD_FILE", Where(IDENTITIES), error)
        return
    for slug in identities.indicators():
        if content.indicators.get(slug) is None:
            _unknown(problems, Where(IDENTITIES, None, slug), slug, "indicators")
    for partition in identities.partitions:
        if content.parties.get(partition.whole) is None:
            _unknown(problems, Where(IDENTITIES, None, "whole"), partition.whole, "parties")


def _check_manual(content: BoardContent, keys: set[str], problems: Problems) -> None:
    for choice in content.file.manual:
        if choice.fact not in keys:
            problems.error(
                "BAD_TARGET",
                content.file.where("resolve.manual"),
                f"人工选定的 {choice.fact} 不存在",
                f"no fact has the key or id {choice.fact!r}",
                ("请填 facts/ 中某行的 key", "write the key of a row in facts/"),
            )


def _check_tables(content: BoardContent, keys: set[str], problems: Problems) -> set[str]:
    """Check the further tables; gives the sources that they cite."""
    cited: set[str] = set()
    for name, file in content.file.tables.items():
        try:
            rows = read_free_table(content.folder / file)
        except YipanError as error:
            problems.caught("MISSING_FILE", content.file.where(f"files.tables.{name}"), error)
            continue
        for number, row in rows:
            cited.add(row.get("source", ""))
            for column, table, known in (
                ("source", "sources", row.get("source", "") in content.sources),
                ("party", "parties", content.parties.names.get(row.get("party", "")) is not None),
                ("fact", "facts", row.get("fact", "") in keys),
            ):
                if row.get(column) and not known:
                    _unknown(problems, Where(file, number, column), row[column], table)
    return cited


def _check_unused(content: BoardContent, cited: set[str], problems: Problems) -> None:
    for row in content.rows["sources"]:
        if row["code"] and row["code"] not in cited:
            problems.warning(
                "UNUSED",
                row.where("code"),
                f"没有数据引用来源 {row['code']}",
                f"nothing cites source {row['code']}",
                ("可删,或补上引用", "delete it, or cite it"),
            )


def _unknown(problems: Problems, where: Where, name: str, table: str) -> None:
    problems.error(
        "UNKNOWN",
        where,
        f"“{name}”不在 {table} 之中",
        f"{name!r} is not among the {table}",
        (f"请改名或在 {table} 中加一行", f"change it or add a row to {table}"),
    )
