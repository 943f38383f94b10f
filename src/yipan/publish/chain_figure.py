"""A chain as a figure: stages from source to target, breaks, chokes and single points marked."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from yipan.core.english import unit_name
from yipan.core.interval import rational_text
from yipan.core.text import shorten
from yipan.core.words import Words
from yipan.links.chain_model import ChainReport, Stage, in_order
from yipan.publish.figures.model import ILLUSTRATIVE, Cell, Column, Figure, Table, shown
from yipan.publish.figures.sheet import Sheet
from yipan.publish.figures.theme import Theme, readable, text_width

HIGH, DOWN, TOP, EDGE, WIDEST = 52.0, 24.0, 14.0, 6.0, 900.0
GAPS = frozenset({"断点", "卡点"})
FREE = "free"
STATES: dict[str, Words] = {
    "断点": Words("断点:区域内无产能", "break: no capacity in the region"),
    "卡点": Words("卡点:只有不可信赖的外部产能", "outside: held by untrusted places only"),
    "堵点": Words("堵点:当前限制", "choke: the present limit"),
    "弱点": Words("弱点:单一供应者或一地", "single: one supplier or place"),
    "不足": Words("不足:低于需求", "short of demand"),
    "": Words("产能足够", "enough capacity"),
    FREE: Words("不受供应者限制", "not limited by suppliers"),
}
BADGES = {"断点": "break", "卡点": "outside", "堵点": "choke", "弱点": "single", "不足": "short"}
KEY = Words(
    "方框内为区域产能/满足需求所需,红字为不足;虚线框为没有产能",
    "in the box: capacity / needed for demand, red where short; dashed: no capacity",
)


@dataclass(frozen=True, slots=True)
class ChainForm:
    """The form: a box a stage, in columns by the longest way to the end."""

    found: ChainReport

    @property
    def keys(self) -> tuple[Words, ...]:
        """What the boxes say."""
        return (KEY,)

    def table(self) -> Table:
        """One row a stage."""
        columns = (
            Column("stage", Words("环节", "stage")),
            Column("state", Words("状态", "state")),
            Column("value", Words("区域产能", "capacity"), True),
            Column("needed", Words("满足需求所需", "needed"), True),
            Column("unit", Words("单位", "unit")),
            Column("inputs", Words("投入", "inputs")),
        )
        rows = tuple(self._row(stage) for stage in self.found.chain.stages)
        return Table(columns, rows, ("",) * len(rows))

    def _row(self, stage: Stage) -> tuple[Cell, ...]:
        state = stage_states(self.found)[stage.id]
        have = None if state == FREE else self.found.capacity[stage.id]
        needed = self.found.chain.demand * self.found.need[stage.id]
        names = {s.id: s.name or s.id for s in self.found.chain.stages}
        return (
            Cell(names[stage.id]),
            Cell(STATES[state]),
            Cell("" if have is None else rational_text(have), have),
            Cell(rational_text(needed), needed),
            Cell(_unit(self.found)),
            Cell("、".join(names[source] for source in stage.needs)),
        )

    def marks(self, lang: str, theme: Theme) -> dict[str, Any]:
        """Boxes, the ways between them and a legend of the states in use."""
        columns = _columns(self.found)
        pitch = min(178.0, (WIDEST - 2 * EDGE) / len(columns))
        box = round(pitch * 0.76)
        tallest = max(len(column) for column in columns)
        states = stage_states(self.found)
        width = max(2 * EDGE + len(columns) * pitch - (pitch - box), 480.0)
        legend = _legend_rows(sorted(set(states.values()), key=list(STATES).index), width, lang)
        below = TOP + tallest * (HIGH + DOWN)
        sheet = Sheet(width, below + 20 * len(legend) + 22)
        at = {
            name: (EDGE + i * pitch, TOP + _offset(tallest, len(column), j))
            for i, column in enumerate(columns)
            for j, name in enumerate(column)
        }
        for stage in self.found.chain.stages:
            for source in stage.needs:
                (x1, y1), (x2, y2) = at[source], at[stage.id]
                sheet.curve(x1 + box, y1 + HIGH / 2, x2, y2 + HIGH / 2, stroke=theme.muted)
        for stage in self.found.chain.stages:
            _stage(sheet, self.found, stage, states[stage.id], (*at[stage.id], box), lang, theme)
        _legend(sheet, legend, below, lang, theme)
        if any(note.startswith("ILLUSTRATIVE") for note in self.found.notes):
            sheet.stamp(shown(ILLUSTRATIVE, lang), theme.bad)
        return sheet.marks()


def chain_figure(found: ChainReport, name: str) -> Figure:
    """A figure of one chain."""
    product = found.chain.product or found.chain.target
    through, demand = rational_text(found.throughput), rational_text(found.chain.demand)
    unit = _unit(found)
    note = Words(
        f"可通过 {through} / 需求 {demand} {unit.zh}",
        f"{through} of {demand} {unit.en} goes through",
    )
    return Figure(f"chain-{name}", Words(product, product), note, ChainForm(found))


def stage_states(found: ChainReport) -> dict[str, str]:
    """The state of every stage; the gravest one where several hold."""
    states = {s.id: FREE if s.free or found.need[s.id] == 0 else "" for s in found.chain.stages}
    states.update({r.stage: "不足" for r in found.order})
    states.update({p.stage: "弱点" for p in found.single_points})
    states.update({c.stage: "堵点" for c in found.chokes})
    states.update({b.stage: b.kind for b in found.breaks})
    return states


def _unit(found: ChainReport) -> Words:
    return Words(found.chain.unit, unit_name(found.chain.unit, "en"))


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


def _colours(state: str, theme: Theme) -> tuple[str, str]:
    """Ground and outline of a state."""
    pairs = {
        "弱点": (theme.weak_ground, theme.weak),
        "": (theme.good_ground, theme.good),
        FREE: (theme.calm, theme.muted),
    }
    gap = (theme.bad_ground, theme.bad)
    return gap if state in GAPS else pairs.get(state, (theme.warn_ground, theme.warn))


def _stage(
    sheet: Sheet,
    found: ChainReport,
    stage: Stage,
    state: str,
    at: tuple[float, float, float],
    lang: str,
    theme: Theme,
) -> None:
    (x, y, wide), name = at, stage.name or stage.id
    fill, stroke = _colours(state, theme)
    thick, said = (1.8 if state else 1.2), f"{name} {shown(STATES[state], lang)}"
    dashed = state in GAPS
    sheet.box(x, y, wide, HIGH, fill=fill, stroke=stroke, dashed=dashed, thick=thick, note=said)
    size = next((s for s in (13, 12, 11) if text_width(name, s) <= wide - 6), 10)
    middle, most = x + wide / 2, int((wide - 6) / (0.55 * size))
    kept = shorten(name, most)
    sheet.text(middle, y + 18, kept, colour=theme.ink, size=size, align="center", bold=True)
    needed = found.chain.demand * found.need[stage.id]
    short = state != FREE and found.capacity[stage.id] < needed
    told = "—" if state == FREE else _amounts(found.capacity[stage.id], needed)
    sheet.text(middle, y + 36, told, colour=theme.bad if short else theme.ink, align="center")
    if state not in {"", FREE}:
        badge = state if lang == "zh" else BADGES[state]
        room = text_width(badge) + 8
        sheet.box(x + wide - room - 4, y - 9, room, 17, fill=stroke, stroke=stroke, note=said)
        at_x = x + wide - room / 2 - 4
        sheet.text(at_x, y, badge, colour=readable(stroke), align="center")


def _amounts(have: Fraction, needed: Fraction) -> str:
    return f"{rational_text(have)} / {rational_text(needed)}"


def _legend_rows(states: list[str], width: float, lang: str) -> list[list[str]]:
    """States in lines that fit."""
    rows: list[list[str]] = [[]]
    used = EDGE
    for state in states:
        room = 38 + text_width(shown(STATES[state], lang))
        if rows[-1] and used + room > width:
            rows.append([])
            used = EDGE
        rows[-1].append(state)
        used += room
    return rows


def _legend(sheet: Sheet, rows: list[list[str]], top: float, lang: str, theme: Theme) -> None:
    for line, states in enumerate(rows):
        x, y = EDGE, top + 10 + 20 * line
        for state in states:
            fill, stroke = _colours(state, theme)
            words = shown(STATES[state], lang)
            sheet.box(x, y - 6, 14, 12, fill=fill, stroke=stroke, dashed=state in GAPS)
            sheet.text(x + 20, y, words, colour=theme.ink)
            x += 38 + text_width(words)
