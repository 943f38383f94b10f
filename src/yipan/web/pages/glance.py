"""The board at a glance: headline cards, findings, and where the sources disagree."""

from __future__ import annotations

from dataclasses import dataclass

from yipan.core.english import unit_name
from yipan.core.words import Words
from yipan.facts.conflicts.model import Severity
from yipan.publish.overview import Section
from yipan.web.address import Address
from yipan.web.figures import figure_called
from yipan.web.numbers import Trend, found_findings, headline, searched, section, trends
from yipan.web.pages.conflicts import ShownConflict, shown_conflict
from yipan.web.pages.figure import ShownFigure, shown_figure
from yipan.web.pages.findings import ShownFinding, shown_finding
from yipan.web.pages.page import Page, told
from yipan.web.shelf import View

FEW_FINDINGS = 4
FEW_CONFLICTS = 4


@dataclass(frozen=True, slots=True)
class Card:
    """A headline indicator with a line for each party; `doubts` counts figures in a conflict."""

    slug: str
    name: str
    unit: str
    domain: str
    years: tuple[int, int]
    trends: tuple[Trend, ...]
    doubts: int


@dataclass(frozen=True, slots=True)
class Glance:
    """Context of the first page."""

    title: str = told("the board's title")
    description: str = told("what the board holds")
    counts: tuple[tuple[str, str, str], ...] = told("number, what it counts, page")
    cards: tuple[Card, ...] = told("a card for each headline indicator")
    map: ShownFigure | None = told("newest figures of an indicator in a schematic map")
    map_choices: tuple[tuple[str, str], ...] = told("slug and name of indicators with a map")
    progress: tuple[ShownFinding, ...] = told("findings of progress, strongest first")
    problems: tuple[ShownFinding, ...] = told("findings of problems, worst first")
    conflicts: tuple[ShownConflict, ...] = told("the worst disagreements between sources")
    conflict_count: int = told("how many disagreements nothing explains")


def build(view: View, address: Address) -> Glance:
    """The first page of a board."""
    board, lang = view.board, address.lang
    parties, indicators = headline(view)
    sections = [section(view, indicator, parties) for indicator in indicators]
    found = found_findings(view)
    open_conflicts = [c for c in searched(view).conflicts if c.severity is not Severity.NOTE]
    shown = [shown_finding(view, finding, lang) for finding in found]
    mapped = tuple(
        (s.indicator.slug, s.indicator.name(lang))
        for s in sections
        if sum(line.party.longitude is not None for line in s.lines) > 2
    )
    asked = address.one("map")
    chosen = asked if asked in dict(mapped) else (mapped[0][0] if mapped else "")
    return Glance(
        title=board.title.pick(lang),
        description=board.description.pick(lang),
        counts=_counts(view, len(found), len(open_conflicts), lang),
        map=shown_figure(figure_called(view, "map", chosen), "map", chosen, lang)
        if chosen
        else None,
        map_choices=mapped,
        cards=tuple(_card(view, s, lang) for s in sections if s.lines),
        progress=tuple(f for f in shown if f.frame == "progress")[:FEW_FINDINGS],
        problems=tuple(f for f in shown if f.frame != "progress")[:FEW_FINDINGS],
        conflicts=tuple(
            shown_conflict(view, c, lang, fixes=False) for c in open_conflicts[:FEW_CONFLICTS]
        ),
        conflict_count=len(open_conflicts),
    )


def _counts(
    view: View, findings: int, conflicts: int, lang: str
) -> tuple[tuple[str, str, str], ...]:
    board = view.board
    items = (
        (len(board.ledger), Words("个印出的数字", "printed figures"), "sources"),
        (len(board.indicators), Words("项指标", "indicators"), "indicators"),
        (len(board.parties), Words("方", "parties"), "parties"),
        (findings, Words("条诊断", "findings"), "findings"),
        (conflicts, Words("处不一致", "disagreements"), "conflicts"),
    )
    return tuple((f"{number:,}", words.pick(lang), page) for number, words, page in items)


def _card(view: View, found: Section, lang: str) -> Card:
    lines = tuple(trends(view, found, lang))
    return Card(
        slug=found.indicator.slug,
        name=found.indicator.name(lang),
        unit=unit_name(found.indicator.unit, lang),
        domain=found.indicator.domain,
        years=(found.years[0], found.years[-1]),
        trends=lines,
        doubts=sum(bool(t.latest.doubt) for t in lines),
    )


PAGE = Page("glance", "", Words("要览", "At a glance"), "The board at a glance.", Glance, build)
