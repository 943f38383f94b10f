"""Watching a board: what is seen on it, what was seen last time, and what changed since.

`plan` says what is looked at, `look` looks, `changes` compares two looks, `memory` keeps the last.
"""

from yipan.board.watch.changes import Change, changes
from yipan.board.watch.look import Seen, look
from yipan.board.watch.memory import Look, forget, keep, last
from yipan.board.watch.plan import Plan, read_plan

__all__ = [
    "Change",
    "Look",
    "Plan",
    "Seen",
    "changes",
    "forget",
    "keep",
    "last",
    "look",
    "read_plan",
]
