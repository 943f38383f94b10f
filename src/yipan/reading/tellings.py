"""The rows of the table that look across sentences: words before a number, and how to reckon it.

Each row of `data/tellings.toml` names its kernel; an analyst adds a wording by adding a row with an
example. The first row whose words stand before the number, and whose measure is its own, is taken.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from yipan.reading.near import Place

_POINTS = "percentage_point"


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


def telling_of(place: Place) -> Telling | None:
    """The row of a number."""
    measure = _measure(place)
    lead = place.lead
    return next((r for r in tellings() if r.measure == measure and r.words.search(lead)), None)


def _measure(place: Place) -> str:
    dimension = place.quantity.dimension
    if dimension == "percent":
        return "percent"
    if dimension == _POINTS:
        return "points"
    if place.quantity.unit == "倍":
        return "times"
    return "number" if dimension == "number" else "amount"
