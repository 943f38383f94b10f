"""Reads a whole compact from YAML text; problems are collected, not raised."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

from yipan.compacts.document.document import (
    MATTERS,
    Compact,
    Open,
    Param,
    ParamValue,
    Role,
    Unit,
)
from yipan.compacts.document.reading_clauses import ROUNDINGS, read_clauses
from yipan.compacts.document.reading_fields import Fields, text_of
from yipan.compacts.document.reading_indicators import read_indicator
from yipan.compacts.document.reading_lists import read_judging, read_table
from yipan.compacts.document.reading_words import Problems, WordReader, as_list
from yipan.compacts.words.expressions import LevelLiteral, Literal, TextLiteral
from yipan.compacts.words.parties import canonical_party
from yipan.compacts.words.spans import MONTHS
from yipan.compacts.words.units import find_compact_unit
from yipan.core.canonical import digest
from yipan.core.errors import Coded
from yipan.core.strict_yaml import Mapping, parse_yaml, read_yaml
from yipan.core.words import Words

TOP_KEYS = [
    "yipan",
    "id",
    "name",
    "number",
    "version",
    "in_force",
    "mark",
    "note",
    "sources",
    "header",
    "units",
    "roles",
    "case",
    "clock",
    "ties",
    "round",
    "passthrough",
    "indicators",
    "params",
    "clauses",
    "open",
    "clearing",
    "judge",
    "tables",
    "zones",
    "zone_top",
    "complete",
]


def read_compact(path: Path) -> Compact:
    """The compact in a file."""
    return _build(read_yaml(path), path.name, digest(path.read_bytes()))


def parse_compact(text: str, file: str = "compact.yaml") -> Compact:
    """The compact that YAML text holds."""
    return _build(parse_yaml(text, file), file, digest(text.encode()))


def _build(tree: object, file: str, sha256: str) -> Compact:
    if not isinstance(tree, Mapping) or ("clauses" not in tree and "judge" not in tree):
        raise Coded(
            "BAD_TABLE",
            Words("这不是约的文件", "this is no compact"),
            hint=Words(
                "约须有 id 与 clauses,见 docs/compacts.md",
                "a compact has id and clauses, see docs/compacts.md",
            ),
            file=file,
        )
    return _Document(tree, file, sha256).read()


class _Document:
    """One file being read, section by section."""

    def __init__(self, tree: Mapping, file: str, sha256: str) -> None:
        self._tree = tree
        self._file = file
        self._sha256 = sha256
        self._problems = Problems()
        self._fields = Fields(self._problems)

    def read(self) -> Compact:
        tree, problems = self._tree, self._problems
        self._fields.known_keys(tree, TOP_KEYS, "")
        if tree.get("yipan") not in {"1", None}:
            problems.add("BAD_VALUE", "yipan", "格式号应为 1", "the format number is 1", tree)
        in_force = self._mapping("in_force")
        clock = self._mapping("clock")
        judge = tree.get("judge")
        clearing = self._mapping("clearing") if tree.get("clearing") is not None else None
        name = text_of(tree.get("id"))
        if not name:
            problems.add("UNKNOWN_NAME", "id", "缺 id", "id is missing", tree)
        return Compact(
            id=name or Path(self._file).stem,
            version=text_of(tree.get("version")) or "1",
            name=text_of(tree.get("name")) or name or "",
            number=text_of(tree.get("number")),
            start=self._fields.day(in_force, "from", "in_force"),
            end=self._fields.day(in_force, "to", "in_force"),
            mark=text_of(tree.get("mark")),
            sources=tuple(
                {k: text_of(v) for k, v in s.items()}
                for s in as_list(tree.get("sources"))
                if isinstance(s, dict)
            ),
            header=self._header(),
            units=self._each("units", self._unit),
            roles=self._each("roles", self._role),
            case=self._fields.choice(tree, "case", ("each", "one"), "each"),
            clock=self._fields.choice(clock, "each", tuple(MONTHS), "year") if clock else None,
            clock_of=tuple(str(i) for i in as_list(clock.get("of"))),
            clock_first=text_of(clock.get("first")),
            ties=tuple(str(r) for r in as_list(tree.get("ties"))),
            rounding=self._fields.choice(tree, "round", ROUNDINGS, "") or None,
            passthrough=tuple(str(r) for r in as_list(tree.get("passthrough"))),
            indicators=self._each("indicators", lambda n, x: read_indicator(self._fields, n, x)),
            params=self._each("params", self._param),
            clauses=read_clauses(tree.get("clauses"), problems),
            opens=self._opens(),
            clearing=None
            if clearing is None
            else tuple(canonical_party(str(p)) for p in as_list(clearing.get("ties"))),
            judge=read_judging(self._fields, judge) if isinstance(judge, dict) else None,
            tables=self._each(
                "tables", lambda n, x: read_table(self._fields, self._mapping("zones"), n, x)
            ),
            zones=self._each("zones", lambda _name, node: tuple(str(p) for p in as_list(node))),
            zone_top=text_of(tree.get("zone_top")),
            complete=tree.get("complete") != "否",
            sha256=self._sha256,
            file=self._file,
            problems=tuple(problems.found),
        )

    def _mapping(self, key: str) -> dict[str, Any]:
        node = self._tree.get(key)
        if node is None or isinstance(node, dict):
            return node or {}
        self._problems.add("BAD_VALUE", key, f"{key} 应为映射", f"{key} is a mapping", node)
        return {}

    def _each(self, section: str, read: Callable[[str, Any], Any]) -> dict[str, Any]:
        return {name: read(name, node) for name, node in self._mapping(section).items()}

    def _header(self) -> dict[str, str | None]:
        header = self._mapping("header")
        self._fields.known_keys(header, list(MATTERS), "header")
        found: dict[str, str | None] = {}
        for matter in MATTERS:
            node = header.get(matter)
            found[matter] = text_of(node.get("words")) if isinstance(node, dict) else text_of(node)
        return found

    def _unit(self, name: str, node: object) -> Unit:
        base = find_compact_unit(name)
        fields = node if isinstance(node, dict) else {}
        smallest = find_compact_unit(str(fields.get("smallest") or name))
        show = find_compact_unit(str(fields.get("show") or fields.get("smallest") or name))
        if (
            base is None
            or smallest is None
            or show is None
            or not (base.dimension == smallest.dimension == show.dimension)
        ):
            self._problems.add(
                "UNIT_MISMATCH",
                f"units.{name}",
                "smallest 与 show 须与该量同类",
                "smallest and show are units of that dimension",
                node,
            )
            return Unit(name, name, Fraction(1), name, Fraction(1))
        return Unit(base.dimension, smallest.name, smallest.factor, show.name, show.factor)

    def _role(self, name: str, node: object) -> Role:
        fields = node if isinstance(node, dict) else {}
        if len(fields) == 1:
            if isinstance(fields.get("party"), str):
                return Role(name, party=canonical_party(str(fields["party"])))
            if isinstance(fields.get("fact"), str):
                return Role(name, fact=str(fields["fact"]))
            if fields.get("case") == "party":
                return Role(name, case=True)
        self._problems.add(
            "UNKNOWN_WORD",
            f"roles.{name}",
            "角色应写 {party: 方}、{fact: 指标} 或 {case: party}",
            "a role is {party: …}, {fact: …} or {case: party}",
            node,
        )
        return Role(name, party=name)

    def _param(self, name: str, node: object) -> Param:
        values = []
        for item in as_list(node):
            fields: dict[str, Any] = item if isinstance(item, dict) else {"value": item}
            reader = WordReader(self._problems, f"params.{name}")
            value = reader.read(fields.get("value"), item)
            if not isinstance(value, Literal | TextLiteral | LevelLiteral):
                self._problems.add(
                    "BAD_VALUE",
                    f"params.{name}",
                    "参数的值应为常数",
                    "a parameter is a constant",
                    item,
                )
            values.append(
                ParamValue(
                    value,
                    self._fields.day(fields, "from", f"params.{name}"),
                    self._fields.day(fields, "until", f"params.{name}"),
                    text_of(fields.get("mark")),
                    text_of(fields.get("source")),
                )
            )
        return Param(name, tuple(values), self._tree.line)

    def _opens(self) -> tuple[Open, ...]:
        found = []
        for item in as_list(self._tree.get("open")):
            if isinstance(item, dict) and item.get("id"):
                found.append(
                    Open(
                        str(item["id"]),
                        text_of(item.get("at")),
                        text_of(item.get("words")),
                        text_of(item.get("what")) or "",
                    )
                )
            else:
                self._problems.add(
                    "UNKNOWN_OPEN", "open", "未定事项须有 id", "an open item needs an id", item
                )
        return tuple(found)
