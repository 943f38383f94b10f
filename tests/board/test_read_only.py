"""A disk that can only be read: reading works, writing is one line and leaves nothing behind."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import yipan
from bench.load import write_board
from yipan.board import places
from yipan.core.errors import LedgerError
from yipan.facts import Ledger, disk, make_fact

MOUNTED = """
mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" || exit 77
exec "$2" -c "$3" "$1"
"""
# Each command in turn, in one process: [exit code, stdout, stderr].
COMMANDS = """
import contextlib, io, json, sys
from yipan.cli.main import main

root, found = sys.argv[1], []
for words in json.load(open(root + "/commands.json")):
    sys.argv, out, err = ["yipan", *words, "--lang", "en"], io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main()
        except SystemExit as end:
            found.append([end.code, out.getvalue(), err.getvalue()])
print(json.dumps(found))
"""
READING = (["facts", "output"], ["conflicts"], ["repair"])
WRITING = (
    ["import", "{root}/new.csv"],
    ["correct", "{fact}", "--value", "2", "--reason", "x", "--expects", "1"],
    ["withdraw", "{fact}", "--reason", "x"],
    ["watch", "--out", "{root}/digest.txt"],
)
ELSEWHERE = (
    ["tokens", "--new", "Li", "--role", "reader"],
    ["keys", "north"],
    ["check", "{root}/new.csv", "--html", "{root}/report.html"],
)


def content(root: Path) -> str:
    """One hash over the names and bytes of all files."""
    whole = hashlib.sha256()
    for path in sorted(p for p in root.rglob("*") if p.is_file()):
        whole.update(str(path).encode() + path.read_bytes())
    return whole.hexdigest()


@pytest.fixture
def board(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A board with its ledger, and a file to import."""
    monkeypatch.setenv("YIPAN_HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    head = "indicator,party,period,value,unit,source\n"
    (tmp_path / "new.csv").write_text(head + "output,N,2021,5,万元,YB\n", encoding="utf-8")
    folder = write_board(tmp_path / "load")
    assert len(yipan.open(folder).ledger) == 1
    return folder


def test_on_a_disk_mounted_read_only(board: Path, tmp_path: Path) -> None:
    """As a user meets it: the mount is this test's own and ends with its process."""
    fact = yipan.open(board).ledger.facts()[0].id
    asked = [[*words, "--board", str(board)] for words in (*READING, *WRITING)]
    asked += ELSEWHERE
    filled = [[word.format(root=tmp_path, fact=fact) for word in words] for words in asked]
    (tmp_path / "commands.json").write_text(json.dumps(filled), encoding="utf-8")
    before = content(tmp_path)
    run = subprocess.run(
        ["unshare", "--map-root-user", "--mount", "sh", "-c", MOUNTED, "sh", str(tmp_path),
         sys.executable, COMMANDS],
        capture_output=True, text=True, timeout=120, check=False, cwd="/",
    )  # fmt: skip
    if run.returncode == 77 or "unshare" in run.stderr:
        pytest.skip("this system allows no mount of one's own")
    found = json.loads(run.stdout)
    assert len(found) == len(filled)
    for words, (code, out, err) in zip(filled, found, strict=True):
        if words[:1] in [w[:1] for w in READING]:
            assert (code, err) == (0, ""), words
            assert out
        else:
            assert code == 2, (words, out, err)
            assert len(err.splitlines()) == 1, err
            assert "Read-only file system" in err
    assert content(tmp_path) == before


def test_a_ledger_that_cannot_be_locked_is_not_written(
    board: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system's own error, injected: the same without a mount."""
    ledger = yipan.open(board).ledger
    before = content(board)
    real = os.open

    def refuse(path: str | Path, flags: int, mode: int = 0o777) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))
        return real(path, flags, mode)

    monkeypatch.setattr(disk.os, "open", refuse)
    row = make_fact(
        indicator="output", party="N", period="2021", value="5", unit="万元", source="YB",
        learned_on=date(2025, 3, 1),
    )  # fmt: skip
    with pytest.raises(LedgerError, match="Read-only file system; nothing was written"):
        ledger.append([row])
    assert len(Ledger.open(ledger.path).facts()) == 1
    assert content(board) == before


def test_without_any_folder_to_write_boards_are_read_and_imports_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows in a temporary folder would be lost; a table of facts can still be looked at."""
    monkeypatch.setenv("YIPAN_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(places.tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    folder = write_board(tmp_path / "load")
    monkeypatch.setattr(places, "_writable", lambda _: False)
    board = yipan.open(folder)
    assert len(board.facts("output")) == 1
    with pytest.raises(LedgerError, match="nothing was written"):
        _ = board.ledger_to_write
    assert not (folder / "ledger").exists()
