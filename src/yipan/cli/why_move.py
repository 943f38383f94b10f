"""The reason of a move, and what changes when one fact is another (`yipan why MOVE`)."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import click

from yipan.board.bindings.compacts import library, program, read_date, read_facts
from yipan.cli.face import envelope
from yipan.compacts.changing import change_rows, differences, find_move, move_lines, opened_by
from yipan.compacts.results import move_fields, receipt
from yipan.compacts.settling import settle
from yipan.core.errors import Coded
from yipan.core.words import Words


def is_move(name: str) -> bool:
    """Whether an id is that of a move: compact/case/period/clause/from>to."""
    return ">" in name and "/" in name


def remember(compact: str, facts: str, as_of: str | None) -> None:
    """Keep what was settled last, so that a move can be asked for by its id alone."""
    path = _memory()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        entry = {"compact": compact, "facts": str(Path(facts).resolve()), "as_of": as_of}
        path.write_text(json.dumps(entry, ensure_ascii=False), encoding="utf-8")
    except OSError:
        return  # A convenience: settling does not fail because a home is read-only.


def why_move(
    name: str, facts: str | None, settings: tuple[str, ...], board: str, as_of: str | None, js: bool
) -> None:
    """Print the tree of a move; with settings also what they change."""
    last = _last()
    compact = name.split("/")[0]
    if last.get("compact") and str(last["compact"]).split("@")[0].endswith(compact):
        compact = str(last["compact"])
    file = facts or last.get("facts")
    if not file or not Path(file).exists():
        raise Coded(
            "BAD_TABLE",
            Words("不知这个流出自哪份据", "the facts behind this move are not known"),
            hint=Words("请写 --facts 文件", "give --facts FILE"),
            field=name,
        )
    day = read_date(as_of or last.get("as_of"))
    addressed = library(board).find(compact)
    rows = read_facts(file, addressed.versions)
    before = settle(addressed.versions, rows, as_of=day, forced=addressed.forced)
    move = find_move(before, name)
    result: dict[str, Any] = {"move": move_fields(move)}
    lines = move_lines(move)
    if settings:
        changed = change_rows(rows, addressed.versions, settings)
        after = settle(addressed.versions, changed, as_of=day, forced=addressed.forced)
        result |= {"set": list(settings), "changes": differences(before, after)}
        result["undetermined"] = opened_by(before, after)
        lines += ["", f"若 {'、'.join(settings)}:"]
        lines += [f"  {c['zh']}" for c in result["changes"]] or ["  没有流改变。"]
        lines += [f"  未定: 约{u['clause']} {u['period'] or ''}" for u in result["undetermined"]]
    if not js:
        click.echo("\n".join(lines))
        return
    used = [(addressed.id, move.version)]
    proof = receipt([addressed], used, [before.tables[move.version]], day, program())
    click.echo(envelope("why", result, board=board, as_of=proof["as_of"], receipt=proof))


def _memory() -> Path:
    home = os.environ.get("YIPAN_HOME")
    if home:
        return Path(home) / "last-settlement.json"
    data = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(data) / "yipan" / "last-settlement.json"


def _last() -> dict[str, Any]:
    try:
        found = json.loads(_memory().read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
