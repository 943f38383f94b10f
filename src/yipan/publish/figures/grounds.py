"""One inline SVG for a light and a dark ground: the page's style sheet turns its colours over.

The two specs of a figure differ in colours alone. Each pair of colours is drawn once as a mark of
its own; the mark then becomes the light colour with an attribute that leads to the dark one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from typing import Any

from yipan.publish.figures.model import Figure
from yipan.publish.figures.render import to_svg

_COLOUR = re.compile(r"#[0-9a-f]{6}")
# Roles of single marks: the figure is one picture with one name, its numbers stand in the table.
_ROLES = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')
_MARK = re.compile(r'\b(fill|stroke)="#e7([0-9a-f]{4})"')


@dataclass(slots=True)
class Grounds:
    """Collects the pairs of colours of all figures of a page."""

    pairs: list[tuple[str, str]] = field(default_factory=list)

    def svg(self, figure: Figure, lang: str) -> str:
        """The figure without its title, named by it."""
        light, dark = (figure.spec(lang, dark=ground, titled=False) for ground in (False, True))
        drawn = _ROLES.sub("", _MARK.sub(self._colour, to_svg(self._marked(light, dark))))
        return drawn.replace(
            "<svg", f'<svg role="img" aria-label="{escape(figure.headline(lang))}"', 1
        )

    def rules(self) -> str:
        """The style rules of the dark ground."""
        return "\n".join(
            f'figure svg [data-f="{i}"]{{fill:{dark}}}figure svg [data-s="{i}"]{{stroke:{dark}}}'
            for i, (_, dark) in enumerate(self.pairs)
        )

    def _marked(self, light: Any, dark: Any) -> Any:
        """The light spec with a mark in the place of each colour that differs in the dark one."""
        if isinstance(light, dict):
            return {key: self._marked(value, dark[key]) for key, value in light.items()}
        if isinstance(light, list | tuple):
            return [self._marked(a, b) for a, b in zip(light, dark, strict=True)]
        if light == dark or not isinstance(light, str) or not _COLOUR.fullmatch(light):
            return light
        if (light, dark) not in self.pairs:
            self.pairs.append((light, dark))
        return f"#e7{self.pairs.index((light, dark)):04x}"

    def _colour(self, match: re.Match[str]) -> str:
        number = int(match[2], 16)
        if number >= len(self.pairs):
            return match[0]
        return f'{match[1]}="{self.pairs[number][0]}" data-{match[1][0]}="{number}"'
