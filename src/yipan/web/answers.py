"""Answers to questions of programs and assistants: result and receipt, as the commands give them.

Names of compacts, problems and scenarios are looked up among those of the board: no text from a
request is used as a path.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yipan
from yipan.board.bindings import compacts as bound
from yipan.board.bindings.findings import finding_json
from yipan.board.bindings.matching import match_problem
from yipan.board.bindings.measures import Asked, measure
from yipan.board.bindings.pasted import pasted_compact
from yipan.board.bindings.problems import place_aliases
from yipan.board.bindings.reading import board_words
from yipan.board.bindings.rows import (
    conflict_json,
    conflicts_by_fact,
    history_json,
    panel_cells,
    things_json,
    things_of,
)
from yipan.board.bindings.scenarios import simulation_json
from yipan.board.bindings.searching import conflict_called, is_conflict_id
from yipan.board.bindings.simulating import simulate_document
from yipan.board.why import reason
from yipan.compacts.settling.facts_table import Row, check_rows, parse_rows
from yipan.core.canonical import Receipt, file_digest
from yipan.core.errors import BadInput, UnknownName
from yipan.core.words import Words
from yipan.facts.conflicts.model import Severity
from yipan.facts.conflicts.repair import repairs
from yipan.facts.history import histories
from yipan.web.drafts import is_draft
from yipan.web.numbers import counted, fact_called, found_findings, is_large, searched

if TYPE_CHECKING:
    from yipan.compacts.document.library import Addressed, Library
    from yipan.reading.check import Report, Text
    from yipan.web.shelf import View

MOST_FACTS = 5000
MOST_CONFLICTS = 500


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command gives: its name, the result and what it rests on."""

    command: str
    result: Any
    receipt: Mapping[str, Any]


def of_board(view: View, command: str, result: Any) -> Answer:
    """An answer that rests on the board's ledger."""
    return Answer(
        command, result, Receipt(yipan.__version__, facts=view.board.ledger.digest).as_dict()
    )


def facts(
    view: View,
    indicator: str,
    parties: Sequence[str] = (),
    periods: Sequence[str] = (),
    lang: str = "zh",
) -> Answer:
    """Every printed value of a thing, which one counts and why."""
    board = view.board
    asked = board.select(indicator, party=parties, period=periods, as_of=view.as_of)
    if is_large(view) and board.ledger.count(asked) > MOST_FACTS:
        raise BadInput(
            Words(f"超过 {MOST_FACTS} 行", f"more than {MOST_FACTS} rows"),
            hint=Words("请指明方与时期", "name parties and periods"),
        )
    found = board.facts(indicator, party=parties, period=periods, as_of=view.as_of)
    told = things_of(found.facts, found.chosen)
    return of_board(view, "facts", things_json(told, conflicts_by_fact(board, found.facts), lang))


def panel(
    view: View, indicators: Sequence[str], parties: Sequence[str], periods: Sequence[str]
) -> Answer:
    """The figures that count, side by side, exact."""
    found = view.board.panel(indicators, parties=parties, periods=periods, as_of=view.as_of)
    return of_board(view, "panel", {"rule": found.rule, "cells": panel_cells(found)})


def gauge(
    view: View, name: str, asked: Asked, settings: Mapping[str, str], lang: str = "zh"
) -> Answer:
    """A measure on the board's chosen facts."""
    found = measure(view.board, name, asked, settings=settings, lang=lang)
    return of_board(view, "gauge", found.result.as_dict(lang))


def measures() -> Answer:
    """Every measure: what it answers and needs."""
    from yipan.gauge.registry import measures as known

    result = {"measures": [found.as_dict() for found in known().values()]}
    return Answer("gauge", result, Receipt(yipan.__version__).as_dict())


def conflicts(
    view: View, indicator: str = "", party: str = "", kind: str = "", lang: str = "zh"
) -> Answer:
    """Disagreements that nothing explains; with a class all of that class."""
    board = view.board
    slug = board.indicators.find(indicator).slug if indicator else ""
    code = board.parties.find(party).code if party else ""
    known = searched(view)
    kept = [
        c
        for c in known.conflicts
        if (c.kind.value == kind if kind else c.severity is not Severity.NOTE)
        and any(
            slug in ("", f.indicator) and code in ("", f.party, f.counterparty) for f in c.facts
        )
    ]
    shown = kept[:MOST_CONFLICTS]
    rows = [
        {
            **conflict_json(c, lang),
            "repairs": [r.as_dict() for r in repairs(c, known.conflicts)],
        }
        for c in shown
    ]
    counts = dict(Counter(c.kind.value for c in kept))
    result = {"conflicts": rows, "counts": counts, "shown": len(shown), "found": len(kept)}
    if known.told:
        result["left_out"] = known.told.pick(lang)
    return of_board(view, "conflicts", result)


def history(view: View, indicator: str, parties: Sequence[str], periods: Sequence[str]) -> Answer:
    """First publication and each revision."""
    asked = view.board.select(indicator, party=parties, period=periods, as_of=view.as_of)
    found = histories(view.board.ledger.facts(asked))
    return of_board(view, "history", {"histories": [history_json(h) for h in found]})


def why(
    view: View, name: str, lang: str = "zh", hint: tuple[str, str, str] = ("", "", "")
) -> Answer:
    """The reason behind a figure or a conflict."""
    if is_conflict_id(name):
        conflict, fixes = conflict_called(view.board, name, view.as_of)
        result = {**conflict_json(conflict, lang), "repairs": [r.as_dict() for r in fixes]}
        return of_board(view, "why", result)
    tree = reason(view.board, fact_called(view, name, hint), lang)
    return of_board(view, "why", tree.as_dict())


def sources(view: View) -> Answer:
    """Every source with its date, vintage and number of figures."""
    rows = [
        {
            "code": code,
            "title": s.title,
            "authors": s.authors,
            "publisher": s.publisher,
            "published_on": s.published_on.text,
            "vintage": s.vintage,
            "priority": s.priority,
            "note": s.note,
            "figures": counted(view)[code],
        }
        for code, s in sorted(view.board.sources.items())
    ]
    return of_board(view, "sources", {"sources": rows})


def findings(view: View, lang: str = "zh") -> Answer:
    """Every finding of the board."""
    rows = [finding_json(view.board, f, lang) for f in found_findings(view)]
    return of_board(view, "diagnose", {"findings": rows})


def library(view: View) -> Library:
    """The compacts of the board and those that ship with the program."""
    return view.once.get("library", lambda: bound.library(str(view.board.path)))


def compact_called(view: View, name: str) -> Addressed:
    """A compact by its id or id@version, or a visitor's own; never a path."""
    if is_draft(name):
        text, file = view.drafts.get("compact", name)
        own = pasted_compact(text, file)
        return replace(own, address=f"{own.id}{name[:5]}")
    known = library(view)
    if "/" in name or "\\" in name or name.endswith((".yaml", ".yml")):
        raise UnknownName("compact", name, known.ids)
    return known.find(name)


def rows_of(text: str, name: str, addressed: Sequence[Addressed] = ()) -> list[Row]:
    """Rows of CSV text; with compacts every indicator must be known to one of them."""
    rows = parse_rows(text.removeprefix("\ufeff"), name)
    if addressed:
        check_rows(rows, [c for a in addressed for c in a.versions], name)
    return rows


def settle(
    view: View, compact: str, text: str, as_of: date | None, name: str = "facts.csv"
) -> Answer:
    """Every move under a compact with its clause and reason."""
    addressed = compact_called(view, compact)
    settled = bound.settle_compact(addressed, rows_of(text, name, [addressed]), as_of)
    return Answer("settle", settled.fields, settled.receipt)


def judge(
    view: View, compact: str, text: str, as_of: date | None, name: str = "cases.csv"
) -> Answer:
    """The verdict of a compact on every case."""
    judged = bound.judge_cases(compact_called(view, compact), rows_of(text, name), name, as_of)
    result = {"cases": [answer.fields() for answer in judged.answers]}
    return Answer("judge", result, judged.receipt)


def compare(view: View, names: Sequence[str], text: str, as_of: date | None) -> Answer:
    """The same facts under several compacts."""
    bound.refuse_alike(names)
    addressed = [compact_called(view, name) for name in names]
    found = bound.compare_compacts(addressed, rows_of(text, "facts.csv", addressed), as_of)
    return Answer("compare", found.fields, found.receipt)


def documents(view: View, kind: str) -> dict[str, Path]:
    """Problems or scenarios of the board by name."""
    return {path.stem: path for path in sorted((view.board.path / kind).glob("*.yaml"))}


def document_called(view: View, kind: str, name: str) -> Path:
    """One of them; only names that are there."""
    known = documents(view, kind)
    if name not in known:
        raise UnknownName("problem" if kind == "problems" else "scenario", name, known)
    return known[name]


def problem_kind(path: Path) -> str:
    """match, link, reach, flows or platforms: by the keys of the document."""
    from yipan.core.strict_yaml import Mapping as Tree
    from yipan.core.strict_yaml import read_yaml

    tree = read_yaml(path)
    keys = set(tree) if isinstance(tree, Tree) else set()
    if "stages" in keys:
        return "link"
    if "places" in keys and "facilities" in keys:
        return "reach"
    if "flows" in keys:
        return "flows"
    return "platforms" if keys >= {"platforms", "inputs"} else "match"


def match(view: View, name: str, method: str = "") -> Answer:
    """Who gets which place, with a reason for each refusal."""
    path = document_called(view, "problems", name)
    found = match_problem(path, str(view.board.path), method)
    return _of_file("match", path, found.as_dict())


def link(view: View, name: str) -> Answer:
    """A chain with its gaps in the order of repair."""
    from yipan.links.chain import report
    from yipan.links.chain_file import as_dict, read_chain

    path = document_called(view, "problems", name)
    return _of_file("link", path, as_dict(report(read_chain(path, place_aliases()))))


def reach(view: View, name: str) -> Answer:
    """Accessibility that adds up."""
    from yipan.links.reach_file import as_dict, read_reach, solve

    path = document_called(view, "problems", name)
    return _of_file("reach", path, as_dict(solve(read_reach(path))))


def scenario(view: View, name: str, lang: str = "zh") -> Answer:
    """Accounting, forecast and assumed responses of a scenario of the board."""
    path = document_called(view, "scenarios", name)
    found = simulate_document(str(path), view.board, view.as_of)
    return _of_file("simulate", path, simulation_json(found.simulation, lang))


def _of_file(command: str, path: Path, result: Any) -> Answer:
    proof = {"program": yipan.__version__, "problem": {"sha256": file_digest(path)}}
    return Answer(command, result, proof)


def check(texts: Sequence[Text], view: View | None = None, *, separate: bool = False) -> Report:
    """Which numbers of the texts cannot be true; against a board's facts where one is given."""
    from yipan.reading.check import check_texts

    if view is None:
        return check_texts(texts, separate=separate)
    if is_large(view):
        raise BadInput(
            Words("此盘过大,不能逐一对照", "this board is too large to check against"),
            hint=Words("请不选盘", "check without a board"),
        )
    own = view.once.get("words", lambda: board_words(view.board, view.as_of))
    words = view.once.get("vocabulary", own.vocabulary)
    return check_texts(texts, words=words, separate=separate, known=own.known)


def check_answer(report: Report) -> Answer:
    """The contract's JSON of a check."""
    return Answer("check", json.loads(report.to_json()), Receipt(yipan.__version__).as_dict())
