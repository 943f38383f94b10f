"""yipan lint: which of the seven matters an agreement leaves out, and what cannot work."""

from __future__ import annotations

from typing import Any

import click

from yipan.board.bindings.compacts import library, program, read_date
from yipan.cli.face import common_options, envelope, table
from yipan.compacts.document.linting import MATTER_WORDS, lint_compact
from yipan.compacts.settling.results import receipt

_STATES = {"present": "有", "vague": "含糊", "missing": "缺"}


@click.command()
@click.argument("compact")
@common_options
def lint(
    compact: str,
    board: str,
    as_of: str | None,
    lang: str | None,
    as_json: bool,
) -> int:
    """Check a COMPACT against the seven matters and for clauses that cannot work."""
    addressed = library(board).find(compact)
    latest = addressed.versions[-1]
    result = lint_compact(latest)
    proof = receipt([addressed], [(latest.id, latest.version)], [], read_date(as_of), program())
    if as_json:
        click.echo(envelope("lint", result, board=board, as_of=as_of, receipt=proof))
    else:
        click.echo(render(result, lang or "zh"))
    return 0 if result["ok"] else 1


def render(result: dict[str, Any], lang: str) -> str:
    """Matters, findings and open items for people."""
    english = lang == "en"
    matters = [
        [
            matter if english else MATTER_WORDS[matter],
            state["state"] if english else _STATES[state["state"]],
            state["words"] or "",
        ]
        for matter, state in result["matters"].items()
    ]
    header = ["matter", "state", "words"] if english else ["事项", "状态", "原文"]
    lines = [f"{result['id']} {result['version']}", "", table(header, matters), ""]
    rows = [
        [
            f["severity"],
            f["code"],
            f["at"],
            f["en" if english else "zh"] + "".join(f" {w}" for w in f["words"]),
        ]
        for f in result["findings"]
    ]
    header = ["severity", "code", "at", "what"] if english else ["级别", "代码", "位置", "说明"]
    lines += [table(header, rows) if rows else ("no findings" if english else "没有发现"), ""]
    items = [[o["id"], o["at"] or "", o["what"]] for o in result["open"]]
    header = ["open item", "clause", "what"] if english else ["未定事项", "条款", "内容"]
    lines += [table(header, items)] if items else []
    return "\n".join(lines)
