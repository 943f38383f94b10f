"""Files that are either whole or not there, whatever happens while they are written."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

# Called with the name of each step of a write; tests stop the process there.
on_step: list[Callable[[str], None]] = []


def step(name: str) -> None:
    """Announce that a write has come to `name`."""
    for listener in on_step:
        listener(name)


def put_whole(path: Path, data: bytes | str) -> None:
    """Write a file at once: readers see the old bytes or the new ones, never a mixture.

    Texts are UTF-8. What is no plain file (a pipe, /dev/stdout) is written to as it is.
    """
    content = data.encode("utf-8") if isinstance(data, str) else data
    place = path.resolve() if path.is_symlink() else path
    if place.exists() and not place.is_file():
        place.write_bytes(content)
        return
    fresh = place.with_name(f".{place.name[:200]}.{os.getpid()}.new")
    try:
        with fresh.open("wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        step(f"{place.name} written")
        os.replace(fresh, place)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        if error.filename == str(fresh):  # The caller knows its own name alone.
            error.filename, error.filename2 = str(path), None
        raise
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    step(f"{place.name} renamed")
