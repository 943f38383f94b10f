"""Maps: tiles in a schematic layout from coordinates; a choropleth where a board brings GeoJSON.

The tile map shows who lies where relative to whom, without borders. Boundaries are drawn only from
a file of the user's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import cos, radians
from typing import Any

from yipan.core.text import shorten
from yipan.core.words import Words, pick
from yipan.publish.figures.model import Cell, Column, Figure, Point, Table, number
from yipan.publish.figures.sheet import Sheet
from yipan.publish.figures.theme import WIDTH, Theme, between, readable


@dataclass(frozen=True, slots=True)
class Place:
    """A party with longitude and latitude in degrees."""

    name: Words | str
    longitude: Fraction
    latitude: Fraction
    point: Point
    code: str = ""


_COLUMNS = (
    Column("party", Words("方", "party")),
    Column("value", Words("数值", "value"), True),
    Column("unit", Words("单位", "unit")),
)


@dataclass(frozen=True, slots=True)
class Tiles:
    """The form: one tile a party."""

    unit: Words | str
    places: tuple[Place, ...]
    better: str = ""

    @property
    def keys(self) -> tuple[Words, ...]:
        """What the layout and the colours say, and the signs in use."""
        points = [place.point for place in self.places]
        used = (
            (_layout_key(), True),
            (_colour_key(self.better), True),
            (Words("虚线框:初步数或估计", "dashed: provisional or estimated"),
             any(p.doubtful for p in points)),
            (Words("斜线:没有数字", "hatched: no figure"), any(p.value is None for p in points)),
        )  # fmt: skip
        return tuple(words for words, shown in used if shown)

    def table(self) -> Table:
        """One row a party."""
        return _table(self.places, self.unit)

    def marks(self, lang: str, theme: Theme) -> dict[str, Any]:
        """Square tiles with name and value; parties without a figure are hatched."""
        grid = arrange([(p.longitude, p.latitude) for p in self.places])
        shades = _shades(self.places, self.better, theme)
        wide = max((column for column, _ in grid), default=0) + 1
        high = max((row for _, row in grid), default=0) + 1
        side = min(96, (WIDTH - 20) // wide)
        sheet = Sheet(side * wide, side * high)
        for place, (column, row), fill in zip(self.places, grid, shades, strict=True):
            _tile(sheet, place, (column * side, row * side, side * 0.96), fill, lang, theme)
        return sheet.marks()


@dataclass(frozen=True, slots=True)
class Choropleth:
    """The form: areas of a user's GeoJSON, matched to parties by code.

    Longitudes are narrowed by the cosine of the middle latitude, so that shapes look right.
    """

    unit: Words | str
    places: tuple[Place, ...]
    features: tuple[Mapping[str, Any], ...]
    better: str = ""

    @property
    def keys(self) -> tuple[Words, ...]:
        """What the colours say."""
        return (_colour_key(self.better), Words("空白:没有数字", "blank: no figure"))

    @property
    def _narrow(self) -> Fraction:
        middle = sum((p.latitude for p in self.places), Fraction(0)) / (len(self.places) or 1)
        return Fraction(round(cos(radians(middle)) * 1000), 1000)

    def table(self) -> Table:
        """One row a party."""
        return _table(self.places, self.unit)

    def marks(self, lang: str, theme: Theme) -> dict[str, Any]:
        """Areas with their colour; name and value on hover and at the party's coordinates."""
        shades = dict(
            zip(
                (p.code for p in self.places), _shades(self.places, self.better, theme), strict=True
            )
        )
        by_code = {p.code: p for p in self.places}
        rows = []
        for feature in self.features:
            place = by_code.get(str((feature.get("properties") or {}).get("code", "")))
            rows.append(
                {
                    "type": "Feature",
                    "geometry": _planar(feature["geometry"], self._narrow),
                    "fill": (shades[place.code] if place else None) or theme.paper,
                    "name": pick(place.name, lang) if place else "",
                    "text": place.point.text if place else "",
                }
            )
        labels = [
            {
                "longitude": number(p.longitude * self._narrow),
                "latitude": number(p.latitude),
                "text": f"{pick(p.name, lang)} {p.point.text}",
            }
            for p in self.places
        ]
        areas = {
            "data": {"values": rows},
            "mark": {"type": "geoshape", "stroke": theme.muted, "strokeWidth": 0.6},
            "encoding": {
                "color": {"field": "fill", "type": "nominal", "scale": None, "legend": None},
                "tooltip": [
                    {"field": f, "type": "nominal", "title": None} for f in ("name", "text")
                ],
            },
        }
        names = {
            "data": {"values": labels},
            "mark": {"type": "text", "fontSize": 10, "stroke": theme.paper, "strokeWidth": 2.5},
            "encoding": {
                "longitude": {"field": "longitude", "type": "quantitative"},
                "latitude": {"field": "latitude", "type": "quantitative"},
                "text": {"field": "text", "type": "nominal"},
            },
        }
        plain = {**names, "mark": {"type": "text", "fontSize": 10, "color": theme.ink}}
        return {
            "width": 520,
            "height": 520,
            "projection": {"type": "identity", "reflectY": True},
            "layer": [areas, names, plain],
        }


def tile_map(
    id: str, title: Words, note: Words, unit: Words | str, places: Sequence[Place], better: str = ""
) -> Figure:
    """A tile map."""
    return Figure(id, title, note, Tiles(unit, tuple(places), better))


def choropleth(
    id: str,
    title: Words,
    note: Words,
    unit: Words | str,
    places: Sequence[Place],
    features: Sequence[Mapping[str, Any]],
    better: str = "",
) -> Figure:
    """A map of areas. `features`: GeoJSON features whose property `code` is a party's code."""
    return Figure(id, title, note, Choropleth(unit, tuple(places), tuple(features), better))


def arrange(places: Sequence[tuple[Fraction, Fraction]]) -> list[tuple[int, int]]:
    """(column, row) of each place: nearest free cell of a small grid, in order of coordinates.

    Each place keeps its direction from the others as well as the grid allows; no two share a cell.
    """
    if not places:
        return []
    side = 1
    while side * side < 2 * len(places):
        side += 1
    west, east = min(x for x, _ in places), max(x for x, _ in places)
    south, north = min(y for _, y in places), max(y for _, y in places)
    span = max(east - west, north - south) or Fraction(1)
    wanted = [((x - west) / span * (side - 1), (north - y) / span * (side - 1)) for x, y in places]
    free = [(column, row) for row in range(side + 1) for column in range(side + 1)]
    found: dict[int, tuple[int, int]] = {}
    for i in sorted(range(len(places)), key=lambda i: (wanted[i][1], wanted[i][0], i)):
        x, y = wanted[i]
        cell = min(free, key=lambda c: ((c[0] - x) ** 2 + (c[1] - y) ** 2, c[1], c[0]))
        free.remove(cell)
        found[i] = cell
    left, top = min(c for c, _ in found.values()), min(r for _, r in found.values())
    return [(found[i][0] - left, found[i][1] - top) for i in range(len(places))]


def _tile(
    sheet: Sheet,
    place: Place,
    at: tuple[float, float, float],
    fill: str,
    lang: str,
    theme: Theme,
) -> None:
    """Name and value on a tile; hatched without a value, dashed where it is provisional."""
    x, y, side = at
    point = place.point
    name, ink = pick(place.name, lang), readable(fill) if fill else theme.muted
    text = point.text if fill else Words("无数字", "no figure").pick(lang)
    if not fill:
        for share in (0.25, 0.5, 0.75, 1.0):
            end = side * share
            sheet.line(x, y + end, x + end, y, stroke=theme.line)
            sheet.line(x + side - end, y + side, x + side, y + side - end, stroke=theme.line)
    sheet.box(
        x,
        y,
        side,
        side,
        fill=fill or "transparent",
        stroke=theme.muted,
        dashed=point.doubtful,
        note=f"{name} {text}",
    )
    most, middle = int(side / 6), x + side / 2
    sheet.text(middle, y + side * 0.38, shorten(name, most), colour=ink, align="center", bold=True)
    sheet.text(middle, y + side * 0.68, shorten(text, most), colour=ink, size=12, align="center")


def _planar(geometry: Mapping[str, Any], narrow: Fraction) -> dict[str, Any]:
    def moved(value: Any) -> Any:
        if isinstance(value, list | tuple) and value and not isinstance(value[0], list | tuple):
            return [round(float(value[0]) * float(narrow), 5), round(float(value[1]), 5)]
        return [moved(inner) for inner in value]

    return {"type": geometry["type"], "coordinates": moved(geometry["coordinates"])}


def _shades(places: Sequence[Place], better: str, theme: Theme) -> list[str]:
    """A colour a place; empty where there is no figure."""
    values = [p.point.value for p in places if p.point.value is not None]
    low, high = min(values, default=Fraction(0)), max(values, default=Fraction(1))
    found = []
    for place in places:
        value = place.point.value
        if value is None:
            found.append("")
            continue
        share = (value - low) / (high - low) if high > low else Fraction(1, 2)
        found.append(between(*theme.ramp, 1 - share if better == "down" else share))
    return found


def _table(places: Sequence[Place], unit: Words | str) -> Table:
    rows = tuple((Cell(p.name), Cell(p.point.text, p.point.value), Cell(unit)) for p in places)
    return Table(_COLUMNS, rows, tuple(p.point.reason for p in places))


def _layout_key() -> Words:
    return Words("方位示意,不表示边界", "schematic: direction only, no borders")


def _colour_key(better: str) -> Words:
    zh, en = ("优", "better") if better in {"up", "down"} else ("大", "larger")
    return Words(f"颜色越浓越{zh}", f"stronger is {en}")
