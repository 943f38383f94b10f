"""A few SVG marks for figures that are drawn rather than plotted: boxes, lines, dots, text.

Colours carry a class and a fallback, so that a page can restyle them; text is escaped. Coordinates
are printed with one decimal, so that the bytes are the same on every machine.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

FONT = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',sans-serif"
INK, MUTED, LINE, PAPER = "#1d2733", "#667382", "#b8c1cc", "#ffffff"
GOOD, WARN, BAD, WEAK, CALM = "#2f7d5b", "#c9771f", "#b3362b", "#8a6d1d", "#e8edf2"


class Drawing:
    """Marks collected in order; the last one lies on top."""

    def __init__(self, width: float, height: float, title: str) -> None:
        self.width, self.height, self.title = width, height, title
        self._marks: list[str] = []

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str = PAPER,
        stroke: str = LINE,
        dashed: bool = False,
        thick: float = 1.2,
        note: str = "",
    ) -> None:
        """A rounded rectangle; `note` shows on hover."""
        dash = ' stroke-dasharray="5 3"' if dashed else ""
        self._add(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="4"'
            f' fill="{fill}" stroke="{stroke}" stroke-width="{thick:.1f}"{dash}>',
            "rect",
            note,
        )

    def dot(
        self,
        x: float,
        y: float,
        radius: float,
        *,
        fill: str,
        stroke: str = PAPER,
        note: str = "",
    ) -> None:
        """A circle."""
        self._add(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{fill}"'
            f' stroke="{stroke}" stroke-width="1.2">',
            "circle",
            note,
        )

    def curve(
        self, x1: float, y1: float, x2: float, y2: float, *, stroke: str = LINE, thick: float = 1.2
    ) -> None:
        """A line from left to right that leaves and arrives level."""
        middle = (x1 + x2) / 2
        self._marks.append(
            f'<path d="M{x1:.1f} {y1:.1f}C{middle:.1f} {y1:.1f} {middle:.1f} {y2:.1f}'
            f' {x2:.1f} {y2:.1f}" fill="none" stroke="{stroke}" stroke-width="{thick:.1f}"/>'
        )

    def line(
        self, x1: float, y1: float, x2: float, y2: float, *, stroke: str = LINE, thick: float = 1
    ) -> None:
        """A straight line."""
        self._marks.append(
            f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="{stroke}"'
            f' stroke-width="{thick:.1f}"/>'
        )

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = 12,
        fill: str = INK,
        anchor: str = "start",
        bold: bool = False,
    ) -> None:
        """A line of text; `anchor` start, middle or end."""
        weight = ' font-weight="600"' if bold else ""
        self._marks.append(
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:.1f}" fill="{fill}"'
            f' text-anchor="{anchor}"{weight}>{escape(words)}</text>'
        )

    def stamp(self, notes: Iterable[str], lang: str) -> None:
        """A red line in the lower right corner where a note says that the data is illustrative."""
        if any(note.startswith("ILLUSTRATIVE") for note in notes):
            words = "示意数据, 非事实" if lang == "zh" else "illustrative data, not facts"
            self.text(self.width - 20, self.height - 12, words, fill=BAD, anchor="end")

    def svg(self) -> str:
        """The whole drawing."""
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width:.0f}'
            f' {self.height:.0f}" width="{self.width:.0f}" height="{self.height:.0f}" role="img"'
            f' font-family="{FONT}"><title>{escape(self.title)}</title>'
            f'<rect width="100%" height="100%" fill="{PAPER}"/>'
        )
        return "\n".join([head, *self._marks, "</svg>"]) + "\n"

    def _add(self, opening: str, tag: str, note: str) -> None:
        inside = f"<title>{escape(note)}</title>" if note else ""
        self._marks.append(f"{opening}{inside}</{tag}>")


def ramp(share: float) -> str:
    """A colour from pale (0) to dark blue-green (1)."""
    low, high = (222, 236, 240), (13, 84, 104)
    part = min(1.0, max(0.0, share))
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in zip(low, high, strict=True))
