"""`yipan backtest`: how simple forecasts of an indicator did in the past."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from yipan import __version__
from yipan.board.bindings.backtests import (
    KEYS,
    backtest_document,
    backtest_file,
    backtest_json,
    settings_of,
)
from yipan.cli.face import common_options, envelope, refuse_as_of, table
from yipan.core.canonical import Receipt, file_digest
from yipan.core.words import Words

if TYPE_CHECKING:
    from yipan.board.bindings.backtests import Tested
    from yipan.scenarios.backtest import Backtest

LEVER_KEYS = "lag, form, sign, elasticity"
SETTINGS = f"{', '.join(KEYS)}; with --lever: {LEVER_KEYS}"


@click.command()
@click.argument("indicator")
@click.option(
    "--input",
    "input_path",
    metavar="LONG.csv",
    type=click.Path(path_type=Path),
    help="A long table instead of a board.",
)
@click.option(
    "--lever",
    metavar="DRIVER",
    help="Did INDICATOR follow this indicator in the past? Gates, and each origin frozen.",
)
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help=SETTINGS)
@common_options
def backtest(
    indicator: str,
    input_path: Path | None,
    lever: str | None,
    settings: tuple[str, ...],
    board: str,
    as_of: str | None,
    lang: str | None,
    as_json: bool,
) -> None:
    """Rolling origins of INDICATOR: errors relative to drift, and how often the bands held."""
    language = lang or "zh"
    if input_path is not None:
        refuse_as_of(as_of, input_path.name)
    if lever is None:
        result, text = _series(indicator, settings, input_path, board, as_of, language)
    else:
        result, text = _lever((indicator, lever), settings, input_path, board, as_of, language)
    if as_json:
        receipt = Receipt(__version__, facts=file_digest(input_path) if input_path else "")
        used = "" if input_path else board
        text = envelope("backtest", result, board=used, as_of=as_of, receipt=receipt)
    click.echo(text)


def _series(
    indicator: str,
    settings: tuple[str, ...],
    path: Path | None,
    board: str,
    as_of: str | None,
    lang: str,
) -> tuple[dict[str, Any], str]:
    given = settings_of(settings)
    if path is None:
        tested = backtest_document(indicator, given, board, as_of)
    else:
        tested = backtest_file(indicator, given, path)
    result = backtest_json(tested, lang)
    return result, _text(tested, result, lang)


def _lever(
    pair: tuple[str, str],
    settings: tuple[str, ...],
    path: Path | None,
    board: str,
    as_of: str | None,
    lang: str,
) -> tuple[dict[str, Any], str]:
    from yipan.board.bindings.lever_backtests import (
        lever_backtest_document,
        lever_backtest_file,
        lever_backtest_json,
    )
    from yipan.cli.lever_text import lever_text

    if path is None:
        tested = lever_backtest_document(*pair, settings, board, as_of)
    else:
        tested = lever_backtest_file(*pair, settings, path)
    return lever_backtest_json(tested, lang), lever_text(tested, lang)


def _text(tested: Tested, result: dict[str, Any], lang: str) -> str:
    found = tested.found
    horizons = sorted({s.horizon for s in found.scores})
    header = [Words("方法", "method").pick(lang), *(f"h={h}" for h in horizons)]
    rows = []
    for method in dict.fromkeys(s.method for s in found.scores):
        relative = [found.mean_relative(method, h) for h in horizons]
        rows.append([method, *("—" if r is None else f"{r:.2f}" for r in relative)])
    origins = [str(max(s.origins for s in found.scores if s.horizon == h)) for h in horizons]
    rows.append([Words("起点数", "origins").pick(lang), *origins])
    held = Words("漂移的80%带实际覆盖", "80% band of drift held").pick(lang)
    rows.append([held, *(_covered(found, h) for h in horizons)])
    used = Words("各方采用", "used for each party").pick(lang)
    chosen = ", ".join(f"{party}: {method}" for party, method in found.used.items())
    body = table(header, rows, right=tuple(range(1, len(header))))
    lines = [_title(tested).pick(lang), "", body, "", f"{used}: {chosen}", *result["warnings"]]
    return "\n".join([*lines, "", *result["limits"]])


def _title(tested: Tested) -> Words:
    first, last = tested.years
    zh, en = ("实时,", "in real time, ") if tested.real_time else ("", "")
    return Words(
        f"{tested.indicator},{first}—{last},{zh}相对漂移预测的平均绝对误差(小于 1 为更好)",
        f"{tested.indicator}, {first}-{last}, {en}mean absolute error relative to drift "
        "(below 1 is better)",
    )


def _covered(found: Backtest, horizon: int) -> str:
    """How often the band built at each origin held, over the parties."""
    held = [
        s.coverage["80"]
        for s in found.scores
        if s.method == "drift" and s.horizon == horizon and s.coverage is not None
    ]
    return f"{sum(held) / len(held):.0%}" if held else "—"
