"""Findings: what is good, what is not, since when; each with its figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yipan.board.bindings.findings import names_of, unit_of
from yipan.core.errors import UnknownName
from yipan.core.words import Words
from yipan.diagnosis.wording import FRAMES, SEVERITIES, sentences
from yipan.web.address import Address
from yipan.web.numbers import fact_called, found_findings, plain
from yipan.web.pages.page import Page, told
from yipan.web.shelf import View

if TYPE_CHECKING:
    from yipan.diagnosis.findings import Finding, Variant

DIRECTIONS: dict[str, Words] = {
    "improving": Words("改善", "improving"),
    "worsening": Words("恶化", "worsening"),
    "flat": Words("持平", "flat"),
    "undecided": Words("未定", "undecided"),
}


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding as it is read; `facts` are the ids of the figures that show it."""

    id: str
    frame: str
    frame_name: str
    domain: str
    name: str
    severity: str
    severity_name: str
    direction: str
    text: tuple[str, ...]
    indicator: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownVariant:
    """The same question in another vintage or by another definition."""

    vintage: str
    measure: str
    first: str
    last: str
    direction: str
    agrees: bool


@dataclass(frozen=True, slots=True)
class Findings:
    """Context of the list of findings."""

    rows: tuple[ShownFinding, ...] = told("progress first, then problems, worst first")
    domains: tuple[str, ...] = told("the domains that have findings")
    domain: str = told("the domain that is shown; empty: all")


@dataclass(frozen=True, slots=True)
class FindingPage:
    """Context of one finding."""

    finding: ShownFinding = told("the finding in words")
    indicator_name: str = told("the indicator it is about")
    variants: tuple[ShownVariant, ...] = told("other vintages and definitions")
    agreeing: int = told("how many variants point the same way")
    figures: tuple[tuple[str, str], ...] = told("id and words of each figure behind it")


def shown_finding(view: View, finding: Finding, lang: str) -> ShownFinding:
    """A finding in words."""
    question = finding.question
    return ShownFinding(
        id=question.id,
        frame=question.frame,
        frame_name=FRAMES[question.frame].pick(lang),
        domain=question.domain,
        name=question.name.pick(lang),
        severity=finding.severity,
        severity_name=SEVERITIES[finding.severity].pick(lang),
        direction=DIRECTIONS[finding.direction].pick(lang),
        text=tuple(
            sentences(finding, unit_of(view.board, finding), names_of(view.board, lang), lang)
        ),
        indicator=question.indicator,
        facts=tuple(dict.fromkeys(finding.facts)),
    )


def build_list(view: View, address: Address) -> Findings:
    """Every finding, or those of one domain."""
    rows = [shown_finding(view, finding, address.lang) for finding in found_findings(view)]
    domain = address.one("domain")
    return Findings(
        rows=tuple(r for r in rows if domain in ("", r.domain)),
        domains=tuple(dict.fromkeys(r.domain for r in rows)),
        domain=domain,
    )


def build_one(view: View, address: Address) -> FindingPage:
    """One finding with its variants and figures."""
    from yipan.publish.why import about
    from yipan.publish.wording import figure

    name, lang = address.parts["finding"], address.lang
    found = {f.question.id: f for f in found_findings(view)}
    if name not in found:
        raise UnknownName("finding", name, found)
    finding = found[name]
    facts = [fact_called(view, fact) for fact in dict.fromkeys(finding.facts)]
    return FindingPage(
        finding=shown_finding(view, finding, lang),
        indicator_name=view.board.indicator_name(finding.question.indicator, lang),
        variants=tuple(_variant(v, finding.direction, lang) for v in finding.variants),
        agreeing=finding.agreeing,
        figures=tuple(
            (fact.id, f"{about(view.board, fact, lang)} = {figure(fact, lang)}") for fact in facts
        ),
    )


def _variant(variant: Variant, direction: str, lang: str) -> ShownVariant:
    return ShownVariant(
        vintage=variant.vintage,
        measure=variant.measure,
        first=f"{plain(variant.first[1])} ({variant.first[0]})",
        last=f"{plain(variant.last[1])} ({variant.last[0]})",
        direction=DIRECTIONS[variant.direction].pick(lang),
        agrees=variant.direction == direction,
    )


LIST = Page(
    "findings",
    "findings",
    Words("诊断", "Findings"),
    "What is good and what is not, since when, and whether other readings agree.",
    Findings,
    build_list,
)
ONE = Page(
    "finding",
    "finding/{finding}",
    Words("一条诊断", "A finding"),
    "One finding with other vintages and definitions and the figures behind it.",
    FindingPage,
    build_one,
)
