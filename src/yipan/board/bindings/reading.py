"""A board's indicators and facts as checking a text against the board uses them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yipan.core.indicators import Indicator
from yipan.core.parties import PartyKind
from yipan.reading.check import Known, vocabulary
from yipan.reading.reckoning.evidence import when
from yipan.reading.slots.cells import split_unit
from yipan.reading.text.names import Place, Places, find_place, with_own_places
from yipan.reading.text.numbers import unit_parts

if TYPE_CHECKING:
    from yipan.board.ask import Day
    from yipan.board.board import Board
    from yipan.reading.slots.readings import Vocabulary


LEVELS = {
    PartyKind.PROVINCE: "province",
    PartyKind.CITY: "city",
    PartyKind.COUNTY: "city",
    PartyKind.AREA: "area",
    PartyKind.PARK: "area",
    PartyKind.GROUP: "group",
}


@dataclass(frozen=True, slots=True)
class BoardWords:
    """What a board adds to the reading of a text: names, and figures to compare with."""

    indicators: tuple[Indicator, ...]
    places: Places
    known: tuple[Known, ...]

    def vocabulary(self, more: Iterable[Indicator] = ()) -> Vocabulary:
        """The words to read with; `more`: further indicators of the user."""
        return vocabulary([*more, *self.indicators], self.places)


def board_words(board: Board, as_of: Day = None) -> BoardWords:
    """The board's indicators and places, and its plain figures with a place and dates."""
    held = with_own_places(_places(board))
    spoken = dict(reversed(held.names))
    known: list[Known] = []
    for fact in board.facts(as_of=as_of).facts:
        period = fact.parsed_period
        if fact.counterparty or fact.definition or period.start is None or period.end is None:
            continue
        if fact.frequency not in {"", "annual", "stock", "share", "quarterly", "ytd", "ratio"}:
            continue
        party = board.parties.get(fact.party)
        place = find_place(spoken, (party.name("zh"), *party.aliases)) if party else None
        scale, base = split_unit(fact.unit)
        _, base_unit, factor, _ = unit_parts(scale, base)
        known.append(
            Known(
                indicator=fact.indicator,
                party=place.name if place else board.party_name(fact.party),
                start=str(when(period)[0]),
                end=str(when(period)[1]),
                interval=fact.printed.interval * factor,
                base_unit=base_unit,
                printed=f"{fact.printed.text}{fact.unit}",
                source=fact.source,
            )
        )
    return BoardWords(tuple(board.indicators), held, tuple(known))


def _places(board: Board) -> Iterator[tuple[Place, tuple[str, ...]]]:
    """The parties of a board that a text can name as places."""
    for party in board.parties:
        level = LEVELS.get(party.kind)
        if level is not None:
            place = Place(party.code, party.name("zh"), level, party.parent, party.members)
            yield place, tuple(party.aliases)
