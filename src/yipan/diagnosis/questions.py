"""The questions of a board's diagnosis: data in its findings.yaml."""

from __future__ import annotations

from dataclasses import dataclass

from yipan.core.errors import Coded, near_misses
from yipan.core.strict_yaml import Mapping, Sequence, Tree, line_of
from yipan.core.words import Words

FRAMES = ("progress", "problem")
MEASURED = ("level", "ratio", "difference", "span")
BETTER = ("up", "down")
KEYS = (
    "id", "frame", "domain", "name", "indicator", "measure", "of", "to", "better", "also",
    "printed", "among", "parity", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """A way to measure, and which direction is an improvement."""

    measure: str
    better: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `also`: other definitions of the same question. `printed`: an indicator whose
    printed values claim to be this measure. `among`: parties to rank with. `parity`: the value at
    which the gap is gone.
    """

    id: str
    frame: str
    domain: str
    name: Words
    indicator: str
    reading: Reading
    of: tuple[str, ...]
    to: str
    also: tuple[Reading, ...]
    printed: str
    among: tuple[str, ...]
    parity: int | None


def read_index(tree: Tree) -> str:
    """The index system whose obstacles stand beside problems; empty where none is named."""
    return str(tree.get("obstacles") or "") if isinstance(tree, Mapping) else ""


def read_questions(tree: Tree, file: str) -> tuple[Question, ...]:
    """The questions of a document."""
    if not isinstance(tree, Mapping) or not isinstance(tree.get("findings"), Sequence):
        raise Coded(
            "BAD_TABLE", Words("缺少 findings 列表", "`findings` must be a list"), file=file
        )
    found = tuple(_question(node, file) for node in tree["findings"])
    ids = [question.id for question in found]
    for number, name in enumerate(ids):
        if name in ids[:number]:
            words = Words(f"{name} 重复", f"{name} is given twice")
            raise Coded("DUPLICATE", words, file=file, row=line_of(tree["findings"][number]))
    return found


def _question(node: object, file: str) -> Question:
    if not isinstance(node, Mapping):
        words = Words("应为键值对", "a mapping is expected")
        raise Coded("BAD_TABLE", words, file=file, row=line_of(node))
    for key in node:
        if key not in KEYS:
            near = ", ".join(near_misses(key, KEYS) or KEYS)
            raise Coded(
                "UNKNOWN_KEY",
                Words(f"没有键 {key}", f"there is no key {key}"),
                hint=Words(f"可用 {near}", f"use {near}"),
                file=file,
                row=node.lines[key],
            )
    name = _need(node, "name", file)
    also = node.get("also") or []
    parity = node.get("parity")
    return Question(
        id=str(_need(node, "id", file)),
        frame=_choice(node, "frame", FRAMES, file),
        domain=str(node.get("domain") or ""),
        name=_name(name),
        indicator=str(_need(node, "indicator", file)),
        reading=_reading(node, file),
        of=_texts(_need(node, "of", file)),
        to=str(node.get("to") or ""),
        also=tuple(_reading(item, file) for item in also),
        printed=str(node.get("printed") or ""),
        among=_texts(node.get("among") or []),
        parity=int(parity) if parity is not None else None,
    )


def _name(value: object) -> Words:
    if isinstance(value, Mapping):
        return Words(str(value.get("zh") or ""), str(value.get("en") or value.get("zh") or ""))
    return Words(str(value), str(value))


def _reading(node: Mapping, file: str) -> Reading:
    return Reading(_choice(node, "measure", MEASURED, file), _choice(node, "better", BETTER, file))


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(v) for v in value) if isinstance(value, Sequence | list) else (str(value),)


def _need(node: Mapping, key: str, file: str) -> object:
    if node.get(key) is None:
        words = Words(f"缺少键 {key}", f"the key {key} is missing")
        raise Coded("MISSING_KEY", words, file=file, row=node.line)
    return node[key]


def _choice(node: Mapping, key: str, allowed: tuple[str, ...], file: str) -> str:
    value = str(_need(node, key, file))
    if value not in allowed:
        words = ", ".join(allowed)
        raise Coded(
            "BAD_VALUE",
            Words(f"应为 {words} 之一", f"must be one of {words}"),
            file=file,
            row=node.lines.get(key, node.line),
            field=key,
        )
    return value
