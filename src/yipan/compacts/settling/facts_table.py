"""Facts as a table: typed by a compact's indicators, repeated rows made one, conflicts kept."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from yipan.compacts.document.document import Compact, Indicator
from yipan.compacts.settling.fact_values import Row as Row
from yipan.compacts.settling.fact_values import parse_cell
from yipan.compacts.words.parties import canonical_party
from yipan.compacts.words.spans import Span, containing, parse_span
from yipan.compacts.words.values import Value
from yipan.core.errors import Coded, near_misses
from yipan.core.words import Words

REQUIRED = ("party", "indicator", "period", "value", "unit")
COLUMNS = (*REQUIRED, "to_party", "case", "source", "attested_by")
MAX_FILE_BYTES = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of a case. `value` None: below the detection limit; `conflict`: what differs."""

    indicator: str
    party: str
    to_party: str
    case: str
    span: Span | None
    value: Value | None
    given: tuple[str, str]
    source: str
    attested: frozenset[str]
    conflict: tuple[str, ...] = ()


@dataclass(slots=True)
class FactTable:
    """Facts by indicator, findable by case or by party."""

    by_case: dict[tuple[str, str], list[Fact]] = field(default_factory=dict)
    by_party: dict[tuple[str, str], list[Fact]] = field(default_factory=dict)
    by_indicator: dict[str, list[Fact]] = field(default_factory=dict)
    cases: dict[str, set[str]] = field(default_factory=dict)

    def find(self, indicator: str, case: str | None, party: str | None) -> list[Fact]:
        """Facts a clause can see: those about a party it names, else those of the case."""
        if party is not None:
            found = self.by_party.get((indicator, party), [])
            if case is None:
                return found
            return [f for f in found if f.case in {case, f.party}]
        if case is None:
            return self.by_indicator.get(indicator, [])
        return self.by_case.get((indicator, case), [])

    def all(self) -> list[Fact]:
        """Every fact."""
        return [fact for facts in self.by_indicator.values() for fact in facts]


def read_rows(path: Path) -> list[Row]:
    """Rows of a CSV file: UTF-8 with or without mark, any line ends."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _bad_table(
            path.name, "文件不能读取", "the file cannot be read", "检查路径"
        ) from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        hint = "请另存为 UTF-8 的 CSV"
        if data.startswith(b"PAR1"):
            hint = "Parquet 请用 yipan settle-table"
        raise _bad_table(path.name, "文件不是 UTF-8", "the file is not UTF-8", hint) from error
    return parse_rows(text, path.name)


def parse_rows(text: str, file: str) -> list[Row]:
    """Rows of CSV text."""
    rows: list[Row] = []
    try:
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        header = [h.strip() for h in next(reader, [])]
        if len(set(header) - {""}) != len([h for h in header if h]):
            raise _bad_table(file, "表头有重复的列", "a column occurs twice", "请删去一列")
        for cells in reader:
            if not any(c.strip() for c in cells):
                continue
            if len(cells) > len(header) and any(c.strip() for c in cells[len(header) :]):
                raise _bad_table(
                    file,
                    "该行的格数多于表头",
                    "the row has more cells than the header",
                    "含逗号的文字请加引号;数字不要用千分位",
                    reader.line_num,
                )
            rows.append(Row(reader.line_num, file, dict(zip(header, cells, strict=False))))
    except csv.Error as error:
        raise _bad_table(file, f"不是 CSV: {error}", f"not CSV: {error}", "检查引号") from error
    return rows


def check_rows(rows: Iterable[Row], compacts: Iterable[Compact], file: str) -> None:
    """Required columns are there and every indicator is declared by some compact."""
    declared = {name for compact in compacts for name in compact.indicators}
    rows = list(rows)
    if not rows:
        raise _bad_table(file, "没有一行据", "there is no row", f"表头应为 {','.join(COLUMNS)}", 1)
    first = True
    for row in rows:
        if first:
            lacking = [c for c in REQUIRED if c not in row.cells]
            if lacking:
                raise _bad_table(
                    file,
                    f"缺列 {'、'.join(lacking)}",
                    f"missing column {', '.join(lacking)}",
                    f"表头应为 {','.join(COLUMNS)}",
                    1,
                )
            first = False
        name = row.get("indicator")
        if name not in declared:
            near = near_misses(name, declared)
            raise row.bad(
                "UNKNOWN_INDICATOR",
                f"没有指标“{name}”",
                f"no indicator {name!r} is declared",
                Words(
                    f"是否指 {'、'.join(near)}?"
                    if near
                    else f"可用: {'、'.join(sorted(declared))}",
                    f"did you mean {', '.join(near)}?"
                    if near
                    else f"declared: {', '.join(sorted(declared))}",
                ),
            )


def build_table(rows: Iterable[Row], compact: Compact, as_of: date | None = None) -> FactTable:
    """The facts that this compact declares; what ends after `as_of` does not exist."""
    groups: dict[tuple[str, str, str, str, Span | None], list[tuple[Fact, int]]] = defaultdict(list)
    for row in rows:
        indicator = compact.indicators.get(row.get("indicator"))
        if indicator is None:
            continue
        fact = _fact(row, indicator)
        if as_of is not None and fact.span is not None and fact.span.end > as_of:
            continue
        _check_flow(row, indicator, fact, compact.clock)
        key = (fact.indicator, fact.case, fact.party, fact.to_party, fact.span)
        groups[key].append((fact, row.number))
    table = FactTable()
    for _key, members in sorted(groups.items(), key=lambda item: _order(item[0])):
        _file(table, _one([fact for fact, _ in members]), compact)
    return table


def _order(key: tuple[str, str, str, str, Span | None]) -> tuple[object, ...]:
    span = key[4]
    return (*key[:4], (span.start, span.end) if span else (date.min, date.min))


def _file(table: FactTable, fact: Fact, compact: Compact) -> None:
    table.by_case.setdefault((fact.indicator, fact.case), []).append(fact)
    table.by_party.setdefault((fact.indicator, fact.party), []).append(fact)
    table.by_indicator.setdefault(fact.indicator, []).append(fact)
    if compact.indicators[fact.indicator].party is None:
        table.cases.setdefault(fact.case, set()).add(fact.party)


def _one(members: list[Fact]) -> Fact:
    """Rows about one thing: equal values unite their attestors, different ones are a conflict."""
    first = min(members, key=lambda f: f.given)
    attested = frozenset[str]().union(*(f.attested for f in members))
    sources = ";".join(sorted({f.source for f in members if f.source}))
    texts: tuple[str, ...] = ()
    if any(f.value != first.value for f in members):
        distinct = {f.value: f.given for f in sorted(members, key=lambda f: f.given, reverse=True)}
        texts = tuple(sorted(" ".join(t for t in given if t) for given in distinct.values()))
    return Fact(
        first.indicator,
        first.party,
        first.to_party,
        first.case,
        first.span,
        first.value,
        first.given,
        sources,
        attested,
        texts,
    )


def _fact(row: Row, indicator: Indicator) -> Fact:
    party = canonical_party(row.get("party"))
    if not party:
        raise row.bad("BAD_VALUE", "缺 party", "party is missing", "写明所属的方")
    to_party = canonical_party(row.get("to_party")) if row.get("to_party") else ""
    if indicator.flow and not to_party:
        raise row.bad(
            "BAD_VALUE",
            "缺 to_party",
            "to_party is missing",
            Words("写明收款的方", "name the receiver"),
        )
    attested = row.get("attested_by").replace(";", ";").split(";")
    return Fact(
        indicator.name,
        party,
        to_party,
        row.get("case") or party,
        _span(row, indicator),
        parse_cell(row, indicator, row.get("value"), row.get("unit")),
        (row.get("value"), row.get("unit")),
        row.get("source"),
        frozenset(canonical_party(a) for a in attested if a.strip()),
    )


def _check_flow(row: Row, indicator: Indicator, fact: Fact, clock: str | None) -> None:
    """A move already made belongs to one period of the clock."""
    if not indicator.flow or clock is None:
        return
    if fact.span is None or not fact.span.inside(containing(fact.span.end, clock)):
        raise row.bad(
            "BAD_PERIOD",
            f"流量“{row.get('period')}”须落在一个 {clock} 之内",
            f"the flow of {row.get('period')!r} does not lie inside one {clock}",
            Words("请分期写", "write one row for each period"),
        )


def _span(row: Row, indicator: Indicator) -> Span | None:
    text = row.get("period")
    if not text and indicator.constant:
        return None
    span = parse_span(text) if text else None
    if span is None:
        shown = f"“{text}”不是时期" if text else "缺时期"
        raise row.bad(
            "BAD_PERIOD",
            shown,
            f"{text!r} is no period" if text else "the period is missing",
            Words(
                "可写 2016、2016-Q1、2016-05、2016-05-01、2016-05/2016-12",
                "write 2016, 2016-Q1, 2016-05, 2016-05-01 or 2016-05/2016-12",
            ),
        )
    until = indicator.valid_until
    if until is not None and span.end > until:
        raise row.bad(
            "BAD_PERIOD",
            f"{indicator.name} 只到 {until},该行止于 {span.end}",
            f"{indicator.name} ended on {until}, the row ends on {span.end}",
            Words("此后的行请删去,或核对税种", "remove later rows, or check the tax"),
        )
    return None if indicator.constant else span


def _bad_table(file: str, zh: str, en: str, hint: str, row: int | None = None) -> Coded:
    return Coded("BAD_TABLE", Words(zh, en), hint=hint, file=file, row=row)
