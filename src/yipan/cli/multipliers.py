"""`yipan multipliers`: regional input-output multipliers from a national table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from yipan import __version__
from yipan.cli.face import common_options, envelope, table
from yipan.core.canonical import Receipt, file_digest
from yipan.core.errors import BadInput
from yipan.core.words import Words

if TYPE_CHECKING:
    from yipan.scenarios.multipliers import Estimate, Exponents, Multipliers

TOP = 8


@click.command()
@click.argument("national", metavar="TABLE.csv", type=click.Path(path_type=Path))
@click.option(
    "--regions",
    required=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Output by region and sector: region,sector,output.",
)
@click.option(
    "--exponent",
    default="0.3:0.1:0.5",
    show_default=True,
    metavar="CENTRAL:LOW:HIGH",
    help="Exponent of the location quotient and the range that is drawn from.",
)
@click.option(
    "--draws",
    type=click.IntRange(1, 10_000),
    default=100,
    show_default=True,
    help="How many exponents.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Seed of the draws.")
@common_options
def multipliers(
    national: Path,
    regions: Path,
    exponent: str,
    draws: int,
    seed: int,
    board: str,  # noqa: ARG001
    as_of: str | None,
    lang: str | None,
    as_json: bool,
) -> None:
    """What a unit of final demand sets off in each region: upper bounds (location quotient, RAS).

    TABLE.csv: one row a sector, a column for each sector's code, and output.
    """
    from yipan.board.bindings.multiplying import multipliers_json, multiply_files

    exponents = _exponents(exponent, draws, seed)
    found = multiply_files(national, regions, exponents)
    language = lang or "zh"
    result = multipliers_json(found, exponents, language)
    if as_json:
        proof = f"{file_digest(national)}+{file_digest(regions)}"
        receipt = Receipt(__version__, facts=proof)
        click.echo(envelope("multipliers", result, as_of=as_of, receipt=receipt))
        return
    click.echo(_text(found, result["limits"], language))


def _exponents(text: str, draws: int, seed: int) -> Exponents:
    from yipan.scenarios.multipliers import Exponents

    try:
        central, low, high = (float(part) for part in text.split(":"))
    except ValueError:
        central, low, high = -1.0, 0.0, 0.0
    if not 0 <= low <= central <= high < 1:
        raise BadInput(
            Words(f"指数 {text} 无效", f"the exponent {text} cannot be used"),
            hint=Words("写作 0.3:0.1:0.5,在 0 与 1 之间", "write 0.3:0.1:0.5, within 0 and 1"),
        )
    return Exponents(central, low, high, draws, seed)


def _text(found: Multipliers, limits: list[str], lang: str) -> str:
    names = list(dict.fromkeys(s.at for s in found.spills))
    spill = {(s.at, s.to): s.estimate for s in found.spills}
    loss = {(x.extracted, x.region): x.estimate for x in found.losses}
    first = Words(
        "一单位最终需求落在(行)时各地(列)的产出,80% 为指数之不确定",
        "output in each region (columns) for one unit of final demand in a region (rows); 80 % "
        "over the exponent",
    ).pick(lang)
    second = Words(
        "抽去一地(行)的全部往来后,各地(列)产出减少的比例",
        "part of each region's output (columns) lost when a region (rows) leaves all trade",
    ).pick(lang)
    right = tuple(range(1, len(names) + 1))
    rows = [[a, *(_band(spill[a, b], "{:.3f}") for b in names)] for a in names]
    lost = [[a, *("—" if a == b else _band(loss[a, b], "{:.1%}") for b in names)] for a in names]
    top = sorted(found.columns, key=lambda c: (-c.total.value, c.region, c.sector))[:TOP]
    header = Words("地区 部门 全部 本地", "region sector all own").pick(lang).split()
    columns = [[c.region, c.sector, _band(c.total, "{:.3f}"), _band(c.own, "{:.3f}")] for c in top]
    third = Words("产出乘数最大的部门", "sectors with the largest output multipliers").pick(lang)
    return "\n\n".join(
        [
            f"{first}\n{table(['', *names], rows, right=right)}",
            f"{second}\n{table(['', *names], lost, right=right)}",
            f"{third}\n{table(header, columns, right=(2, 3))}",
            "\n".join(f"- {text}" for text in limits),
        ]
    )


def _band(estimate: Estimate, form: str) -> str:
    low, high = form.format(estimate.low), form.format(estimate.high)
    return f"{form.format(estimate.value)} ({low}–{high})"
