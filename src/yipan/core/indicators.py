"""Indicators 指标: what is measured."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from yipan.core.errors import Where
from yipan.core.html import html_table
from yipan.core.names import NameIndex


class IndicatorKind(StrEnum):
    """How an indicator's values behave in time and under addition."""

    STOCK = "stock"
    FLOW = "flow"
    RATIO = "ratio"
    RATE = "rate"
    INDEX = "index"
    COUNT = "count"


class Better(StrEnum):
    """The direction that is an improvement."""

    UP = "up"
    DOWN = "down"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is measured. `unit` is the unit of display; facts keep the unit they were printed in.

    `price_basis`: "" (no money), "current", "constant". `additive`: whether the parts of a party
    add up to it. `low` and `high` bound possible values in `unit`. `part_of`: the indicator of
    which this is a subset.
    """

    slug: str
    name_zh: str
    name_en: str
    unit: str
    kind: IndicatorKind
    better: Better = Better.NONE
    price_basis: str = ""
    additive: bool = False
    low: Fraction | None = None
    high: Fraction | None = None
    aliases: tuple[str, ...] = ()
    part_of: str = ""
    domain: str = ""
    note: str = ""

    def name(self, lang: str = "zh") -> str:
        """The name in a language; the other one where it is missing."""
        names = (self.name_zh, self.name_en) if lang == "zh" else (self.name_en, self.name_zh)
        return names[0] or names[1] or self.slug


class IndicatorTable:
    """All indicators of a board, found by slug or any alias."""

    def __init__(self, indicators: Iterable[Indicator]) -> None:
        self._by_slug: dict[str, Indicator] = {}
        self.names: NameIndex[Indicator] = NameIndex("indicator")
        self.repeated: list[Indicator] = []
        for indicator in indicators:
            if indicator.slug in self._by_slug:
                self.repeated.append(indicator)
                continue
            self._by_slug[indicator.slug] = indicator
            names = (indicator.slug, indicator.name_zh, indicator.name_en, *indicator.aliases)
            self.names.add(names, indicator)

    def __iter__(self) -> Iterator[Indicator]:
        return iter(self._by_slug.values())

    def __len__(self) -> int:
        return len(self._by_slug)

    def __repr__(self) -> str:
        return f"IndicatorTable({len(self)} indicators)"

    def _repr_html_(self) -> str:
        header = ("代码", "名称", "name", "单位", "性质", "方向", "领域")
        rows = [
            (i.slug, i.name_zh, i.name_en, i.unit, i.kind.value, i.better.value, i.domain)
            for i in self
        ]
        return html_table(header, rows)

    def get(self, slug: str) -> Indicator | None:
        """The indicator of that slug, or None."""
        return self._by_slug.get(slug)

    def find(self, name: str, *, where: Where | str = "") -> Indicator:
        """The indicator of that slug or alias; raises `UnknownName` with near misses."""
        return self.names.find(name, where=where)
