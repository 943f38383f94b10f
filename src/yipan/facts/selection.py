"""Which facts are asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from yipan.facts.engine import text


@dataclass(frozen=True, slots=True)
class Selection:
    """Codes to keep; an empty tuple keeps all.

    `as_of`: what was public by that day (where the day of publication is unknown, what this board
    had learned by then). `learned_by`: what this board had learned by that day. Corrections and
    withdrawals stay with the figures they are about.
    """

    indicators: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    counterparties: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    frequencies: tuple[str, ...] = ()
    definitions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    as_of: date | None = None
    learned_by: date | None = None

    def where(self) -> str:
        """The condition in SQL."""
        kept = (
            ("indicator", self.indicators),
            ("party", self.parties),
            ("counterparty", self.counterparties),
            ("period", self.periods),
            ("frequency", self.frequencies),
            ("definition", self.definitions),
        )
        terms = [f"{name} IN ({', '.join(map(text, codes))})" for name, codes in kept if codes]
        if self.sources:
            terms.append(f"(row <> 'figure' OR source IN ({', '.join(map(text, self.sources))}))")
        if self.as_of:
            terms.append(f"coalesce(public_from, learned_on) <= DATE '{self.as_of}'")
        if self.learned_by:
            terms.append(f"learned_on <= DATE '{self.learned_by}'")
        return " AND ".join(terms) or "true"


EVERYTHING = Selection()


@dataclass(frozen=True, slots=True)
class PanelAsked:
    """Which cells of a panel are asked for; `units`: each indicator and the unit of its values.

    Parties and periods that are not given are those found. `year_ends`: see `panel.cut`.
    """

    units: Mapping[str, str]
    parties: Sequence[str] = ()
    periods: Sequence[str] = ()
    frequencies: Sequence[str] = ()
    definitions: Sequence[str] = ("",)
    year_ends: bool = False
    as_of: date | None = None
    learned_by: date | None = None

    @property
    def selection(self) -> Selection:
        """The facts that the cells are cut from."""
        ends = [f"{p}-12-31" for p in self.periods if self.year_ends and p.isdigit()]
        return Selection(
            indicators=tuple(self.units),
            parties=tuple(self.parties),
            counterparties=("",),
            periods=(*self.periods, *ends),
            frequencies=tuple(self.frequencies),
            as_of=self.as_of,
            learned_by=self.learned_by,
        )
