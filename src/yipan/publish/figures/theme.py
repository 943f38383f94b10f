"""Colours, type and layout that all figures share. Colour-blind-safe after Okabe and Ito.

No meaning rests on colour alone: series also differ by the form of their points and are named
beside their lines; better and worse carry signs.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from yipan.core.text import display_width

FONT = (
    "Noto Sans CJK SC, Noto Sans SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, "
    "Hiragino Sans GB, WenQuanYi Micro Hei, Helvetica Neue, Arial, sans-serif"
)
SHAPES = (
    "circle",
    "square",
    "triangle-up",
    "diamond",
    "cross",
    "triangle-down",
    "triangle-right",
    "stroke",
)
WIDTH = 660


@dataclass(frozen=True, slots=True)
class Theme:
    """Light or dark. `ramp`: pale to strong for amounts; `apart`: worse, middle, better.

    `bad`, `warn`, `weak`, `good` are states that also have a name or a sign; each has a ground.
    """

    ink: str
    muted: str
    line: str
    paper: str
    series: tuple[str, ...]
    ramp: tuple[str, str]
    apart: tuple[str, str, str]
    bad: str
    bad_ground: str
    warn: str
    warn_ground: str
    weak: str
    weak_ground: str
    good: str
    good_ground: str
    calm: str

    def colours(self, count: int) -> list[str]:
        """A colour for each of `count` series; they repeat after the eighth."""
        return [self.series[i % len(self.series)] for i in range(count)]

    def config(self) -> dict[str, Any]:
        """Vega-Lite's config."""
        text = {"labelColor": self.muted, "titleColor": self.ink, "labelFontSize": 11}
        return {
            # Marks would be described by expressions that hold names; the table describes them.
            "aria": False,
            "background": self.paper,
            "font": FONT,
            "padding": 8,
            "view": {"stroke": None},
            "axis": {
                **text,
                "titleFontSize": 11,
                "titleFontWeight": "normal",
                "gridColor": self.line,
                "gridOpacity": 0.6,
                "domainColor": self.line,
                "tickColor": self.line,
            },
            "legend": {**text, "titleFontSize": 11, "symbolSize": 70, "orient": "top"},
            "title": {
                "anchor": "start",
                "frame": "bounds",
                "fontSize": 15,
                "color": self.ink,
                "subtitleColor": self.muted,
                "subtitleFontSize": 11,
                "subtitlePadding": 4,
                "offset": 12,
            },
            "text": {"color": self.ink, "fontSize": 11},
        }


LIGHT = Theme(
    ink="#1b2733",
    muted="#5b6773",
    line="#d5dbe1",
    paper="#ffffff",
    series=(
        "#0072b2",
        "#d55e00",
        "#00805c",
        "#a6568a",
        "#8a6d00",
        "#4c5f73",
        "#2a8fc4",
        "#7a3b00",
    ),
    ramp=("#e3eef4", "#0b5a85"),
    apart=("#d98a52", "#f1f1ee", "#3f8fbf"),
    bad="#b3362b",
    bad_ground="#fbe9e7",
    warn="#a85f0f",
    warn_ground="#fdf0df",
    weak="#7d6118",
    weak_ground="#fbf6df",
    good="#2f7d5b",
    good_ground="#e9f4ee",
    calm="#eef2f6",
)
DARK = Theme(
    ink="#e6ebf0",
    muted="#a3afba",
    line="#3a4550",
    paper="#151b21",
    series=(
        "#5ab4e8",
        "#f0904d",
        "#3fc79c",
        "#dc9cc4",
        "#d9bd4a",
        "#a9bacb",
        "#8fd0f5",
        "#c98d5c",
    ),
    ramp=("#22313c", "#5ab4e8"),
    apart=("#a8602c", "#2a3138", "#2f76a3"),
    bad="#f28b7d",
    bad_ground="#3b2321",
    warn="#eda65c",
    warn_ground="#382b1b",
    weak="#d8bd55",
    weak_ground="#322d1a",
    good="#5fc698",
    good_ground="#1c332a",
    calm="#222b34",
)


def wrapped(text: str, width: int) -> list[str]:
    """Lines of at most `width` terminal columns; Chinese breaks anywhere but before punctuation."""
    lines, line = [], ""
    for word in _words(text):
        if line and display_width(line + word.rstrip()) > width:
            lines.append(line.rstrip())
            line = word.lstrip()
        else:
            line += word
    return [*lines, line.rstrip()] if line.strip() else lines or [""]


def _words(text: str) -> list[str]:
    """Pieces that must not be broken: Latin words, one wide character and what closes it."""
    pieces: list[str] = []
    for char in text.replace("\n", " "):
        wide = display_width(char) == 2
        closing = char in ",。;:、!?)》”’,.;:!?)%"
        after_wide = bool(pieces) and display_width(pieces[-1][-1]) == 2
        starts = not pieces or pieces[-1][-1] == " " or (wide or after_wide)
        if pieces and (closing or char == " "):
            pieces[-1] += char
        elif starts and not (pieces and pieces[-1][-1] in "《“‘(("):
            pieces.append(char)
        else:
            pieces[-1] += char
    return pieces


def domain(values: list[Fraction], *, zero: bool | None = None) -> tuple[Fraction, Fraction]:
    """Round ends that hold all values; from zero where the values come near it or `zero` says so.

    >>> domain([Fraction(31), Fraction(87)])
    (Fraction(0, 1), Fraction(90, 1))
    """
    low, high = min(values, default=Fraction(0)), max(values, default=Fraction(1))
    if zero or (zero is None and 0 <= low <= high / 2):
        low = min(low, Fraction(0))
    if zero and high < 0:
        high = Fraction(0)
    if low == high:
        low, high = low - (abs(low) / 10 or 1), high + (abs(high) / 10 or 1)
    step = _step((high - low) / 5)
    return (low // step) * step, -((-high) // step) * step


def _step(rough: Fraction) -> Fraction:
    power = Fraction(1)
    while power * 10 <= rough:
        power *= 10
    while power > rough:
        power /= 10
    return next(power * m for m in (1, 2, 5, 10) if power * m >= rough)


def ticks(first: int, last: int, most: int) -> list[int]:
    """At most about `most` round years from first to last."""
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 500, 10**9) if (last - first) // s < most)
    found = list(range(-(-first // step) * step, last + 1, step))
    return found if len(found) > 1 else sorted({first, last})


def spread(places: list[Fraction], gap: Fraction) -> list[Fraction]:
    """Places pushed apart to at least `gap`, in their order, so that labels do not overlap."""
    order = sorted(range(len(places)), key=lambda i: (places[i], i))
    found = list(places)
    for before, now in itertools.pairwise(order):
        found[now] = max(found[now], found[before] + gap)
    excess = [found[i] - places[i] for i in order]
    shift = sum(excess, Fraction(0)) / len(places) if places else Fraction(0)
    return [place - shift for place in found]


def between(pale: str, strong: str, share: Fraction) -> str:
    """The colour at `share` (0 to 1) of the way from one to the other."""
    part = min(Fraction(1), max(Fraction(0), share))
    ends = [[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in (pale, strong)]
    return "#" + "".join(
        f"{int(a + (b - a) * part + Fraction(1, 2)):02x}" for a, b in zip(*ends, strict=True)
    )


def readable(background: str) -> str:
    """Black or white, whichever stands out more on `background` (WCAG relative luminance)."""
    light = _luminance(background)
    dark_on_it = (light + 0.05) / (_luminance("#000000") + 0.05)
    white_on_it = 1.05 / (light + 0.05)
    return "#000000" if dark_on_it >= white_on_it else "#ffffff"


def _luminance(colour: str) -> float:
    parts = []
    for i in (1, 3, 5):
        c = int(colour[i : i + 2], 16) / 255
        parts.append(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4)
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def text_width(text: str, size: int = 11) -> int:
    """About how many pixels a text takes."""
    return round(display_width(text) * size * 0.55) + 4
