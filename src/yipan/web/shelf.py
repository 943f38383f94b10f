"""The boards that are served, reopened when their files change, and what was computed on them."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar, cast

import yipan
from yipan.board import Board, open_board
from yipan.board.definitions import FOLDERS, definitions_mark
from yipan.core.canonical import canonical_json, digest
from yipan.core.errors import UnknownName
from yipan.facts.states import NOW, State, codes_in, mark_of, state_with
from yipan.web.drafts import Drafts

T = TypeVar("T")
LOOK_EVERY = 1.0
MOST_VIEWS = 24
WATCHED = ("*.yaml", "*.csv", "facts/**/*.csv", *(f"{name}/**/*" for name in FOLDERS))


class Once:
    """Answers that are computed once, also when several threads ask at the same time."""

    def __init__(self, most: int = 4096) -> None:
        self._answers: OrderedDict[Hashable, Any] = OrderedDict()
        self._locks: dict[Hashable, threading.Lock] = {}
        self._guard = threading.Lock()
        self._most = most

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The answer to `key`; `make` runs where there is none yet."""
        with self._guard:
            if key in self._answers:
                self._answers.move_to_end(key)
                return cast(T, self._answers[key])
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            with self._guard:
                if key in self._answers:
                    return cast(T, self._answers[key])
            answer = make()
            with self._guard:
                self._answers[key] = answer
                self._locks.pop(key, None)
                while len(self._answers) > self._most:
                    self._answers.popitem(last=False)
        return answer


class View:
    """A board as of a day, in its present state or an earlier one.

    `tag` changes with the facts, the files, the day, the state and the program.
    """

    def __init__(
        self,
        board: Board,
        stamp: str,
        as_of: date | None = None,
        state: State = NOW,
        drafts: Drafts | None = None,
    ) -> None:
        self.board = board if state == NOW else board.as_it_was(state)
        self.as_of = as_of
        self.state = state
        self.drafts = drafts or Drafts()
        asked = [stamp, board.ledger.digest, str(as_of), state.imports, str(state.learned_by)]
        self.tag = f"{digest(canonical_json(asked))[:20]}-{yipan.__version__}"
        self.once = Once()

    @property
    def facts_mark(self) -> str:
        """A hash of the visible facts."""
        return self.once.get("facts mark", lambda: mark_of(self.board.ledger, self.as_of))

    @property
    def definitions_mark(self) -> str:
        """A hash of what these facts mean: the board's files and the rows that the facts use."""

        def make() -> str:
            return definitions_mark(self.board, codes_in(self.board.ledger, self.as_of))

        return self.once.get("definitions mark", make)

    @property
    def pin(self) -> str:
        """The content hash: of the facts, then of their definitions."""
        return f"{self.facts_mark}-{self.definitions_mark}"

    def earlier(self, mark: str) -> State | None:
        """The earlier state in which just the facts with this mark were visible."""
        return self.once.get(
            ("earlier", mark), lambda: state_with(self.board.ledger, mark, self.as_of)
        )

    @property
    def known_on(self) -> str:
        """The last day of which an earlier state knows."""
        if self.state.learned_by:
            return self.state.learned_by.isoformat()
        receipts = self.board.ledger.manifest.imports
        return max((receipt.learned_on for receipt in receipts), default="")


class _Slot:
    """One board and its views."""

    def __init__(self, name: str, drafts: Drafts) -> None:
        self.name = name
        self.drafts = drafts
        self.lock = threading.Lock()
        self.looked = 0.0
        self.stamp = ""
        self.board: Board | None = None
        self.views: OrderedDict[tuple[date | None, State], View] = OrderedDict()

    def view(self, as_of: date | None, state: State) -> View:
        with self.lock:
            board, key = self._current(), (as_of, state)
            if key not in self.views:
                self.views[key] = View(board, self.stamp, as_of, state, self.drafts)
            self.views.move_to_end(key)
            while len(self.views) > MOST_VIEWS:
                self.views.popitem(last=False)
            return self.views[key]

    def look_again(self) -> None:
        with self.lock:
            self.looked = float("-inf")

    def _current(self) -> Board:
        """The board as it is; the stamp is older than what is read, so that no change is missed."""
        now = time.monotonic()
        if self.board is None or now - self.looked > LOOK_EVERY:
            stamp = _stamp(self.board or open_board(self.name))
            if self.board is None or stamp != self.stamp:
                self.board = open_board(self.name)
                self.board.ledger.refresh()
                self.stamp = stamp
                self.views.clear()
            self.looked = now
        return self.board


class Shelf:
    """Boards by the name in their board.yaml; the first one is where a visitor begins."""

    def __init__(self, names: Sequence[str]) -> None:
        self._slots: dict[str, _Slot] = {}
        drafts = Drafts()
        for name in names:
            board = open_board(name)
            self._slots.setdefault(board.name, _Slot(name, drafts))

    @property
    def names(self) -> list[str]:
        """The boards in the order in which they were named."""
        return list(self._slots)

    def asked(self, name: str) -> str:
        """The name or path by which that board was named."""
        return self._slots[name].name

    def view(self, name: str, as_of: date | None = None, state: State = NOW) -> View:
        """The board of that name as of a day, now or in an earlier state."""
        if name not in self._slots:
            raise UnknownName("board", name, self._slots)
        return self._slots[name].view(as_of, state)

    def look_again(self, name: str) -> None:
        """Something was written: the next question looks at the files before it is answered."""
        self._slots[name].look_again()


def _stamp(board: Board) -> str:
    """A hash of names, sizes and times of the board's files and of the ledger's state."""
    files = {path for pattern in WATCHED for path in board.path.glob(pattern)}
    manifests = {ledger.path / "manifest.json" for ledger in (board.ledger, board.own_ledger)}
    found = (*sorted(files), *sorted(manifests))
    return digest(canonical_json([_told(path) for path in found]))


def _told(path: Path) -> list[object]:
    try:
        info = path.stat()
    except OSError:
        return [path.name]
    return [path.as_posix(), info.st_size, info.st_mtime_ns]
