"""`yipan replicate`: find the variant of a measure that gives printed numbers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from yipan import __version__
from yipan.cli.face import envelope, table
from yipan.cli.gauge import pair
from yipan.cli.numbers import FiniteRange
from yipan.core.canonical import Receipt
from yipan.core.words import LANGUAGES

if TYPE_CHECKING:
    from yipan.gauge.replicating import Attempt

SHOWN = 8
NO = 1


@click.command("replicate")
@click.argument("input_path", metavar="INPUT.csv", type=click.Path(path_type=Path))
@click.argument("expected_path", metavar="EXPECTED.csv", type=click.Path(path_type=Path))
@click.option("--measure", required=True, help="The measure, e.g. coupling.")
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="Fix a setting.")
@click.option("--with", "tables", multiple=True, metavar="NAME=FILE.csv", help="A second table.")
@click.option("--as", "symbols", multiple=True, metavar="COLUMN=ITEM", help="What a column is.")
@click.option(
    "--tolerance", type=FiniteRange(min=0), help="Largest difference (default: rounding)."
)
@click.option("--lang", type=click.Choice(LANGUAGES), default=None, help="zh or en.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
def replicate(input_path: Path, expected_path: Path, measure: str, **asked: Any) -> int:
    """Find the variant 复算: tries every form of a measure on INPUT against printed EXPECTED."""
    from yipan.cli.main import language
    from yipan.gauge.registry import find_measure
    from yipan.gauge.replicating import long_of, printed_of, search
    from yipan.gauge.table import read_columns

    lang = asked["lang"] or language([])
    found = find_measure(measure)
    data, half = long_of(read_columns(input_path))
    symbols = dict(pair(item, "--as") for item in asked["symbols"])
    printed = printed_of(read_columns(expected_path), found, symbols)
    given = dict(pair(item, "--set") for item in asked["settings"])
    opened = (pair(item, "--with") for item in asked["tables"])
    tables = {name: read_columns(Path(path)) for name, path in opened}
    attempts = search(
        found.id,
        data,
        printed,
        given=given,
        tables=tables,
        tolerance=asked["tolerance"],
        half_units=half,
    )
    if asked["as_json"]:
        document = {
            "measure": found.id,
            "cells": len(printed),
            "reproduces": attempts[0].reproduces,
            "attempts": [_as_dict(a) for a in attempts],
        }
        receipt = Receipt(__version__, facts=data.digest())
        click.echo(envelope("replicate", document, receipt=receipt))
    else:
        _show(attempts, lang)
    return 0 if attempts[0].reproduces else NO


def _as_dict(attempt: Attempt) -> dict[str, Any]:
    return {
        "settings": dict(attempt.settings),
        "agree": attempt.agree,
        "cells": attempt.cells,
        "largest_difference": attempt.largest if attempt.largest < float("inf") else None,
        "refused": attempt.refused,
        "disagree": [
            {
                "item": c.item,
                **c.keys,
                "printed": c.value,
                "difference": gap if gap < float("inf") else None,
            }
            for c, gap in attempt.worst
        ],
    }


def _show(attempts: list[Attempt], lang: str) -> None:
    zh, best = lang == "zh", attempts[0]
    if best.reproduces:
        head = "可复算: " if zh else "reproduces: "
    elif best.agree:
        head = "最接近 (未全部复算): " if zh else "nearest (not every cell): "
    else:
        head = "没有变体能复算: " if zh else "no variant reproduces: "
    click.echo(f"{head}{_name(best)}  {best.agree}/{best.cells}, ≤ {best.largest:.3g}")
    header = ["变体", "相符", "最大差"] if zh else ["variant", "agree", "largest difference"]
    lines = [
        [_name(a), f"{a.agree}/{a.cells}", a.refused or f"{a.largest:.3g}"]
        for a in attempts[:SHOWN]
    ]
    click.echo(table(header, lines, right=[1]))
    for cell, gap in best.worst:
        place = " ".join(cell.keys.values())
        click.echo(
            f"{'不符' if zh else 'differs'}: {place} {cell.item} "
            f"{'印作' if zh else 'printed'} {cell.value:g}, {'差' if zh else 'off by'} "
            f"{gap:.3g}"
        )


def _name(attempt: Attempt) -> str:
    return ", ".join(f"{k}={v}" for k, v in attempt.settings.items() if v) or "default"
