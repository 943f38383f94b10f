"""Judging a set of readings: every kind of statement in turn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from yipan.reading.across import across, against_known
from yipan.reading.arithmetic import Arithmetic
from yipan.reading.counts import Counting
from yipan.reading.cumulative import RunningTotals
from yipan.reading.evidence import Evidence
from yipan.reading.extremes import Extremes
from yipan.reading.gaps import Gaps
from yipan.reading.general import generalise
from yipan.reading.identities import Identities
from yipan.reading.lengths import Lengths
from yipan.reading.links import Links
from yipan.reading.means import WeightedMeans
from yipan.reading.period_sums import PeriodSums
from yipan.reading.ranks import Ranks
from yipan.reading.readings import Reading, Vocabulary
from yipan.reading.repairs import mend
from yipan.reading.settling import settle
from yipan.reading.table_checks import TableChecks
from yipan.reading.table_formulas import TableFormulas
from yipan.reading.trends import Trends
from yipan.reading.truncation import Truncations
from yipan.reading.unread import unread
from yipan.reading.wholes import Wholes

# What is judged one document at a time, once the arithmetic of all is known.
KINDS = (
    Counting, Links, PeriodSums, Wholes, Identities, Trends, Gaps, Ranks, Extremes, Lengths, RunningTotals,
    TableChecks, TableFormulas, Truncations, WeightedMeans,
)  # fmt: skip


def judge(readings: Sequence[Reading], vocabulary: Vocabulary, known: Sequence[Any]) -> None:
    """Fill the claims of every document."""
    evidence = Evidence(readings, vocabulary)
    for reading in readings:
        reading.document.claims.extend(Arithmetic(reading, evidence).claims())
    for reading in readings:
        claims = reading.document.claims
        for kind in KINDS:
            claims.extend(kind(reading, evidence).claims())
        generalise(reading, evidence)
        if known:
            against_known(reading, evidence, known)
    if len(readings) > 1:
        across(readings, evidence)
    for reading in readings:
        settle(reading, evidence)
        mend(reading, evidence)
        reading.document.unread = unread(reading)
