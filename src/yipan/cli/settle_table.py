"""yipan settle-table: millions of cases at once, from Parquet to Parquet."""

from __future__ import annotations

from pathlib import Path

import click

from yipan.board.bindings.compacts import library
from yipan.cli.engines import engine_options, runner, spark_session
from yipan.cli.why_move import remember
from yipan.core.words import Words


@click.command()
@click.argument("compact")
@click.option(
    "--cases", help="Parquet: `case` and a column per constant.", metavar="FILE", required=True
)
@click.option(
    "--periods",
    help="Parquet: `case`, `year`, amounts in smallest units, `attested_by`.",
    metavar="FILE",
    required=True,
)
@click.option("--out", help="Where the moves go, as Parquet.", metavar="FILE", required=True)
@click.option("--board", metavar="NAME|PATH", default="jingjinji", help="Whose compacts.")
@click.option("--lang", type=click.Choice(("zh", "en")), default=None, help="zh or en.")
@engine_options
def settle_table(
    compact: str,
    cases: str,
    periods: str,
    out: str,
    board: str,
    lang: str | None,
    engine: str,
    address: str | None,
) -> None:
    """Settle a table of cases under a COMPACT; exact, in bounded memory, without reasons."""
    from yipan.compacts.columns.tables import settle_tables

    addressed = library(board).find(compact)
    with spark_session(engine, address) as session:
        done = settle_tables(addressed, Path(cases), Path(periods), Path(out), run=runner(session))
    told = Words(
        f"{done.moves:,} 个流;{done.undetermined:,} 项未定;{done.stopped:,} 项不适用",
        f"{done.moves:,} moves; {done.undetermined:,} undetermined; {done.stopped:,} stopped",
    )
    if "://" not in f"{cases}{periods}":  # of an object store `why` can read nothing
        remember(compact, cases=cases, periods=periods)
    click.echo(told.pick(lang or "zh"))
