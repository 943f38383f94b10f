"""`yipan backtest`: how simple forecasts of an indicator did in the past."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from yipan import __version__
from yipan.cli.face import common_options, envelope, table
from yipan.core.canonical import Receipt, file_digest
from yipan.core.errors import BadInput, near_misses
from yipan.core.words import Words

if TYPE_CHECKING:
    from yipan.scenarios.backtest import Backtest, Protocol
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


@click.command()
@click.argument("indicator")
@click.option(
    "--input",
    "input_path",
    metavar="LONG.csv",
    type=click.Path(path_type=Path),
    help="A long table instead of a board.",
)
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help=", ".join(KEYS))
@common_options
def backtest(
    indicator: str,
    input_path: Path | None,
    settings: tuple[str, ...],
    board: str,
    as_of: str | None,
    lang: str | None,
    as_json: bool,
) -> None:
    """Rolling origins of INDICATOR: errors relative to drift, and how often the bands held."""
    from yipan.cli.series import board_tables
    from yipan.scenarios.table import read_table

    given = _settings(settings)
    tables = (
        board_tables(board, as_of, [indicator])
        if input_path is None
        else lambda vintage: read_table(input_path, vintage)
    )
    found, years, transform = _run(indicator, given, tables)
    language = lang or "zh"
    result = _result(indicator, transform, found, language)
    if as_json:
        receipt = Receipt(__version__, facts=file_digest(input_path) if input_path else "")
        used = "" if input_path else board
        click.echo(envelope("backtest", result, board=used, as_of=as_of, receipt=receipt))
        return
    click.echo(_text(found, result, years, language))


def _run(
    indicator: str, given: dict[str, str], tables: Any
) -> tuple[Backtest, tuple[int, int], str]:
    import numpy as np

    from yipan.scenarios.backtest import backtest as run

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
    return run(parties, fitted, scored, _protocol(given, years[0])), years, transform


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


def _protocol(given: dict[str, str], first_year: int) -> Protocol:
    from yipan.scenarios.backtest import DEFAULT_FIRST, HORIZONS, Protocol
    from yipan.scenarios.forecast import METHODS

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


def _settings(settings: tuple[str, ...]) -> dict[str, str]:
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


def _result(indicator: str, transform: str, found: Backtest, lang: str) -> dict[str, Any]:
    from yipan.scenarios import limits

    rows: list[dict[str, Any]] = []
    for s in found.scores:
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
        "indicator": indicator,
        "transform": transform,
        "reference": "drift",
        "rows": rows,
        "used": found.used,
        "warnings": [],
        "limits": limits.texts(lang, limits.NO_SHARPER, limits.FEW_ORIGINS, limits.NOT_BELOW),
    }


def _text(found: Backtest, result: dict[str, Any], years: tuple[int, int], lang: str) -> str:
    methods = list(dict.fromkeys(s.method for s in found.scores))
    horizons = sorted({s.horizon for s in found.scores})
    header = [Words("方法", "method").pick(lang), *(f"h={h}" for h in horizons)]
    rows = []
    for method in methods:
        relative = [found.mean_relative(method, h) for h in horizons]
        rows.append([method, *("—" if r is None else f"{r:.2f}" for r in relative)])
    title = Words(
        f"{result['indicator']},{years[0]}—{years[1]},相对漂移预测的平均绝对误差(小于 1 为更好)",
        f"{result['indicator']}, {years[0]}-{years[1]}: mean absolute error relative to drift "
        "(below 1 is better)",
    ).pick(lang)
    used = Words("各方采用", "used for each party").pick(lang)
    chosen = ", ".join(f"{party}: {method}" for party, method in found.used.items())
    right = tuple(range(1, len(header)))
    body = table(header, rows, right=right)
    return "\n".join([title, "", body, "", f"{used}: {chosen}", "", *result["limits"]])
