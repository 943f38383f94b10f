"""Which entries of a feed count: the one unbroken chain from the first entry on.

A function of the set of entries alone. Where two entries follow the same one, the publisher has two
histories: nothing from there on counts until a person says which one does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from yipan.sharing.entry import Entry


@dataclass(frozen=True, slots=True)
class Fork:
    """Two or more entries that claim the same place in a feed."""

    sequence: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """`entries` count, in order; `held` do not: they lie behind a fork or a gap."""

    entries: tuple[Entry, ...]
    held: tuple[Entry, ...]
    fork: Fork | None

    @property
    def head(self) -> Entry | None:
        """The last entry that counts."""
        return self.entries[-1] if self.entries else None


def chain_of(entries: Iterable[Entry], accepts: Collection[str] = ()) -> Chain:
    """The chain of a feed. `accepts`: digests (or their beginnings) that settle forks."""
    by_parent: dict[str, dict[str, Entry]] = defaultdict(dict)
    for entry in entries:
        by_parent[entry.parent][entry.digest] = entry
    known = {d: e for found in by_parent.values() for d, e in found.items()}
    chosen: list[Entry] = []
    fork = None
    while True:
        parent, sequence = (chosen[-1].digest if chosen else ""), len(chosen) + 1
        following = [e for e in by_parent[parent].values() if e.sequence == sequence]
        if len(following) > 1:
            named = [e for e in following if any(a and e.digest.startswith(a) for a in accepts)]
            if len(named) != 1:
                fork = Fork(sequence, tuple(sorted(following, key=lambda e: e.digest)))
                break
            following = named
        if not following:
            break
        chosen.append(following[0])
    counted = {entry.digest for entry in chosen}
    held = sorted((e for d, e in known.items() if d not in counted), key=lambda e: e.name)
    return Chain(tuple(chosen), tuple(held), fork)
