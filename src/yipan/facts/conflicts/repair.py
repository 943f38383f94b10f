"""What would restore a broken relation: the smallest changes of printed digits.

A repair changes one digit of one numeral, or swaps two neighbours; where none restores the
relation, two numerals. Those that also restore other conflicts come first. A repair is a hint for a
person with the source in hand, never applied.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from yipan.core.errors import BadNumber
from yipan.facts.conflicts.amounts import Amount, ValueOf, amount, changed
from yipan.facts.conflicts.model import Conflict, ConflictClass, Severity
from yipan.facts.record import THING, Fact

SHOWN = 3
MOST_FIGURES = 6


@dataclass(frozen=True, slots=True)
class Change:
    """One printed figure (wherever it is printed) and the digits that it would need."""

    facts: tuple[Fact, ...]
    to: str


@dataclass(frozen=True, slots=True)
class Repair:
    """Changes under which the relation holds; `also` are other conflicts that then are gone."""

    changes: tuple[Change, ...]
    also: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        changes = [
            {"facts": [f.id for f in c.facts], "from": c.facts[0].value, "to": c.to}
            for c in self.changes
        ]
        return {"changes": changes, "also_restores": list(self.also)}


def repairs(conflict: Conflict, others: Sequence[Conflict] = (), most: int = SHOWN) -> list[Repair]:
    """The best repairs, first those that restore most of `others`."""
    if not _is_repairable(conflict):
        return []
    options = [_edits(group) for group in _groups(conflict)]
    found: list[tuple[_Edit, ...]] = [
        (edit,) for edits in options for edit in edits if _restored(conflict, (edit,))
    ]
    if not found and 2 < len(options) <= MOST_FIGURES:
        found = [
            pair
            for first, second in combinations(options, 2)
            for pair in _pairs(conflict, first, second)
        ]
    near = [other for other in others if other.id != conflict.id]
    ranked = [
        (Repair(tuple(e.change for e in edits), _also(edits, near)), edits) for edits in found
    ]
    ranked.sort(key=lambda item: (-len(item[0].also), *_distance(conflict, item[1])))
    return [repair for repair, _ in ranked[:most]]


def _is_repairable(conflict: Conflict) -> bool:
    """Relations inside one source; across sources nothing speaks for a misprint."""
    kinds = {ConflictClass.PARTS, ConflictClass.BOUNDS, ConflictClass.IDENTITY}
    return conflict.severity is Severity.HARD and conflict.kind in kinds


def _own(conflict: Conflict) -> list[Fact]:
    """Figures of the source that prints most of the relation: a misprint is one source's."""
    counted = Counter(fact.source for fact in conflict.facts)
    most = max(counted.values())
    return [fact for fact in conflict.facts if counted[fact.source] == most]


@dataclass(frozen=True, slots=True)
class _Edit:
    """Amounts are keyed by `id` of the fact object: hashing a fact costs more than the sum."""

    change: Change
    amounts: Mapping[int, Amount]


def _groups(conflict: Conflict) -> list[list[Fact]]:
    """Figures of the conflict; printings of one value for one thing change together."""
    groups: dict[tuple[str, ...], list[Fact]] = {}
    for fact in _own(conflict):
        key = (*(getattr(fact, name) for name in THING), fact.value, fact.unit)
        groups.setdefault(key, []).append(fact)
    return list(groups.values())


def _edits(group: Sequence[Fact]) -> list[_Edit]:
    found = []
    for text in digit_edits(group[0].value):
        try:
            amounts = {id(fact): changed(fact, text) for fact in group}
        except BadNumber:
            continue
        found.append(_Edit(Change(tuple(group), text), amounts))
    return found


def digit_edits(text: str) -> Iterator[str]:
    """Numerals one digit away, or with two neighbouring digits swapped.

    The leading digit is the one that nobody misprints unseen: it only swaps, and never to 0.
    """
    seen = {text}
    for position, char in enumerate(text):
        if not char.isdigit():
            continue
        digits = "0123456789" if any(c.isdigit() for c in text[:position]) else ""
        candidates = [text[:position] + d + text[position + 1 :] for d in digits]
        follower = text[position + 1 : position + 2]
        if follower.isdigit():
            candidates.append(text[:position] + follower + char + text[position + 2 :])
        for candidate in candidates:
            leading = candidate[:1] == "0" and candidate[1:2].isdigit()
            if candidate not in seen and not leading:
                seen.add(candidate)
                yield candidate


def _pairs(
    conflict: Conflict, first: Sequence[_Edit], second: Sequence[_Edit]
) -> Iterator[tuple[_Edit, ...]]:
    for one in first:
        for two in second:
            if _restored(conflict, (one, two)):
                yield one, two


def _restored(conflict: Conflict, edits: Sequence[_Edit]) -> bool:
    expected, printed = conflict.sides(_values(edits))
    return expected.meets(printed)


def _values(edits: Sequence[_Edit]) -> ValueOf:
    new = {key: value for edit in edits for key, value in edit.amounts.items()}

    def value_of(fact: Fact) -> Amount:
        return new.get(id(fact)) or amount(fact)

    return value_of


def _also(edits: Sequence[_Edit], others: Sequence[Conflict]) -> tuple[str, ...]:
    touched = {key for edit in edits for key in edit.amounts}
    return tuple(
        other.id
        for other in others
        if touched.intersection(map(id, other.facts)) and _restored(other, edits)
    )


def _distance(conflict: Conflict, edits: Sequence[_Edit]) -> tuple[Fraction, Fraction, str]:
    """How far the two sides' middles still are, then how much was changed, then the text."""
    expected, printed = conflict.sides(_values(edits))
    middles = expected.middle, printed.middle
    left = Fraction(0) if None in middles else abs(middles[0] - middles[1])  # type: ignore[operator]
    moved = Fraction(0)
    for edit in edits:
        fact = edit.change.facts[0]
        before, after = amount(fact).interval.lo, edit.amounts[id(fact)].interval.lo
        if before and after is not None:
            moved += abs(after / before - 1)
    return left, moved, " ".join(edit.change.to for edit in edits)
