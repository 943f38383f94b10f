"""`yipan mcp`: a board for assistants, over standard input and output."""

from __future__ import annotations

import sys
from io import TextIOWrapper

import click


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
def mcp(boards: tuple[str, ...]) -> None:
    """A server of the Model Context Protocol: facts, why, check, settle, conflicts, cite."""
    from yipan.web.mcp import Server
    from yipan.web.shelf import Shelf

    server = Server(Shelf(boards))
    source = TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace")
    server.run(source, TextIOWrapper(sys.stdout.buffer, encoding="utf-8"))
