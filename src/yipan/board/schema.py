"""JSON Schema of board.yaml, made from the table of its keys."""

from __future__ import annotations

import json
from typing import Any

from yipan.board.board_file import KEYS, Key
from yipan.facts import Preference


def board_schema() -> dict[str, Any]:
    """The schema (draft 2020-12) for editors that check YAML while one types."""
    root: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "board.yaml",
        "type": "object",
        "additionalProperties": False,
        "properties": {},
        "required": [key.name for key in KEYS if key.required],
    }
    for key in KEYS:
        _place(root, key)
    return root


def schema_bytes() -> bytes:
    """The schema as the file docs/board.schema.json holds it."""
    return (json.dumps(board_schema(), ensure_ascii=False, indent=1) + "\n").encode()


def _place(root: dict[str, Any], key: Key) -> None:
    node = root
    *above, last = key.name.split(".")
    for part in above:
        node = node["properties"][part.removesuffix("[]")]
        if "anyOf" in node:
            node = node["anyOf"][1]
        if part.endswith("[]"):
            node = node["items"]
    if last == "*":
        node["additionalProperties"] = _described(key)
    else:
        node["properties"][last] = _described(key)
    if key.name == "resolve.manual":
        node["properties"][last]["items"] |= {"required": ["fact", "reason"]}


def _described(key: Key) -> dict[str, Any]:
    text: dict[str, Any] = {"type": "string"}
    mapping: dict[str, Any] = {"type": "object", "properties": {}, "additionalProperties": False}
    forms: dict[str, dict[str, Any]] = {
        "text": text,
        "word": {"type": "string", "minLength": 1},
        "day": {"type": "string", "format": "date"},
        "words": {"anyOf": [text, mapping]},
        "mapping": mapping,
        "list": {"type": "array", "items": _items(key.name)},
    }
    return {"description": f"{key.help} / {key.help_zh}", **forms[key.form]}


def _items(name: str) -> dict[str, Any]:
    if name == "resolve.manual":
        return {"type": "object", "properties": {}, "additionalProperties": False}
    if name == "resolve.prefer":
        return {"enum": [preference.value for preference in Preference]}
    return {"type": "string"}
