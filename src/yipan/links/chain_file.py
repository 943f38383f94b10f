"""A chain from its file, and a report as the JSON contract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from yipan.core.errors import Coded
from yipan.core.fields import Section, read_document, unique
from yipan.core.interval import rational_text
from yipan.core.places import Place, place_of
from yipan.core.units import Unit, find_unit
from yipan.core.words import Words
from yipan.links.chain_model import Chain, ChainReport, Delivery, Stage, Supplier, check_names

Aliases = Mapping[str, str]


def read_chain(path: Path, aliases: Aliases | None = None) -> Chain:
    """The chain in a file; `aliases` makes one place of its several names."""
    root = read_document(path)
    try:
        return read_section(root, aliases or {})
    except Coded as error:
        raise error if root.file in error.where else _with_file(error, root.file) from error


def read_section(root: Section, aliases: Aliases) -> Chain:
    """The chain in a document."""
    root.one_of("kind", ["chain"])
    names = dict(aliases)
    own = root.section("aliases")
    if own:
        names.update({key: own.text(key) for key in own.names()})
    unit = root.text("unit", "")
    stages, units = _stages(root, unit)
    suppliers = tuple(_supplier(n, s, names, units) for n, s in unique(root.records("suppliers")))
    chain = Chain(
        root.text("product", ""),
        unit,
        root.number("demand"),
        root.text("target"),
        stages,
        suppliers,
        _places(root, "region", names),
        _places(root, "trusted", names) if root.has("trusted") else None,
        tuple(_delivery(s, names, units) for s in root.records("deliveries")),
        root.text("mark", ""),
    )
    for key in ("title", "note"):
        root.text(key, "")
    root.texts("sources")
    root.finish()
    check_names(chain)
    return chain


def _stages(root: Section, unit: str) -> tuple[tuple[Stage, ...], dict[str, str]]:
    stages: list[Stage] = []
    units: dict[str, str] = {}
    for name, section in unique(root.records("stages")):
        needs = section.section("needs")
        stage = Stage(
            name,
            {k: needs.number(k) for k in needs.names()} if needs else {},
            section.truth("free"),
            section.text("name", ""),
        )
        units[name] = section.text("unit", unit)
        section.text("note", "")
        section.finish()
        stages.append(stage)
    if not stages:
        raise root.bad("BAD_VALUE", "没有环节", "there are no stages", key="stages")
    return tuple(stages), units


def _supplier(name: str, section: Section, aliases: Aliases, units: Mapping[str, str]) -> Supplier:
    stage = section.text("stage")
    supplier = Supplier(
        name,
        stage,
        place_of(section.text("party", ""), aliases),
        _amount(section, "capacity", units.get(stage, "")),
        section.text("mark", ""),
    )
    for key in ("name", "note", "source"):
        section.text(key, "")
    section.finish()
    return supplier


def _delivery(section: Section, aliases: Aliases, units: Mapping[str, str]) -> Delivery:
    stage = section.text("stage")
    to = place_of(section.text("to"), aliases)
    found = Delivery(stage, to, _amount(section, "qty", units.get(stage, "")))
    section.finish()
    return found


def _amount(section: Section, key: str, unit: str) -> Fraction:
    """A quantity in the unit of its stage; a bare number is taken to be in it."""
    value, given = section.quantity(key)
    if given is None:
        return value
    wanted: Unit | None = find_unit(unit) if unit else None
    if wanted is None or not given.converts_to(wanted):
        raise section.bad(
            "UNIT_MISMATCH",
            f"{given.symbol} 不能换算为环节的单位 {unit or '(未给出)'}",
            f"{given.symbol} does not convert to the stage's unit {unit or '(none given)'}",
            key=key,
            hint=Words(f"请以 {unit} 给出", f"give it in {unit}") if unit else "",
        )
    return value * given.factor_to(wanted)


def _places(root: Section, key: str, aliases: Aliases) -> tuple[Place, ...]:
    return tuple(place_of(text, aliases) for text in root.texts(key))


def _with_file(error: Coded, file: str) -> Coded:
    return Coded(error.code, error.fact, hint=error.hint, file=file, field=error.where)


def without_supplier(chain: Chain, name: str) -> Chain:
    """The chain without one supplier."""
    return replace(chain, suppliers=tuple(s for s in chain.suppliers if s.id != name))


def as_dict(found: ChainReport) -> dict[str, Any]:
    """The JSON contract."""
    text = rational_text
    return {
        "product": found.chain.product,
        "unit": found.chain.unit,
        "demand": text(found.chain.demand),
        "throughput": text(found.throughput),
        "binding": list(found.binding),
        "breaks": [
            {"stage": b.stage, "kind": b.kind, "outside": list(b.outside)} for b in found.breaks
        ],
        "chokes": [
            {
                "stage": c.stage,
                "gain": text(c.gain),
                "raise": text(c.raise_by),
                "with": list(c.together),
            }
            for c in found.chokes
        ],
        "single_points": [
            {
                "stage": p.stage,
                "kind": p.kind,
                "only": p.only,
                "throughput_without": text(p.throughput_without),
            }
            for p in found.single_points
        ],
        "order": [
            {
                "stage": r.stage,
                "kind": r.kind,
                "raise": text(r.raise_by),
                "throughput_after": text(r.throughput_after),
            }
            for r in found.order
        ],
        "leaders": [{"supplier": name, "loss": text(loss)} for name, loss in found.leaders],
        "dependence": [
            {
                "stage": d.stage,
                "needed": text(d.needed),
                "inside": text(d.inside),
                "short": text(d.short),
                "outside": text(d.outside),
                "trusted": text(d.trusted),
            }
            for d in found.dependence
        ],
        "extensions": [
            {
                "stage": e.stage,
                "leaves": text(e.leaves),
                "next": e.next_stage,
                "spare": text(e.spare),
                "possible": text(e.possible),
            }
            for e in found.extensions
        ],
        "stages": {
            s.id: {
                "need": text(found.need[s.id]),
                "capacity": None if s.free else text(found.capacity[s.id]),
            }
            for s in found.chain.stages
        },
        "notes": list(found.notes),
    }
