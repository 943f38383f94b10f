"""`yipan mcp`: a board for assistants, over standard input and output."""

from __future__ import annotations

import sys

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

    sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    Server(Shelf(boards)).run(sys.stdin, sys.stdout)
