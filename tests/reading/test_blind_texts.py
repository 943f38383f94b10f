"""Texts that another hand wrote with statements and misprints, before the rules were tried on them.

`blind/X.txt` or `X.md` beside `X.json`: statements (quote, number, relation, verdict), misprints
(old, new). The floors are what was reached; texts that say something false are among them.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from yipan.reading.check import check
from yipan.reading.model import Claim

FOLDER = Path(__file__).parent / "blind"
FLAGGED, WITHOUT_ALARM = 0.75, 0


@lru_cache(maxsize=1)
def texts() -> tuple[tuple[str, str, Any], ...]:
    """(name, text, expectations) of each."""
    paths = [p for p in sorted(FOLDER.iterdir()) if p.suffix != ".json"]
    told = [json.loads(p.with_suffix(".json").read_text("utf-8")) for p in paths]
    return tuple((p.stem, p.read_text("utf-8"), t) for p, t in zip(paths, told, strict=True))


def flagged(raw: str) -> list[Claim]:
    """What is called inconsistent."""
    return [c for c in check(raw).claims if c.severity]


def test_hard_alarms_stand_on_false_statements_only() -> None:
    """A hard finding touches a statement that is false as written."""
    false_alarms = []
    for name, raw, told in texts():
        wrong = [c for c in told["claims"] if c["verdict"] == "inconsistent"]
        spans = [(raw.index(c["quote"]), raw.index(c["quote"]) + len(c["quote"])) for c in wrong]
        for claim in flagged(raw):
            touches = any(claim.start < end and start < claim.end for start, end in spans)
            if claim.severity == "hard" and not touches:
                false_alarms.append((name, claim.formula))
    assert len(false_alarms) == WITHOUT_ALARM, false_alarms


def test_misprints_are_flagged() -> None:
    """More is flagged in the copy than in the text: at least the share that was reached."""
    found = []
    for _, raw, told in texts():
        before = len(flagged(raw))
        for misprint in told["misprints"]:
            copy = raw.replace(misprint["old"], misprint["new"], 1)
            found.append(len(flagged(copy)) > before)
    assert sum(found) >= FLAGGED * len(found)
