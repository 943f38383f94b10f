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


def test_a_hundred_per_cent_in_words_replays() -> None:
    """百分之百 prints 100 without a digit and without one of the ten numerals."""
    text = "项目开工率百分之百，上年为百分之九十五。"
    assert replay(json.loads(check(text).to_json()), [text]) == []


def test_nothing_out_of_nothing_is_no_share() -> None:
    """0 / 0 says nothing about 0 %."""
    text = "全县立案0件，其中重大案件0件，占立案数的0%。"
    report = check(text)
    assert replay(json.loads(report.to_json()), [text]) == []
    assert "consistent" not in {c.verdict for c in report.claims if c.relation == "share"}


@pytest.mark.parametrize("mark", ["<b>2</b>", "**2**", "\u00ad2", "\ufeff2", "\u20602"])
def test_marks_inside_a_number_are_no_digits(mark: str) -> None:
    """What a text is dressed with does not change what is printed: 12 with a bold 2 is 12."""
    text = f"全省增长1{mark}%，总量居全国第1{mark}位。"
    report = check(text)
    assert [int(q.mid) for q in report.quantities if q.unit == "%"] == [12]
    assert replay(json.loads(report.to_json()), [text]) == []
