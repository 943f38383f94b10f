"""Facts, things, histories and conflicts as rows that JSON can hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from yipan.core.interval import Interval, rational_text
from yipan.facts.amendments import thing
from yipan.facts.conflicts.find import find_conflicts
from yipan.facts.record import THING, column_names

if TYPE_CHECKING:
    from yipan.board.answers import BoardPanel
    from yipan.board.board import Board
    from yipan.facts.conflicts.model import Conflict
    from yipan.facts.history import History
    from yipan.facts.record import Fact
    from yipan.facts.resolve import Chosen

Thing = tuple[str, ...]


class Told(NamedTuple):
    """A thing, its figures with what amends them, and the choice made for it."""

    thing: Thing
    rows: list[Fact]
    choice: Chosen | None


def fact_json(fact: Fact) -> dict[str, object]:
    """The columns that hold something, the id, and what the numeral can stand for."""
    columns = {name: getattr(fact, name) for name in column_names()}
    filled = {name: str(value) for name, value in columns.items() if value not in ("", None)}
    return {"id": fact.id, **filled, "interval": interval_json(fact.printed.interval)}


def interval_json(interval: Interval) -> list[str | None]:
    """Both ends as exact text; null is an open end."""
    return [None if end is None else rational_text(end) for end in (interval.lo, interval.hi)]


def conflict_json(conflict: Conflict, lang: str) -> dict[str, object]:
    """A conflict as a row."""
    thing = conflict.thing
    return {
        "id": conflict.id,
        "class": conflict.kind.value,
        "severity": conflict.severity.value,
        "rule": conflict.rule,
        "indicator": thing.indicator,
        "party": thing.party,
        "counterparty": thing.counterparty,
        "period": thing.period,
        "sum": conflict.sum,
        "why": conflict.why.pick(lang),
        "expected": interval_json(conflict.expected),
        "printed": interval_json(conflict.printed),
        "unit": conflict.unit,
        "settled_by": [row.id for row in conflict.settled_by],
        "facts": [fact_json(fact) for fact in conflict.facts],
    }


def history_json(one: History) -> dict[str, object]:
    """The editions of a thing as a row."""

    def text(value: object) -> str | None:
        return rational_text(value) if isinstance(value, Fraction) else None

    editions = [
        {
            "known_from": None if e.known_from is None else e.known_from.isoformat(),
            "value": text(e.value),
            "change": text(e.change),
            "relative": text(e.relative),
            "only_rounding": e.only_rounding,
            "withdrawn": e.standing.withdrawn_by is not None,
            "counts": e.standing.counts.id,
            "stale": [c.stale.en for c in e.standing.stale if c.stale],
            "fact": fact_json(e.standing.figure),
        }
        for e in one.editions
    ]
    return {
        **dict(zip(THING, one.thing, strict=True)),
        "unit": str(one.unit),
        "revised_by": text(one.revised_by),
        "editions": editions,
    }


def things_of(rows: Sequence[Fact], chosen: Sequence[Chosen]) -> list[Told]:
    """Figures and what amends them by thing, with the choice made for it."""
    groups: dict[Thing, list[Fact]] = defaultdict(list)
    for fact in rows:
        groups[thing(fact)].append(fact)
    choices = {thing(item.printed): item for item in chosen}
    return [Told(key, _in_order(found), choices.get(key)) for key, found in groups.items()]


def _in_order(rows: Sequence[Fact]) -> list[Fact]:
    """Each figure, then what corrects or withdraws it, then what amends that."""
    below: dict[str, list[Fact]] = defaultdict(list)
    for row in rows:
        below[row.target].append(row)

    def under(target: str) -> list[Fact]:
        return [r for row in below.pop(target, []) for r in (row, *under(row.id))]

    return under("") + [row for rest in list(below.values()) for row in rest]


def conflicts_by_fact(board: Board, rows: Sequence[Fact]) -> dict[str, list[Conflict]]:
    """Conflicts of one thing among these rows, by the id of each figure."""
    found: dict[str, list[Conflict]] = defaultdict(list)
    for conflict in find_conflicts(rows, board.context):
        for fact in conflict.facts:
            found[fact.id].append(conflict)
    return found


def things_json(
    things: Sequence[Told], conflicts: Mapping[str, Sequence[Conflict]], lang: str
) -> dict[str, object]:
    """Each thing with its figures, the one that counts, why, and the conflicts among them."""
    rows = []
    for key, found, choice in things:
        rows.append(
            {
                **dict(zip(THING, key, strict=True)),
                "chosen": choice.fact.id if choice else None,
                "rule": choice.rule if choice else None,
                "why": choice.why.pick(lang) if choice else None,
                "facts": [fact_json(fact) for fact in found],
                "conflicts": sorted({c.id for f in found for c in conflicts.get(f.id, ())}),
            }
        )
    return {"things": rows}


def panel_cells(found: BoardPanel) -> list[dict[str, object]]:
    """The cells that have a value, exact, with the fact that counts."""
    rows: list[dict[str, object]] = []
    for i, slug in enumerate(found.indicators):
        for party in found.parties:
            for period in found.periods:
                chosen = found.chosen(party, period, slug)
                value = found.exact(party, period, slug)
                if chosen and value is not None:
                    cell = {"party": party, "period": period, "indicator": slug}
                    exact = {"value": rational_text(value), "unit": found.units[i]}
                    rows.append({**cell, **exact, "fact": chosen.fact.id})
    return rows
