"""A board's figures as the diagnosis reads them: one table for each vintage of its sources."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from yipan.board.bindings.yearly import PAIR, YEARLY, vintage, yearly
from yipan.core.errors import UnknownName
from yipan.core.strict_yaml import read_yaml
from yipan.diagnosis.evidence import Figure, Figures
from yipan.diagnosis.findings import (
    CHOSEN,
    Finding,
    Obstacle,
    Obstacles,
    Variant,
    diagnose,
)
from yipan.diagnosis.questions import Question, read_index, read_questions
from yipan.diagnosis.wording import number, sentences

if TYPE_CHECKING:
    from yipan.board.ask import Day
    from yipan.board.board import Board
    from yipan.facts import Fact
    from yipan.gauge.result import Row

FILE = "findings.yaml"
MOST_OBSTACLES = 3
ORDER = ("contested", "low", "medium", "high")


def findings(board: Board, *, as_of: Day = None) -> list[Finding]:
    """Every finding that the board's questions and figures give: progress first, worst first."""
    path = board.path / FILE
    if not path.exists():
        return []
    document = read_yaml(path)
    questions = [_coded(board, q) for q in read_questions(document, FILE)]
    wanted = {q.indicator for q in questions} | {q.printed for q in questions if q.printed}
    evidence, by_source = _evidence(board, sorted(wanted), as_of)
    found = [diagnose(question, evidence, by_source) for question in questions]
    held = obstacles_of(board, read_index(document), as_of)
    kept = [
        replace(finding, obstacles=held.get(finding.question.of[0]))
        if finding.question.frame == "problem"
        else finding
        for finding in found
        if finding is not None
    ]
    return sorted(kept, key=lambda f: (f.question.frame != "progress", -ORDER.index(f.severity)))


def obstacles_of(board: Board, name: str, as_of: Day) -> dict[str, Obstacles]:
    """The largest obstacles of each party of an index, in its last period, by code."""
    from yipan.board.bindings.indices import Wanted, index_source, systems_of
    from yipan.board.bindings.measures import NoFigures
    from yipan.gauge.index_system import build, unit_values
    from yipan.gauge.measuring import gauge

    if not name:
        return {}
    systems = systems_of(board)
    if name not in systems:
        raise UnknownName("index", name, systems, where=FILE)
    day = board.select([], as_of=as_of).as_of
    try:
        source = index_source(board, systems[name], Wanted(as_of=day))
    except NoFigures:  # on that day the index had nothing to rest on
        return {}
    built = build(systems[name], source.cube, partial=True)
    z, weights = unit_values(built)
    parties, periods, _ = source.cube.labels
    rows = [
        {"party": p, "period": periods[-1], "indicator": c, "value": float(z[i, -1, k])}
        for i, p in enumerate(parties)
        for k, c in enumerate(built.columns)
    ]
    given = {c: weights[c] for c in built.columns}
    found = gauge("obstacle", rows, settings={"weights": given, "precision": "0"})
    assert found.interval is not None
    bounds = {(r["party"], r["indicator"]): r for r in found.interval["rows"]}
    out = {}
    for party in parties:
        own = [r for r in found.values if r.keys["party"] == party and r.value is not None]
        own.sort(key=lambda r: -float(r.value or 0))
        out[party] = Obstacles(
            name,
            party,
            periods[-1],
            int(found.interval["variants"]),
            tuple(_obstacle(r, bounds) for r in own[:MOST_OBSTACLES]),
        )
    return {party: held for party, held in out.items() if held.largest}


def _obstacle(row: Row, bounds: Mapping[tuple[str, str], Mapping[str, float]]) -> Obstacle:
    column = row.keys["indicator"]
    bound = bounds[row.keys["party"], column]
    return Obstacle(column, 100 * float(row.value or 0), 100 * bound["low"], 100 * bound["high"])


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
        "obstacles": finding.obstacles and asdict(finding.obstacles),
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
    """From the code of a party or pair, or the slug of an indicator, to its name."""

    def named(code: str) -> str:
        indicator = board.indicators.get(code)
        return indicator.name(lang) if indicator else board.party_name(code, lang)

    return lambda code: "→".join(named(end) for end in code.split("→"))
