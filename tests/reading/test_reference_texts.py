"""The given texts: thresholds and replay; skipped where the reference data is absent."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from shared_data import shared

from yipan.reading.check import Text, check_texts
from yipan.reading.replay import replay

COMMAND = str(Path(sys.executable).with_name("yipan")) + " check"


def test_thresholds_of_the_given_texts_are_met() -> None:
    """The scorer beside the texts says whether all of its thresholds are met."""
    scorer = shared("tools/score_claims.py")
    claims = shared("golden/claims")
    done = subprocess.run(
        [sys.executable, str(scorer), str(claims), "--command", COMMAND, "--json"],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    report = json.loads(done.stdout)
    missed = {k: m["value"] for k, m in report["metrics"].items() if m["ok"] is False}
    assert not missed


def test_every_verdict_of_the_given_texts_replays() -> None:
    """A checker that knows nothing of the extraction repeats each verdict from the JSON."""
    names = ("documents/D0.txt", "documents/D1.txt", "documents/D3.txt")
    raws = [shared(n).read_text("utf-8") for n in names]
    for separate in (False, True):
        report = check_texts(
            [Text(n, r) for n, r in zip(names, raws, strict=True)], separate=separate
        )
        assert report.claims
        assert replay(json.loads(report.to_json()), raws) == []


def test_the_replayer_is_short_and_independent() -> None:
    """Under 100 lines, and nothing of this package is imported."""
    import yipan.reading.replay as module

    source = Path(str(module.__file__)).read_text("utf-8")
    assert len([line for line in source.splitlines() if line.strip()]) < 100
    assert "import yipan" not in source
    assert "from yipan" not in source


def test_a_forged_verdict_does_not_replay() -> None:
    """The replayer can fail: a verdict turned round, or a number moved, is told."""
    raw = "碳排放量由2009年的2.66亿吨增至2020年的6.01亿吨,增加3.35亿吨。"
    report = json.loads(check_texts([Text("t", raw)]).to_json())
    assert replay(report, [raw]) == []
    claim = next(c for c in report["documents"][0]["claims"] if c["relation"] == "difference")
    claim["verdict"] = "inconsistent"
    assert replay(report, [raw])
    claim["verdict"] = "consistent"
    report["documents"][0]["quantities"][0]["mid"] = "2.76"
    assert replay(report, [raw])
