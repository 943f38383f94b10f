"""`yipan lint-board`: what is wrong with a board's files, and what mends it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from yipan import __version__
from yipan.cli.face import envelope
from yipan.cli.main import language
from yipan.core.canonical import Receipt
from yipan.core.words import LANGUAGES, Words

if TYPE_CHECKING:
    from yipan.board.problems import Problem

NO = 1


@click.command("lint-board")
@click.argument("name", metavar="[BOARD]", required=False)
@click.option(
    "--board",
    metavar="NAME|PATH",
    default="jingjinji",
    show_default=True,
    help="A built-in board, or the folder of your own.",
)
@click.option("--package", is_flag=True, help="Bring datapackage.json up to date.")
@click.option("--lang", type=click.Choice(LANGUAGES), default=None, help="zh or en.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
def lint_board(name: str | None, board: str, package: bool, lang: str | None, as_json: bool) -> int:
    """Check every file of a BOARD and say exactly what to mend; exit code 1 when it has errors."""
    from yipan.board.lint import lint
    from yipan.board.places import find_board

    lang = lang or language([])
    folder = find_board(name or board)
    problems = lint(folder)
    errors = sum(problem.severity == "error" for problem in problems)
    if package and not errors:
        _write_package(folder)
    if as_json:
        result = {
            "errors": errors,
            "warnings": len(problems) - errors,
            "problems": [problem.as_dict(lang) for problem in problems],
        }
        click.echo(
            envelope("lint-board", result, board=name or board, receipt=Receipt(__version__))
        )
    else:
        click.echo("\n".join(_lines(problems, errors, lang)))
    return NO if errors else 0


def _lines(problems: list[Problem], errors: int, lang: str) -> list[str]:
    words = {"error": Words("错误", "error"), "warning": Words("提醒", "warning")}
    lines = [
        f"{p.where}: {words[p.severity.value].pick(lang)} {p.code}: {p.fact.pick(lang)}; "
        f"{p.hint.pick(lang)}"
        for p in problems
    ]
    rest = len(problems) - errors
    total = Words(f"{errors} 处错误, {rest} 处提醒", f"{errors} errors, {rest} warnings")
    return [*lines, total.pick(lang)]


def _write_package(folder: Path) -> None:
    from yipan.board.load import load
    from yipan.board.package import FILE, package_bytes
    from yipan.core.errors import BadInput

    try:
        (folder / FILE).write_bytes(package_bytes(load(folder)))
    except OSError as error:
        raise BadInput(
            Words("不能写入", "cannot be written"), where=f"{folder / FILE}: {error.strerror}"
        ) from error
