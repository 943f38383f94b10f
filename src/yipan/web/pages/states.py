"""Compare 比: any two states of the board, by what was known on two days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from yipan.board.ask import read_day
from yipan.core.interval import decimal_text
from yipan.core.words import Words
from yipan.facts.amendments import thing
from yipan.publish.why import about
from yipan.publish.wording import figure
from yipan.web.address import Address
from yipan.web.numbers import headline, is_large
from yipan.web.pages.page import Page, told
from yipan.web.shelf import View

if TYPE_CHECKING:
    from yipan.facts import Chosen

MOST = 400


@dataclass(frozen=True, slots=True)
class Difference:
    """A thing whose figure differs: both figures with their ids; empty where there is none."""

    about: str
    first: str
    first_id: str
    last: str
    last_id: str
    change: str


@dataclass(frozen=True, slots=True)
class States:
    """Context of the comparison of two states."""

    first: str = told("the earlier day")
    last: str = told("the later day; empty: everything known")
    days: tuple[str, ...] = told("days on which something became public")
    changed: tuple[Difference, ...] = told("figures that count differently")
    added: tuple[Difference, ...] = told("things known only later, at most 400")
    added_count: int = told("how many there are")
    gone: tuple[Difference, ...] = told("things known only earlier")
    same: int = told("how many count the same")


def build(view: View, address: Address) -> States:
    """What changed between two days."""
    lang = address.lang
    days = _days(view)
    first = read_day(address.one("first")) or (days[len(days) // 2] if days else date.today())
    last = read_day(address.one("last"))
    before, after = _state(view, first), _state(view, last)
    changed, same = [], 0
    for key in before.keys() & after.keys():
        one, other = before[key], after[key]
        if one.fact.id == other.fact.id or _value(one) == _value(other):
            same += 1
        else:
            changed.append(_difference(view, one, other, lang))
    added = [_difference(view, None, after[k], lang) for k in sorted(after.keys() - before.keys())]
    gone = [_difference(view, before[k], None, lang) for k in sorted(before.keys() - after.keys())]
    return States(
        first=first.isoformat(),
        last=last.isoformat() if last else "",
        days=tuple(day.isoformat() for day in days),
        changed=tuple(sorted(changed, key=lambda d: d.about)),
        added=tuple(added[:MOST]),
        added_count=len(added),
        gone=tuple(gone),
        same=same,
    )


def _days(view: View) -> list[date]:
    def make() -> list[date]:
        if is_large(view):
            return []
        return sorted({f.public_from for f in view.board.ledger.facts() if f.public_from})

    return view.once.get("days", make)


def _state(view: View, day: date | None) -> dict[tuple[str, ...], Chosen]:
    def make() -> dict[tuple[str, ...], Chosen]:
        parties, indicators = headline(view) if is_large(view) else ([], [])
        found = view.board.chosen(
            [i.slug for i in indicators], party=[p.code for p in parties], as_of=day
        )
        return {thing(item.printed): item for item in found}

    return view.once.get(("state", day), make)


def _value(item: Chosen) -> object:
    unit = item.fact.parsed_unit
    return item.fact.printed.value * unit.factor, unit.dimension


def _difference(view: View, one: Chosen | None, other: Chosen | None, lang: str) -> Difference:
    shown = other or one
    assert shown is not None
    change = ""
    if one and other and one.fact.parsed_unit.converts_to(other.fact.parsed_unit):
        factor = one.fact.parsed_unit.factor_to(other.fact.parsed_unit)
        old, new = one.fact.printed.value * factor, other.fact.printed.value
        if old:
            text = decimal_text((new / old - 1) * 100, 2)
            change = f"{'' if text.startswith('-') else '+'}{text}%"
    return Difference(
        about(view.board, shown.fact, lang),
        figure(one.fact, lang) if one else "",
        one.fact.id if one else "",
        figure(other.fact, lang) if other else "",
        other.fact.id if other else "",
        change,
    )


PAGE = Page(
    "states",
    "compare",
    Words("比:两个时点的盘", "Compare two states of the board"),
    "What was known on one day against another: figures that count differently, new things.",
    States,
    build,
)
