"""A match as a figure: who on the left, where on the right, and why the others are left over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from yipan.core.interval import rational_text
from yipan.core.text import shorten
from yipan.core.words import LANGUAGES, Words
from yipan.matching.answer import Match, Refusal
from yipan.matching.codes import MEANING, NOT_APPLIED
from yipan.publish.figures.model import ILLUSTRATIVE, Cell, Column, Figure, Table, shown
from yipan.publish.figures.sheet import Sheet
from yipan.publish.figures.theme import Theme
from yipan.publish.match_words import because_text, reasons_text

ROW, BOX, TOP, EDGE, SIDE, BETWEEN = 30.0, 22.0, 6.0, 6.0, 190.0, 220.0
MOST = 80
PLACED, LEFT_OVER = Words("已安排", "placed"), Words("未安排", "not placed")
KEYS = (
    Words("右侧底色为已用限额,琥珀色框为已满", "on the right: used of the limit, amber where full"),
    Words("虚线框为未安排及其原因", "dashed: not placed, with the reason"),
    Words("模拟结果,不是任何机关的决定", "a simulation, not a decision of any authority"),
)


@dataclass(frozen=True, slots=True)
class MatchForm:
    """The form: a line from each placed one to its place."""

    found: Match

    @property
    def keys(self) -> tuple[Words, ...]:
        """What fill and dashes say, and what the result is not."""
        used = (bool(self.found.capacity), bool(self.found.unplaced), True)
        return tuple(words for words, shown in zip(KEYS, used, strict=True) if shown)

    def table(self) -> Table:
        """One row for each that asked."""
        columns = (
            Column("who", Words("谁", "who")),
            Column("state", Words("结果", "result")),
            Column("where", Words("去处", "where")),
            Column("value", Words("占用", "takes"), True),
            Column("because", Words("理由", "because")),
        )
        rows = [
            (
                Cell(p.who),
                Cell(PLACED),
                Cell(p.where),
                Cell(rational_text(p.qty), p.qty),
                Cell(Words(*(because_text(p.because, lang) for lang in LANGUAGES))),
            )
            for p in self.found.placed
        ]
        rows += [
            (
                Cell(r.who),
                Cell(LEFT_OVER),
                Cell(""),
                Cell(""),
                Cell(reasons_text(r.reasons, r.details)),
            )
            for r in self.found.unplaced
        ]
        return Table(columns, tuple(rows), ("",) * len(rows))

    def marks(self, lang: str, theme: Theme) -> dict[str, Any]:
        """At most 80 rows; the table has all."""
        found = self.found
        places = list(found.capacity)
        order = {name: i for i, name in enumerate(places)}
        placed = sorted(found.placed, key=lambda p: order.get(p.where, len(order)))[:MOST]
        left = found.unplaced[: MOST - len(placed)]
        beside = max(len(placed), len(places), 1)
        sheet = Sheet(2 * (EDGE + SIDE) + BETWEEN, TOP + (beside + len(left)) * ROW + 44)
        spots = _places(sheet, found, places, beside, theme)
        for row, placement in enumerate(placed):
            y = TOP + row * ROW
            sheet.box(EDGE, y, SIDE, BOX, fill=theme.good_ground, stroke=theme.good)
            sheet.text(EDGE + 8, y + BOX / 2, shorten(placement.who, 28), colour=theme.ink)
            end = spots.get(placement.where)
            if end is not None:
                sheet.curve(
                    EDGE + SIDE, y + BOX / 2, EDGE + SIDE + BETWEEN, end, stroke=theme.muted
                )
        for row, refusal in enumerate(left, start=beside):
            y = TOP + row * ROW + 10
            note = "; ".join(f"{where}: {code}" for where, code in refusal.reasons.items())
            sheet.box(
                EDGE, y, SIDE, BOX, fill=theme.bad_ground, stroke=theme.bad, dashed=True, note=note
            )
            sheet.text(EDGE + 8, y + BOX / 2, shorten(refusal.who, 28), colour=theme.ink)
            told = shorten(_codes(refusal, lang), 64)
            sheet.text(EDGE + SIDE + 8, y + BOX / 2, told, colour=theme.bad)
        self._foot(sheet, lang, theme)
        return sheet.marks()

    def _foot(self, sheet: Sheet, lang: str, theme: Theme) -> None:
        hidden = len(self.found.placed) + len(self.found.unplaced) - MOST
        if hidden > 0:
            words = Words(f"另有 {hidden} 项未画出,见数据表", f"{hidden} more in the data table")
            sheet.text(EDGE, sheet.height - 10, shown(words, lang), colour=theme.muted)
        if any(note.startswith("ILLUSTRATIVE") for note in self.found.notes):
            sheet.stamp(shown(ILLUSTRATIVE, lang), theme.bad)


def match_figure(found: Match, name: str) -> Figure:
    """A figure of one match."""
    note = Words(
        f"安排 {len(found.placed)},未安排 {len(found.unplaced)}",
        f"placed {len(found.placed)}, not placed {len(found.unplaced)}",
    )
    title = Words("配:谁去哪里", "Match: who goes where")
    return Figure(f"match-{name}", title, note, MatchForm(found))


def _codes(refusal: Refusal, lang: str) -> str:
    """Each code once; that it did not apply is said only where nothing else is."""
    codes = list(dict.fromkeys(refusal.reasons.values()))
    told = [code for code in codes if code != NOT_APPLIED] or codes
    return "、".join(told) if lang == "zh" else "; ".join(MEANING[code].en for code in told)


def _places(
    sheet: Sheet, found: Match, places: list[str], rows: int, theme: Theme
) -> dict[str, float]:
    """Boxes of the places, filled by how much is used; the height of each one's middle."""
    step = rows * ROW / max(len(places), 1)
    x = EDGE + SIDE + BETWEEN
    spots = {}
    for number, name in enumerate(places):
        used, limit = found.capacity[name]
        y = TOP + number * step + (step - ROW) / 2
        share = min(float(used / limit), 1.0) if limit else 0.0
        full = share >= 1
        ground = theme.warn_ground if full else theme.good_ground
        said = f"{name} {rational_text(used)}/{rational_text(limit)}"
        sheet.box(x, y, SIDE, BOX, fill=theme.paper, stroke=theme.paper)
        if share:
            sheet.box(x, y, SIDE * share, BOX, fill=ground, stroke=ground)
        edge = theme.warn if full else theme.muted
        sheet.box(x, y, SIDE, BOX, fill="transparent", stroke=edge, note=said)
        told = f"{rational_text(used)}/{rational_text(limit)}"
        sheet.text(x + 8, y + BOX / 2, shorten(name, 28 - len(told)), colour=theme.ink)
        sheet.text(x + SIDE - 8, y + BOX / 2, told, colour=theme.ink, align="right")
        spots[name] = y + BOX / 2
    return spots
