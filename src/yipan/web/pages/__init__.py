"""The pages of the workbench, in the order of the menu."""

from yipan.web.pages import (
    bench,
    check,
    compacts,
    conflicts,
    facts,
    findings,
    glance,
    indicators,
    parties,
    problems,
    report,
    revisions,
    scenarios,
    settle,
    states,
)
from yipan.web.pages.page import Page

PAGES: tuple[Page, ...] = (
    glance.PAGE,
    indicators.LIST,
    indicators.ONE,
    parties.LIST,
    parties.ONE,
    findings.LIST,
    findings.ONE,
    conflicts.PAGE,
    revisions.PAGE,
    facts.SOURCES,
    facts.SOURCE,
    facts.WHY,
    check.PAGE,
    compacts.LIST,
    compacts.ONE,
    settle.PAGE,
    bench.PAGE,
    problems.LIST,
    problems.ONE,
    scenarios.LIST,
    scenarios.ONE,
    states.PAGE,
    report.PAGE,
)

__all__ = ["PAGES", "Page"]
