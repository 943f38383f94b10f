"""datapackage.json: the board's tables described as a Frictionless Data Package.

Written from the files as they are, so that it never says more than they hold: a foreign key is
declared where every cell names a key of the other table (names and aliases are allowed in a board,
but not in a foreign key).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from yipan.board import fields
from yipan.board.csv_table import Row, read_header, read_table
from yipan.board.fields import Field, Table
from yipan.board.load import BoardContent, fact_files
from yipan.board.problems import Problems

FILE = "datapackage.json"
_PROFILE = "tabular-data-package"


def package_bytes(content: BoardContent) -> bytes:
    """The content of datapackage.json; the same files give the same bytes."""
    document = describe(content)
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def describe(content: BoardContent) -> dict[str, Any]:
    """The package of a board."""
    keys = {
        table.name: {row[table.key] for row in content.rows[table.name]}
        for table in (fields.PARTIES, fields.INDICATORS, fields.SOURCES)
    }
    resources = [
        _resource(content.folder, f"{table.name}.csv", table, content.rows[table.name], keys)
        for table in (fields.PARTIES, fields.INDICATORS, fields.SOURCES)
    ]
    for path in fact_files(content.folder, content.file):
        name = path.relative_to(content.folder).as_posix()
        rows = read_table(path, fields.FACTS, Problems(), name=name)
        resources.append(_resource(content.folder, name, fields.FACTS, rows, keys))
    resources += [_free(content.folder, n, f) for n, f in sorted(content.file.tables.items())]
    return {
        "profile": _PROFILE,
        "name": content.file.name,
        "title": content.file.title.en,
        "description": content.file.description.en,
        "resources": [r for r in resources if r],
    }


def _resource(
    folder: Path, name: str, table: Table, rows: Sequence[Row], keys: Mapping[str, set[str]]
) -> dict[str, Any]:
    path = folder / name
    if not path.exists():
        return {}
    header, encoding, delimiter = read_header(path)
    known = {field.name: field for field in table.fields}
    known |= {field.zh: field for field in table.fields}
    described = [_field(cell, known.get(cell), table) for cell in header]
    schema: dict[str, Any] = {"fields": described, "missingValues": [""]}
    if table is not fields.FACTS and table.key in header:
        schema["primaryKey"] = table.key
    foreign = [
        _foreign(field, table)
        for field in table.fields
        if field.refers
        and not field.many
        and field.name in header
        and _names_keys(field, rows, keys)
    ]
    if foreign:
        schema["foreignKeys"] = foreign
    return _tabular(path.stem if table is not fields.FACTS else f"facts-{path.stem}", name,
                    encoding, delimiter, schema)  # fmt: skip


def _free(folder: Path, name: str, file: str) -> dict[str, Any]:
    path = folder / file
    if not path.exists():
        return {}
    header, encoding, delimiter = read_header(path)
    described = [{"name": cell, "type": "string"} for cell in header]
    schema = {"fields": described, "missingValues": [""]}
    return _tabular(name, file, encoding, delimiter, schema)


def _tabular(
    name: str, path: str, encoding: str, delimiter: str, schema: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "name": name.casefold().replace("_", "-"),
        "path": path,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": encoding,
        "dialect": {"commentChar": "#", "csv": {"delimiter": delimiter}},
        "schema": dict(schema),
    }


def _field(cell: str, field: Field | None, table: Table) -> dict[str, Any]:
    described: dict[str, Any] = {"name": cell, "type": "string"}
    if field is None:
        return described
    described |= {"title": field.zh, "description": field.help}
    constraints: dict[str, Any] = {}
    if field.required and table is not fields.FACTS:
        constraints["required"] = True
    if field.choices:
        constraints["enum"] = [str(choice) for choice in field.choices]
    return {**described, **({"constraints": constraints} if constraints else {})}


def _names_keys(field: Field, rows: Sequence[Row], keys: Mapping[str, set[str]]) -> bool:
    return all(not row[field.name] or row[field.name] in keys[field.refers] for row in rows)


def _foreign(field: Field, table: Table) -> dict[str, Any]:
    keys = {t.name: t.key for t in fields.TABLES.values()}
    resource = "" if field.refers == table.name else field.refers
    return {
        "fields": field.name,
        "reference": {"resource": resource, "fields": keys[field.refers]},
    }
