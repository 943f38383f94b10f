"""Measures of a board: the long table that one eats, and its answer; vintages never mix unseen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from yipan.board.bindings.yearly import vintage
from yipan.core.errors import BadInput
from yipan.core.indicators import Better
from yipan.core.parties import PartyKind
from yipan.core.words import Words

if TYPE_CHECKING:
    from datetime import date

    from yipan.board import Board
    from yipan.facts import Panel
    from yipan.gauge.result import Result
    from yipan.gauge.table import Table

MIXED = "mixed-vintages"


@dataclass(frozen=True, slots=True)
class Asked:
    """What to cut: indicators, parties (empty: the headline's), periods, and what stands beside."""

    indicators: Sequence[str]
    parties: Sequence[str] = ()
    periods: Sequence[str] = ()
    group: str = ""
    weight: str = ""
    as_of: date | None = None
    mix_vintages: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """The table, names of its codes, and a mark where vintages were mixed by request."""

    table: Table
    labels: dict[str, str]
    mixed: dict[str, tuple[str, ...]] = field(default_factory=dict)


def take(board: Board, asked: Asked, lang: str = "zh") -> Taken:
    """The chosen facts as a long table; refuses two vintages of one indicator unless asked to."""
    from yipan.gauge.table import table_of

    weight = board.indicators.find(asked.weight).slug if asked.weight else ""
    slugs = [board.indicators.find(name).slug for name in asked.indicators]
    if not slugs:
        raise BadInput(
            Words("没有给出指标", "no indicator was named"),
            hint=Words("写作 yipan gauge 测度 指标", "write yipan gauge MEASURE INDICATOR"),
        )
    panel = board.panel(
        [*slugs, *([weight] if weight and weight not in slugs else [])],
        parties=list(asked.parties) or None,
        periods=list(asked.periods) or None,
        as_of=asked.as_of,
    )
    mixed = vintages(board, panel)
    if mixed and not asked.mix_vintages:
        _refuse_mixed(mixed)
    rows = _rows(panel, slugs, weight)
    if not rows:
        raise NoFigures(
            Words(f"盘上没有 {', '.join(slugs)} 的数据", f"the board has no {', '.join(slugs)}"),
            hint=Words("换时期或方, 或用 --input", "ask for other periods or parties, or --input"),
        )
    if asked.group:
        rows = [{**row, "group": group_of(board, str(row["party"]), asked.group)} for row in rows]
    labels = {code: board.parties.find(code).name(lang) for code in panel.parties}
    return Taken(table_of(rows), labels, mixed)


class NoFigures(BadInput):
    """The board has no figure of what is asked for."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A result, the hash of what it rests on, the board it came from and names of its codes."""

    result: Result
    digest: str
    board: str
    labels: Mapping[str, str]


def measure(
    board: Board,
    name: str,
    asked: Asked,
    *,
    settings: Mapping[str, str] | None = None,
    tables: Mapping[str, Any] | None = None,
    lang: str = "zh",
) -> Answer:
    """A measure on a board's chosen facts; indicators that are better when less are turned."""
    from yipan.gauge.measuring import gauge as compute
    from yipan.gauge.registry import find_measure
    from yipan.gauge.result import Warned

    given = dict(settings or {})
    known = find_measure(name)
    taken = take(board, asked, lang)
    turned = down(board, asked.indicators)
    if turned and any(s.key == "down" for s in known.settings):
        given = {"down": ",".join(turned), **given}
    result = compute(name, taken.table, tables=dict(tables or {}), settings=given)
    if taken.mixed:
        names = "; ".join(f"{k}: {', '.join(v)}" for k, v in taken.mixed.items())
        mark = Warned(MIXED, Words(f"混用了不同版本: {names}", f"vintages are mixed: {names}"))
        result = replace(result, warnings=(*result.warnings, mark))
    return Answer(result, board.ledger.digest, board.name, taken.labels)


def _rows(panel: Panel, slugs: Sequence[str], weight: str) -> list[dict[str, object]]:
    """A row for every cell of a period that has any of the indicators; NaN where there is none."""
    import numpy as np

    at = [panel.indicators.index(s) for s in slugs]
    live = np.flatnonzero(~np.isnan(panel.values[:, :, at]).all(axis=(0, 2)))
    rows: list[dict[str, object]] = []
    for t in live:
        for p, party in enumerate(panel.parties):
            for k, slug in zip(at, slugs, strict=True):
                row: dict[str, object] = {
                    "party": party,
                    "period": panel.periods[t],
                    "indicator": slug,
                    "value": float(panel.values[p, t, k]),
                }
                if weight:
                    row["weight"] = float(panel.values[p, t, panel.indicators.index(weight)])
                rows.append(row)
    return rows


def vintages(board: Board, panel: Panel) -> dict[str, tuple[str, ...]]:
    """Indicators whose cells come from sources of more than one declared vintage."""
    found: dict[str, set[str]] = {}
    for (_, _, indicator), chosen in panel.cells.items():
        declared = vintage(board, chosen.fact)
        if declared:
            found.setdefault(indicator, set()).add(declared)
    return {name: tuple(sorted(held)) for name, held in found.items() if len(held) > 1}


def down(board: Board, names: Sequence[str]) -> list[str]:
    """Which of the indicators the board declares better when less."""
    found = [board.indicators.find(name) for name in names]
    return [i.slug for i in found if i.better is Better.DOWN]


def _refuse_mixed(mixed: dict[str, tuple[str, ...]]) -> None:
    name, held = next(iter(sorted(mixed.items())))
    raise BadInput(
        Words(
            f"{name} 的数据来自不同版本: {'、'.join(held)}",
            f"{name} comes from different vintages: {', '.join(held)}",
        ),
        hint=Words(
            "用 --as-of 或 --period 取同一版本; 确要混用请加 --mix-vintages (结果会标明)",
            "take one by --as-of or --period; --mix-vintages mixes them and marks the result",
        ),
    )


def group_of(board: Board, party: str, kind: str) -> str:
    """The party's nearest ancestor of a kind (or itself), by name."""
    kinds = [k.value for k in PartyKind]
    if kind not in kinds:
        raise BadInput(
            Words(f"没有类别 {kind}", f"there is no kind of party {kind!r}"),
            hint=Words(f"可用: {', '.join(kinds)}", f"use one of {', '.join(kinds)}"),
        )
    own = board.parties.find(party)
    for one in (own, *board.parties.ancestors(party)):
        if one.kind.value == kind:
            return one.code
    raise BadInput(
        Words(f"{own.name('zh')} 之上没有 {kind}", f"{own.name('en')} has no {kind} above it"),
    )
