"""One line for people about a move, made from its reason alone."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from yipan.compacts.words.values import Node
from yipan.core.interval import rational_text

if TYPE_CHECKING:
    from yipan.compacts.settling.record import Move

_SIGNS = {"sum": " + ", "sub": " − ", "mul": " x ", "div": " / ", "ge": " >= ", "gt": " > "}
_SIGNS |= {"le": " <= ", "lt": " < ", "is": " = ", "all": " 且 ", "any": " 或 "}
_WORDS = {"min": "取小", "max": "取大", "mean": "平均"}
_LONGEST = 400


class Teller:
    """Tells nodes in words; amounts of the moved dimension in the unit shown to people."""

    def __init__(self, dimension: str, unit: str, factor: Fraction) -> None:
        self.dimension, self.unit, self.factor = dimension, unit, factor

    def number(self, node: Node) -> str:
        """The value of a node for people."""
        text = str(node.get("value", ""))
        if node.get("unit") != self.dimension:
            given = node.get("given")
            return str(given["value"]) if given and node.get("unit") == "1" else text
        return short(Fraction(text) / self.factor)

    def tell(self, node: Node, outer: str = "") -> str:
        """A node as a formula with the values in it; `outer` is the operation around it."""
        leaf = self._leaf(node)
        if leaf is not None:
            return leaf
        children = [child for child in node.get("of", []) if isinstance(child, dict)]
        op = str(node.get("op"))
        if op in {"first", "round"} and children:
            return self.tell(children[-1], outer)
        parts = [self.tell(child, op) for child in children]
        if op == "share":
            return f"{parts[0]} 的 {percent(node['weight'])}"
        if op == "run":
            return (
                f"{parts[0]} 连续 {_SIGNS[node['compare']].strip()} {parts[1]} 最长 {node['value']}"
            )
        if op == "top":
            return f"{parts[0]} 第 {parts[1]} 大 {self.number(node)}"
        if op in _SIGNS:
            text = _SIGNS[op].join(parts)
            loose = op in {"sum", "sub"} and outer in {"mul", "div", "sub"}
            mixed = {op, outer} == {"all", "any"}
            return f"({text})" if (loose or mixed) and len(parts) > 1 else text
        if op in _WORDS:
            return f"{_WORDS[op]}({', '.join(parts)})"
        return "、".join(parts) if op == "series" else f"{op}({', '.join(parts)})"

    def _leaf(self, node: Node) -> str | None:
        if "const" in node:
            return str(node["const"])
        if "let" in node or "param" in node:
            return f"{node.get('let') or node.get('param')} {self.number(node)}".rstrip()
        if "fact" in node:
            return f"{str(node['fact']).split('/')[0]} {self.number(node)}"
        if "index" in node:
            return f"第{node['value']}年"
        if "role" in node:
            return str(node["value"])
        return f"已得 {self.number(node)}" if "record" in node else None

    def amount(self, node: Node) -> str:
        """How an amount came about."""
        op = node.get("op")
        children = node.get("of", [])
        if op == "round":
            return self.amount(children[0])
        if op == "min" and len(children) == 2 and children[1].get("op") in {"sub", "round"}:
            return self._capped(node, children)
        if op == "share":
            return f"按{ratio(node['weight'])}应得 {self.number(node)}"
        if op == "sum" and children and children[0].get("op") == "share":
            return f"{self.amount(children[0])},另得让出的 {self.number(children[1])}"
        text = self.tell(node)
        if "op" not in node or op == "first":
            return text
        return f"{text} = {self.number(node)}"

    def _capped(self, node: Node, children: list[Node]) -> str:
        wanted, room = children
        inner = room["of"][0] if room.get("op") == "round" else room
        limit, record = inner["of"]
        cut = Fraction(node["value"]) < Fraction(wanted["value"])
        clause = _clause_of(limit)
        name = limit.get("let") or limit.get("param") or self.tell(limit)
        shown = self.number(limit) if "let" in limit or "param" in limit else ""
        told = self.amount(wanted)
        return (
            f"{told};{f'约{clause} ' if clause else ''}{name} {shown}".rstrip()
            + f",已得 {self.number(record)},余 {self.number(room)}{',取小' if cut else ''}"
        )


def sentence(move: Move, year: int | None) -> str:
    """`收方 时期 数量 单位 <- 付方:约… 因 …`."""
    factor = move.amount / move.human if move.human else Fraction(1)
    teller = Teller(move.dimension, move.human_unit, factor)
    when = f"第{year}年" if year is not None and _uses_year(move.when) else ""
    period = when or (move.period.code if move.period else "")
    quantity = f"{rational_text(move.human)} {move.human_unit}"
    head = f"{move.receiver} {period} {quantity} <- {move.giver}"
    tail = f"约{move.clause} {teller.amount(move.because)}"
    condition = ""
    if move.when is not None and not when:
        condition = f";因 {teller.tell(move.when)}"
    text = f"{head}:{tail}{condition}。"
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def short(value: Fraction) -> str:
    """Exact where a decimal ends within six digits, else to four digits marked by 约."""
    text = rational_text(value)
    if "/" not in text and len(text.partition(".")[2]) <= 6:
        return text
    scaled = round(value * 10**4)
    return "约" + rational_text(Fraction(scaled, 10**4))


def percent(weight: str) -> str:
    """A weight as a percentage where it ends, else as a fraction."""
    text = rational_text(Fraction(weight) * 100)
    return f"{text}%" if "/" not in text else weight


def ratio(weight: str) -> str:
    """五五 for a half, else a percentage."""
    return "五五" if Fraction(weight) == Fraction(1, 2) else f" {percent(weight)} "


def _clause_of(node: Node) -> str | None:
    for item in (node, *(child for child in node.get("of", []) if isinstance(child, dict))):
        if item.get("clause"):
            return str(item["clause"])
    return None


def _uses_year(node: Node | None) -> bool:
    if node is None:
        return False
    if node.get("index") == "year":
        return True
    return any(_uses_year(child) for child in node.get("of", []) if isinstance(child, dict))
