"""Judging: may this happen here, at which grade; one verdict with its row, edition and reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any

from yipan.compacts.document.checking import check
from yipan.compacts.document.document import Clause, Compact, Gate, Indicator, Let
from yipan.compacts.document.library import Addressed
from yipan.compacts.judging.standards import judge_items
from yipan.compacts.settling.evaluate import evaluate, holds
from yipan.compacts.settling.fact_values import Row, parse_cell
from yipan.compacts.settling.facts_table import Fact, FactTable, build_table, check_rows
from yipan.compacts.settling.lookup import address
from yipan.compacts.settling.record import RecordBook
from yipan.compacts.settling.scope import Scope
from yipan.compacts.settling.sentence import Teller
from yipan.compacts.settling.settlement import shown_value
from yipan.compacts.settling.settling import lookup_for
from yipan.compacts.words.spans import parse_day
from yipan.compacts.words.values import (
    Known,
    Node,
    SeriesValue,
    Unknown,
    known,
    missing,
    opened,
)
from yipan.core.errors import Coded
from yipan.core.words import Words

ALLOW, FORBID, OPEN, BAD = "准", "禁", "未定", "错误"
_VERDICTS = {"准", "限", "禁"}


@dataclass(frozen=True, slots=True)
class Judgement:
    """The answer to one case."""

    case: str
    verdict: str | None
    grade: str | None = None
    clause: str | None = None
    words: str | None = None
    edition: str | None = None
    cause: Unknown = field(default_factory=Unknown)
    lost: tuple[dict[str, str], ...] = ()
    error: str | None = None
    because: Node | None = None
    zh: str = ""
    extra: tuple[tuple[str, Any], ...] = ()

    def fields(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "case": self.case,
            "verdict": self.verdict,
            "grade": self.grade,
            "clause": self.clause,
            "words": self.words,
            "edition": self.edition,
            **self.cause.fields(),
            "lost": list(self.lost),
            "error": self.error,
            "because": self.because,
            "zh": self.zh,
            **dict(self.extra),
        }


def judge(
    addressed: Addressed, rows: Sequence[Row], file: str, as_of: date | None = None
) -> tuple[list[Judgement], list[FactTable]]:
    """Judge every case of a case file of any of the three shapes."""
    for compact in addressed.versions:
        check(compact)
    latest = addressed.versions[-1]
    if latest.judge is not None and latest.judge.places:
        items = judge_items(latest, rows)
        return [
            Judgement(
                item.case,
                item.verdict,
                edition=latest.version,
                cause=item.cause,
                error=item.error,
                zh=item.zh,
                extra=item.extra,
            )
            for item in items
        ], []
    if rows and "indicator" in rows[0].cells:
        check_rows(rows, addressed.versions, file)
        table = build_table(rows, latest, as_of)
        return [_eligible(latest, table, key) for key in sorted(table.cases)], [table]
    return _wide(addressed, rows, file)


def _eligible(compact: Compact, table: FactTable, key: str) -> Judgement:
    """All `once` gates hold: 准; one is false: 禁; one is undetermined: 未定."""
    scope = Scope(compact, lookup_for(compact, table), RecordBook(), key, None, None)
    for clause, cause in _applying([c for c in compact.clauses if c.once], scope):
        if cause is not None:
            return _open(compact, key, clause, cause)
        if not isinstance(clause.kind, Gate):
            continue
        result = evaluate(clause.kind.condition, scope)
        if isinstance(result, Unknown):
            return _open(compact, key, clause, result)
        if not holds(result, scope):
            node = {**result.node, "clause": clause.id}
            told = f"禁:约{clause.id} {clause.words};{_tell(compact, result)} 不成立。"
            return Judgement(
                key,
                FORBID,
                None,
                clause.id,
                clause.words,
                compact.version,
                because=node,
                zh=told,
            )
    return Judgement(key, ALLOW, edition=compact.version, zh="准:各项条件均成立。")


def _applying(clauses: Iterable[Clause], scope: Scope) -> Iterator[tuple[Clause, Unknown | None]]:
    """Clauses that apply, what they let given to the scope; the last with a cause, where it is
    undetermined whether it applies."""
    for clause in clauses:
        scope.clause = clause.id
        when = None if clause.when is None else evaluate(clause.when, scope)
        if isinstance(when, Unknown):
            yield clause, when
            return
        if when is not None and not holds(when, scope):
            continue
        if isinstance(clause.kind, Let):
            for name, expression in clause.kind.values:
                scope.lets[name] = evaluate(expression, scope)
        yield clause, None


def _open(compact: Compact, key: str, clause: Clause, cause: Unknown) -> Judgement:
    what = {item.id: item.what for item in compact.opens}
    parts = [f"缺 {'、'.join(sorted(cause.missing))}"] if cause.missing else []
    parts += [f"{item}({what[item]})" if item in what else item for item in sorted(cause.open)]
    told = f"未定:{';'.join([*parts, *sorted(cause.conflict)])}。"
    grade = OPEN if compact.judge and compact.judge.grade else None
    return Judgement(
        key, OPEN, grade, clause.id, clause.words, compact.version, cause=cause, zh=told
    )


def _wide(
    addressed: Addressed, rows: Sequence[Row], file: str
) -> tuple[list[Judgement], list[FactTable]]:
    """One row per case; `date` chooses the edition."""
    if addressed.versions[-1].judge is None:
        raise Coded(
            "BAD_TABLE",
            Words(
                f"{addressed.id} 用据来问,表中应有 indicator 列",
                f"{addressed.id} is asked with facts, the table needs a column indicator",
            ),
            hint=Words("表头应为 party,indicator,period,value,unit", "see docs/compacts.md"),
            file=file,
        )
    if rows and "case" not in rows[0].cells:
        raise Coded(
            "BAD_TABLE",
            Words("缺列 case", "missing column case"),
            hint=Words("每行一个事项", "one row per case"),
            file=file,
            row=1,
        )
    seen: dict[str, dict[str, str]] = {}
    answers: list[Judgement] = []
    tables: list[FactTable] = []
    for row in rows:
        key = row.get("case")
        cells = {column: row.get(column) for column in row.cells if column}
        if key in seen:
            if seen[key] != cells:
                raise row.bad(
                    "DUPLICATE",
                    f"事项“{key}”重复而内容不同",
                    f"case {key!r} is given twice",
                    column="case",
                )
            continue
        seen[key] = cells
        answer, table = _wide_case(addressed, row, key)
        answers.append(answer)
        if table is not None:
            tables.append(table)
    return answers, tables


def _wide_case(addressed: Addressed, row: Row, key: str) -> tuple[Judgement, FactTable | None]:
    compact: Compact | None = addressed.versions[-1]
    asked = addressed.versions[-1].judge
    grade = OPEN if asked is not None and asked.grade else None
    if not addressed.forced:
        text = row.get("date")
        day = parse_day(text)
        if text and day is None:
            return Judgement(key, BAD, error="BAD_PERIOD", zh=f"错误:“{text}”不是日期。"), None
        if day is not None:
            compact = addressed.on(day)
        elif any(c.start or c.end for c in addressed.versions):
            cause = missing(address("date", key, None))
            return Judgement(key, OPEN, grade, cause=cause, zh="未定:缺日期,不知用哪一版。"), None
    if compact is None:
        cause = opened("not_in_force")
        return Judgement(key, OPEN, grade, cause=cause, zh="未定:该日没有有效的版本。"), None
    compact = replace(
        compact,
        indicators={n: replace(i, period="constant") for n, i in compact.indicators.items()},
    )
    try:
        table = _wide_table(compact, row, key)
        return _answer(compact, table, key), table
    except Coded as error:
        if error.code == "UNIT_MISMATCH" and not error.where.startswith(row.file):
            raise
        told = f"错误:{error.line('zh')}"
        return Judgement(key, BAD, edition=compact.version, error=error.code, zh=told), None


def _wide_table(compact: Compact, row: Row, key: str) -> FactTable:
    """The cells of a row as constants of the case."""
    table = FactTable(cases={key: {key}})
    for column in row.cells:
        name, _, rest = column.partition("[")
        indicator = compact.indicators.get(name.strip())
        text = row.get(column)
        if indicator is None or not text:
            continue
        unit = rest.rstrip("]").strip() or indicator.unit
        value = None if indicator.kind == "series" else parse_cell(row, indicator, text, unit)
        if indicator.kind == "series":
            _check_members(row, indicator, text, unit)
        fact = Fact(name.strip(), key, "", key, None, value, (text, unit), "", frozenset())
        table.by_case[(fact.indicator, key)] = [fact]
        table.by_party[(fact.indicator, key)] = [fact]
        table.by_indicator[fact.indicator] = [fact]
    return table


def _check_members(row: Row, indicator: Indicator, text: str, unit: str) -> None:
    for member in text.replace(";", ";").split(";"):
        if member.strip():
            parse_cell(row, indicator, member.strip(), unit)


def series_value(compact: Compact, indicator: Indicator, fact: Fact, key: str) -> Known | Unknown:
    """The members of a series; an empty member is a missing day, named by its place."""
    members: list[Known] = []
    holes: list[str] = []
    row = Row(0, compact.file, {})
    for place, text in enumerate(fact.given[0].replace(";", ";").split(";"), start=1):
        where = f"{indicator.name}/{key}/{place}"
        if not text.strip():
            holes.append(where)
            continue
        value = parse_cell(row, indicator, text.strip(), fact.given[1])
        if value is None:
            return opened("non_detect")
        given = {"value": text.strip(), "unit": fact.given[1]}
        members.append(known(value, fact=where, given=given, source=None, attested_by=[]))
    if holes:
        return missing(*holes)
    return Known(SeriesValue(tuple(members)), {"op": "series", "of": [m.node for m in members]})


def _answer(compact: Compact, table: FactTable, key: str) -> Judgement:
    assert compact.judge is not None
    lookup = lookup_for(compact, table)
    scope = Scope(compact, lookup, RecordBook(), key, None, None)
    for indicator in compact.indicators.values():
        if indicator.kind == "series":
            facts = table.find(indicator.name, key, None)
            scope.lets[indicator.name] = (
                series_value(compact, indicator, facts[0], key)
                if facts
                else missing(address(indicator.name, key, None))
            )
    wanted = compact.judge.grade or compact.judge.verdict
    for clause, cause in _applying(compact.clauses, scope):
        if cause is not None:
            return _open(compact, key, clause, cause)
        if isinstance(clause.kind, Let) and wanted in dict(clause.kind.values):
            result = scope.lets[str(wanted)]
            if isinstance(result, Unknown):
                return _open(compact, key, clause, result)
            return _decided(compact, key, clause, result)
    return _open(compact, key, compact.clauses[-1], opened(f"no_band:{compact.clauses[-1].id}"))


def _decided(compact: Compact, key: str, clause: Clause, result: Known) -> Judgement:
    assert compact.judge is not None
    answer, _ = shown_value(result.value, compact)
    row = _list_node(result.node)
    told = f"{answer}:{_tell(compact, result)}。"
    if row is not None:
        name = row.get("row")
        told = f"{answer}:条目 {name} {row.get('words')}" if name else f"{answer}:没有条目禁止"
        told += "".join(f";条目 {x['row']} 不用({_WHY[x['why']]})" for x in row["lost"]) + "。"
    return Judgement(
        key,
        answer if answer in _VERDICTS else None,
        answer if compact.judge.grade else None,
        (row.get("row") or clause.id) if row else clause.id,
        (row.get("words") or clause.words) if row else clause.words,
        compact.version,
        lost=tuple(row["lost"]) if row else (),
        because={**result.node, "clause": clause.id},
        zh=told,
    )


_WHY = {"exception": "例外", "longer_prefix": "另有更细的条目", "less_strict": "另有更严的条目"}


def _list_node(node: Node) -> Node | None:
    if node.get("op") == "prefix":
        return node
    children = [c for c in node.get("of", []) if isinstance(c, dict)]
    return next((found for c in children if (found := _list_node(c)) is not None), None)


def _tell(compact: Compact, result: Known) -> str:
    """The reason in words, amounts in the unit shown to people."""
    units = list(compact.units.values())
    teller = Teller(
        units[0].dimension if units else "",
        units[0].show if units else "",
        units[0].show_factor if units else Fraction(1),
    )
    if result.node.get("op") == "first" and len(result.node["of"]) == 2:
        return teller.tell(result.node["of"][0])
    return teller.tell(result.node)
