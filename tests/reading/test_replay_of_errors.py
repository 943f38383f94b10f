"""The replayer on texts full of misprints and on sets: what is wrong follows from the words."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from yipan.reading.check import Text, check, check_texts
from yipan.reading.replay import replay

TEXTS = sorted((Path(__file__).parent / "texts").glob("*.txt"))


def misprinted(text: str, every: int, first: int) -> str:
    """Every so many digits one is another; years stay."""
    spots = [m.start() for m in re.finditer(r"(?<![0-9])(?!(?:19|20)[0-9]{2}年)[1-9]", text)]
    chars = list(text)
    for spot in spots[first::every]:
        chars[spot] = str(int(chars[spot]) % 9 + 1)
    return "".join(chars)


@pytest.mark.parametrize("path", TEXTS, ids=lambda p: p.stem)
@pytest.mark.parametrize("first", [0, 2])
def test_every_verdict_on_misprints_replays(path: Path, first: int) -> None:
    """All verdicts of a text in which a fifth of the numbers is wrong."""
    text = misprinted(path.read_text("utf-8"), 5, first)
    report = check(text)
    assert replay(json.loads(report.to_json()), [text]) == []


def test_a_set_with_errors_replays_and_shows_all_verdicts() -> None:
    """All texts as one set, half of them misprinted: verdicts across documents replay, too."""
    raws = [p.read_text("utf-8") for p in TEXTS]
    raws = [misprinted(raw, 7, 1) if n % 2 else raw for n, raw in enumerate(raws)]
    report = check_texts([Text(p.name, raw) for p, raw in zip(TEXTS, raws, strict=True)])
    assert replay(json.loads(report.to_json()), raws) == []
    seen = Counter(c.severity or c.verdict for c in report.claims)
    assert min(seen[kind] for kind in ("hard", "soft", "consistent", "unverifiable")) > 10
