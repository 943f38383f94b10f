"""Files that already have the ledger's columns: straight into the ledger."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from yipan.cli.face import envelope, progress_bar
from yipan.core.words import Words

if TYPE_CHECKING:
    from yipan.board import Board


def run_tidy(
    board: Board,
    files: tuple[Path, ...],
    learned_on: date,
    *,
    rejects: Path,
    accept_rejects: bool,
    lang: str,
    as_json: bool,
) -> None:
    """Import tidy files as one import and say what it did."""
    from yipan.cli.opened import receipt
    from yipan.facts.tidy import import_tidy

    bar = progress_bar()
    done = import_tidy(
        board.ledger_to_write,
        files,
        learned_on=learned_on,
        known=board.known,
        rejects_file=rejects,
        accept_rejects=accept_rejects,
        progress=bar and partial(bar, files[0].name),
    )
    if as_json:
        result = {
            "added": done.added,
            "already_there": done.already_there,
            "rejected": done.rejected,
        }
        click.echo(envelope("import", result, board=board.name, receipt=receipt(board)))
        return
    click.echo(
        Words(
            f"新增 {done.added} 个数,已有 {done.already_there} 个,未收 {done.rejected} 行",
            f"{done.added} figures added, {done.already_there} were there, "
            f"{done.rejected} rows refused",
        ).pick(lang)
    )
