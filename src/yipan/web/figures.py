"""The figures of the pages, each by kind and key; drawn from the same numbers as the tables."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from yipan.board.bindings.yearly import vintage
from yipan.core.english import unit_name
from yipan.core.errors import UnknownName
from yipan.core.indicators import Better, Indicator
from yipan.core.interval import decimal_text
from yipan.core.parties import Party, PartyKind
from yipan.core.words import LANGUAGES, Words
from yipan.facts.amendments import Standing
from yipan.publish import figures as draw
from yipan.publish.figures import Figure
from yipan.web.numbers import headline, number_of, parties_of, section

if TYPE_CHECKING:
    from yipan.publish.overview import Line, Point, Section
    from yipan.web.shelf import View

MOST_LINES = 8
MOST_PANELS = 12
MOST_CHANGES = 12


def figure_called(view: View, kind: str, key: str) -> Figure:
    """The figure of that kind about `key`."""
    if kind not in KINDS:
        raise UnknownName("figure", kind, KINDS)
    return view.once.get(("figure", kind, key), lambda: KINDS[kind](view, key))


def indicator_figure(view: View, key: str) -> Figure:
    """All parties of an indicator over time; changes of vintage are marked."""
    indicator = view.board.indicators.find(key)
    found = section(view, indicator, parties_of(view, indicator))
    panel = draw.Panel(
        _unit(indicator),
        _unit(indicator),
        tuple(_series(view, line, indicator) for line in _alike(view, found)[:MOST_LINES]),
        _breaks(view, found),
    )
    return draw.small_multiples(
        f"indicator-{indicator.slug}", _name(indicator), _note(view, found), [panel]
    )


def party_figure(view: View, key: str) -> Figure:
    """The headline indicators of one party, a small chart each."""
    party = view.board.parties.find(key)
    panels = []
    for indicator in headline(view)[1]:
        found = section(view, indicator, parties_of(view, indicator))
        lines = [line for line in found.lines if line.party.code == party.code]
        panels += [
            draw.Panel(
                _name(indicator), _unit(indicator), (_series(view, line, indicator),), zero=False
            )
            for line in lines
            if len(line.points) > 1
        ]
    title = Words(f"{party.name('zh')}:主要指标", f"{party.name('en')}: headline indicators")
    return draw.small_multiples(f"party-{party.code}", title, _dated(view), panels[:MOST_PANELS])


def map_figure(view: View, key: str) -> Figure:
    """Newest figures of an indicator in a schematic layout from the parties' coordinates."""
    indicator = view.board.indicators.find(key)
    found = section(view, indicator, parties_of(view, indicator))
    places = []
    year = max((line.points[-1].year for line in found.lines if _located(line.party)), default=0)
    kinds = {p.kind for p in headline(view)[0]}
    for line in found.lines:
        party, last = line.party, line.points[-1]
        if party.longitude is None or party.latitude is None or party.kind not in kinds:
            continue
        point = _point(view, last, indicator) if last.year == year else draw.NONE
        places.append(
            draw.Place(_party_name(party), party.longitude, party.latitude, point, party.code)
        )
    better = "" if indicator.better is Better.NONE else indicator.better.value
    title = Words(f"{indicator.name('zh')} {year}", f"{indicator.name('en')}, {year}")
    return draw.tile_map(
        f"map-{indicator.slug}", title, _note(view, found), _unit(indicator), places, better
    )


def slope_figure(view: View, key: str) -> Figure:
    """First and newest year that most parties share."""
    indicator = view.board.indicators.find(key)
    found = section(view, indicator, parties_of(view, indicator))
    kept = _alike(view, found)
    lines = [
        line for line in kept if len(line.points) > 1 and line.party.kind is not PartyKind.GROUP
    ]
    shared = [{p.year for p in line.points} for line in lines]
    years = sorted(set.intersection(*shared)) if shared else []
    if len(years) < 2:
        raise UnknownName("figure", f"slope/{key}", [])
    ends = years[0], years[-1]
    changes = [
        draw.Change(
            _party_name(line.party),
            *(
                _point(view, next(p for p in line.points if p.year == year), indicator)
                for year in ends
            ),
        )
        for line in lines
    ]
    title = Words(
        f"{indicator.name('zh')}:{ends[0]}与{ends[1]}",
        f"{indicator.name('en')}: {ends[0]} and {ends[1]}",
    )
    return draw.slope(
        f"slope-{indicator.slug}",
        title,
        _note(view, found),
        (str(ends[0]), str(ends[1])),
        _unit(indicator),
        changes,
    )


def revisions_figure(view: View, key: str) -> Figure:
    """First edition against the newest, largest revisions first."""
    from yipan.facts.history import histories

    board = view.board
    indicator = board.indicators.find(key)
    asked = board.select(indicator.slug, as_of=view.as_of)
    found = [h for h in histories(board.ledger.facts(asked)) if len(h.editions) > 1]
    revised = sorted(
        (h for h in found if h.revised_by and not h.thing[5]), key=lambda h: -abs(h.revised_by)
    )
    unit = revised[0].unit if revised else None
    gaps: list[draw.Gap] = []
    kinds = {p.kind for p in headline(view)[0]}
    for one in revised:
        fact = one.first.standing.figure
        party = board.parties.get(fact.party)
        if one.unit != unit or party is None or party.kind not in kinds:
            continue
        names = {
            lang: f"{board.pair_name(fact.party, fact.counterparty, lang)} {fact.period}"
            for lang in LANGUAGES
        }
        if len(gaps) == MOST_CHANGES:
            break
        gaps.append(
            draw.Gap(
                Words(names["zh"], names["en"]),
                _edition(one.first.value, one.first.standing),
                _edition(one.latest.value, one.latest.standing),
            )
        )
    title = Words(
        f"{indicator.name('zh')}:初次公布与最新修订",
        f"{indicator.name('en')}: first publication and newest revision",
    )
    ends = (Words("初次公布", "first"), Words("最新", "newest"))
    symbol = unit.symbol if unit else indicator.unit
    return draw.dumbbell(
        f"revisions-{indicator.slug}", title, _dated(view), ends, _shown_unit(symbol), gaps
    )


def _scenario(view: View, key: str) -> Figure:
    from yipan.web.pages.scenarios import scenario_figure

    return scenario_figure(view, key)


def _tornado(view: View, key: str) -> Figure:
    from yipan.web.pages.scenarios import tornado_figure

    return tornado_figure(view, key)


def _past(view: View, key: str) -> Figure:
    from yipan.web.pages.scenarios import past_figure

    return past_figure(view, key)


def _ranks(view: View, key: str) -> Figure:
    from yipan.web.pages.bench import ranks_figure

    return ranks_figure(view, key)


def _problem(view: View, key: str) -> Figure:
    from yipan.web.pages.problems import problem_figure

    return problem_figure(view, key)


def _compared(view: View, key: str) -> Figure:
    from yipan.web.pages.settle_figure import kept_figure

    return kept_figure(view, key)


KINDS: dict[str, Callable[[View, str], Figure]] = {
    "indicator": indicator_figure,
    "party": party_figure,
    "map": map_figure,
    "slope": slope_figure,
    "revisions": revisions_figure,
    "scenario": _scenario,
    "tornado": _tornado,
    "past": _past,
    "ranks": _ranks,
    "problem": _problem,
    "compare": _compared,
}


def _alike(view: View, found: Section) -> list[Line]:
    """Lines of headline parties and of others of their kind: a nation would dwarf its provinces."""
    first = headline(view)[0]
    codes, kinds = {p.code for p in first}, {p.kind for p in first}
    kept = [line for line in found.lines if line.party.code in codes or line.party.kind in kinds]
    return kept or list(found.lines)


def _edition(value: Fraction, standing: Standing) -> draw.Point:
    fact = standing.figure
    places = len(fact.value.partition(".")[2])
    return draw.Point(value, decimal_text(value, max(places, 0)), fact.id, fact.status)


def _located(party: Party) -> bool:
    return party.longitude is not None and party.latitude is not None


def _series(view: View, line: Line, indicator: Indicator) -> draw.Series:
    points = tuple((point.year, _point(view, point, indicator)) for point in line.points)
    return draw.Series(_party_name(line.party), points)


def _point(view: View, point: Point, indicator: Indicator) -> draw.Point:
    fact = point.chosen.fact
    text = number_of(view, point, indicator.unit, "zh").text
    return draw.Point(point.value, text, fact.id, fact.status)


def _breaks(view: View, found: Section) -> tuple[tuple[int, Words], ...]:
    """Years in which the vintage of what was chosen changes, and to which."""
    marked: dict[int, str] = {}
    for line in _alike(view, found)[:MOST_LINES]:
        vintages = [(p.year, vintage(view.board, p.chosen.printed)) for p in line.points]
        for (_, before), (year, now) in pairwise(vintages):
            if before and now and before != now:
                marked[year] = now
    return tuple((year, Words(now, now)) for year, now in sorted(marked.items()))


def _note(view: View, found: Section) -> Words:
    """Sources of what is drawn, and the day."""
    codes = sorted({p.chosen.printed.source for line in found.lines for p in line.points})
    dated = _dated(view)
    shown = "、".join(codes[:6]) + ("…" if len(codes) > 6 else "")
    english = ", ".join(codes[:6]) + (" …" if len(codes) > 6 else "")
    return Words(f"来源:{shown}。{dated.zh}", f"Sources: {english}. {dated.en}")


def _dated(view: View) -> Words:
    if view.as_of:
        return Words(f"截至 {view.as_of} 所知。", f"As known on {view.as_of}.")
    return Words("全部已知。", "Everything known.")


def _name(indicator: Indicator) -> Words:
    return Words(indicator.name("zh"), indicator.name("en"))


def _party_name(party: Party) -> Words:
    return Words(party.name("zh"), party.name("en"))


def _unit(indicator: Indicator) -> Words:
    return _shown_unit(indicator.unit)


def _shown_unit(unit: str) -> Words:
    return Words(unit_name(unit, "zh"), unit_name(unit, "en"))
