"""A list of codes and zones as one columnar plan: millions of registrations judged at once.

Input: `registrations` with columns `case`, `date` and the indicators of the list as texts. Output:
`judged` with verdict, edition and error. The verdict of every row follows the steps of
`compacts.document.lists`; that module stays the reference and gives the reason of a single case.
"""

from __future__ import annotations

from collections.abc import Sequence

from yipan.compacts.columns.columnar import NotColumnarError, literal, quoted
from yipan.compacts.document.document import Compact, Let, ListRow
from yipan.compacts.document.lists import SECTIONS, Code, parse_code
from yipan.compacts.words.expressions import Name, PrefixWord
from yipan.facts.plans import Step

_RANK = {"准": 0, "限": 1, "禁": 2}


def plan_list(versions: Sequence[Compact], *, forced: bool) -> tuple[Step, ...]:
    """The plan that judges registrations under the edition in force on their date."""
    columns = [_columns(compact) for compact in versions]
    if any(c != columns[0] for c in columns):
        raise NotColumnarError("editions ask for different indicators")
    code, place, stage, tags = columns[0]
    shaped = (
        'SELECT "case", '
        f"{'NULL' if forced else 'CAST(date AS DATE)'} AS day, {code} AS given, "
        f"{place} AS place, COALESCE({stage}, '') AS stage, CASE WHEN {tags} <> '' THEN "
        f"';' || REPLACE(REPLACE({tags}, ';', ';'), '、', ';') || ';' ELSE '' END AS tags "
        "FROM registrations"
    )
    checked = (
        "SELECT r.*, c.digits, c.section, c.section IS NOT NULL AND "
        "(c.digits = c.asked OR SUBSTRING(c.asked, 1, 1) = c.section) AS exists_code "
        "FROM shaped r LEFT JOIN coded c ON r.given = c.given"
    )
    editions = [(c, "TRUE" if forced else _in_force(c)) for c in reversed(versions)]
    verdict = " ".join(f"WHEN {test} THEN {_verdict(c)}" for c, test in editions)
    edition = " ".join(f"WHEN {test} THEN {literal(c.version)}" for c, test in editions)
    judged = (
        f"SELECT \"case\", CASE {verdict} ELSE '未定' END AS verdict, "
        f"CASE {edition} END AS edition FROM checked"
    )
    return (
        Step("shaped", shaped),
        Step("coded", _coded(), kept=True),
        Step("checked", checked),
        Step("judged", judged),
    )


def _coded() -> str:
    """The codes that occur, each once: section and digits, NULL for what is no code."""
    digits = "REGEXP_REPLACE(asked, '^[A-Z]', '')"
    letter = "CASE WHEN asked BETWEEN 'A' AND 'T' AND LENGTH(asked) = 1 THEN asked END"
    shaped = "REGEXP_MATCHES(asked, '^[A-Z]?[0-9]{0,4}$')"
    return (
        f"SELECT given, asked, {digits} AS digits, "
        f"CASE WHEN {shaped} THEN CASE WHEN {digits} = '' THEN {letter} "
        f"WHEN LENGTH({digits}) >= 2 THEN {_section(digits)} END END AS section "
        "FROM (SELECT DISTINCT given, UPPER(TRIM(given)) AS asked FROM shaped)"
    )


def _columns(compact: Compact) -> tuple[str, str, str, str]:
    """Columns of code, place, stage and tags of a compact that is one list."""
    for clause in compact.clauses:
        if not isinstance(clause.kind, Let) or clause.when is not None:
            break
        for _, word in clause.kind.values:
            if isinstance(word, PrefixWord) and len(compact.clauses) == 1:
                parts = (word.code, word.place, word.stage, word.tags)
                names = [quoted(p.name) if isinstance(p, Name) else "NULL" for p in parts]
                return names[0], names[1], names[2], names[3]
    raise NotColumnarError("not one list")


def _section(digits: str) -> str:
    division = f"CAST(SUBSTRING({digits}, 1, 2) AS INTEGER)"
    cases = " ".join(
        f"WHEN {division} BETWEEN {a} AND {b} THEN '{s}'" for s, (a, b) in SECTIONS.items()
    )
    return f"CASE {cases} END"


def _in_force(compact: Compact) -> str:
    tests = []
    if compact.start is not None:
        tests.append(f"day >= DATE '{compact.start}'")
    if compact.end is not None:
        tests.append(f"day <= DATE '{compact.end}'")
    return f"({' AND '.join(tests) or 'day IS NOT NULL'})"


def _verdict(compact: Compact) -> str:
    """The verdict under one edition; 错误 for codes and places that do not exist."""
    rows = [row for table in compact.tables.values() for row in table]
    top = _one_of("place", compact.zones.get(compact.zone_top or "", ()))
    reached = [(r, code) for r in rows if (code := parse_code(r.code)) is not None]
    matched = [f"({_here(compact, r)} AND {_below(code)})" for r, code in reached]
    decided = _decide(compact, reached, [_below(code) for _, code in reached])
    verdict = f"CASE {decided} WHEN 2 THEN '禁' WHEN 1 THEN '限' ELSE '准' END"
    lower = _lower(compact, reached, decided)
    whole = f"CASE WHEN {lower} THEN '未定' ELSE {verdict} END"
    if not compact.complete:
        anything = " OR ".join(matched) or "FALSE"
        whole = f"CASE WHEN NOT ({anything}) THEN '未定' ELSE {whole} END"
    return f"CASE WHEN NOT exists_code OR NOT {top} THEN '错误' ELSE {whole} END"


def _decide(compact: Compact, rows: list[tuple[ListRow, Code]], matched: list[str]) -> str:
    """Rank of the strictest row that stays: longest prefix of its zone and no exception."""
    ranks = []
    for (row, code), match in zip(rows, matched, strict=True):
        longer = [
            f"({_here(compact, other)} AND {test})"
            for (other, deeper), test in zip(rows, matched, strict=True)
            if other.zone == row.zone and len(deeper.digits) > len(code.digits)
        ]
        tests = [_here(compact, row), match, *(f"NOT {test}" for test in longer)]
        tests += [f"NOT {_excepted(compact, e)}" for e in _exceptions(row)]
        ranks.append(f"CASE WHEN {' AND '.join(tests)} THEN {_RANK[row.measure]} ELSE 0 END")
    if not ranks:
        return "0"
    return f"GREATEST({', '.join(ranks)})" if len(ranks) > 1 else ranks[0]


def _lower(compact: Compact, rows: list[tuple[ListRow, Code]], decided: str) -> str:
    """Whether a row below the code asked would give another verdict."""
    tests = []
    for row, code in rows:
        if not code.digits:
            continue
        asked = f"section = '{code.section}' AND digits <> '{code.digits}'"
        above = f"{asked} AND STARTS_WITH('{code.digits}', digits) AND {_here(compact, row)}"
        known = ["TRUE" if code.below(other) else "FALSE" for _, other in rows]
        tests.append(f"({above} AND {_decide(compact, rows, known)} <> {decided})")
    return " OR ".join(tests) or "FALSE"


def _below(code: Code) -> str:
    if not code.digits:
        return f"section = '{code.section}'"
    return f"(section = '{code.section}' AND STARTS_WITH(digits, '{code.digits}'))"


def _here(compact: Compact, row: ListRow) -> str:
    place = _one_of("place", compact.zones.get(row.zone, ()))
    return f"({place} AND {_one_of('stage', row.stages)})" if row.stages else place


def _exceptions(row: ListRow) -> list[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]]:
    return [(e.stages, e.tags, e.not_in) for e in row.exceptions]


def _excepted(
    compact: Compact, exception: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
) -> str:
    stages, tags, not_in = exception
    tests = []
    if stages:
        tests.append(_one_of("stage", stages))
    if tags:
        tests.append("(" + " OR ".join(f"CONTAINS(tags, {literal(f';{t};')})" for t in tags) + ")")
    tests += [f"NOT {_one_of('place', compact.zones.get(zone, ()))}" for zone in not_in]
    return f"({' AND '.join(tests) or 'TRUE'})"


def _one_of(column: str, values: Sequence[str]) -> str:
    if not values:
        return "FALSE"
    return f"{column} IN ({', '.join(literal(v) for v in values)})"
