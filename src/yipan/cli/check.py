"""yipan check: which numbers of a report cannot be true."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from yipan.cli.main import language
from yipan.core.errors import BadInput
from yipan.core.files import put_whole
from yipan.core.words import LANGUAGES, Words

if TYPE_CHECKING:
    from yipan.reading.check import Known, Report, Text
    from yipan.reading.slots.readings import Vocabulary


@click.command(
    short_help="Say which numbers of a report cannot be true.",
    epilog="Exit status: 0 no hard inconsistency, 1 at least one, 2 bad input.",
)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
@click.option("--separate", is_flag=True, help="Each file as if it stood alone.")
@click.option(
    "--board", metavar="NAME|PATH", default=None, help="Check against a board's facts too."
)
@click.option(
    "--as-of", metavar="DATE", default=None, help="The board as it was public on that day."
)
@click.option(
    "--vocabulary", type=click.Path(path_type=Path), default=None, help="CSV of indicators."
)
@click.option(
    "--html", "html_out", type=click.Path(path_type=Path), default=None, help="Marked text."
)
@click.option(
    "--docx", "docx_out", type=click.Path(path_type=Path), default=None, help="Commented copy."
)
@click.option("--lang", type=click.Choice(LANGUAGES), default=None, help="zh or en.")
def check(
    files: tuple[Path, ...], as_json: bool, separate: bool, board: str | None, as_of: str | None,
    vocabulary: Path | None, html_out: Path | None, docx_out: Path | None, lang: str | None,
) -> int:  # fmt: skip
    """Say which numbers of a report cannot be true.

    FILES: .txt, .md, .html, .docx, .pdf; - or nothing reads standard input. Several files are read
    as one set. No board is consulted unless --board names one.
    """
    from yipan.reading.check import check_texts

    if docx_out is not None:
        _word_possible(files, docx_out)
    _writable(files, html_out, docx_out)
    if as_of is not None and board is None:
        raise BadInput(Words("--as-of 要与 --board 同用", "--as-of needs --board"))
    texts = _texts(files)
    words, known = _words_and_facts(vocabulary, board, as_of)
    report = check_texts(texts, words=words, separate=separate, known=known)
    used = lang or language(sys.argv)
    if as_json:
        from yipan.reading.faces.contract import write_json

        write_json(report.documents, sys.stdout)
        sys.stdout.write("\n")
    else:
        from yipan.reading.faces.report import text_report

        click.echo(text_report(report, used))
    _write(report, files, html_out, docx_out, used)
    return 1 if report.hard else 0


def _texts(files: tuple[Path, ...]) -> list[Text]:
    from yipan.reading.check import Text
    from yipan.reading.readers import LARGEST, decoded, read_file

    given = files or (Path("-"),)
    twice = next((f for n, f in enumerate(given) if f in given[:n]), None)
    if twice is not None:
        raise BadInput(Words(f"{twice} 给了两次", f"{twice} is given twice"))
    return [
        Text("-", decoded("stdin", sys.stdin.buffer.read(LARGEST + 1)))
        if f == Path("-")
        else read_file(f)
        for f in given
    ]


def _words_and_facts(
    vocabulary: Path | None, board: str | None, as_of: str | None
) -> tuple[Vocabulary | None, list[Known]]:
    from yipan.reading.check import vocabulary as made
    from yipan.reading.text.names import user_indicators

    own = user_indicators(vocabulary) if vocabulary else ()
    if board is not None:
        from yipan.board import open_board
        from yipan.board.bindings.reading import board_words

        found = board_words(open_board(board), as_of)
        return found.vocabulary(own), list(found.known)
    return (made(own) if own else None), []


def _writable(files: tuple[Path, ...], *outs: Path | None) -> None:
    """An answer has a folder to go to, and never replaces what was read."""
    for out in outs:
        if out is not None and not out.absolute().parent.is_dir():
            raise BadInput(
                Words(f"没有文件夹 {out.parent}", f"there is no folder {out.parent}"),
                where=str(out),
            )
        if out is not None and out.resolve() in {f.resolve() for f in files}:
            raise BadInput(
                Words(f"{out} 是要核对的文件", f"{out} is a file to be checked"),
                hint=Words("请写到另一个文件", "write to another file"),
            )


def _word_possible(files: tuple[Path, ...], out: Path) -> None:
    if len(files) != 1 or files[0].suffix.lower() != ".docx":
        raise BadInput(
            Words("--docx 只用于一个 .docx 文件", "--docx is for one .docx file"),
            hint=Words("其他格式请用 --html", "use --html for other formats"),
        )
    if out.suffix.lower() != ".docx":
        raise BadInput(
            Words(f"{out} 不是 .docx 文件名", f"{out} is no name of a .docx file"),
            hint=Words("请写成 out.docx", "write out.docx"),
        )


def _write(
    report: Report, files: tuple[Path, ...], html_out: Path | None, docx_out: Path | None, lang: str
) -> None:
    try:
        if html_out is not None:
            from yipan.reading.faces.html_report import page

            put_whole(html_out, page(report, lang))
        if docx_out is not None:
            from yipan.reading.faces.word import commented

            put_whole(docx_out, commented(str(files[0]), files[0].read_bytes(), report, lang))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise BadInput(
            Words(f"写不了文件: {reason}", f"cannot write: {reason}"),
            where=str(error.filename or ""),
        ) from None
