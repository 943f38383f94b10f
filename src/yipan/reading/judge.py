"""Judging a set of readings: every kind of statement in turn."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from yipan.core.period import UNDATED
from yipan.reading.general import generalise
from yipan.reading.reckoning.evidence import Evidence
from yipan.reading.reckoning.repairs import mend
from yipan.reading.reckoning.settling import settle
from yipan.reading.relations.across import across, against_known
from yipan.reading.relations.arithmetic import Arithmetic
from yipan.reading.relations.counts import Counting
from yipan.reading.relations.cumulative import RunningTotals
from yipan.reading.relations.extremes import Extremes
from yipan.reading.relations.gaps import Gaps
from yipan.reading.relations.identities import Identities
from yipan.reading.relations.lengths import Lengths
from yipan.reading.relations.links import Links
from yipan.reading.relations.means import WeightedMeans
from yipan.reading.relations.payouts import Payouts
from yipan.reading.relations.period_sums import PeriodSums
from yipan.reading.relations.ranks import Ranks
from yipan.reading.relations.table_checks import TableChecks
from yipan.reading.relations.table_formulas import TableFormulas
from yipan.reading.relations.trends import Trends
from yipan.reading.relations.truncation import Truncations
from yipan.reading.relations.unread import unread
from yipan.reading.relations.wholes import Wholes
from yipan.reading.slots.readings import Reading, Vocabulary

_YEAR = re.compile(r"(?:19|20)[0-9]{2}")

# What is judged one document at a time, once the arithmetic of all is known.
KINDS = (
    Counting, Links, Payouts, PeriodSums, Wholes, Identities, Trends, Gaps, Ranks, Extremes, Lengths, RunningTotals,
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
        if known and reading.document.anchor is not None:
            against_known(reading, evidence, known)
    if len(readings) > 1:
        across(readings, evidence)
    for reading in readings:
        settle(reading, evidence)
        mend(reading, evidence)
        reading.document.unread = unread(reading)
        if reading.document.anchor is None and not _YEAR.search(reading.document.raw):
            _undate(reading)


def _undate(reading: Reading) -> None:
    """A text that names no year anywhere tells 今年 and 上年 apart, and no date."""
    for quantity in reading.document.quantities:
        quantity.period = UNDATED
