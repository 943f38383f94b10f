"""Sharing a common cost: ratio, benefit, equal, Shapley; a grant first; the core test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import factorial
from typing import Any

from yipan.compacts.words.amounts import largest_remainder, tie_order
from yipan.compacts.words.parties import canonical_party
from yipan.compacts.words.units import CompactUnit, find_compact_unit, parse_literal, parse_number
from yipan.core.errors import Coded
from yipan.core.interval import rational_text
from yipan.core.words import Words

PRINCIPLES = ("shapley", "ratio", "benefit", "equal")
MOST_PARTIES = 10
_KEYS = {"kind", "unit", "smallest", "parties", "cost", "total", "weights", "benefit", "grant"}
_KEYS |= {"ties", "name", "note"}
_EMPTY = {"", "空", "∅", "无"}
Coalition = frozenset[str]


@dataclass(frozen=True, slots=True)
class Problem:
    """A cost to share: `costs` per coalition in `unit`; `grant`: what a third party pays."""

    file: str
    unit: CompactUnit
    smallest: CompactUnit
    parties: tuple[str, ...]
    costs: Mapping[Coalition, Fraction]
    total: Fraction
    weights: Mapping[str, Fraction]
    benefit: Mapping[str, Fraction]
    grant: tuple[str, Fraction] | None
    ties: tuple[str, ...]


def share_cost(problem: Problem, principle: str) -> dict[str, Any]:
    """Exact shares, whole smallest units by largest remainder, and who would rather stand alone."""
    before = _proportions(problem, principle)
    grant = problem.grant[1] if problem.grant else Fraction(0)
    rest = problem.total - grant
    scale = rest / problem.total if problem.total else Fraction(0)
    exact = {party: part * scale for party, part in before.items()}
    factor = problem.unit.factor / problem.smallest.factor
    whole = rest * factor
    if whole.denominator != 1:
        amount, small = f"{rational_text(rest)} {problem.unit.name}", problem.smallest.name
        raise Coded(
            "BAD_VALUE",
            Words(f"应分的 {amount} 不是整数个{small}", f"{amount} is no whole number of {small}"),
            hint=Words(
                "请把 total 或 grant 写到最小单位", "give total and grant to the smallest unit"
            ),
            file=problem.file,
        )
    order = tie_order(problem.parties, problem.ties)
    weights = [exact[party] for party in problem.parties]
    parts = [0] * len(weights)
    if sum(weights, Fraction(0)) != 0:
        parts = largest_remainder(whole.numerator, weights, order)
    shares = {
        party: {
            "exact": rational_text(exact[party]),
            "before_grant": rational_text(before[party]),
            "qty": str(units),
            "unit": problem.smallest.name,
            "alone": _alone(problem, party),
        }
        for party, units in zip(problem.parties, parts, strict=True)
    }
    return {
        "principle": principle,
        "total": rational_text(problem.total),
        "unit": problem.unit.name,
        "grant": _grant_fields(problem),
        "shares": shares,
        "core": core_test(problem, before),
        "zh": _tell(problem, principle, exact),
    }


def core_test(problem: Problem, shares: Mapping[str, Fraction]) -> dict[str, Any] | None:
    """Coalitions that together pay more than they would alone; None unless all costs are given."""
    proper = [c for c in _coalitions(problem.parties) if c]
    if any(coalition not in problem.costs for coalition in proper):
        return None
    blocking = []
    for coalition in proper:
        pays = sum((shares[party] for party in coalition), Fraction(0))
        if pays > problem.costs[coalition]:
            blocking.append(
                {
                    "coalition": [p for p in problem.parties if p in coalition],
                    "pays": rational_text(pays),
                    "alone": rational_text(problem.costs[coalition]),
                }
            )
    return {"in": not blocking, "blocking": blocking}


def shapley(parties: Sequence[str], costs: Mapping[Coalition, Fraction]) -> dict[str, Fraction]:
    """φ_i = Σ |S|!(n−|S|−1)!/n! × (c(S+i) − c(S)) over all S without i."""
    count = len(parties)
    result = dict.fromkeys(parties, Fraction(0))
    for coalition in _coalitions(parties):
        base = costs[coalition] if coalition else Fraction(0)
        size = len(coalition)
        if size == count:
            continue
        weight = Fraction(factorial(size) * factorial(count - size - 1), factorial(count))
        for party in parties:
            if party not in coalition:
                result[party] += weight * (costs[coalition | {party}] - base)
    return result


def _coalitions(parties: Sequence[str]) -> list[Coalition]:
    return [
        frozenset(members)
        for size in range(len(parties) + 1)
        for members in combinations(parties, size)
    ]


def _proportions(problem: Problem, principle: str) -> dict[str, Fraction]:
    """What each would pay of the whole, before a grant."""
    if principle == "shapley":
        if len(problem.parties) > MOST_PARTIES:
            raise Coded(
                "TOO_LARGE",
                Words(f"至多 {MOST_PARTIES} 方", f"at most {MOST_PARTIES} parties"),
                hint=Words("请合并相近的方", "merge parties that are alike"),
                file=problem.file,
            )
        for coalition in _coalitions(problem.parties):
            if coalition and coalition not in problem.costs:
                name = "+".join(p for p in problem.parties if p in coalition)
                raise Coded(
                    "MISSING_COALITION",
                    Words(f"缺 {name} 的成本", f"the cost of {name} is missing"),
                    hint=Words("每个组合都须有成本", "every coalition needs a cost"),
                    file=problem.file,
                    field=f"cost.{name}",
                )
        return shapley(problem.parties, problem.costs)
    if principle == "equal":
        return dict.fromkeys(problem.parties, problem.total / len(problem.parties))
    weights = problem.weights if principle == "ratio" else problem.benefit
    key = "weights" if principle == "ratio" else "benefit"
    for party in problem.parties:
        if party not in weights:
            raise Coded(
                "MISSING_WEIGHT",
                Words(f"{key} 中没有 {party}", f"{key} has no {party}"),
                hint=Words(
                    "每一方都须有权重,没有请写 0", "every party needs one, write 0 for none"
                ),
                file=problem.file,
                field=key,
            )
    total = sum((weights[party] for party in problem.parties), Fraction(0))
    if total == 0:
        raise Coded(
            "OUT_OF_RANGE",
            Words(f"{key} 之和为 0", f"{key} sums to 0"),
            hint=Words("至少一方须大于 0", "at least one is above 0"),
            file=problem.file,
            field=key,
        )
    return {party: problem.total * weights[party] / total for party in problem.parties}


def _alone(problem: Problem, party: str) -> str | None:
    cost = problem.costs.get(frozenset([party]))
    return None if cost is None else rational_text(cost)


def _grant_fields(problem: Problem) -> dict[str, str] | None:
    if problem.grant is None:
        return None
    party, amount = problem.grant
    return {"from": party, "exact": rational_text(amount), "unit": problem.unit.name}


def _tell(problem: Problem, principle: str, exact: Mapping[str, Fraction]) -> str:
    how = {
        "shapley": "各种先后次序下新增成本的平均",
        "ratio": "按约定比例",
        "benefit": "按受益大小",
        "equal": "平均分担",
    }[principle]
    parts = [f"{p} {_decimal(exact[p])}{problem.unit.name}" for p in problem.parties]
    return f"{'、'.join(parts)}:{how}。"


def _decimal(value: Fraction) -> str:
    text = rational_text(value)
    return text if "/" not in text else "约" + rational_text(Fraction(round(value * 100), 100))


def read_problem(tree: object, file: str) -> Problem:
    """A sharing problem from its YAML tree."""
    if not isinstance(tree, dict) or tree.get("kind") != "share":
        raise _bad(file, "kind", "应为 kind: share", "kind is share")
    for key in tree:
        if key not in _KEYS:
            raise Coded(
                "UNKNOWN_WORD",
                Words(f"没有“{key}”这一项", f"there is no key {key!r}"),
                hint=Words(f"可用: {' '.join(sorted(_KEYS))}", f"keys: {' '.join(sorted(_KEYS))}"),
                file=file,
                row=getattr(tree, "lines", {}).get(key),
            )
    unit = find_compact_unit(str(tree.get("unit") or ""))
    smallest = find_compact_unit(str(tree.get("smallest") or tree.get("unit") or ""))
    if unit is None or smallest is None or unit.dimension != smallest.dimension:
        raise Coded(
            "UNIT_MISMATCH",
            Words("unit 与 smallest 须为同类单位", "unit and smallest are of one dimension"),
            hint=Words("如 unit: 万元, smallest: 分", "such as unit: 万元, smallest: 分"),
            file=file,
        )
    parties = tuple(canonical_party(str(p)) for p in tree.get("parties") or [])
    if not parties or len(set(parties)) != len(parties):
        raise Coded(
            "DUPLICATE" if parties else "BAD_VALUE",
            Words("parties 须列出各方且不重复", "parties lists every party once"),
            file=file,
            field="parties",
        )
    costs = _costs(tree.get("cost"), parties, file)
    total = _total(tree, costs, parties, file)
    return Problem(
        file,
        unit,
        smallest,
        parties,
        costs,
        total,
        _per_party(tree, "weights", parties, file),
        _per_party(tree, "benefit", parties, file),
        _grant(tree.get("grant"), total, file),
        tuple(canonical_party(str(p)) for p in tree.get("ties") or []),
    )


def _costs(node: object, parties: Sequence[str], file: str) -> dict[Coalition, Fraction]:
    found: dict[Coalition, Fraction] = {}
    for key, text in (node or {}).items() if isinstance(node, dict) or node is None else ():
        value = _number(text, f"cost.{key}", file)
        if key.strip() in _EMPTY:
            if value != 0:
                raise Coded(
                    "EMPTY_NOT_ZERO",
                    Words("空组合的成本须为 0", "the cost of nobody is 0"),
                    hint=Words("固定成本请计入各组合", "put fixed costs into the coalitions"),
                    file=file,
                    field="cost",
                )
            continue
        members = frozenset(canonical_party(m) for m in key.split("+"))
        for member in sorted(members):
            if member not in parties:
                raise Coded(
                    "UNKNOWN_NAME",
                    Words(f"{member} 不在 parties 中", f"{member} is not in parties"),
                    hint=Words(f"各方: {'、'.join(parties)}", f"parties: {', '.join(parties)}"),
                    file=file,
                    field=f"cost.{key}",
                )
        if members in found:
            raise Coded(
                "DUPLICATE",
                Words(f"组合 {key} 重复", f"coalition {key} is given twice"),
                file=file,
                field="cost",
            )
        found[members] = value
    return found


def _total(
    tree: Mapping[str, Any], costs: Mapping[Coalition, Fraction], parties: Sequence[str], file: str
) -> Fraction:
    together = costs.get(frozenset(parties))
    given = tree.get("total")
    if given is None and together is None:
        raise _bad(
            file, "total", "缺 total 或各方合计的成本", "total or the cost of all is missing"
        )
    if given is None:
        assert together is not None
        return together
    total = _number(given, "total", file)
    if together is not None and together != total:
        raise _bad(
            file, "total", "total 与各方合计的成本不同", "total differs from the cost of all"
        )
    return total


def _per_party(
    tree: Mapping[str, Any], key: str, parties: Sequence[str], file: str
) -> dict[str, Fraction]:
    node = tree.get(key) or {}
    if not isinstance(node, dict):
        raise _bad(file, key, f"{key} 应写 {{方: 数}}", f"{key} is {{party: number}}")
    found = {canonical_party(p): _number(text, f"{key}.{p}", file) for p, text in node.items()}
    for party in found:
        if party not in parties:
            raise Coded(
                "UNKNOWN_NAME",
                Words(f"{party} 不在 parties 中", f"{party} is not in parties"),
                file=file,
                field=key,
            )
    return found


def _grant(node: object, total: Fraction, file: str) -> tuple[str, Fraction] | None:
    if node is None:
        return None
    if not isinstance(node, dict) or not node.get("from"):
        raise _bad(
            file, "grant", "grant 应写 {from, rate 或 amount}", "grant is {from, rate or amount}"
        )
    if ("rate" in node) == ("amount" in node):
        raise _bad(file, "grant", "rate 与 amount 恰写一个", "give exactly one of rate and amount")
    if "rate" in node:
        rate = parse_literal(str(node["rate"]))
        if rate is None or rate[1] != "1":
            raise _bad(file, "grant.rate", "rate 应为 20% 或 0.2", "rate is 20% or 0.2")
        amount = total * rate[0]
    else:
        amount = _number(node["amount"], "grant.amount", file)
    if not 0 <= amount <= total:
        raise Coded(
            "OUT_OF_RANGE",
            Words("grant 须在 0 与 total 之间", "the grant lies between 0 and the total"),
            file=file,
            field="grant",
        )
    return canonical_party(str(node["from"])), amount


def _number(text: object, field: str, file: str) -> Fraction:
    value = parse_number(str(text)) if isinstance(text, str) else None
    if value is None and isinstance(text, str):
        ratio = parse_literal(text)
        value = ratio[0] if ratio is not None and ratio[1] == "1" else None
    if value is None:
        raise _bad(file, field, f"“{text}”不是数", f"{text!r} is no number")
    if value < 0:
        raise Coded("OUT_OF_RANGE", Words("不能为负", "it is negative"), file=file, field=field)
    return value


def _bad(file: str, field: str, zh: str, en: str) -> Coded:
    return Coded("BAD_VALUE", Words(zh, en), file=file, field=field)
