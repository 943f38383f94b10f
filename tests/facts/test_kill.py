"""An import that is killed at any point leaves all of it or nothing, and the next one works."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

KILLS = 100  # in each of two processes


@pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="needs fork")
def test_killed_imports_leave_all_or_nothing(tmp_path: Path) -> None:
    """Each named step of an import, then random moments; plain and numbered writing in turn."""
    script = Path(__file__).with_name("killing.py")
    runs = []
    for seed in (1, 2):
        folder = tmp_path / str(seed)
        folder.mkdir()
        command = [sys.executable, str(script), str(folder), str(seed), str(KILLS)]
        runs.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
    steps: list[str] = []
    trials: list[dict[str, object]] = []
    for run in runs:
        out, _ = run.communicate(timeout=300)
        assert run.returncode == 0
        head, *lines = [json.loads(line) for line in out.splitlines()]
        steps = head["steps"]
        trials += lines
    wanted = {"lock held", "rows staged", "part written", "part in place", "import finished"}
    assert wanted | {"manifest.json written", "manifest.json renamed"} <= set(steps)
    assert sum(bool(t["killed"]) for t in trials) == 2 * KILLS
    at_steps = [t for t in trials if "step" in t]
    assert len(at_steps) == 2 * 2 * len(steps)
    assert all(t["killed"] for t in at_steps)
    for trial in trials:
        assert "failed" not in trial, trial
        assert trial["sound"], trial
        assert (trial["first"], trial["after"]) == (45, 90), trial
        assert trial["second"] in (0, 45), trial
        assert (trial["left"], trial["staging"]) == ([], False), trial
    assert {t["second"] for t in at_steps} == {0, 45}
