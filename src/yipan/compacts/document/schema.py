"""JSON Schema of a compact, for completion and checking in editors.

Written from the tables that the reader itself uses, so that the two cannot drift apart.
"""

from __future__ import annotations

from typing import Any

from yipan.compacts.document.document import MATTERS
from yipan.compacts.document.reading_clauses import KINDS, ROUNDINGS
from yipan.compacts.document.reading_document import TOP_KEYS
from yipan.compacts.document.reading_indicators import COMBINE, INDICATOR_KEYS, KIND_NAMES, PERIODS
from yipan.compacts.document.reading_words import LISTS, PAIRS, WORDS
from yipan.compacts.words.spans import MONTHS

Schema = dict[str, Any]
_MARKS = ["public text", "arithmetic", "inferred", "unverified", "hypothetical"]
_SCALAR: Schema = {"type": ["string", "number", "boolean", "null"]}
_WORD: Schema = {"$ref": "#/$defs/value"}
_YES: Schema = {"enum": ["是", "否"]}
_HELP = {
    "yipan": "格式号 1",
    "id": "名字; 一版一个文件",
    "in_force": "{from: 日期, to: 日期}, 均可为 null",
    "header": "《生态保护补偿条例》第十七条的七项, 未写明的为 null",
    "units": "会移动的量的最小单位与显示单位, 如 {元: {smallest: 分, show: 万元}}",
    "roles": "条款所用的名字: {party: 方}、{fact: 指标} 或 {case: party}",
    "case": "each: 逐项; one: 整份据为一项",
    "clock": "{each: year|quarter|month, of: [指标], first: 指标}",
    "ties": "余数相同时的次序",
    "round": "不足最小单位时的取舍",
    "passthrough": "须归零的过账户头",
    "indicators": "从据中读取什么",
    "params": "常数, 可分时段",
    "clauses": "条款: 恰为 let gate pay share 之一",
    "open": "文本未定的事项",
    "clearing": "轧差: {ties: [方]}",
    "judge": "如何作答: {verdict: 名} 或 {grade: 名} 或 {places, same}",
    "tables": "目录的条目",
    "zones": "区域及其所含地方",
}


def compact_schema() -> Schema:
    """The schema of draft 2020-12."""
    keys: Schema = {key: {"description": _HELP[key]} if key in _HELP else {} for key in TOP_KEYS}
    keys["id"] |= {"type": "string"}
    keys["in_force"] |= {"type": ["object", "null"]}
    keys["mark"] |= {"enum": [*_MARKS, None]}
    keys["header"] |= _object({matter: {"type": ["object", "null"]} for matter in MATTERS})
    keys["case"] |= {"enum": ["each", "one"]}
    keys["clock"] |= _object(
        {"each": {"enum": list(MONTHS)}, "of": {"type": "array"}, "first": _SCALAR}
    )
    keys["round"] |= {"enum": [*ROUNDINGS, None]}
    keys["complete"] |= _YES
    for key in ("ties", "passthrough", "open", "sources"):
        keys[key] |= {"type": ["array", "null"]}
    keys["indicators"] |= {"type": "object", "additionalProperties": _indicator()}
    keys["clauses"] |= {"type": "array", "items": {"$ref": "#/$defs/clause"}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Yipan compact 约",
        **_object(keys),
        "required": ["id"],
        "$defs": {"value": _value(), "clause": _clause(), "cap": _cap()},
    }


def _object(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _indicator() -> Schema:
    keys: Schema = {key: {} for key in INDICATOR_KEYS}
    keys["kind"] = {"enum": list(KIND_NAMES)}
    keys["period"] = {"enum": list(PERIODS)}
    keys["combine"] = {"enum": list(COMBINE)}
    keys["optional"] = _YES
    keys["attest"] = {"type": "array", "items": {"type": "string"}}
    return _object(keys)


def _clause() -> Schema:
    keys: Schema = {
        "id": _SCALAR,
        "words": {"type": "string", "description": "所依据的原文"},
        "once": {**_YES, "description": "每项一次, 在各期之前"},
        "when": _WORD,
        "mark": {"enum": _MARKS},
        "note": _SCALAR,
        "source": _SCALAR,
        "for": {"type": "object", "additionalProperties": {"type": "array"}},
        "let": {"type": "object", "additionalProperties": _WORD},
        "gate": _WORD,
        "pay": _object(
            {
                "from": {"type": "string"},
                "to": {"type": "string"},
                "amount": _WORD,
                "cap": {"$ref": "#/$defs/cap"},
                "round": {"enum": list(ROUNDINGS)},
                "status": _SCALAR,
                "same_as": _SCALAR,
            }
        ),
        "share": _object(
            {
                "amount": _WORD,
                "from": {"type": ["string", "object"]},
                "to": {"type": ["string", "object"]},
                "cap": {"$ref": "#/$defs/cap"},
                "round": {"enum": list(ROUNDINGS)},
                "status": _SCALAR,
                "same_as": _SCALAR,
            }
        ),
    }
    one = [{"required": [kind]} for kind in KINDS]
    return {**_object(keys), "required": ["id"], "oneOf": one}


def _cap() -> Schema:
    return _object(
        {
            "limit": _WORD,
            "over": {"type": "array"},
            "within": {"enum": ["case", "all"]},
            "in": {"enum": ["all", "year", "period"]},
            "of": {"type": "string"},
            "rest": {"type": "string"},
        }
    )


def _value() -> Schema:
    """A literal, a name, or exactly one word."""
    pair = {"type": "array", "items": _WORD, "minItems": 2, "maxItems": 2}
    words: Schema = {word: {} for word in WORDS}
    words |= {word: {"type": ["array", "object", "string"]} for word in LISTS}
    words |= dict.fromkeys(PAIRS, pair)
    words["mul"] = {"type": "array", "items": _WORD, "minItems": 2}
    words["open"] = words["text"] = words["level"] = _SCALAR
    words["record"] = _object({k: {} for k in ("clause", "from", "to", "within", "in")})
    words["prefix"] = _object({k: {} for k in ("table", "code", "place", "stage", "tags")})
    words["first"] = {
        "type": "array",
        "items": {**_object({"when": _WORD, "value": _WORD}), "required": ["value"]},
    }
    extra: Schema = {k: {} for k in ("party", "else", "years", "of", "over", "back")}
    return {"anyOf": [_SCALAR, {**_object({**words, **extra}), "minProperties": 1}]}
