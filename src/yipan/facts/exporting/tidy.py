"""Tidy CSV: the ledger's own columns; `yipan import` reads it back to the same identities."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from yipan.facts.exporting.selected import cells
from yipan.facts.record import Fact, column_names


def tidy_csv(facts: Iterable[Fact]) -> bytes:
    """The facts as UTF-8 CSV with a mark, so that spreadsheets show Chinese."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(column_names())
    writer.writerows(cells(fact) for fact in facts)
    return b"\xef\xbb\xbf" + out.getvalue().encode()
