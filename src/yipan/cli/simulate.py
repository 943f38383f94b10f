"""`yipan simulate`: what follows from a lever, what a tested forecast gives, what is assumed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from yipan import __version__
from yipan.cli.face import common_options, envelope, table
from yipan.core.canonical import Receipt, file_digest
from yipan.core.words import Words

if TYPE_CHECKING:
    from yipan.scenarios.simulate import Simulation


@click.command()
@click.argument("scenario_file", metavar="SCENARIO.yaml", type=click.Path(path_type=Path))
@common_options
def simulate(
    scenario_file: Path, board: str, as_of: str | None, lang: str | None, as_json: bool
) -> None:
    """Levers as dated paths: accounting, baseline and assumed responses as separate blocks."""
    from yipan.board.bindings.scenarios import simulation_json
    from yipan.board.bindings.series import tables_of
    from yipan.scenarios.baseline import needed
    from yipan.scenarios.document import read_scenario
    from yipan.scenarios.simulate import simulate as run

    scenario = read_scenario(scenario_file)
    tables = tables_of(scenario_file, scenario.data, board, as_of, needed(scenario))
    found = run(scenario, tables(""))
    language = lang or "zh"
    if as_json:
        receipt = Receipt(__version__, facts=file_digest(scenario_file))
        result = simulation_json(found, language)
        used = "" if scenario.data else board
        click.echo(envelope("simulate", result, board=used, as_of=as_of, receipt=receipt))
        return
    click.echo(_text(found, language))


def _text(found: Simulation, lang: str) -> str:
    from yipan.board.bindings.scenarios import limits_of, number

    blocks = [
        _block(
            Words("一、核算(由杠杆按算术得出)", "1. Accounting (arithmetic on the levers)"),
            ["period", "party", "quantity", "value", "unit", "because"],
            [
                [str(r.period), r.party, r.quantity, f"{number(r.value):g}", r.unit, r.because]
                for r in (entry.row for entry in found.accounting)
            ],
            lang,
        ),
        _block(
            Words("二、基线(经回测的预测)", "2. Baseline (a tested forecast)"),
            ["period", "party", "indicator", "value", "unit", "method"],
            [
                [str(r.period), r.party, r.indicator, f"{number(r.value):g}", r.unit, r.method]
                for r in found.baseline
            ],
            lang,
        ),
        _block(
            Words("三、响应(假定,未通过检验)", "3. Responses (assumed; gates not passed)"),
            ["period", "party", "indicator", "value", "low", "high"],
            [
                [str(r.period), r.response.party, r.response.outcome]
                + [f"{number(v):g}" for v in (r.value, r.low, r.high)]
                for r in found.responses
            ],
            lang,
        ),
    ]
    solved = [
        f"{b.target}: {b.status}" + ("" if b.value is None else f" {number(b.value):g}{b.unit}")
        for b in found.break_even
    ]
    notes = [words.pick(lang) for words in found.warnings]
    return "\n\n".join([*filter(None, blocks), *solved, *notes, *limits_of(found, lang)])


def _block(title: Words, header: list[str], rows: list[list[str]], lang: str) -> str:
    names = {
        "period": "年份",
        "party": "方",
        "quantity": "数量",
        "indicator": "指标",
        "value": "值",
        "unit": "单位",
        "because": "因",
        "method": "方法",
        "low": "低",
        "high": "高",
    }
    shown = [names[name] if lang == "zh" else name for name in header]
    right = tuple(i for i, name in enumerate(header) if name in {"value", "low", "high"})
    return f"{title.pick(lang)}\n{table(shown, rows, right=right)}" if rows else ""
