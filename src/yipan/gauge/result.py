"""What a measure returns: rows with their keys, checks, warnings and the rule that applied."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from yipan.core.words import Words

Value = float | int | str | None

WARNINGS: dict[str, Words] = {
    "constant-indicator": Words(
        "指标恒定: 权重 0, 归一化为空", "constant: weight 0, normalised null"
    ),
    "zero-base": Words(
        "基期为 0 的部门单列 entry", "a sector with a zero base is the part `entry`"
    ),
    "at-ideal-point": Words("处于理想点,障碍度无定义", "at the ideal point no obstacle is defined"),
    "inconsistent": Words("判断矩阵不一致 (CR > 0.1)", "judgements are inconsistent (CR > 0.1)"),
    "few-units": Words("单元太少", "too few units for this many inputs and outputs"),
    "unnormalised-variant": Words(
        "该变体衡量水平而非均衡", "this variant measures level, not balance"
    ),
    "rank-reversal-possible": Words(
        "增减单元可能改变名次", "adding or removing a unit may reverse ranks"
    ),
    "imputed": Words("缺失值按规则处理", "missing cells were treated by the rule asked for"),
    "small-sample": Words("样本太小", "the sample is small"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One number or class with its keys; `reason` says why a value is null."""

    name: str
    keys: Mapping[str, str]
    value: Value
    reason: str = ""

    def as_dict(self, label: str) -> dict[str, Any]:
        """The row of the contract; `label` is "item" or "part"."""
        out: dict[str, Any] = {label: self.name, **self.keys, "value": self.value}
        return {**out, "reason": self.reason} if self.value is None else out


@dataclass(frozen=True, slots=True)
class Check:
    """An identity with both sides computed independently."""

    identity: str
    lhs: float
    rhs: float

    @property
    def residual(self) -> float:
        """|lhs - rhs|."""
        return abs(self.lhs - self.rhs)

    def as_dict(self) -> dict[str, Any]:
        """The check of the contract."""
        sides = {"lhs": self.lhs, "rhs": self.rhs, "residual": self.residual}
        return {"identity": self.identity, **sides}


@dataclass(frozen=True, slots=True)
class Warned:
    """Something the reader must know; `code` is one of `WARNINGS`."""

    code: str
    message: Words


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the body of a measure computes; the registry adds its description."""

    values: tuple[Row, ...]
    parts: tuple[Row, ...] = ()
    checks: tuple[Check, ...] = ()
    warnings: tuple[Warned, ...] = ()
    variant: str = ""
    interval: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """A measured result that names its variant, formula, parameters and domain rule."""

    measure: str
    variant: str
    formula: str
    parameters: Mapping[str, Any]
    domain: Mapping[str, str]
    values: tuple[Row, ...]
    parts: tuple[Row, ...] = ()
    checks: tuple[Check, ...] = ()
    warnings: tuple[Warned, ...] = ()
    interval: Mapping[str, Any] | None = field(default=None)

    def as_dict(self, lang: str = "zh") -> dict[str, Any]:
        """The contract's `result`."""
        return {
            "measure": self.measure,
            "variant": self.variant,
            "formula": self.formula,
            "parameters": dict(self.parameters),
            "domain": dict(self.domain),
            "values": [row.as_dict("item") for row in self.values],
            "parts": [row.as_dict("part") for row in self.parts],
            "checks": [check.as_dict() for check in self.checks],
            "warnings": [{"code": w.code, "message": w.message.pick(lang)} for w in self.warnings],
            "interval": self.interval,
        }

    def value(self, item: str, **keys: str) -> Value:
        """The one value of that item and keys; LookupError where there is none or several."""
        return _only(self.values, item, keys)

    def part(self, part: str, **keys: str) -> Value:
        """The one part of that name and keys."""
        return _only(self.parts, part, keys)


def _only(rows: Iterable[Row], name: str, keys: Mapping[str, str]) -> Value:
    found = [r for r in rows if r.name == name and keys.items() <= dict(r.keys).items()]
    if len(found) != 1:
        raise LookupError(f"{len(found)} rows are called {name} with {dict(keys)}")
    return found[0].value


def row(name: str, keys: Mapping[str, str], value: Any, reason: str = "undefined") -> Row:
    """A row; a NaN or an infinity becomes null with the reason."""
    if value is None:
        return Row(name, keys, None, reason)
    if isinstance(value, str | int):
        return Row(name, keys, value)
    number = float(value)
    if not math.isfinite(number):
        return Row(name, keys, None, reason)
    return Row(name, keys, number)


def warned(code: str, detail: str = "") -> Warned:
    """A warning of the list, with what it is about."""
    words = WARNINGS[code]
    if not detail:
        return Warned(code, words)
    return Warned(code, Words(f"{words.zh}: {detail}", f"{words.en}: {detail}"))
