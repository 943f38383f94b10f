"""A process that kills imports: forks one child for each trial, then checks the ledger in another.

Run as a script: `killing.py FOLDER SEED KILLS`. The parent never opens the engine, so that forking
is safe. Prints one JSON line a trial.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
from datetime import date
from pathlib import Path

import duckdb  # noqa: F401  (loaded once, before forking)

from yipan.facts import Fact, Ledger, Selection, bulk, disk, make_fact, numbering

# Small enough that one import has several parts and takes the numbered way too.
bulk.PART_ROWS = 20
INDICATORS = ("births", "deaths", "marriages")


def batch(source: str, count: int = 15) -> list[Fact]:
    return [
        make_fact(
            indicator=indicator,
            party=f"p{n:02}",
            period="2014",
            value=str(n),
            unit="人",
            source=source,
            learned_on=date(2025, 3, 1),
        )
        for indicator in INDICATORS
        for n in range(count)
    ]


def forked(work: object, *, kill_after: float | None = None) -> int:
    """Run `work` in a child, kill it after some seconds if asked; its wait status."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()  # type: ignore[operator]
            code = 0
        finally:
            os._exit(code)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1]


def import_second(folder: Path, numbered: bool, stop_at: int | None = None) -> None:
    """Import the second batch; the process kills itself when it comes to step `stop_at`."""
    numbering.NUMBERED_FROM = 10 if numbered else 1_000_000
    seen: list[str] = []

    def listen(name: str) -> None:
        seen.append(name)
        if stop_at is not None and len(seen) - 1 == stop_at:
            os.kill(os.getpid(), signal.SIGKILL)

    disk.on_step.append(listen)
    Ledger.open(folder).append(batch("second"))
    (folder / "steps.json").write_text(json.dumps(seen))


def check(folder: Path, report: Path) -> None:
    """What a reader finds, then what the next import does."""
    ledger = Ledger.open(folder)
    found = {
        "sound": ledger.damage() == [],
        "first": len(ledger.facts(Selection(sources=("first",)))),
        "second": len(ledger.facts(Selection(sources=("second",)))),
    }
    ledger.append(batch("second"))
    found["after"] = len(Ledger.open(folder).facts())
    found["left"] = sorted(
        {p.name for p in (folder / "parts").iterdir()} - {p.file for p in ledger.manifest.parts}
    )
    found["staging"] = (folder / "staging").exists()
    report.write_text(json.dumps(found))


def trial(base: Path, folder: Path, how: dict[str, object], numbered: bool) -> dict[str, object]:
    shutil.copytree(base, folder)
    delay = how.get("seconds")
    status = forked(
        lambda: import_second(folder, numbered, how.get("step")),  # type: ignore[arg-type]
        kill_after=delay if isinstance(delay, float) else None,
    )
    killed = os.WIFSIGNALED(status)
    report = folder / "report.json"
    checked = forked(lambda: check(folder, report))
    found = json.loads(report.read_text()) if checked == 0 else {"failed": True}
    shutil.rmtree(folder)
    return {**how, "numbered": numbered, "killed": killed, **found}


def main() -> None:
    work, seed, count = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    base = work / "base"
    forked(lambda: Ledger.create(base).append(batch("first")))
    dry = work / "dry"
    shutil.copytree(base, dry)
    started = time.monotonic()
    forked(lambda: import_second(dry, False))
    length = time.monotonic() - started
    steps = json.loads((dry / "steps.json").read_text())
    print(json.dumps({"steps": steps}), flush=True)
    random.seed(seed)
    kills = number = 0
    while kills < count:
        at_step = number < 2 * len(steps)
        how = {"step": number // 2} if at_step else {"seconds": random.uniform(0, length)}
        found = trial(base, work / f"t{number}", how, numbered=bool(number % 2))
        print(json.dumps(found), flush=True)
        kills += bool(found["killed"])
        number += 1


if __name__ == "__main__":
    main()
