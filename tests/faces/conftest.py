"""A board and a way to run commands on it, as in a terminal."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from small_board import make_board
from terminal import Ran, Run

from yipan.cli.main import main


@pytest.fixture
def islands(tmp_path: Path) -> Path:
    return make_board(tmp_path / "islands")


@pytest.fixture
def run(islands: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command of `yipan` in this process; the board is the islands unless one is named."""
    monkeypatch.setenv("YIPAN_HOME", str(islands.parent / "home"))
    monkeypatch.delenv("YIPAN_LANG", raising=False)
    monkeypatch.chdir(islands.parent)

    def run_(*words: str, board: bool = True) -> Ran:
        argv = ["yipan", *words, *(["--board", str(islands)] if board else [])]
        monkeypatch.setattr(sys, "argv", argv)
        with pytest.raises(SystemExit) as stop:
            main()
        out, err = capsys.readouterr()
        code = stop.value.code
        return Ran(code if isinstance(code, int) else 0, out, err)

    return run_
