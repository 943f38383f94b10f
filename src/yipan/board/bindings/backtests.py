"""Back-tests of a board's or a table's series, and their fields as the JSON contract has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from yipan.core.errors import BadInput, near_misses
from yipan.core.words import Words
from yipan.scenarios import limits
from yipan.scenarios.backtest import DEFAULT_FIRST, HORIZONS, Backtest, Protocol
from yipan.scenarios.backtest import backtest as run
from yipan.scenarios.forecast import METHODS

if TYPE_CHECKING:
    from yipan.board.bindings.series import Tables
    from yipan.scenarios.table import YearTable

KEYS = (
    "first-origin",
    "last-origin",
    "horizons",
    "methods",
    "transform",
    "vintage",
    "scored-on",
    "real-time",
)


@dataclass(frozen=True, slots=True)
class Tested:
    """A back-test with its indicator, transform and first and last year."""

    indicator: str
    transform: str
    years: tuple[int, int]
    found: Backtest


def backtest_series(indicator: str, given: Mapping[str, str], tables: Tables) -> Tested:
    """Rolling origins of one indicator over the parties and years that both vintages cover."""
    transform = given.get("transform", "log")
    if transform not in {"log", "level"}:
        raise _bad("transform", "log, level")
    known = tables(given.get("vintage", ""))
    final = tables(given["scored-on"]) if "scored-on" in given else known
    if given.get("real-time", "false") == "true" and final is known:
        raise BadInput(
            Words("实时回测需要两个版本", "a back-test in real time needs two vintages"),
            hint=Words("请用 --set vintage=… --set scored-on=…", "set vintage=… and scored-on=…"),
        )
    parties, years = _span(indicator, known, final)
    fitted = known.grid(indicator, parties, range(years[0], years[1] + 1))
    scored = final.grid(indicator, parties, range(years[0], years[1] + 1))
    if transform == "log":
        if min(fitted.min(), scored.min()) <= 0:
            raise BadInput(
                Words(f"{indicator} 有非正值,不能取对数", f"{indicator} has values ≤ 0: no log"),
                hint=Words("请用 --set transform=level", "use --set transform=level"),
            )
        fitted, scored = np.log(fitted), np.log(scored)
    found = run(parties, fitted, scored, _protocol(given, years[0]))
    return Tested(indicator, transform, years, found)


def _span(indicator: str, known: YearTable, final: YearTable) -> tuple[list[str], tuple[int, int]]:
    """Parties of both tables and the years that all of them cover."""
    known.require(indicator)
    final.require(indicator)
    scored = set(final.parties(indicator))
    parties = [p for p in known.parties(indicator) if p in scored]
    spans = [
        [y for i, p, y in t.values if i == indicator and p == party]
        for party in parties
        for t in (known, final)
    ]
    first, last = max(map(min, spans)), min(map(max, spans))
    if last < first:
        raise BadInput(
            Words(f"各方的 {indicator} 没有共同年份", f"the parties share no year of {indicator}")
        )
    return parties, (first, last)


def _protocol(given: Mapping[str, str], first_year: int) -> Protocol:
    methods = tuple(given.get("methods", ",".join(METHODS)).split(","))
    for method in methods:
        if method not in METHODS:
            near = ", ".join(near_misses(method, METHODS) or METHODS)
            raise BadInput(
                Words(f"没有方法 {method}", f"there is no method {method}"),
                hint=Words(f"可用 {near}", f"use {near}"),
            )
    horizons = tuple(_whole("horizons", h) for h in given.get("horizons", "").split(",") if h)
    last = given.get("last-origin")
    first = given.get("first-origin")
    return Protocol(
        methods,
        horizons or HORIZONS,
        DEFAULT_FIRST if first is None else _whole("first-origin", first) - first_year,
        None if last is None else _whole("last-origin", last) - first_year,
    )


def backtest_settings(settings: Sequence[str]) -> dict[str, str]:
    """KEY=VALUE texts; keys that mean nothing are refused."""
    found = {}
    for item in settings:
        key, equals, value = item.partition("=")
        if not equals or key not in KEYS:
            raise _bad(item, ", ".join(f"{k}=…" for k in KEYS))
        found[key] = value
    return found


def _whole(key: str, text: str) -> int:
    if not (text.isascii() and text.isdigit()) or int(text) == 0:
        raise _bad(key, "1, 2, …")
    return int(text)


def _bad(key: str, allowed: str) -> BadInput:
    return BadInput(
        Words(f"设置 {key} 无效", f"the setting {key} cannot be used"),
        hint=Words(f"可用 {allowed}", f"use {allowed}"),
    )


def backtest_json(tested: Tested, lang: str) -> dict[str, Any]:
    """A back-test in the contract's fields."""
    rows: list[dict[str, Any]] = []
    for s in tested.found.scores:
        row: dict[str, Any] = {
            "party": s.party,
            "method": s.method,
            "horizon": s.horizon,
            "origins": s.origins,
            "mae": s.mae,
            "relative": s.relative,
            "coverage": s.coverage,
        }
        if s.relative is None:
            row["reason"] = "zero-reference"
        rows.append(row)
    return {
        "indicator": tested.indicator,
        "transform": tested.transform,
        "reference": "drift",
        "rows": rows,
        "used": tested.found.used,
        "warnings": [],
        "limits": limits.texts(lang, limits.NO_SHARPER, limits.FEW_ORIGINS, limits.NOT_BELOW),
    }
