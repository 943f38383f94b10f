"""Times in turn: 2022年、2023年分别为12.4%和18.7%, 2020年至2023年依次为A、B、C和D."""

from __future__ import annotations

import re

from yipan.core.period import Period, PeriodKind, year
from yipan.reading.text.sentences import Sentence

# A run of times, and what stands between it and the list that it is told of.
_TIMES = re.compile(r"(?P<times>T(?:aT)*)(?P<between>[^TQPpMNRqsaG]*)\Z")


def time_in_turn(sentence: Sentence, order: tuple[int, int, int] | None) -> Period | None:
    """The time of one of a series, by its place in it; None where the times are not as many."""
    place, count, first = order or (0, 0, 0)
    match = _TIMES.search(sentence.kinds, 0, first) if count > 1 else None
    if match is None:
        return None
    tokens = sentence.tokens[match.start("times") : match.end("times")]
    times = [t.value[0] for t in tokens if t.kind == "T" and isinstance(t.value, tuple)]
    if len(times) == count:
        found: Period = times[place]
        return found
    span = times[0] if len(times) == 1 else None
    if span is None or span.kind != PeriodKind.YEARS or span.start is None or span.end is None:
        return None
    long = span.end.year - span.start.year + 1
    return year(span.start.year + place) if long == count else None
