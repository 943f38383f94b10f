"""The audit log: one JSON line an event, each with the hash of all before it.

A line that is changed, removed or put in between breaks the chain from there on; lines cut from the
end show against a count or a last hash that was written down elsewhere (`yipan tokens --audit`
prints both). Lines are numbered: a clock that is set back changes no order.
"""

from __future__ import annotations

import fcntl
import json
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from yipan.core.canonical import canonical_json, digest

START = "0" * 64
TAIL = 65_536  # bytes in which the last line stands


@dataclass(frozen=True, slots=True)
class Broken:
    """What verifying found: lines that hold, the last hash, and the first line that does not."""

    lines: int
    last: str
    broken_at: int | None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


class AuditLog:
    """Appends events; several processes may share the file."""

    def __init__(self, path: Path, now: Callable[[], str] = _now) -> None:
        self.path = path
        self._now = now
        self._lock = threading.Lock()

    def ready(self) -> bool:
        """Whether it can be written to."""
        try:
            os.close(self._open())
        except OSError:
            return False
        return True

    def write(self, **event: str | int) -> None:
        """Append an event; it is on the disk when this returns."""
        with self._lock:
            handle = self._open()
            with os.fdopen(handle, "r+b") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                number, before = _last(file.fileno())
                body = {"n": number + 1, "at": self._now(), **event}
                line = {**body, "hash": chained(before, body)}
                file.seek(0, os.SEEK_END)
                file.write(canonical_json(line) + b"\n")
                file.flush()
                os.fsync(file.fileno())

    def _open(self) -> int:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)


def chained(before: str, body: dict[str, str | int]) -> str:
    """The hash of a line: of the hash before it and of what it says."""
    return digest(before.encode() + canonical_json(body))


def verify(path: Path) -> Broken:
    """Read the whole log and follow its chain."""
    last, lines = START, 0
    if not path.exists():
        return Broken(0, START, None)
    with path.open("rb") as file:
        for number, raw in enumerate(file, 1):
            try:
                body = json.loads(raw)
                found = body.pop("hash")
                sound = body["n"] == number and found == chained(last, body)
            except (ValueError, KeyError, TypeError, AttributeError):
                sound = False
            if not sound:
                return Broken(lines, last, number)
            last, lines = found, number
    return Broken(lines, last, None)


def tail(path: Path, count: int) -> list[dict[str, object]]:
    """The last events, newest first; a line that cannot be read is left out."""
    if not path.exists():
        return []
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - count * 600))
        raw = file.read().splitlines()
    found = []
    for line in raw[-count:][::-1]:
        try:
            found.append(json.loads(line))
        except ValueError:
            continue
    return found


def _last(handle: int) -> tuple[int, str]:
    """Number and hash of the last line; a torn last line is cut off, for it was never answered."""
    size = os.fstat(handle).st_size
    if not size:
        return 0, START
    start = max(0, size - TAIL)
    data = os.pread(handle, size - start, start)
    whole = data[: data.rfind(b"\n") + 1]
    if len(whole) < len(data):
        os.ftruncate(handle, start + len(whole))
    lines = whole.splitlines()
    if not lines:
        return 0, START
    try:
        body = json.loads(lines[-1])
        return int(body["n"]), str(body["hash"])
    except (ValueError, KeyError, TypeError):  # somebody changed it: `verify` names that line
        return _count(handle, size), digest(lines[-1])


def _count(handle: int, size: int) -> int:
    """How many lines there are."""
    return sum(os.pread(handle, TAIL, place).count(b"\n") for place in range(0, size, TAIL))
