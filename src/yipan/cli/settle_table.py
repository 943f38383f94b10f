"""yipan settle-table: millions of cases at once, from Parquet to Parquet."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from yipan.board.bindings.compacts import library
from yipan.compacts.library import Addressed
from yipan.core.errors import Coded
from yipan.core.words import Words
from yipan.facts.plans import Running, TooWideError, running


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
def settle_table(
    compact: str, cases: str, periods: str, out: str, board: str, lang: str | None
) -> None:
    """Settle a table of cases under a COMPACT; exact, in bounded memory, without reasons."""
    from yipan.compacts.columnar import NotColumnarError
    from yipan.compacts.plan import plan_settlement

    addressed = library(board).find(compact)
    tables = {"cases": Path(cases), "periods": Path(periods)}
    latest = addressed.versions[-1]
    span = _span(tables["periods"])
    counts: dict[str, int] = {}
    for integer in ("BIGINT", "HUGEINT"):
        try:
            plan = plan_settlement(latest, span, integer=integer)
            with running(plan.statements, tables) as done:
                _refuse_duplicates(done, Path(periods).name)
                if not addressed.forced:
                    _refuse_other_terms(done, addressed)
                done.write("moves", Path(out), ("clause", "year", '"case"', "giver", "receiver"))
                counts = {n: done.rows(f"SELECT COUNT(*) FROM {n}")[0][0] for n in plan.result}
            break
        except TooWideError:
            continue
        except NotColumnarError as error:
            raise Coded(
                "BAD_TABLE",
                Words(
                    f"{compact} 不能成批结算: {error}", f"{compact} has no columnar form: {error}"
                ),
                hint=Words("请用 yipan settle", "use yipan settle"),
                file=latest.file,
            ) from error
    if not counts:
        raise Coded(
            "TOO_LARGE",
            Words("数额超出三十八位整数", "an amount has more than 38 digits"),
            file=Path(periods).name,
        )
    moves, holes, stops = (counts[name] for name in ("moves", "undetermined", "stopped"))
    told = Words(
        f"{moves:,} 个流;{holes:,} 项未定;{stops:,} 项不适用",
        f"{moves:,} moves; {holes:,} undetermined; {stops:,} stopped",
    )
    click.echo(told.pick(lang or "zh"))


def _span(periods: Path) -> int:
    """Years from the first to the last, both counted."""
    with running((), {"periods": periods}) as done:
        first, last = done.rows("SELECT MIN(year), MAX(year) FROM periods")[0]
    return 1 if first is None else int(last) - int(first) + 1


def _refuse_other_terms(done: Running, addressed: Addressed) -> None:
    """One version for all periods, unless the user says so with id@version."""
    latest = addressed.versions[-1]
    years = [row[0] for row in done.rows("SELECT DISTINCT year FROM moves ORDER BY year")]
    outside = [year for year in years if addressed.on(date(int(year), 12, 31)) is not latest]
    if outside:
        raise Coded(
            "BAD_PERIOD",
            Words(
                f"{outside[0]} 年不在 {latest.id}@{latest.version} 的有效期内",
                f"{outside[0]} lies outside the term of {latest.id}@{latest.version}",
            ),
            hint=Words(
                f"写 {latest.id}@{latest.version} 则各期都用这一版",
                f"give {latest.id}@{latest.version} to use it for every period",
            ),
            file=latest.file,
        )


def _refuse_duplicates(done: Running, file: str) -> None:
    found = done.rows('SELECT MIN("case") FROM duplicates')[0][0]
    if found is not None:
        raise Coded(
            "DUPLICATE",
            Words(f"事项“{found}”有一年写了两行", f"case {found!r} has two rows for one year"),
            hint=Words("请先合并或删去一行", "merge them or remove one"),
            file=file,
        )
