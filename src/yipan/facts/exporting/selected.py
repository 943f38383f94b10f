"""What is exported: facts, and what their codes stand for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from yipan.core.indicators import Indicator, IndicatorTable
from yipan.core.parties import Party, PartyTree
from yipan.core.sources import Source
from yipan.core.text import shield_formula
from yipan.facts.record import Fact, column_names


@dataclass(frozen=True)
class Selected:
    """Facts in canonical order, with the parties, indicators and sources they name."""

    name: str
    title: str
    facts: Sequence[Fact]
    all_parties: PartyTree
    all_indicators: IndicatorTable
    all_sources: Mapping[str, Source]
    as_of: str = ""

    @cached_property
    def parties(self) -> list[Party]:
        """Parties of the facts and what contains them, in the board's order."""
        named = {code for fact in self.facts for code in (fact.party, fact.counterparty) if code}
        named |= {p.code for code in named for p in self.all_parties.ancestors(code)}
        return [party for party in self.all_parties if party.code in named]

    @cached_property
    def indicators(self) -> list[Indicator]:
        """Indicators of the facts, in the board's order."""
        named = {fact.indicator for fact in self.facts}
        return [indicator for indicator in self.all_indicators if indicator.slug in named]

    @cached_property
    def sources(self) -> list[Source]:
        """Sources of the facts, by code."""
        named = sorted({fact.source for fact in self.facts})
        return [self.all_sources[code] for code in named if code in self.all_sources]


def cells(fact: Fact) -> list[str]:
    """A fact as a row of text in the order of the ledger's columns; nothing in it can run."""
    found = []
    for name in column_names():
        value = getattr(fact, name)
        found.append("" if value is None else shield_formula(str(value)))
    return found


def shielded(values: Iterable[object]) -> list[str]:
    """A row of text in which nothing can run."""
    return ["" if value is None else shield_formula(str(value)) for value in values]
