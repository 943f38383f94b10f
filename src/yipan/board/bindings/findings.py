"""A board's figures as the diagnosis reads them: one table for each vintage of its sources."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from yipan.board.bindings.yearly import PAIR, YEARLY, vintage, yearly
from yipan.core.strict_yaml import read_yaml
from yipan.diagnosis.evidence import Figure, Figures
from yipan.diagnosis.findings import CHOSEN, Finding, Variant, diagnose
from yipan.diagnosis.questions import Question, read_questions
from yipan.diagnosis.wording import number, sentences

if TYPE_CHECKING:
    from yipan.board.ask import Day
    from yipan.board.board import Board
    from yipan.facts import Fact

FILE = "findings.yaml"
ORDER = ("contested", "low", "medium", "high")


def findings(board: Board, *, as_of: Day = None) -> list[Finding]:
    """Every finding that the board's questions and figures give: progress first, worst first."""
    path = board.path / FILE
    if not path.exists():
        return []
    questions = [_coded(board, q) for q in read_questions(read_yaml(path), FILE)]
    wanted = {q.indicator for q in questions} | {q.printed for q in questions if q.printed}
    evidence, by_source = _evidence(board, sorted(wanted), as_of)
    found = [diagnose(question, evidence, by_source) for question in questions]
    kept = [finding for finding in found if finding is not None]
    return sorted(kept, key=lambda f: (f.question.frame != "progress", -ORDER.index(f.severity)))


def _coded(board: Board, question: Question) -> Question:
    """The question with codes in the place of names."""

    def code(name: str) -> str:
        ends = name.split(PAIR) if name else []
        return PAIR.join(board.parties.find(end, where=FILE).code for end in ends)

    return replace(
        question,
        indicator=board.indicators.find(question.indicator, where=FILE).slug,
        of=tuple(code(name) for name in question.of),
        to=code(question.to),
        among=tuple(code(name) for name in question.among),
    )


def _evidence(
    board: Board, wanted: list[str], as_of: Day
) -> tuple[dict[str, Figures], dict[str, Figures]]:
    """Figures by vintage (what the rule chose under `CHOSEN`) and by source."""
    asked = board.select(wanted, as_of=as_of)
    facts = [f for f in board.ledger.facts(asked) if f.frequency in YEARLY]
    members = {p.code: p.members for p in board.parties if p.members}
    additive = frozenset(i.slug for i in board.indicators if i.additive)

    def figures(rows: list[Fact]) -> Figures:
        cut = {
            key: Figure(found.value, found.interval, (found.fact.id,))
            for key, found in yearly(board, rows, as_of=asked.as_of).items()
        }
        return Figures(cut, members, additive, True)

    by_vintage = {CHOSEN: figures(facts)}
    for name in sorted({vintage(board, fact) for fact in facts} - {""}):
        by_vintage[name] = figures([f for f in facts if vintage(board, f) == name])
    sources = sorted({fact.source for fact in facts})
    by_source = {code: figures([f for f in facts if f.source == code]) for code in sources}
    return by_vintage, by_source


def finding_json(board: Board, finding: Finding, lang: str) -> dict[str, Any]:
    """A finding for JSON: words and the figures they come from."""
    question = finding.question
    unit = unit_of(board, finding)
    bend = finding.bend
    return {
        "id": question.id,
        "frame": question.frame,
        "domain": question.domain,
        "name": question.name.pick(lang),
        "severity": finding.severity,
        "direction": finding.direction,
        "measure": question.reading.measure,
        "indicator": question.indicator,
        "of": list(question.of),
        "to": question.to or None,
        "first": {"period": str(finding.first[0]), "value": number(finding.first[1].value)},
        "last": {"period": str(finding.last[0]), "value": number(finding.last[1].value)},
        "since": None if bend is None else {"period": str(bend.year), "p": bend.p},
        "rank": finding.rank and asdict(finding.rank),
        "variants": [_variant(v) for v in finding.variants],
        "agreeing": finding.agreeing,
        "mixes_vintages": finding.mixture is not None,
        "vanishes_at": None if finding.vanishes_at is None else number(finding.vanishes_at),
        "text": sentences(finding, unit, names_of(board, lang), lang),
        "facts": list(finding.facts),
    }


def _variant(variant: Variant) -> dict[str, Any]:
    return {
        "vintage": variant.vintage or None,
        "measure": variant.measure,
        "first": {"period": str(variant.first[0]), "value": number(variant.first[1])},
        "last": {"period": str(variant.last[0]), "value": number(variant.last[1])},
        "direction": variant.direction,
    }


def unit_of(board: Board, finding: Finding) -> str:
    """The unit of the finding's indicator."""
    found = board.indicators.get(finding.question.indicator)
    return found.unit if found else ""


def names_of(board: Board, lang: str) -> Callable[[str], str]:
    """From the code of a party or pair to its name."""
    return lambda code: "→".join(board.party_name(end, lang) for end in code.split("→"))
