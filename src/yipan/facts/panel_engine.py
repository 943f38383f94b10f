"""The primitives of measures in DuckDB, for long panels larger than memory.

It answers what `yipan.core.primitives.Engine` asks. Sums are compensated and rounded to 12
significant digits, so that the number of threads does not show.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from yipan.core.errors import BadInput
from yipan.core.primitives import Bounds, EntropySums
from yipan.core.words import Words
from yipan.facts.engine import connect, identifier, rows, text

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from yipan.facts.engine import Connection

    Floats = npt.NDArray[np.float64]

DIGITS = 12


class DuckPanel:
    """A long Parquet or CSV file (party, period, indicator, value) as an engine of measures.

    Every party must have every indicator in every period, once; a gap is refused and named.
    """

    def __init__(
        self, file: Path | str, *, memory: str | None = None, threads: int | None = None
    ) -> None:
        self._scratch = tempfile.TemporaryDirectory()
        self._connection: Connection = connect(
            Path(self._scratch.name), memory=memory, threads=threads
        )
        reader = "read_csv" if str(file).endswith(".csv") else "read_parquet"
        self._connection.execute(
            f"CREATE VIEW panel AS SELECT party, period, indicator, value::DOUBLE AS value "
            f"FROM {reader}({text(str(file))})"
        )
        self.parties, self.periods, self.indicators = (
            tuple(str(r[0]) for r in self._rows(f"SELECT DISTINCT {c} FROM panel ORDER BY {c}"))
            for c in ("party", "period", "indicator")
        )
        self._refuse_gaps()

    @property
    def shape(self) -> tuple[int, int]:
        """Parties and periods."""
        return len(self.parties), len(self.periods)

    def bounds(self) -> Bounds:
        """One pass over the file."""
        found = self._rows(
            "SELECT min(value), max(value) FROM panel GROUP BY indicator ORDER BY indicator"
        )
        return Bounds(_column(found, 0), _column(found, 1))

    def entropy_sums(self, bounds: Bounds) -> EntropySums:
        """One pass with the bounds joined; z ln z is 0 at 0."""
        self._small("bound", {"low": bounds.low, "scale": bounds.scale})
        found = self._rows(
            "SELECT fsum(z), fsum(CASE WHEN z > 0 THEN z * ln(z) ELSE 0 END) FROM ("
            "SELECT indicator, (value - low) * scale AS z FROM panel JOIN bound USING (indicator)"
            ") GROUP BY indicator ORDER BY indicator"
        )
        count = self.shape[0] * self.shape[1]
        return EntropySums(_rounded(_column(found, 0)), _rounded(_column(found, 1)), count)

    def combine(self, weights: Floats) -> Floats:
        """Σ w x for every party and period, by grouping the long rows."""
        names = [f"w{g}" for g in range(weights.shape[1])]
        self._small("weight", {n: weights[:, g] for g, n in enumerate(names)})
        sums = ", ".join(f"fsum(value * {n})" for n in names)
        arrays = self._connection.arrays(
            f"SELECT {sums} FROM panel JOIN weight USING (indicator) "
            "GROUP BY party, period ORDER BY party, period"
        )
        import numpy as np

        return _rounded(np.column_stack([np.asarray(a) for a in arrays.values()]))

    def close(self) -> None:
        """Close the connection and remove what was spilled."""
        self._connection.close()
        self._scratch.cleanup()

    def _rows(self, sql: str) -> list[tuple[object, ...]]:
        return rows(self._connection, sql)

    def _small(self, name: str, columns: dict[str, Floats]) -> None:
        """A table of numbers by indicator."""
        fields = ", ".join(f"{identifier(c)} DOUBLE" for c in columns)
        self._connection.execute(f"CREATE OR REPLACE TABLE {name} (indicator VARCHAR, {fields})")
        marks = ", ".join("?" for _ in range(len(columns) + 1))
        self._connection.executemany(
            f"INSERT INTO {name} VALUES ({marks})",
            [
                [indicator, *(float(column[i]) for column in columns.values())]
                for i, indicator in enumerate(self.indicators)
            ],
        )

    def _refuse_gaps(self) -> None:
        expected = len(self.periods) * len(self.indicators)
        wrong = self._rows(
            "SELECT party FROM panel GROUP BY party "
            f"HAVING count(*) <> {expected} OR count(value) <> {expected} ORDER BY party LIMIT 1"
        )
        if not wrong:
            return
        party = str(wrong[0][0])
        cell = self._rows(
            "SELECT t.period, i.indicator FROM (SELECT DISTINCT period FROM panel) t "
            "CROSS JOIN (SELECT DISTINCT indicator FROM panel) i LEFT JOIN "
            f"(SELECT * FROM panel WHERE party = {text(party)}) p USING (period, indicator) "
            "GROUP BY ALL HAVING count(p.value) <> 1 ORDER BY ALL LIMIT 1"
        )
        period, indicator = cell[0]
        raise BadInput(
            Words(
                f"方 {party}、时期 {period}、指标 {indicator}: 缺值或重复",
                f"party {party}, period {period}, indicator {indicator}: missing or repeated",
            ),
            hint=Words("补上该值, 每个键一行", "supply it, one row per key"),
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
