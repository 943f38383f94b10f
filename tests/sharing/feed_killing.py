"""A process that kills publishing and syncing: `feed_killing.py FOLDER`, one JSON line a trial.

Each trial starts from a copy of the same two boards and shared folder, stops one of the two verbs
at one step with no chance to tidy up, then runs it again and looks at what the observer holds.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import duckdb  # noqa: F401  (loaded once, before forking)
from offices import keys_of, ledger_bytes, office, put, send, take

from yipan.facts import disk


def forked(work: Callable[[], object], stop_at: int | None = None) -> tuple[int, list[str]]:
    """Run `work` in a child that dies at its step number `stop_at`; (status, steps it passed)."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        seen: list[str] = []

        def listen(name: str) -> None:
            if len(seen) == stop_at:
                os.kill(os.getpid(), 9)
            seen.append(name)

        disk.on_step.append(listen)
        code = 1
        try:
            work()
            os.write(writing, "\n".join(seen).encode())
            code = 0
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        steps = pipe.read().split("\n")
    return os.waitpid(child, 0)[1], steps


def main(folder: Path) -> None:
    os.environ["YIPAN_HOME"] = str(folder / "home")
    start = folder / "start"

    def prepare() -> None:
        keys = keys_of("north")
        for name in ("north", "observer"):
            office(start / name, keys)
        (start / "root").mkdir()
        put(start / "north", "N", 2021, "110")
        send(start / "north", start / "root", "north")
        take(start / "observer", start / "root")
        put(start / "north", "N", 2022, "120")

    assert forked(prepare)[0] == 0
    wanted = ""
    for verb in VERBS:
        work = _fresh(folder, start, verb)
        _, steps = forked(partial(VERBS[verb], work))
        for number, name in enumerate(steps):
            work = _fresh(folder, start, verb)
            status, _ = forked(partial(VERBS[verb], work), stop_at=number)
            again, _ = forked(partial(_both, work))
            found = _bytes_of(work, folder / "bytes.json")
            wanted = wanted or found
            trial = {"verb": verb, "step": name, "killed": status == 9, "again": again}
            print(json.dumps({**trial, "same": found == wanted}), flush=True)


def _publish(work: Path) -> None:
    send(work / "north", work / "root", "north")


def _sync(work: Path) -> None:
    take(work / "observer", work / "root")


VERBS: dict[str, Callable[[Path], None]] = {"publish": _publish, "sync": _sync}


def _both(work: Path) -> None:
    _publish(work)
    _sync(work)


def _bytes_of(work: Path, target: Path) -> str:
    """What the observer holds; asked in another process, for this one must not load the engine."""
    forked(lambda: target.write_text(json.dumps(ledger_bytes(work / "observer"))))
    return target.read_text()


def _fresh(folder: Path, start: Path, verb: str) -> Path:
    work = folder / "work"
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(start, work)
    if verb == "sync":
        assert forked(partial(_publish, work))[0] == 0
    return work


if __name__ == "__main__":
    main(Path(sys.argv[1]))
