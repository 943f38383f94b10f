"""`yipan report`: the annual report of a board as HTML, Word, Excel, PDF or text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from yipan.cli.face import common_options, envelope
from yipan.core.errors import BadInput
from yipan.core.files import put_whole
from yipan.core.words import Words

if TYPE_CHECKING:
    from yipan.publish.report.document import Report

FORMATS = ("html", "docx", "xlsx", "pdf", "txt")


@click.command("report", short_help="The annual report of a board: HTML, Word, Excel, PDF.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=None,
    help="File to write; its ending names the format (.html .docx .xlsx .pdf .txt). Without it "
    "out/BOARD-report.LANG.html.",
)
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(FORMATS),
    help="Further formats beside the file; may be repeated.",
)
@common_options
def report(
    out: Path | None,
    formats: tuple[str, ...],
    board: str,
    as_of: str | None,
    lang: str | None,
    as_json: bool,
) -> None:
    """The annual report of a board, in the order of its report.yaml: progress, problems, paths.

    Every sentence with a number is generated from a figure with a reason. A board without
    report.yaml gets the usual plan.
    """
    import yipan
    from yipan.cli.opened import read_as_of, receipt
    from yipan.publish.report.build import build

    lang = lang or "zh"
    opened = yipan.open(board)
    first = out or Path("out") / f"{opened.name}-report.{lang}.html"
    paths = [first, *(first.with_suffix(f".{name}") for name in formats)]
    for path in paths:
        _known(path)
    made = build(opened, lang, as_of=read_as_of(as_of))
    written = [_write(made, path) for path in dict.fromkeys(paths)]
    if as_json:
        result = {"files": [str(path) for path in written], "sections": _outline(made)}
        click.echo(
            envelope("report", result, board=opened.name, as_of=as_of, receipt=receipt(opened))
        )
        return
    for path in written:
        click.echo(Words(f"报告: {path}", f"report: {path}").pick(lang))


def _known(path: Path) -> None:
    if path.suffix.lower().removeprefix(".") not in FORMATS:
        endings = " ".join(f".{name}" for name in FORMATS)
        raise BadInput(
            Words(
                f"不会写 {path.suffix or '无后缀'} 文件", f"cannot write {path.suffix or 'that'}"
            ),
            hint=Words(f"可用后缀: {endings}", f"endings: {endings}"),
            where=str(path),
        )


def _write(made: Report, path: Path) -> Path:
    from yipan.publish.report.writers import content

    data = content(made, path.suffix.lower().removeprefix("."))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        put_whole(path, data)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise BadInput(
            Words(f"写不了文件: {reason}", f"cannot write: {reason}"), where=str(path)
        ) from None
    return path


def _outline(made: Report) -> list[dict[str, object]]:
    return [{"level": level, "title": section.title} for level, section in made.walk()]
