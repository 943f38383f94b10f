"""What a match answers: who goes where, one code per refusal, and checks computed from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from yipan.core.interval import rational_text

NOTE = "模拟结果, 不是任何机关的决定"


@dataclass(frozen=True, slots=True)
class Placement:
    """One function, offer or job at its place. `qty` is what it takes of the capacity."""

    who: str
    where: str
    qty: Fraction
    because: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Refusal:
    """One that is not placed, with exactly one code for every option."""

    who: str
    reasons: Mapping[str, str]
    details: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Change:
    """What would have to change for one unplaced to fit; checked by a run with the change."""

    who: str
    where: str
    what: str
    by: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Order:
    """The same problem under another order of objectives."""

    objective: tuple[str, ...]
    totals: Mapping[str, Fraction]
    placed: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Match:
    """The result of `yipan match`. `checks` are computed from the result, not assumed."""

    method: str
    placed: tuple[Placement, ...]
    unplaced: tuple[Refusal, ...]
    blocking_pairs: tuple[tuple[str, str], ...] = ()
    capacity: Mapping[str, tuple[Fraction, Fraction]] = field(default_factory=dict)
    ceilings: Mapping[str, tuple[Fraction, Fraction]] = field(default_factory=dict)
    resources: Mapping[str, Mapping[str, tuple[Fraction, Fraction]]] = field(default_factory=dict)
    totals: Mapping[str, Fraction] = field(default_factory=dict)
    objective: tuple[str, ...] = ()
    mismatch: tuple[Mapping[str, Any], ...] = ()
    changes: tuple[Change, ...] = ()
    orders: tuple[Order, ...] = ()
    proof: Mapping[str, str] = field(default_factory=dict)
    moves: tuple[Mapping[str, Any], ...] = ()
    notes: tuple[str, ...] = ()

    def where(self) -> dict[str, str]:
        """who -> where of all placed."""
        return {p.who: p.where for p in self.placed}

    def as_dict(self) -> dict[str, Any]:
        """The JSON contract; exact numbers as text, empty optional parts left out."""
        checks: dict[str, Any] = {
            "blocking_pairs": [list(pair) for pair in self.blocking_pairs],
            "capacity": _used(self.capacity),
        }
        if self.ceilings:
            checks["ceilings"] = _used(self.ceilings)
        if self.resources:
            checks["resources"] = {name: _used(table) for name, table in self.resources.items()}
        document: dict[str, Any] = {
            "method": self.method,
            "objective": list(self.objective),
            "placed": [_placed(p) for p in self.placed],
            "unplaced": [
                {"who": r.who, "reasons": dict(r.reasons), "details": plain(r.details)}
                for r in self.unplaced
            ],
            "checks": checks,
            "totals": plain(self.totals),
            "proof": dict(self.proof),
            "mismatch": [plain(row) for row in self.mismatch],
            "changes": [
                {"who": c.who, "where": c.where, "what": c.what, "by": c.by, "zh": c.zh, "en": c.en}
                for c in self.changes
            ],
            "orders": [
                {
                    "objective": list(o.objective),
                    "totals": plain(o.totals),
                    "placed": dict(o.placed),
                }
                for o in self.orders
            ],
            "moves": [dict(move) for move in self.moves],
            "notes": [*self.notes],
        }
        optional = ("objective", "totals", "proof", "mismatch", "changes", "orders", "moves")
        return {k: v for k, v in document.items() if v or k not in optional} | {"note": NOTE}


def plain(value: Any) -> Any:
    """Exact numbers as text, deep inside."""
    if isinstance(value, Fraction):
        return rational_text(value)
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    return value


def _used(table: Mapping[str, tuple[Fraction, Fraction]]) -> dict[str, dict[str, str]]:
    return {
        name: {"used": rational_text(used), "limit": rational_text(limit)}
        for name, (used, limit) in table.items()
    }


def _placed(p: Placement) -> dict[str, Any]:
    return {
        "who": p.who,
        "where": p.where,
        "qty": rational_text(p.qty),
        "because": plain(p.because),
    }
