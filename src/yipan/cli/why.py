"""`yipan why`: the reason tree behind a figure, a choice or a conflict."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from yipan.cli.face import common_options, envelope
from yipan.cli.main import language
from yipan.publish.why import sum_of

if TYPE_CHECKING:
    from yipan.board import Board


@click.command("why")
@click.argument("name", metavar="ID")
@click.option("--facts", metavar="FILE", default=None, help="Facts behind a move.")
@click.option("--cases", metavar="FILE", default=None, help="Constants behind a move, Parquet.")
@click.option("--periods", metavar="FILE", default=None, help="Yearly facts behind it, Parquet.")
@click.option(
    "--set", "settings", metavar="FACT=VALUE", multiple=True, help="What changes if a fact were so."
)
@common_options
def why(
    name: str,
    facts: str | None,
    cases: str | None,
    periods: str | None,
    settings: tuple[str, ...],
    board: str,
    as_of: str | None,
    lang: str | None,
    as_json: bool,
) -> None:
    """Why a value or a move is what it is: down to the printed figure, its source and locator."""
    from yipan.cli.why_move import Behind, is_move, why_move

    if is_move(name):
        why_move(name, Behind(facts, cases, periods), settings, board, as_of, as_json)
        return
    import yipan
    from yipan.board.bindings.rows import conflict_json
    from yipan.board.bindings.searching import conflict_called, is_conflict_id
    from yipan.board.why import reason
    from yipan.cli.conflicts import block
    from yipan.cli.opened import read_as_of, receipt

    lang = lang or language([])
    opened = yipan.open(board)
    day = read_as_of(as_of)
    if is_conflict_id(name):
        conflict, fixes = conflict_called(opened, name, day)
        result: dict[str, object] = {
            **conflict_json(conflict, lang),
            "repairs": [r.as_dict() for r in fixes],
        }
        text = "\n".join(block(opened, 1, conflict, fixes, lang)).removeprefix("1. ")
    else:
        fact = opened.fact(name)
        tree = reason(opened, fact, lang)
        result = tree.as_dict()
        text = "\n".join([*tree.lines(lang=lang), *_conflicts_with(opened, fact.id, lang)])
    if as_json:
        click.echo(envelope("why", result, board=opened.name, as_of=as_of, receipt=receipt(opened)))
    else:
        click.echo(text)


def _conflicts_with(board: Board, fact: str, lang: str) -> list[str]:
    from yipan.publish.wording import CLASSES

    return [
        f"⚠ {CLASSES[c.kind].pick(lang)}: {sum_of(c, lang)}  [{c.id}]"
        for c in board.conflicts()
        if any(f.id == fact for f in c.facts)
    ]
