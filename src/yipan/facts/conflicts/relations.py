"""Conflicts between figures of different things: parts, identities, bounds and plausible growth.

Each finder yields a `Conflict` whose `sides` recompute both intervals from its figures. Where a
figure is printed several times, the relation holds if any printing satisfies it: what two printings
disagree about is reported once, as a conflict of that thing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from yipan.facts.conflicts.growth import growth_relations
from yipan.facts.conflicts.identities import IDENTITIES, falling_totals
from yipan.facts.conflicts.index import (
    Index,
)
from yipan.facts.conflicts.model import Conflict, Context
from yipan.facts.conflicts.parts import above_whole, outside_bounds, wrong_parts
from yipan.facts.record import Fact


def relations(facts: Sequence[Fact], context: Context) -> Iterator[Conflict]:
    """All conflicts that need more than one thing."""
    index = Index(facts, context)
    for series, periods in index.series.items():
        indicator = context.indicators.get(series.indicator)
        if indicator is None:
            continue
        for group in periods.values():
            yield from outside_bounds(group, indicator)
            if indicator.additive:
                yield from wrong_parts(index, series, group, context)
            if indicator.part_of:
                yield from above_whole(index, series, group, indicator)
    for identity in context.identities.identities:
        yield from IDENTITIES[identity.kind](index, identity)
    yield from falling_totals(facts)
    yield from growth_relations(index, context)
