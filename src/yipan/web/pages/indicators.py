"""Indicators: the list by domain, and one indicator with every party, figure and revision."""

from __future__ import annotations

from dataclasses import dataclass

from yipan.core.english import unit_name
from yipan.core.indicators import Indicator
from yipan.core.words import Words
from yipan.facts.conflicts.model import Severity
from yipan.publish.overview import Section
from yipan.publish.wording import figure
from yipan.web.address import Address
from yipan.web.cite import Citation, citation
from yipan.web.figures import figure_called
from yipan.web.numbers import (
    Number,
    Trend,
    chosen_of,
    doubts,
    is_large,
    number_of,
    parties_of,
    searched,
    section,
    trends,
)
from yipan.web.pages.conflicts import ShownConflict, shown_conflict
from yipan.web.pages.figure import ShownFigure, shown_figure
from yipan.web.pages.page import Page, told
from yipan.web.shelf import View
from yipan.web.words import BETTER, KINDS

MOST_OTHERS = 200
MOST_CONFLICTS = 8


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """An indicator of the list."""

    slug: str
    name: str
    unit: str
    kind: str
    better: str
    figures: int


@dataclass(frozen=True, slots=True)
class Indicators:
    """Context of the list of indicators."""

    groups: tuple[tuple[str, tuple[IndicatorRow, ...]], ...] = told("domain and its indicators")


@dataclass(frozen=True, slots=True)
class Cells:
    """A year of the table: a figure or None for each party."""

    year: int
    numbers: tuple[Number | None, ...]


@dataclass(frozen=True, slots=True)
class OtherFigure:
    """A chosen figure that is no plain yearly value: a quarter, a rate, an ordered pair."""

    about: str
    text: str
    id: str
    doubt: str


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    """Context of one indicator."""

    slug: str = told("the indicator's slug")
    name: str = told("its name")
    unit: str = told("unit of display")
    facts: tuple[tuple[str, str], ...] = told(
        "kind, direction, aliases and note, as label and text"
    )
    trends: tuple[Trend, ...] = told("a line for each party")
    parties: tuple[tuple[str, str], ...] = told("code and name of each column of the table")
    table: tuple[Cells, ...] = told("years, newest first, with a figure for each party")
    others: tuple[OtherFigure, ...] = told("further figures: quarters, rates, ordered pairs")
    conflicts: tuple[ShownConflict, ...] = told("disagreements about it")
    figures: tuple[ShownFigure, ...] = told("its figures, the trend first; none without a line")
    cite: Citation = told("how to cite the page")


def build_list(view: View, address: Address) -> Indicators:
    """Every indicator by domain."""
    lang = address.lang
    counts = figures_by_indicator(view)
    groups: dict[str, list[IndicatorRow]] = {}
    for indicator in view.board.indicators:
        groups.setdefault(indicator.domain, []).append(
            IndicatorRow(
                indicator.slug,
                indicator.name(lang),
                unit_name(indicator.unit, lang),
                KINDS[indicator.kind.value].pick(lang),
                BETTER[indicator.better.value].pick(lang),
                counts.get(indicator.slug, 0),
            )
        )
    order = sorted(groups.items(), key=lambda item: (item[0] == "", -len(item[1])))
    return Indicators(
        tuple(
            (domain, tuple(sorted(rows, key=lambda r: (-r.figures, r.slug))))
            for domain, rows in order
        )
    )


def figures_by_indicator(view: View) -> dict[str, int]:
    """How many rows each indicator has; not counted on a large board."""

    def make() -> dict[str, int]:
        if is_large(view):
            return {}
        found: dict[str, int] = {}
        for fact in view.board.ledger.facts(view.board.select(as_of=view.as_of)):
            found[fact.indicator] = found.get(fact.indicator, 0) + 1
        return found

    return view.once.get("figures", make)


def build_one(view: View, address: Address) -> IndicatorPage:
    """One indicator."""
    lang = address.lang
    indicator = view.board.indicators.find(address.parts["indicator"])
    parties = parties_of(view, indicator)
    found = section(view, indicator, parties)
    shown = trends(view, found, lang)
    name = indicator.name(lang)
    return IndicatorPage(
        slug=indicator.slug,
        name=name,
        unit=unit_name(indicator.unit, lang),
        facts=_about(indicator, lang),
        trends=tuple(shown),
        parties=tuple((line.party.code, line.party.name(lang)) for line in found.lines),
        table=_table(view, found, lang),
        others=_others(view, indicator, found, lang),
        conflicts=_conflicts(view, indicator, lang),
        figures=_figures(view, indicator, found, lang),
        cite=citation(view, address, title=name),
    )


def _figures(
    view: View, indicator: Indicator, found: Section, lang: str
) -> tuple[ShownFigure, ...]:
    """The trend; first and newest year and the map where three parties have them."""
    if not found.lines:
        return ()
    kinds = ["indicator"]
    peers = [line for line in found.lines if line.party.longitude is not None]
    if len(peers) > 2:
        kinds += ["slope"] if all(len(line.points) > 1 for line in peers) else []
        kinds += ["map"]
    return tuple(
        shown_figure(figure_called(view, kind, indicator.slug), kind, indicator.slug, lang)
        for kind in kinds
    )


def _about(indicator: Indicator, lang: str) -> tuple[tuple[str, str], ...]:
    pairs = (
        (Words("领域", "Domain"), indicator.domain),
        (Words("性质", "Kind"), KINDS[indicator.kind.value].pick(lang)),
        (Words("方向", "Better"), BETTER[indicator.better.value].pick(lang)),
        (Words("又名", "Also called"), "、".join(indicator.aliases)),
        (Words("代码", "Slug"), indicator.slug),
        (Words("备注", "Note"), indicator.note),
    )
    return tuple((words.pick(lang), text) for words, text in pairs if text)


def _table(view: View, found: Section, lang: str) -> tuple[Cells, ...]:
    unit = found.indicator.unit
    by_year = [{point.year: point for point in line.points} for line in found.lines]
    years = sorted({year for points in by_year for year in points}, reverse=True)
    return tuple(
        Cells(
            year,
            tuple(
                number_of(view, points[year], unit, lang) if year in points else None
                for points in by_year
            ),
        )
        for year in years
    )


def _others(view: View, indicator: Indicator, found: Section, lang: str) -> tuple[OtherFigure, ...]:
    from yipan.publish.why import about

    drawn = {point.chosen.fact.id for line in found.lines for point in line.points}
    codes = [line.party.code for line in found.lines]
    rest = [c for c in chosen_of(view, indicator.slug, codes) if c.fact.id not in drawn]
    marked = doubts(view)
    return tuple(
        OtherFigure(
            f"{about(view.board, c.fact, lang)} {c.fact.frequency}",
            figure(c.fact, lang),
            c.fact.id,
            marked.get(c.printed.id, ""),
        )
        for c in rest[:MOST_OTHERS]
    )


def _conflicts(view: View, indicator: Indicator, lang: str) -> tuple[ShownConflict, ...]:
    own = [
        c
        for c in searched(view).conflicts
        if c.severity is not Severity.NOTE and any(f.indicator == indicator.slug for f in c.facts)
    ]
    return tuple(shown_conflict(view, c, lang, fixes=False) for c in own[:MOST_CONFLICTS])


LIST = Page(
    "indicators",
    "indicators",
    Words("指标", "Indicators"),
    "Every indicator of the board by domain.",
    Indicators,
    build_list,
)
ONE = Page(
    "indicator",
    "indicator/{indicator}",
    Words("一个指标", "An indicator"),
    "One indicator: trends, the table of figures, disagreements, how to cite.",
    IndicatorPage,
    build_one,
)
