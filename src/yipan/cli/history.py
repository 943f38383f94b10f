"""`yipan history`: when a figure was first published, each revision and its size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from yipan.cli.face import common_options, envelope, table
from yipan.cli.main import language
from yipan.core.english import unit_after
from yipan.core.words import Words

if TYPE_CHECKING:
    from yipan.board import Board
    from yipan.facts.history import Edition, History
    from yipan.facts.record import Fact


@click.command("history")
@click.argument("indicator")
@click.option("--party", multiple=True, metavar="NAME", help="Party or ordered pair 甲→乙.")
@click.option("--period", multiple=True, metavar="PERIOD", help="2014, 2014-Q1, 2014年1—8月 …")
@click.option("--revised", is_flag=True, help="Only things with more than one edition.")
@common_options
def history(
    indicator: str,
    party: tuple[str, ...],
    period: tuple[str, ...],
    revised: bool,
    board: str,
    as_of: str | None,
    lang: str | None,
    as_json: bool,
) -> None:
    """The editions of INDICATOR: first publication, each revision and how large it was."""
    import yipan
    from yipan.board.bindings.rows import history_json
    from yipan.cli.opened import read_as_of, receipt
    from yipan.facts.history import histories

    lang = lang or language([])
    opened = yipan.open(board)
    asked = opened.select(indicator, party=party, period=period, as_of=read_as_of(as_of))
    found = histories(opened.ledger.facts(asked))
    if revised:
        found = [h for h in found if len(h.editions) > 1]
    if as_json:
        result = {"histories": [history_json(h) for h in found]}
        click.echo(
            envelope("history", result, board=opened.name, as_of=as_of, receipt=receipt(opened))
        )
    else:
        for number, one in enumerate(found):
            click.echo(("\n" if number else "") + _text(opened, one, lang))
    if not found:
        told = Words("没有数值", "no figure").pick(lang)
        click.echo(f"yipan: {told}: {' '.join([indicator, *party, *period])}", err=True)
        raise SystemExit(1)


def _text(board: Board, one: History, lang: str) -> str:
    from yipan.publish.why import about

    zh = lang == "zh"
    head = (
        ("公布", "数值", "变动", "相对", "来源", "位置", "编号", "说明")
        if zh
        else ("known from", "value", "change", "relative", "source", "where", "id", "note")
    )
    first = one.first.standing.figure
    rows = [_row(edition, first, lang) for edition in one.editions]
    return f"{about(board, first, lang)}\n" + table(
        head, rows, right=[1, 2, 3], keep=[0, 1, 2, 3, 6]
    )


def _row(edition: Edition, first: Fact, lang: str) -> tuple[str, ...]:
    from yipan.core.interval import decimal_text
    from yipan.facts.conflicts.amounts import decimals
    from yipan.publish.wording import figure

    fact = edition.standing.figure
    change = ""
    if edition.change is not None:
        change = decimal_text(edition.change, max(decimals(fact), decimals(first)))
        change += unit_after(first.unit, lang)
    relative = "" if edition.relative is None else f"{decimal_text(edition.relative * 100, 1)}%"
    return (
        str(edition.known_from or "?"),
        figure(fact, lang),
        change,
        relative,
        fact.source,
        fact.locator,
        fact.id,
        _note(edition, lang),
    )


def _note(edition: Edition, lang: str) -> str:
    told = []
    if edition.change is None:
        told.append(Words("首次公布", "first").pick(lang))
    elif edition.only_rounding:
        told.append(Words("仅舍入之差", "rounding only").pick(lang))
    standing = edition.standing
    if standing.counts is not standing.figure:
        row = standing.counts
        told.append(Words(f"更正为 {row.value}", f"corrected to {row.value}").pick(lang))
    if standing.withdrawn_by:
        told.append(Words("已撤回", "withdrawn").pick(lang))
    told += [correction.stale.pick(lang) for correction in standing.stale if correction.stale]
    return "; ".join(told)
