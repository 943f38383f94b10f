"""Files that are either whole or not there, and the lock that keeps one writer at a time."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from yipan.core.errors import LedgerBusy, LedgerError
from yipan.core.files import on_step, put_whole, step
from yipan.core.words import Words

__all__ = [
    "WAIT",
    "move_in",
    "on_step",
    "put_whole",
    "step",
    "swap_in",
    "sync_file",
    "sync_folder",
    "writing",
]

WAIT = 30.0
_POLL = 0.05


def sync_file(path: Path) -> None:
    """Make a file's bytes survive a power cut."""
    with path.open("rb+") as handle:
        os.fsync(handle.fileno())


def sync_folder(path: Path) -> None:
    """Make a folder's entries survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def swap_in(path: Path, data: bytes) -> None:
    """Replace a file at once, so that it survives a power cut, too."""
    put_whole(path, data)
    sync_folder(path.parent)


def move_in(fresh: Path, path: Path) -> None:
    """Put a finished file in its place."""
    sync_file(fresh)
    os.replace(fresh, path)
    sync_folder(path.parent)


@contextmanager
def writing(folder: Path, *, wait: float = WAIT) -> Iterator[None]:
    """Hold the writers' lock of a ledger; raises `LedgerBusy` when another holds it too long.

    The operating system drops the lock with its process, so a dead writer never blocks.
    """
    import fcntl

    try:
        handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise _unwritable(folder, error) from None
    try:
        until = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                if time.monotonic() >= until:
                    raise _busy(folder, handle, wait) from None
                time.sleep(_POLL)
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        try:
            yield
        finally:
            os.ftruncate(handle, 0)
    finally:
        os.close(handle)


def _unwritable(folder: Path, error: OSError) -> LedgerError:
    why = error.strerror or str(error)
    return LedgerError(
        Words(f"不可写: {why}", f"cannot be written: {why}"),
        hint=Words("未写入任何内容", "nothing was written"),
        where=str(folder),
    )


def _busy(folder: Path, handle: int, wait: float) -> LedgerBusy:
    holder = os.pread(handle, 32, 0).decode(errors="replace").strip() or "?"
    return LedgerBusy(
        Words(
            f"另一导入(进程 {holder})正在写入此账,已等待 {wait:g} 秒",
            f"another import (process {holder}) is writing this ledger; waited {wait:g} s",
        ),
        hint=Words("请待其结束后再试", "try again when it has finished"),
        where=str(folder),
    )
