"""Pages that are run as they stand: files are written, commands run, outputs put in their place."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def replayed(path: Path, folder: Path) -> tuple[str, str]:
    """The page as it prints now, and as it stands; YIPAN_WRITE=1 writes the outputs anew."""
    text = path.read_text(encoding="utf-8")
    printed = BLOCK.sub(lambda block: played(block, folder), text)
    if os.environ.get("YIPAN_WRITE"):
        path.write_text(printed, encoding="utf-8")
    return printed, path.read_text(encoding="utf-8")


def played(block: re.Match[str], folder: Path) -> str:
    """The block with the output that its commands print now."""
    language, name, body = block[1], block[2], block[3]
    if name:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(body, encoding="utf-8")
    if language == "python":
        run([sys.executable, "-c", body], folder)
    if language != "console":
        return block[0]
    commands = [line[2:] for line in body.splitlines() if line.startswith("$ ")]
    said = [f"$ {command}\n{run(shlex.split(command), folder)}" for command in commands]
    return f"```console\n{''.join(said)}```"


def run(command: list[str], folder: Path) -> str:
    """What a command prints; its exit code is none of a crash."""
    if command[0] == "yipan":
        command[0] = str(Path(sys.executable).with_name("yipan"))
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60)
    assert done.returncode in {0, 1, 2}, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return "\n".join(line.rstrip() for line in (done.stdout + done.stderr).splitlines()) + "\n"
