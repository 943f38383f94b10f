"""Deferred acceptance on whole numbers, for large problems without regional ceilings.

`wants[i]` lists the places of proposer i, best first, -1 padded; `standing[i]` its place in the
order of each of them (0 best, no two alike at one place); `capacity[p]` how many p takes.
Proposers propose; the result is the stable matching that every proposer likes best, so it does not
depend on the order of the rows. Gale and Shapley (1962).
"""

from __future__ import annotations

from heapq import heappush, heapreplace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Whole = NDArray[Any]


def propose(wants: Whole, standing: Whole, capacity: Whole) -> Whole:
    """The number of the choice that each proposer gets; -1 where it gets none.

    Each place holds a heap whose top is the one it would give up first.
    """
    import numpy as np

    count = len(wants)
    if not count:
        return np.full(0, -1, dtype=np.int64)
    lists: list[list[int]] = wants.tolist()
    # One number per proposal: smaller is worse at the place, and the proposer can be read off it.
    keys: list[list[int]] = (
        -(standing.astype(np.int64) * count) - np.arange(count)[:, None]
    ).tolist()
    room: list[int] = capacity.tolist()
    held: list[list[int]] = [[] for _ in room]
    choice = [0] * count
    depth = wants.shape[1]
    for first in range(count):
        proposer = first
        while True:
            k = choice[proposer]
            place = lists[proposer][k] if k < depth else -1
            if place < 0:
                choice[proposer] = -1
                break
            key = keys[proposer][k]
            queue = held[place]
            if len(queue) < room[place]:
                heappush(queue, key)
                break
            if not queue or key < queue[0]:
                choice[proposer] = k + 1
                continue
            given_up = heapreplace(queue, key)
            proposer = -given_up % count
            choice[proposer] += 1
    return np.array(choice, dtype=np.int64)


def blocking(wants: Whole, standing: Whole, capacity: Whole, choice: Whole) -> Whole:
    """Every (proposer, choice) that both sides would prefer to what they have; shape (n, 2).

    A place prefers a proposer when it has room or holds one that stands lower.
    """
    import numpy as np

    rows = np.flatnonzero(choice >= 0)
    places = wants[rows, choice[rows]]
    filled = np.bincount(places, minlength=len(capacity))
    lowest = np.full(len(capacity), -1, dtype=np.int64)
    np.maximum.at(lowest, places, standing[rows, choice[rows]])
    own = np.where(choice >= 0, choice, wants.shape[1])
    better = (np.arange(wants.shape[1])[None, :] < own[:, None]) & (wants >= 0)
    at = np.where(wants >= 0, wants, 0)
    welcome = (filled[at] < capacity[at]) | ((capacity[at] > 0) & (standing < lowest[at]))
    return np.argwhere(better & welcome)
