"""Commands that are killed while they write a result: the old one or the new one, never half."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from yipan.core.files import put_whole


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_at_each_step_a_result_is_whole_and_the_next_run_completes_it(
    tmp_path: Path,
) -> None:
    """Settling to a sheet and to a table, a report of a check: every step of each."""
    script = Path(__file__).with_name("killing_outputs.py")
    run = subprocess.run(
        [sys.executable, str(script), str(tmp_path)],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    trials = [json.loads(line) for line in run.stdout.splitlines()]
    assert {t["verb"] for t in trials} == {"settle", "settle-table", "check"}
    assert len(trials) == 6
    assert all(t["killed"] and t["whole"] and t["again"] for t in trials), trials


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a full disk; a link stays a link, a pipe is written to as it is."""
    out = tmp_path / "out.txt"
    put_whole(out, "old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space left"):
            put_whole(out, "new")
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("out.txt", "old")]
    link = tmp_path / "link"
    link.symlink_to(out)
    put_whole(link, "一")
    assert link.is_symlink()
    assert out.read_bytes() == "一".encode()
    put_whole(Path("/dev/null"), "x")
