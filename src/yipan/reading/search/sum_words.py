"""The words of `data/sum_words.toml`: how much words at a place tell about a total and its parts."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files

# Clauses that the runs of a paragraph ask about again and again.
_KEPT = 1024
Rows = tuple[tuple[re.Pattern[str], int], ...]


def table() -> list[dict[str, object]]:
    """All rows in order."""
    text = files("yipan.reading").joinpath("data", "sum_words.toml").read_text("utf-8")
    rows: list[dict[str, object]] = tomllib.loads(text)["word"]
    return rows


@lru_cache(maxsize=1)
def _by_sense() -> dict[tuple[str, str], Rows]:
    found: dict[tuple[str, str], list[tuple[re.Pattern[str], int]]] = {}
    for row in table():
        key = (str(row["sense"]), str(row["place"]))
        found.setdefault(key, []).append((re.compile(str(row["words"])), int(str(row["weight"]))))
    return {key: tuple(rows) for key, rows in found.items()}


@lru_cache(maxsize=_KEPT)
def told(sense: str, place: str, words: str) -> int:
    """The weight of the words of a sense at a place; 0 where none stands there."""
    rows = _by_sense().get((sense, place), ())
    return max((weight for pattern, weight in rows if pattern.search(words)), default=0)
