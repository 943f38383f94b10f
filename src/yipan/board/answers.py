"""What a board answers with: sequences of facts that show as tables in a notebook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, TypeVar, overload

from yipan.core.html import html_table
from yipan.core.interval import rational_text
from yipan.core.printed import Qualifier, said
from yipan.facts import Chosen, Fact, Panel, RowKind

if TYPE_CHECKING:
    from yipan.board.board import Board

T = TypeVar("T")


@dataclass(frozen=True, slots=True, repr=False)
class FactTable(Sequence[Fact]):
    """Facts in canonical order; `chosen` holds for each thing the figure that counts, and why."""

    facts: tuple[Fact, ...]
    chosen: tuple[Chosen, ...]
    board: Board

    @overload
    def __getitem__(self, place: int) -> Fact: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Fact]: ...

    def __getitem__(self, place: int | slice) -> Fact | Sequence[Fact]:
        return self.facts[place]

    def __len__(self) -> int:
        return len(self.facts)

    def __iter__(self) -> Iterator[Fact]:
        return iter(self.facts)

    def why(self, fact: Fact, lang: str = "zh") -> str:
        """Why the rule chose this figure; empty when it did not."""
        found = next((c for c in self.chosen if c.printed == fact), None)
        return f"{found.why.pick(lang)} ({found.rule})" if found else ""

    def rows(self, lang: str = "zh") -> list[tuple[str, ...]]:
        """The table as text; the columns are `header`."""
        chosen = {c.printed: f"✓ {c.why.pick(lang)}" for c in self.chosen}
        return [
            (
                self.board.indicator_name(f.indicator, lang),
                self.board.pair_name(f.party, f.counterparty, lang),
                f.period,
                _ROWS.get(RowKind(f.row), "") + said(f.value, f.qualifier, "", lang),
                f.unit,
                f.source,
                f.locator,
                f.published_on or "?",
                chosen.get(f, ""),
                f.note,
            )
            for f in self.facts
        ]

    @staticmethod
    def header(lang: str = "zh") -> tuple[str, ...]:
        """Column heads."""
        return _HEADER_ZH if lang == "zh" else _HEADER_EN

    def __repr__(self) -> str:
        return f"FactTable({len(self.facts)} facts, {len(self.chosen)} things)"

    def _repr_html_(self) -> str:
        return html_table(self.header(), self.rows())


_HEADER_ZH = ("指标", "方", "时期", "数值", "单位", "来源", "位置", "发布", "取用", "备注")
_HEADER_EN = (
    "indicator",
    "party",
    "period",
    "value",
    "unit",
    "source",
    "where",
    "published",
    "chosen",
    "note",
)
_ROWS = {RowKind.CORRECTION: "更正为 ", RowKind.WITHDRAWAL: "撤回 "}


class Listing(list[T]):
    """A list that shows as a table in a notebook."""

    def __init__(
        self, items: Iterable[T], header: Sequence[str], cells: Callable[[T], Sequence[str]]
    ) -> None:
        super().__init__(items)
        self._header, self._cells = header, cells

    def _repr_html_(self) -> str:
        return html_table(self._header, [self._cells(item) for item in self])


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class BoardPanel(Panel):
    """A panel that knows what its codes are called; `labels`: code or slug to name."""

    labels: Mapping[str, str] = field(default_factory=dict)

    def _repr_html_(self) -> str:
        return "".join(
            html_table(
                ("", *self.periods),
                [
                    (
                        self.labels.get(party, party),
                        *(self.shown(party, period, indicator) for period in self.periods),
                    )
                    for party in self.parties
                ],
                f"{self.labels.get(indicator, indicator)} ({unit})",
            )
            for indicator, unit in zip(self.indicators, self.units, strict=True)
        )

    def shown(self, party: str, period: str, indicator: str, lang: str = "zh") -> str:
        """The value of a cell with its digits as printed where the unit is the printed one."""
        found = self.chosen(party, period, indicator)
        exact = self.exact(party, period, indicator)
        if found is None or exact is None:
            return "—"
        unit = self.units[self.indicators.index(indicator)]
        printed = found.fact.unit == unit or found.fact.qualifier == Qualifier.RANGE
        value = found.fact.value if printed else rational_text(exact)
        return said(value, found.fact.qualifier, "", lang)


def named(panel: Panel, board: Board) -> BoardPanel:
    """A panel with the names of a board."""
    labels = {code: board.party_name(code) for code in panel.parties}
    labels |= {slug: board.indicator_name(slug) for slug in panel.indicators}
    values = {f.name: getattr(panel, f.name) for f in fields(Panel)}
    return BoardPanel(**values, labels=labels)
