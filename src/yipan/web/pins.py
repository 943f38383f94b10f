"""Permanent links: the state of the board that a link was made from, found again by its hash.

A ledger is append only, so every state it has had can be shown again. What a link pins is the
visible facts and what they mean; the first is looked up among the ledger's states, the second is
compared with the board's present files, and what cannot be shown again is said.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from yipan.core.words import Words
from yipan.facts.states import NOW, State

if TYPE_CHECKING:
    from yipan.web.address import Address
    from yipan.web.shelf import Shelf, View

PIN = "-"


@dataclass(frozen=True, slots=True)
class Shown:
    """A view with the address that its links start from, and what a visitor must know of it."""

    view: View
    address: Address
    note: Words | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What tells a page apart: the state, and the address in full with the note."""
        said = self.note.en if self.note else ""
        address = self.address
        return self.view.tag, f"{address.base}{address.here(lang=address.lang)}\n{said}"

    @property
    def now(self) -> str:
        """A link to the present state; empty where that is what is shown."""
        return "" if self.view.state == NOW else self.address.now


def shown(shelf: Shelf, address: Address) -> Shown:
    """The state that an address asks for: the present one, an earlier one, or the nearest."""
    present = shelf.view(address.board, address.as_of)
    if not address.pin and address.learned_by is None:
        return Shown(present, address)
    facts, _, definitions = address.pin.partition(PIN)
    state = State(learned_by=address.learned_by) if not facts else _state(shelf, address, facts)
    if state is None:
        return Shown(present, _plain(address), LOST)
    view = shelf.view(address.board, address.as_of, state)
    changed = bool(facts) and definitions != view.definitions_mark
    if state == NOW:
        return Shown(present, _plain(address), RENAMED if changed else None)
    day = view.known_on
    words = OLD if not changed else OLD_RENAMED
    note = Words(words.zh.format(day=day), words.en.format(day=day))
    return Shown(view, address, note)


def _state(shelf: Shelf, address: Address, facts: str) -> State | None:
    """The state in which just these facts were visible, the present one first."""
    present = shelf.view(address.board, address.as_of)
    if present.facts_mark == facts:
        return NOW
    found = present.earlier(facts)
    if found is None and address.learned_by is not None:
        then = State(learned_by=address.learned_by)
        if shelf.view(address.board, address.as_of, then).facts_mark == facts:
            return then
    return found


def _plain(address: Address) -> Address:
    return replace(address, pin="", learned_by=None)


OLD = Words(
    "这是 {day} 的盘:只含那时已录入的数字。",
    "This is the board as it stood on {day}: only what it knew by then.",
)
OLD_RENAMED = Words(
    "这是 {day} 的盘:只含那时已录入的数字。其指标、方、来源、约等文件此后有改,不能复原,"
    "由它们得出的内容可能与当时不同。",
    "This is the board as it stood on {day}: only what it knew by then. Its files (indicators, "
    "parties, sources, compacts, …) have changed since and cannot be restored: what follows from "
    "them may differ.",
)
RENAMED = Words(
    "数字与固定链接制作时相同;盘的文件(指标、方、来源、约等)此后有改,不能复原,由它们得出的"
    "内容可能不同。",
    "The figures are those of the permanent link; the board's files (indicators, parties, sources, "
    "compacts, …) have changed since and cannot be restored: what follows from them may differ.",
)
LOST = Words(
    "此固定链接所据的数字在本机的账本中找不到(可能制作于另一台机器,或账本曾经修复),不能复原;"
    "下面是今天的盘。",
    "The figures that this permanent link was made from are not in this ledger (it may be of "
    "another machine, or the ledger was repaired) and cannot be shown again; this is the present "
    "state.",
)
