"""`yipan new NAME`: an empty board to fill in with Excel."""

from __future__ import annotations

from pathlib import Path

import click

from yipan import __version__
from yipan.cli.face import envelope
from yipan.cli.main import language
from yipan.core.canonical import Receipt
from yipan.core.words import LANGUAGES, Words


@click.command("new")
@click.argument("name")
@click.option(
    "--in",
    "parent",
    type=click.Path(path_type=Path),
    default=Path(),
    metavar="FOLDER",
    help="Where to make it; here unless given.",
)
@click.option("--lang", type=click.Choice(LANGUAGES), default=None, help="zh or en.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
def new(name: str, parent: Path, lang: str | None, as_json: bool) -> None:
    """Make an empty board NAME: a folder of commented files to fill in with Excel."""
    from yipan.board.scaffold import new_board

    folder = parent / name
    lang = lang or language([])
    written = new_board(name, folder, lang)
    if as_json:
        files = [path.relative_to(folder).as_posix() for path in written]
        result = {"folder": str(folder), "files": files}
        click.echo(envelope("new", result, board=name, receipt=Receipt(__version__)))
        return
    tables = "parties.csv, indicators.csv, sources.csv, facts/facts.csv"
    then = f"\n  yipan lint-board {folder}\n  yipan facts INDICATOR --board {folder}"
    steps = Words(
        f"已建 {folder}/。请用 Excel 填写 {tables},然后:{then}",
        f"made {folder}/. Fill in {tables} with Excel, then:{then}",
    )
    click.echo(steps.pick(lang))
