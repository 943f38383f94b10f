"""Recomputes a move from its reason, knowing only the table of node kinds in docs/compacts.md."""

from __future__ import annotations

from fractions import Fraction
from math import prod
from typing import Any

Node = dict[str, Any]


def recompute(node: Node, amounts: dict[str, Fraction]) -> Fraction | str:
    """The value that follows from the leaves; `amounts` are earlier moves by id."""
    if "record" in node:
        return sum((amounts[name] for name in node["of"]), Fraction(0))
    if "let" in node:
        return recompute(node["of"][0], amounts)
    if "op" not in node:
        return _number(node["value"])
    return _operation(node, amounts)


def agrees(node: Node, amounts: dict[str, Fraction], smallest: Fraction) -> bool:
    """Whether every node's value follows from its children."""
    children = [c for c in node.get("of", []) if isinstance(c, dict)]
    if not all(agrees(child, amounts, smallest) for child in children):
        return False
    if node.get("op") == "series":
        return True
    stated, found = _number(node["value"]), recompute(node, amounts)
    if node.get("op") in {"share", "round"}:
        assert isinstance(stated, Fraction)
        assert isinstance(found, Fraction)
        return abs(stated - found) < smallest
    return stated == found


def _operation(node: Node, amounts: dict[str, Fraction]) -> Fraction | str:
    op = node["op"]
    children = _flat(node["of"])
    if op == "share":
        return Fraction(_stated(children[0])) * Fraction(node["weight"])
    if op == "first":
        return recompute(children[-1], amounts)
    if op in {"all", "any"}:
        truths = [recompute(child, amounts) == "是" for child in children]
        return "是" if (all(truths) if op == "all" else any(truths)) else "否"
    values = [_stated(child) for child in children]
    if op == "is":
        return "是" if values[0] == values[1] else "否"
    numbers = [Fraction(v) for v in values]
    if op in {"ge", "gt", "le", "lt"}:
        a, b = numbers
        return "是" if {"ge": a >= b, "gt": a > b, "le": a <= b, "lt": a < b}[op] else "否"
    if op == "run":
        return _run(numbers[:-1], numbers[-1], node["compare"])
    total = sum(numbers, Fraction(0))
    table = {"sum": total, "mean": total / len(numbers), "min": min(numbers), "max": max(numbers)}
    table |= {"sub": numbers[0] - sum(numbers[1:]), "mul": prod(numbers), "round": numbers[0]}
    return numbers[0] / numbers[1] if op == "div" else Fraction(table[op])


def _run(members: list[Fraction], bound: Fraction, word: str) -> Fraction:
    tests = {"gt": lambda m: m > bound, "ge": lambda m: m >= bound}
    tests |= {"lt": lambda m: m < bound, "le": lambda m: m <= bound}
    best = current = 0
    for member in members:
        current = current + 1 if tests[word](member) else 0
        best = max(best, current)
    return Fraction(best)


def _flat(children: list[Any]) -> list[Node]:
    found: list[Node] = []
    for child in children:
        inner = child
        while "let" in inner and inner["of"][0].get("op") == "series":
            inner = inner["of"][0]
        found += inner["of"] if inner.get("op") == "series" else [child]
    return found


def _stated(node: Node) -> Fraction | str:
    return _number(node["value"])


def _number(text: str) -> Fraction | str:
    try:
        return Fraction(text)
    except ValueError:
        return text
