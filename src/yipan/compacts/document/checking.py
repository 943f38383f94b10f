"""Static checks of a document: names, roles, open items, shadows, cycles. No facts are needed."""

from __future__ import annotations

from collections.abc import Iterator

from yipan.compacts.document.document import Clause, Compact, Gate, Let, Pay, Problem, Share
from yipan.compacts.words.expressions import (
    Expression,
    FactWord,
    Name,
    OpenItem,
    PrefixWord,
    RecordWord,
    walk,
)
from yipan.core.errors import Coded, near_misses
from yipan.core.words import Words

# Raised at run time by the evaluator itself; a document need not list them.
BUILT_IN_OPEN = ("negative", "rounding", "part_year", "non_detect", "not_in_force")


def check(compact: Compact) -> None:
    """Raise the first problem of a document as one line."""
    problems = find_problems(compact)
    if not problems:
        return
    first = min(problems, key=lambda p: p.line or 10**9)
    code = {"UNKNOWN_OPEN": "UNKNOWN_NAME", "UNKNOWN_CLAUSE": "UNKNOWN_WORD"}.get(
        first.code, first.code
    )
    raise Coded(
        code,
        Words(first.zh, first.en),
        hint=Words(
            f"yipan lint {compact.file} 列出全部问题", f"yipan lint {compact.file} lists all"
        ),
        file=compact.file,
        row=first.line or None,
        field=first.at,
    )


def find_problems(compact: Compact) -> list[Problem]:
    """Everything that keeps a document from being evaluated."""
    return [
        *compact.problems,
        *_indicator_problems(compact),
        *_frame_problems(compact),
        *(problem for clause in compact.clauses for problem in _clause_problems(compact, clause)),
    ]


def expressions_of(clause: Clause) -> list[Expression]:
    """Every expression of a clause, conditions and caps included."""
    kind = clause.kind
    found: list[Expression] = [] if clause.when is None else [clause.when]
    if isinstance(kind, Let):
        found += [expression for _, expression in kind.values]
    elif isinstance(kind, Gate):
        found.append(kind.condition)
    elif isinstance(kind, Pay | Share):
        found.append(kind.amount)
        if isinstance(kind, Share):
            found += [weight for _, weight in kind.weights]
        if kind.cap is not None:
            found.append(kind.cap.limit)
    return found


def let_names(compact: Compact) -> set[str]:
    """Names that any clause gives."""
    return {n for c in compact.clauses if isinstance(c.kind, Let) for n, _ in c.kind.values}


def _clause_problems(compact: Compact, clause: Clause) -> Iterator[Problem]:
    lets = let_names(compact)
    known = lets | set(compact.params) | set(compact.indicators) | set(compact.roles) | {"year"}
    for expression in expressions_of(clause):
        for word in walk(expression):
            yield from _word_problems(compact, clause, word, known)
    if isinstance(clause.kind, Let):
        for name, _ in clause.kind.values:
            if name in compact.indicators:
                yield _problem("SHADOW", clause, f"“{name}”与指标同名", f"{name!r} is an indicator")
    if isinstance(clause.kind, Pay | Share):
        yield from _move_problems(compact, clause, clause.kind)


def _word_problems(
    compact: Compact, clause: Clause, word: Expression, known: set[str]
) -> Iterator[Problem]:
    if isinstance(word, Name) and word.name not in known:
        yield _unknown(clause, word.name, known)
    elif isinstance(word, FactWord):
        for name in (word.indicator, word.of):
            if name is not None and name not in compact.indicators:
                yield _unknown(clause, name, set(compact.indicators))
    elif isinstance(word, OpenItem):
        listed = {item.id for item in compact.opens}
        if word.item not in listed:
            yield _problem(
                "UNKNOWN_OPEN",
                clause,
                f"未定事项“{word.item}”没有列在 open 中",
                f"open item {word.item!r} is not listed under open",
            )
    elif isinstance(word, PrefixWord) and word.table not in compact.tables:
        yield _unknown(clause, word.table, set(compact.tables))
    elif isinstance(word, RecordWord):
        yield from _clause_names(compact, clause, word.clauses)


def _clause_names(compact: Compact, clause: Clause, names: tuple[str, ...]) -> Iterator[Problem]:
    known = {c.id for c in compact.clauses}
    known |= {i.clause for i in compact.indicators.values() if i.clause}
    for name in names:
        if name not in known:
            yield _unknown(clause, name, known)


def _move_problems(compact: Compact, clause: Clause, kind: Pay | Share) -> Iterator[Problem]:
    if isinstance(kind, Pay):
        roles = [kind.giver, kind.receiver]
    else:
        roles = [kind.one, *(name for name, _ in kind.weights)]
        if not compact.ties:
            yield _problem("NO_TIES", clause, "share 须有 ties", "a share needs ties")
    for role in roles:
        if role not in compact.roles:
            yield _unknown(clause, role, set(compact.roles))
    if not compact.units:
        yield _problem(
            "UNIT_MISMATCH", clause, "units 未写最小单位", "units declares no smallest unit"
        )
    if kind.cap is None:
        return
    yield from _clause_names(compact, clause, kind.cap.over)
    if isinstance(kind, Share):
        weighed = {name for name, _ in kind.weights}
        for limited in (kind.cap.of, kind.cap.rest):
            if limited not in weighed:
                yield _unknown(clause, limited or "cap.of / cap.rest", weighed)


def _indicator_problems(compact: Compact) -> Iterator[Problem]:
    for indicator in compact.indicators.values():
        at = f"indicators.{indicator.name}"
        links = [*indicator.parts, *indicator.less, *filter(None, [indicator.gross])]
        for name in links:
            if name not in compact.indicators:
                yield _missing_name(at, name, set(compact.indicators))
        for role in indicator.attest:
            if role not in compact.roles:
                yield _missing_name(at, role, set(compact.roles))
        if indicator.gross and (indicator.rate or "") not in compact.params:
            yield _missing_name(at, indicator.rate or "rate", set(compact.params))
        if indicator.kind == "level" and not indicator.scale:
            yield Problem("UNKNOWN_NAME", at, "level 须有 scale", "a level needs a scale")
        dimensions = {u.dimension for u in compact.units.values()}
        if indicator.flow and indicator.dimension not in dimensions:
            yield Problem(
                "UNIT_MISMATCH", at, "units 未写该流量的最小单位", "no smallest unit for this flow"
            )
        if _circular(compact, indicator.name):
            yield Problem("CYCLE", at, "parts、gross 或 less 循环", "parts, gross or less go round")


def _circular(compact: Compact, name: str) -> bool:
    seen: set[str] = set()
    todo = [name]
    while todo:
        indicator = compact.indicators.get(todo.pop())
        if indicator is None:
            continue
        for link in (*indicator.parts, *indicator.less, *filter(None, [indicator.gross])):
            if link == name:
                return True
            if link not in seen:
                seen.add(link)
                todo.append(link)
    return False


def _frame_problems(compact: Compact) -> Iterator[Problem]:
    for role in compact.roles.values():
        if role.fact is not None and role.fact not in compact.indicators:
            yield _missing_name(f"roles.{role.name}", role.fact, set(compact.indicators))
        if role.case and compact.case == "one":
            yield Problem(
                "UNKNOWN_NAME",
                f"roles.{role.name}",
                "case: one 时没有“当事的方”",
                "with case: one there is no party of the case",
            )
    yield from _clock_problems(compact)
    for section, names in (("ties", compact.ties), ("passthrough", compact.passthrough)):
        for name in names:
            if name not in compact.roles:
                yield _missing_name(section, name, set(compact.roles))
    if compact.judge is not None:
        for answer in filter(None, [compact.judge.verdict, compact.judge.grade]):
            if answer not in let_names(compact):
                yield _missing_name("judge", answer, let_names(compact))
    if compact.tables and compact.zone_top not in compact.zones:
        yield _missing_name("zone_top", compact.zone_top or "zone_top", set(compact.zones))


def _clock_problems(compact: Compact) -> Iterator[Problem]:
    for name in (*compact.clock_of, *filter(None, [compact.clock_first])):
        if name not in compact.indicators:
            yield _missing_name("clock", name, set(compact.indicators))
    if compact.clock_first:
        first = compact.indicators.get(compact.clock_first)
        if first is not None and first.kind != "year":
            yield Problem("UNKNOWN_NAME", "clock.first", "clock.first 须为 year", "must be a year")


def _unknown(clause: Clause, name: str, known: set[str]) -> Problem:
    return _missing_name(clause.id, name, known, clause.line)


def _missing_name(at: str, name: str, known: set[str], line: int = 0) -> Problem:
    near = near_misses(name, sorted(known))
    zh = f"没有“{name}”这个名字" + (f";是否指 {'、'.join(near)}?" if near else "")
    en = f"no name {name!r}" + (f"; did you mean {', '.join(near)}?" if near else "")
    return Problem("UNKNOWN_NAME", at, zh, en, line)


def _problem(code: str, clause: Clause, zh: str, en: str) -> Problem:
    return Problem(code, clause.id, zh, en, clause.line)
