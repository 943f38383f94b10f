"""Alarms that set a number of the text against a cell of a table that may be another's.

A level that takes its place and its time from the words around it may be of another row. Such an
alarm stands only where one digit, or two exchanged, would make the statement true.
"""

from __future__ import annotations

import re

from yipan.reading.model import Claim
from yipan.reading.reckoning.evidence import Evidence
from yipan.reading.reckoning.figures import Figures
from yipan.reading.reckoning.repairs import one_number_mends

_CLAUSE = re.compile("[，,；;。]")
_LEANS = frozenset({"party", "period"})


def drop_doubtful_cells(figures: Figures, evidence: Evidence, claims: list[Claim]) -> None:
    """Take back the alarms that lean on a cell and on inherited slots alone."""
    claims[:] = [
        c
        for c in claims
        if c.verdict != "inconsistent"
        or (
            (not _leans(c, evidence) or one_number_mends(c, figures.reading, evidence))
            and not _of_another_thing(c, figures, evidence)
        )
    ]


def _of_another_thing(claim: Claim, figures: Figures, evidence: Evidence) -> bool:
    """佛山产出效率高于深圳: cells of another field than the clause names are not compared."""
    cells = [q for i in claim.operands if (q := evidence.quantities.get(i)) and q.table is not None]
    if claim.relation != "rank_order" or not cells or len(cells) < len(claim.operands):
        return False
    raw = figures.reading.document.raw
    lead = _CLAUSE.split(raw[max(0, claim.start) : claim.span[1]])[-1]
    name = cells[0].indicator_zh or ""
    return not any(name[i : i + 2] in lead for i in range(len(name) - 1))


def _leans(claim: Claim, evidence: Evidence) -> bool:
    held = [evidence.quantities[i] for i in claim.operands if i in evidence.quantities]
    told = [q for q in held if q.table is None]
    return len(told) < len(held) and any({*q.inherited} >= _LEANS for q in told)
