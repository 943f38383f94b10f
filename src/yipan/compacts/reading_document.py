"""Reads a whole compact from YAML text; problems are collected, not raised."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from yipan.compacts.document import (
    MATTERS,
    Compact,
    Indicator,
    Judging,
    ListException,
    ListRow,
    Open,
    Param,
    ParamValue,
    Role,
    Unit,
)
from yipan.compacts.expressions import LevelLiteral, Literal, TextLiteral
from yipan.compacts.parties import canonical_party
from yipan.compacts.reading_clauses import ROUNDINGS, read_clauses
from yipan.compacts.reading_words import Problems, WordReader, as_list
from yipan.compacts.spans import MONTHS, parse_day
from yipan.compacts.units import find_compact_unit, parse_number, units_of
from yipan.core.canonical import digest
from yipan.core.errors import Coded, near_misses
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
INDICATOR_KEYS = [
    "kind",
    "unit",
    "period",
    "combine",
    "party",
    "attest",
    "range",
    "valid",
    "flow",
    "clause",
    "optional",
    "parts",
    "less",
    "gross",
    "rate",
    "scale",
    "note",
    "mark",
    "source",
]
KIND_NAMES = ("number", "truth", "party", "text", "level", "year", "series")
COMBINE = ("sum", "mean", "none")
PERIODS = ("year", "quarter", "month", "day", "constant")


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

    def read(self) -> Compact:
        tree, problems = self._tree, self._problems
        self._known_keys(tree, TOP_KEYS, "")
        if tree.get("yipan") not in {"1", None}:
            problems.add("BAD_VALUE", "yipan", "格式号应为 1", "the format number is 1", tree)
        in_force = self._mapping("in_force")
        clock = self._mapping("clock")
        judge = tree.get("judge")
        clearing = self._mapping("clearing") if tree.get("clearing") is not None else None
        name = _text(tree.get("id"))
        if not name:
            problems.add("UNKNOWN_NAME", "id", "缺 id", "id is missing", tree)
        return Compact(
            id=name or Path(self._file).stem,
            version=_text(tree.get("version")) or "1",
            name=_text(tree.get("name")) or name or "",
            number=_text(tree.get("number")),
            start=self._date(in_force, "from", "in_force"),
            end=self._date(in_force, "to", "in_force"),
            mark=_text(tree.get("mark")),
            sources=tuple(
                {k: _text(v) for k, v in s.items()}
                for s in as_list(tree.get("sources"))
                if isinstance(s, dict)
            ),
            header=self._header(),
            units=self._each("units", self._unit),
            roles=self._each("roles", self._role),
            case=self._choice(tree, "case", ("each", "one"), "each"),
            clock=self._choice(clock, "each", tuple(MONTHS), "year") if clock else None,
            clock_of=tuple(str(i) for i in as_list(clock.get("of"))),
            clock_first=_text(clock.get("first")),
            ties=tuple(str(r) for r in as_list(tree.get("ties"))),
            rounding=self._choice(tree, "round", ROUNDINGS, "") or None,
            passthrough=tuple(str(r) for r in as_list(tree.get("passthrough"))),
            indicators=self._each("indicators", self._indicator),
            params=self._each("params", self._param),
            clauses=read_clauses(tree.get("clauses"), problems),
            opens=self._opens(),
            clearing=None
            if clearing is None
            else tuple(canonical_party(str(p)) for p in as_list(clearing.get("ties"))),
            judge=self._judging(judge) if isinstance(judge, dict) else None,
            tables=self._each("tables", self._table),
            zones=self._each("zones", lambda _name, node: tuple(str(p) for p in as_list(node))),
            zone_top=_text(tree.get("zone_top")),
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

    def _known_keys(self, node: dict[str, Any], keys: list[str], at: str) -> None:
        for key in node:
            if key not in keys:
                near = near_misses(key, keys)
                self._problems.add(
                    "UNKNOWN_WORD",
                    f"{at}.{key}".strip("."),
                    f"没有“{key}”这一项" + (f";是否指 {'、'.join(near)}?" if near else ""),
                    f"there is no key {key!r}"
                    + (f"; did you mean {', '.join(near)}?" if near else ""),
                    node,
                )

    def _choice(
        self, node: dict[str, Any], key: str, allowed: tuple[str, ...], default: str
    ) -> str:
        given = node.get(key)
        if given is None or given in allowed:
            return default if given is None else str(given)
        self._problems.add(
            "UNKNOWN_WORD",
            key,
            f"{key} 只能是 {'、'.join(allowed)},不是“{given}”",
            f"{key} is one of {', '.join(allowed)}, not {given!r}",
            node,
        )
        return default

    def _date(self, node: dict[str, Any], key: str, at: str) -> date | None:
        given = node.get(key)
        if given is None:
            return None
        day = parse_day(str(given))
        if day is None:
            self._problems.add(
                "BAD_PERIOD", f"{at}.{key}", f"“{given}”不是日期", f"{given!r} is no date", node
            )
        return day

    def _header(self) -> dict[str, str | None]:
        header = self._mapping("header")
        self._known_keys(header, list(MATTERS), "header")
        found: dict[str, str | None] = {}
        for matter in MATTERS:
            node = header.get(matter)
            found[matter] = _text(node.get("words")) if isinstance(node, dict) else _text(node)
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

    def _indicator(self, name: str, node: object) -> Indicator:
        fields: dict[str, Any] = node if isinstance(node, dict) else {}
        at = f"indicators.{name}"
        self._known_keys(fields, INDICATOR_KEYS, at)
        unit = find_compact_unit(str(fields.get("unit") or "1"))
        if unit is None:
            self._problems.add(
                "UNIT_MISMATCH", at, f"不认识单位“{fields.get('unit')}”", "unknown unit", node
            )
            unit = find_compact_unit("1")
            assert unit is not None
        low, low_open, high = self._range(fields, at)
        valid = fields.get("valid")
        return Indicator(
            name=name,
            kind=self._choice(fields, "kind", KIND_NAMES, "number"),
            dimension=unit.dimension,
            unit=unit.name,
            factor=unit.factor,
            period=self._choice(fields, "period", PERIODS, "year"),
            combine=self._choice(fields, "combine", COMBINE, "none"),
            party=canonical_party(str(fields["party"])) if fields.get("party") else None,
            attest=tuple(str(r) for r in as_list(fields.get("attest"))),
            parts=tuple(str(i) for i in as_list(fields.get("parts"))),
            less=tuple(str(i) for i in as_list(fields.get("less"))),
            gross=_text(fields.get("gross")),
            rate=_text(fields.get("rate")),
            low=low,
            low_open=low_open,
            high=high,
            valid_until=self._date(valid, "until", at) if isinstance(valid, dict) else None,
            flow=_text(fields.get("flow")),
            clause=_text(fields.get("clause")),
            scale=tuple(str(level) for level in as_list(fields.get("scale"))),
            optional=fields.get("optional") == "是",
        )

    def _range(
        self, fields: dict[str, Any], at: str
    ) -> tuple[Fraction | None, bool, Fraction | None]:
        given = fields.get("range")
        if given is None:
            return None, False, None
        text = str(given)
        if text.startswith(">"):
            strict = not text.startswith(">=")
            low = parse_number(text.lstrip(">=").strip())
            if low is not None:
                return low, strict, None
        left, dots, right = text.partition("..")
        low, high = parse_number(left.strip()), parse_number(right.strip())
        if dots and low is not None and high is not None:
            return low, False, high
        self._problems.add(
            "BAD_VALUE",
            at,
            f"range 应写 >=0、>0 或 0..1,不是“{text}”",
            f"bad range {text!r}",
            fields,
        )
        return None, False, None

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
                    self._date(fields, "from", f"params.{name}"),
                    self._date(fields, "until", f"params.{name}"),
                    _text(fields.get("mark")),
                    _text(fields.get("source")),
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
                        _text(item.get("at")),
                        _text(item.get("words")),
                        _text(item.get("what")) or "",
                    )
                )
            else:
                self._problems.add(
                    "UNKNOWN_OPEN", "open", "未定事项须有 id", "an open item needs an id", item
                )
        return tuple(found)

    def _judging(self, node: dict[str, Any]) -> Judging:
        self._known_keys(node, ["verdict", "grade", "places", "same"], "judge")
        same = node.get("same")
        fields = same.items() if isinstance(same, dict) else ()
        for key, kind in fields:
            if kind not in {"text", "set", "days"}:
                self._problems.add(
                    "UNKNOWN_WORD",
                    f"judge.same.{key}",
                    "应为 text、set 或 days",
                    "text, set or days",
                    node,
                )
        return Judging(
            _text(node.get("verdict")),
            _text(node.get("grade")),
            tuple(canonical_party(str(p)) for p in as_list(node.get("places"))),
            tuple((str(k), str(v)) for k, v in fields),
        )

    def _table(self, name: str, node: object) -> tuple[ListRow, ...]:
        return tuple(
            self._row(name, index, item) for index, item in enumerate(as_list(node), start=1)
        )

    def _row(self, table: str, index: int, item: object) -> ListRow:
        fields: dict[str, Any] = item if isinstance(item, dict) else {}
        at = f"tables.{table}.{fields.get('id') or index}"
        keys = [
            "id",
            "code",
            "zone",
            "measure",
            "words",
            "except",
            "stage",
            "mark",
            "source",
            "note",
        ]
        self._known_keys(fields, keys, at)
        if not fields.get("code") or fields.get("measure") not in {"禁", "限"}:
            self._problems.add(
                "BAD_VALUE",
                at,
                "须有 code,measure 为 禁 或 限",
                "needs code, and measure 禁 or 限",
                item,
            )
        if str(fields.get("zone")) not in self._mapping("zones"):
            self._problems.add(
                "UNKNOWN_NAME",
                at,
                f"没有区域“{fields.get('zone')}”",
                f"no zone {fields.get('zone')!r}",
                item,
            )
        exceptions = []
        for exception in as_list(fields.get("except")):
            holder = exception if isinstance(exception, dict) else {}
            self._known_keys(holder, ["stages", "tags", "not_in", "words"], at)
            exceptions.append(
                ListException(
                    *(
                        tuple(str(v) for v in as_list(holder.get(k)))
                        for k in ("stages", "tags", "not_in")
                    )
                )
            )
        return ListRow(
            id=str(fields.get("id") or index),
            code=str(fields.get("code") or ""),
            zone=str(fields.get("zone") or ""),
            measure=str(fields.get("measure") or "禁"),
            words=_text(fields.get("words")) or "",
            stages=tuple(str(s) for s in as_list(fields.get("stage"))),
            exceptions=tuple(exceptions),
            mark=_text(fields.get("mark")),
            source=_text(fields.get("source")),
        )


def unit_hint(dimension: str) -> str:
    """Units that fit, for messages."""
    return "、".join(u for u in units_of(dimension) if u != "1")


def _text(value: object) -> str | None:
    return None if value is None else str(value)
