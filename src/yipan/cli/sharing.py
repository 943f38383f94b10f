"""`yipan keys`, `yipan publish`, `yipan sync`: several publishers on one board."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from yipan import __version__
from yipan.cli.face import common_options, envelope, table
from yipan.cli.main import language
from yipan.core.canonical import Receipt
from yipan.core.words import LANGUAGES, Words

if TYPE_CHECKING:
    from yipan.board import Board
    from yipan.sharing.publish import Published
    from yipan.sharing.sync import Synced


@click.command()
@click.argument("publisher")
@click.option("--lang", type=click.Choice(LANGUAGES), default=None, help="zh or en.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
def keys(publisher: str, lang: str | None, as_json: bool) -> None:
    """Make the key with which PUBLISHER signs, or show its public half again."""
    from yipan.board.feeds import FILE, check_code, key_file
    from yipan.sharing.keys import new_key, read_key

    check_code(publisher)
    path = key_file(publisher)
    key = read_key(path) if path.exists() else new_key(path)
    if as_json:
        result = {"publisher": publisher, "public_key": key.public, "file": str(path)}
        click.echo(envelope("keys", result, receipt=Receipt(__version__)))
        return
    for words in (
        Words(f"公钥 {key.public}", f"public key {key.public}"),
        Words(
            f"请把它写入各盘 {FILE} 的 public_key;私钥在 {path},不要给任何人",
            f"write it into the column public_key of {FILE} on every board; "
            f"the private key is in {path}, give it to nobody",
        ),
    ):
        click.echo(words.pick(lang or language(sys.argv)))


@click.command()
@click.argument("folder")
@click.option("--publisher", required=True, help="Under which name; a row of publishers.csv.")
@click.option("--third-party", is_flag=True, help="Also rows about parties it does not speak for.")
@common_options
def publish(
    folder: str,
    publisher: str,
    third_party: bool,
    board: str,
    as_of: str | None,
    lang: str | None,
    as_json: bool,
) -> None:
    """Sign what was imported and not sent yet, and put it into the shared FOLDER."""
    import yipan
    from yipan.board.feeds import publish_own
    from yipan.cli.opened import receipt

    opened = yipan.open(board)
    done = publish_own(opened, folder, publisher, third_party=third_party)
    if as_json:
        result = {
            "publisher": publisher,
            "entry": done.entry.name if done.entry else None,
            "rows": done.entry.rows if done.entry else 0,
            "left_out": done.outgoing.left_out,
        }
        click.echo(
            envelope("publish", result, board=opened.name, as_of=as_of, receipt=receipt(opened))
        )
        return
    for words in _published(done):
        click.echo(words.pick(lang or language(sys.argv)))


def _published(done: Published) -> list[Words]:
    lines = [
        Words(
            f"已发布 {done.entry.rows} 行: {done.entry.name}",
            f"{done.entry.rows} rows published: {done.entry.name}",
        )
        if done.entry
        else Words("没有新的行可发布", "there is nothing new to publish")
    ]
    if done.outgoing.left_out:
        lines.append(
            Words(
                f"{done.outgoing.left_out} 条更正或撤回未发布: 其对象不在所发布的行中",
                f"{done.outgoing.left_out} amendments stay here: what they are about is not "
                "among the rows that are published",
            )
        )
    return lines


@click.command()
@click.argument("location", required=False)
@click.option("--verify", is_flag=True, help="Hash what was received before as well.")
@common_options
def sync(
    location: str | None,
    verify: bool,
    board: str,
    as_of: str | None,
    lang: str | None,
    as_json: bool,
) -> int:
    """Receive the feeds of the board's publishers from LOCATION, a folder or an http(s) address.

    Without LOCATION it shows what was received. Exit code 1 when something is wrong with a feed.
    """
    import yipan
    from yipan.board.feeds import receive, received
    from yipan.cli.opened import receipt

    opened = yipan.open(board)
    found = receive(opened, location, verify=verify) if location else received(opened)
    tongue = lang or language(sys.argv)
    if as_json:
        result = {"feeds": [_feed(one, tongue) for one in found]}
        fresh = yipan.open(board)
        click.echo(envelope("sync", result, board=opened.name, as_of=as_of, receipt=receipt(fresh)))
    else:
        _show(opened, found, tongue)
    return 1 if any(one.findings for one in found) else 0


def _show(board: Board, found: Sequence[Synced], lang: str) -> None:
    header = {
        "zh": ("发布者", "新记录", "新行", "计入", "搁置", "末条"),
        "en": ("publisher", "new entries", "new rows", "counted", "held", "head"),
    }[lang]
    rows = [
        (
            f"{one.publisher} {board.publishers[one.publisher].title.pick(lang)}",
            str(one.added),
            str(one.rows),
            str(len(one.chain.entries)),
            str(len(one.chain.held)),
            one.chain.head.digest[:16] if one.chain.head else "",
        )
        for one in found
    ]
    click.echo(table(header, rows, right=[1, 2, 3, 4]))
    for finding in (finding for one in found for finding in one.findings):
        click.echo(f"⚠ {finding.line(lang)}")


def _feed(one: Synced, lang: str) -> dict[str, Any]:
    return {
        "publisher": one.publisher,
        "added": one.added,
        "rows": one.rows,
        "counted": len(one.chain.entries),
        "held": [entry.name for entry in one.chain.held],
        "head": one.chain.head.digest if one.chain.head else "",
        "findings": [
            {"code": f.code, "entry": f.entry, "what": f.line(lang)} for f in one.findings
        ],
    }
