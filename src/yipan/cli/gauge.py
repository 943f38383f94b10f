"""`yipan gauge`: measure a board's indicators or any long table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from yipan import __version__
from yipan.cli.face import common_options, envelope, table
from yipan.core.canonical import Receipt
from yipan.core.errors import BadInput
from yipan.core.words import Words

if TYPE_CHECKING:
    from yipan.gauge.result import Result, Row
    from yipan.gauge.table import Table


@click.command("gauge")
@click.argument("measure", required=False)
@click.argument("indicators", nargs=-1)
@click.option(
    "--input",
    "input_path",
    type=click.Path(path_type=Path),
    metavar="LONG.csv",
    help="A long table instead of a board.",
)
@click.option("--with", "tables", multiple=True, metavar="NAME=FILE.csv", help="A second table.")
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="A setting.")
@click.option("--list", "list_all", is_flag=True, help="Every measure: 答什么, formula, needs.")
@common_options
def gauge(
    measure: str | None,
    indicators: tuple[str, ...],
    input_path: Path | None,
    tables: tuple[str, ...],
    settings: tuple[str, ...],
    list_all: bool,
    board: str,
    as_of: str | None,
    lang: str | None,
    as_json: bool,
) -> None:
    """Measure 量: MEASURE [INDICATOR ...] on a board, or on any long table with --input."""
    language = lang or "zh"
    if list_all:
        _list(as_json, language)
        return
    if measure is None:
        raise BadInput(
            Words("没有给出测度", "no measure was named"),
            hint=Words("用 yipan gauge --list 查看", "see yipan gauge --list"),
        )
    result, digest = _measured(measure, indicators, input_path, tables, settings)
    if as_json:
        receipt = Receipt(__version__, facts=digest)
        used = board if input_path is None and digest else ""
        document = result.as_dict(language)
        click.echo(envelope("gauge", document, board=used, as_of=as_of, receipt=receipt))
        return
    _show(result, language)


def _measured(
    measure: str,
    indicators: tuple[str, ...],
    input_path: Path | None,
    tables: tuple[str, ...],
    settings: tuple[str, ...],
) -> tuple[Result, str]:
    from yipan.gauge.ask import gauge as compute
    from yipan.gauge.registry import find_measure
    from yipan.gauge.table import read_columns, read_table

    found = find_measure(measure)
    given = dict(_pair(item, "--set") for item in settings)
    if indicators:
        given["indicator"] = ",".join(indicators)
    sheets = {name: read_columns(Path(path)) for name, path in (_pair(i, "--with") for i in tables)}
    data: Table | None = None
    if input_path is not None:
        if not found.needs_input:
            raise BadInput(Words(f"{found.id} 不用数据表", f"{found.id} takes no table"))
        data = read_table(input_path)
    result = compute(measure, data, tables=sheets, settings=given)
    return result, data.digest() if data is not None else ""


def _pair(item: str, option: str) -> tuple[str, str]:
    name, equals, value = item.partition("=")
    if not equals or not name:
        raise BadInput(
            Words(f"{option} {item}: 应写作 NAME=VALUE", f"{option} {item}: write NAME=VALUE")
        )
    return name, value


def _list(as_json: bool, lang: str) -> None:
    from yipan.gauge.registry import measures

    known = list(measures().values())
    if as_json:
        result = {"measures": [found.as_dict() for found in known]}
        click.echo(envelope("gauge", result, receipt=Receipt(__version__)))
        return
    header = ["测度", "名称", "回答"] if lang == "zh" else ["measure", "name", "answers"]
    rows = [[m.id, m.name.pick(lang), m.answers.pick(lang)] for m in known]
    click.echo(table(header, rows))


def _show(result: Result, lang: str) -> None:
    zh = lang == "zh"
    click.echo(f"{result.measure} ({result.variant})  {result.formula}")
    given = {key: value for key, value in result.parameters.items() if value not in ("", [], {})}
    label = "参数" if zh else "parameters"
    click.echo(f"{label}: " + "; ".join(f"{key}={value}" for key, value in given.items()))
    click.echo(_rows_table(result.values, "项" if zh else "item", lang))
    if result.parts:
        click.echo("\n" + _rows_table(result.parts, "分量" if zh else "part", lang))
    if result.checks:
        worst = max(result.checks, key=lambda check: check.residual)
        click.echo(
            f"\n{'最大残差' if zh else 'largest residual'}: {worst.residual:.3g} ({worst.identity})"
        )
    for warning in result.warnings:
        click.echo(f"{'注意' if zh else 'warning'} {warning.code}: {warning.message.pick(lang)}")


def _rows_table(rows: tuple[Row, ...], label: str, lang: str) -> str:
    keys = list(dict.fromkeys(key for row in rows for key in row.keys))
    header = [label, *keys, "值" if lang == "zh" else "value"]
    lines = [[r.name, *(r.keys.get(key, "") for key in keys), _shown(r)] for r in rows]
    return table(header, lines, right=[len(header) - 1])


def _shown(row: Row) -> str:
    if row.value is None:
        return f"— ({row.reason})"
    return f"{row.value:.6g}" if isinstance(row.value, float) else str(row.value)
