"""`yipan panel INDICATOR…`: the chosen figures of several parties and periods side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from yipan.cli.engines import engine_options, refuse_engine, spark_session
from yipan.cli.face import common_options, envelope, table
from yipan.cli.main import language
from yipan.core.english import unit_name
from yipan.core.words import Words

if TYPE_CHECKING:
    from yipan.board import Board, BoardPanel


@click.command("panel")
@click.argument("indicators", nargs=-1)
@click.option("--party", "parties", multiple=True, help="Names or codes; a group is its members.")
@click.option("--period", "periods", multiple=True, help="Periods; all that are found otherwise.")
@click.option("--out", metavar="PATH", default=None, help="Write it as a long Parquet table.")
@engine_options
@common_options
def panel(
    indicators: tuple[str, ...],
    parties: tuple[str, ...],
    periods: tuple[str, ...],
    out: str | None,
    engine: str,
    address: str | None,
    board: str,
    as_of: str | None,
    lang: str | None,
    as_json: bool,
) -> None:
    """The figures that count, party by period, in each indicator's unit; — where there is none."""
    import yipan
    from yipan.board.bindings.long_panel import write_long
    from yipan.board.bindings.rows import panel_cells
    from yipan.cli.opened import read_as_of, receipt

    lang = lang or language([])
    opened = yipan.open(board)
    if out is not None:
        day = read_as_of(as_of)
        with spark_session(engine, address) as session:
            cells = write_long(opened, out, indicators, parties, periods, day, session)
        click.echo(Words(f"{cells:,} 个单元 → {out}", f"{cells:,} cells → {out}").pick(lang))
        return
    refuse_engine(engine, "--out")
    found = opened.panel(indicators, parties=parties, periods=periods, as_of=read_as_of(as_of))
    if as_json:
        result = {"rule": found.rule, "cells": panel_cells(found)}
        proof = receipt(opened)
        click.echo(envelope("panel", result, board=opened.name, as_of=as_of, receipt=proof))
        return
    click.echo("\n\n".join(_drawn(opened, found, slug, lang) for slug in found.indicators))
    click.echo(Words(f"规则 {found.rule}", f"rule {found.rule}").pick(lang))


def _drawn(board: Board, found: BoardPanel, slug: str, lang: str) -> str:
    """One indicator as a table; periods without any figure are left out."""
    unit = found.units[found.indicators.index(slug)]
    periods = [t for t in found.periods if any(found.chosen(p, t, slug) for p in found.parties)]
    rows = [
        [board.party_name(party, lang), *(found.shown(party, t, slug, lang) for t in periods)]
        for party in found.parties
    ]
    title = f"{board.indicator_name(slug, lang)} ({unit_name(unit, lang)})"
    if not periods:
        return f"{title}\n{Words('没有数值', 'no figure').pick(lang)}"
    return f"{title}\n{table(['', *periods], rows, right=range(1, len(periods) + 1))}"
