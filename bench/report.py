"""The report of the built-in board in every format, warm: the second one of a running process.

No peer writes the same report; the aim is a bound in seconds. Sizes of files are rows, too.
"""

from __future__ import annotations

import yipan
from bench.results import Row, seconds
from yipan.publish.report.build import build
from yipan.publish.report.writers import WRITERS, content

AIM = 5.0


def run(size: str) -> list[Row]:
    """Building the document, then each format; `html in all` is what a user waits for."""
    board = yipan.open("jingjinji")
    made = build(board, "zh")
    rows = [Row("build the document", size, seconds(lambda: build(board, "zh"), times=3), "s")]
    total = rows[0].ours
    for kind in WRITERS:
        content(made, kind)
        took = seconds(lambda kind=kind: content(made, kind), times=3)  # type: ignore[misc]
        rows.append(Row(f"write .{kind}", size, took, "s"))
        if kind == "html":
            whole = total + took
            rows.append(
                Row("report as HTML, in all", size, whole, "s", aim="≤ 5 s", met=whole <= AIM)
            )
        rows.append(Row(f"size of .{kind}", size, len(content(made, kind)) / 1000, "kB"))
    return rows
