"""`yipan suppress`: a table of micro-data that reveals no firm and no person."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from yipan import __version__
from yipan.cli.face import envelope, table
from yipan.cli.main import language
from yipan.cli.numbers import FiniteRange
from yipan.core.canonical import Receipt, file_digest
from yipan.core.words import LANGUAGES, Words

if TYPE_CHECKING:
    from yipan.sharing.disclosure import Protected, Record, Rule

HIDDEN = "×"


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--by", multiple=True, required=True, metavar="COLUMN", help="Once or twice.")
@click.option("--value", default="", metavar="COLUMN", help="What is added up; else counted.")
@click.option(
    "--who",
    default="",
    metavar="COLUMN",
    help="Names the firm or person of a record; else each record is another's.",
)
@click.option(
    "--threshold",
    type=click.IntRange(2, 1000),
    default=3,
    show_default=True,
    help="Fewest contributors of a cell that is printed.",
)
@click.option(
    "--dominance",
    type=FiniteRange(1, 100),
    default=85.0,
    show_default=True,
    metavar="PERCENT",
    help="Largest share of one contributor in a printed cell.",
)
@click.option(
    "--protection",
    type=FiniteRange(0, 100),
    default=20.0,
    show_default=True,
    metavar="PERCENT",
    help="How closely a cell left out may not be bounded.",
)
@click.option("--out", type=click.Path(path_type=Path), default=None, help="Also write it as CSV.")
@click.option("--lang", type=click.Choice(LANGUAGES), default=None, help="zh or en.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
def suppress(
    file: Path,
    by: tuple[str, ...],
    value: str,
    who: str,
    threshold: int,
    dominance: float,
    protection: float,
    out: Path | None,
    lang: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Add up the records of FILE (.csv, .xlsx) and leave out every cell that would tell of one.

    Cells beside them are left out too, so that the totals do not give them back.
    """
    from yipan.sharing.disclosure import Rule, protect

    rule = Rule(threshold, _share(dominance), _share(protection))
    records = _records(file, by, value, who)
    found = protect(records, len(by), rule, counts=not value)
    tongue = lang or language(sys.argv)
    header, rows = _grid(found, by, tongue)
    if out is not None:
        _write(out, header, rows)
    if as_json:
        receipt = Receipt(__version__, facts=file_digest(file))
        click.echo(envelope("suppress", _as_dict(found, by), receipt=receipt))
        return
    click.echo(table(header, rows, right=list(range(1, len(header)))))
    click.echo(_told(found, rule).pick(tongue))


def _share(percent: float) -> Fraction:
    return Fraction(str(percent)) / 100


def _records(file: Path, by: Sequence[str], value: str, who: str) -> list[Record]:
    from yipan.core.errors import BadInput, UnknownName
    from yipan.core.fields import read_rows
    from yipan.sharing.disclosure import Record

    rows = read_rows(file)
    if not rows:
        raise BadInput(Words("没有一行记录", "there is no record"), where=str(file))
    for name in (*by, *(n for n in (value, who) if n)):
        if name not in rows[0].tree:
            raise UnknownName("column", name, rows[0].tree, where=str(file))
    return [
        Record(
            tuple(row.text(name) for name in by),
            row.text(who) if who else str(number),
            row.number(value) if value else Fraction(1),
        )
        for number, row in enumerate(rows)
    ]


def _grid(
    found: Protected, by: Sequence[str], lang: str
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    from yipan.sharing.disclosure import TOTAL

    total = Words("合计", "total").pick(lang)
    across = (*found.labels[1], TOTAL) if len(by) == 2 else None
    head = tuple(name or total for name in across) if across else (total,)
    rows = []
    for label in (*found.labels[0], TOTAL):
        keys = [(label, other) for other in across] if across else [(label,)]
        rows.append((label or total, *(_shown(found, key) for key in keys)))
    return (" \\ ".join(by), *head), rows


def _shown(found: Protected, key: tuple[str, ...]) -> str:
    from yipan.core.interval import rational_text

    return HIDDEN if key in found.left_out else rational_text(found.cells[key].value)


def _told(found: Protected, rule: Rule) -> Words:
    unsafe, beside = len(found.unsafe), len(found.beside)
    return Words(
        f"{HIDDEN} 隐去 {unsafe + beside} 格: {unsafe} 格少于 {rule.threshold} 家或一家独大,"
        f"{beside} 格为防止由合计反推",
        f"{HIDDEN} {unsafe + beside} cells left out: {unsafe} with fewer than {rule.threshold} "
        f"contributors or a dominant one, {beside} so that totals do not tell",
    )


def _write(out: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    import csv
    import io

    from yipan.core.text import shield_formula
    from yipan.facts.disk import swap_in

    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(
        [shield_formula(cell) for cell in row] for row in (header, *rows)
    )
    swap_in(out.absolute(), ("\ufeff" + text.getvalue()).encode())


def _as_dict(found: Protected, by: Sequence[str]) -> dict[str, object]:
    return {
        "by": list(by),
        "cells": [
            {
                "labels": [part or None for part in key],
                "value": None if key in found.left_out else _shown(found, key),
                "left_out": "unsafe" if key in found.unsafe else
                ("beside" if key in found.beside else None),
            }
            for key in found.cells
        ],
        "unsafe": len(found.unsafe),
        "beside": len(found.beside),
    }  # fmt: skip
