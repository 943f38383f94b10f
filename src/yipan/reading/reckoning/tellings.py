"""The rows of the table that look across sentences: words before a number, and how to reckon it.

Each row of `data/tellings.toml` names its kernel; an analyst adds a wording by adding a row with an
example. The first row whose words stand before the number, and whose measure is its own, is taken.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from yipan.reading.reckoning.near import Place

_POINTS = "percentage_point"
_MEASURES = ("percent", "points", "times", "amount", "number", "ratio")


@dataclass(frozen=True, slots=True)
class Telling:
    """A row: the words before the number, its measure, the relation and the kernel that judges it."""

    name: str
    relation: str
    kernel: str
    measure: str
    words: re.Pattern[str]
    down: bool
    certain: bool
    parts: tuple[str, ...]
    example: str
    wrong: str


@lru_cache(maxsize=1)
def tellings() -> tuple[Telling, ...]:
    """All rows in the order in which they are tried."""
    text = files("yipan.reading").joinpath("data", "tellings.toml").read_text("utf-8")
    return tuple(
        Telling(
            r["name"],
            r["relation"],
            r["kernel"],
            r["measure"],
            re.compile(f"(?:{r['words']})$"),
            r.get("down", False),
            r.get("certain", False),
            tuple(r.get("parts", ())),
            r["example"],
            r.get("wrong", ""),
        )
        for r in tomllib.loads(text)["telling"]
    )


def tellings_of(place: Place) -> Iterator[Telling]:
    """The rows of a number, in order."""
    held = _by_measure().get(_measure(place), ())
    return (r for r in held if r.words.search(place.lead))


@lru_cache(maxsize=1)
def _by_measure() -> dict[str, tuple[Telling, ...]]:
    return {m: tuple(r for r in tellings() if r.measure == m) for m in _MEASURES}


def _measure(place: Place) -> str:
    dimension = place.quantity.dimension
    if place.quantity.role == "structure":
        return "ratio"
    if dimension == "percent":
        return "percent"
    if dimension == _POINTS:
        return "points"
    if place.quantity.unit == "倍":
        return "times"
    return "number" if dimension == "number" else "amount"
