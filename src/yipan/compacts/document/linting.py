"""Lint of an agreement: what the law demands and the text leaves out, and what cannot work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from yipan.compacts.document.checking import expressions_of, find_problems
from yipan.compacts.document.document import MATTERS, Clause, Compact, Gate, Pay, Share
from yipan.compacts.document.feasible import Conditions
from yipan.compacts.document.lists import parse_code
from yipan.compacts.words.expressions import Expression, First, walk

VAGUE = ("适当", "相应", "酌情", "视情", "合理", "必要的", "有关规定", "另行", "原则上", "适时")
MATTER_WORDS = {
    "scope": "范围",
    "target": "目标与考核指标",
    "duty": "保护责任",
    "method": "补偿方式",
    "term": "期限",
    "breach": "违约处理",
    "other": "其他事项",
}


_ENGLISH = {
    "MISSING_MATTER": "this matter is not stated",
    "VAGUE_WORDS": "words that leave the matter open",
    "NO_WORDS": "the clause quotes no words",
    "NO_SOURCE": "a number or document without source",
    "UNVERIFIED": "marked as not verified or hypothetical",
    "NEVER_FIRES": "no value can reach this",
    "OVERLAP": "can hold together with an earlier clause between the same parties",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found; `at` is a clause id or a key such as `header.breach`."""

    code: str
    severity: str
    at: str
    words: tuple[str, ...]
    zh: str
    line: int = 0
    en: str = ""

    def fields(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "code": self.code,
            "severity": self.severity,
            "at": self.at,
            "words": list(self.words),
            "zh": self.zh,
            "en": self.en or _ENGLISH[self.code],
            "line": self.line or None,
        }


def lint_compact(compact: Compact) -> dict[str, Any]:
    """Matters, findings, open items; `ok` when nothing keeps it from being evaluated."""
    problems = find_problems(compact)
    findings = [Finding(p.code, "error", p.at, p.words, p.zh, p.line, p.en) for p in problems]
    findings += [*_matters(compact), *_words(compact), *_sources(compact), *_marks(compact)]
    if not problems:
        findings += [*_never(compact), *_overlaps(compact)]
    return {
        "id": compact.id,
        "version": compact.version,
        "matters": {m: _matter_state(compact.header.get(m)) for m in MATTERS},
        "findings": [finding.fields() for finding in findings],
        "open": [{"id": o.id, "at": o.at, "words": o.words, "what": o.what} for o in compact.opens],
        "ok": not problems,
    }


def _matter_state(words: str | None) -> dict[str, str | None]:
    if words is None:
        return {"state": "missing", "words": None}
    return {"state": "vague" if _vague(words) else "present", "words": words}


def _vague(text: str) -> tuple[str, ...]:
    return tuple(word for word in VAGUE if word in text)


def _warning(code: str, at: str, zh: str, words: tuple[str, ...] = (), line: int = 0) -> Finding:
    return Finding(code, "warning", at, words, zh, line)


def _matters(compact: Compact) -> Iterator[Finding]:
    for matter in MATTERS:
        words = compact.header.get(matter)
        at = f"header.{matter}"
        if words is None:
            yield _warning("MISSING_MATTER", at, f"未写明{MATTER_WORDS[matter]}")
        elif _vague(words):
            hits = _vague(words)
            yield _warning("VAGUE_WORDS", at, f"{MATTER_WORDS[matter]}用语不确定", hits)


def _words(compact: Compact) -> Iterator[Finding]:
    for clause in compact.clauses:
        if not clause.words:
            yield _warning("NO_WORDS", clause.id, "条款没有引用原文", line=clause.line)
        hits = _vague(clause.words)
        if hits:
            yield _warning("VAGUE_WORDS", clause.id, "用语不确定", hits, clause.line)


def _sources(compact: Compact) -> Iterator[Finding]:
    if not compact.sources:
        yield _warning("NO_SOURCE", "sources", "没有来源")
    for param in compact.params.values():
        if any(not value.source for value in param.values):
            yield _warning("NO_SOURCE", f"params.{param.name}", "参数没有来源")


def _marks(compact: Compact) -> Iterator[Finding]:
    doubtful = {"unverified", "hypothetical"}
    if compact.mark in doubtful:
        yield _warning("UNVERIFIED", "mark", f"整份文件标为 {compact.mark}")
    for clause in compact.clauses:
        if clause.mark in doubtful:
            yield _warning("UNVERIFIED", clause.id, f"标为 {clause.mark}", line=clause.line)
    for param in compact.params.values():
        found = sorted({str(v.mark) for v in param.values if v.mark in doubtful})
        if found:
            yield _warning("UNVERIFIED", f"params.{param.name}", f"标为 {'、'.join(found)}")


def _never(compact: Compact) -> Iterator[Finding]:
    """Conditions, bands and rows that nothing can reach."""
    conditions = Conditions(compact)
    for index, clause in enumerate(compact.clauses):
        context = _context(compact, index)
        if not conditions.can_hold(context):
            yield _warning("NEVER_FIRES", clause.id, "没有任何取值能使其适用", line=clause.line)
            continue
        for expression in expressions_of(clause):
            for word in walk(expression):
                if isinstance(word, First):
                    yield from _bands(clause, word, context, conditions)
    for rows in compact.tables.values():
        for row in rows:
            empty = any(not (e.stages or e.tags or e.not_in) for e in row.exceptions)
            if empty or parse_code(row.code) is None or not compact.zones.get(row.zone):
                yield _warning("NEVER_FIRES", row.id, "该条目永不适用")


def _context(compact: Compact, index: int) -> list[Expression]:
    """What holds when a clause is reached: its own condition and the gates before it."""
    clause = compact.clauses[index]
    gates = [
        earlier.kind.condition
        for earlier in compact.clauses[:index]
        if isinstance(earlier.kind, Gate) and earlier.when is None
    ]
    own = [] if clause.when is None else [clause.when]
    if isinstance(clause.kind, Gate):
        own = [*own, clause.kind.condition]
    return [*gates, *own]


def _bands(
    clause: Clause, word: First, context: list[Expression], conditions: Conditions
) -> Iterator[Finding]:
    earlier: list[Expression] = []
    for place, band in enumerate(word.bands, start=1):
        wanted = [*context, *([band.when] if band.when is not None else [])]
        if not conditions.can_hold(wanted, earlier):
            yield _warning(
                "NEVER_FIRES",
                clause.id,
                f"first 的第 {place} 档没有任何取值能达到",
                (str(place),),
                clause.line,
            )
        if band.when is None:
            return
        earlier.append(band.when)


def _overlaps(compact: Compact) -> Iterator[Finding]:
    """Two moves between the same parties whose conditions can hold together."""
    conditions = Conditions(compact)
    moving = [(i, c, _pairs(c)) for i, c in enumerate(compact.clauses) if _pairs(c)]
    for place, (index, later, pairs) in enumerate(moving):
        found = []
        for other, earlier, other_pairs in moving[:place]:
            together = [*_context(compact, index), *_context(compact, other)]
            if _meet(compact, pairs, other_pairs) and conditions.can_hold(together):
                found.append(earlier.id)
        if found:
            told = "与在先的条款可同时适用"
            yield _warning("OVERLAP", later.id, told, tuple(found), later.line)


def _pairs(clause: Clause) -> set[tuple[str, str]]:
    kind = clause.kind
    if isinstance(kind, Pay):
        return {(kind.giver, kind.receiver)}
    if isinstance(kind, Share):
        names = [name for name, _ in kind.weights if name != kind.one]
        return {(kind.one, n) if kind.one_pays else (n, kind.one) for n in names}
    return set()


def _meet(compact: Compact, left: set[tuple[str, str]], right: set[tuple[str, str]]) -> bool:
    """The same two parties; in and out of a pass-through account are not the same."""
    if left & right:
        return True
    turned = {(b, a) for a, b in right}
    through = set(compact.passthrough)
    return any(not ({a, b} & through) for a, b in left & turned)
