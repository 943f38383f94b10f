"""Flows from a file, and a report as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from yipan.core.fields import Section, read_document
from yipan.core.interval import rational_text
from yipan.core.places import place_of, place_text
from yipan.core.units import find_unit
from yipan.core.words import Words
from yipan.links.flows import FlowReport, Flows, Pair


def read_flows(path: Path, aliases: Mapping[str, str] | None = None) -> Flows:
    """The flows in a file; `flows`, `masses` and `distances` may be tables it names."""
    root = read_document(path)
    root.one_of("kind", ["flows"])
    names = dict(aliases or {})
    unit = root.text("unit", "")
    flows: dict[Pair, Fraction] = {}
    for section in root.records("flows"):
        pair = _pair(section, names)
        qty = _amount(section, "qty", unit)
        section.text("period", "")
        section.text("note", "")
        section.finish()
        flows[pair] = flows.get(pair, Fraction(0)) + qty
    if not flows:
        raise root.bad("BAD_VALUE", "没有流量", "there are no flows", key="flows")
    masses: dict[str, Fraction] = {}
    for section in root.records("masses"):
        party = _name(section, "party", names)
        if party in masses:
            raise section.bad("DUPLICATE", f"“{party}”重复", f"{party!r} is given twice")
        masses[party] = section.number("mass")
        section.finish()
    distances: dict[Pair, Fraction] = {}
    for section in root.records("distances"):
        pair = _pair(section, names)
        distance = section.number("distance")
        section.finish()
        distances[pair] = distance
        distances.setdefault((pair[1], pair[0]), distance)
    region = tuple(place_of(text, names) for text in root.texts("region"))
    for key in ("title", "note"):
        root.text(key, "")
    illustrative = root.text("mark", "") == "illustrative"
    root.finish()
    notes = ("ILLUSTRATIVE 数据为示意,不是事实",) if illustrative else ()
    return Flows(unit, flows, region, masses, distances, notes)


def _pair(section: Section, names: Mapping[str, str]) -> Pair:
    return _name(section, "from", names), _name(section, "to", names)


def _name(section: Section, key: str, names: Mapping[str, str]) -> str:
    return place_text(place_of(section.text(key), names))


def _amount(section: Section, key: str, unit: str) -> Fraction:
    value, given = section.quantity(key)
    if given is None:
        return value
    wanted = find_unit(unit) if unit else None
    if wanted is None or not given.converts_to(wanted):
        raise section.bad(
            "UNIT_MISMATCH",
            f"{given.symbol} 不能换算为 {unit or '(文件未给单位)'}",
            f"{given.symbol} does not convert to {unit or '(the file gives no unit)'}",
            key=key,
            hint=Words(f"请以 {unit} 给出", f"give it in {unit}") if unit else "",
        )
    return value * given.factor_to(wanted)


def as_dict(found: FlowReport, unit: str) -> dict[str, Any]:
    """For JSON; exact numbers as text."""
    text = rational_text
    return {
        "unit": unit,
        "total": text(found.total),
        "inside": {
            "share": None if found.inside is None else text(found.inside),
            "kept": text(found.kept),
            "given": text(found.given),
        },
        "parties": {
            p.party: {
                "gives": text(p.gives),
                "takes": text(p.takes),
                "balance": text(p.balance),
                "own": text(p.own),
                "centrality": p.centrality,
            }
            for p in found.parties
        },
        "gravity": [
            {
                "from": e.start,
                "to": e.end,
                "actual": text(e.actual),
                "expected": e.expected,
                "ratio": e.ratio,
            }
            for e in found.gravity
        ],
        "coefficients": dict(found.coefficients),
        "notes": list(found.notes),
    }
