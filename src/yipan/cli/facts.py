"""`yipan facts`: every printed value of a thing, and the one that the board's rule chose."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from yipan.cli.face import common_options, envelope, table
from yipan.cli.main import language
from yipan.core.words import Words
from yipan.publish.why import sum_of

if TYPE_CHECKING:
    from yipan.board import Board
    from yipan.board.bindings.rows import Told
    from yipan.facts.conflicts.model import Conflict
    from yipan.facts.record import Fact
    from yipan.facts.resolve import Chosen

MOST_BLOCKS = 4


@click.command("facts")
@click.argument("indicator")
@click.option("--party", multiple=True, metavar="NAME", help="Party or ordered pair 甲→乙.")
@click.option("--period", multiple=True, metavar="PERIOD", help="2014, 2014-Q1, 2014年1—8月 …")
@click.option("--members", is_flag=True, help="Of a group, its members too.")
@click.option("--learned-by", metavar="DATE", help="What this board had learned by that day.")
@common_options
def facts(
    indicator: str,
    party: tuple[str, ...],
    period: tuple[str, ...],
    members: bool,
    learned_by: str | None,
    board: str,
    as_of: str | None,
    lang: str | None,
    as_json: bool,
) -> None:
    """Every printed value of INDICATOR, with source, and which one counts and why."""
    import yipan
    from yipan.board.bindings.rows import conflicts_by_fact, things_json, things_of
    from yipan.cli.opened import read_as_of, receipt

    lang = lang or language([])
    day, learned = read_as_of(as_of), read_as_of(learned_by)
    opened = yipan.open(board)
    parties = [*party, *(_members(opened, party) if members else ())]
    found = opened.facts(indicator, party=parties, period=period, as_of=day, learned_by=learned)
    conflicts = conflicts_by_fact(opened, found.facts)
    things = things_of(found.facts, found.chosen)
    asked = list(opened.select(party=parties).parties)
    things.sort(key=lambda item: asked.index(item[1][0].party) if asked else 0)
    if as_json:
        result = things_json(things, conflicts, lang)
        click.echo(
            envelope("facts", result, board=opened.name, as_of=as_of, receipt=receipt(opened))
        )
    elif things:
        _show(opened, things, conflicts, lang, day is not None)
    if not things:
        _nothing(opened, indicator, parties, period, as_of, lang)
        raise SystemExit(1)


def _members(board: Board, names: tuple[str, ...]) -> list[str]:
    found = [board.parties.find(name).code for name in names]
    return [m.code for code in found for m in board.parties.members(code) if m.code not in found]


def _show(
    board: Board,
    things: list[Told],
    conflicts: dict[str, list[Conflict]],
    lang: str,
    asked_as_of: bool,
) -> None:
    zh = lang == "zh"
    own = ("", "数值", "来源", "发布", "位置", "编号", "备注")
    head = own if zh else ("", "value", "source", "published", "where", "id", "note")
    if len(things) > MOST_BLOCKS:
        extra = ("指标 · 方", "时期") if zh else ("indicator · party", "period")
        rows = [
            (*_name(board, found[0], lang), *_row(board, fact, choice, lang))
            for _, found, choice in things
            for fact in found
        ]
        click.echo(table((*extra, *head), rows, right=[3], keep=[2, 3, 4, 7]))
    else:
        for number, (_, found, choice) in enumerate(things):
            name, period = _name(board, found[0], lang)
            click.echo(("\n" if number else "") + f"{name} {period} ({found[0].frequency})")
            rows = [_row(board, fact, choice, lang) for fact in found]
            click.echo(table(head, rows, right=[1], keep=[0, 1, 2, 5]))
            if choice:
                rule = "规则" if zh else "rule"
                click.echo(f"✓ {rule} {choice.rule}: {choice.why.pick(lang)}")
    undated = sorted({f.source for _, found, _ in things for f in found if not f.public_from})
    if asked_as_of and undated:
        codes = ", ".join(undated)
        click.echo(
            Words(
                f"· {codes} 公布日不详,按录入日计",
                f"· when {codes} was published is not known; the day of learning stands in",
            ).pick(lang)
        )
    unique = {c.id: c for found in conflicts.values() for c in found}
    for conflict in unique.values():
        mark = "·" if conflict.severity == "note" else "⚠"
        click.echo(f"{mark} {sum_of(conflict, lang)}  {conflict.why.pick(lang)}  [{conflict.id}]")
    told = Words("各编号可问缘由: yipan why 编号", "for the reason behind any id: yipan why ID")
    click.echo(told.pick(lang))


def _name(board: Board, fact: Fact, lang: str) -> tuple[str, str]:
    extras = ", ".join(e for e in (fact.definition, fact.price_basis) if e)
    name = board.pair_name(fact.party, fact.counterparty, lang)
    indicator = board.indicator_name(fact.indicator, lang)
    return f"{name} {indicator}{f' ({extras})' if extras else ''}", fact.period


def _row(board: Board, fact: Fact, choice: Chosen | None, lang: str) -> tuple[str, ...]:
    from yipan.board.feeds import voice
    from yipan.publish.wording import ROWS, figure, published

    said_by = voice(board, fact, lang)
    mark = "✓" if choice and choice.fact == fact else ""
    amends = fact.row != "figure"
    note = f"{ROWS[fact.row].pick(lang)}: {fact.reason} {fact.note}" if amends else fact.note
    learned = Words(f"录入 {fact.learned_on}", f"learned {fact.learned_on}").pick(lang)
    return (
        mark,
        figure(fact, lang),
        f"↳ {said_by}" if amends else said_by,
        learned if amends else published(fact, lang),
        fact.locator,
        fact.id,
        note,
    )


def _nothing(
    board: Board,
    indicator: str,
    parties: list[str],
    periods: tuple[str, ...],
    as_of: str | None,
    lang: str,
) -> None:
    """Say what there is instead."""
    wider = board.facts(indicator, party=parties) or board.facts(indicator)
    there = sorted({f"{board.party_name(f.party, lang)} {f.period}".strip() for f in wider})
    shown = ", ".join(there[:8]) + (" …" if len(there) > 8 else "")
    asked = " ".join([indicator, *parties, *periods, *([f"--as-of {as_of}"] if as_of else [])])
    told = Words(f"没有 {asked} 的数值", f"no figure for {asked}").pick(lang)
    instead = Words(f";有: {shown}", f"; there is: {shown}").pick(lang) if there else ""
    click.echo(f"yipan: {told}{instead}", err=True)
