"""Turns `pay` and `share` into moves: whole units, caps, largest remainder, reasons."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import floor

from yipan.compacts.document.document import Cap, Clause, Pay, Share, Unit
from yipan.compacts.settling.evaluate import evaluate, recorded
from yipan.compacts.settling.record import Reach
from yipan.compacts.settling.scope import Scope
from yipan.compacts.words.amounts import largest_remainder, round_units, tie_order
from yipan.compacts.words.expressions import Expression
from yipan.compacts.words.units import PURE
from yipan.compacts.words.values import Known, Node, Quantity, Unknown, opened, united
from yipan.core.errors import Coded
from yipan.core.interval import rational_text
from yipan.core.words import Words


@dataclass(frozen=True, slots=True)
class Part:
    """A move to be written: giver, receiver, whole units and the reason of the amount."""

    giver: str
    receiver: str
    units: int
    because: Node


@dataclass(frozen=True, slots=True)
class Split:
    """What a share did with its amount, the part kept by the payer included."""

    case: str | None
    period: str | None
    clause: str
    unit: str
    total: int
    parts: tuple[tuple[str, int], ...]
    credited: str | None


@dataclass(frozen=True, slots=True)
class Whole:
    """An amount in whole smallest units."""

    units: int
    unit: Unit
    node: Node


def pay_parts(pay: Pay, clause: Clause, scope: Scope) -> tuple[list[Part], Unit] | Unknown:
    """The move of a `pay`, if it moves anything."""
    giver, receiver = scope.role(pay.giver), scope.role(pay.receiver)
    whole = _whole(pay.amount, pay.rounding, clause, scope)
    if isinstance(giver, Unknown) or isinstance(receiver, Unknown) or isinstance(whole, Unknown):
        return united(u for u in (giver, receiver, whole) if isinstance(u, Unknown))
    units, node = whole.units, whole.node
    if pay.cap is not None:
        room = _room(pay.cap, receiver, whole.unit, pay.rounding or scope.compact.rounding, scope)
        if isinstance(room, Unknown):
            return room
        units, node = _cut(units, node, room, whole.unit)
    return [Part(giver, receiver, units, {**node, "clause": clause.id})], whole.unit


def share_parts(
    share: Share, clause: Clause, scope: Scope, period: str | None
) -> tuple[list[Part], Unit, Split] | Unknown:
    """The moves of a `share` and its split."""
    one = scope.role(share.one)
    names = [name for name, _ in share.weights]
    parties = [scope.role(name) for name in names]
    weights = [_weight(expression, scope) for _, expression in share.weights]
    whole = _whole(share.amount, share.rounding, clause, scope)
    unknown = [u for u in (one, whole, *parties, *weights) if isinstance(u, Unknown)]
    if unknown or isinstance(one, Unknown) or isinstance(whole, Unknown):
        return united(unknown)
    numbers = [w for w in weights if isinstance(w, Fraction)]
    total_weight = sum(numbers, Fraction(0))
    if any(n < 0 for n in numbers):
        return opened("negative")
    if total_weight == 0:
        return opened(f"div_zero:{clause.id}")
    parts = largest_remainder(whole.units, numbers, tie_order(names, scope.compact.ties))
    nodes = [
        _share_node(whole, number / total_weight, part, clause.id)
        for number, part in zip(numbers, parts, strict=True)
    ]
    known_parties = [p for p in parties if isinstance(p, str)]
    if share.cap is not None:
        receiver = known_parties if share.one_pays else [one] * len(names)
        cut = _cap_share(share, share.cap, names, receiver, parts, nodes, whole.unit, scope)
        if cut is not None:
            return cut
    moves = []
    for party, part, node in zip(known_parties, parts, nodes, strict=True):
        giver, taker = (one, party) if share.one_pays else (party, one)
        moves.append(Part(giver, taker, part, {**node, "clause": clause.id}))
    split = _split(share, clause, scope, period, whole, one, known_parties, parts)
    return moves, whole.unit, split


def _split(
    share: Share,
    clause: Clause,
    scope: Scope,
    period: str | None,
    whole: Whole,
    one: str,
    parties: list[str],
    parts: list[int],
) -> Split:
    summed: dict[str, int] = {}
    for party, part in zip(parties, parts, strict=True):
        summed[party] = summed.get(party, 0) + part
    credited = one if share.one_pays and one in summed else None
    return Split(
        scope.case,
        period,
        clause.id,
        whole.unit.smallest,
        whole.units,
        tuple(summed.items()),
        credited,
    )


def _whole(
    expression: Expression, rounding: str | None, clause: Clause, scope: Scope
) -> Whole | Unknown:
    """The amount in smallest units; rounded only where the clause or the compact says how."""
    amount = evaluate(expression, scope)
    if isinstance(amount, Unknown):
        return amount
    unit = _moving_unit(amount, clause, scope)
    assert isinstance(amount.value, Quantity)
    if amount.value.amount < 0:
        return opened("negative")
    mode = rounding or scope.compact.rounding
    exact = amount.value.amount / unit.smallest_factor
    units = round_units(exact, mode)
    if units is None:
        return opened("rounding")
    if exact.denominator == 1:
        return Whole(units, unit, amount.node)
    return Whole(units, unit, _rounded(amount.node, units, unit, mode))


def _rounded(node: Node, units: int, unit: Unit, mode: str | None) -> Node:
    value = rational_text(units * unit.smallest_factor)
    return {"op": "round", "mode": mode, "value": value, "unit": unit.dimension, "of": [node]}


def _moving_unit(amount: Known, clause: Clause, scope: Scope) -> Unit:
    dimension = amount.value.dimension if isinstance(amount.value, Quantity) else None
    for unit in scope.compact.units.values():
        if unit.dimension == dimension:
            return unit
    declared = "、".join(scope.compact.units) or "-"
    raise Coded(
        "UNIT_MISMATCH",
        Words(
            f"amount 的量纲是 {dimension or '文字'},units 只写了 {declared}",
            f"the amount is in {dimension or 'text'}, units declares {declared}",
        ),
        hint=Words("请在 units 写明最小单位,或改 amount", "declare its smallest unit, or mend it"),
        file=scope.compact.file,
        row=clause.line,
        field=clause.id,
    )


def _weight(expression: Expression, scope: Scope) -> Fraction | Unknown:
    found = evaluate(expression, scope)
    if isinstance(found, Unknown):
        return found
    if isinstance(found.value, Quantity) and found.value.dimension == PURE:
        return found.value.amount
    clause = scope.compact.clause(scope.clause)
    raise Coded(
        "UNIT_MISMATCH",
        Words("权重须为纯数", "a weight is a pure number"),
        file=scope.compact.file,
        row=clause.line if clause else None,
        field=scope.clause,
    )


def _share_node(whole: Whole, weight: Fraction, part: int, clause: str) -> Node:
    exact = whole.units * weight * whole.unit.smallest_factor
    return {
        "op": "share",
        "clause": clause,
        "value": rational_text(part * whole.unit.smallest_factor),
        "unit": whole.unit.dimension,
        "weight": rational_text(weight),
        "exact": rational_text(exact),
        "of": [whole.node],
    }


@dataclass(frozen=True, slots=True)
class _Room:
    """What a receiver may still get, in whole units, and why."""

    units: int
    node: Node


def _room(
    cap: Cap, receiver: str, unit: Unit, rounding: str | None, scope: Scope
) -> _Room | Unknown:
    limit = evaluate(cap.limit, scope)
    reach = Reach(cap.over, scope.case, cap.within, cap.during, scope.span, None, receiver)
    record = recorded(reach, scope)
    if isinstance(limit, Unknown) or isinstance(record, Unknown):
        return united(u for u in (limit, record) if isinstance(u, Unknown))
    assert isinstance(limit.value, Quantity)
    assert isinstance(record.value, Quantity)
    if limit.value.dimension != unit.dimension:
        clause = scope.compact.clause(scope.clause)
        raise Coded(
            "UNIT_MISMATCH",
            Words(
                "cap 的 limit 与 amount 量纲不同", "the limit has another dimension than the amount"
            ),
            file=scope.compact.file,
            row=clause.line if clause else None,
            field=scope.clause,
        )
    left = limit.value.amount - record.value.amount
    node: Node = {
        "op": "sub",
        "value": rational_text(left),
        "unit": unit.dimension,
        "of": [limit.node, {**record.node, "unit": unit.dimension}],
    }
    units = left / unit.smallest_factor
    if units.denominator != 1:
        if rounding is None:
            return _Room(-1, node) if units < 0 else opened("rounding")
        node = _rounded(node, floor(units), unit, "down")
    return _Room(floor(units), node)


def _cut(units: int, node: Node, room: _Room, unit: Unit) -> tuple[int, Node]:
    """The move cut down to what may still be had; never below zero."""
    cut = min(units, room.units)
    cut_node: Node = {
        "op": "min",
        "value": rational_text(cut * unit.smallest_factor),
        "unit": unit.dimension,
        "of": [node, room.node],
    }
    return max(cut, 0), cut_node


def _cap_share(
    share: Share,
    cap: Cap,
    names: list[str],
    receivers: list[str],
    parts: list[int],
    nodes: list[Node],
    unit: Unit,
    scope: Scope,
) -> Unknown | None:
    """Cuts the part of `of`; `rest` takes what is cut off. Changes parts and nodes in place."""
    position, rest = names.index(cap.of or names[0]), names.index(cap.rest or names[-1])
    room = _room(cap, receivers[position], unit, share.rounding or "down", scope)
    if isinstance(room, Unknown):
        return room
    before, before_node = parts[position], nodes[position]
    parts[position], nodes[position] = _cut(before, before_node, room, unit)
    excess = before - parts[position]
    if excess:
        parts[rest] += excess
        given_up: Node = {
            "op": "sub",
            "value": rational_text(excess * unit.smallest_factor),
            "unit": unit.dimension,
            "of": [before_node, nodes[position]],
        }
        nodes[rest] = {
            "op": "sum",
            "value": rational_text(parts[rest] * unit.smallest_factor),
            "unit": unit.dimension,
            "of": [nodes[rest], given_up],
        }
    return None
