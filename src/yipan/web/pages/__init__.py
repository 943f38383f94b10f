"""The pages of the workbench, in the order of the menu."""

from yipan.web.pages import (
    check,
    compacts,
    conflicts,
    facts,
    findings,
    glance,
    indicators,
    parties,
    revisions,
    settle,
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
)

__all__ = ["PAGES", "Page"]
