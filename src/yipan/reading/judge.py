"""Judging a set of readings: every kind of statement in turn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from yipan.reading.reader import Reading, Vocabulary


def judge(readings: Sequence[Reading], vocabulary: Vocabulary, known: Sequence[Any]) -> None:
    """Fill the claims of every document."""
