"""A board's figures as the diagnosis reads them: one table for each vintage of its sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yipan.core.strict_yaml import read_yaml
from yipan.core.units import find_unit, parse_unit
from yipan.diagnosis.evidence import Figure, Figures
from yipan.diagnosis.findings import CHOSEN, Finding, diagnose
from yipan.diagnosis.questions import Question, read_questions
from yipan.facts import resolve

if TYPE_CHECKING:
    from yipan.board.ask import Day
    from yipan.board.board import Board
    from yipan.facts import Fact

FILE = "findings.yaml"
PAIR = "→"
YEARLY = {"annual", "stock", "share", ""}


def findings(board: Board, *, as_of: Day = None) -> list[Finding]:
    """Every finding that the board's questions and figures give."""
    path = board.path / FILE
    if not path.exists():
        return []
    questions = [_coded(board, q) for q in read_questions(read_yaml(path), FILE)]
    wanted = {q.indicator for q in questions} | {q.printed for q in questions if q.printed}
    evidence, by_source = _evidence(board, sorted(wanted), as_of)
    found = [diagnose(question, evidence, by_source) for question in questions]
    return [finding for finding in found if finding is not None]


def _coded(board: Board, question: Question) -> Question:
    """The question with codes in the place of names."""
    from dataclasses import replace

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
        return Figures(_figures(board, rows, asked.as_of), members, additive, True)

    by_vintage = {CHOSEN: figures(facts)}
    for vintage in sorted({_vintage(board, fact) for fact in facts} - {""}):
        by_vintage[vintage] = figures([f for f in facts if _vintage(board, f) == vintage])
    sources = sorted({fact.source for fact in facts})
    by_source = {code: figures([f for f in facts if f.source == code]) for code in sources}
    return by_vintage, by_source


def _vintage(board: Board, fact: Fact) -> str:
    source = board.sources.get(fact.source)
    return source.vintage if source else ""


def _figures(board: Board, facts: list[Fact], as_of: object) -> dict[tuple[str, str, int], Figure]:
    from datetime import date

    day = as_of if isinstance(as_of, date) else None
    found: dict[tuple[str, str, int], Figure] = {}
    for item in resolve(facts, board.rule, as_of=day, learned_by=None):
        fact = item.fact
        period = fact.parsed_period
        indicator = board.indicators.get(fact.indicator)
        unit = find_unit(fact.unit)
        yearly = period.code in (str(period.year), f"{period.year}-12-31")
        if indicator is None or unit is None or period.year is None or not yearly:
            continue
        wanted = parse_unit(indicator.unit)
        if fact.definition or not unit.converts_to(wanted):
            continue
        party = PAIR.join(end for end in (fact.party, fact.counterparty) if end)
        factor = unit.factor_to(wanted)
        figure = Figure(fact.printed.value * factor, fact.printed.interval * factor, (fact.id,))
        found.setdefault((fact.indicator, party, period.year), figure)
    return found
