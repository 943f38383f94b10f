"""`run`: what it says when something is missing, and that a second run starts at once."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("sh", "dirname", "cat", "cksum", "tr", "rm", "env")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder with `run`, and a PATH on which there is neither uv nor Python."""
    folder = tmp_path / "clone"
    (folder / "bin").mkdir(parents=True)
    for name in ("run", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found
        (folder / "bin" / tool).symlink_to(found)
    return folder


def program(path: Path, script: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def run(clone: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": str(clone / "bin"), "HOME": str(clone), "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        [str(clone / "run"), *words], env=env, capture_output=True, text=True, check=False
    )


def test_without_python_it_says_the_apt_line(clone: Path) -> None:
    """One line, exit code 2."""
    done = run(clone, "demo")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "apt-get install python3 python3-venv" in done.stderr


def test_a_python_without_ensurepip_gets_the_apt_line_of_its_version(clone: Path) -> None:
    """Debian ships Python without the venv module; nothing is half made."""
    program(
        clone / "bin" / "python3",
        f'case "$*" in *ensurepip*) exit 1;; esac\nexec {sys.executable} "$@"',
    )
    done = run(clone, "demo")
    version = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    assert done.returncode == 2
    assert f"apt-get install {version}" in done.stderr
    assert not (clone / ".venv").exists()


def test_an_old_python_is_refused(clone: Path) -> None:
    """Python 3.9 does not count."""
    program(clone / "bin" / "python3", "exit 1")
    assert "3.11 or newer" in run(clone, "test").stderr


def test_a_stamped_environment_starts_at_once(clone: Path) -> None:
    """With a matching stamp neither Python nor uv is looked for."""
    program(clone / ".venv" / "bin" / "yipan", 'echo "started $*"')
    cksum = subprocess.run(
        ["cksum"],
        stdin=(clone / "pyproject.toml").open(),
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    (clone / ".venv" / ".ready-").write_text(f"{cksum} {os.path.realpath(clone)}")
    done = run(clone, "demo", "--lang", "en")
    assert done.stdout == "started demo --lang en\n"


def test_a_changed_pyproject_sets_up_anew(clone: Path) -> None:
    """The stamp holds the checksum of pyproject.toml."""
    program(clone / ".venv" / "bin" / "yipan", "echo started")
    (clone / ".venv" / ".ready-").write_text("another checksum")
    assert run(clone, "demo").returncode == 2


def test_an_unknown_command_shows_the_usage(clone: Path) -> None:
    """Exit code 2 and the list of commands."""
    done = run(clone, "demon")
    assert done.returncode == 2
    assert "usage: ./run COMMAND" in done.stderr
    assert run(clone).returncode == 0
