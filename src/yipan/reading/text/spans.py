"""Stretches of a text, and whether another one touches any of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate

Span = tuple[int, int]


class Spans:
    """Stretches by where they begin, with how far those up to each one reach."""

    def __init__(self, spans: Iterable[Span]) -> None:
        held = sorted(spans)
        self._starts = [start for start, _ in held]
        self._reach = list(accumulate((end for _, end in held), max))

    def touch(self, span: Span) -> bool:
        """Whether one of them and this stretch have a character in common."""
        before = bisect_left(self._starts, span[1])
        return before > 0 and self._reach[before - 1] > span[0]
