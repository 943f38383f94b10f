"""The JSON Schema for editors: written from the code, accepts what ships, refuses what is wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

import yipan
from yipan.compacts.document.schema import compact_schema

PAGE = Path(__file__).parents[2] / "docs" / "compact.schema.json"
FILES = sorted((Path(yipan.__file__).parent / "boards").glob("*/compacts/*.yaml"))


def plain(path: Path) -> Any:
    """The document as an editor reads it: dates as texts."""
    return json.loads(json.dumps(yaml.safe_load(path.read_text("utf-8")), default=str))


def test_the_published_schema_is_the_one_of_the_code() -> None:
    """docs/compact.schema.json is up to date."""
    assert json.loads(PAGE.read_text("utf-8")) == compact_schema()


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_what_ships_is_valid(path: Path) -> None:
    """Every compact of the library passes the schema that editors use."""
    jsonschema.validate(plain(path), compact_schema())


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "a", "clause": []},
        {"id": "a", "clauses": [{"id": "x"}]},
        {"id": "a", "clauses": [{"id": "x", "gate": {"is": ["是"]}}]},
        {"id": "a", "clauses": [{"id": "x", "let": {"n": {"plus": [1, 2]}}}]},
        {"id": "a", "clauses": [{"id": "x", "let": {}, "gate": "是"}]},
        {"id": "a", "round": "nearest"},
    ],
)
def test_what_is_wrong_is_refused(wrong: Any) -> None:
    """Unknown keys and words, two kinds, half a comparison: the editor says so."""
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(wrong, compact_schema())
