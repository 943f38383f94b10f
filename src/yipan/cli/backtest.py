"""`yipan backtest`: how simple forecasts of an indicator did in the past."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from yipan import __version__
from yipan.board.bindings.backtests import (
    KEYS,
    backtest_json,
    backtest_series,
    backtest_settings,
)
from yipan.cli.face import common_options, envelope, table
from yipan.core.canonical import Receipt, file_digest
from yipan.core.words import Words

if TYPE_CHECKING:
    from yipan.scenarios.backtest import Backtest


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
    from yipan.board.bindings.series import board_tables
    from yipan.scenarios.table import read_table

    given = backtest_settings(settings)
    tables = (
        board_tables(board, as_of, [indicator])
        if input_path is None
        else lambda vintage: read_table(input_path, vintage)
    )
    tested = backtest_series(indicator, given, tables)
    language = lang or "zh"
    result = backtest_json(tested, language)
    if as_json:
        receipt = Receipt(__version__, facts=file_digest(input_path) if input_path else "")
        used = "" if input_path else board
        click.echo(envelope("backtest", result, board=used, as_of=as_of, receipt=receipt))
        return
    click.echo(_text(tested.found, result, tested.years, language))


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
