"""Reach as a figure: places by access, the uncovered, facilities and proposed sites.

With coordinates a schematic map; without them bars in the order of access.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import Any

from yipan.core.english import unit_name
from yipan.core.interval import rational_text
from yipan.core.words import Words
from yipan.links.reach import Access
from yipan.links.reach_file import Answer
from yipan.publish.figures.labels import Mark, beside
from yipan.publish.figures.model import ILLUSTRATIVE, Cell, Column, Figure, Table, shown
from yipan.publish.figures.sheet import Sheet
from yipan.publish.figures.theme import Theme, between, text_width
from yipan.publish.link_words import short

At = tuple[Fraction, Fraction]
Spot = Callable[[At], tuple[float, float]]
WIDE, TALL, EDGE, LEGEND = 640.0, 440.0, 40.0, 50.0
BARS = 60
SCHEMATIC = Words("示意图,非行政区划图", "schematic, not a map of boundaries")
LEGENDS = {
    "access": Words("可及性由低到高,圆面积为人口", "access from low to high; area: population"),
    "uncovered": Words("未覆盖", "uncovered"),
    "facility": Words("设施", "facility"),
    "site": Words("建议新建", "proposed site"),
}


@dataclass(frozen=True, slots=True)
class ReachForm:
    """The form: a map where every place has coordinates, else bars."""

    answer: Answer

    @property
    def keys(self) -> tuple[Words, ...]:
        """What the map is not, or how many bars were left out."""
        if self._mapped:
            return (SCHEMATIC,)
        hidden = len(self.answer.report.places) - BARS
        told = Words(
            f"可及性最低的 {BARS} 处;另有 {hidden} 处见数据表",
            f"the {BARS} places with least access; {hidden} more in the data table",
        )
        return (told,) if hidden > 0 else ()

    @property
    def _mapped(self) -> bool:
        return all(a.place.at for a in self.answer.report.places)

    def table(self) -> Table:
        """One row a place."""
        found = self.answer.report
        columns = (
            Column("place", Words("地点", "place")),
            Column("value", Words("可及性", "access"), True),
            Column("per", Words("每多少人", "per"), True),
            Column("population", Words("人口", "population"), True),
            Column("reached", Words("可达设施", "reached")),
            Column("nearest", Words("最近", "nearest"), True),
            Column("unit", Words("时间单位", "unit of time")),
        )
        per = found.problem.per
        rows = tuple(
            (
                Cell(a.place.id),
                Cell(short(a.access * per), a.access * per),
                Cell(rational_text(per), per),
                Cell(rational_text(a.place.population), a.place.population),
                Cell("、".join(a.reached)),
                Cell("" if a.nearest is None else short(a.nearest), a.nearest),
                Cell(_unit(found.problem.unit)),
            )
            for a in found.places
        )
        return Table(columns, rows, ("",) * len(rows))

    def marks(self, lang: str, theme: Theme) -> dict[str, Any]:
        """The map or the bars."""
        sheet = self._map(lang, theme) if self._mapped else self._bars(theme)
        if any(note.startswith("ILLUSTRATIVE") for note in self.answer.report.problem.notes):
            sheet.stamp(shown(ILLUSTRATIVE, lang), theme.bad)
        return sheet.marks()

    def _map(self, lang: str, theme: Theme) -> Sheet:
        found = self.answer.report
        places = {a.place.id: a.place.at for a in found.places if a.place.at}
        facilities = {f.id: f.at for f in found.problem.facilities if f.at}
        spot, height = projection([*places.values(), *facilities.values()])
        sheet = Sheet(WIDE, height + LEGEND)
        for access in found.places:
            for name in access.reached:
                if name in facilities:
                    ends = (*spot(places[access.place.id]), *spot(facilities[name]))
                    sheet.line(*ends, stroke=theme.line, thick=0.8)
        discs = self._dots(sheet, [(a, spot(places[a.place.id])) for a in found.places], theme)
        names = [a.place.id for a in found.places]
        for name, at in facilities.items():
            x, y = spot(at)
            sheet.box(x - 6, y - 6, 12, 12, fill=theme.ink, stroke=theme.paper, note=name)
            discs.append(Mark(x, y, 6, text_width(name)))
            names.append(name)
        proposed = {site for building in self.answer.buildings[:1] for site in building.sites}
        for site in sorted(proposed & set(places)):
            x, y = spot(places[site])
            clear = "transparent"
            sheet.box(x - 8, y - 8, 16, 16, fill=clear, stroke=theme.warn, thick=2.6, note=site)
        for i, (name, label) in enumerate(zip(names, beside(discs, WIDE, height), strict=True)):
            facility = i >= len(found.places)
            shade, align = theme.ink, label.align
            sheet.text(label.x, label.y, name, colour=shade, align=align, bold=facility)
        _legend(sheet, lang, height + 12, theme)
        return sheet

    def _dots(
        self, sheet: Sheet, places: Sequence[tuple[Access, tuple[float, float]]], theme: Theme
    ) -> list[Mark]:
        per = self.answer.report.problem.per
        most = max((a.access for a, _ in places), default=Fraction(0)) or Fraction(1)
        people = max((a.place.population for a, _ in places), default=Fraction(0)) or Fraction(1)
        discs = []
        for access, (x, y) in places:
            radius = 5 + 16 * sqrt(float(access.place.population / people))
            covered = bool(access.reached)
            sheet.dot(
                x,
                y,
                radius,
                fill=between(*theme.ramp, access.access / most) if covered else theme.paper,
                stroke=theme.muted if covered else theme.bad,
                dashed=not covered,
                note=f"{access.place.id} {short(access.access * per)}",
            )
            discs.append(Mark(x, y, radius, text_width(access.place.id)))
        return discs

    def _bars(self, theme: Theme) -> Sheet:
        found = self.answer.report
        shown = sorted(found.places, key=lambda a: (a.access, a.place.id))[:BARS]
        most = max((a.access for a in found.places), default=Fraction(0)) or Fraction(1)
        names = min(200, max((text_width(a.place.id) for a in shown), default=0) + 8)
        sheet = Sheet(WIDE, 24 * len(shown) + 26)
        for row, access in enumerate(shown):
            y, share = 24 * row + 4, access.access / most
            wide = max(1.0, (WIDE - names - 70) * float(share))
            fill = between(*theme.ramp, share)
            sheet.text(names - 8, y + 8.5, access.place.id, colour=theme.ink, align="right")
            sheet.box(names, y, wide, 17, fill=fill, stroke=theme.muted, thick=0.6)
            value = short(access.access * found.problem.per)
            sheet.text(names + wide + 6, y + 8.5, value, colour=theme.muted)
        return sheet


def reach_figure(answer: Answer, name: str) -> Figure:
    """A figure of one service."""
    found = answer.report
    per = rational_text(found.problem.per)
    title = Words(f"可及性:每 {per} 人可得的供给", f"Access: supply in reach per {per} people")
    until = ", ".join(rational_text(c.until) for c in found.circles)
    unit, uncovered = _unit(found.problem.unit), len(found.uncovered)
    note = Words(
        f"阈值 {until} {unit.zh};未覆盖 {uncovered} 处",
        f"threshold {until} {unit.en}; {uncovered} places uncovered",
    )
    return Figure(f"reach-{name}", title, note, ReachForm(answer))


def projection(points: Sequence[At]) -> tuple[Spot, float]:
    """From (x, y) of the file to the sheet, and its height; larger y is up, one scale for both."""
    xs, ys = [float(x) for x, _ in points], [float(y) for _, y in points]
    across, up = (max(v) - min(v) or 1e-9 for v in (xs, ys))
    scale = min((WIDE - 4 * EDGE) / across, (TALL - 2 * EDGE) / up)
    side = (WIDE - across * scale) / 2

    def spot(at: At) -> tuple[float, float]:
        return side + (float(at[0]) - min(xs)) * scale, EDGE + (max(ys) - float(at[1])) * scale

    return spot, 2 * EDGE + up * scale


def _unit(unit: str) -> Words:
    return Words(unit, unit_name(unit, "en"))


def _legend(sheet: Sheet, lang: str, y: float, theme: Theme) -> None:
    x = 8.0
    for name, words in LEGENDS.items():
        if name == "access":
            for share in (Fraction(15, 100), Fraction(9, 10)):
                fill = between(*theme.ramp, share)
                sheet.dot(x, y, 6, fill=fill, stroke=theme.muted)
                x += 16
            x -= 16
        elif name == "uncovered":
            sheet.dot(x, y, 6, fill=theme.paper, stroke=theme.bad, dashed=True)
        elif name == "facility":
            sheet.box(x - 6, y - 6, 12, 12, fill=theme.ink, stroke=theme.paper)
        else:
            fill, stroke = "transparent", theme.warn
            sheet.box(x - 6, y - 6, 12, 12, fill=fill, stroke=stroke, thick=2.4)
        told = shown(words, lang)
        sheet.text(x + 11, y, told, colour=theme.ink)
        x += 30 + text_width(told)
