"""Peers in a scratch environment of their own: they never touch the project's."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "out" / "peers"
MINUTES = 10


@cache
def python(*packages: str) -> Path | None:
    """The interpreter of an environment with the packages; None where they cannot be had."""
    folder = FOLDER / "-".join(sorted(packages))
    found = folder / "bin" / "python"
    ready = folder / "ready"
    if ready.exists():
        return found
    shutil.rmtree(folder, ignore_errors=True)
    if shutil.which("uv"):
        make = [["uv", "venv", "--quiet", "--python", sys.executable, str(folder)]]
        make.append(["uv", "pip", "install", "--quiet", "--python", str(found), *packages])
    else:
        make = [[sys.executable, "-m", "venv", str(folder)]]
        make.append([str(found), "-m", "pip", "install", "--quiet", *packages])
    for command in make:
        if subprocess.run(command, check=False).returncode != 0:
            return None
    ready.touch()
    return found


def ask(packages: tuple[str, ...], program: str, *arguments: str) -> dict[str, Any] | None:
    """What a peer's program prints as its last line of JSON; None where it cannot run in time."""
    interpreter = python(*packages)
    if interpreter is None:
        return None
    try:
        done = subprocess.run(
            [str(interpreter), "-c", program, *arguments],
            capture_output=True,
            text=True,
            timeout=60 * MINUTES,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    if done.returncode != 0:
        print(done.stderr[-400:], file=sys.stderr)
        return None
    answer = json.loads(done.stdout.strip().splitlines()[-1])
    assert isinstance(answer, dict)
    return answer
