"""What every command shares: its options, the JSON envelope and tables that align CJK text."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import click

from yipan.core.canonical import Receipt
from yipan.core.errors import BadInput
from yipan.core.text import display_width, pad, shorten
from yipan.core.words import LANGUAGES, Words

F = TypeVar("F", bound=Callable[..., Any])


def common_options(command: F) -> F:
    """--board, --as-of, --lang and --json, as on every command that reads a board."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout."),
        click.option("--lang", type=click.Choice(LANGUAGES), default=None, help="zh or en."),
        click.option("--as-of", metavar="DATE", default=None, help="What was known on that day."),
        click.option(
            "--board",
            metavar="NAME|PATH",
            default="jingjinji",
            show_default=True,
            help="A built-in board, or the folder of your own.",
        ),
    ):
        command = option(command)
    return command


def envelope(
    command: str,
    result: object,
    *,
    board: str = "",
    as_of: str | None = None,
    receipt: Receipt | Mapping[str, object],
) -> str:
    """The JSON document of a command: the contract's fields stand inside `result`."""
    document = {
        "command": command,
        "board": board,
        "as_of": as_of,
        "result": result,
        "receipt": receipt.as_dict() if isinstance(receipt, Receipt) else dict(receipt),
    }
    return json.dumps(document, ensure_ascii=False, indent=1)


def terminal_width() -> int:
    """Columns of the terminal; 100 when there is none, so that files come out alike."""
    return shutil.get_terminal_size((100, 40)).columns


def table(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    right: Sequence[int] = (),
    keep: Sequence[int] = (),
    width: int | None = None,
) -> str:
    """A plain table in the terminal's width; `right` lists the columns aligned to the right.

    Where it is too wide, the widest column is shortened first; those in `keep` (values, ids) never.
    """
    widths = [max(display_width(r[i]) for r in (header, *rows)) for i in range(len(header))]
    limit = width or terminal_width()
    while sum(widths) + 2 * (len(widths) - 1) > limit:
        widest = max((i for i in range(len(widths)) if i not in keep), key=lambda i: widths[i])
        if widths[widest] <= 8:
            break
        widths[widest] -= 1
    lines = [_line(header, widths, right), "  ".join("─" * w for w in widths)]
    lines += [_line(row, widths, right) for row in rows]
    return "\n".join(line.rstrip() for line in lines)


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[int]) -> str:
    return "  ".join(
        pad(shorten(cell, widths[i]), widths[i], "right" if i in right else "left")
        for i, cell in enumerate(cells)
    )


def refuse_as_of(as_of: str | None, file: str) -> None:
    """Figures of a file of its own carry no dates of publication: no day can be asked for."""
    if as_of is not None:
        raise BadInput(
            Words(
                f"{file} 的数字没有公布日期,不能用 --as-of",
                f"the figures of {file} carry no dates of publication: --as-of does not apply",
            ),
            hint=Words("请去掉 --as-of", "leave out --as-of"),
        )


def progress_bar() -> Callable[[str, int, int], None] | None:
    """A line on stderr that is written over; none where nobody looks."""
    if not sys.stderr.isatty():
        return None
    from time import monotonic

    last = [0.0]

    def show(name: str, done: int, total: int) -> None:
        now = monotonic()
        if now - last[0] < 0.1 and done < total:
            return
        last[0] = now
        filled = 30 * done // max(total, 1)
        bar = "█" * filled + "░" * (30 - filled)
        end = "\n" if done == total else ""
        sys.stderr.write(f"\r{bar} {done}/{total} {name[:40]}{end}")
        sys.stderr.flush()

    return show
