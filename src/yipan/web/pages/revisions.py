"""Revisions: things with more than one edition, and how far each was revised."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from yipan.core.english import unit_after
from yipan.core.interval import decimal_text
from yipan.core.words import Words
from yipan.facts.conflicts.amounts import decimals
from yipan.facts.history import histories
from yipan.facts.selection import Selection
from yipan.publish.why import about
from yipan.publish.wording import figure
from yipan.web.address import Address
from yipan.web.figures import figure_called
from yipan.web.numbers import headline, is_large
from yipan.web.pages.figure import ShownFigure, shown_figure
from yipan.web.pages.page import Page, told
from yipan.web.shelf import View

if TYPE_CHECKING:
    from yipan.facts.history import History

PAGE_SIZE = 80


@dataclass(frozen=True, slots=True)
class ShownEdition:
    """One publication of a figure."""

    known_from: str
    text: str
    source: str
    id: str
    change: str
    relative: str
    rounding: bool


@dataclass(frozen=True, slots=True)
class Revised:
    """A thing with its editions; `size`: the whole revision in percent of the first, as text."""

    about: str
    indicator: str
    editions: tuple[ShownEdition, ...]
    size: str
    up: bool


@dataclass(frozen=True, slots=True)
class Revisions:
    """Context of the page of revisions."""

    rows: tuple[Revised, ...] = told("things with more than one edition, largest revision first")
    found: int = told("how many there are")
    indicator: str = told("slug of the indicator that is shown; empty: all")
    indicators: tuple[tuple[str, str, int], ...] = told("slug, name and number of revised things")
    figure: ShownFigure | None = told("first and newest editions of the indicator shown")
    next: int = told("place of the next page; 0 at the end")


def build(view: View, address: Address) -> Revisions:
    """Things that were revised."""
    lang = address.lang
    every = view.once.get("revised", lambda: _revised(view))
    name = address.one("indicator")
    slug = view.board.indicators.find(name).slug if name else ""
    counts: dict[str, int] = {}
    for one in every:
        counts[one.thing[0]] = counts.get(one.thing[0], 0) + 1
    kept = [one for one in every if slug in ("", one.thing[0])]
    start = int(address.one("start")) if address.one("start").isdecimal() else 0
    return Revisions(
        rows=tuple(_shown(view, one, lang) for one in kept[start : start + PAGE_SIZE]),
        found=len(kept),
        indicator=slug,
        indicators=tuple(
            (key, view.board.indicator_name(key, lang), n)
            for key, n in sorted(counts.items(), key=lambda item: -item[1])
        ),
        figure=shown_figure(figure_called(view, "revisions", slug), "revisions", slug, lang)
        if slug and kept
        else None,
        next=start + PAGE_SIZE if start + PAGE_SIZE < len(kept) else 0,
    )


def _revised(view: View) -> list[History]:
    selection = Selection(as_of=view.as_of)
    if is_large(view):
        parties, indicators = headline(view)
        selection = Selection(
            indicators=tuple(i.slug for i in indicators[:1]),
            parties=tuple(p.code for p in parties),
            as_of=view.as_of,
        )
    found = [h for h in histories(view.board.ledger.facts(selection)) if len(h.editions) > 1]
    real = [h for h in found if any(e.change and not e.only_rounding for e in h.editions)]
    return sorted(real, key=lambda h: (-abs(_relative(h)), h.thing))


def _relative(one: History) -> Fraction:
    return one.revised_by / one.first.value if one.first.value else Fraction(0)


def _shown(view: View, one: History, lang: str) -> Revised:
    first = one.first.standing.figure
    editions = []
    for edition in one.editions:
        fact = edition.standing.figure
        places = max(decimals(fact), decimals(first))
        change = (
            ""
            if edition.change is None
            else decimal_text(edition.change, places) + unit_after(first.unit, lang)
        )
        relative = "" if edition.relative is None else f"{decimal_text(edition.relative * 100, 2)}%"
        editions.append(
            ShownEdition(
                str(edition.known_from or "?"),
                figure(fact, lang),
                fact.source,
                fact.id,
                change,
                relative,
                edition.only_rounding,
            )
        )
    size = _relative(one) * 100
    return Revised(
        about(view.board, first, lang),
        one.thing[0],
        tuple(editions),
        f"{'+' if size > 0 else ''}{decimal_text(size, 2)}%",
        size > 0,
    )


PAGE = Page(
    "revisions",
    "revisions",
    Words("修订", "Revisions"),
    "Figures that were published more than once, each edition and the size of the revision.",
    Revisions,
    build,
)
