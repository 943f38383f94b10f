"""A panel as a long Parquet table: party, period, indicator, value; empty cells are left out."""

from __future__ import annotations

import tempfile
from pathlib import Path

from yipan.facts.engine import connect, text
from yipan.facts.panel import Panel


def write_panel(path: Path, panel: Panel) -> int:
    """Write the cells that have a value; how many. The file appears whole."""
    import numpy as np

    _, periods, indicators = panel.values.shape
    flat = panel.values.ravel()
    cells = np.flatnonzero(~np.isnan(flat))
    partial = path.with_name(f".{path.name}.part")
    with tempfile.TemporaryDirectory(prefix="yipan-panel-") as folder:
        connection = connect(Path(folder))
        try:
            connection.offer("cells", {"cell": cells, "value": flat[cells]})
            place = {
                "party": f"cell // {periods * indicators}",
                "period": f"cell // {indicators} % {periods}",
                "indicator": f"cell % {indicators}",
            }
            labels = ", ".join(
                f"list_extract(${axis}::VARCHAR[], {number} + 1) AS {axis}"
                for axis, number in place.items()
            )
            connection.execute(
                f"COPY (SELECT {labels}, value FROM cells) TO {text(str(partial))} "
                "(FORMAT parquet)",
                {
                    "party": list(panel.parties),
                    "period": list(panel.periods),
                    "indicator": list(panel.indicators),
                },
            )
        finally:
            connection.close()
    partial.replace(path)
    return len(cells)
