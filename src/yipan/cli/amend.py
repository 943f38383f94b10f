"""`yipan correct` and `yipan withdraw`: rows that say what is wrong; nothing is overwritten."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from yipan.cli.face import common_options, envelope
from yipan.cli.main import language
from yipan.core.words import Words

if TYPE_CHECKING:
    from yipan.board import Board
    from yipan.facts.record import Fact


@click.command("correct")
@click.argument("fact")
@click.option("--value", required=True, metavar="NUMERAL", help="The value that is right.")
@click.option("--reason", required=True, help="Why it is wrong, and where the right one stands.")
@click.option("--expects", default="", metavar="NUMERAL", help="What the fact prints, to be sure.")
@click.option("--unit", default="", help="The unit of the value, unless it is the fact's.")
@common_options
def correct(
    fact: str,
    value: str,
    reason: str,
    expects: str,
    unit: str,
    board: str,
    as_of: str | None,
    lang: str | None,
    as_json: bool,
) -> None:
    """Give FACT (an id) another value. It is flagged when a later edition prints something else."""
    import yipan
    from yipan.facts import correct as correction

    opened = yipan.open(board)
    target = opened.fact(fact)
    row = correction(
        target,
        value,
        reason=reason,
        learned_on=date.today(),
        expects=expects,
        unit=unit,
        rows=opened.about(target),
    )
    _append("correct", opened, row, as_of, lang or language([]), as_json)


@click.command("withdraw")
@click.argument("fact")
@click.option("--reason", required=True, help="Why it is taken out of account.")
@common_options
def withdraw(
    fact: str, reason: str, board: str, as_of: str | None, lang: str | None, as_json: bool
) -> None:
    """Take FACT (an id) out of account; withdrawing a withdrawal puts it back."""
    import yipan
    from yipan.facts import withdraw as withdrawal

    opened = yipan.open(board)
    row = withdrawal(opened.fact(fact), reason=reason, learned_on=date.today())
    _append("withdraw", opened, row, as_of, lang or language([]), as_json)


def _append(
    command: str, board: Board, row: Fact, as_of: str | None, lang: str, as_json: bool
) -> None:
    from yipan.board.bindings.rows import fact_json
    from yipan.cli.opened import receipt
    from yipan.publish.why import about
    from yipan.publish.wording import figure

    added = board.ledger_to_write.append([row]).added
    if as_json:
        result = {"row": fact_json(row), "added": added}
        click.echo(envelope(command, result, board=board.name, as_of=as_of, receipt=receipt(board)))
        return
    if not added:
        click.echo(Words("账本里已有此行", "this row is in the ledger already").pick(lang))
        return
    what = f"{row.expects} → {figure(row, lang)}" if row.expects else figure(row, lang)
    done = Words("已更正", "corrected") if row.expects else Words("已撤回", "withdrawn")
    undo = Words(f"撤销: yipan withdraw {row.id}", f"to undo: yipan withdraw {row.id}")
    click.echo(f"{done.pick(lang)} {about(board, row, lang)}: {what} ({row.reason})")
    click.echo(f"{undo.pick(lang)} --reason …")
