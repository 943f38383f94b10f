"""`yipan repair`: what is damaged in a ledger, what can be restored, and doing it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from yipan import __version__
from yipan.cli.face import envelope
from yipan.cli.main import language
from yipan.core.canonical import Receipt
from yipan.core.words import LANGUAGES, Words

if TYPE_CHECKING:
    from yipan.facts.repair import Diagnosis


@click.command()
@click.argument("ledger", type=click.Path(path_type=Path), required=False)
@click.option(
    "--board",
    metavar="NAME|PATH",
    default="jingjinji",
    show_default=True,
    help="A built-in board, or the folder of your own.",
)
@click.option("--apply", "apply_", is_flag=True, help="Do it; without this nothing is changed.")
@click.option("--adopt", is_flag=True, help="Take back intact parts that no manifest names.")
@click.option("--lang", type=click.Choice(LANGUAGES), default=None, help="zh or en.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
def repair(
    ledger: Path | None, board: str, apply_: bool, adopt: bool, lang: str | None, as_json: bool
) -> int:
    """Check every byte of a ledger, the board's or the one in the folder LEDGER.

    Says what can be restored. Damaged files are set aside in LEDGER/damaged, never deleted. Exit
    code 1 when damage was found and not mended.
    """
    from yipan.board.materialise import take_again
    from yipan.board.places import LEDGER, find_board, state_folder
    from yipan.facts import repair as repairs

    if ledger is None:
        ledger = state_folder(find_board(board)) / LEDGER
    found = repairs.repair(ledger, adopt=adopt) if apply_ else repairs.diagnose(ledger)
    if apply_ and not found.healthy:
        take_again(ledger)
    tongue = lang or language(sys.argv)
    if as_json:
        receipt = Receipt(__version__, facts=found.manifest.digest)
        click.echo(envelope("repair", _as_dict(found, apply_, tongue), receipt=receipt))
    else:
        for words in _lines(ledger, found, applied=apply_):
            click.echo(words.pick(tongue))
    return 0 if found.healthy or apply_ else 1


def _lines(ledger: Path, found: Diagnosis, *, applied: bool) -> list[Words]:
    rows, count = found.manifest.rows, len(found.manifest.parts)
    if found.healthy:
        lines = [
            Words(
                f"账本完好: {count} 个分卷,{rows} 行,逐字节核对无误",
                f"the ledger is sound: {count} parts, {rows} rows, every byte as written",
            )
        ]
    else:
        lines = [_line(name, what) for name, what in _damaged(ledger, found)]
    for remedy in found.remedies:
        kind = Words("须自行", "by hand") if remedy.by_hand else Words("可", "possible")
        lines.append(Words(f"  {kind.zh}: {remedy.words.zh}", f"  {kind.en}: {remedy.words.en}"))
    if applied and not found.healthy:
        lines.append(
            Words("已修复;损坏的文件移至 damaged/", "mended; damaged files are in damaged/")
        )
    elif found.remedies:
        lines.append(Words("加 --apply 执行", "add --apply to do it"))
    return lines


def _damaged(ledger: Path, found: Diagnosis) -> list[tuple[str, Words]]:
    manifest = found.manifest_damage
    named = [(str(ledger / "manifest.json"), manifest)] if manifest else []
    return named + [
        (os.path.join(ledger, "parts", damage.part.file), damage.what) for damage in found.parts
    ]


def _line(name: str, what: Words) -> Words:
    return Words(f"{name}: {what.zh}", f"{name}: {what.en}")


def _as_dict(found: Diagnosis, applied: bool, lang: str) -> dict[str, Any]:
    return {
        "healthy": found.healthy,
        "applied": applied,
        "sequence": found.manifest.sequence,
        "rows": found.manifest.rows,
        "manifest": found.manifest_damage.pick(lang) if found.manifest_damage else None,
        "parts": [
            {"file": d.part.file, "rows": d.part.rows, "what": d.what.pick(lang)}
            for d in found.parts
        ],
        "orphans": [path.name for path in found.orphans],
        "remedies": [{"what": r.words.pick(lang), "by_hand": r.by_hand} for r in found.remedies],
    }
