"""Reads the indicators of a compact."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from yipan.compacts.document.document import Indicator
from yipan.compacts.document.reading_fields import Fields, text_of
from yipan.compacts.document.reading_words import as_list
from yipan.compacts.words.parties import canonical_party
from yipan.compacts.words.units import find_compact_unit, parse_number

INDICATOR_KEYS = [
    "kind",
    "unit",
    "period",
    "combine",
    "party",
    "attest",
    "range",
    "valid",
    "flow",
    "clause",
    "optional",
    "parts",
    "less",
    "gross",
    "rate",
    "scale",
    "note",
    "mark",
    "source",
]
KIND_NAMES = ("number", "truth", "party", "text", "level", "year", "series")
COMBINE = ("sum", "mean", "none")
PERIODS = ("year", "quarter", "month", "day", "constant")


def read_indicator(fields_of: Fields, name: str, node: object) -> Indicator:
    """One entry of `indicators`."""
    fields: dict[str, Any] = node if isinstance(node, dict) else {}
    at = f"indicators.{name}"
    fields_of.known_keys(fields, INDICATOR_KEYS, at)
    unit = find_compact_unit(str(fields.get("unit") or "1"))
    if unit is None:
        fields_of.problems.add(
            "UNIT_MISMATCH", at, f"不认识单位“{fields.get('unit')}”", "unknown unit", node
        )
        unit = find_compact_unit("1")
        assert unit is not None
    low, low_open, high = _range(fields_of, fields, at)
    valid = fields.get("valid")
    return Indicator(
        name=name,
        kind=fields_of.choice(fields, "kind", KIND_NAMES, "number"),
        dimension=unit.dimension,
        unit=unit.name,
        factor=unit.factor,
        period=fields_of.choice(fields, "period", PERIODS, "year"),
        combine=fields_of.choice(fields, "combine", COMBINE, "none"),
        party=canonical_party(str(fields["party"])) if fields.get("party") else None,
        attest=tuple(str(r) for r in as_list(fields.get("attest"))),
        parts=tuple(str(i) for i in as_list(fields.get("parts"))),
        less=tuple(str(i) for i in as_list(fields.get("less"))),
        gross=text_of(fields.get("gross")),
        rate=text_of(fields.get("rate")),
        low=low,
        low_open=low_open,
        high=high,
        valid_until=fields_of.day(valid, "until", at) if isinstance(valid, dict) else None,
        flow=text_of(fields.get("flow")),
        clause=text_of(fields.get("clause")),
        scale=tuple(str(level) for level in as_list(fields.get("scale"))),
        optional=fields.get("optional") == "是",
    )


def _range(
    fields_of: Fields, fields: dict[str, Any], at: str
) -> tuple[Fraction | None, bool, Fraction | None]:
    given = fields.get("range")
    if given is None:
        return None, False, None
    text = str(given)
    if text.startswith(">"):
        strict = not text.startswith(">=")
        low = parse_number(text.lstrip(">=").strip())
        if low is not None:
            return low, strict, None
    left, dots, right = text.partition("..")
    low, high = parse_number(left.strip()), parse_number(right.strip())
    if dots and low is not None and high is not None:
        return low, False, high
    fields_of.problems.add(
        "BAD_VALUE",
        at,
        f"range 应写 >=0、>0 或 0..1,不是“{text}”",
        f"bad range {text!r}",
        fields,
    )
    return None, False, None
