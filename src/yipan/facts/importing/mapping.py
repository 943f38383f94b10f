"""The mapping file: a person's word on how a source's tables are to be read, kept for next year.

`KEYS` is the whole language; the reference page and the JSON Schema are made from it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from yipan.core.errors import BadInput, Where, YipanError, near_misses
from yipan.core.indicators import IndicatorTable
from yipan.core.parties import PartyTree
from yipan.core.period_text import parse_period
from yipan.core.strict_yaml import Mapping, Sequence, line_of, read_yaml
from yipan.core.text import name_key
from yipan.core.units import parse_unit
from yipan.core.words import Words
from yipan.facts.importing.meaning import NOTHING, Meaning, replace
from yipan.facts.importing.roles import Role
from yipan.facts.importing.rules import ColumnRule, Rules, SheetRules

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the mapping file; `form`: text, switch, rows, texts, names, object, objects."""

    name: str
    form: str
    help: str


MEANING_KEYS = (
    Key("indicator", "text", "slug or name of the indicator"),
    Key("party", "text", "code or name of the party"),
    Key("period", "text", "period: 2014, 2014Q1, 2014年1—8月"),
    Key("unit", "text", "unit of figures that print none"),
    Key("frequency", "text", "annual, yoy, ytd …, where it does not follow from the period"),
    Key("definition", "text", "what sets the figures apart from the indicator's plain meaning"),
    Key("price_basis", "text", "current, constant or constant:2015"),
    Key("status", "text", "provisional, revised, final or estimate"),
)
SHEET_KEYS = (
    Key("match", "text", "sheets it is for: a pattern of the sheet, the file or FILE/SHEET"),
    Key("skip", "switch", "leave the sheet out; its cells are counted as left out"),
    Key("header_rows", "rows", "first and last row of the headings, from 1"),
    Key("data_rows", "rows", "first and last row of the figures, from 1"),
    Key("left_out_rows", "texts", "rows to leave out, from 1"),
    Key(
        "columns",
        "object",
        "by letter (B) or heading: a role, or an object with `role` and what the heading means",
    ),
    Key("defaults", "object", "what holds where the sheet says nothing"),
    Key("forced", "object", "what holds whatever the sheet says"),
    Key("board_unit", "switch", "figures that print no unit are in the indicator's own unit"),
)
KEYS = (
    Key("version", "text", "1"),
    Key("sheets", "objects", "rules of sheets; the first whose `match` fits counts"),
    Key("parties", "names", "label: code or name of the party it stands for"),
    Key("indicators", "names", "label: slug or name of the indicator it stands for"),
    Key("units", "names", "unit as printed: unit as Yipan writes it"),
    Key("missing", "names", "further marks of a missing figure: the kind to count them under"),
    Key("left_out", "texts", "labels whose cells are left out"),
    Key("decimal_comma", "switch", "1,5 is one and a half"),
    Key("delimiter", "text", "what separates the fields of a CSV"),
)


@dataclass(frozen=True, slots=True)
class _Reader:
    file: str
    parties: PartyTree
    indicators: IndicatorTable

    def fail(self, value: object, zh: str, en: str, near: list[str] | None = None) -> BadInput:
        hint = (
            Words(f"是否指 {'、'.join(near)}?", f"did you mean {', '.join(near)}?") if near else ""
        )
        return BadInput(
            Words(zh, en), hint=hint, where=Where(file=self.file, row=line_of(value) or None)
        )

    def find(self, value: object, look_up: Callable[[str], T], name: str = "") -> T:
        """Look a text up; the error names the file and the line."""
        try:
            return look_up(name or str(value))
        except YipanError as error:
            where = Where(file=self.file, row=line_of(value) or None)
            raise BadInput(error.fact, hint=error.hint, where=where) from None

    def keyed(self, value: object, keys: tuple[Key, ...], what: str) -> dict[str, Any]:
        """A mapping with known keys only; absent and empty keys are left out."""
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            raise self.fail(value, f"{what} 应是键值对", f"{what} must be a mapping of keys")
        known = [key.name for key in keys]
        for name in value:
            if name not in known:
                line = value.lines.get(name) or value.line
                raise BadInput(
                    Words(f"{what} 没有键“{name}”", f"{what} has no key {name!r}"),
                    hint=", ".join(near_misses(name, known) or known),
                    where=Where(file=self.file, row=line),
                )
        return {name: item for name, item in value.items() if item is not None}

    def switch(self, value: object) -> bool:
        text = str(value).casefold()
        if text not in {"yes", "no", "true", "false"}:
            raise self.fail(
                value, f"应写 yes 或 no,不是“{value}”", f"write yes or no, not {value!r}"
            )
        return text in {"yes", "true"}

    def rows(self, value: object) -> tuple[int, int]:
        items = value if isinstance(value, Sequence) else re.split(r"\s*-\s*", str(value))
        numbers = [int(str(v)) for v in items if str(v).isdigit()]
        if len(numbers) != len(items) or not numbers or numbers[0] < 1 or numbers[-1] < numbers[0]:
            raise self.fail(value, f"行应写 [首行, 末行]: {value}", f"write [first, last]: {value}")
        return numbers[0], numbers[-1]

    def texts(self, value: object) -> list[str]:
        if not isinstance(value, Sequence):
            return [str(value)]
        return [str(item) for item in value]

    def names(self, value: object, what: str) -> dict[str, str]:
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            raise self.fail(value, f"{what} 应是 名称: 所指", f"{what} must be `label: meaning`")
        return {str(label): str(item) for label, item in value.items() if item is not None}

    def meaning(self, values: dict[str, Any]) -> Meaning:
        found = NOTHING
        for name, value in values.items():
            text = str(value)
            if name == "indicator":
                slug = self.find(value, self.indicators.find).slug
                found = replace(found, indicator=slug, name=text)
            elif name == "party":
                found = replace(found, party=self.find(value, self.parties.find).code)
            elif name == "period":
                found = replace(found, period=self.find(value, parse_period))
            elif name == "unit":
                self.find(value, parse_unit)
                found = replace(found, units=(text,))
            else:
                found = replace(found, **{name: text})
        return found

    def column(self, value: object) -> ColumnRule:
        if not isinstance(value, Mapping):
            return ColumnRule(role=self.role(value))
        keys = (Key("role", "text", ""), *MEANING_KEYS)
        values = self.keyed(value, keys, "columns")
        role = values.pop("role", None)
        meaning = self.meaning(values) if values else None
        return ColumnRule(self.role(role) if role else "", meaning)

    def role(self, value: object) -> str:
        known = [role.value for role in Role]
        if str(value) not in known:
            raise self.fail(
                value,
                f"没有列的用途“{value}”",
                f"no column has the role {str(value)!r}",
                near_misses(str(value), known) or known,
            )
        return str(value)

    def sheet(self, value: object) -> SheetRules:
        values = self.keyed(value, SHEET_KEYS, "sheets")
        columns: dict[str, ColumnRule] = {}
        for label, item in self.labelled(values.get("columns")).items():
            rule = self.column(item)
            columns[name_key(label)] = rule
            if re.fullmatch(r"[A-Z]{1,2}", label):
                columns[label] = rule
        rows = {int(t) for t in self.texts(values.get("left_out_rows", Sequence(0))) if t.isdigit()}
        return SheetRules(
            match=str(values.get("match", "*")),
            skip=self.switch(values["skip"]) if "skip" in values else False,
            header_rows=self.rows(values["header_rows"]) if "header_rows" in values else None,
            data_rows=self.rows(values["data_rows"]) if "data_rows" in values else None,
            columns=columns,
            left_out_rows=frozenset(rows),
            defaults=self.meaning(self.keyed(values.get("defaults"), MEANING_KEYS, "defaults")),
            forced=self.meaning(self.keyed(values.get("forced"), MEANING_KEYS, "forced")),
            board_unit=self.switch(values["board_unit"]) if "board_unit" in values else False,
        )

    def labelled(self, value: object) -> dict[str, Any]:
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            raise self.fail(value, "columns 应是键值对", "columns must be a mapping")
        return dict(value)


def read_mapping(path: Path, parties: PartyTree, indicators: IndicatorTable) -> Rules:
    """The rules of a mapping file; every name in it must be known to the board."""
    reader = _Reader(path.name, parties, indicators)
    values = reader.keyed(read_yaml(path), KEYS, "mapping")
    version = values.get("version", "1")
    if str(version) != "1":
        raise reader.fail(version, f"不认识版本 {version}", f"version {version} is not known")
    sheets = values.get("sheets")
    if sheets is not None and not isinstance(sheets, Sequence):
        raise reader.fail(sheets, "sheets 应是列表", "sheets must be a list")
    named = reader.names(values.get("parties"), "parties")
    meant = reader.names(values.get("indicators"), "indicators")
    for label, name in named.items():
        reader.find(values["parties"][label], parties.find, name)
    for label, name in meant.items():
        reader.find(values["indicators"][label], indicators.find, name)
    units = reader.names(values.get("units"), "units")
    for label, name in units.items():
        reader.find(values["units"][label], parse_unit, name)
    comma = values.get("decimal_comma")
    return Rules(
        sheets=tuple(reader.sheet(item) for item in sheets or ()),
        parties=named,
        indicators=meant,
        units=units,
        missing=reader.names(values.get("missing"), "missing"),
        left_out=frozenset(name_key(t) for t in reader.texts(values.get("left_out", Sequence(0)))),
        decimal_comma=reader.switch(comma) if comma is not None else None,
        delimiter=str(values.get("delimiter", "")),
    )


def schema() -> dict[str, Any]:
    """The JSON Schema of a mapping file."""
    meaning = _object(MEANING_KEYS)
    column = {
        "oneOf": [
            {"enum": [role.value for role in Role]},
            _object((Key("role", "text", "role of the column"), *MEANING_KEYS)),
        ]
    }
    sheet = _object(SHEET_KEYS)
    sheet["properties"]["columns"] = {"type": "object", "additionalProperties": column}
    sheet["properties"]["defaults"] = sheet["properties"]["forced"] = meaning
    whole = _object(KEYS)
    whole["properties"]["sheets"] = {"type": "array", "items": sheet}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Yipan import mapping",
        **whole,
    }


_FORMS: dict[str, dict[str, Any]] = {
    "text": {"type": ["string", "number"]},
    "switch": {"type": "boolean"},
    "rows": {"type": "array", "items": {"type": "integer", "minimum": 1}, "maxItems": 2},
    "texts": {"type": "array", "items": {"type": ["string", "number"]}},
    "names": {"type": "object", "additionalProperties": {"type": ["string", "number"]}},
    "object": {"type": "object"},
    "objects": {"type": "array"},
}


def _object(keys: tuple[Key, ...]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {key.name: {"description": key.help, **_FORMS[key.form]} for key in keys},
    }
