"""Files become ledger rows once; what changes in the files changes the ledger by rows alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from lakeland import FILES, write

import yipan
from yipan.board import places

FACTS = "facts/output.csv"


def counts(folder: Path) -> list[str]:
    """The values that count, after reopening."""
    return sorted(c.fact.value for c in yipan.open(folder).chosen("output"))


def test_a_second_opening_adds_nothing(tmp_path: Path) -> None:
    first = yipan.open(write(tmp_path)).ledger
    again = yipan.open(tmp_path).ledger
    assert (again.digest, len(again)) == (first.digest, 7)


def test_same_files_same_bytes(tmp_path: Path) -> None:
    """learned_on of board.yaml makes the ledger a function of the files."""
    one, two = (yipan.open(write(tmp_path / n)).ledger for n in ("one", "two"))
    assert one.digest == two.digest


def test_a_new_row_is_added_and_a_removed_one_withdrawn(tmp_path: Path) -> None:
    folder = write(tmp_path)
    assert counts(folder) == ["1210.5", "2.1", "3300"]
    changed = FILES[FACTS].replace("3300,,Y24", "3310,,Y24")
    (folder / FACTS).write_text(changed)
    assert counts(folder) == ["1210.5", "2.1", "3310"]
    values = [f.value for f in yipan.open(folder).ledger.facts() if f.row == "figure"]
    assert {"3300", "3310"} <= set(values)


def test_a_row_that_comes_back_counts_again_as_often_as_it_does(tmp_path: Path) -> None:
    folder = write(tmp_path)
    without = "\n".join(FILES[FACTS].splitlines()[:-1]) + "\n"
    for _ in range(2):
        assert "3300" in counts(folder)
        (folder / FACTS).write_text(without)
        assert "3300" not in counts(folder)
        (folder / FACTS).write_text(FILES[FACTS])
    assert "3300" in counts(folder)


def test_a_start_that_died_before_its_note_is_completed(tmp_path: Path) -> None:
    folder = write(tmp_path)
    before = yipan.open(folder).ledger.digest
    (folder / "ledger/files/taken.json").unlink()
    assert yipan.open(folder).ledger.digest == before


def test_parallel_starts_take_the_files_once(tmp_path: Path) -> None:
    write(tmp_path)
    code = f"import yipan; print(yipan.open({str(tmp_path)!r}).ledger.digest)"
    started = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    said = {process.communicate(timeout=60)[0] for process in started}
    assert all(process.returncode == 0 for process in started)
    assert len(said) == 1
    assert len(yipan.open(tmp_path).ledger.manifest.imports) == 1


@pytest.mark.skipif(os.getuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_left_alone(tmp_path: Path) -> None:
    folder = write(tmp_path)
    folder.chmod(0o500)
    try:
        assert len(yipan.open(folder).ledger) == 7
    finally:
        folder.chmod(0o700)


def test_a_home_that_cannot_be_written_gives_one_notice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The home is a file here: nobody, root included, can make a folder in it."""
    blocked = tmp_path / "home"
    blocked.write_text("")
    monkeypatch.setenv("YIPAN_HOME", str(blocked))
    monkeypatch.setattr(places, "BUILT_IN", tmp_path / "boards")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    folder = write(tmp_path / "boards/lakeland")
    assert len(yipan.open(folder).ledger) == 7
    assert len(yipan.open(folder).ledger) == 7
    assert not (folder / "ledger").exists()
    assert capsys.readouterr().err.count("YIPAN_HOME") == 1
