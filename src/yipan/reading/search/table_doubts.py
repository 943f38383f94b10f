"""Alarms that set a number of the text against a cell of a table that may be another's.

A level that takes its place and its time from the words around it may be of another row. Such an
alarm stands only where one digit, or two exchanged, would make the statement true.
"""

from __future__ import annotations

from yipan.reading.model import Claim
from yipan.reading.reckoning.evidence import Evidence
from yipan.reading.reckoning.figures import Figures
from yipan.reading.reckoning.repairs import one_number_mends

_LEANS = frozenset({"party", "period"})


def drop_doubtful_cells(figures: Figures, evidence: Evidence, claims: list[Claim]) -> None:
    """Take back the alarms that lean on a cell and on inherited slots alone."""
    claims[:] = [
        c
        for c in claims
        if c.verdict != "inconsistent"
        or not _leans(c, evidence)
        or one_number_mends(c, figures.reading, evidence)
    ]


def _leans(claim: Claim, evidence: Evidence) -> bool:
    held = [evidence.quantities[i] for i in claim.operands if i in evidence.quantities]
    told = [q for q in held if q.table is None]
    return len(told) < len(held) and any({*q.inherited} >= _LEANS for q in told)
