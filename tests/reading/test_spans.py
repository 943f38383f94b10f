"""Stretches that touch another: the same answer as comparing each with it."""

from __future__ import annotations

from itertools import product

from yipan.reading.text.spans import Spans


def test_touching_is_having_a_character_in_common():
    """Neighbours that only meet do not touch; a long one reaches over short ones behind it."""
    held = [(5, 9), (0, 30), (40, 42), (12, 13)]
    spans = Spans(held)
    for start, size in product(range(45), range(1, 5)):
        asked = (start, start + size)
        assert spans.touch(asked) == any(a < asked[1] and asked[0] < b for a, b in held)
    assert not Spans([]).touch((0, 1))
