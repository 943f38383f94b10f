"""`yipan tokens`: who may use a workbench that others reach, and what was done there."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from typing import TYPE_CHECKING

import click

from yipan import __version__
from yipan.board.places import find_board
from yipan.cli.face import envelope, table
from yipan.cli.main import language
from yipan.core.canonical import Receipt
from yipan.core.errors import MissingExtra
from yipan.core.words import LANGUAGES, Words

if TYPE_CHECKING:
    from yipan.web.access import Token, TokenFile

ROLES = ("reader", "publisher", "editor", "admin")


@click.command()
@click.option("--new", "name", default=None, metavar="NAME", help="Make a token for NAME.")
@click.option(
    "--role",
    type=click.Choice(ROLES),
    default="reader",
    show_default=True,
    help="What the new token may do.",
)
@click.option("--party", multiple=True, metavar="NAME", help="Whom a publisher writes about.")
@click.option(
    "--days",
    type=click.IntRange(1, 3650),
    default=365,
    show_default=True,
    help="How long the new token is good.",
)
@click.option("--revoke", default=None, metavar="ID", help="Make a token worthless.")
@click.option("--audit", is_flag=True, help="Verify the audit log.")
@click.option(
    "--board",
    metavar="NAME|PATH",
    default="jingjinji",
    show_default=True,
    help="Whose parties --party names.",
)
@click.option("--lang", type=click.Choice(LANGUAGES), default=None, help="zh or en.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
def tokens(
    name: str | None,
    role: str,
    party: tuple[str, ...],
    days: int,
    revoke: str | None,
    audit: bool,
    board: str,
    lang: str | None,
    as_json: bool,
) -> int:  # fmt: skip
    """Tokens of this installation: list, make, revoke; --audit verifies the log.

    The text of a token is shown once, when it is made; only its hash is kept.
    """
    try:
        from yipan.web.access import TokenFile, access_folder
    except ImportError as error:
        raise MissingExtra(error.name or "fastapi", "web") from error
    find_board(board)
    tongue = lang or language(sys.argv)
    if audit:
        return _audit(tongue, as_json)
    file = TokenFile(access_folder() / "tokens.json")
    if revoke is not None:
        gone = file.revoke(revoke)
        click.echo(
            Words(f"已撤销 {gone.id} {gone.name}", f"revoked {gone.id} {gone.name}").pick(tongue)
        )
        return 0
    if name is not None:
        return _make(file, name, role, party, days, board, tongue, as_json)
    _list(file.all(), tongue, as_json)
    return 0


def _make(
    file: TokenFile, name: str, role: str, party: tuple[str, ...], days: int, board: str,
    lang: str, as_json: bool,
) -> int:  # fmt: skip
    import yipan
    from yipan.web.access import Role

    parties = yipan.open(board).parties if party else None
    codes = [parties.find(p).code for p in party] if parties else []
    until = (date.today() + timedelta(days=days)).isoformat()
    token, text = file.make(name, Role[role.upper()], tuple(codes), until)
    if as_json:
        result = {"id": token.id, "role": role, "token": text, "expires_on": until}
        click.echo(envelope("tokens", result, receipt=Receipt(__version__)))
        return 0
    click.echo(text)
    click.echo(
        Words(
            f"{name},{role},至 {until};此令牌只显示这一次,撤销: yipan tokens --revoke {token.id}",
            f"{name}, {role}, until {until}; shown this once; yipan tokens --revoke {token.id}",
        ).pick(lang),
        err=True,
    )
    return 0


def _list(found: tuple[Token, ...], lang: str, as_json: bool) -> None:
    rows = [
        (t.id, t.name, t.role, ";".join(t.parties), t.made_on, t.expires_on, _state(t, lang))
        for t in found
    ]
    if as_json:
        keys = ("id", "name", "role", "parties", "made_on", "expires_on", "state")
        result = [dict(zip(keys, row, strict=True)) for row in rows]
        click.echo(envelope("tokens", result, receipt=Receipt(__version__)))
        return
    if not rows:
        click.echo(Words("没有令牌", "there is no token").pick(lang))
        return
    zh = ("编号", "姓名", "角色", "方", "签发", "到期", "状态")
    en = ("id", "name", "role", "parties", "made", "expires", "state")
    click.echo(table(zh if lang == "zh" else en, rows, keep=[0]))


def _state(token: Token, lang: str) -> str:
    if token.revoked:
        return Words("已撤销", "revoked").pick(lang)
    good = token.stands_on(date.today())
    return (Words("有效", "good") if good else Words("已过期", "expired")).pick(lang)


def _audit(lang: str, as_json: bool) -> int:
    from yipan.web.access import access_folder, verify

    found = verify(access_folder() / "audit.jsonl")
    if as_json:
        result = {"lines": found.lines, "last_hash": found.last, "broken_at": found.broken_at}
        click.echo(envelope("tokens", result, receipt=Receipt(__version__)))
    elif found.broken_at is None:
        words = Words(
            f"日志完整: {found.lines} 行,末行哈希 {found.last}",
            f"the log is whole: {found.lines} lines, last hash {found.last}",
        )
        click.echo(words.pick(lang))
    else:
        words = Words(
            f"日志第 {found.broken_at} 行被改动;此前 {found.lines} 行完整",
            f"line {found.broken_at} of the log was altered; the {found.lines} before it hold",
        )
        click.echo(words.pick(lang))
    return 0 if found.broken_at is None else 1
