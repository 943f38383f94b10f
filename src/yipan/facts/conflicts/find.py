"""All disagreements of a set of figures, hard ones first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from yipan.facts.amendments import Amendments
from yipan.facts.conflicts.amounts import amount
from yipan.facts.conflicts.model import Conflict, ConflictClass, Context, Severity
from yipan.facts.conflicts.relations import relations
from yipan.facts.conflicts.same_thing import same_thing
from yipan.facts.record import Fact, RowKind
from yipan.facts.resolve import canonical_key


def find_conflicts(facts: Iterable[Fact], context: Context) -> list[Conflict]:
    """All disagreements, hard ones first; the order of the facts does not matter."""
    rows = list(facts)
    amendments = Amendments(f for f in rows if f.row != RowKind.FIGURE)
    printed = figures(rows, amendments)
    found = [*same_thing(printed, context), *relations(printed, context)]
    unique = {conflict.id: conflict for conflict in found}
    if amendments:
        unique = {key: settled(conflict, amendments) for key, conflict in unique.items()}
    return sorted(unique.values(), key=_order)


def figures(rows: Iterable[Fact], amendments: Amendments) -> list[Fact]:
    """Figures as printed, withdrawn ones left out, in a fixed order."""
    printed = [f for f in rows if f.row == RowKind.FIGURE]
    kept = [f for f in printed if not (amendments and amendments.standing(f).withdrawn_by)]
    return sorted(kept, key=canonical_key)


def settled(conflict: Conflict, amendments: Amendments) -> Conflict:
    """The conflict with the corrections that remove it, where there are any."""
    counts = {fact: amendments.standing(fact).counts for fact in conflict.facts}
    rows = tuple(row for fact, row in counts.items() if row is not fact)
    if not rows:
        return conflict
    expected, printed = conflict.sides(lambda fact: amount(counts.get(fact, fact)))
    return replace(conflict, settled_by=rows) if expected.meets(printed) else conflict


_CLASSES = list(ConflictClass)
_SEVERITIES = list(Severity)


def _order(conflict: Conflict) -> tuple[object, ...]:
    thing = conflict.thing
    return (
        _SEVERITIES.index(conflict.severity),
        _CLASSES.index(conflict.kind),
        thing.indicator,
        thing.party,
        thing.period,
        conflict.id,
    )
