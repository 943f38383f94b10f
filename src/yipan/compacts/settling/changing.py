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
from yipan.core.english import unit_after
from yipan.core.errors import Coded, near_misses
from yipan.core.interval import rational_text
from yipan.core.words import Words

OPERATIONS = {
    "sum": Words("相加", "sum"),
    "sub": Words("减去", "minus"),
    "mul": Words("相乘", "times"),
    "div": Words("除以", "divided by"),
    "ge": Words("不小于", "at least"),
    "gt": Words("大于", "greater than"),
    "le": Words("不大于", "at most"),
    "lt": Words("小于", "less than"),
    "is": Words("等于", "is"),
    "all": Words("均成立", "all of"),
    "any": Words("任一成立", "any of"),
    "not": Words("不成立", "not"),
    "min": Words("取小", "smaller of"),
    "max": Words("取大", "larger of"),
    "mean": Words("平均", "mean"),
    "first": Words("首个适用者", "first that applies"),
    "round": Words("取整", "rounded"),
    "share": Words("按份额", "share"),
    "series": Words("各期", "periods"),
    "run": Words("最长连续", "longest run"),
    "top": Words("第几大", "rank from the top"),
}
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


def move_lines(move: Move, lang: str = "zh") -> list[str]:
    """The reason of a move as an indented tree; words of the document stay as they are written."""
    lines = [move.zh if lang == "zh" else _english(move)]
    lines.append(f"{Words('原文', 'words of the compact').pick(lang)}: {move.words}")
    if move.when is not None:
        lines += [Words("条件:", "condition:").pick(lang), *_node_lines(move.when, 1, lang)]
    return [*lines, Words("数额:", "amount:").pick(lang), *_node_lines(move.because, 1, lang)]


def _english(move: Move) -> str:
    """Who receives what from whom, and by which clause."""
    quantity = f"{rational_text(move.human)}{unit_after(move.human_unit, 'en')}"
    period = f" {move.period.code}" if move.period else ""
    return f"{move.receiver}{period} {quantity} <- {move.giver}: clause {move.clause}"


def _node_lines(node: Node, depth: int, lang: str) -> list[str]:
    head = _head(node, lang)
    unit = str(node.get("unit") or "1")
    value = ""
    if "value" in node:
        value = f" = {node['value']}{unit_after(unit, lang) if unit != '1' else ''}"
    given = node.get("given")
    if given:
        value += f" ← {given['value']}{unit_after(given['unit'] or '', lang)}"
        signed = ";".join(node.get("attested_by") or [])
        attested = Words(f"确认 {signed}", f"attested by {signed}").pick(lang)
        source = "、".join(filter(None, [node.get("source"), signed and attested]))
        value += f"({source})" if source else ""
    clause = node.get("clause")
    mark = Words(f" [约{clause}]", f" [clause {clause}]").pick(lang) if clause else ""
    lines = [f"{'  ' * depth}{head}{value}{mark}"]
    for child in node.get("of", []):
        if isinstance(child, dict):
            lines += _node_lines(child, depth + 1, lang)
        else:
            lines.append(f"{'  ' * (depth + 1)}{child}")
    return lines


def _head(node: Node, lang: str) -> str:
    for key in ("fact", "let", "param", "const", "role", "index"):
        if key in node:
            mark = f"({node['mark']})" if key == "param" and node.get("mark") else ""
            return f"{node[key]}{mark}"
    if "record" in node:
        return Words("已得", "received so far").pick(lang)
    weight = f" {node['weight']}" if "weight" in node else ""
    op = str(node.get("op"))
    return f"{OPERATIONS.get(op, Words(op, op)).pick(lang)}{weight}"


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
