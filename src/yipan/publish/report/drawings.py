"""The figures of a plan, drawn from a board's values."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from yipan.core.english import unit_name
from yipan.core.interval import decimal_text
from yipan.core.reasons import Reason
from yipan.core.words import Words
from yipan.publish.figures import (
    NONE,
    Change,
    Figure,
    Gap,
    Link,
    Panel,
    Part,
    Place,
    Point,
    Row,
    Series,
    choropleth,
    dumbbell,
    flow,
    heat,
    slope,
    small_multiples,
    tile_map,
    waterfall,
)
from yipan.publish.report.document import Drawn
from yipan.publish.report.plan import BlockPlan
from yipan.publish.report.sentences import span
from yipan.publish.report.values import Value, Values, citations

if TYPE_CHECKING:
    from datetime import date

    from yipan.board import Board
    from yipan.core.indicators import Indicator


@dataclass(slots=True)
class Drawer:
    """Draws blocks; `used` collects the values of the figure at hand."""

    board: Board
    values: Values
    as_of: date
    used: list[Value]

    def draw(
        self, block: BlockPlan, indicators: list[str], parties: list[str], number: int
    ) -> Drawn | None:
        """The figure of a block; None where the board has nothing to draw."""
        self.used = []
        known = [i for slug in indicators if (i := self.board.indicators.get(slug))]
        figure = FORMS[block.form](self, block, known, parties, f"figure-{number}")
        if figure is None:
            return None
        return Drawn(figure, citations(self.used))

    def series(self, block: BlockPlan, slug: str, party: str) -> dict[int, Value]:
        """A party's values in the block's years."""
        return span(self.values.series(slug, party), block.first, block.last)

    def point(self, value: Value | None, unit: str) -> Point:
        """A value in the figure's unit; its printed digits where the unit is the printed one."""
        if value is None:
            return NONE
        self.used.append(value)
        number = value.in_unit(unit)
        text = value.text if unit == value.unit else _short(number)
        if not value.measured:
            text = value.said("zh").removesuffix(value.unit).strip()
        return Point(number, text, value.reason, value.status)

    def name(self, code: str) -> Words:
        """A party's or a pair's name in both languages."""
        return Words(
            *("→".join(self.board.party_name(end, lang) for end in code.split("→"))
              for lang in ("zh", "en"))
        )  # fmt: skip

    def note(self, units: Sequence[str]) -> Words:
        """Unit, as-of and sources."""
        codes = ", ".join(citations(self.used))
        day = self.as_of.isoformat()
        unit = list(dict.fromkeys(u for u in units if u))
        zh = [f"单位:{unit[0]};"] if len(unit) == 1 else []
        en = [f"unit: {unit_name(unit[0], 'en')}; "] if len(unit) == 1 else []
        return Words(
            "".join([*zh, f"截至{day};来源:{codes}。"]),
            "".join([*en, f"as of {day}; sources: {codes}."]),
        )


def _title(block: BlockPlan, known: Sequence[Indicator]) -> Words:
    if block.title.zh:
        return block.title
    return Words(
        "、".join(i.name("zh") for i in known[:4]), ", ".join(i.name("en") for i in known[:4])
    )


def unit_words(unit: str) -> Words:
    """The unit in both languages."""
    return Words(unit, unit_name(unit, "en"))


def _lines(
    d: Drawer, block: BlockPlan, known: list[Indicator], parties: list[str], id: str
) -> Figure | None:
    panels = []
    for indicator in known:
        found = {p: d.series(block, indicator.slug, p) for p in parties}
        if not any(len(s) > 1 for s in found.values()):
            continue
        series = tuple(
            Series(d.name(p), tuple((y, d.point(v, indicator.unit)) for y, v in s.items()))
            for p, s in found.items()
            if s
        )
        breaks = _breaks(d.board, found)
        name = Words(indicator.name("zh"), indicator.name("en"))
        panels.append(Panel(name, unit_words(indicator.unit), series, breaks))
    if not panels:
        return None
    units = [i.unit for i in known] if len(panels) == 1 else []
    return small_multiples(id, _title(block, known), d.note(units), panels, block.most or 3)


def _breaks(board: Board, found: Mapping[str, dict[int, Value]]) -> tuple[tuple[int, Words], ...]:
    """Years in which the vintage of a party's neighbouring figures changes."""
    from yipan.publish.report.sentences import vintages

    years: dict[int, Words] = {}
    for series in found.values():
        known = list(series.items())
        for (_, before), (year, now) in pairwise(known):
            if vintages(board, before) != vintages(board, now):
                years.setdefault(year, Words("版本", "vintage"))
    return tuple(sorted(years.items()))


def _slope(
    d: Drawer, block: BlockPlan, known: list[Indicator], parties: list[str], id: str
) -> Figure | None:
    ends = _ends(d, block, known, parties)
    if ends is None:
        return None
    indicator, first, last = ends
    changes = [
        Change(d.name(p), d.point(s[first], indicator.unit), d.point(s[last], indicator.unit))
        for p in parties
        if {first, last} <= set(s := d.values.series(indicator.slug, p))
    ]
    note = d.note([indicator.unit])
    words = unit_words(indicator.unit)
    return slope(id, _title(block, known), note, (str(first), str(last)), words, changes)


def _dumbbell(
    d: Drawer, block: BlockPlan, known: list[Indicator], parties: list[str], id: str
) -> Figure | None:
    ends = _ends(d, block, known, parties)
    if ends is None:
        return None
    indicator, first, last = ends
    gaps = []
    for party in parties:
        series = d.values.series(indicator.slug, party)
        points = [d.point(series.get(y), indicator.unit) for y in (first, last)]
        if any(p.value is not None for p in points):
            gaps.append(Gap(d.name(party), *points))
    note = d.note([indicator.unit])
    words = unit_words(indicator.unit)
    return dumbbell(id, _title(block, known), note, (str(first), str(last)), words, gaps)


def _ends(
    d: Drawer, block: BlockPlan, known: list[Indicator], parties: list[str]
) -> tuple[Indicator, int, int] | None:
    """The first and last year that at least two parties (or the only one) share."""
    if not known:
        return None
    series = [set(d.series(block, known[0].slug, p)) for p in parties]
    series = [years for years in series if years]
    least = min(2, len(series))
    years = sorted(y for y in set().union(*series) if sum(y in s for s in series) >= least)
    return (known[0], years[0], years[-1]) if len(years) > 1 else None


def _heat(
    d: Drawer, block: BlockPlan, known: list[Indicator], parties: list[str], id: str
) -> Figure | None:
    if len(known) == 1:
        found = {p: d.series(block, known[0].slug, p) for p in parties}
        years = sorted({y for s in found.values() for y in s})
        better = known[0].better.value
        rows = [
            Row(d.name(p), tuple(d.point(s.get(y), known[0].unit) for y in years), better)
            for p, s in found.items()
            if s
        ]
        if not rows:
            return None
        note = d.note([known[0].unit])
        heads = [str(y) for y in years]
        return heat(id, _title(block, known), note, heads, rows, known[0].unit, by_row=False)
    rows = []
    for indicator in known:
        series = [d.series(block, indicator.slug, p) for p in parties]
        shared = [y for y in sorted(set().union(*series)) if sum(y in s for s in series) >= 2]
        if shared:
            points = tuple(d.point(s.get(shared[-1]), indicator.unit) for s in series)
            unit, english = indicator.unit, unit_name(indicator.unit, "en")
            name = Words(
                f"{indicator.name('zh')} {shared[-1]} ({unit})",
                f"{indicator.name('en')} {shared[-1]} ({english})",
            )
            rows.append(Row(name, points, indicator.better.value))
    if not rows:
        return None
    return heat(id, _title(block, known), d.note([]), [d.name(p) for p in parties], rows)


def _waterfall(
    d: Drawer, block: BlockPlan, known: list[Indicator], parties: list[str], id: str
) -> Figure | None:
    """How much each member of the first party, a group, added to its change."""
    group = d.board.parties.get(parties[0]) if parties else None
    if not known or not known[0].additive or group is None or len(group.members) < 2:
        return None
    slug, unit = known[0].slug, known[0].unit
    series = {m: d.series(block, slug, m) for m in group.members}
    years = sorted(set.intersection(*(set(s) for s in series.values())))
    if len(years) < 2:
        return None
    first, last = years[0], years[-1]
    ends = {m: (s[first], s[last]) for m, s in series.items()}
    if len({v.sources for pair in ends.values() for v in pair}) > 1:
        return None  # parts of different vintages do not add up
    changes = [_added(d, d.name(m), a, b, unit) for m, (a, b) in ends.items()]
    totals = [d.values.series(slug, group.code).get(y) for y in (first, last)]
    parts = [
        Part(str(year), d.point(total, unit))
        for year, total in zip((first, last), totals, strict=True)
    ]
    title, note = _title(block, known), d.note([unit])
    return waterfall(id, title, note, unit_words(unit), parts[0], changes, parts[1])


def _added(d: Drawer, name: Words, first: Value, last: Value, unit: str) -> Part:
    a, b = d.values.reason(first), d.values.reason(last)
    assert a.value is not None
    assert b.value is not None
    label = f"{name.pick(d.values.lang)} {first.year}-{last.year}"
    reason = d.values.derived(
        Reason("difference", label, b.value - a.value, first.unit, "", (b, a))
    )
    d.used += [first, last]
    number = last.in_unit(unit) - first.in_unit(unit)
    places = max(len(v.text.partition(".")[2]) for v in (first, last))
    text = decimal_text(number, places) if unit == first.unit else _short(number)
    return Part(name, Point(number, text, reason))


def _flow(
    d: Drawer, block: BlockPlan, known: list[Indicator], parties: list[str], id: str
) -> Figure | None:
    """Amounts between ordered pairs, each in its latest year."""
    if not known:
        return None
    slug, unit = known[0].slug, known[0].unit
    pairs = [p for p in d.values.parties(slug) if "→" in p and (not block.parties or p in parties)]
    links = []
    for pair in pairs:
        series = d.series(block, slug, pair)
        if series:
            giver, _, taker = pair.partition("→")
            links.append(Link(d.name(giver), d.name(taker), d.point(series[max(series)], unit)))
    if len(links) < 2:
        return None
    return flow(id, _title(block, known), d.note([unit]), unit_words(unit), links)


def _places(
    d: Drawer, block: BlockPlan, known: list[Indicator], parties: list[str]
) -> tuple[list[Place], int] | None:
    """Parties with coordinates, and the latest year that most of them have."""
    if not known:
        return None
    slug, unit = known[0].slug, known[0].unit
    series = {p: d.series(block, slug, p) for p in parties}
    years = sorted({y for s in series.values() for y in s})
    if not years:
        return None
    year = max(years, key=lambda y: (sum(y in s for s in series.values()), y))
    places = []
    for code, s in series.items():
        party = d.board.parties.get(code)
        if party is None or party.longitude is None or party.latitude is None:
            continue
        point = d.point(s.get(year), unit)
        places.append(Place(d.name(code), party.longitude, party.latitude, point, code))
    return (places, year) if len(places) > 1 else None


def _tiles(
    d: Drawer, block: BlockPlan, known: list[Indicator], parties: list[str], id: str
) -> Figure | None:
    found = _places(d, block, known, parties)
    if found is None:
        return None
    places, year = found
    title = _with_year(_title(block, known), year)
    words = unit_words(known[0].unit)
    return tile_map(id, title, d.note([known[0].unit]), words, places, known[0].better.value)


def _areas(
    d: Drawer, block: BlockPlan, known: list[Indicator], parties: list[str], id: str
) -> Figure | None:
    found = _places(d, block, known, parties)
    if found is None:
        return None
    places, year = found
    title = _with_year(_title(block, known), year)
    note, words = d.note([known[0].unit]), unit_words(known[0].unit)
    features = _features(d.board, block)
    return choropleth(id, title, note, words, places, features, known[0].better.value)


def _features(board: Board, block: BlockPlan) -> list[Mapping[str, Any]]:
    """The areas of the board's own GeoJSON file; only files inside the board's folder are read."""
    folder = board.path.resolve()
    path = (folder / block.map).resolve()
    if not block.map or not path.is_relative_to(folder) or not path.is_file():
        raise block.bad(f"没有文件“{block.map}”", f"there is no file {block.map!r} on the board")
    try:
        tree = json.loads(path.read_text(encoding="utf-8"))
        found = [
            f for f in tree["features"] if f["geometry"]["type"] in ("Polygon", "MultiPolygon")
        ]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise block.bad(f"“{block.map}”不是 GeoJSON", f"{block.map!r} is no GeoJSON") from None
    return found


def _with_year(title: Words, year: int) -> Words:
    return Words(f"{title.zh}({year}年)", f"{title.en} ({year})")


def _short(number: Fraction) -> str:
    """At most two decimals, four where it is small."""
    text = decimal_text(number, 2 if abs(number) >= 1 else 4)
    return text.rstrip("0").rstrip(".") if "." in text else text


FORMS = {
    "lines": _lines,
    "slope": _slope,
    "dumbbell": _dumbbell,
    "heat": _heat,
    "waterfall": _waterfall,
    "flow": _flow,
    "tiles": _tiles,
    "areas": _areas,
}
