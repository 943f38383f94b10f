"""`yipan mcp`: a board for assistants, over standard input and output."""

from __future__ import annotations

import re
import sys
from io import TextIOWrapper

import click

from yipan.core.errors import BadInput
from yipan.core.words import Words

WEB = re.compile(r"https?://[A-Za-z0-9.:\[\]-]+/?")


@click.command("mcp")
@click.option(
    "--board",
    "boards",
    metavar="NAME|PATH",
    multiple=True,
    default=("jingjinji",),
    show_default=True,
    help="A board; may be given again.",
)
@click.option(
    "--address",
    default="",
    metavar="URL",
    help="Where a workbench shows these boards, for links: scheme and host.",
)
def mcp(boards: tuple[str, ...], address: str) -> None:
    """A server of the Model Context Protocol: facts, why, check, settle, conflicts, cite."""
    from yipan.web.mcp import Server
    from yipan.web.shelf import Shelf

    if address and not WEB.fullmatch(address):
        raise BadInput(
            Words(f"{address!r} 不是网址", f"{address!r} is no address of a workbench"),
            hint=Words("例如 https://yipan.example.org", "such as https://yipan.example.org"),
            where="--address",
        )
    server = Server(Shelf(boards), address)
    source = TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace")
    server.run(source, TextIOWrapper(sys.stdout.buffer, encoding="utf-8"))
