"""A conflict, its class and severity, and what a search rests on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from yipan.core.canonical import canonical_json, digest
from yipan.core.identities import Identities
from yipan.core.indicators import IndicatorTable
from yipan.core.interval import Interval
from yipan.core.parties import PartyTree
from yipan.core.sources import Source
from yipan.core.words import Words
from yipan.facts.conflicts.amounts import ValueOf
from yipan.facts.record import Fact


class ConflictClass(StrEnum):
    """Why figures disagree, in the order in which a reader wants to see them."""

    CONTRADICTION = "contradiction"
    PARTS = "parts"
    IDENTITY = "identity"
    BOUNDS = "bounds"
    VINTAGE = "vintage"
    SOURCES = "sources"
    GROWTH = "growth"
    DEFINITION = "definition"


class Severity(StrEnum):
    """hard: cannot all be true. soft: rests on two sources or a stand-in. note: explained."""

    HARD = "hard"
    SOFT = "soft"
    NOTE = "note"


Sides = Callable[[ValueOf], tuple[Interval, Interval]]


@dataclass(frozen=True, slots=True)
class Conflict:
    """One disagreement. `expected` and `printed` are intervals in `unit` that do not meet.

    `sides` recomputes both from the figures, so that a repair can be tried and a test can replay.
    `settled_by`: the corrections on the board under which the disagreement is gone.
    """

    kind: ConflictClass
    severity: Severity
    rule: str
    facts: tuple[Fact, ...]
    sum: str
    expected: Interval
    printed: Interval
    unit: str
    why: Words
    sides: Sides = field(compare=False, repr=False)
    settled_by: tuple[Fact, ...] = ()

    @property
    def id(self) -> str:
        """c and twelve hex digits: the rule and the figures, whatever their order."""
        key = [self.rule, *sorted(fact.id for fact in self.facts)]
        return "c" + digest(canonical_json(key))[:12]

    @property
    def thing(self) -> Fact:
        """The figure that names what it is about: the first."""
        return self.facts[0]


@dataclass(frozen=True, slots=True)
class Context:
    """What a search rests on."""

    parties: PartyTree
    indicators: IndicatorTable
    sources: Mapping[str, Source] = field(default_factory=dict)
    identities: Identities = field(default_factory=Identities)
