"""A Frictionless Data Package: the facts, and the parties, indicators and sources they name."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any

from yipan.facts.exporting.selected import Selected, cells, shielded
from yipan.facts.record import COLUMNS, Column

_TYPES = {"VARCHAR": "string", "DATE": "date"}
_REQUIRED = {"row", "indicator", "party", "value", "source"}

_PARTIES = ("code", "name_zh", "name_en", "kind", "parent", "note")
_INDICATORS = (
    "slug", "name_zh", "name_en", "unit", "kind", "better", "price_basis", "part_of", "note",
)  # fmt: skip
_SOURCES = ("code", "title", "authors", "publisher", "published_on", "vintage", "note")


def package_files(selected: Selected) -> dict[str, bytes]:
    """File name → content; the same facts give the same bytes."""
    parties = (
        (p.code, p.name_zh, p.name_en, p.kind.value, p.parent, p.note) for p in selected.parties
    )
    indicators = (
        (i.slug, i.name_zh, i.name_en, i.unit, i.kind.value, i.better.value, i.price_basis,
         i.part_of if selected.all_indicators.get(i.part_of) in selected.indicators else "", i.note)
        for i in selected.indicators
    )  # fmt: skip
    sources = (
        (s.code, s.title, s.authors, s.publisher, s.published_on.text, s.vintage, s.note)
        for s in selected.sources
    )
    return {
        "datapackage.json": _json(_descriptor(selected)),
        "facts.csv": _csv([c.name for c in COLUMNS], (cells(f) for f in selected.facts)),
        "parties.csv": _csv(_PARTIES, map(shielded, parties)),
        "indicators.csv": _csv(_INDICATORS, map(shielded, indicators)),
        "sources.csv": _csv(_SOURCES, map(shielded, sources)),
    }


def _descriptor(selected: Selected) -> dict[str, Any]:
    known = {s.code for s in selected.sources}
    facts: dict[str, Any] = {
        "fields": [_field(column) for column in COLUMNS],
        "missingValues": [""],
        "foreignKeys": [
            _refers("indicator", "indicators", "slug"),
            _refers("party", "parties", "code"),
            _refers("counterparty", "parties", "code"),
        ],
    }
    if all(f.source in known for f in selected.facts):
        facts["foreignKeys"].append(_refers("source", "sources", "code"))
    return {
        "profile": "tabular-data-package",
        "name": selected.name,
        "title": selected.title,
        **({"version": f"as of {selected.as_of}"} if selected.as_of else {}),
        "resources": [
            _resource("facts", facts),
            _resource("parties", _keyed(_PARTIES)),
            _resource("indicators", _keyed(_INDICATORS)),
            _resource("sources", _keyed(_SOURCES)),
        ],
    }


def _field(column: Column) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": column.name,
        "type": _TYPES[column.type],
        "description": column.help,
    }
    if column.name in _REQUIRED:
        described["constraints"] = {"required": True}
    return described


def _keyed(names: Sequence[str]) -> dict[str, Any]:
    return {
        "fields": [{"name": name, "type": "string"} for name in names],
        "missingValues": [""],
        "primaryKey": names[0],
    }


def _refers(name: str, resource: str, key: str) -> dict[str, Any]:
    return {"fields": name, "reference": {"resource": resource, "fields": key}}


def _resource(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "path": f"{name}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode()


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
