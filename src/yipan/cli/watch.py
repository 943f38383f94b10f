"""`yipan watch`: what changed on a board since the last look."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from yipan.cli.face import common_options, envelope
from yipan.cli.main import language
from yipan.cli.numbers import FiniteRange
from yipan.core.words import Words

if TYPE_CHECKING:
    from yipan.board import Board
    from yipan.board.watch import Change


@click.command()
@click.option(
    "--every",
    type=FiniteRange(0.1, 10_000_000),
    default=None,
    metavar="SECONDS",
    help="Go on looking when facts have arrived, until Ctrl-C.",
)
@click.option("--out", type=click.Path(path_type=Path), default=None, help="Write the digest here.")
@click.option("--mail", default=None, metavar="ADDRESS", help="Write --out as a mail message.")
@click.option("--webhook", default=None, metavar="URL", help="Post the changes as JSON.")
@click.option("--name", default="last", show_default=True, help="Whose last look it is.")
@click.option("--again", is_flag=True, help="Forget the last look first.")
@common_options
def watch(
    every: float | None,
    out: Path | None,
    mail: str | None,
    webhook: str | None,
    name: str,
    again: bool,
    board: str,
    as_of: str | None,
    lang: str | None,
    as_json: bool,
) -> int:  # fmt: skip
    """Tell what changed since the last look: findings, conflicts, ranks, measures, clauses.

    What is looked at is the board's watch.yaml. Exit code 1 when something changed.
    """
    import yipan
    from yipan.board.watch import forget
    from yipan.board.watch.send import check_address
    from yipan.core.errors import BadInput

    if as_of is not None:
        raise BadInput(Words("watch 只看现在,不用 --as-of", "watch looks at now; drop --as-of"))
    if mail is not None and out is None:
        raise BadInput(Words("--mail 要与 --out 同用", "--mail needs --out"))
    if webhook is not None:
        check_address(webhook)
    tongue = lang or language(sys.argv)
    opened = yipan.open(board)
    if again:
        forget(opened, name)
    told = _once(opened, name, tongue, as_json, out, mail, webhook)
    while every is not None:
        before = opened.ledger.digest
        time.sleep(every)
        opened = yipan.open(board)
        if opened.ledger.digest != before:
            told = _once(opened, name, tongue, as_json, out, mail, webhook) or told
    return 1 if told else 0


def _once(
    board: Board, name: str, lang: str, as_json: bool, out: Path | None, mail: str | None,
    webhook: str | None,
) -> bool:  # fmt: skip
    """One look; whether something changed. It is kept once everybody was told."""
    from yipan.board.watch import changes, keep, last, look, read_plan

    before = last(board, name)
    seen = look(board, read_plan(board))
    found = changes(before.seen, seen) if before else []
    text = _digest(board, found, len(seen), before is None, lang)
    document = {
        "first_look": before is None,
        "seen": len(seen),
        "changes": [change.as_dict(lang) for change in found],
    }
    if out is not None:
        _write(out, text, mail)
    if webhook is not None and found:
        from yipan.board.watch.send import post

        post(webhook, {"board": board.name, **document})
    if as_json:
        from yipan.cli.opened import receipt

        click.echo(envelope("watch", document, board=board.name, receipt=receipt(board)))
    else:
        click.echo(text)
    keep(board, name, seen)
    return bool(found)


def _digest(board: Board, found: Sequence[Change], seen: int, first: bool, lang: str) -> str:
    from yipan.board.watch.changes import digest_lines

    title = board.title.pick(lang)
    if first:
        return Words(
            f"{title}: 首次察看,记下 {seen} 项;此后只报变化",
            f"{title}: first look, {seen} things kept; from now on changes are told",
        ).pick(lang)
    if not found:
        nothing = Words(f"无变化({seen} 项)", f"nothing changed ({seen} things)")
        return f"{title}: {nothing.pick(lang)}"
    count = len(found)
    told = Words(f"{count} 项变化", f"{count} change{'s' if count > 1 else ''}")
    return "\n".join([f"{title}: {told.pick(lang)}", *digest_lines(found, lang)])


def _write(out: Path, text: str, mail: str | None) -> None:
    from yipan.board.watch.send import mail as message
    from yipan.facts.disk import swap_in

    subject = text.splitlines()[0]
    data = message(subject, text + "\n", mail) if mail else (text + "\n").encode()
    swap_in(out.absolute(), data)
