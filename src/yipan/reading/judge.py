"""Judging a set of readings: every kind of statement in turn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from yipan.reading.arithmetic import Arithmetic
from yipan.reading.counts import Counting
from yipan.reading.evidence import Evidence
from yipan.reading.general import generalise
from yipan.reading.links import Links, across, against_known
from yipan.reading.reader import Reading, Vocabulary
from yipan.reading.repairs import mend
from yipan.reading.trends import TableAndTime, Trends
from yipan.reading.unread import unread


def judge(readings: Sequence[Reading], vocabulary: Vocabulary, known: Sequence[Any]) -> None:
    """Fill the claims of every document."""
    evidence = Evidence(readings, vocabulary)
    for reading in readings:
        reading.document.claims.extend(Arithmetic(reading, evidence).claims())
    for reading in readings:
        claims = reading.document.claims
        claims.extend(Counting(reading, evidence).claims())
        claims.extend(Links(reading, evidence).claims())
        claims.extend(Trends(reading, evidence).claims())
        claims.extend(TableAndTime(reading, evidence).claims())
        generalise(reading, evidence)
        if known:
            against_known(reading, evidence, known)
    if len(readings) > 1:
        across(readings, evidence)
    for reading in readings:
        mend(reading, evidence)
        reading.document.unread = unread(reading)
