"""The last look, kept beside the board's ledger: STATE/watch/NAME.json."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yipan.board.places import state_folder
from yipan.board.watch.look import KINDS, Seen
from yipan.core.canonical import canonical_json
from yipan.core.errors import BadInput
from yipan.core.words import Words
from yipan.facts.disk import swap_in

if TYPE_CHECKING:
    from pathlib import Path

    from yipan.board.board import Board

FOLDER = "watch"
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen, and the state of the ledger then."""

    ledger: str
    seen: tuple[Seen, ...]


def last(board: Board, name: str) -> Look | None:
    """The look that was kept under a name; None where there was none or it cannot be read."""
    try:
        body = json.loads(_file(board, name).read_bytes())
        seen = tuple(
            Seen(s["kind"], s["id"], s["state"], Words(*s["title"]), Words(*s["told"]), s["asks"])
            for s in body["seen"]
            if s["kind"] in KINDS
        )
        return Look(str(body["ledger"]), seen)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def keep(board: Board, name: str, seen: Sequence[Seen]) -> None:
    """Remember a look as the last one."""
    rows = [
        {
            "kind": s.kind,
            "id": s.id,
            "state": s.state,
            "title": [s.title.zh, s.title.en],
            "told": [s.told.zh, s.told.en],
            "asks": s.asks,
        }
        for s in seen
    ]
    path = _file(board, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    swap_in(path, canonical_json({"ledger": board.ledger.digest, "seen": rows}) + b"\n")


def forget(board: Board, name: str) -> None:
    """Forget the last look."""
    _file(board, name).unlink(missing_ok=True)


def _file(board: Board, name: str) -> Path:
    if not NAME.fullmatch(name):
        raise BadInput(
            Words(f"“{name}”不能作名称", f"{name!r} cannot be the name of a look"),
            hint=Words("用小写字母、数字与 -", "use small letters, digits and -"),
            where="--name",
        )
    return state_folder(board.path) / FOLDER / f"{name}.json"
