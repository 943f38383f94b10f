"""`yipan gauge`: measure a board's indicators or any long table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from yipan import __version__
from yipan.cli.engines import engine_options, refuse_engine, spark_session
from yipan.cli.face import common_options, envelope, table
from yipan.core.canonical import Receipt
from yipan.core.errors import BadInput
from yipan.core.words import Words

if TYPE_CHECKING:
    from yipan.board.bindings.measures import Answer
    from yipan.facts.panel_engine import DuckPanel
    from yipan.facts.spark import Spark
    from yipan.gauge.result import Result, Row

ROWS_SHOWN = 60


@click.command("gauge")
@click.argument("measure", required=False)
@click.argument("indicators", nargs=-1)
@click.option(
    "--input",
    "input_path",
    type=click.Path(path_type=Path),
    metavar="LONG.csv",
    help="A long table instead of a board: CSV, or Parquet of any size (also a pattern).",
)
@click.option("--with", "tables", multiple=True, metavar="NAME=FILE.csv", help="A second table.")
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="A setting.")
@click.option("--list", "list_all", is_flag=True, help="Every measure: what it answers, needs.")
@click.option("--party", "parties", multiple=True, help="On a board: these parties.")
@click.option("--period", "periods", multiple=True, help="On a board: these periods.")
@click.option("--group", metavar="KIND", default="", help="On a board: province, city, ...")
@click.option("--weight", metavar="INDICATOR", default="", help="On a board: the weight.")
@click.option("--mix-vintages", is_flag=True, help="On a board: mix vintages, and mark it.")
@engine_options
@common_options
def gauge(
    measure: str | None, list_all: bool, lang: str | None, as_json: bool, **asked: Any
) -> None:
    """Measure 量: MEASURE [INDICATOR ...] on a board, or on any long table with --input."""
    from yipan.cli.main import language

    spoken = lang or language([])
    if list_all:
        _list(as_json, spoken)
        return
    if measure is None:
        raise BadInput(
            Words("没有给出测度", "no measure was named"),
            hint=Words("用 yipan gauge --list 查看", "see yipan gauge --list"),
        )
    engine, address = asked.pop("engine"), asked.pop("address")
    if asked["input_path"] is None:
        refuse_engine(engine, "--input")
    with spark_session(engine, address) as session:
        answer = _answer(measure, asked, spoken, session)
    if as_json:
        receipt = Receipt(__version__, facts=answer.digest)
        document = answer.result.as_dict(spoken)
        click.echo(
            envelope("gauge", document, board=answer.board, as_of=asked["as_of"], receipt=receipt)
        )
        return
    show(answer.result, spoken, answer.labels)


def _answer(
    measure: str, asked: Mapping[str, Any], lang: str, session: Spark | None = None
) -> Answer:
    from yipan.board.bindings.measures import Answer
    from yipan.gauge.measuring import gauge as compute
    from yipan.gauge.registry import find_measure
    from yipan.gauge.table import read_columns, read_table

    found = find_measure(measure)
    given = dict(pair(item, "--set") for item in asked["settings"])
    opened = (pair(item, "--with") for item in asked["tables"])
    sheets = {name: read_columns(Path(path)) for name, path in opened}
    path: Path | None = asked["input_path"]
    if path is not None:
        if not found.needs_input:
            raise BadInput(Words(f"{found.id} 不用数据表", f"{found.id} takes no table"))
        if asked["indicators"]:
            given["indicator"] = ",".join(asked["indicators"])
        for key, names in (("party", asked["parties"]), ("period", asked["periods"])):
            if names:
                given[key] = ",".join(names)
        if session is not None:
            from yipan.facts.spark import SparkPanel

            panel = SparkPanel(session, str(path))
            return Answer(compute(measure, panel, tables=sheets, settings=given), "", "", {})
        data = read_panel(path) if path.suffix == ".parquet" else read_table(path)
        return Answer(compute(measure, data, tables=sheets, settings=given), data.digest(), "", {})
    if not found.needs_input:
        return Answer(compute(measure, tables=sheets, settings=given), "", "", {})
    return _on_board(found.id, asked, sheets, given, lang)


def _on_board(
    measure: str,
    asked: Mapping[str, Any],
    sheets: Mapping[str, Any],
    given: Mapping[str, str],
    lang: str,
) -> Answer:
    from yipan.board import open_board
    from yipan.board.bindings.measures import Asked
    from yipan.board.bindings.measures import measure as on_board
    from yipan.cli.opened import read_as_of

    wanted = Asked(
        asked["indicators"],
        asked["parties"],
        asked["periods"],
        asked["group"],
        asked["weight"],
        read_as_of(asked["as_of"]),
        asked["mix_vintages"],
    )
    board = open_board(asked["board"])
    return on_board(board, measure, wanted, settings=given, tables=sheets, lang=lang)


def read_panel(path: Path) -> DuckPanel:
    """A long Parquet file, which may be larger than memory."""
    from yipan.facts.panel_engine import DuckPanel

    return DuckPanel(path)


def pair(item: str, option: str) -> tuple[str, str]:
    """NAME=VALUE of an option."""
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


def show(result: Result, lang: str, labels: Mapping[str, str]) -> None:
    """A result for people: formula, parameters, rows, checks, interval and warnings."""
    zh = lang == "zh"
    click.echo(f"{result.measure} ({result.variant})  {result.formula}")
    given = {key: value for key, value in result.parameters.items() if value not in ("", [], {})}
    click.echo(
        f"{'参数' if zh else 'parameters'}: "
        + "; ".join(f"{key}={value}" for key, value in given.items())
    )
    bounds = _bounds(result)
    click.echo(_rows_table(result.values, "项" if zh else "item", lang, labels, bounds))
    if result.parts:
        click.echo("\n" + _rows_table(result.parts, "分量" if zh else "part", lang, labels, {}))
    if result.checks:
        worst = max(result.checks, key=lambda check: check.residual)
        label = "最大残差" if zh else "largest residual"
        click.echo(f"\n{label}: {worst.residual:.3g} ({worst.identity})")
    if result.interval:
        _show_interval(result.interval, zh)
    for warning in result.warnings:
        click.echo(f"{'注意' if zh else 'warning'} {warning.code}: {warning.message.pick(lang)}")


def _show_interval(interval: Mapping[str, Any], zh: bool) -> None:
    failed = interval["failed"]
    label = "区间" if zh else "interval"
    click.echo(
        f"\n{label}: {interval['method']}, {interval['variants']} "
        f"{'个变体' if zh else 'variants'}, {len(failed)} {'个失败' if zh else 'failed'}"
    )
    for item in failed[:3]:
        click.echo(f"  {'失败' if zh else 'failed'}: {item['variant']}: {item['reason']}")
    if len(failed) > 3:
        click.echo(f"  … {len(failed) - 3}")


def _key(item: str, keys: Mapping[str, str]) -> tuple[object, ...]:
    return (item, *sorted(keys.items()))


def _bounds(result: Result) -> dict[tuple[object, ...], str]:
    rows = result.interval["rows"] if result.interval else ()
    plain = ("item", "low", "high")
    return {
        _key(
            r["item"], {k: v for k, v in r.items() if k not in plain}
        ): f"{r['low']:.4g} … {r['high']:.4g}"
        for r in rows
    }


def _rows_table(
    rows: Sequence[Row],
    label: str,
    lang: str,
    labels: Mapping[str, str],
    bounds: Mapping[tuple[object, ...], str],
) -> str:
    keys = list(dict.fromkeys(key for row in rows for key in row.keys))
    zh = lang == "zh"
    header = [label, *keys, "值" if zh else "value"]
    if bounds:
        header.append("区间" if zh else "interval")
    lines = []
    for row in rows[:ROWS_SHOWN]:
        cells = [labels.get(row.keys.get(key, ""), row.keys.get(key, "")) for key in keys]
        line = [row.name, *cells, _shown(row)]
        lines.append([*line, bounds.get(_key(row.name, row.keys), "")] if bounds else line)
    text = table(header, lines, right=[len(keys) + 1])
    left = len(rows) - ROWS_SHOWN
    more = f"\n… {left} {'行, 全部见 --json' if zh else 'more rows, all with --json'}"
    return text + more if left > 0 else text


def _shown(row: Row) -> str:
    if row.value is None:
        return f"— ({row.reason})"
    return f"{row.value:.6g}" if isinstance(row.value, float) else str(row.value)
