"""Parties: one containment tree with validity dates, and groups that name several at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from yipan.core.errors import Where
from yipan.core.html import html_table
from yipan.core.names import NameIndex


class PartyKind(StrEnum):
    """What sort of party it is."""

    STATE = "state"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    AREA = "area"
    PARK = "park"
    ENTERPRISE = "enterprise"
    FUND = "fund"
    SECTION = "section"
    ORGAN = "organ"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Party:
    """Anything that can give, receive or be measured.

    `code` is the key of the board (GB/T 2260, ISO 3166-2 or NUTS where there is one); `parent` the
    party that contains it; `members` makes it a group. Validity days are both included.
    `longitude` and `latitude` are degrees of its seat, for schematic maps.
    """

    code: str
    name_zh: str
    name_en: str
    kind: PartyKind
    parent: str = ""
    members: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    longitude: Fraction | None = None
    latitude: Fraction | None = None
    note: str = ""

    def name(self, lang: str = "zh") -> str:
        """The name in a language; the other one where it is missing."""
        first, second = (
            (self.name_zh, self.name_en) if lang == "zh" else (self.name_en, self.name_zh)
        )
        return first or second or self.code

    def valid_on(self, day: date) -> bool:
        """Whether the party exists on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


class PartyTree:
    """All parties of a board, found by code or any alias."""

    def __init__(self, parties: Iterable[Party]) -> None:
        self._by_code: dict[str, Party] = {}
        self.names: NameIndex[Party] = NameIndex("party")
        self.repeated: list[Party] = []
        for party in parties:
            if party.code in self._by_code:
                self.repeated.append(party)
                continue
            self._by_code[party.code] = party
            self.names.add((party.code, party.name_zh, party.name_en, *party.aliases), party)

    def __iter__(self) -> Iterator[Party]:
        return iter(self._by_code.values())

    def __len__(self) -> int:
        return len(self._by_code)

    def __repr__(self) -> str:
        return f"PartyTree({len(self)} parties)"

    def _repr_html_(self) -> str:
        header = ("代码", "名称", "name", "类别", "上级", "成员")
        rows = [
            (p.code, p.name_zh, p.name_en, p.kind.value, p.parent, "; ".join(p.members))
            for p in self
        ]
        return html_table(header, rows)

    def get(self, code: str) -> Party | None:
        """The party of that code, or None."""
        return self._by_code.get(code)

    def find(self, name: str, *, where: Where | str = "") -> Party:
        """The party of that code or alias; raises `UnknownName` with near misses."""
        return self.names.find(name, where=where)

    def children(self, code: str) -> list[Party]:
        """Parties directly inside, in the board's order."""
        return [p for p in self if p.parent == code]

    def ancestors(self, code: str) -> list[Party]:
        """Containing parties, nearest first; stops at a cycle."""
        found: list[Party] = []
        party = self._by_code.get(code)
        while party and party.parent and (party := self._by_code.get(party.parent)):
            if party in found:
                break
            found.append(party)
        return found

    def members(self, code: str) -> list[Party]:
        """The parties a group names, groups inside it expanded; of any other party itself."""
        return self._expand(code, ())

    def _expand(self, code: str, seen: tuple[str, ...]) -> list[Party]:
        party = self._by_code.get(code)
        if party is None or code in seen:
            return []
        if not party.members:
            return [party]
        found = [p for m in party.members for p in self._expand(m, (*seen, code))]
        return list(dict.fromkeys(found))
