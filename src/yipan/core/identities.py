"""What must hold between figures: identities, structures and plausible changes, as data of a board.

A board keeps them in `identities.yaml`; `docs/reference/board.md` describes every key. Nothing here
knows an indicator or a party by name.

| kind | what must hold |
| --- | --- |
| product | whole = factor × factor × … (in reference units; a percentage counts as hundredths) |
| structure | parts of 100 %: together exactly 100, or at most 100 where they are not complete |
| growth | level now ÷ level a year before = 1 + rate |
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any

from yipan.core.errors import BadBoard, Where
from yipan.core.fields import exact_or_scientific
from yipan.core.interval import Interval
from yipan.core.strict_yaml import line_of
from yipan.core.words import Words


class IdentityKind(StrEnum):
    """The form of an identity."""

    PRODUCT = "product"
    STRUCTURE = "structure"
    GROWTH = "growth"


@dataclass(frozen=True, slots=True)
class Identity:
    """One identity. Indicators are named by slug.

    `whole` and `parts`: of a product the whole and its factors; of a structure no whole and its
    shares; of growth the level and, as only part, the rate. `nearest`: factors that may stand in
    from up to so many years away. `tolerance` (a fraction) is what such a stand-in can explain.
    """

    id: str
    kind: IdentityKind
    name: Words
    parts: tuple[str, ...]
    whole: str = ""
    complete: bool = True
    nearest: Mapping[str, int] = field(default_factory=dict)
    tolerance: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Plausible:
    """How much an indicator can change in a year.

    `relative`: bounds are fractions of the earlier value; else they are in the indicator's unit.
    `inside`: figures of one source are compared with each other, too; else only where one source
    follows on another.
    """

    indicator: str
    change: Interval
    relative: bool = True
    inside: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Partition:
    """The children of one kind make up the whole party, none missing and none overlapping."""

    whole: str
    kind: str


@dataclass(frozen=True, slots=True)
class Identities:
    """All that a board declares."""

    identities: tuple[Identity, ...] = ()
    plausible: tuple[Plausible, ...] = ()
    partitions: tuple[Partition, ...] = ()

    def indicators(self) -> list[str]:
        """Every slug that is named."""
        named = [s for i in self.identities for s in (i.whole, *i.parts, *i.nearest)]
        named += [p.indicator for p in self.plausible]
        return sorted({slug for slug in named if slug})


# The keys of identities.yaml and what they mean: for reading, and for the reference page.
KEYS: dict[str, dict[str, str]] = {
    "identities": {
        "id": "short name of the identity, unique on the board",
        "kind": "product, structure or growth",
        "name": "what it says: zh and en",
        "whole": "slug of the whole (product) or of the level (growth)",
        "parts": "slugs of the factors (product), the shares (structure) or the rate (growth)",
        "complete": "structure only: the shares make up 100 % (true) or at most 100 (false)",
        "nearest": "slug: years; a factor that may stand in from up to so many years away",
        "tolerance": "per cent that a stand-in can explain",
    },
    "plausible": {
        "indicator": "slug of the indicator",
        "change_per_year": "lowest and highest plausible change in a year",
        "unit": "% (of the earlier value) or the indicator's own unit",
        "inside": "true: also inside one source; false: only where one source follows another",
        "note": "why these bounds",
    },
    "partitions": {
        "whole": "code of the party",
        "kind": "kind of the children that make it up (city, county, …)",
    },
}


def read_identities(document: object, *, where: str = "identities.yaml") -> Identities:
    """The identities from a parsed YAML document; names the key that cannot be used."""
    if document is None:
        return Identities()
    content = _mapping(document, where, "")
    _refuse_unknown(content, KEYS, where, "")
    return Identities(
        tuple(_identity(row, where) for row in _rows(content, "identities", where)),
        tuple(_plausible(row, where) for row in _rows(content, "plausible", where)),
        tuple(
            Partition(_text(row, "whole", where), _text(row, "kind", where))
            for row in _rows(content, "partitions", where)
        ),
    )


def _identity(row: Mapping[str, Any], where: str) -> Identity:
    name = row.get("name", row.get("id", ""))
    words = Words(str(name["zh"]), str(name["en"])) if _is_words(name) else Words(*(str(name),) * 2)
    kinds = tuple(IdentityKind)
    kind = _text(row, "kind", where)
    if kind not in kinds:
        raise _bad(where, "kind", f"{kind!r}", f"{', '.join(kinds)}", row)
    parts = row.get("parts")
    if not isinstance(parts, list) or not parts:
        raise _bad(where, "parts", repr(parts), "[slug, slug]", row)
    return Identity(
        id=_text(row, "id", where),
        kind=IdentityKind(kind),
        name=words,
        parts=tuple(str(part) for part in parts),
        whole="" if kind == IdentityKind.STRUCTURE else _text(row, "whole", where),
        complete=_flag(row, "complete", where),
        nearest={str(k): int(v) for k, v in _mapping(row.get("nearest") or {}, where, "").items()},
        tolerance=_number(row.get("tolerance", 0), "tolerance", where) / 100,
    )


def _plausible(row: Mapping[str, Any], where: str) -> Plausible:
    bounds = row.get("change_per_year")
    if not isinstance(bounds, list) or len(bounds) != 2:
        raise _bad(where, "change_per_year", repr(bounds), "[-5, 13]", row)
    relative = str(row.get("unit", "%")) == "%"
    low, high = (_number(b, "change_per_year", where) / (100 if relative else 1) for b in bounds)
    if low > high:
        raise _bad(where, "change_per_year", repr(bounds), "[-5, 13]", row)
    return Plausible(
        indicator=_text(row, "indicator", where),
        change=Interval(low, high),
        relative=relative,
        inside=_flag(row, "inside", where, "false"),
        note=str(row.get("note") or ""),
    )


def _rows(content: Mapping[str, Any], key: str, where: str) -> Iterable[Mapping[str, Any]]:
    rows = content.get(key) or []
    if not isinstance(rows, list):
        raise _bad(where, key, type(rows).__name__, "- id: …")
    for row in rows:
        found = _mapping(row, where, key)
        _refuse_unknown(found, KEYS[key], where, key)
        yield found


def _is_words(value: object) -> bool:
    return isinstance(value, Mapping) and {"zh", "en"} <= value.keys()


def _mapping(value: object, where: str, key: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise _bad(where, key, repr(value)[:40], "key: value")
    return value


def _flag(row: Mapping[str, Any], key: str, where: str, default: str = "true") -> bool:
    text = str(row.get(key, default)).casefold()
    if text not in {"true", "false"}:
        raise _bad(where, key, repr(text), "true, false", row)
    return text == "true"


def _text(row: Mapping[str, Any], key: str, where: str) -> str:
    value = str(row.get(key) or "")
    if not value:
        raise _bad(where, key, "nothing", f"{key}: …", row)
    return value


def _number(value: object, key: str, where: str) -> Fraction:
    found = exact_or_scientific(str(value))
    if found is None:
        raise _bad(where, key, repr(value), "1.5")
    return found


def _refuse_unknown(
    row: Mapping[str, Any], known: Mapping[str, object], where: str, key: str
) -> None:
    for name in row:
        if name not in known:
            raise _bad(where, f"{key}.{name}".strip("."), "unknown key", ", ".join(known), row)


def _bad(where: str, field_name: str, found: str, wanted: str, near: object = None) -> BadBoard:
    return BadBoard(
        Words(f"不能使用 {found}", f"{found} cannot be used"),
        hint=Words(f"应写作 {wanted}", f"write {wanted}"),
        where=Where(where, row=line_of(near) or None, field=field_name),
    )
