"""The chain as a picture: stages from source to target, breaks, chokes and single points marked."""

from __future__ import annotations

from yipan.core.interval import rational_text
from yipan.core.text import display_width, shorten
from yipan.core.words import Words
from yipan.links.chain import ChainReport, Stage, in_order
from yipan.publish.svg import BAD, CALM, GOOD, INK, LINE, MUTED, PAPER, WARN, WEAK, Drawing

BOX, HIGH, ACROSS, DOWN, TOP, LEFT = 132.0, 52.0, 46.0, 24.0, 64.0, 20.0
STATES: dict[str, tuple[str, str, Words]] = {
    "断点": ("#fbe9e7", BAD, Words("断点: 区域内无产能", "break: no capacity in the region")),
    "卡点": ("#fbe9e7", BAD, Words("卡点: 只有不可信赖的外部产能", "held outside only")),
    "堵点": ("#fdf0df", WARN, Words("堵点: 当前限制", "choke: the present limit")),
    "弱点": ("#fbf6df", WEAK, Words("弱点: 单一供应者或一地", "single supplier or place")),
    "不足": ("#fff9f0", WARN, Words("不足: 低于需求", "short of demand")),
    "": ("#e9f4ee", GOOD, Words("产能足够", "enough capacity")),
    "free": (CALM, LINE, Words("不受供应者限制", "not limited by suppliers")),
}

BADGES = {"断点": "break", "卡点": "outside", "堵点": "choke", "弱点": "single", "不足": "short"}


def chain_svg(found: ChainReport, lang: str = "zh") -> str:
    """The picture as SVG text."""
    columns = _columns(found)
    tallest = max(len(column) for column in columns)
    width = max(2 * LEFT + len(columns) * (BOX + ACROSS) - ACROSS, 640.0)
    height = TOP + tallest * (HIGH + DOWN) + 66
    drawing = Drawing(width, height, found.chain.product)
    at = {
        name: (LEFT + i * (BOX + ACROSS), TOP + _offset(tallest, len(column), j))
        for i, column in enumerate(columns)
        for j, name in enumerate(column)
    }
    _head(drawing, found, lang)
    for stage in found.chain.stages:
        for source in stage.needs:
            (x1, y1), (x2, y2) = at[source], at[stage.id]
            drawing.curve(x1 + BOX, y1 + HIGH / 2, x2, y2 + HIGH / 2)
    states = stage_states(found)
    for stage in found.chain.stages:
        _stage(drawing, found, stage, states[stage.id], at[stage.id], lang)
    _legend(drawing, sorted(set(states.values()), key=list(STATES).index), height - 40, lang)
    drawing.stamp(found.notes, lang)
    return drawing.svg()


def stage_states(found: ChainReport) -> dict[str, str]:
    """The state of every stage; the gravest one where several hold."""
    states = {s.id: "free" if s.free or found.need[s.id] == 0 else "" for s in found.chain.stages}
    states.update({r.stage: "不足" for r in found.order})
    states.update({p.stage: "弱点" for p in found.single_points})
    states.update({c.stage: "堵点" for c in found.chokes})
    states.update({b.stage: b.kind for b in found.breaks})
    return states


def _columns(found: ChainReport) -> list[list[str]]:
    """Stages by their longest way to the end, in file order: each as near to its use as can be."""
    needs = {s.id: s.needs for s in found.chain.stages}
    left = dict.fromkeys(needs, 0)
    for name in reversed(in_order(found.chain.stages)):
        for source in needs[name]:
            left[source] = max(left[source], left[name] + 1)
    last = max(left.values())
    columns: list[list[str]] = [[] for _ in range(last + 1)]
    for name in needs:
        columns[last - left[name]].append(name)
    return columns


def _offset(tallest: int, count: int, position: int) -> float:
    return ((tallest - count) / 2 + position) * (HIGH + DOWN)


def _head(drawing: Drawing, found: ChainReport, lang: str) -> None:
    drawing.text(LEFT, 26, found.chain.product, size=16, bold=True)
    line = Words(
        f"可通过 {rational_text(found.throughput)} / 需求 {rational_text(found.chain.demand)}"
        f" {found.chain.unit}",
        f"{rational_text(found.throughput)} of {rational_text(found.chain.demand)}"
        f" {found.chain.unit} goes through",
    )
    drawing.text(LEFT, 46, line.pick(lang), fill=MUTED)


def _stage(
    drawing: Drawing,
    found: ChainReport,
    stage: Stage,
    state: str,
    at: tuple[float, float],
    lang: str,
) -> None:
    x, y = at
    name = stage.name or stage.id
    fill, stroke, words = STATES[state]
    gap = state in {"断点", "卡点"}
    drawing.box(
        x, y, BOX, HIGH, fill=fill, stroke=stroke, dashed=gap, thick=1.8 if state else 1.2,
        note=f"{name} {words.pick(lang)}",
    )  # fmt: skip
    short = state != "free" and (
        found.capacity[stage.id] < found.chain.demand * found.need[stage.id]
    )
    ink = BAD if short else INK
    size = 13 if display_width(name) <= 16 else 11
    drawing.text(x + BOX / 2, y + 22, shorten(name, 20), size=size, anchor="middle", bold=True)
    drawing.text(
        x + BOX / 2, y + 40, _figures(found, stage.id, state), size=11, fill=ink, anchor="middle"
    )
    if state not in {"", "free"}:
        badge = state if lang == "zh" else BADGES[state]
        wide = 6.0 * display_width(badge) + 12
        drawing.box(x + BOX - wide - 4, y - 9, wide, 18, fill=stroke, stroke=stroke)
        drawing.text(x + BOX - wide / 2 - 4, y + 4, badge, size=11, fill=PAPER, anchor="middle")


def _figures(found: ChainReport, stage: str, state: str) -> str:
    if state == "free":
        return "—"
    needed = found.chain.demand * found.need[stage]
    return f"{rational_text(found.capacity[stage])} / {rational_text(needed)}"


def _legend(drawing: Drawing, states: list[str], y: float, lang: str) -> None:
    x = LEFT
    for state in states:
        fill, stroke, words = STATES[state]
        drawing.box(x, y - 10, 14, 12, fill=fill, stroke=stroke, dashed=state in {"断点", "卡点"})
        drawing.text(x + 20, y, words.pick(lang), size=11, fill=INK)
        x += 40 + 6.2 * display_width(words.pick(lang))
    note = Words(
        "方框内: 区域产能 / 满足需求所需,红字为不足",
        "in the box: capacity / needed for demand, red where short",
    )
    drawing.text(LEFT, y + 20, note.pick(lang), size=11, fill=MUTED)
