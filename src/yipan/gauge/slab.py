"""One cut of a panel as a table, and the cuts of a panel that fit into memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np

from yipan.core.errors import BadInput, Coded, UnknownName
from yipan.core.primitives import Chosen, LongPanel
from yipan.core.words import Words
from yipan.gauge.arrays import Floats
from yipan.gauge.columns import Columns
from yipan.gauge.table import Dense


@dataclass(frozen=True, slots=True)
class Slab:
    """A cut that answers what a body asks of a table."""

    dense_: Dense
    source: str = ""

    def __len__(self) -> int:
        return int(self.dense_.values.size)

    def has(self, column: str) -> bool:
        """Whether the column is there."""
        beside = {
            "value": self.dense_.values,
            "weight": self.dense_.weights,
            "group": self.dense_.groups,
            "subgroup": self.dense_.subgroups,
        }
        return column in self.dense_.axes or beside.get(column) is not None

    def distinct(self, column: str) -> tuple[str, ...]:
        """The sorted labels of an axis."""
        return self.dense_.names(column) if column in self.dense_.axes else ()

    def only(self, column: str, wanted: Sequence[str]) -> Slab:
        """The cells whose label is one of `wanted`; each of them must occur."""
        known = self.distinct(column)
        for name in sorted(set(wanted)):
            if name not in known:
                raise UnknownName(column, name, known)
        at = self.dense_.axes.index(column)
        keep = [i for i, name in enumerate(known) if name in set(wanted)]
        labels = tuple(
            tuple(known[i] for i in keep) if i == at else names
            for i, names in enumerate(self.dense_.labels)
        )
        kept: dict[str, Any] = {
            "values": np.take(self.dense_.values, keep, axis=at),
            "weights": None
            if self.dense_.weights is None
            else np.take(self.dense_.weights, keep, axis=at),
        }
        for name in ("groups", "subgroups") if column == "party" else ():
            held = getattr(self.dense_, name)
            kept[name] = None if held is None else tuple(held[i] for i in keep)
        return replace(self, dense_=replace(self.dense_, labels=labels, **kept))

    def without_weight(self) -> Slab:
        """The same cells, their weights ignored."""
        return replace(self, dense_=replace(self.dense_, weights=None))

    def dense(self, *axes: str) -> Dense:
        """The array over these axes; an axis that is not asked for has one label."""
        own = self.dense_
        for axis in axes:
            if axis not in own.axes:
                raise BadInput(
                    Words(f"缺少列 {axis}", f"the column {axis} is missing"), where=self.source
                )
        for axis in own.axes:
            if axis not in axes and len(own.names(axis)) > 1:
                where = f"{axis} {own.names(axis)[0]}, {own.names(axis)[1]}"
                raise BadInput(Words(f"{where}: 有两行", f"{where}: there are two rows"))
        kept = [own.axes.index(axis) for axis in axes]

        def reshaped(x: Floats | None) -> Floats | None:
            if x is None:
                return None
            left = tuple(i for i in range(x.ndim) if i not in kept)
            return np.transpose(x, (*kept, *left)).reshape([x.shape[i] for i in kept])

        labels = tuple(own.names(axis) for axis in axes)
        values = reshaped(own.values)
        assert values is not None
        return replace(own, axes=axes, labels=labels, values=values, weights=reshaped(own.weights))


class Whole:
    """The panel behind a cut: its columns in small, and all its cells cut after cut."""

    def __init__(self, panel: LongPanel) -> None:
        self.panel = panel
        self._of: dict[str, Columns] = {}

    @cached_property
    def columns(self) -> Columns:
        """The columns over all rows."""
        return Columns(self.panel)

    def columns_of(self, period: str) -> Columns:
        """The columns over the rows of one period."""
        if period not in self._of:
            self._of[period] = Columns(self.panel.only({"period": (period,)}))
        return self._of[period]

    def cubes(self) -> Iterator[Dense]:
        """All cells, a period (or what of it fits) at a time."""
        for chosen in plan(self.panel, "column"):
            yield slab(self.panel, chosen).dense(*self.panel.axes)


def size_of(panel: LongPanel) -> int:
    """How many cells the dense array of a panel has."""
    return int(np.prod([len(names) for names in panel.labels]))


def slab(panel: LongPanel, chosen: Chosen) -> Slab:
    """A cut of the panel as a table."""
    cut = panel.cut(chosen)
    return Slab(Dense(cut.axes, cut.labels, cut.values, cut.weights, cut.groups, cut.subgroups))


CUT_ALONG = {
    "column": ("period", "indicator"),
    "period": ("period",),
    "party": ("party",),
    "indicator": ("indicator",),
}


def plan(panel: LongPanel, cuts: str) -> Iterator[Chosen]:
    """Cuts along the axes that fit into memory: all labels, or runs of the first axis, or of both.

    Refuses where a single label does not fit.
    """
    along = tuple(axis for axis in CUT_ALONG[cuts] if axis in panel.axes)
    labels = dict(zip(panel.axes, panel.labels, strict=True))
    rest = size_of(panel)
    runs: list[list[tuple[str, ...]]] = []
    for axis in along:
        names = labels[axis]
        rest //= len(names)
        step = min(max(panel.most_cells // max(rest, 1), 1), len(names))
        runs.append([names[i : i + step] for i in range(0, len(names), step)])
        if rest <= panel.most_cells:
            break
    if rest > panel.most_cells:
        raise _too_large(panel, rest)
    for found in product(*runs):
        yield dict(zip(along, found, strict=False))


def _too_large(panel: LongPanel, cells: int) -> Coded:
    return Coded(
        "NEEDS_MEMORY",
        Words(
            f"一个切块有 {cells:,} 格, 内存只容 {panel.most_cells:,} 格",
            f"a cut has {cells:,} cells, memory allows {panel.most_cells:,}",
        ),
        hint=Words(
            "设 YIPAN_MEMORY=8GB 之类, 或用 party、period、indicator 缩小",
            "set YIPAN_MEMORY=8GB or so, or restrict party, period or indicator",
        ),
    )
