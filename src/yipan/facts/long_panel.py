"""A panel as a long Parquet table: party, period, indicator, value; empty cells are left out."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path

from yipan.facts.engine import connect, text
from yipan.facts.panel import Panel


def write_panel(path: Path, panel: Panel) -> int:
    """Write the cells that have a value; how many. The file appears whole."""
    import numpy as np

    with tempfile.TemporaryDirectory(prefix="yipan-panel-") as folder:
        rows = Path(folder) / "rows.csv"
        count = 0
        with rows.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("party", "period", "indicator", "value"))
            for p, t, i in np.argwhere(~np.isnan(panel.values)):
                value = repr(float(panel.values[p, t, i]))
                key = (panel.parties[p], panel.periods[t], panel.indicators[i])
                writer.writerow((*key, value))
                count += 1
        connection = connect(Path(folder))
        partial = path.with_name(f".{path.name}.part")
        try:
            connection.execute(
                f"COPY (SELECT * FROM read_csv({text(str(rows))}, header=true, columns="
                "{'party': 'VARCHAR', 'period': 'VARCHAR', 'indicator': 'VARCHAR', "
                f"'value': 'DOUBLE'}})) TO {text(str(partial))} (FORMAT parquet)"
            )
        finally:
            connection.close()
        partial.replace(path)
    return count
