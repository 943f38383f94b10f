"""Names of places and indicators in running text: longest match, one pass."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Generic, TypeVar

from yipan.core.errors import BadInput, Where
from yipan.core.indicators import Better, Indicator, IndicatorKind, IndicatorTable
from yipan.core.words import Words

T = TypeVar("T")


class NameScanner(Generic[T]):
    """Finds the longest known name at each position, left to right. Names have two characters up."""

    def __init__(self, names: Iterable[tuple[str, T]]) -> None:
        heads: dict[str, dict[str, T]] = {}
        for name, thing in names:
            if len(name) > 1:
                heads.setdefault(name[:2], {}).setdefault(name, thing)
        self._heads = {
            head: sorted(held.items(), key=lambda pair: (-len(pair[0]), pair[0]))
            for head, held in heads.items()
        }
        firsts = "".join(sorted({head[0] for head in heads}))
        self._first = re.compile(f"[{re.escape(firsts)}]" if firsts else r"(?!)")

    def scan(self, text: str) -> list[tuple[int, int, T]]:
        """(start, end, thing) of every name, without overlap."""
        found: list[tuple[int, int, T]] = []
        look = self._heads.get
        reached, last = 0, len(text) - 1
        for first in self._first.finditer(text, 0, max(0, last)):
            position = first.start()
            held = look(text[position : position + 2]) if position >= reached else None
            if held is not None:
                for name, thing in held:
                    if text.startswith(name, position):
                        reached = position + len(name)
                        found.append((position, reached, thing))
                        break
        return found


@dataclass(frozen=True, slots=True)
class Place:
    """A place or a group of places, as the data file lists it."""

    code: str
    name: str
    level: str
    parent: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """All places by code, and every name."""

    by_code: dict[str, Place]
    names: tuple[tuple[str, Place], ...]

    def members_of(self, name: str) -> list[str]:
        """The names of the members of the first group of that name."""
        return _members(self).get(name, [])

    def named(self, codes: tuple[str, ...]) -> Place | None:
        """The group with exactly these members, or None."""
        wanted = set(codes)
        return next(
            (p for p in self.by_code.values() if p.members and set(p.members) == wanted), None
        )


@dataclass(frozen=True, slots=True)
class Identity:
    """A rule that ties indicators together; limits are in %."""

    rule: str
    whole: str
    terms: tuple[str, ...]
    low: str
    high: str


@lru_cache(maxsize=4)
def _members(held: Places) -> dict[str, list[str]]:
    groups = [p for p in held.by_code.values() if p.members]
    return {g.name: [held.by_code[m].name for m in g.members] for g in reversed(groups)}


@lru_cache(maxsize=1)
def places() -> Places:
    """The built-in places: provinces, prefectures, usual groups."""
    by_code: dict[str, Place] = {}
    names: list[tuple[str, Place]] = []
    for row in _rows("places.csv"):
        place = Place(
            row["code"], row["name"], row["level"], row["parent"], tuple(row["members"].split())
        )
        by_code[place.code] = place
        names.append((place.name, place))
        names.extend((alias, place) for alias in row["aliases"].split("|") if alias)
    return Places(by_code, tuple(names))


def with_own_places(own: Iterable[tuple[Place, tuple[str, ...]]]) -> Places:
    """The built-in places and a user's own, each with its other names.

    One of whose names is built in is that place; members are named by the user's codes.
    """
    held = places()
    built_in = dict(reversed(held.names))
    given = list(own)
    same = {place.code: find_place(built_in, (place.name, *names)) for place, names in given}
    codes = {code: found.code if found else f"@{code}" for code, found in same.items()}
    by_code, names_ = dict(held.by_code), list(held.names)
    for place, names in given:
        if same[place.code] is None:
            members = tuple(codes[m] for m in place.members if m in codes)
            made = replace(place, code=codes[place.code], members=members)
            by_code[made.code] = made
            names_ += [(name, made) for name in (made.name, *names)]
    return Places(by_code, tuple(names_))


def find_place(known: Mapping[str, Place], names: Iterable[str]) -> Place | None:
    """The place that one of the names means."""
    return next((known[name] for name in names if name in known), None)


@lru_cache(maxsize=1)
def identities() -> tuple[Identity, ...]:
    """The built-in identities between indicators."""
    return tuple(
        Identity(r["rule"], r["whole"], tuple(r["terms"].split()), r["low"], r["high"])
        for r in _rows("identities.csv")
    )


@lru_cache(maxsize=1)
def general_indicators() -> tuple[Indicator, ...]:
    """The built-in vocabulary of statistical reports."""
    return tuple(
        _indicator(row, "indicators.csv", n) for n, row in enumerate(_rows("indicators.csv"), 2)
    )


def user_indicators(path: Path) -> tuple[Indicator, ...]:
    """A user's vocabulary file: the columns of the built-in one; only slug and name_zh are needed."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            rows = list(csv.DictReader(handle))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise BadInput(
            Words(f"读不了词汇文件: {reason}", f"vocabulary file cannot be read: {reason}"),
            where=str(path),
        ) from None
    if not rows or not {"slug", "name_zh"} <= set(rows[0]):
        raise BadInput(
            Words(
                "词汇文件缺少列 slug、name_zh", "vocabulary file lacks the columns slug and name_zh"
            ),
            where=str(path),
        )
    return tuple(_indicator(row, str(path), n) for n, row in enumerate(rows, 2))


def with_general(own: Iterable[Indicator]) -> IndicatorTable:
    """A table whose own indicators come first and the general ones fill the rest."""
    return IndicatorTable([*own, *general_indicators()])


def _rows(name: str) -> list[dict[str, str]]:
    text = files("yipan.reading").joinpath("data", name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def _indicator(row: dict[str, str], file: str, line: int) -> Indicator:

    def get(key: str) -> str:
        return (row.get(key) or "").strip()

    try:
        return Indicator(
            slug=get("slug"),
            name_zh=get("name_zh"),
            name_en=get("name_en"),
            unit=get("unit"),
            kind=IndicatorKind(get("kind") or "flow"),
            better=Better(get("better") or "none"),
            price_basis=get("price_basis"),
            additive=get("additive") in {"1", "true", "yes"},
            aliases=tuple(a for a in get("aliases").split("|") if a),
            part_of=get("part_of"),
            domain=get("domain"),
        )
    except ValueError as error:
        raise BadInput(
            Words(f"指标行有误: {error}", f"bad indicator row: {error}"), where=Where(file, line)
        ) from None
