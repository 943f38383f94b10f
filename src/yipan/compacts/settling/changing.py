"""Why a move, and what if one fact were another: settled again beside the file, never in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from yipan.compacts.document.document import Compact
from yipan.compacts.settling.fact_values import Row
from yipan.compacts.settling.record import Move
from yipan.compacts.settling.settlement import Settlement
from yipan.compacts.words.parties import canonical_party
from yipan.compacts.words.spans import parse_span
from yipan.compacts.words.values import Node
from yipan.core.errors import Coded, near_misses
from yipan.core.words import Words

_VALUE = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*(.*)\Z", re.ASCII)


def find_move(settlement: Settlement, name: str) -> Move:
    """The move of that id; near ones are offered."""
    found = next((m for m in settlement.moves if m.id == name), None)
    if found is None:
        near = near_misses(name, [m.id for m in settlement.moves])
        raise Coded(
            "UNKNOWN_NAME",
            Words(f"没有流“{name}”", f"no move {name!r}"),
            hint=Words(f"是否指 {'、'.join(near)}?", f"did you mean {', '.join(near)}?")
            if near
            else Words("yipan settle --json 列出各流的编号", "yipan settle --json lists the ids"),
        )
    return found


def move_lines(move: Move) -> list[str]:
    """The reason of a move as an indented tree."""
    lines = [move.zh, f"原文: {move.words}"]
    if move.when is not None:
        lines += ["条件:", *_node_lines(move.when, 1)]
    return [*lines, "数额:", *_node_lines(move.because, 1)]


def _node_lines(node: Node, depth: int) -> list[str]:
    head = _head(node)
    unit = node.get("unit")
    value = (
        f" = {node['value']}{unit if unit not in {None, '1'} else ''}" if "value" in node else ""
    )
    given = node.get("given")
    if given:
        value += f" ← {given['value']}{given['unit']}"
        signed = ";".join(node.get("attested_by") or [])
        source = "、".join(filter(None, [node.get("source"), signed and f"确认 {signed}"]))
        value += f"({source})" if source else ""
    clause = f" [约{node['clause']}]" if node.get("clause") else ""
    lines = [f"{'  ' * depth}{head}{value}{clause}"]
    for child in node.get("of", []):
        if isinstance(child, dict):
            lines += _node_lines(child, depth + 1)
        else:
            lines.append(f"{'  ' * (depth + 1)}{child}")
    return lines


def _head(node: Node) -> str:
    for key in ("fact", "let", "param", "const", "role", "index"):
        if key in node:
            mark = f"({node['mark']})" if key == "param" and node.get("mark") else ""
            return f"{node[key]}{mark}"
    if "record" in node:
        return "已得"
    weight = f" {node['weight']}" if "weight" in node else ""
    return f"{node.get('op')}{weight}"


def change_rows(
    rows: Sequence[Row], compacts: Sequence[Compact], settings: Sequence[str]
) -> list[Row]:
    """Rows in which `indicator/party/period=value` replaces the value of every row it names."""
    changed = list(rows)
    for setting in settings:
        address, equals, value = setting.partition("=")
        places = [i for i, row in enumerate(changed) if address in _addresses(row, compacts)]
        if not equals or not places:
            known = sorted({a for row in rows for a in _addresses(row, compacts)})
            near = near_misses(address, known)
            raise Coded(
                "UNKNOWN_NAME",
                Words(f"没有据“{address}”", f"no fact {address!r}"),
                hint=Words(
                    f"写 地址=值,如 {near[0] if near else '三税.地方/E1/2019'}=8000万元",
                    f"write ADDRESS=VALUE, such as {near[0] if near else 'x/E1/2019'}=8000万元",
                ),
                field="--set",
            )
        for place in places:
            changed[place] = _with_value(changed[place], value.strip())
    return changed


def _with_value(row: Row, text: str) -> Row:
    found = _VALUE.match(text)
    cells = {**row.cells, "value": text}
    if found and found[2]:
        cells |= {"value": found[1], "unit": found[2]}
    return replace(row, cells=cells)


def _addresses(row: Row, compacts: Sequence[Compact]) -> set[str]:
    """The addresses under which reasons name a row: by its case and by its party."""
    name = row.get("indicator")
    constant = any(name in c.indicators and c.indicators[name].constant for c in compacts)
    span = parse_span(row.get("period"))
    period = span.code if span is not None and not constant else ""
    party = canonical_party(row.get("party"))
    return {f"{name}/{who}/{period}" for who in (row.get("case") or party, party)}


def differences(before: Settlement, after: Settlement) -> list[dict[str, Any]]:
    """Moves that another fact changes: quantity before and after, in smallest units."""
    old = {m.id: m for m in before.moves}
    new = {m.id: m for m in after.moves}
    found = []
    for name in [*old, *(n for n in new if n not in old)]:
        was, now = old.get(name), new.get(name)
        if (was and was.units) != (now and now.units):
            move = now or was
            assert move is not None
            found.append(
                {
                    "id": name,
                    "unit": move.unit,
                    "before": str(was.units) if was else None,
                    "after": str(now.units) if now else None,
                    "zh": now.zh if now else f"{name} 不再发生",
                }
            )
    return found


def opened_by(before: Settlement, after: Settlement) -> list[dict[str, Any]]:
    """What becomes undetermined with the other fact."""
    known = {(u.case, u.at, u.clause) for u in before.undetermined}
    return [
        {
            "case": u.case,
            "period": u.at.code if u.at else None,
            "clause": u.clause,
            **u.cause.fields(),
        }
        for u in after.undetermined
        if (u.case, u.at, u.clause) not in known
    ]
