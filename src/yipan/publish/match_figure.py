"""A match as a picture: who on the left, where on the right, and why the others are left over."""

from __future__ import annotations

from yipan.core.interval import rational_text
from yipan.core.text import shorten
from yipan.core.words import Words
from yipan.matching.answer import Match
from yipan.publish.svg import BAD, CALM, GOOD, LINE, MUTED, WARN, Drawing

ROW, TOP, LEFT, SIDE, BETWEEN = 30.0, 70.0, 20.0, 190.0, 260.0
MOST = 80


def match_svg(found: Match, lang: str = "zh") -> str:
    """The picture as SVG text."""
    places = list(found.capacity)
    order = {name: i for i, name in enumerate(places)}
    placed = sorted(found.placed, key=lambda p: order.get(p.where, len(order)))[:MOST]
    left = found.unplaced[: MOST - len(placed)]
    beside = max(len(placed), len(places), 1)
    rows = beside + len(left)
    drawing = Drawing(LEFT * 2 + SIDE * 2 + BETWEEN, TOP + rows * ROW + 60, "match")
    _head(drawing, found, lang)
    spots = _places(drawing, found, places, beside)
    for row, placement in enumerate(placed):
        y = TOP + row * ROW
        drawing.box(LEFT, y, SIDE, ROW - 8, fill="#e9f4ee", stroke=GOOD)
        drawing.text(LEFT + 8, y + 15, shorten(placement.who, 26))
        drawing.curve(LEFT + SIDE, y + 11, LEFT + SIDE + BETWEEN, spots[placement.where])
    for row, refusal in enumerate(left, start=beside):
        y = TOP + row * ROW + 10
        codes = "、".join(dict.fromkeys(refusal.reasons.values()))
        note = "; ".join(f"{where}: {code}" for where, code in refusal.reasons.items())
        drawing.box(LEFT, y, SIDE, ROW - 8, fill="#fbe9e7", stroke=BAD, dashed=True, note=note)
        drawing.text(LEFT + 8, y + 15, shorten(refusal.who, 26))
        drawing.text(LEFT + SIDE + 8, y + 15, shorten(codes, 60), size=11, fill=BAD)
    _foot(drawing, found, lang, TOP + rows * ROW + 24)
    drawing.stamp(found.notes, lang)
    return drawing.svg()


def _head(drawing: Drawing, found: Match, lang: str) -> None:
    title = Words("配: 谁去哪里", "Match: who goes where")
    drawing.text(LEFT, 28, title.pick(lang), size=16, bold=True)
    line = Words(
        f"安排 {len(found.placed)}, 未安排 {len(found.unplaced)}",
        f"placed {len(found.placed)}, not placed {len(found.unplaced)}",
    )
    drawing.text(LEFT, 50, line.pick(lang), fill=MUTED)


def _places(drawing: Drawing, found: Match, places: list[str], rows: int) -> dict[str, float]:
    """Boxes of the places, filled by how much is used; the height of each one's middle."""
    step = rows * ROW / max(len(places), 1)
    x = LEFT + SIDE + BETWEEN
    spots = {}
    for number, name in enumerate(places):
        used, limit = found.capacity[name]
        y = TOP + number * step + (step - ROW) / 2
        share = float(used / limit) if limit else 0.0
        drawing.box(x, y, SIDE, ROW - 8, fill=CALM, stroke=LINE)
        if share:
            fill = "#f3d9b1" if share >= 1 else "#cfe3d8"
            drawing.box(x, y, SIDE * min(share, 1.0), ROW - 8, fill=fill, stroke="none")
        stroke = WARN if share >= 1 else LINE
        drawing.box(x, y, SIDE, ROW - 8, fill="none", stroke=stroke)
        drawing.text(x + 8, y + 15, shorten(name, 18))
        text = f"{rational_text(used)}/{rational_text(limit)}"
        drawing.text(x + SIDE - 8, y + 15, text, size=11, anchor="end")
        spots[name] = y + 11
    return spots


def _foot(drawing: Drawing, found: Match, lang: str, y: float) -> None:
    hidden = len(found.placed) + len(found.unplaced) - MOST
    if hidden > 0:
        words = Words(f"另有 {hidden} 项未画出", f"{hidden} more not drawn")
        drawing.text(LEFT, y, words.pick(lang), size=11, fill=MUTED)
    note = Words("模拟结果, 不是任何机关的决定", "a simulation, not a decision of any authority")
    drawing.text(LEFT, y + 18, note.pick(lang), size=11, fill=MUTED)
