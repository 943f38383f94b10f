"""The reason of a move, and what changes when one fact is another (`yipan why MOVE`)."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from yipan.board.bindings.compacts import library, program, read_date, read_facts
from yipan.cli.face import envelope
from yipan.compacts.document.library import Addressed
from yipan.compacts.settling.changing import (
    change_rows,
    differences,
    find_move,
    move_lines,
    opened_by,
)
from yipan.compacts.settling.facts_table import Row
from yipan.compacts.settling.results import move_fields, receipt
from yipan.compacts.settling.settling import settle
from yipan.core.errors import Coded
from yipan.core.words import Words


def is_move(name: str) -> bool:
    """Whether an id is that of a move: compact/case/period/clause/from>to."""
    return ">" in name and "/" in name


def remember(compact: str, as_of: str | None = None, **files: str) -> None:
    """Keep what was settled last, so that a move can be asked for by its id alone."""
    path = _memory()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        entry = {"compact": compact, "as_of": as_of}
        entry |= {name: str(Path(file).resolve()) for name, file in files.items()}
        path.write_text(json.dumps(entry, ensure_ascii=False), encoding="utf-8")
    except OSError:
        return  # A convenience: settling does not fail because a home is read-only.


@dataclass(frozen=True, slots=True)
class Behind:
    """Files behind a move: one of facts, or the two tables of `settle-table`."""

    facts: str | None = None
    cases: str | None = None
    periods: str | None = None


def why_move(
    name: str, behind: Behind, settings: tuple[str, ...], board: str, as_of: str | None, js: bool
) -> None:
    """Print the tree of a move; with settings also what they change."""
    last = _last()
    compact = name.split("/")[0]
    if last.get("compact") and str(last["compact"]).split("@")[0].endswith(compact):
        compact = str(last["compact"])
    if behind == Behind():
        behind = Behind(*(last.get(key) for key in ("facts", "cases", "periods")))
    day = read_date(as_of or last.get("as_of"))
    addressed = library(board).find(compact)
    rows = _rows(name, behind, addressed)
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


def _rows(name: str, behind: Behind, addressed: Addressed) -> list[Row]:
    """The facts behind a move: a whole file, or its one case out of tables."""
    if behind.cases and behind.periods:
        from yipan.compacts.columns.one_case import case_facts, case_of_move

        compact = addressed.versions[-1]
        case = case_of_move(compact, name)
        return case_facts(compact, Path(behind.cases), Path(behind.periods), case)
    if not behind.facts or not Path(behind.facts).exists():
        raise Coded(
            "BAD_TABLE",
            Words("不知这个流出自哪份据", "the facts behind this move are not known"),
            hint=Words(
                "请写 --facts 文件,或 --cases 与 --periods 两表",
                "give --facts FILE, or --cases and --periods",
            ),
            field=name,
        )
    return read_facts(behind.facts, addressed.versions)


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
