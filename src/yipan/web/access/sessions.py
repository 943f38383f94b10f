"""Sessions of browsers: a random name in a cookie stands for a token, in memory, for some hours."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

COOKIE = "yipan_session"
HOURS = 12
MOST = 10_000


class Sessions:
    """Open sessions. They end with the program, after `HOURS`, or when their token is revoked."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._open: OrderedDict[str, tuple[str, float]] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, token: str) -> str:
        """The name of a new session for the token of that id."""
        name = secrets.token_urlsafe(32)
        with self._lock:
            self._open[_hash(name)] = (token, self._clock() + HOURS * 3600)
            while len(self._open) > MOST:
                self._open.popitem(last=False)
        return name

    def token(self, name: str) -> str | None:
        """The id of the token behind a session."""
        with self._lock:
            found = self._open.get(_hash(name))
            if found is None or found[1] < self._clock():
                self._open.pop(_hash(name), None)
                return None
            return found[0]

    def end(self, name: str) -> None:
        """Close a session."""
        with self._lock:
            self._open.pop(_hash(name), None)


def _hash(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()
