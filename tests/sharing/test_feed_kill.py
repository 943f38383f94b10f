"""Publishing and syncing that are killed at any step: the next run completes them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_at_each_step_the_next_run_completes_it(tmp_path: Path) -> None:
    """The observer ends up with the same bytes, whichever step the process died at."""
    script = Path(__file__).with_name("feed_killing.py")
    run = subprocess.run(
        [sys.executable, str(script), str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    trials = [json.loads(line) for line in run.stdout.splitlines()]
    assert {t["verb"] for t in trials} == {"publish", "sync"}
    assert len(trials) >= 15
    for trial in trials:
        assert trial["killed"], trial
        assert trial["again"] == 0, trial
        assert trial["same"], trial
