"""Chains and matches: the problems of a board, each with its figure and its answer in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yipan.board.bindings.matching import match_problem
from yipan.board.bindings.problems import place_aliases
from yipan.core.english import unit_apart
from yipan.core.errors import UnknownName
from yipan.core.interval import rational_text
from yipan.core.words import Words
from yipan.links.chain import report
from yipan.links.chain_file import read_chain
from yipan.links.chain_model import ChainReport
from yipan.links.reach_file import Answer, read_reach, solve
from yipan.matching.answer import Match
from yipan.matching.codes import MEANING
from yipan.publish.chain_figure import chain_figure
from yipan.publish.link_words import KINDS, lines, sentences
from yipan.publish.match_figure import match_figure
from yipan.publish.match_words import because_text, reasons_text
from yipan.publish.reach_figure import reach_figure
from yipan.web.address import Address
from yipan.web.answers import document_called, documents, problem_kind
from yipan.web.figures import figure_called
from yipan.web.pages.figure import ShownFigure, shown_figure
from yipan.web.pages.page import Page, told
from yipan.web.shelf import View

if TYPE_CHECKING:
    from yipan.publish.figures import Figure

KIND_WORDS: dict[str, Words] = {
    "link": Words("链", "chain"),
    "reach": Words("可及", "reach"),
    "match": Words("配", "match"),
    "flows": Words("流", "flows"),
    "platforms": Words("平台", "platforms"),
}
SHOWN = ("link", "reach", "match")


@dataclass(frozen=True, slots=True)
class Problems:
    """Context of the list of problems."""

    groups: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = told(
        "kind, and name and page of each problem"
    )


@dataclass(frozen=True, slots=True)
class ProblemPage:
    """Context of one chain, match or service."""

    name: str = told("the problem's name")
    title: str = told("what it is about")
    kind: str = told("link, reach or match")
    figure: ShownFigure = told("the figure with its table")
    lead: str = told("the answer on one line")
    sentences: tuple[str, ...] = told("gaps, chokes, circles, changes that would help")
    heads: tuple[str, ...] = told("heads of the table")
    rows: tuple[tuple[str, ...], ...] = told("order of repair, places, or placements")
    refused: tuple[tuple[str, str], ...] = told("who was not placed, and the code of each option")
    codes: tuple[tuple[str, str], ...] = told("what the codes mean")
    notes: tuple[str, ...] = told("what the document says of itself")


def kinds(view: View) -> dict[str, str]:
    """The kind of each problem of the board."""
    return view.once.get(
        "problems",
        lambda: {n: problem_kind(p) for n, p in documents(view, "problems").items()},
    )


def build_list(view: View, address: Address) -> Problems:
    """Every problem that has a page, by kind."""
    found = kinds(view)
    return Problems(
        tuple(
            (
                KIND_WORDS[kind].pick(address.lang),
                tuple((name, "problem") for name, own in found.items() if own == kind),
            )
            for kind in SHOWN
            if kind in found.values()
        )
    )


def build_one(view: View, address: Address) -> ProblemPage:
    """One problem, answered."""
    name, lang = address.parts["problem"], address.lang
    found = answered(view, name)
    drawn = shown_figure(figure_called(view, "problem", name), "problem", name, lang)
    if isinstance(found, ChainReport):
        return _chain(name, found, drawn, lang)
    if isinstance(found, Match):
        return _match(name, found, drawn, lang)
    return _reach(name, found, drawn, lang)


def answered(view: View, name: str) -> ChainReport | Match | Answer:
    """The answer to a problem of the board."""

    def make() -> ChainReport | Match | Answer:
        path = document_called(view, "problems", name)
        kind = kinds(view)[name]
        if kind == "link":
            return report(read_chain(path, place_aliases()))
        if kind == "reach":
            return solve(read_reach(path))
        if kind == "match":
            return match_problem(path, str(view.board.path))
        raise UnknownName("problem", name, [n for n, k in kinds(view).items() if k in SHOWN])

    return view.once.get(("problem", name), make)


def problem_figure(view: View, name: str) -> Figure:
    """The problem's figure."""
    found = answered(view, name)
    if isinstance(found, ChainReport):
        return chain_figure(found, name)
    return match_figure(found, name) if isinstance(found, Match) else reach_figure(found, name)


def _chain(name: str, found: ChainReport, drawn: ShownFigure, lang: str) -> ProblemPage:
    unit, binding = found.chain.unit, "、".join(found.binding)
    through, demand = rational_text(found.throughput), rational_text(found.chain.demand)
    lead = Words(
        f"可通过 {through} {unit},需求 {demand};受限于 {binding}",
        f"{through} of {demand}{unit_apart(unit, 'en')} goes through; limited by {binding}",
    )
    rows = tuple(
        (
            str(place),
            repair.stage,
            repair.kind if lang == "zh" else KINDS[repair.kind],
            rational_text(repair.raise_by),
            rational_text(repair.throughput_after),
        )
        for place, repair in enumerate(found.order, start=1)
    )
    heads = Words("次序 环节 缺口 至少增加 之后可通过", "order stage gap raise then")
    return ProblemPage(
        name,
        found.chain.product or found.chain.target,
        "link",
        drawn,
        lead.pick(lang),
        tuple(s.pick(lang) for s in sentences(found)),
        tuple(heads.pick(lang).split()) if rows else (),
        rows,
        (),
        (),
        found.notes,
    )


def _reach(name: str, found: Answer, drawn: ShownFigure, lang: str) -> ProblemPage:
    heads = Words("地点 人口 可达设施", "place population reached")
    rows = tuple(
        (a.place.id, rational_text(a.place.population), "、".join(a.reached) or "—")
        for a in found.report.places
    )
    said = [words.pick(lang) for words in lines(found)]
    return ProblemPage(
        name, name, "reach", drawn, said[0], tuple(said[1:]), tuple(heads.pick(lang).split()), rows,
        (), (), found.report.problem.notes,
    )  # fmt: skip


def _match(name: str, found: Match, drawn: ShownFigure, lang: str) -> ProblemPage:
    heads = Words("谁 去处 理由", "who where because")
    used = {code for r in found.unplaced for code in r.reasons.values()}
    lead = Words(
        f"安排 {len(found.placed)},未安排 {len(found.unplaced)}",
        f"{len(found.placed)} placed, {len(found.unplaced)} not",
    )
    return ProblemPage(
        name,
        name,
        "match",
        drawn,
        lead.pick(lang),
        tuple(c.zh if lang == "zh" else c.en for c in found.changes),
        tuple(heads.pick(lang).split()),
        tuple((p.who, p.where, because_text(p.because, lang)) for p in found.placed),
        tuple((r.who, reasons_text(r.reasons, r.details)) for r in found.unplaced),
        tuple((code, words.pick(lang)) for code, words in MEANING.items() if code in used),
        found.notes,
    )


LIST = Page(
    "problems",
    "problems",
    Words("链与配", "Chains and matches"),
    "Chains, services and matches that come with the board.",
    Problems,
    build_list,
)
ONE = Page(
    "problem",
    "problem/{problem}",
    Words("一题", "A problem"),
    "A chain with its gaps, a service with its reach, a match with a reason for each refusal.",
    ProblemPage,
    build_one,
)
