"""The primitives of measures as SQL, written once for every engine that speaks it.

It answers what `yipan.core.primitives.LongPanel` asks. Reductions are grouped sums, rounded to 12
significant digits, so that the number of threads does not show; ordered cuts are dense arrays.
"""

from __future__ import annotations

import copy
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Self

from yipan.core.errors import BadInput, UnknownName
from yipan.core.primitives import Bounds, Chosen, Cut, EntropySums, Moments
from yipan.core.words import Words
from yipan.facts.engine import among, identifier, text

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

DIGITS = 12
AXES = ("party", "period", "sector", "indicator")
BESIDE = ("weight", "group", "subgroup")
NUMBERS = ("value", "weight")
# Arrays of a cut that a measure holds at a time, in bytes a cell.
CELL_BYTES = 96


class SqlPanel(ABC):
    """A long table as an engine of measures; the rows of its labels are asked in SQL.

    Columns: party, period, value, indicator or sector or both; weight, group and subgroup may
    stand beside. An engine makes the view `panel` of them, the tables `at_AXIS` of numbered labels,
    and small tables of numbers. `memory`: bytes for the arrays of a cut.
    """

    def __init__(self, source: str, memory: int) -> None:
        self.source = source
        self.most_cells = max(memory // CELL_BYTES, 1)
        columns = self._open()
        self.axes = tuple(axis for axis in AXES if axis in columns)
        self._beside = tuple(name for name in BESIDE if name in columns)
        self._all = tuple(self._name(axis) for axis in self.axes)
        self.labels = self._all

    # What an engine gives ---------------------------------------------------------------------

    @abstractmethod
    def digest(self) -> str:
        """What stands for the bytes of the table."""

    @abstractmethod
    def close(self) -> None:
        """Leave the engine."""

    @abstractmethod
    def _open(self) -> tuple[str, ...]:
        """Make the view `panel`; its columns."""

    @abstractmethod
    def _name(self, axis: str) -> tuple[str, ...]:
        """Number the labels of an axis in the table `at_AXIS`; the labels."""

    @abstractmethod
    def _rows(self, sql: str) -> list[tuple[object, ...]]:
        """The rows of a query."""

    @abstractmethod
    def _arrays(self, sql: str) -> Mapping[str, npt.NDArray[np.generic]]:
        """The columns of a query as arrays."""

    @abstractmethod
    def _small(self, name: str, columns: dict[str, Floats]) -> None:
        """A table of numbers by indicator."""

    @abstractmethod
    def _refuse_gaps(self) -> None:
        """Every party has every indicator in every period once; the first cell that fails."""

    # What measures ask ------------------------------------------------------------------------

    @property
    def parties(self) -> tuple[str, ...]:
        """The sorted names of the parties."""
        return self._names("party")

    @property
    def periods(self) -> tuple[str, ...]:
        """The sorted periods."""
        return self._names("period")

    @property
    def indicators(self) -> tuple[str, ...]:
        """The names of the columns: indicators, or sectors where there are none."""
        return self._names(self._column)

    @property
    def shape(self) -> tuple[int, int]:
        """Parties and periods."""
        return len(self.parties), len(self.periods)

    def only(self, chosen: Chosen) -> Self:
        """The same panel restricted to some labels; each of them must occur."""
        wanted = {axis: frozenset(names) for axis, names in chosen.items()}
        for axis, names in wanted.items():
            for name in sorted(names - frozenset(self._names(axis))):
                raise UnknownName(axis, name, self._names(axis))
        out = copy.copy(self)
        out.labels = tuple(
            tuple(n for n in names if n in wanted[axis]) if axis in wanted else names
            for axis, names in zip(self.axes, self.labels, strict=True)
        )
        return out

    def without_weight(self) -> Self:
        """The same panel, its weights ignored."""
        out = copy.copy(self)
        out._beside = tuple(name for name in self._beside if name != "weight")
        return out

    def bounds(self) -> Bounds:
        """One pass over the file; a gap is refused and named."""
        self._refuse_gaps()
        found = self._by_column("min(value), max(value)")
        return Bounds(_column(found, 0), _column(found, 1))

    def entropy_sums(self, bounds: Bounds) -> EntropySums:
        """One pass with the bounds joined; z ln z is 0 at 0."""
        self._small("bound", {"low": bounds.low, "scale": bounds.scale})
        found = self._by_column(
            "fsum(z), fsum(CASE WHEN z > 0 THEN z * ln(z) ELSE 0 END)",
            f"SELECT {self._key}, (value - low) * scale AS z FROM {{}} JOIN bound "
            f"USING ({self._key})",
        )
        count = self.shape[0] * self.shape[1]
        return EntropySums(_rounded(_column(found, 0)), _rounded(_column(found, 1)), count)

    def moments(self) -> Moments:
        """The means in one pass; the products from cuts, a period at a time."""
        import numpy as np

        self._refuse_gaps()
        parties, periods = self.shape
        mean = _rounded(_column(self._by_column("fsum(value)"), 0) / (parties * periods))
        products = np.zeros((len(mean), len(mean)))
        for period in self.periods:
            values = self.cut({"period": (period,)}).values
            centred = values.reshape(parties, -1) - mean
            products += centred.T @ centred
        return Moments(mean, _rounded(products), parties * periods)

    def combine(self, weights: Floats) -> Floats:
        """Σ w x for every party and period, a period at a time."""
        import numpy as np

        parties, periods = self.shape
        out = np.empty((parties, periods, weights.shape[1]))
        for t, period in enumerate(self.periods):
            values = self.cut({"period": (period,)}).values
            out[:, t] = values.reshape(parties, -1) @ weights
        return _rounded(out.reshape(parties * periods, -1))

    def cut(self, chosen: Chosen) -> Cut:
        """The cells of some labels as a dense array; two rows of one key are refused."""
        import numpy as np

        view = self.only(chosen)
        shape = tuple(len(names) for names in view.labels)
        extra = ", weight::DOUBLE AS weight" if "weight" in self._beside else ""
        found = self._arrays(
            f"SELECT {view._cell()} AS cell, value{extra} FROM {view._source(numbered=True)}"
        )
        cells = np.asarray(found["cell"])
        self._refuse_twice(cells, view.labels)
        arrays = {}
        for name in ("value", "weight") if extra else ("value",):
            arrays[name] = np.full(int(np.prod(shape)), np.nan)
            arrays[name][cells] = np.ma.filled(found[name], np.nan)
            arrays[name] = arrays[name].reshape(shape)
        groups, subgroups = (self._per_party(c, view.parties) for c in ("group", "subgroup"))
        return Cut(self.axes, view.labels, arrays["value"], arrays.get("weight"), groups, subgroups)

    # Labels and rows --------------------------------------------------------------------------

    def _fit(self, columns: Sequence[str]) -> None:
        """Refuse a table that has other columns, or lacks one."""
        known = (*AXES, "value", *BESIDE)
        for name in columns:
            if name not in known:
                raise UnknownName("column", name, known, where=self.source)
        for name in ("party", "period", "value"):
            if name not in columns:
                raise BadInput(
                    Words(f"缺少列 {name}", f"the column {name} is missing"), where=self.source
                )

    def _gap(self, party: object, period: object, name: object) -> BadInput:
        """A cell that is missing or stands twice."""
        zh = "指标" if self._column == "indicator" else "部门"
        return BadInput(
            Words(
                f"方 {party}、时期 {period}、{zh} {name}: 缺值或重复",
                f"party {party}, period {period}, {self._column} {name}: missing or repeated",
            ),
            hint=Words("补上该值, 每个键一行", "supply it, one row per key"),
        )

    @property
    def _column(self) -> str:
        return "indicator" if "indicator" in self.axes else "sector"

    @property
    def _key(self) -> str:
        return identifier(self._column)

    def _names(self, axis: str) -> tuple[str, ...]:
        return self.labels[self.axes.index(axis)]

    def _numbers(self, axis: str) -> list[int]:
        """The numbers of the labels that are left of an axis."""
        at = self.axes.index(axis)
        whole = self._all[at]
        if len(whole) == len(self.labels[at]):
            return list(range(len(whole)))
        place = {name: n for n, name in enumerate(whole)}
        return [place[name] for name in self.labels[at]]

    def _source(self, *, numbered: bool = False) -> str:
        """The rows of the labels that are left, each label with its number where asked for."""
        fewer = [
            axis
            for axis, whole, left in zip(self.axes, self._all, self.labels, strict=True)
            if len(whole) != len(left)
        ]
        joined = self.axes if numbered else fewer
        joins = " ".join(f"JOIN at_{axis} USING ({identifier(axis)})" for axis in joined)
        terms = [among(f"n_{axis}", self._numbers(axis)) for axis in fewer]
        if len(self.periods) == 1:
            # On the text itself: stretches of the file are passed over.
            terms.append(f"period = {text(self.periods[0])}")
        where = f" WHERE {' AND '.join(terms)}" if terms else ""
        return f"(SELECT * FROM panel {joins}{where})"

    def _cell(self) -> str:
        """The place of a row in the dense array, as SQL."""
        found = ""
        for axis, whole, left in zip(self.axes, self._all, self.labels, strict=True):
            own = f"n_{axis}::BIGINT"
            if len(whole) != len(left):
                numbers = self._numbers(axis)
                own = f"n_{axis}::BIGINT - {numbers[0]}"
                if len(numbers) != numbers[-1] - numbers[0] + 1:
                    own = f"list_position({numbers}, n_{axis}) - 1"
            found = f"({own})" if not found else f"({found}) * {len(left)} + ({own})"
        return found

    def _refuse_twice(
        self, cells: npt.NDArray[np.int64], labels: tuple[Sequence[str], ...]
    ) -> None:
        import numpy as np

        shape = tuple(len(names) for names in labels)
        seen = np.zeros(int(np.prod(shape)), dtype=bool)
        seen[cells] = True
        if int(seen.sum()) == len(cells):
            return
        at = np.unravel_index(int(np.argmax(np.bincount(cells) > 1)), shape)
        where = ", ".join(
            f"{axis} {names[int(i)]}" for axis, names, i in zip(self.axes, labels, at, strict=True)
        )
        raise BadInput(
            Words(f"{where}: 有两行", f"{where}: there are two rows"),
            hint=Words("每个键只留一行", "keep one row per key"),
            where=self.source,
        )

    def _per_party(self, column: str, parties: tuple[str, ...]) -> tuple[str, ...] | None:
        if column not in self._beside:
            return None
        name = identifier(column)
        held: dict[str, str] = {}
        for party, low, high in self._rows(
            f"SELECT party, min({name}), max({name}) FROM panel GROUP BY party ORDER BY party"
        ):
            if low != high:
                raise BadInput(
                    Words(
                        f"{party} 属于两个 {column}: {low}、{high}",
                        f"{party} is in two {column}s: {low}, {high}",
                    ),
                    hint=Words("每个方只能属于一个组", "a party belongs to one of them"),
                    where=self.source,
                )
            held[str(party)] = str(low)
        return tuple(held[party] for party in parties)

    def _by_column(self, sums: str, source: str = "{}") -> list[tuple[object, ...]]:
        """Grouped sums by indicator, in the order of the indicators."""
        inner = source.format(self._source())
        inner = f"({inner})" if source != "{}" else inner
        return self._rows(f"SELECT {sums} FROM {inner} GROUP BY {self._key} ORDER BY {self._key}")


def picked(columns: Sequence[str]) -> str:
    """The columns of a panel as SQL: numbers as doubles, labels as texts."""
    return ", ".join(
        f"CAST({identifier(c)} AS {'DOUBLE' if c in NUMBERS else 'VARCHAR'}) AS {identifier(c)}"
        for c in columns
    )


def _column(found: list[tuple[object, ...]], place: int) -> Floats:
    import numpy as np

    return np.array([float(str(r[place])) for r in found])


def _rounded(x: Floats) -> Floats:
    """Rounded to `DIGITS` significant digits."""
    import numpy as np

    size = np.where(x == 0, 1.0, np.abs(x))
    places = 10.0 ** (DIGITS - 1 - np.floor(np.log10(size)))
    out = np.round(x * places) / places
    return np.asarray(out)
