"""Which of several printed figures counts: a rule that is data, named in every answer.

A rule is an ordered list of preferences; the first that tells two figures apart decides. Where none
does, the finer printed step wins, then canonical order. A manual choice goes before every
preference and carries its reason. Withdrawn figures never count; a corrected figure counts with the
value of its correction, as long as the printed value is the one that the correction expects.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from itertools import groupby
from types import MappingProxyType
from typing import Any

from yipan.core.words import Words
from yipan.facts.amendments import Amendments, Standing, thing
from yipan.facts.parts import ORDER
from yipan.facts.record import Fact, RowKind


class Preference(StrEnum):
    """What is preferred: the latest publication, the first, or the source of highest rank."""

    LATEST = "latest"
    FIRST = "first"
    PRIORITY = "priority"


@dataclass(frozen=True, slots=True)
class ManualChoice:
    """A person's choice of one fact, with the reason for it."""

    fact: str
    reason: str


@dataclass(frozen=True, slots=True)
class ResolveRule:
    """How a board chooses. `priority`: the rank of each source, 1 first; others come last."""

    name: str = "latest"
    prefer: tuple[Preference, ...] = (Preference.LATEST,)
    priority: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    manual: tuple[ManualChoice, ...] = ()

    def rank(self, source: str) -> int:
        """The rank of a source."""
        return self.priority.get(source, UNRANKED)

    def as_dict(self) -> dict[str, Any]:
        """For receipts and JSON."""
        return {
            "name": self.name,
            "prefer": [item.value for item in self.prefer],
            "priority": dict(sorted(self.priority.items())),
            "manual": [{"fact": m.fact, "reason": m.reason} for m in self.manual],
        }


UNRANKED = 1_000_000
LATEST = ResolveRule()
FIRST_PUBLISHED = ResolveRule("first", (Preference.FIRST,))


@dataclass(frozen=True, slots=True)
class Chosen:
    """The figure that counts for one thing, why, and the others that were not chosen."""

    standing: Standing
    rule: str
    why: Words
    others: tuple[Standing, ...] = ()

    @property
    def fact(self) -> Fact:
        """The row whose value counts: the printed figure or its correction."""
        return self.standing.counts

    @property
    def printed(self) -> Fact:
        """The figure as the source prints it."""
        return self.standing.figure

    @property
    def undated(self) -> bool:
        """Whether the day of publication is unknown, so that the day of learning stands in."""
        return self.standing.figure.public_from is None


def known_from(fact: Fact) -> date | None:
    """The day from which a fact was known: publication, else learning; None when neither is."""
    return fact.public_from or fact.learned_on


def known(facts: Iterable[Fact], as_of: date | None, learned_by: date | None) -> list[Fact]:
    """The rows that were known on both clocks; a row without a day is known only today."""
    return [f for f in facts if _by(known_from(f), as_of) and _by(f.learned_on, learned_by)]


def resolve(
    facts: Iterable[Fact],
    rule: ResolveRule = LATEST,
    *,
    as_of: date | None = None,
    learned_by: date | None = None,
) -> list[Chosen]:
    """One choice for each thing that has a figure which counts, in the order of things.

    `facts` holds the corrections and withdrawals too; those unknown at the time have no effect.
    """
    rows = known(facts, as_of, learned_by)
    amendments = Amendments(f for f in rows if f.row != RowKind.FIGURE)
    figures = sorted((f for f in rows if f.row == RowKind.FIGURE), key=thing)
    found = (_choose(list(group), rule, amendments) for _, group in groupby(figures, key=thing))
    return [chosen for chosen in found if chosen]


def canonical_key(fact: Fact) -> tuple[tuple[bool, Any], ...]:
    """The canonical order as a sort key; what is not there comes first."""
    return tuple((value is not None, value) for value in (getattr(fact, n) for n in ORDER))


def fineness(fact: Fact) -> Fraction:
    """The printed step in the reference unit of its dimension: less is finer."""
    return Fraction(fact.step) * fact.parsed_unit.factor


def _choose(figures: list[Fact], rule: ResolveRule, amendments: Amendments) -> Chosen | None:
    standings = [amendments.standing(f, figures) for f in figures]
    able = [s for s in standings if s.withdrawn_by is None]
    if not able:
        return None
    if len(standings) == 1:
        return Chosen(able[0], rule.name, Words("唯一数值", "the only figure"))
    able.sort(key=lambda s: _preferred(s.figure, rule))
    best = able[0]
    rest = tuple(s for s in able[1:]) + tuple(s for s in standings if s.withdrawn_by)
    return Chosen(best, rule.name, _why(best, able, rule), rest)


def _manual(fact: Fact, rule: ResolveRule) -> ManualChoice | None:
    if not rule.manual:
        return None
    own = fact.id
    return next((choice for choice in rule.manual if choice.fact == own), None)


def _preferred(fact: Fact, rule: ResolveRule) -> tuple[Any, ...]:
    keys = [_preference_key(fact, rule, preference) for preference in rule.prefer]
    return (_manual(fact, rule) is None, *keys, fineness(fact), canonical_key(fact))


def _preference_key(fact: Fact, rule: ResolveRule, preference: Preference) -> int:
    if preference is Preference.PRIORITY:
        return rule.rank(fact.source)
    day = (known_from(fact) or date.min).toordinal()
    return -day if preference is Preference.LATEST else day


def _why(best: Standing, able: Sequence[Standing], rule: ResolveRule) -> Words:
    if len(able) == 1:
        return Words("其余数值已撤回", "every other figure is withdrawn")
    choice = _manual(best.figure, rule)
    if choice:
        return Words(f"人工选定: {choice.reason}", f"chosen by hand: {choice.reason}")
    second = able[1].figure
    for preference in rule.prefer:
        if _preference_key(best.figure, rule, preference) != _preference_key(
            second, rule, preference
        ):
            return _reason(best.figure, rule, preference)
    if fineness(best.figure) != fineness(second):
        return Words("同等条件下印得更细", "printed to a finer step, otherwise equal")
    return Words("同等条件下排序在先", "first in canonical order, otherwise equal")


def _reason(fact: Fact, rule: ResolveRule, preference: Preference) -> Words:
    if preference is Preference.PRIORITY:
        rank = rule.rank(fact.source)
        if rank == UNRANKED:
            return Words("来源未列次序", "source without a rank")
        return Words(f"来源优先次序 {rank}", f"source of rank {rank}")
    day, stands_in = known_from(fact) or "?", fact.public_from is None
    zh = f"{'录入' if stands_in else '发布'}{'最晚' if preference is Preference.LATEST else '最早'}"
    en = f"{preference.value} {'learned (publication unknown)' if stands_in else 'published'}"
    return Words(f"{zh}({day})", f"{en} ({day})")


def _by(day: date | None, limit: date | None) -> bool:
    return limit is None or (day is not None and day <= limit)
