"""Unit items on limited options: SciPy's assignment solver, a certificate and the tie order.

The certificate is a set of potentials d on the options, `none` (unlimited) and `free` (an unused
unit): no item gains by moving once d is taken into account, so no chain of moves improves the
total (linear-programming duality). The same potentials tell which other choices are optimal too;
the tie order is then met item by item by chains of such moves.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from yipan.matching.model import Model

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[Any]
    Whole = NDArray[Any]


def solve(model: Model, weights: list[list[int]]) -> list[int]:
    """The chosen alternative of each item, -1 for none."""
    import numpy as np

    gain, number = _tables(model, weights)
    room = np.array([int(limit) for limit in model.limits] + [len(weights)], dtype=np.int64)
    at = assign(gain, room)
    potential = certificate(gain, room, at)
    at = first_in_order(gain, room, at, potential, _orders(model))
    return [int(number[i, p]) if p < number.shape[1] else -1 for i, p in enumerate(at.tolist())]


def _tables(model: Model, weights: list[list[int]]) -> tuple[Floats, Whole]:
    """Gain and number of the alternative per item and option; the last option is `none`, gain 0."""
    import numpy as np

    count, options = len(weights), len(model.limits)
    gain = np.full((count, options + 1), -np.inf)
    gain[:, options] = 0
    number = np.full((count, options), -1, dtype=np.int64)
    for i, row in enumerate(model.alternatives):
        for a, alternative in enumerate(row):
            gain[i, alternative.uses[0][0]] = weights[i][a]
            number[i, alternative.uses[0][0]] = a
    return gain, number


def _orders(model: Model) -> list[list[int]]:
    """Options of each item in tie order, none last."""
    none = len(model.limits)
    return [[a.uses[0][0] for a in row] + [none] for row in model.alternatives]


def assign(gain: Floats, room: Whole) -> Whole:
    """An option per item with the largest total; options repeated as often as they have room."""
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    count, none = len(gain), gain.shape[1] - 1
    columns = np.repeat(np.arange(none), np.minimum(room[:none], count))
    # Below zero nobody goes: staying out gains 0, and so does every padded column.
    table = np.maximum(gain[:, columns], 0)
    if table.shape[1] < count:
        table = np.pad(table, ((0, 0), (0, count - table.shape[1])))
        columns = np.append(columns, np.full(count - len(columns), none))
    rows, picked = linear_sum_assignment(table, maximize=True)
    at = np.full(count, none, dtype=np.int64)
    at[rows] = columns[picked]
    stays = gain[np.arange(count), at] < 0
    at[stays] = none
    return at


def certificate(gain: Floats, room: Whole, at: Whole) -> Floats:
    """Potentials of the options and of `free`; raises where a chain of moves would gain."""
    import numpy as np

    cost = _moves(gain, at)
    free = len(cost)
    filled = np.bincount(at, minlength=free)
    graph = np.full((free + 1, free + 1), np.inf)
    graph[:free, :free] = cost
    graph[free, :free] = 0
    graph[:free, free] = np.where(filled < room, 0, np.inf)
    distance = np.zeros(free + 1)
    for _ in range(free + 2):
        shorter = np.minimum(distance, (distance[:, None] + graph).min(axis=0))
        if (shorter == distance).all():
            return distance
        distance = shorter
    raise AssertionError("an exchange would improve the total")


def _moves(gain: Floats, at: Whole) -> Floats:
    """What is lost at least when somebody at option a moves to option b."""
    import numpy as np

    size = gain.shape[1]
    cost = np.full((size, size), np.inf)
    for option in np.unique(at).tolist():
        rows = np.flatnonzero(at == option)
        cost[option] = (gain[rows, option][:, None] - gain[rows]).min(axis=0)
    return cost


def first_in_order(
    gain: Floats, room: Whole, at: Whole, potential: Floats, orders: list[list[int]]
) -> Whole:
    """Among all optima the one in which each item in turn has its earliest option."""
    import numpy as np

    count, size = gain.shape
    own = gain[np.arange(count), at] + potential[at]
    # An item may go wherever its gain plus potential equals what it has: a tight move.
    tight = gain + potential[:size] == own[:, None]
    at = at.copy()
    links = np.zeros((size, size), dtype=np.int64)
    for i in range(count):
        links[at[i]] += tight[i]
    filled = np.bincount(at, minlength=size)
    settled = np.zeros(count, dtype=bool)
    to_free = potential[:size] == potential[size]
    for i in range(count):
        here = int(at[i])
        wished = [o for o in orders[i][: orders[i].index(here)] if tight[i, o]]
        links[here] -= tight[i]
        settled[i] = True
        if wished:
            target, path = _chain(links, filled, room, to_free, here, wished)
            if target >= 0:
                _move(path, tight, at, links, filled, settled)
                at[i] = target
                filled[target] += 1
                filled[here] -= 1
    return at


def _chain(
    links: Whole, filled: Whole, room: Whole, to_free: Whole, here: int, wished: list[int]
) -> tuple[int, list[int]]:
    """The first wished option from which a chain of tight moves makes room, ending `here`.

    It may pass through `free` (the last node): an option with an unused unit takes an item, and
    another from which one may leave without loss sends one on. Searched backwards from `here`;
    `after[o]` is the next node of the chain.
    """
    import numpy as np

    free = len(links)
    after = np.full(free + 1, -1, dtype=np.int64)
    reached = np.zeros(free + 1, dtype=bool)
    reached[here] = True
    roomy = to_free & (filled < room)
    frontier = np.array([here])
    while frontier.size:
        into = links[:, frontier] > 0
        new = np.flatnonzero(into.any(axis=1) & ~reached[:free])
        after[new] = frontier[into[new].argmax(axis=1)]
        leaving = frontier[to_free[frontier]]
        if leaving.size and not reached[free]:
            reached[free], after[free] = True, leaving[0]
            opened = np.setdiff1d(np.flatnonzero(roomy & ~reached[:free]), new)
            after[opened] = free
            new = np.append(new, opened)
        reached[new] = True
        frontier = new
    target = next((o for o in wished if reached[o]), -1)
    path = [target]
    while target >= 0 and after[path[-1]] >= 0:
        path.append(int(after[path[-1]]))
    return target, path


def _move(
    path: list[int], tight: Whole, at: Whole, links: Whole, filled: Whole, settled: Whole
) -> None:
    """Moves one unsettled item along each step of the chain; nobody moves to or from `free`."""
    import numpy as np

    free = len(links)
    for start, end in pairwise(path):
        if free in (start, end):
            continue
        mover = int(np.flatnonzero((at == start) & ~settled & tight[:, end])[-1])
        links[start] -= tight[mover]
        at[mover] = end
        links[end] += tight[mover]
        filled[start] -= 1
        filled[end] += 1
