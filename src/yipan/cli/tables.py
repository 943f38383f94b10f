"""`yipan table [NAME]`: the tables of a board: parties, indicators, a time line, goals …"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import click

from yipan.cli.face import common_options, envelope
from yipan.cli.face import table as drawn
from yipan.cli.main import language
from yipan.core.errors import UnknownName
from yipan.core.words import Words

if TYPE_CHECKING:
    from yipan.board import Board

Rows = list[dict[str, str]]


@click.command("table")
@click.argument("name", required=False)
@click.option("--where", "words", metavar="TEXT", help="Only rows with a cell that holds TEXT.")
@common_options
def table(
    name: str | None,
    words: str | None,
    board: str,
    as_of: str | None,
    lang: str | None,
    as_json: bool,
) -> None:
    """A table of the board by NAME; without one the names of all tables."""
    import yipan
    from yipan.cli.opened import receipt

    lang = lang or language([])
    opened = yipan.open(board)
    readers = _readers(opened)
    if name is None:
        rows = [{"table": n, "rows": str(len(read()))} for n, read in readers.items()]
    elif name in readers:
        rows = readers[name]()
    else:
        raise UnknownName("table", name, readers)
    if words:
        rows = [r for r in rows if any(words.casefold() in cell.casefold() for cell in r.values())]
    if as_json:
        click.echo(envelope("table", rows, board=opened.name, as_of=as_of, receipt=receipt(opened)))
        return
    click.echo(_drawn(rows, lang) if rows else Words("没有这样的行", "no such row").pick(lang))


def _readers(board: Board) -> dict[str, Callable[[], Rows]]:
    """What reads each table, by name."""
    found: dict[str, Callable[[], Rows]] = {
        name: partial(_core, board, name) for name in ("parties", "indicators", "sources")
    }
    return found | {name: partial(board.table, name) for name in board.tables}


def _core(board: Board, name: str) -> Rows:
    return [dict(row.cells) for row in board.rows(name)]


def _drawn(rows: Rows, lang: str) -> str:
    """The columns that hold something; of a pair of languages the one that is asked for."""
    columns = list(dict.fromkeys(c for row in rows for c, cell in row.items() if cell))
    other = "en" if lang == "zh" else "zh"
    pairs = {f"{c.removesuffix(lang)}{other}" for c in columns if c.endswith(f"_{lang}")}
    columns = [c for c in columns if c not in pairs]
    titles = [
        i for i, c in enumerate(columns) if c.startswith(("name", "title", "code", "slug", "date"))
    ]
    return drawn(columns, [[row.get(c, "") for c in columns] for row in rows], keep=titles)
