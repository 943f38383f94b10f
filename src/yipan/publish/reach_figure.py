"""Reach as a picture: places by access, the uncovered, facilities and proposed sites.

With coordinates a schematic map; without them bars in the order of access.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import sqrt

from yipan.core.words import Words
from yipan.links.reach import Access
from yipan.links.reach_file import Answer
from yipan.publish.svg import BAD, INK, LINE, MUTED, PAPER, WARN, Drawing, ramp

Spot = Callable[[tuple[Fraction, Fraction] | None], tuple[float, float]]
WIDE, TALL, EDGE, TOP, FOOT = 760.0, 460.0, 34.0, 66.0, 52.0
BARS = 60


def reach_svg(answer: Answer, lang: str = "zh") -> str:
    """The picture as SVG text."""
    mapped = all(a.place.at for a in answer.report.places)
    return _map(answer, lang) if mapped else _bars(answer, lang)


def _map(answer: Answer, lang: str) -> str:
    found = answer.report
    drawing = Drawing(WIDE + 2 * EDGE, TALL + TOP + FOOT, "reach")
    spot = _projection(answer)
    _head(drawing, answer, lang)
    most = max((a.access for a in found.places), default=Fraction(0)) or Fraction(1)
    people = max((a.place.population for a in found.places), default=Fraction(0)) or Fraction(1)
    facilities = {f.id: f for f in found.problem.facilities}
    for access in found.places:
        for name in access.reached:
            if facilities[name].at:
                (x1, y1), (x2, y2) = spot(access.place.at), spot(facilities[name].at)
                drawing.line(x1, y1, x2, y2, stroke="#d5dde5", thick=0.8)
    for access in found.places:
        _dot(drawing, access, spot(access.place.at), most, people, found.problem.per)
    for facility in facilities.values():
        if facility.at:
            x, y = spot(facility.at)
            drawing.box(x - 6, y - 6, 12, 12, fill=INK, stroke=PAPER, note=facility.id)
            drawing.text(x + 9, y - 7, facility.id, size=11, bold=True)
    _sites(drawing, answer, spot)
    _legend(drawing, lang, TALL + TOP + 20)
    drawing.stamp(found.problem.notes, lang)
    return drawing.svg()


def _dot(
    drawing: Drawing,
    access: Access,
    at: tuple[float, float],
    most: Fraction,
    people: Fraction,
    per: Fraction,
) -> None:
    x, y = at
    radius = 5 + 16 * sqrt(float(access.place.population / people))
    covered = bool(access.reached)
    note = f"{access.place.id} {float(access.access * per):.2f}"
    fill = ramp(float(access.access / most)) if covered else PAPER
    drawing.dot(x, y, radius, fill=fill, stroke="#4a5a68" if covered else BAD, note=note)
    drawing.text(x, y + radius + 13, access.place.id, size=11, anchor="middle")


def _sites(drawing: Drawing, answer: Answer, spot: Spot) -> None:
    at = {a.place.id: a.place.at for a in answer.report.places}
    for building in answer.buildings[:1]:
        for site in building.sites:
            if at.get(site):
                x, y = spot(at[site])
                drawing.box(x - 8, y - 8, 16, 16, fill="none", stroke=WARN, thick=2.6, note=site)
                drawing.text(x + 11, y - 9, f"+ {site}", size=11, fill=WARN, bold=True)


def _projection(answer: Answer) -> Spot:
    """From (x, y) of the file to the page; the larger y is up; one scale for both axes."""
    found = answer.report
    points = [a.place.at for a in found.places if a.place.at]
    points += [f.at for f in found.problem.facilities if f.at]
    xs, ys = [float(p[0]) for p in points], [float(p[1]) for p in points]
    across, down = (max(v) - min(v) or 1e-9 for v in (xs, ys))
    scale = min((WIDE - 2 * EDGE) / across, (TALL - 3 * EDGE) / down)

    def spot(at: tuple[Fraction, Fraction] | None) -> tuple[float, float]:
        assert at is not None
        x = EDGE * 2 + (float(at[0]) - min(xs)) * scale
        return x, TOP + EDGE + (max(ys) - float(at[1])) * scale

    return spot


def _bars(answer: Answer, lang: str) -> str:
    found = answer.report
    ordered = sorted(found.places, key=lambda a: (a.access, a.place.id))
    shown = ordered[:BARS]
    drawing = Drawing(WIDE, TOP + 24 * len(shown) + FOOT, "reach")
    _head(drawing, answer, lang)
    most = max((a.access for a in found.places), default=Fraction(0)) or Fraction(1)
    for row, access in enumerate(shown):
        y = TOP + 24 * row
        share = float(access.access / most)
        drawing.text(EDGE + 130, y + 13, access.place.id, anchor="end")
        drawing.box(EDGE + 140, y, max(1.0, 480 * share), 17, fill=ramp(share), stroke="none")
        value = f"{float(access.access * found.problem.per):.2f}"
        drawing.text(EDGE + 148 + 480 * share, y + 13, value, size=11, fill=MUTED)
    drawing.stamp(found.problem.notes, lang)
    return drawing.svg()


def _head(drawing: Drawing, answer: Answer, lang: str) -> None:
    found = answer.report
    title = Words("可及性: 每千人可得的供给", "Access: supply in reach per head")
    if found.problem.per != 1000:
        title = Words(
            f"可及性: 每 {found.problem.per} 人可得的供给",
            f"Access: supply in reach per {found.problem.per}",
        )
    drawing.text(EDGE, 28, title.pick(lang), size=16, bold=True)
    until = ", ".join(str(float(c.until)).removesuffix(".0") for c in found.circles)
    uncovered = len(found.uncovered)
    line = Words(
        f"阈值 {until} {found.problem.unit}; 未覆盖 {uncovered} 处",
        f"threshold {until} {found.problem.unit}; {uncovered} places uncovered",
    )
    drawing.text(EDGE, 48, line.pick(lang), fill=MUTED)


def _legend(drawing: Drawing, lang: str, y: float) -> None:
    drawing.dot(EDGE + 6, y - 4, 6, fill=ramp(0.15), stroke="#4a5a68")
    drawing.dot(EDGE + 26, y - 4, 6, fill=ramp(0.9), stroke="#4a5a68")
    low = Words("可及性由低到高; 圆的面积是人口", "access from low to high; area is population")
    drawing.text(EDGE + 40, y, low.pick(lang), size=11)
    drawing.dot(EDGE + 306, y - 4, 6, fill=PAPER, stroke=BAD)
    drawing.text(EDGE + 318, y, Words("未覆盖", "uncovered").pick(lang), size=11)
    drawing.box(EDGE + 390, y - 10, 12, 12, fill=INK, stroke=LINE)
    drawing.text(EDGE + 408, y, Words("设施", "facility").pick(lang), size=11)
    drawing.box(EDGE + 470, y - 10, 12, 12, fill="none", stroke=WARN, thick=2.4)
    drawing.text(EDGE + 488, y, Words("建议新建", "proposed site").pick(lang), size=11)
    schematic = Words("示意图,非行政区划图", "schematic, not a map of boundaries")
    drawing.text(EDGE, y + 20, schematic.pick(lang), size=11, fill=MUTED)
