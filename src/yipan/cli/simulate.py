"""`yipan simulate`: what follows from a lever, what a tested forecast gives, what is assumed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from yipan import __version__
from yipan.cli.face import common_options, envelope, table
from yipan.core.canonical import Receipt, file_digest
from yipan.core.words import Words

if TYPE_CHECKING:
    from fractions import Fraction

    from yipan.scenarios.accounting import Row
    from yipan.scenarios.simulate import Simulation

DIGITS = 12


@click.command()
@click.argument("scenario_file", metavar="SCENARIO.yaml", type=click.Path(path_type=Path))
@common_options
def simulate(
    scenario_file: Path, board: str, as_of: str | None, lang: str | None, as_json: bool
) -> None:
    """Levers as dated paths: accounting, baseline and assumed responses as separate blocks."""
    from yipan.cli.series import tables_of
    from yipan.scenarios.baseline import needed
    from yipan.scenarios.document import read_scenario
    from yipan.scenarios.simulate import simulate as run

    scenario = read_scenario(scenario_file)
    tables = tables_of(scenario_file, scenario.data, board, as_of, needed(scenario))
    found = run(scenario, tables(""))
    language = lang or "zh"
    if as_json:
        receipt = Receipt(__version__, facts=file_digest(scenario_file))
        result = as_result(found, language)
        used = "" if scenario.data else board
        click.echo(envelope("simulate", result, board=used, as_of=as_of, receipt=receipt))
        return
    click.echo(_text(found, language))


def as_result(found: Simulation, lang: str) -> dict[str, Any]:
    """The contract's fields."""
    scenario = found.scenario
    return {
        "scenario": scenario.name,
        "seed": scenario.seed,
        "draws": scenario.draws,
        "blocks": {
            "accounting": _accounting(found),
            "baseline": [
                {
                    "period": str(r.period),
                    "party": r.party,
                    "indicator": r.indicator,
                    "unit": r.unit,
                    "method": r.method,
                    "value": number(r.value),
                    "bands": r.bands and {level: list(ends) for level, ends in r.bands.items()},
                }
                for r in found.baseline
            ],
            "responses": _responses(found),
        },
        "moves": [
            {
                "from": m.origin,
                "to": m.destination,
                "unit": m.unit,
                "qty": number(m.quantity),
                "period": str(m.period),
                "because": m.because,
            }
            for m in found.moves
        ],
        "index": _index(found),
        "break_even": [
            {
                "target": b.target,
                "solve_for": b.solve_for,
                "status": b.status,
                "unit": b.unit,
                "value": None if b.value is None else number(b.value),
            }
            for b in found.break_even
        ],
        "variance": [{"source": s.source, "share": s.share} for s in found.variance],
        "checks": [
            {
                "identity": c.identity,
                "lhs": number(c.left),
                "rhs": number(c.right),
                "residual": number(c.residual),
            }
            for c in found.checks
        ],
        "warnings": [words.pick(lang) for words in found.warnings],
        "limits": _limits(found, lang),
    }


def number(value: Fraction) -> float:
    """An exact value as a JSON number, rounded at the declared digit."""
    return round(float(value), DIGITS) + 0.0


def _accounting(found: Simulation) -> list[dict[str, Any]]:
    rows = []
    for entry in found.accounting:
        row = _row(entry.row)
        if entry.by_lever:
            row["lever"] = None
            row["by_lever"] = [_row(part) for part in entry.by_lever]
        rows.append(row)
    return rows


def _row(row: Row) -> dict[str, Any]:
    return {
        "period": str(row.period),
        "party": row.party,
        "quantity": row.quantity,
        "lever": row.lever or None,
        "unit": row.unit,
        "value": number(row.value),
        "because": row.because,
    }


def _responses(found: Simulation) -> list[dict[str, Any]]:
    # No panel of responses has passed the gates, so each is assumed and its gates are open.
    gates = {"sign": None, "lead": None, "out_of_sample": None}
    return [
        {
            "period": str(r.period),
            "party": r.response.party,
            "indicator": r.response.outcome,
            "response": r.response.id,
            "label": "assumed",
            "gates": gates,
            "value": number(r.value),
            "low": number(r.low),
            "high": number(r.high),
        }
        for r in found.responses
    ]


def _index(found: Simulation) -> list[dict[str, Any]]:
    rows = []
    for r in found.index:
        row: dict[str, Any] = {
            "period": str(r.period),
            "party": r.party,
            "variant": r.variant,
            "value": None if r.value is None else number(r.value),
        }
        if r.value is None:
            row["reason"] = r.reason
        rows.append(row)
    return rows


def _limits(found: Simulation, lang: str) -> list[str]:
    from yipan.scenarios import limits

    wanted = [limits.STATED_LEVER, limits.NO_CAUSE, limits.NO_SHARPER, limits.NOT_BELOW]
    if found.responses:
        wanted.append(limits.ASSUMED)
    return limits.texts(lang, *wanted)


def _text(found: Simulation, lang: str) -> str:
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
    return "\n\n".join([*filter(None, blocks), *solved, *notes, *_limits(found, lang)])


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
